//! The runtime half of `logged`.
