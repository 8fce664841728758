//! A user's crate of the edition before ours: its tests are those of classes, compiled once more.
