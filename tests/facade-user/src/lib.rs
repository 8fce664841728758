//! A crate that knows `dunder` only through the facade; its tests are in `tests/`.
