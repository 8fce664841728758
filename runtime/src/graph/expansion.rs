//! What expansions of `#[derive(Graph)]` and `#[graph_dyn]` call.

#[cfg(not(target_family = "wasm"))]
pub use super::dynamic::TYPES;
pub use super::dynamic::{
    Bare, Behind, Dyn, DynObject, Entry, Implements, InMutex, InRefCell, InRwLock, Marked, Nowhere,
    Registered, Types, boxed,
};
pub use super::{
    Bin, ByArc, ByRc, Content, FieldText, Graph, InCell, Object, Plain, Reader, Record, RecordInfo,
    Rows, Schema, Tracer, VariantInfo, Walk, Writer,
};
pub use crate::{
    __graph_derive as derive, __graph_dyn_impl as dyn_impl, __graph_dyn_object as dyn_object,
    __graph_row as row, __graph_stand_in as stand_in, __graph_submit as submit,
};
#[cfg(target_family = "wasm")]
pub use inventory;
#[cfg(not(target_family = "wasm"))]
pub use linkme;
pub use std::rc::{Rc, Weak as RcWeak};
pub use std::sync::{Arc, Weak as ArcWeak};

use std::cell::RefCell;
use std::sync::{Mutex, RwLock};

pub use core::marker::{Send, Sync};
pub use std::boxed::Box;

/// A cell that an `Rc` holds.
pub type RcCell<T> = Rc<RefCell<T>>;
/// The weak side.
pub type RcCellWeak<T> = RcWeak<RefCell<T>>;
/// A lock that an `Arc` holds.
pub type ArcMutex<T> = Arc<Mutex<T>>;
/// The weak side.
pub type ArcMutexWeak<T> = ArcWeak<Mutex<T>>;
/// A lock for many readers that an `Arc` holds.
pub type ArcRwLock<T> = Arc<RwLock<T>>;
/// The weak side.
pub type ArcRwLockWeak<T> = ArcWeak<RwLock<T>>;

use crate::codec::{CodecError, CodecErrorKind};

/// What else a trait's objects are held as: `dyn Shape + Send + Sync` where those are supertraits.
pub trait Combined {
    /// The other `dyn` type, or one of nothing.
    type Other: ?Sized + 'static;
}

/// The other `dyn` type of a trait that has none; everything is one.
pub trait Nothing<D: ?Sized>: Dyn {}

impl<D: ?Sized, T: 'static> Nothing<D> for T {}

/// A struct: its fields alone are written.
pub enum Struct {}

/// An enum: its variant's number stands first.
pub enum Enum {}

impl Struct {
    /// Whether numbers of variants are written.
    pub const IS_ENUM: bool = false;

    /// Nothing.
    #[inline]
    pub fn write(_: u32, _: &mut Writer) {}

    /// The only variant.
    ///
    /// # Errors
    /// Never.
    #[inline]
    pub fn read(_: &mut Reader<'_>) -> Result<u64, CodecError> {
        Ok(0)
    }
}

impl Enum {
    /// Whether numbers of variants are written.
    pub const IS_ENUM: bool = true;

    /// Appends the number.
    #[inline]
    pub fn write(variant: u32, out: &mut Writer) {
        out.varint(variant.into());
    }

    /// Reads the number.
    ///
    /// # Errors
    /// `Truncated`.
    #[inline]
    pub fn read(input: &mut Reader<'_>) -> Result<u64, CodecError> {
        input.varint()
    }
}

/// What was done with a field, with its name in the error's path.
///
/// # Errors
/// The one that was done with.
#[inline]
pub fn named<T>(name: &str, done: Result<T, CodecError>) -> Result<T, CodecError> {
    done.map_err(|fault| fault.in_field(name))
}

/// No variant has the number that was just read.
#[cold]
pub fn unknown_tag(input: &Reader<'_>) -> CodecError {
    input.fault(CodecErrorKind::UnknownTag)
}

/// The first field's message.
#[must_use]
pub const fn first_weak(fields: &[(Option<&'static str>, &'static str)]) -> Option<&'static str> {
    let mut place = 0;
    while place < fields.len() {
        if fields[place].0.is_some() {
            return Some(fields[place].1);
        }
        place += 1;
    }
    None
}

