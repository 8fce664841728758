//! Values made of others: pointers, options, lists, maps, tuples.

use alloc::borrow::{Cow, ToOwned};
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet, VecDeque};
use alloc::rc::Rc;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};
#[cfg(feature = "std")]
use std::sync::PoisonError;

use super::{FromDict, Json, ToDict, Value, View, by_view, parse, to_json, wrong_type};
use crate::codec::{CodecError, CodecErrorKind};

macro_rules! pointers {
    ($([$($generics:tt)*] $ty:ty;)+) => {
        $(impl<$($generics)*> ToDict for $ty {
            fn to_value(&self) -> Value {
                (**self).to_value()
            }
            #[inline]
            fn write_json(&self, out: &mut Json) {
                (**self).write_json(out);
            }
            fn to_key(&self) -> Cow<'_, str> {
                (**self).to_key()
            }
        })+
    };
}

pointers! {
    [T: ToDict + ?Sized] &T;
    [T: ToDict + ?Sized] Box<T>;
    [T: ToDict + ?Sized] Rc<T>;
    [T: ToDict + ?Sized] Arc<T>;
    [T: ToDict + ToOwned + ?Sized] Cow<'_, T>;
}

macro_rules! owned_pointers {
    ($($ty:ident)+) => {
        $(impl<T: FromDict> FromDict for $ty<T> {
            by_view!();

            fn from_view(view: View<'_>) -> Result<Self, CodecError> {
                T::from_view(view).map(Self::new)
            }
            fn absent() -> Option<Self> {
                T::absent().map(Self::new)
            }
        })+
    };
}

owned_pointers!(Box Rc Arc);

impl<T: ToDict> ToDict for Option<T> {
    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, ToDict::to_value)
    }
    #[inline]
    fn write_json(&self, out: &mut Json) {
        match self {
            None => out.raw("null"),
            Some(value) => value.write_json(out),
        }
    }
    /// `null`, or the value's key; in quotes where that could be taken for `null`, or for one in
    /// quotes.
    fn to_key(&self) -> Cow<'_, str> {
        let Some(value) = self else { return Cow::Borrowed("null") };
        let key = value.to_key();
        if key == "null" || key.starts_with('"') { Cow::Owned(to_json(&*key)) } else { key }
    }
}

impl<T: FromDict> FromDict for Option<T> {
    by_view!();

    fn from_view(view: View<'_>) -> Result<Self, CodecError> {
        if view.is_null() { Ok(None) } else { T::from_view(view).map(Some) }
    }
    fn absent() -> Option<Self> {
        Some(None)
    }
    fn from_key(key: &str) -> Result<Self, CodecError> {
        if key == "null" {
            return Ok(None);
        }
        let quoted = if key.starts_with('"') { parse(key).ok() } else { None };
        match &quoted {
            Some(Value::Text(key)) => T::from_key(key).map(Some),
            _ => T::from_key(key).map(Some),
        }
    }
}

