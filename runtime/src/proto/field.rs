//! `Field`: what a struct's field can be, a value, an option, a list or a map of values.

use alloc::collections::{BTreeMap, BTreeSet, VecDeque};
use alloc::vec::Vec;
#[cfg(feature = "std")]
use core::hash::{BuildHasher, Hash};
#[cfg(feature = "std")]
use std::collections::{HashMap, HashSet};

use super::read::{Key, Reader};
use super::schema::{AboutType, Describe, Type};
use super::value::{
    Bytes, Entry, Fixed32, Fixed64, Int32, Int64, Natural, Sfixed32, Sfixed64, Sint32, Sint64,
    Uint32, Uint64, Unpacked, Value,
};
use super::wire::{Sink, Wire};
use crate::codec::CodecError;

/// What a struct's field can be; `E` is the form that its attribute asks for.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no form `{E}` in Protocol Buffers",
    label = "cannot be a field of a message",
    note = "put `#[derive(Proto)]` on it, or write `#[proto(as = T)]` with a type `T` that it \
            converts from and into"
)]
pub trait Field<'de, E = Natural>: Sized {
    /// Its type in a `.proto` file, with `optional` or `repeated` before it.
    const TYPE: Type;
    /// What else the `.proto` file must say.
    const DEPENDS: &'static [&'static [Describe]];
    /// Both.
    #[doc(hidden)]
    const ABOUT: AboutType = {
        let (mut len, mut pieces) = (0, Self::TYPE);
        while let [piece, rest @ ..] = pieces {
            len += piece.len();
            pieces = rest;
        }
        AboutType { ty: Self::TYPE, len, depends: Self::DEPENDS }
    };

    /// Whether it has rules that its empty value could break.
    const RULED: bool = false;

    /// The value of a field that is not there.
    fn empty() -> Self;
    /// Writes its key and its value, as often as there is one.
    fn write_field<S: Sink>(&self, tag: u32, out: &mut S);
    /// Reads one more value.
    ///
    /// # Errors
    /// What is wrong with the input.
    fn read_field(&mut self, key: Key, reader: &mut Reader<'de>) -> Result<(), CodecError>;

    /// Runs the rules of a value that was not there to read.
    ///
    /// # Errors
    /// The broken rules.
    #[inline]
    fn finish_field(&mut self, _name: &str) -> Result<(), CodecError> {
        Ok(())
    }
}

macro_rules! for_each_form {
    ($($form:ident),+) => {
        $(
            impl<'de, T: Value<'de, $form>> Field<'de, $form> for T {
                const TYPE: Type = &[T::TYPE];
                const DEPENDS: &'static [&'static [Describe]] = &[T::DEPENDS];
                const RULED: bool = T::RULED;

                #[inline]
                fn empty() -> Self {
                    T::empty()
                }

                #[inline]
                fn finish_field(&mut self, name: &str) -> Result<(), CodecError> {
                    if T::RULED && self.is_empty() {
                        return self.finish().map_err(|error| error.in_field(name));
                    }
                    Ok(())
                }

                #[inline]
                fn write_field<S: Sink>(&self, tag: u32, out: &mut S) {
                    if T::IS_MESSAGE || !self.is_empty() {
                        self.write_keyed(tag, out);
                    }
                }

                #[inline]
                fn read_field(
                    &mut self,
                    key: Key,
                    reader: &mut Reader<'de>,
                ) -> Result<(), CodecError> {
                    reader.expect(key, T::WIRE)?;
                    self.merge_singular(key, reader)
                }
            }

            impl<'de, T: Value<'de, $form>> Field<'de, $form> for Option<T> {
                const TYPE: Type =
                    if T::IS_MESSAGE { &[T::TYPE] } else { &["optional ", T::TYPE] };
                const DEPENDS: &'static [&'static [Describe]] = &[T::DEPENDS];

                #[inline]
                fn empty() -> Self {
                    None
                }

                #[inline]
                fn write_field<S: Sink>(&self, tag: u32, out: &mut S) {
                    if let Some(value) = self {
                        value.write_keyed(tag, out);
                    }
                }

                #[inline]
                fn read_field(
                    &mut self,
                    key: Key,
                    reader: &mut Reader<'de>,
                ) -> Result<(), CodecError> {
                    reader.expect(key, T::WIRE)?;
                    self.get_or_insert_with(T::empty).merge_singular(key, reader)
                }
            }

            list!(['de, T: Value<'de, $form>] [Vec<T>] [$form] $form true);
            list!(['de, T: Value<'de, $form>] [VecDeque<T>] [$form] $form true);
            list!(['de, T: Value<'de, $form> + Ord] [BTreeSet<T>] [$form] $form true);
            #[cfg(feature = "std")]
            list!(
                ['de, T: Value<'de, $form> + Eq + Hash, H: Default + BuildHasher]
                [HashSet<T, H>] [$form] $form true
            );
            list!(['de, T: Value<'de, $form>] [Vec<T>] [Unpacked<$form>] $form false);
            list!(['de, T: Value<'de, $form>] [VecDeque<T>] [Unpacked<$form>] $form false);
        )+
    };
}

