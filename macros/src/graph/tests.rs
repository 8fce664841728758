//! Expansions as a person reads them.
