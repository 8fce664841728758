//! `from_json`: every fault of a document in one report.

use alloc::vec::Vec;
use core::cell::RefCell;

use serde::Deserialize;

use super::parse::parse;
use super::tree::{At, De};
use super::{Held, How, Late, Plain};
use crate::validated::{Errors, Invalid, Validate};

/// Reads a struct with rules.
///
/// # Errors
/// Every fault of the document.
pub fn read<'de, T: Late<'de>>(json: &'de [u8]) -> Result<T, Invalid> {
    struct ByType;
    impl<'de, T: Late<'de>> How<'de, T> for ByType {
        fn read<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Held<T>, D::Error> {
            T::late(deserializer)
        }
    }
    read_by::<T, ByType>(json)
}

/// Reads a struct whose `Deserialize` is written by hand.
///
/// # Errors
/// The faults of the document, that of the impl, or the rules that the value breaks.
pub fn read_own<'de, T: Deserialize<'de> + Validate>(json: &'de [u8]) -> Result<T, Invalid> {
    let made: T = read_by::<T, Plain>(json)?;
    made.validate()?;
    Ok(made)
}

fn read_by<'de, T, M: How<'de, T>>(json: &'de [u8]) -> Result<T, Invalid> {
    let (tree, twice) = parse(json)?;
    let strange = RefCell::new(Vec::new());
    let read = M::read(De { node: &tree, at: &At::TOP, strange: &strange });
    let read = read.unwrap_or_else(|fault| Err(fault.into_told().into()));
    let strange = strange.into_inner();
    let read = match read {
        Ok(value) if twice.is_empty() && strange.is_empty() => return Ok(value),
        read => read.err(),
    };
    Errors::collect_into(|mut errors| {
        if let Some(invalid) = &read {
            errors.graft("", invalid);
        }
        for violation in strange.into_iter().chain(twice) {
            errors.add("", violation);
        }
    })
}