/// The impls of a derived type.
///
/// Each variant is its number, its name, its path, and its fields: number, member, binding, type,
/// name, what a missing one is, and the message for a `Weak` that cannot be linked.
#[doc(hidden)]
#[macro_export]
macro_rules! __graph_derive {
    (
        [$($generics:tt)*] [$ty:ty] [$($clause:tt)*] $kind:ident $name:literal $version:literal
        |$ruled:ident, $ruling:ident| [$($rule:tt)*]
        $($number:literal $variant:literal [$($path:tt)*] {
            $($place:literal $member:tt $bind:ident [$field:ty] $text:literal
              |$walk:ident, $input:ident| [$($absent:tt)*] $weak:literal;)*
        } {$($skipped:tt)*} $blank:literal)*
    ) => {
        #[automatically_derived]
        impl $($generics)* $crate::graph::Record for $ty $($clause)* {
            const INFO: &'static $crate::graph::RecordInfo = &$crate::graph::RecordInfo {
                name: $name,
                version: $version,
                is_enum: $crate::__private::graph::$kind::IS_ENUM,
                variants: &[$($crate::graph::VariantInfo {
                    name: $variant,
                    fields: &[$($crate::graph::FieldText { name: $text, weak: $weak },)*],
                    shapes: &[$(<$field as $crate::graph::Content>::shape,)*],
                },)*],
            };
        }

        #[automatically_derived]
        impl $($generics)* $crate::graph::Object<$crate::graph::ByRc> for $ty $($clause)* {
            type By = $crate::graph::Plain;
        }

        #[automatically_derived]
        impl $($generics)* $crate::graph::Object<$crate::graph::ByArc> for $ty $($clause)* {
            type By = $crate::graph::Plain;
        }

        #[automatically_derived]
        #[allow(unused_variables, unused_mut, unreachable_patterns, unreachable_code)]
        impl $($generics)* $crate::graph::Content for $ty $($clause)* {
            type Form = $crate::graph::Own;

            const WEAK: $crate::__private::Option<&'static $crate::__private::str> =
                $crate::__private::graph::first_weak(&[
                    $($((<$field as $crate::graph::Content>::WEAK, $weak),)*)*
                ]);

            fn shape(schema: &mut $crate::graph::Schema) {
                schema.record::<Self>();
            }

            fn graph_write(
                &self,
                out: &mut $crate::graph::Writer,
            ) -> $crate::__private::codec::Result<()> {
                out.nested(|out| {
                    match self {
                        $($($path)* { $($member: $bind,)* .. } => {
                            $crate::__private::graph::$kind::write($number, out);
                            $($crate::__private::graph::named(
                                $text,
                                <$field as $crate::graph::Content>::graph_write($bind, out),
                            )?;)*
                        })*
                    }
                    $crate::__private::Ok(())
                })
            }

            fn read(
                input: &mut $crate::graph::Reader<'_>,
            ) -> $crate::__private::codec::Result<Self> {
                let value = input.nested(|input| {
                    if input.is_exact() {
                        return match $crate::__private::graph::$kind::read(input)? {
                            $($number => $crate::__private::Ok($($path)* {
                                $($member: $crate::__private::graph::named(
                                    $text,
                                    <$field as $crate::graph::Content>::read(input),
                                )?,)*
                                $($skipped)*
                            }),)*
                            _ => $crate::__private::Err(
                                $crate::__private::graph::unknown_tag(input),
                            ),
                        };
                    }
                    let mut walk = $crate::graph::Walk::begin::<Self>(input)?;
                    match walk.variant() {
                        $($number => {
                            $(let mut $bind: $crate::__private::Option<$field> =
                                $crate::__private::None;)*
                            while let $crate::__private::Some(place) = walk.next(input)? {
                                match place {
                                    $($place => {
                                        $bind = $crate::__private::Some(
                                            $crate::__private::graph::named(
                                                $text,
                                                <$field as $crate::graph::Content>::read(input),
                                            )?,
                                        );
                                    })*
                                    _ => {}
                                }
                            }
                            $crate::__private::Ok($($path)* {
                                $($member: match $bind {
                                    $crate::__private::Some(value) => value,
                                    $crate::__private::None => {
                                        let ($walk, $input) = (&walk, &*input);
                                        $($absent)*
                                    }
                                },)*
                                $($skipped)*
                            })
                        })*
                        _ => $crate::__private::Err($crate::__private::graph::unknown_tag(input)),
                    }
                })?;
                let ($ruled, $ruling) = (value, &*input);
                $($rule)*
            }

            fn pass(
                input: &mut $crate::graph::Reader<'_>,
            ) -> $crate::__private::codec::Result<()> {
                input.nested(|input| {
                    let mut walk = $crate::graph::Walk::begin::<Self>(input)?;
                    while let $crate::__private::Some(place) = walk.next(input)? {
                        match (walk.variant(), place) {
                            $($(($number, $place) => $crate::__private::graph::named(
                                $text,
                                <$field as $crate::graph::Content>::pass(input),
                            )?,)*)*
                            _ => {}
                        }
                    }
                    $crate::__private::Ok(())
                })
            }

            fn graph_link(
                &self,
                input: &mut $crate::graph::Reader<'_>,
            ) -> $crate::__private::codec::Result<()> {
                input.nested(|input| {
                    let mut walk = $crate::graph::Walk::begin::<Self>(input)?;
                    match (self, walk.variant()) {
                        $(($($path)* { $($member: $bind,)* .. }, $number) => {
                            while let $crate::__private::Some(place) = walk.next(input)? {
                                match place {
                                    $($place => $crate::__private::graph::named(
                                        $text,
                                        <$field as $crate::graph::Content>::graph_link($bind, input),
                                    )?,)*
                                    _ => {}
                                }
                            }
                        })*
                        _ => {}
                    }
                    $crate::__private::Ok(())
                })
            }

            fn blank() -> $crate::__private::Option<Self> {
                $(if $blank {
                    return $crate::__private::Some($($path)* {
                        $($member: <$field as $crate::graph::Content>::blank()?,)*
                        $($skipped)*
                    });
                })*
                $crate::__private::None
            }

            fn graph_trace(&self, tracer: &mut $crate::graph::Tracer) {
                match self {
                    $($($path)* { $($member: $bind,)* .. } => {
                        $(<$field as $crate::graph::Content>::graph_trace($bind, tracer);)*
                    })*
                }
            }

            fn graph_clear(&mut self, bin: &mut $crate::graph::Bin) -> $crate::__private::bool {
                let mut owns = false;
                match self {
                    $($($path)* { $($member: $bind,)* .. } => {
                        $(owns |= <$field as $crate::graph::Content>::graph_clear($bind, bin);)*
                    })*
                }
                owns
            }

            fn graph_empty(&self, bin: &mut $crate::graph::Bin) {
                match self {
                    $($($path)* { $($member: $bind,)* .. } => {
                        $(<$field as $crate::graph::Content>::graph_empty($bind, bin);)*
                    })*
                }
            }
        }
    };
}

