//! What expansions of `#[derive(Dict)]` call.

use alloc::borrow::{Cow, ToOwned as _};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::borrow::Borrow;
use core::cell::Cell;

use super::view::Entries;
use super::{FromDict, Value, View, wrong_type};
use crate::codec::{CodecError, CodecErrorKind};

pub use super::{Json, ToDict, from_json, from_json_with, rows, to_json};
pub use crate::{
    __dict_methods as methods, __dict_record as record, __dict_rows as table,
    __dict_stand_in as stand_in,
};
pub use alloc::collections::BTreeMap as Map;

type Result<T> = core::result::Result<T, CodecError>;

/// A struct with named fields.
pub trait Record: Sized {
    /// Its fields, in order.
    fn entries(&self) -> Vec<(&'static str, Value)>;
}

/// A struct with named fields that can be read.
pub trait ReadRecord: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// As [`FromDict::from_value`].
    fn read(source: &dyn Source) -> Result<Self>;
}

/// Values by name.
pub trait Source {
    /// The value of this name.
    fn get(&self, name: &str) -> Option<View<'_>>;
    /// A name that is none of these.
    fn other_than(&self, known: &[&str]) -> Option<&str>;
}

impl<K: Borrow<str> + Ord> Source for BTreeMap<K, Value> {
    fn get(&self, name: &str) -> Option<View<'_>> {
        BTreeMap::get(self, name).map(View::of)
    }
    fn other_than(&self, known: &[&str]) -> Option<&str> {
        self.keys().map(Borrow::borrow).find(|name| !known.contains(name))
    }
}

/// A dict of few names, which are looked for one after the other: mostly they stand in the order
/// in which they are asked for.
struct Few<'a> {
    all: Entries<'a>,
    /// Those after the one that was found last.
    next: Cell<Entries<'a>>,
}

impl Source for Few<'_> {
    fn get(&self, name: &str) -> Option<View<'_>> {
        let is_meant = |(other, _): &(&str, View<'_>)| *other == name;
        let mut next = self.next.replace(self.all.clone());
        let mut found = next.find(is_meant);
        if found.is_none() {
            next = self.all.clone();
            found = next.find(is_meant);
        }
        self.next.set(next);
        found.map(|(_, view)| view)
    }
    fn other_than(&self, known: &[&str]) -> Option<&str> {
        self.all.clone().map(|(name, _)| name).find(|name| !known.contains(name))
    }
}

/// A dict of many names.
impl Source for BTreeMap<&str, View<'_>> {
    fn get(&self, name: &str) -> Option<View<'_>> {
        BTreeMap::get(self, name).copied()
    }
    fn other_than(&self, known: &[&str]) -> Option<&str> {
        self.keys().copied().find(|name| !known.contains(name))
    }
}

/// The fields as a dict.
pub fn dict(entries: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    let owned = |(name, value)| (Cow::Borrowed(name), value);
    Value::Dict(entries.into_iter().map(owned).collect())
}

/// The dict that the value is.
///
/// # Errors
/// It is none.
pub fn source(value: &Value) -> Result<&dyn Source> {
    match value {
        Value::Dict(values) => Ok(values),
        _ => Err(wrong_type()),
    }
}

/// Reads a struct from the dict that the value is.
///
/// # Errors
/// It is none, or those of its fields.
pub fn read<T: ReadRecord>(view: View<'_>) -> Result<T> {
    in_dict(view, T::read)
}

/// Reads from the dict that the value is.
///
/// # Errors
/// It is none, or those of the function.
pub fn in_dict<T>(view: View<'_>, read: impl FnOnce(&dyn Source) -> Result<T>) -> Result<T> {
    const FEW: usize = 64;
    if let Some(map) = view.as_map() {
        return read(map);
    }
    let all = view.entries().ok_or_else(wrong_type)?;
    if all.clone().nth(FEW).is_some() {
        return read(&all.collect::<BTreeMap<_, _>>());
    }
    read(&Few { next: Cell::new(all.clone()), all })
}

