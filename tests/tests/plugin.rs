//! What `plugin` does.
