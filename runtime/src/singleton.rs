//! The runtime half of `singleton`.
