//! Values made of others: pointers, options, lists, maps, tuples.

use alloc::borrow::{Cow, ToOwned};
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet, VecDeque};
use alloc::rc::Rc;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::{Head, Layout, Pack, Reader, Unpack, Writer};
use crate::codec::{CodecError, CodecErrorKind};

macro_rules! pointers {
    ($([$($generics:tt)*] $ty:ty;)+) => {
        $(impl<$($generics)*> Pack for $ty {
            #[inline]
            fn packed_len<L: Layout>(&self) -> usize {
                (**self).packed_len::<L>()
            }
            #[inline]
            fn pack_into<L: Layout>(&self, out: &mut Writer) {
                (**self).pack_into::<L>(out);
            }
            #[inline]
            fn pack_head<L: Layout>(&self, out: &mut Writer) {
                (**self).pack_head::<L>(out);
            }
            #[inline]
            fn pack_tail<L: Layout>(&self, out: &mut Writer) {
                (**self).pack_tail::<L>(out);
            }
        })+
    };
}

pointers! {
    [T: Pack + ?Sized] &T;
    [T: Pack + ?Sized] Box<T>;
    [T: Pack + ?Sized] Rc<T>;
    [T: Pack + ?Sized] Arc<T>;
    [T: Pack + ToOwned + ?Sized] Cow<'_, T>;
}

macro_rules! owned_pointers {
    ($($ty:ident)+) => {
        $(impl<'de, T: Unpack<'de>> Unpack<'de> for $ty<T> {
            #[inline]
            fn unpack_from<L: Layout>(input: &mut Reader<'de>) -> Result<Self, CodecError> {
                input.memory(1, size_of::<T>())?;
                T::unpack_from::<L>(input).map(Self::new)
            }
            #[inline]
            fn unpack_head<L: Layout>(input: &mut Reader<'de>) -> Result<Head<Self>, CodecError> {
                Ok(match T::unpack_head::<L>(input)? {
                    Head::None => Head::None,
                    Head::Length(length) => Head::Length(length),
                    Head::Whole(value) => Head::Whole(Self::new(value)),
                })
            }
            #[inline]
            fn unpack_tail<L: Layout>(
                head: Head<Self>,
                input: &mut Reader<'de>,
            ) -> Result<Self, CodecError> {
                let head = match head {
                    Head::None => Head::None,
                    Head::Length(length) => Head::Length(length),
                    Head::Whole(value) => return Ok(value),
                };
                T::unpack_tail::<L>(head, input).map(Self::new)
            }
        })+
    };
}

owned_pointers!(Box Rc Arc);

impl<T: Pack> Pack for Option<T> {
    #[inline]
    fn packed_len<L: Layout>(&self) -> usize {
        1 + self.as_ref().map_or(0, T::packed_len::<L>)
    }
    #[inline]
    fn pack_into<L: Layout>(&self, out: &mut Writer) {
        match self {
            None => out.bytes(&[0]),
            Some(value) => {
                out.bytes(&[1]);
                value.pack_into::<L>(out);
            }
        }
    }
}

impl<'de, T: Unpack<'de>> Unpack<'de> for Option<T> {
    #[inline]
    fn unpack_from<L: Layout>(input: &mut Reader<'de>) -> Result<Self, CodecError> {
        let before = input.offset();
        match input.array()? {
            [0] => Ok(None),
            [1] => T::unpack_from::<L>(input).map(Some),
            _ => Err(CodecError::new(CodecErrorKind::Malformed).at(before)),
        }
    }
}

impl<T: Pack> Pack for [T] {
    #[inline]
    fn packed_len<L: Layout>(&self) -> usize {
        L::LEN + T::items_len::<L>(self)
    }
    #[inline]
    fn pack_into<L: Layout>(&self, out: &mut Writer) {
        out.length::<L>(self.len());
        T::pack_items::<L>(self, out);
    }
}