/// A byte alone is a number; a list of them is `bytes`, so it is no `Value` of this form.
macro_rules! byte {
    ($($ty:ty),+) => {
        $(impl<'de> Field<'de, Natural> for $ty {
            const TYPE: Type = <Self as Field<'de, Uint32>>::TYPE;
            const DEPENDS: &'static [&'static [Describe]] = &[];

            fn empty() -> Self {
                <Self as Field<'de, Uint32>>::empty()
            }

            fn write_field<S: Sink>(&self, tag: u32, out: &mut S) {
                <Self as Field<'de, Uint32>>::write_field(self, tag, out);
            }

            fn read_field(
                &mut self,
                key: Key,
                reader: &mut Reader<'de>,
            ) -> Result<(), CodecError> {
                <Self as Field<'de, Uint32>>::read_field(self, key, reader)
            }
        })+
    };
}

byte!(u8, Option<u8>);

/// A collection that a repeated field can be.
trait List<T>: Default {
    /// Adds what `read` makes of an empty value; nothing where it fails.
    fn add(
        &mut self,
        empty: T,
        read: impl FnOnce(&mut T) -> Result<(), CodecError>,
    ) -> Result<(), CodecError>;
    fn count(&self) -> usize;
    fn expect(&mut self, _: usize) {}
}

/// Reads a value where it stays: to move one that was just written waits for the writing.
macro_rules! add_in_place {
    ($push:ident, $last:ident, $pop:ident) => {
        #[inline]
        fn add(
            &mut self,
            empty: T,
            read: impl FnOnce(&mut T) -> Result<(), CodecError>,
        ) -> Result<(), CodecError> {
            self.$push(empty);
            let done = self.$last().map_or(Ok(()), read);
            if done.is_err() {
                self.$pop();
            }
            done
        }
    };
}

/// A set has no place for a value before it is read.
macro_rules! add_to_set {
    () => {
        fn add(
            &mut self,
            mut value: T,
            read: impl FnOnce(&mut T) -> Result<(), CodecError>,
        ) -> Result<(), CodecError> {
            read(&mut value)?;
            self.insert(value);
            Ok(())
        }
    };
}

impl<T> List<T> for Vec<T> {
    add_in_place!(push, last_mut, pop);

    fn count(&self) -> usize {
        self.len()
    }

    fn expect(&mut self, more: usize) {
        self.reserve(more);
    }
}

impl<T> List<T> for VecDeque<T> {
    add_in_place!(push_back, back_mut, pop_back);

    fn count(&self) -> usize {
        self.len()
    }
}

impl<T: Ord> List<T> for BTreeSet<T> {
    add_to_set!();

    fn count(&self) -> usize {
        self.len()
    }
}

#[cfg(feature = "std")]
impl<T: Eq + Hash, H: Default + BuildHasher> List<T> for HashSet<T, H> {
    add_to_set!();

    fn count(&self) -> usize {
        self.len()
    }
}

/// Reads one more element; `E` is its form.
#[inline]
fn read_element<'de, T: Value<'de, E>, E, L: List<T>>(
    list: &mut L,
    reader: &mut Reader<'de>,
) -> Result<(), CodecError> {
    reader.item(size_of::<T>())?;
    let index = list.count();
    list.add(T::empty(), |value| value.merge(reader)).map_err(|error| error.in_index(index))
}

/// Reads a packed list; what has a fixed size tells how many there are.
fn read_packed<'de, T: Value<'de, E>, E, L: List<T>>(
    list: &mut L,
    reader: &mut Reader<'de>,
) -> Result<(), CodecError> {
    let mut is_first = true;
    reader.packed(|reader| {
        if is_first {
            is_first = false;
            let size = match T::WIRE {
                Wire::Fixed64 => 8,
                Wire::Fixed32 => 4,
                _ => usize::MAX,
            };
            let count = reader.left() / size;
            reader.afford(count, size_of::<T>())?;
            list.expect(count);
        }
        read_element(list, reader)
    })
}

