//! What `singleton` does.
