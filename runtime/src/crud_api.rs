//! The runtime half of `crud_api`.