/// Refuses names that are none of these.
///
/// # Errors
/// `UnknownTag` at such a name.
pub fn deny_unknown(source: &dyn Source, known: &[&str]) -> Result<()> {
    match source.other_than(known) {
        None => Ok(()),
        Some(name) => Err(CodecError::new(CodecErrorKind::UnknownTag).in_field(name)),
    }
}

/// A field.
///
/// # Errors
/// It is missing, or those of its value.
pub fn field<T: FromDict>(source: &dyn Source, name: &str) -> Result<T> {
    let read = match source.get(name) {
        Some(view) => T::from_view(view),
        None => T::absent().ok_or_else(|| CodecError::new(CodecErrorKind::MissingField)),
    };
    read.map_err(|fault| fault.in_field(name))
}

/// A field, or what it is where it is missing.
///
/// # Errors
/// Those of its value.
pub fn field_or<T: FromDict>(source: &dyn Source, name: &str, or: impl FnOnce() -> T) -> Result<T> {
    let Some(view) = source.get(name) else { return Ok(or()) };
    T::from_view(view).map_err(|fault| fault.in_field(name))
}

/// A field that a function reads.
///
/// # Errors
/// It is missing, or those of the function.
pub fn field_with<T>(
    source: &dyn Source,
    name: &str,
    read: impl FnOnce(&Value) -> Result<T>,
) -> Result<T> {
    let missing = || CodecError::new(CodecErrorKind::MissingField);
    let read = source.get(name).ok_or_else(missing).and_then(|view| read(&view.value()));
    read.map_err(|fault| fault.in_field(name))
}

/// A field that a function reads, or what it is where it is missing.
///
/// # Errors
/// Those of the function.
pub fn field_with_or<T>(
    source: &dyn Source,
    name: &str,
    read: impl FnOnce(&Value) -> Result<T>,
    or: impl FnOnce() -> T,
) -> Result<T> {
    let Some(view) = source.get(name) else { return Ok(or()) };
    read(&view.value()).map_err(|fault| fault.in_field(name))
}

/// A list of so many items.
///
/// # Errors
/// It is none, or has more or fewer.
pub fn items(value: &Value, count: usize) -> Result<&[Value]> {
    value.as_list().filter(|items| items.len() == count).ok_or_else(wrong_type)
}

/// An item of a list.
///
/// # Errors
/// Those of its value.
pub fn item<T: FromDict>(items: &[Value], index: usize) -> Result<T> {
    item_with(items, index, T::from_value)
}

/// An item of a list that a function reads.
///
/// # Errors
/// Those of the function.
pub fn item_with<T>(
    items: &[Value],
    index: usize,
    read: impl FnOnce(&Value) -> Result<T>,
) -> Result<T> {
    items.get(index).ok_or_else(wrong_type).and_then(read).map_err(|fault| fault.in_index(index))
}

/// `{"Circle": value}`
pub fn variant(name: &'static str, value: Value) -> Value {
    dict([(name, value)])
}

/// The variant that a text or a dict of one entry names, and what belongs to it.
///
/// # Errors
/// It is neither.
pub fn variant_of(value: &Value) -> Result<(&str, Option<&Value>)> {
    match value {
        Value::Text(name) => Ok((name, None)),
        Value::Dict(values) if values.len() == 1 => {
            values.iter().next().map(|(name, value)| (&**name, Some(value))).ok_or_else(wrong_type)
        }
        _ => Err(wrong_type()),
    }
}

/// No variant is called so.
#[cold]
pub fn unknown_variant(name: &str) -> CodecError {
    CodecError::new(CodecErrorKind::UnknownTag).in_field(name)
}

/// What was read of a variant, with its name in the error's path.
///
/// # Errors
/// The one that was read.
pub fn named<T>(name: &str, read: Result<T>) -> Result<T> {
    read.map_err(|fault| fault.in_field(name))
}

/// The text of a unit variant.
pub fn name(name: &'static str) -> Value {
    Value::Text(name.to_owned())
}

/// These values, owned.
pub fn list<T, const N: usize>(values: [T; N]) -> Vec<T> {
    values.into()
}

