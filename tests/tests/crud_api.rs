//! What `crud_api` does.
