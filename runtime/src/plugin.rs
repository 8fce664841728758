//! The runtime half of `plugin`.