/// The impls of a struct whose fields are all what they are: for each its member, its place, its name,
/// the message for a `Weak` that cannot be linked, and its type.
#[doc(hidden)]
#[macro_export]
macro_rules! __graph_row {
    (
        [$($generics:tt)*] [$ty:ty] [$($clause:tt)*] $name:literal $version:literal
        [$($fields:tt)*] [$($form:tt)*]
        $([$($member:tt)*] $place:tt $text:literal $weak:literal;)*
        $(|$value:ident, $input:ident| [$($rule:tt)*])?
    ) => {
        #[automatically_derived]
        impl $($generics)* $crate::graph::Row for $ty $($clause)* {
            const ROW: $crate::graph::RowInfo = $crate::graph::RowInfo {
                name: $name,
                version: $version,
                fields: &[$($crate::graph::FieldText { name: $text, weak: $weak },)*],
            };
            type Fields = $($fields)*;
            #[inline]
            fn refs(&self) -> <Self::Fields as $crate::graph::Tuple>::Refs<'_> {
                ($(&self.$($member)*,)*)
            }
            #[inline]
            fn muts(&mut self) -> <Self::Fields as $crate::graph::Tuple>::Muts<'_> {
                ($(&mut self.$($member)*,)*)
            }
            #[inline]
            fn made(fields: Self::Fields) -> Self {
                Self { $($($member)*: fields.$place,)* }
            }
            $(const RULED: $crate::__private::bool = {
                let _ = $crate::__private::core::stringify!($value);
                true
            };
            fn ruled(
                self,
                input: &$crate::graph::Reader<'_>,
            ) -> $crate::__private::codec::Result<Self> {
                let ($value, $input) = (self, input);
                $($rule)*
            })?
        }

        #[automatically_derived]
        impl $($generics)* $crate::graph::Object<$crate::graph::ByRc> for $ty $($clause)* {
            type By = $crate::graph::Plain;
        }

        #[automatically_derived]
        impl $($generics)* $crate::graph::Object<$crate::graph::ByArc> for $ty $($clause)* {
            type By = $crate::graph::Plain;
        }

        #[automatically_derived]
        impl $($generics)* $crate::graph::Content for $ty $($clause)* {
            type Form = $($form)*;
        }
    };
}

