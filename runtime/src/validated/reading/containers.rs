//! Lists, maps, tuples and pointers, read to the end whatever is wrong with their elements.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet, VecDeque};
use alloc::rc::Rc;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt::{self, Display};
use core::marker::PhantomData;

use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::{Held, How, Late, Slot};
use crate::validated::errors::Found;
use crate::validated::{Errors, Invalid};

/// Reads elements of a `Late` type.
struct ByType;

impl<'de, T: Late<'de>> How<'de, T> for ByType {
    #[inline]
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Held<T>, D::Error> {
        T::late(deserializer)
    }
}

/// Values that have no rules of their own: `from_json` tells each of them that is of another type.
macro_rules! plain {
    ($($(#[$attr:meta])* $ty:ty;)+) => {
        $($(#[$attr])* impl<'de> Late<'de> for $ty {
            #[inline]
            fn late<D: Deserializer<'de>>(deserializer: D) -> Result<Held<Self>, D::Error> {
                super::caught(<$ty>::deserialize(deserializer))
            }
        })+
    };
}

plain! {
    bool; char; String; Box<str>;
    i8; i16; i32; i64; i128; isize; u8; u16; u32; u64; u128; usize; f32; f64;
    #[cfg(feature = "std")] std::path::PathBuf;
}

impl<'de> Late<'de> for Cow<'_, str> {
    #[inline]
    fn late<D: Deserializer<'de>>(deserializer: D) -> Result<Held<Self>, D::Error> {
        super::caught(Self::deserialize(deserializer))
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
    Ok(super::caught(deserializer.deserialize_seq(Elements(PhantomData)))?.and_then(|held| held))
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

macro_rules! slices {
    ($($pointer:ident)+) => {
        $(impl<'de, T: Late<'de>> Late<'de> for $pointer<[T]> {
            fn late<D: Deserializer<'de>>(deserializer: D) -> Result<Held<Self>, D::Error> {
                Ok(elements(deserializer)?.map(Self::from))
            }
        })+
    };
}

slices!(Box Rc Arc);

macro_rules! tuples {
    ($($len:literal: $($ty:ident $held:ident $index:tt),+;)+) => {
        $(impl<'de, $($ty: Late<'de>),+> Late<'de> for ($($ty,)+) {
            fn late<D: Deserializer<'de>>(deserializer: D) -> Result<Held<Self>, D::Error> {
                struct Row<T>(PhantomData<T>);
                impl<'de, $($ty: Late<'de>),+> Visitor<'de> for Row<($($ty,)+)> {
                    type Value = Held<($($ty,)+)>;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str(concat!("a tuple of size ", $len))
                    }

                    fn visit_seq<A: SeqAccess<'de>>(
                        self,
                        mut seq: A,
                    ) -> Result<Self::Value, A::Error> {
                        $(let Some(Slot($held, _)) = seq.next_element::<Slot<$ty, ByType>>()? else {
                            return Err(A::Error::invalid_length($index, &self));
                        };)+
                        match ($($held,)+) {
                            ($(Ok($held),)+) => Ok(Ok(($($held,)+))),
                            ($($held,)+) => Ok(Errors::collect_into(|mut errors| {
                                $(if let Err(invalid) = $held {
                                    errors.index($index, |errors| errors.graft("", &invalid));
                                })+
                            })),
                        }
                    }
                }
                let read = deserializer.deserialize_tuple($len, Row(PhantomData));
                Ok(super::caught(read)?.and_then(|held| held))
            }
        })+
    };
}

tuples! {
    1: T a 0;
    2: T a 0, U b 1;
    3: T a 0, U b 1, V c 2;
    4: T a 0, U b 1, V c 2, W d 3;
    5: T a 0, U b 1, V c 2, W d 3, X e 4;
    6: T a 0, U b 1, V c 2, W d 3, X e 4, Y f 5;
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
        // not as a list, of which some formats write the length
        let read = deserializer.deserialize_tuple(N, Elements(PhantomData));
        let values = match super::caught(read)?.and_then(|held| held) {
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

/// Reads keys, whose errors are at the key.
struct AtKey;

impl<'de, K: Deserialize<'de>> How<'de, K> for AtKey {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Held<K>, D::Error> {
        super::late::caught_at_key(K::deserialize(deserializer))
    }
}

struct Entries<K, V>(PhantomData<(K, V)>);

impl<'de, K: Deserialize<'de> + Display, V: Late<'de>> Visitor<'de> for Entries<K, V> {
    type Value = Held<Vec<(K, V)>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::with_capacity(map.size_hint().unwrap_or(0).min(MOST_AT_ONCE));
        let mut found = Found::new();
        while let Some(key) = map.next_key::<Slot<K, AtKey>>()? {
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
    Ok(super::caught(deserializer.deserialize_map(Entries(PhantomData)))?.and_then(|held| held))
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
