//! The programs of the guide, by their number.

mod s20_api_meta;
