//! The runtime half of `validated`.