/// The methods of structs whose fields are not all what they are.
pub mod record_methods {
    use super::{BTreeMap, Record, Value};

    /// The fields by name.
    pub fn to_dict<T: Record>(record: &T) -> BTreeMap<&'static str, Value> {
        record.entries().into_iter().collect()
    }
}

/// The impls and methods of a struct whose fields have names and are all what they are, at most eight
/// in a row.
#[doc(hidden)]
#[macro_export]
macro_rules! __dict_rows {
    (
        [$($vis:tt)*] [$($generics:tt)*] [$ty:ty] [$($writes:tt)*] [$($reads:tt)*]
        $($read:ident $rows:ident {
            $([$($member:tt)*] $json:literal $place:tt [$($of:tt)*];)*
        })*
        |$source:ident, $value:ident| [$($denied:tt)*] [$($rule:tt)*]
        $($methods:ident [$($shown:tt)*])*
    ) => {
        #[automatically_derived]
        impl $($generics)* $crate::dict::rows::Row for $ty $($writes)* {
            fn fields<__F: $crate::dict::rows::Fields>(&self, out: &mut __F) {
                $($crate::dict::rows::$rows::write::<__F, $($($of)*),*>(
                    out, [$($json),*], $(&self.$($member)*),*
                );)*
            }
        }
        #[automatically_derived]
        impl $($generics)* $crate::dict::ToDict for $ty $($writes)* {
            fn to_value(&self) -> $crate::dict::Value {
                $crate::dict::rows::to_value(self)
            }
            fn write_json(&self, out: &mut $crate::dict::Json) {
                $crate::dict::rows::write_json(self, out);
            }
        }
        #[automatically_derived]
        impl $($generics)* $crate::__private::dict::ReadRecord for $ty $($reads)* {
            fn read(
                $source: &dyn $crate::__private::dict::Source,
            ) -> $crate::__private::codec::Result<Self> {
                $($denied)*
                $(let $read = match $crate::dict::rows::$rows::read::<$($($of)*),*>(
                    $source, [$($json),*]
                ) {
                    $crate::__private::Ok(read) => read,
                    $crate::__private::Err(fault) => return $crate::__private::Err(fault),
                };)*
                let $value = Self { $($($($member)*: $read.$place,)*)* };
                $crate::__dict_ruled!($value [$($rule)*])
            }
        }
        #[automatically_derived]
        impl $($generics)* $crate::dict::FromDict for $ty $($reads)* {
            fn from_value(
                value: &$crate::dict::Value,
            ) -> $crate::__private::codec::Result<Self> {
                $crate::__private::dict::read($crate::dict::View::of(value))
            }
            fn from_view(
                view: $crate::dict::View<'_>,
            ) -> $crate::__private::codec::Result<Self> {
                $crate::__private::dict::read(view)
            }
        }
        #[automatically_derived]
        #[allow(dead_code)]
        impl $($generics)* $ty $($writes)* {
            $crate::__dict_method!(to_dict rows [$($vis)*]);
            $crate::__dict_method!(to_json [$($vis)*]);
        }
        #[automatically_derived]
        #[allow(dead_code)]
        impl $($generics)* $ty $($reads)* {
            $crate::__dict_method!(from_dict [$($vis)*]);
            $($crate::__dict_method!($methods [$($shown)*]);)*
        }
    };
}

/// What is read, after its rules.
#[doc(hidden)]
#[macro_export]
macro_rules! __dict_ruled {
    ($value:ident []) => { $crate::__private::Ok($value) };
    ($value:ident [$($rule:tt)+]) => {{ $($rule)+ }};
}

