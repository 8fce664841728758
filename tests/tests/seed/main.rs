//! The guide's systems, by their number.

mod s20_api_meta;