impl<T: Pack> Pack for Vec<T> {
    #[inline]
    fn packed_len<L: Layout>(&self) -> usize {
        <[T]>::packed_len::<L>(self)
    }
    #[inline]
    fn pack_into<L: Layout>(&self, out: &mut Writer) {
        <[T]>::pack_into::<L>(self, out);
    }
}

/// The bytes of a `Vec`: the two halves one after the other.
impl<T: Pack> Pack for VecDeque<T> {
    #[inline]
    fn packed_len<L: Layout>(&self) -> usize {
        let (front, back) = self.as_slices();
        L::LEN + T::items_len::<L>(front) + T::items_len::<L>(back)
    }
    #[inline]
    fn pack_into<L: Layout>(&self, out: &mut Writer) {
        let (front, back) = self.as_slices();
        out.length::<L>(self.len());
        T::pack_items::<L>(front, out);
        T::pack_items::<L>(back, out);
    }
}

macro_rules! lists {
    ($($ty:ty),+) => {
        $(impl<'de, T: Unpack<'de>> Unpack<'de> for $ty {
            #[inline]
            fn unpack_from<L: Layout>(input: &mut Reader<'de>) -> Result<Self, CodecError> {
                let count = input.count::<L>()?;
                input.memory(count, size_of::<T>())?;
                let before = input.offset();
                let items = T::unpack_items::<L>(count, input)?;
                input.counted(count, before)?;
                Ok(Self::from(items))
            }
        })+
    };
}

lists!(Vec<T>, Box<[T]>, Rc<[T]>, Arc<[T]>, VecDeque<T>);

macro_rules! borrowed_bytes {
    ($($ty:ty),+) => {
        $(impl<'a, 'de: 'a> Unpack<'de> for $ty {
            #[inline]
            fn unpack_from<L: Layout>(input: &mut Reader<'de>) -> Result<Self, CodecError> {
                let count = input.length::<L>()?;
                input.bytes(count).map(Self::from)
            }
        })+
    };
}

borrowed_bytes!(&'a [u8], Cow<'a, [u8]>);

impl<T: Pack, const N: usize> Pack for [T; N] {
    #[inline]
    fn packed_len<L: Layout>(&self) -> usize {
        T::items_len::<L>(self)
    }
    #[inline]
    fn pack_into<L: Layout>(&self, out: &mut Writer) {
        T::pack_items::<L>(self, out);
    }
}

impl<'de, T: Unpack<'de>, const N: usize> Unpack<'de> for [T; N] {
    #[inline]
    fn unpack_from<L: Layout>(input: &mut Reader<'de>) -> Result<Self, CodecError> {
        let items = T::unpack_items::<L>(N, input)?;
        items.try_into().map_err(|_| input.fault(CodecErrorKind::Malformed))
    }
}

