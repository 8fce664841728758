//! Nothing: the mistakes are in `ui/`.