/// The trait with nothing behind it, for after a mistake.
#[doc(hidden)]
#[macro_export]
macro_rules! __graph_stand_in {
    ([$($generics:tt)*] [$ty:ty] [$($clause:tt)*]) => {
        impl $($generics)* $crate::graph::Object<$crate::graph::ByRc> for $ty $($clause)* {
            type By = $crate::graph::Plain;
        }

        impl $($generics)* $crate::graph::Object<$crate::graph::ByArc> for $ty $($clause)* {
            type By = $crate::graph::Plain;
        }

        impl $($generics)* $crate::graph::Content for $ty $($clause)* {
            type Form = $crate::graph::Own;

            fn shape(_: &mut $crate::graph::Schema) {}
            fn graph_write(
                &self,
                _: &mut $crate::graph::Writer,
            ) -> $crate::__private::codec::Result<()> {
                $crate::__private::Ok(())
            }
            fn read(
                input: &mut $crate::graph::Reader<'_>,
            ) -> $crate::__private::codec::Result<Self> {
                $crate::__private::Err(input.fault($crate::CodecErrorKind::Unsupported))
            }
            fn pass(
                _: &mut $crate::graph::Reader<'_>,
            ) -> $crate::__private::codec::Result<()> {
                $crate::__private::Ok(())
            }
        }
    };
}

/// The `dyn` type of a trait as an object of graphs.
#[doc(hidden)]
#[macro_export]
macro_rules! __graph_dyn_object {
    ($ty:ty, [$($marks:tt)*], $name:literal, $linked:literal) => {
        #[automatically_derived]
        impl $crate::graph::DynObject for $ty {
            type Marks = $crate::__private::graph::$($marks)*;
            const NAME: &'static $crate::__private::str = $name;
            const LINKED: $crate::__private::i32 = $linked;

            fn types() -> &'static $crate::graph::Types<Self> {
                static TYPES: $crate::__private::std::sync::OnceLock<$crate::graph::Types<$ty>> =
                    $crate::__private::std::sync::OnceLock::new();
                TYPES.get_or_init($crate::graph::Types::linked)
            }
        }

        $crate::__graph_dyn_object!(@object $ty, ByRc, InRefCell, Nowhere, Nowhere);
        $crate::__graph_dyn_object!(@object $ty, ByArc, Nowhere, InMutex, InRwLock);

        #[automatically_derived]
        impl $crate::graph::Content for $crate::__private::Box<$ty> {
            type Form = $crate::graph::Own;

            fn shape(schema: &mut $crate::graph::Schema) {
                $crate::__private::graph::boxed::shape::<$ty>(schema);
            }
            fn graph_write(
                &self,
                out: &mut $crate::graph::Writer,
            ) -> $crate::__private::codec::Result<()> {
                $crate::__private::graph::boxed::write::<$ty>(&**self, out)
            }
            fn read(
                input: &mut $crate::graph::Reader<'_>,
            ) -> $crate::__private::codec::Result<Self> {
                $crate::__private::graph::boxed::read(input)
            }
            fn pass(
                input: &mut $crate::graph::Reader<'_>,
            ) -> $crate::__private::codec::Result<()> {
                $crate::__private::graph::boxed::pass::<$ty>(input)
            }
            fn graph_link(
                &self,
                input: &mut $crate::graph::Reader<'_>,
            ) -> $crate::__private::codec::Result<()> {
                $crate::__private::graph::boxed::link::<$ty>(&**self, input)
            }
            fn graph_trace(&self, tracer: &mut $crate::graph::Tracer) {
                $crate::__private::graph::boxed::trace::<$ty>(&**self, tracer);
            }
            fn graph_clear(&mut self, bin: &mut $crate::graph::Bin) -> $crate::__private::bool {
                $crate::__private::graph::boxed::clear::<$ty>(&mut **self, bin)
            }
            fn graph_empty(&self, bin: &mut $crate::graph::Bin) {
                $crate::__private::graph::boxed::empty::<$ty>(&**self, bin);
            }
        }
    };
    (@object $ty:ty, $family:ident, $ref_cell:ident, $mutex:ident, $rw_lock:ident) => {
        #[automatically_derived]
        impl $crate::graph::Object<$crate::graph::$family> for $ty {
            type By = $crate::__private::graph::Behind;
        }
        #[automatically_derived]
        impl $crate::graph::InCell<$crate::graph::$family> for $ty {
            type RefCell = $crate::__private::graph::$ref_cell;
            type Mutex = $crate::__private::graph::$mutex;
            type RwLock = $crate::__private::graph::$rw_lock;
        }
        #[automatically_derived]
        impl $crate::graph::Object<$crate::graph::$family> for $crate::__private::Box<$ty> {
            type By = $crate::graph::Plain;
        }
    };
}