/// Sets and maps of a type that keeps no order are packed in the order of their keys, so that
/// equal values have equal bytes.
macro_rules! maps {
    ($($(#[$attr:meta])* [$($pack:tt)*] [$($unpack:tt)*] $ty:ty, $sorted:expr;)+) => {
        $($(#[$attr])*
        impl<K: Pack + $($pack)*> Pack for $ty {
            fn packed_len<L: Layout>(&self) -> usize {
                let pairs = self.iter();
                L::LEN + pairs.map(|(k, v)| k.packed_len::<L>() + v.packed_len::<L>()).sum::<usize>()
            }
            fn pack_into<L: Layout>(&self, out: &mut Writer) {
                out.length::<L>(self.len());
                for (key, value) in $sorted(self) {
                    key.pack_into::<L>(out);
                    value.pack_into::<L>(out);
                }
            }
        }

        $(#[$attr])*
        impl<'de, K: Unpack<'de> + $($unpack)*> Unpack<'de> for $ty {
            fn unpack_from<L: Layout>(input: &mut Reader<'de>) -> Result<Self, CodecError> {
                let count = input.count::<L>()?;
                let mut map = Self::default();
                for index in 0..count {
                    input.memory(1, size_of::<(K, V)>())?;
                    let before = input.offset();
                    let at = |fault: CodecError| fault.in_index(index);
                    let key = K::unpack_from::<L>(input).map_err(at)?;
                    let value = V::unpack_from::<L>(input).map_err(at)?;
                    if map.insert(key, value).is_some() {
                        return Err(CodecError::new(CodecErrorKind::Malformed)
                            .at(before)
                            .in_index(index));
                    }
                }
                Ok(map)
            }
        })+
    };
}

#[cfg(feature = "std")]
use std::collections::{HashMap, HashSet};

/// The pairs in the order of their keys.
#[cfg(feature = "std")]
fn sorted<K: Ord, V, S>(map: &HashMap<K, V, S>) -> Vec<(&K, &V)> {
    let mut pairs: Vec<_> = map.iter().collect();
    pairs.sort_unstable_by(|a, b| a.0.cmp(b.0));
    pairs
}

maps! {
    [Ord, V: Pack] [Ord, V: Unpack<'de>] BTreeMap<K, V>, BTreeMap::iter;
    #[cfg(feature = "std")]
    [Ord, V: Pack, S] [Eq + core::hash::Hash, V: Unpack<'de>, S: core::hash::BuildHasher + Default]
    HashMap<K, V, S>, sorted;
}

macro_rules! sets {
    ($($(#[$attr:meta])* [$($pack:tt)*] [$($unpack:tt)*] $ty:ty;)+) => {
        $($(#[$attr])*
        impl<T: Pack + Ord $($pack)*> Pack for $ty {
            fn packed_len<L: Layout>(&self) -> usize {
                L::LEN + self.iter().map(T::packed_len::<L>).sum::<usize>()
            }
            fn pack_into<L: Layout>(&self, out: &mut Writer) {
                let mut items: Vec<&T> = self.iter().collect();
                items.sort_unstable();
                out.length::<L>(items.len());
                for item in items {
                    item.pack_into::<L>(out);
                }
            }
        }

        $(#[$attr])*
        impl<'de, T: Unpack<'de> + $($unpack)*> Unpack<'de> for $ty {
            fn unpack_from<L: Layout>(input: &mut Reader<'de>) -> Result<Self, CodecError> {
                let count = input.count::<L>()?;
                let mut set = Self::default();
                for index in 0..count {
                    input.memory(1, size_of::<T>())?;
                    let before = input.offset();
                    let item = T::unpack_from::<L>(input).map_err(|fault| fault.in_index(index))?;
                    if !set.insert(item) {
                        return Err(CodecError::new(CodecErrorKind::Malformed)
                            .at(before)
                            .in_index(index));
                    }
                }
                Ok(set)
            }
        })+
    };
}

sets! {
    [] [Ord] BTreeSet<T>;
    #[cfg(feature = "std")]
    [, S] [Eq + core::hash::Hash, S: core::hash::BuildHasher + Default] HashSet<T, S>;
}

macro_rules! tuples {
    ($($($name:ident $index:tt),+;)+) => {
        $(impl<$($name: Pack),+> Pack for ($($name,)+) {
            #[inline]
            fn packed_len<L: Layout>(&self) -> usize {
                0 $(+ self.$index.packed_len::<L>())+
            }
            #[inline]
            fn pack_into<L: Layout>(&self, out: &mut Writer) {
                $(self.$index.pack_into::<L>(out);)+
            }
        }

        impl<'de, $($name: Unpack<'de>),+> Unpack<'de> for ($($name,)+) {
            #[inline]
            fn unpack_from<L: Layout>(input: &mut Reader<'de>) -> Result<Self, CodecError> {
                Ok(($($name::unpack_from::<L>(input).map_err(|fault| fault.in_index($index))?,)+))
            }
        })+
    };
}

tuples! {
    A 0;
    A 0, B 1;
    A 0, B 1, C 2;
    A 0, B 1, C 2, D 3;
    A 0, B 1, C 2, D 3, E 4;
    A 0, B 1, C 2, D 3, E 4, F 5;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
}
