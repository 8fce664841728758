//! Lists, maps and pointers of values with rules, read to the end whatever their elements break.

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet, VecDeque};
use alloc::rc::Rc;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt::{self, Display};
use core::marker::PhantomData;

use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::{Held, How, Late, Plain, Slot};
use crate::validated::Invalid;
use crate::validated::errors::Found;

/// Reads elements of a `Late` type.
struct ByType;

impl<'de, T: Late<'de>> How<'de, T> for ByType {
    #[inline]
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Held<T>, D::Error> {
        T::late(deserializer)
    }
}

/// Elements taken in advance: a hostile length must not reserve memory.
const MOST_AT_ONCE: usize = 64;

struct Elements<T>(PhantomData<T>);

impl<'de, T: Late<'de>> Visitor<'de> for Elements<T> {
    type Value = Held<Vec<T>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut values = Vec::with_capacity(seq.size_hint().unwrap_or(0).min(MOST_AT_ONCE));
        let mut found = Found::new();
        let mut index = 0;
        while let Some(slot) = seq.next_element::<Slot<T, ByType>>()? {
            match slot.0 {
                Ok(value) => values.push(value),
                Err(invalid) => {
                    found.errors().index(index, |errors| errors.graft("", &invalid));
                }
            }
            index += 1;
        }
        Ok(found.finish().map(|()| values))
    }
}

fn elements<'de, T: Late<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Held<Vec<T>>, D::Error> {
    match deserializer.deserialize_seq(Elements(PhantomData)) {
        Ok(held) => Ok(held),
        Err(fault) => super::caught(Err(fault)),
    }
}

impl<'de, T: Late<'de>> Late<'de> for Vec<T> {
    fn late<D: Deserializer<'de>>(deserializer: D) -> Result<Held<Self>, D::Error> {
        elements(deserializer)
    }
}

impl<'de, T: Late<'de>> Late<'de> for VecDeque<T> {
    fn late<D: Deserializer<'de>>(deserializer: D) -> Result<Held<Self>, D::Error> {
        Ok(elements(deserializer)?.map(Self::from))
    }
}

impl<'de, T: Late<'de> + Ord> Late<'de> for BTreeSet<T> {
    fn late<D: Deserializer<'de>>(deserializer: D) -> Result<Held<Self>, D::Error> {
        Ok(elements(deserializer)?.map(Self::from_iter))
    }
}

#[cfg(feature = "std")]
impl<'de, T, S> Late<'de> for std::collections::HashSet<T, S>
where
    T: Late<'de> + Eq + core::hash::Hash,
    S: core::hash::BuildHasher + Default,
{
    fn late<D: Deserializer<'de>>(deserializer: D) -> Result<Held<Self>, D::Error> {
        Ok(elements(deserializer)?.map(Self::from_iter))
    }
}

impl<'de, T: Late<'de>, const N: usize> Late<'de> for [T; N] {
    fn late<D: Deserializer<'de>>(deserializer: D) -> Result<Held<Self>, D::Error> {
        let values = match elements(deserializer)? {
            Ok(values) => values,
            Err(invalid) => return Ok(Err(invalid)),
        };
        let length = values.len();
        super::caught(Self::try_from(values).map_err(|_| {
            let expected = alloc::format!("an array of length {N}");
            D::Error::invalid_length(length, &&*expected)
        }))
    }
}

struct Perhaps<T>(PhantomData<T>);

impl<'de, T: Late<'de>> Visitor<'de> for Perhaps<T> {
    type Value = Held<Option<T>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("option")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Ok(None))
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Ok(None))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        Ok(T::late(deserializer)?.map(Some))
    }
}

impl<'de, T: Late<'de>> Late<'de> for Option<T> {
    fn late<D: Deserializer<'de>>(deserializer: D) -> Result<Held<Self>, D::Error> {
        deserializer.deserialize_option(Perhaps(PhantomData))
    }

    // serde's: what cannot be read from among the fields is not there
    fn late_flat<D: Deserializer<'de>>(deserializer: D) -> Result<Held<Self>, D::Error> {
        Ok(match T::late_flat(deserializer) {
            Ok(Ok(value)) => Ok(Some(value)),
            Ok(Err(invalid)) if !is_absent(&invalid) => Err(invalid),
            _ => Ok(None),
        })
    }
}

/// Whether fields are missing or of other types, which `from_json` tells as violations.
fn is_absent(invalid: &Invalid) -> bool {
    invalid.iter().any(|violation| matches!(violation.code(), "required" | "type"))
}

macro_rules! pointers {
    ($($pointer:ident)+) => {
        $(impl<'de, T: Late<'de>> Late<'de> for $pointer<T> {
            fn late<D: Deserializer<'de>>(deserializer: D) -> Result<Held<Self>, D::Error> {
                Ok(T::late(deserializer)?.map(Self::new))
            }

            fn late_flat<D: Deserializer<'de>>(deserializer: D) -> Result<Held<Self>, D::Error> {
                Ok(T::late_flat(deserializer)?.map(Self::new))
            }
        })+
    };
}

pointers!(Box Rc Arc);

struct Entries<K, V>(PhantomData<(K, V)>);

impl<'de, K: Deserialize<'de> + Display, V: Late<'de>> Visitor<'de> for Entries<K, V> {
    type Value = Held<Vec<(K, V)>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::with_capacity(map.size_hint().unwrap_or(0).min(MOST_AT_ONCE));
        let mut found = Found::new();
        while let Some(key) = map.next_key::<Slot<K, Plain>>()? {
            let value = map.next_value::<Slot<V, ByType>>()?;
            match (key.0, value.0) {
                (Ok(key), Ok(value)) => entries.push((key, value)),
                (Ok(key), Err(invalid)) => {
                    found.errors().shown_key(&key, |errors| errors.graft("", &invalid));
                }
                (Err(invalid), _) => found.errors().graft("", &invalid),
            }
        }
        Ok(found.finish().map(|()| entries))
    }
}

fn entries<'de, K: Deserialize<'de> + Display, V: Late<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Held<Vec<(K, V)>>, D::Error> {
    match deserializer.deserialize_map(Entries(PhantomData)) {
        Ok(held) => Ok(held),
        Err(fault) => super::caught(Err(fault)),
    }
}

impl<'de, K, V> Late<'de> for BTreeMap<K, V>
where
    K: Deserialize<'de> + Ord + Display,
    V: Late<'de>,
{
    fn late<D: Deserializer<'de>>(deserializer: D) -> Result<Held<Self>, D::Error> {
        Ok(entries(deserializer)?.map(Self::from_iter))
    }
}

#[cfg(feature = "std")]
impl<'de, K, V, S> Late<'de> for std::collections::HashMap<K, V, S>
where
    K: Deserialize<'de> + Eq + core::hash::Hash + Display,
    V: Late<'de>,
    S: core::hash::BuildHasher + Default,
{
    fn late<D: Deserializer<'de>>(deserializer: D) -> Result<Held<Self>, D::Error> {
        Ok(entries(deserializer)?.map(Self::from_iter))
    }
}