/// Each cell, and what is in it for a moment.
macro_rules! cells {
    ($($(#[$attr:meta])* [$($copy:tt)*] $ty:ty: $cell:ident => $inner:expr;)+) => {
        $($(#[$attr])*
        impl<T: ToDict $($copy)*> ToDict for $ty {
            fn to_value(&self) -> Value {
                let $cell = self;
                $inner.to_value()
            }
            fn write_json(&self, out: &mut Json) {
                let $cell = self;
                $inner.write_json(out);
            }
        }

        $(#[$attr])*
        impl<T: FromDict> FromDict for $ty {
            by_view!();

            fn from_view(view: View<'_>) -> Result<Self, CodecError> {
                T::from_view(view).map(Self::new)
            }
            fn absent() -> Option<Self> {
                T::absent().map(Self::new)
            }
        })+
    };
}

cells! {
    [+ Copy] Cell<T>: cell => cell.get();
    [] RefCell<T>: cell => cell.borrow();
    #[cfg(feature = "std")]
    [] std::sync::Mutex<T>: cell => cell.lock().unwrap_or_else(PoisonError::into_inner);
    #[cfg(feature = "std")]
    [] std::sync::RwLock<T>: cell => cell.read().unwrap_or_else(PoisonError::into_inner);
}

/// The items of a list.
fn items<T: FromDict, C: FromIterator<T>>(view: View<'_>) -> Result<C, CodecError> {
    let items = view.items().ok_or_else(wrong_type)?;
    let read = |(index, item)| T::from_view(item).map_err(|fault| fault.in_index(index));
    items.enumerate().map(read).collect()
}

/// The items of a list of so many.
fn exactly<const N: usize>(view: View<'_>) -> Result<[View<'_>; N], CodecError> {
    let mut items = view.items().ok_or_else(wrong_type)?;
    let mut found = [view; N];
    for place in &mut found {
        *place = items.next().ok_or_else(wrong_type)?;
    }
    if items.next().is_none() { Ok(found) } else { Err(wrong_type()) }
}

macro_rules! lists {
    ($($(#[$attr:meta])* [$($generics:tt)*] [$($reads:tt)*] $ty:ty;)+) => {
        $($(#[$attr])*
        impl<T: ToDict, $($generics)*> ToDict for $ty {
            fn to_value(&self) -> Value {
                Value::List(self.iter().map(ToDict::to_value).collect())
            }
            fn write_json(&self, out: &mut Json) {
                out.list(self.iter(), |out, item| item.write_json(out));
            }
        }

        $(#[$attr])*
        impl<T: FromDict + $($reads)*> FromDict for $ty {
            by_view!();

            fn from_view(view: View<'_>) -> Result<Self, CodecError> {
                items(view)
            }
        })+
    };
}

lists! {
    [] [] Vec<T>;
    [] [] VecDeque<T>;
    [] [Ord] BTreeSet<T>;
    #[cfg(feature = "std")]
    [S] [Eq + core::hash::Hash, S: core::hash::BuildHasher + Default]
    std::collections::HashSet<T, S>;
}

impl<T: ToDict> ToDict for [T] {
    fn to_value(&self) -> Value {
        Value::List(self.iter().map(ToDict::to_value).collect())
    }
    fn write_json(&self, out: &mut Json) {
        out.list(self, |out, item| item.write_json(out));
    }
}

macro_rules! slices {
    ($($ty:ident)+) => {
        $(impl<T: FromDict> FromDict for $ty<[T]> {
            by_view!();

            fn from_view(view: View<'_>) -> Result<Self, CodecError> {
                items::<T, Vec<T>>(view).map(Self::from)
            }
        })+
    };
}

slices!(Box Rc Arc);

impl<T: ToDict, const N: usize> ToDict for [T; N] {
    fn to_value(&self) -> Value {
        self.as_slice().to_value()
    }
    fn write_json(&self, out: &mut Json) {
        self.as_slice().write_json(out);
    }
}

impl<T: FromDict, const N: usize> FromDict for [T; N] {
    by_view!();

    fn from_view(view: View<'_>) -> Result<Self, CodecError> {
        items::<T, Vec<T>>(view)?.try_into().map_err(|_| wrong_type())
    }
}

macro_rules! maps {
    ($($(#[$attr:meta])* [$($generics:tt)*] [$($reads:tt)*] $ty:ty;)+) => {
        $($(#[$attr])*
        impl<K: ToDict, V: ToDict, $($generics)*> ToDict for $ty {
            fn to_value(&self) -> Value {
                let pair = |(key, value): (&K, &V)| {
                    (Cow::Owned(key.to_key().into_owned()), value.to_value())
                };
                Value::Dict(self.iter().map(pair).collect())
            }
            fn write_json(&self, out: &mut Json) {
                out.raw("{");
                let mut is_first = true;
                for (key, value) in self {
                    if !core::mem::take(&mut is_first) {
                        out.raw(",");
                    }
                    out.text(&key.to_key());
                    out.raw(":");
                    value.write_json(out);
                }
                out.raw("}");
            }
        }

        $(#[$attr])*
        impl<K: FromDict + $($reads)*> FromDict for $ty {
            by_view!();

            fn from_view(view: View<'_>) -> Result<Self, CodecError> {
                let mut map = Self::default();
                for (name, value) in view.entries().ok_or_else(wrong_type)? {
                    let in_key = |fault: CodecError| fault.in_key(name);
                    let key = K::from_key(name).map_err(in_key)?;
                    let value = V::from_view(value).map_err(in_key)?;
                    if map.insert(key, value).is_some() {
                        return Err(in_key(CodecError::new(CodecErrorKind::DuplicateId)));
                    }
                }
                Ok(map)
            }
        })+
    };
}

maps! {
    [] [Ord, V: FromDict] BTreeMap<K, V>;
    #[cfg(feature = "std")]
    [S] [Eq + core::hash::Hash, V: FromDict, S: core::hash::BuildHasher + Default]
    std::collections::HashMap<K, V, S>;
}

macro_rules! tuples {
    ($($count:literal: $($name:ident $index:tt),+;)+) => {
        $(impl<$($name: ToDict),+> ToDict for ($($name,)+) {
            fn to_value(&self) -> Value {
                Value::List(alloc::vec![$(self.$index.to_value()),+])
            }
            fn write_json(&self, out: &mut Json) {
                $(
                    out.raw(if $index == 0 { "[" } else { "," });
                    self.$index.write_json(out);
                )+
                out.raw("]");
            }
        }

        impl<$($name: FromDict),+> FromDict for ($($name,)+) {
            by_view!();

            fn from_view(view: View<'_>) -> Result<Self, CodecError> {
                let items = exactly::<$count>(view)?;
                let at = |index| move |fault: CodecError| fault.in_index(index);
                Ok(($($name::from_view(items[$index]).map_err(at($index))?,)+))
            }
        })+
    };
}

tuples! {
    1: A 0;
    2: A 0, B 1;
    3: A 0, B 1, C 2;
    4: A 0, B 1, C 2, D 3;
    5: A 0, B 1, C 2, D 3, E 4;
    6: A 0, B 1, C 2, D 3, E 4, F 5;
    7: A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
}
