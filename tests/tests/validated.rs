//! What `validated` does.
