//! What expansions of `#[derive(Graph)]` and `#[graph_dyn]` call.

#[cfg(not(target_family = "wasm"))]
pub use super::dynamic::TYPES;
pub use super::dynamic::{Dyn, DynObject, Entry, Implements, Registered, Types, arc, boxed, rc};
pub use super::{
    Bin, ByArc, ByRc, FieldInfo, Graph, Object, Reader, Record, RecordInfo, Schema, Tracer,
    VariantInfo, Walk, Writer,
};
pub use crate::{
    __graph_derive as derive, __graph_dyn_impl as dyn_impl, __graph_dyn_object as dyn_object,
    __graph_stand_in as stand_in, __graph_submit as submit,
};
#[cfg(target_family = "wasm")]
pub use inventory;
#[cfg(not(target_family = "wasm"))]
pub use linkme;

use crate::codec::{CodecError, CodecErrorKind};

pub use core::marker::{Send, Sync};

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
                    fields: &[$($crate::graph::FieldInfo {
                        name: $text,
                        shape: <$field as $crate::graph::Graph>::shape,
                    },)*],
                },)*],
            };
        }

        #[automatically_derived]
        #[allow(unused_variables, unused_mut, unreachable_patterns, unreachable_code)]
        impl $($generics)* $crate::graph::Graph for $ty $($clause)* {
            const WEAK: $crate::__private::Option<&'static $crate::__private::str> =
                $crate::__private::graph::first_weak(&[
                    $($((<$field as $crate::graph::Graph>::WEAK, $weak),)*)*
                ]);

            fn shape(schema: &mut $crate::graph::Schema) {
                schema.record::<Self>();
            }

            fn graph_write(
                &self,
                out: &mut $crate::graph::Writer,
            ) -> $crate::__private::Result<(), $crate::CodecError> {
                out.nested(|out| {
                    match self {
                        $($($path)* { $($member: $bind,)* .. } => {
                            $crate::__private::graph::$kind::write($number, out);
                            $($crate::__private::graph::named(
                                $text,
                                <$field as $crate::graph::Graph>::graph_write($bind, out),
                            )?;)*
                        })*
                    }
                    $crate::__private::Ok(())
                })
            }

            fn read(
                input: &mut $crate::graph::Reader<'_>,
            ) -> $crate::__private::Result<Self, $crate::CodecError> {
                let value = input.nested(|input| {
                    if input.is_exact() {
                        return match $crate::__private::graph::$kind::read(input)? {
                            $($number => $crate::__private::Ok($($path)* {
                                $($member: $crate::__private::graph::named(
                                    $text,
                                    <$field as $crate::graph::Graph>::read(input),
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
                                                <$field as $crate::graph::Graph>::read(input),
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
            ) -> $crate::__private::Result<(), $crate::CodecError> {
                input.nested(|input| {
                    let mut walk = $crate::graph::Walk::begin::<Self>(input)?;
                    while let $crate::__private::Some(place) = walk.next(input)? {
                        match (walk.variant(), place) {
                            $($(($number, $place) => $crate::__private::graph::named(
                                $text,
                                <$field as $crate::graph::Graph>::pass(input),
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
            ) -> $crate::__private::Result<(), $crate::CodecError> {
                input.nested(|input| {
                    let mut walk = $crate::graph::Walk::begin::<Self>(input)?;
                    match (self, walk.variant()) {
                        $(($($path)* { $($member: $bind,)* .. }, $number) => {
                            while let $crate::__private::Some(place) = walk.next(input)? {
                                match place {
                                    $($place => $crate::__private::graph::named(
                                        $text,
                                        <$field as $crate::graph::Graph>::graph_link($bind, input),
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
                        $($member: <$field as $crate::graph::Graph>::blank()?,)*
                        $($skipped)*
                    });
                })*
                $crate::__private::None
            }

            fn graph_trace(&self, tracer: &mut $crate::graph::Tracer) {
                match self {
                    $($($path)* { $($member: $bind,)* .. } => {
                        $(<$field as $crate::graph::Graph>::graph_trace($bind, tracer);)*
                    })*
                }
            }

            fn graph_clear(&mut self, bin: &mut $crate::graph::Bin) -> $crate::__private::bool {
                let mut owns = false;
                match self {
                    $($($path)* { $($member: $bind,)* .. } => {
                        $(owns |= <$field as $crate::graph::Graph>::graph_clear($bind, bin);)*
                    })*
                }
                owns
            }

            fn graph_empty(&self, bin: &mut $crate::graph::Bin) {
                match self {
                    $($($path)* { $($member: $bind,)* .. } => {
                        $(<$field as $crate::graph::Graph>::graph_empty($bind, bin);)*
                    })*
                }
            }
        }
    };
}

/// The trait with nothing behind it, for after a mistake.
#[doc(hidden)]
#[macro_export]
macro_rules! __graph_stand_in {
    ([$($generics:tt)*] [$ty:ty] [$($clause:tt)*]) => {
        impl $($generics)* $crate::graph::Graph for $ty $($clause)* {
            fn shape(_: &mut $crate::graph::Schema) {}
            fn graph_write(
                &self,
                _: &mut $crate::graph::Writer,
            ) -> $crate::__private::Result<(), $crate::CodecError> {
                $crate::__private::Ok(())
            }
            fn read(
                input: &mut $crate::graph::Reader<'_>,
            ) -> $crate::__private::Result<Self, $crate::CodecError> {
                $crate::__private::Err(input.fault($crate::CodecErrorKind::Unsupported))
            }
            fn pass(
                _: &mut $crate::graph::Reader<'_>,
            ) -> $crate::__private::Result<(), $crate::CodecError> {
                $crate::__private::Ok(())
            }
        }
    };
}

/// The `dyn` type of a trait as an object of graphs.
#[doc(hidden)]
#[macro_export]
macro_rules! __graph_dyn_object {
    ($ty:ty, $name:literal) => {
        #[automatically_derived]
        impl $crate::graph::DynObject for $ty {
            const NAME: &'static $crate::__private::str = $name;

            fn types() -> &'static $crate::graph::Types<Self> {
                static TYPES: $crate::__private::std::sync::OnceLock<$crate::graph::Types<$ty>> =
                    $crate::__private::std::sync::OnceLock::new();
                TYPES.get_or_init($crate::graph::Types::linked)
            }
        }

        $crate::__graph_dyn_object!(@object $ty, ByRc, rc, Rc);
        $crate::__graph_dyn_object!(@object $ty, ByArc, arc, Arc);

        #[automatically_derived]
        impl $crate::graph::Graph for $crate::__private::Box<$ty> {
            fn shape(schema: &mut $crate::graph::Schema) {
                $crate::__private::graph::boxed::shape::<$ty>(schema);
            }
            fn graph_write(
                &self,
                out: &mut $crate::graph::Writer,
            ) -> $crate::__private::Result<(), $crate::CodecError> {
                $crate::__private::graph::boxed::write::<$ty>(&**self, out)
            }
            fn read(
                input: &mut $crate::graph::Reader<'_>,
            ) -> $crate::__private::Result<Self, $crate::CodecError> {
                $crate::__private::graph::boxed::read(input)
            }
            fn pass(
                input: &mut $crate::graph::Reader<'_>,
            ) -> $crate::__private::Result<(), $crate::CodecError> {
                $crate::__private::graph::boxed::pass::<$ty>(input)
            }
            fn graph_link(
                &self,
                input: &mut $crate::graph::Reader<'_>,
            ) -> $crate::__private::Result<(), $crate::CodecError> {
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
    (@object $ty:ty, $family:ident, $way:ident, $strong:ident) => {
        #[automatically_derived]
        impl $crate::graph::Object<$crate::graph::$family> for $ty {
            fn refer_shape(
                schema: &mut $crate::graph::Schema,
                is_weak: $crate::__private::bool,
            ) {
                $crate::__private::graph::$way::refer_shape::<Self>(schema, is_weak);
            }
            fn refer(
                this: &$crate::__private::graph::$way::Strong<Self>,
                out: &mut $crate::graph::Writer,
            ) -> $crate::__private::Result<(), $crate::CodecError> {
                $crate::__private::graph::$way::refer(this, out)
            }
            fn refer_weak(
                this: $crate::__private::Option<$crate::__private::graph::$way::Strong<Self>>,
                out: &mut $crate::graph::Writer,
            ) -> $crate::__private::Result<(), $crate::CodecError> {
                $crate::__private::graph::$way::refer_weak(this, out)
            }
            fn follow(
                input: &mut $crate::graph::Reader<'_>,
            ) -> $crate::__private::Result<
                $crate::__private::graph::$way::Strong<Self>,
                $crate::CodecError,
            > {
                $crate::__private::graph::$way::follow(input)
            }
            fn follow_weak(
                input: &mut $crate::graph::Reader<'_>,
            ) -> $crate::__private::Result<
                $crate::__private::graph::$way::Weak<Self>,
                $crate::CodecError,
            > {
                $crate::__private::graph::$way::follow_weak(input)
            }
            fn pass_by(
                input: &mut $crate::graph::Reader<'_>,
            ) -> $crate::__private::Result<(), $crate::CodecError> {
                $crate::__private::graph::$way::pass_by(input)
            }
            fn pass_weak(
                input: &mut $crate::graph::Reader<'_>,
            ) -> $crate::__private::Result<(), $crate::CodecError> {
                $crate::__private::graph::$way::pass_weak(input)
            }
            fn dead() -> $crate::__private::Option<$crate::__private::graph::$way::Weak<Self>> {
                $crate::__private::graph::$way::dead()
            }
            fn visit(
                this: &$crate::__private::graph::$way::Strong<Self>,
                tracer: &mut $crate::graph::Tracer,
            ) {
                $crate::__private::graph::$way::visit(this, tracer);
            }
        }
    };
}

/// A type behind a trait, told to the trait's registry.
#[doc(hidden)]
#[macro_export]
macro_rules! __graph_dyn_impl {
    ($dyn:ty, $ty:ty, $tag:expr) => {
        const _: () = {
            type Other = <$dyn as $crate::__private::graph::Combined>::Other;
    $crate::__graph_dyn_impl!(@implements $dyn, $ty, $tag);
    $crate::__graph_dyn_impl!(@implements Other, $ty, $tag);
    $crate::__graph_submit!(__ENTRY $crate::graph::Entry::<$dyn>::of::<$ty>());
    $crate::__graph_submit!(__OTHER $crate::graph::Entry::<Other>::of::<$ty>());
        };
    };
    (@implements $dyn:ty, $ty:ty, $tag:expr) => {
        #[automatically_derived]
        impl $crate::graph::Implements<$dyn> for $ty {
            const TAG: &'static $crate::__private::str = $tag;
            fn rc(
                this: $crate::__private::graph::rc::Strong<Self>,
            ) -> $crate::__private::graph::rc::Strong<$dyn> {
                this
            }
            fn rc_weak(
                this: $crate::__private::graph::rc::Weak<Self>,
            ) -> $crate::__private::graph::rc::Weak<$dyn> {
                this
            }
            fn arc(
                this: $crate::__private::graph::arc::Strong<Self>,
            ) -> $crate::__private::graph::arc::Strong<$dyn> {
                this
            }
            fn arc_weak(
                this: $crate::__private::graph::arc::Weak<Self>,
            ) -> $crate::__private::graph::arc::Weak<$dyn> {
                this
            }
            fn boxed(this: $crate::__private::Box<Self>) -> $crate::__private::Box<$dyn> {
                this
            }
        }
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