/// A repeated field: its generics, type, form, the form of its elements, whether it is packed.
macro_rules! list {
    ([$($generics:tt)*] [$ty:ty] [$form:ty] $element:ident $packed:literal) => {
        impl<$($generics)*> Field<'de, $form> for $ty {
            const TYPE: Type = &["repeated ", T::TYPE];
            const DEPENDS: &'static [&'static [Describe]] = &[T::DEPENDS];

            #[inline]
            fn empty() -> Self {
                Self::default()
            }

            #[inline]
            fn write_field<S: Sink>(&self, tag: u32, out: &mut S) {
                if $packed && !matches!(T::WIRE, Wire::Delimited) {
                    if !self.is_empty() {
                        out.keyed(tag, |out| {
                            for value in self {
                                value.write(out);
                            }
                        });
                    }
                } else {
                    for value in self {
                        value.write_keyed(tag, out);
                    }
                }
            }

            #[inline]
            fn read_field(
                &mut self,
                key: Key,
                reader: &mut Reader<'de>,
            ) -> Result<(), CodecError> {
                if matches!(key.wire(), Wire::Delimited) && !matches!(T::WIRE, Wire::Delimited) {
                    return read_packed::<T, $element, Self>(self, reader);
                }
                reader.expect(key, T::WIRE)?;
                read_element::<T, $element, Self>(self, reader)
            }
        }
    };
}

for_each_form!(
    Natural, Int32, Int64, Uint32, Uint64, Sint32, Sint64, Fixed32, Fixed64, Sfixed32, Sfixed64,
    Bytes
);

/// A map: entries with a key 1 and a value 2, each there or not.
macro_rules! map {
    ($([$($generics:tt)*] [$ty:ty] [$form:ty] $key:ty, $value:ty;)+) => {
        $(
            impl<$($generics)*> Field<'de, $form> for $ty {
                const TYPE: Type = &[
                    "map<",
                    <K as Value<'de, $key>>::TYPE,
                    ", ",
                    <V as Value<'de, $value>>::TYPE,
                    ">",
                ];
                const DEPENDS: &'static [&'static [Describe]] =
                    &[<V as Value<'de, $value>>::DEPENDS];

                #[inline]
                fn empty() -> Self {
                    Self::default()
                }

                fn write_field<S: Sink>(&self, tag: u32, out: &mut S) {
                    for (k, v) in self {
                        out.keyed(tag, |out| {
                            Value::<$key>::write_keyed(k, 1, out);
                            Value::<$value>::write_keyed(v, 2, out);
                        });
                    }
                }

                fn read_field(
                    &mut self,
                    key: Key,
                    reader: &mut Reader<'de>,
                ) -> Result<(), CodecError> {
                    reader.expect(key, Wire::Delimited)?;
                    let (k, v) = read_entry::<K, V, $key, $value>(reader)?;
                    self.insert(k, v);
                    Ok(())
                }
            }
        )+
    };
}

fn read_entry<'de, K: Value<'de, EK>, V: Value<'de, EV>, EK, EV>(
    reader: &mut Reader<'de>,
) -> Result<(K, V), CodecError> {
    reader.item(size_of::<(K, V)>())?;
    let (mut k, mut v) = (K::empty(), V::empty());
    let (mut has_key, mut has_value) = (!K::RULED, !V::RULED);
    reader.entry(|key, reader| match key.tag() {
        1 => {
            has_key = true;
            reader.expect(key, K::WIRE)?;
            k.merge(reader).map_err(|error| error.in_field("key"))
        }
        2 => {
            has_value = true;
            reader.expect(key, V::WIRE)?;
            v.merge_singular(key, reader).map_err(|error| error.in_field("value"))
        }
        _ => reader.skip(key),
    })?;
    if !has_key {
        k.finish().map_err(|error| error.in_field("key"))?;
    }
    if !has_value {
        v.finish().map_err(|error| error.in_field("value"))?;
    }
    Ok((k, v))
}

map! {
    ['de, K: Value<'de> + Ord, V: Value<'de>] [BTreeMap<K, V>] [Natural] Natural, Natural;
    ['de, K: Value<'de, EK> + Ord, V: Value<'de, EV>, EK, EV]
        [BTreeMap<K, V>] [Entry<EK, EV>] EK, EV;
}

#[cfg(feature = "std")]
map! {
    ['de, K: Value<'de> + Eq + Hash, V: Value<'de>, H: Default + BuildHasher]
        [HashMap<K, V, H>] [Natural] Natural, Natural;
    ['de, K: Value<'de, EK> + Eq + Hash, V: Value<'de, EV>, EK, EV, H: Default + BuildHasher]
        [HashMap<K, V, H>] [Entry<EK, EV>] EK, EV;
}