/// A type behind a trait, told to the trait's registry.
#[doc(hidden)]
#[macro_export]
macro_rules! __graph_dyn_impl {
    ($dyn:ty, $ty:ty, $tag:expr, $symbol:literal) => {
        const _: () = {
            type Other = <$dyn as $crate::__private::graph::Combined>::Other;
            $crate::__graph_dyn_impl!(@implements $dyn, [Bare], $ty, $tag);
            $crate::__graph_dyn_impl!(@implements Other, [Marked<$dyn>], $ty, $tag);
            $crate::__graph_submit!(__ENTRY
                $crate::graph::Entry::<$dyn>::of::<$ty, $crate::__private::graph::Bare>()
            );
            $crate::__graph_submit!(__OTHER
                $crate::graph::Entry::<Other>::of::<$ty, $crate::__private::graph::Marked<$dyn>>()
            );
            $crate::__dunder_claim_name! {
                $symbol,
                linked = <$dyn as $crate::graph::DynObject>::LINKED,
                behind = <$dyn as $crate::graph::DynObject>::symbol
            }
            #[used]
            static __CLAIM: extern "C" fn() = __claim;
        };
    };
    (@implements $dyn:ty, [$($marks:tt)*], $ty:ty, $tag:expr) => {
        #[automatically_derived]
        impl $crate::graph::Implements<$dyn, $crate::__private::graph::$($marks)*> for $ty {
            const TAG: &'static $crate::__private::str = $tag;
            $crate::__graph_dyn_impl! {
                @unsize $dyn:
                rc Rc, rc_weak RcWeak, arc Arc, arc_weak ArcWeak, boxed Box,
                ref_cell RcCell, ref_cell_weak RcCellWeak,
                mutex ArcMutex, mutex_weak ArcMutexWeak,
                rw_lock ArcRwLock, rw_lock_weak ArcRwLockWeak,
            }
        }
    };
    (@unsize $dyn:ty: $($name:ident $held:ident,)+) => {
        $(fn $name(
            this: $crate::__private::graph::$held<Self>,
        ) -> $crate::__private::graph::$held<$dyn> {
            this
        })+
    };
}

#[cfg(not(target_family = "wasm"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __graph_submit {
    ($name:ident $entry:expr) => {
        #[$crate::__private::graph::linkme::distributed_slice($crate::__private::graph::TYPES)]
        #[linkme(crate = $crate::__private::graph::linkme)]
        static $name: $crate::__private::graph::Registered =
            $crate::__private::graph::Registered(&$entry);
    };
}

#[cfg(target_family = "wasm")]
#[doc(hidden)]
#[macro_export]
macro_rules! __graph_submit {
    ($name:ident $entry:expr) => {
        $crate::__private::graph::inventory::submit! {
            $crate::__private::graph::Registered(&$entry)
        }
    };
}
