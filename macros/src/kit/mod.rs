//! What every room shares; a room imports from here and from no other room, but for `class`,
//! which asks `validated` what its accessors are called.

#[cfg(any(feature = "class", feature = "validated"))]
mod above;
mod args;
mod bounds;
mod closest;
#[cfg(any(feature = "logged", feature = "patchable"))]
mod copy;
mod ctxt;
mod duration;
mod emit;
mod item;
mod pipeline;
mod returned;
#[cfg(any(feature = "validated", feature = "crud_api", feature = "dict"))]
pub(crate) mod serde;
#[cfg(test)]
pub(crate) mod snapshot;
mod spell;
#[cfg(any(feature = "plugin", feature = "graph"))]
mod symbol;
mod usual;
mod wrap;
#[cfg(any(feature = "dict", feature = "proto", feature = "packed", feature = "graph"))]
mod written;

#[cfg(all(test, feature = "class"))]
pub(crate) use above::ends_with_derive;
#[cfg(any(feature = "class", feature = "validated"))]
pub(crate) use above::is_derived;
pub(crate) use args::{Arg, ArgValue, Args, Key, Root, split_arguments};
pub(crate) use bounds::{bound_type_params, has_type_params};
#[cfg(feature = "class")]
pub(crate) use closest::closest;
pub(crate) use closest::did_you_mean;
#[cfg(any(feature = "logged", feature = "patchable"))]
pub(crate) use copy::is_copy;
pub(crate) use ctxt::Ctxt;
pub(crate) use duration::nanoseconds;
pub(crate) use emit::Emit;
pub(crate) use item::{
    Kind, LazyBlock, LazyFn, LazyImpl, LazyMember, LazyTrait, docs, kind, kind_of, ungrouped,
};
pub(crate) use pipeline::{
    Macro, attribute, attribute_below, below_class, below_derive, derive, hidden_arguments,
    in_place, is_class,
};
pub(crate) use returned::{returned, type_hint};
#[cfg(any(feature = "class", feature = "validated"))]
pub(crate) use spell::lexed;
pub(crate) use spell::spell_self;
#[cfg(any(feature = "plugin", feature = "graph"))]
pub(crate) use symbol::definition as symbol;
pub(crate) use usual::Readable;
pub(crate) use wrap::{anonymous, called};
#[cfg(any(feature = "dict", feature = "proto", feature = "packed", feature = "graph"))]
pub(crate) use written::{
    decoding_generics, helper_arguments, is_validated, written_arguments, written_derive,
};