/// One of the methods.
#[doc(hidden)]
#[macro_export]
macro_rules! __dict_method {
    (to_dict $of:ident [$($vis:tt)*]) => {
        /// The fields by name.
        #[must_use]
        $($vis)* fn to_dict(
            &self,
        ) -> $crate::__private::dict::Map<&'static $crate::__private::str, $crate::dict::Value> {
            $crate::__private::dict::$of::to_dict(self)
        }
    };
    (from_dict [$($vis:tt)*]) => {
        /// The value that these fields are.
        ///
        /// # Errors
        /// What is missing or wrong, and in which field.
        $($vis)* fn from_dict<
            __K: $crate::__private::core::borrow::Borrow<$crate::__private::str>
                + $crate::__private::core::cmp::Ord,
        >(
            fields: &$crate::__private::dict::Map<__K, $crate::dict::Value>,
        ) -> $crate::__private::codec::Result<Self> {
            <Self as $crate::__private::dict::ReadRecord>::read(fields)
        }
    };
    (to_json [$($vis:tt)*]) => {
        /// The value as JSON.
        #[must_use]
        $($vis)* fn to_json(&self) -> $crate::__private::String {
            $crate::dict::to_json(self)
        }
    };
    (from_json [$($vis:tt)*]) => {
        /// The value that this JSON is.
        ///
        /// # Errors
        /// Where the text goes wrong, or what is missing or wrong and in which field.
        $($vis)* fn from_json(
            json: impl $crate::__private::AsRef<[$crate::__private::u8]>,
        ) -> $crate::__private::codec::Result<Self> {
            $crate::dict::from_json(json)
        }
    };
}

/// What all structs with named fields have.
#[doc(hidden)]
#[macro_export]
macro_rules! __dict_record {
    (write [$($vis:tt)*] [$($generics:tt)*] [$ty:ty] [$($clause:tt)*]) => {
        #[automatically_derived]
        #[allow(dead_code)]
        impl $($generics)* $ty $($clause)* {
            $crate::__dict_method!(to_dict record_methods [$($vis)*]);
        }
    };
    (read [$($vis:tt)*] [$($generics:tt)*] [$ty:ty] [$($clause:tt)*]) => {
        #[automatically_derived]
        #[allow(dead_code)]
        impl $($generics)* $ty $($clause)* {
            $crate::__dict_method!(from_dict [$($vis)*]);
        }
        #[automatically_derived]
        impl $($generics)* $crate::dict::FromDict for $ty $($clause)* {
            fn from_value(
                value: &$crate::dict::Value,
            ) -> $crate::__private::codec::Result<Self> {
                $crate::__private::dict::read($crate::dict::View::of(value))
            }
            fn from_view(
                view: $crate::dict::View<'_>,
            ) -> $crate::__private::codec::Result<Self> {
                $crate::__private::dict::read(view)
            }
        }
    };
}

/// The methods that forward to the traits.
#[doc(hidden)]
#[macro_export]
macro_rules! __dict_methods {
    (write [$($vis:tt)*] [$($generics:tt)*] [$ty:ty] [$($clause:tt)*]) => {
        #[automatically_derived]
        #[allow(dead_code)]
        impl $($generics)* $ty $($clause)* {
            $crate::__dict_method!(to_json [$($vis)*]);
        }
    };
    (read [$($vis:tt)*] [$($generics:tt)*] [$ty:ty] [$($clause:tt)*]) => {
        #[automatically_derived]
        #[allow(dead_code)]
        impl $($generics)* $ty $($clause)* {
            $crate::__dict_method!(from_json [$($vis)*]);
        }
    };
}

/// The traits with nothing behind them, for after a mistake.
#[doc(hidden)]
#[macro_export]
macro_rules! __dict_stand_in {
    ([$($generics:tt)*] [$ty:ty] [$($clause:tt)*]) => {
        impl $($generics)* $crate::dict::ToDict for $ty $($clause)* {
            fn to_value(&self) -> $crate::dict::Value {
                $crate::dict::Value::Null
            }
        }
        impl $($generics)* $crate::__private::dict::Record for $ty $($clause)* {
            fn entries(
                &self,
            ) -> $crate::__private::Vec<(&'static $crate::__private::str, $crate::dict::Value)> {
                $crate::__private::Vec::new()
            }
        }
        impl $($generics)* $crate::__private::dict::ReadRecord for $ty $($clause)* {
            fn read(
                _: &dyn $crate::__private::dict::Source,
            ) -> $crate::__private::codec::Result<Self> {
                $crate::__private::Err($crate::CodecErrorKind::Unsupported.into())
            }
        }
    };
}
