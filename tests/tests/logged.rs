//! What `logged` does.
