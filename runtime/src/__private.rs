//! Every name that expansions use; no part of the public API.
//!
//! An expansion names nothing but `$root::__private::..`, so that it means the same under
//! `#![no_implicit_prelude]`, a renamed dependency and user types called `Option` or `String`.

pub use alloc::borrow::ToOwned;
pub use alloc::boxed::Box;
pub use alloc::string::String;
pub use alloc::vec::Vec;
pub use core;
pub use core::clone::Clone;
pub use core::convert::{AsRef, From, Into};
pub use core::default::Default;
pub use core::option::Option::{self, None, Some};
pub use core::primitive::{bool, i32, str, u8, u32, usize};
pub use core::result::Result::{self, Err, Ok};

#[cfg(feature = "std")]
pub use std;

#[cfg(feature = "aio")]
pub use crate::aio::expansion as aio;
#[cfg(feature = "crud_api")]
pub use dunder_macros::CrudApi;
#[cfg(feature = "descriptor")]
pub use dunder_macros::Descriptors;
#[cfg(feature = "singleton")]
pub use dunder_macros::Singleton;
#[cfg(feature = "validated")]
pub use dunder_macros::Validated;

#[cfg(feature = "validated")]
pub use crate::validated::{
    Errors, Invalid, Param, Result as Checked, Rule, RuleFor, Validate, ValidateAsync, checks,
    formats, later,
    meta::{Fields, Rules},
    pattern, reading,
    reading::probe::{Otherwise, Probe, refuse},
    sanitize, schema, stock as rules,
};
#[cfg(feature = "validated")]
pub use crate::{
    __dunder_guarded as guarded, __dunder_guarded_fields as guarded_fields, __dunder_key as key,
    __dunder_reads as reads,
};

#[cfg(feature = "serde")]
pub use serde;

#[cfg(any(feature = "dict", feature = "proto", feature = "packed", feature = "graph"))]
pub mod codec {
    //! What the derives of every format write.
    #[cfg(feature = "validated")]
    pub use crate::codec::rules::{Clean, ruled};
    pub use crate::codec::{CodecError, CodecErrorKind, Limits};

    /// What a codec returns, in a word: the compiler resolves each path in each type that is derived.
    pub type Result<T> = core::result::Result<T, CodecError>;
}

/// What the expansions of `#[crud_api]` name.
#[cfg(feature = "crud_api")]
pub mod crud_api {
    pub use crate::__crud_columns as columns;
    pub use crate::__crud_table as table;
    pub use crate::__crud_types as types;
    pub use crate::crud_api::expansion::{
        Cells, Changes, check, check_value, open::*, reference, row, scope, show_columns, show_new,
        show_patch, sparse,
    };
    #[cfg(feature = "axum")]
    pub use crate::crud_api::guard;
    pub use crate::crud_api::{
        Clock, Col, Column, ColumnMeta, Etag, Id, Json, Mismatch, Model, No, OnDelete, Operations,
        Pages, Repo, Resource, Row, Store, Value, Version, Yes, hooks_of,
    };
    pub use crate::validated::Errors;
    pub use crate::validated::meta::Fields;
    pub use core::cmp::PartialEq;
    pub use core::fmt::{Debug, Formatter, Result as Shown};
    pub use core::marker::Copy;
}

/// What `#[derive(Dict)]` names.
#[cfg(feature = "dict")]
pub mod dict {
    pub use crate::dict::expansion::*;
    pub use crate::dict::{FromDict, Value};
}

/// What `#[derive(Graph)]` and `#[graph_dyn]` name.
#[cfg(feature = "graph")]
pub use crate::graph::expansion as graph;

/// What `#[derive(Packed)]` names.
#[cfg(feature = "packed")]
pub use crate::packed::expansion as packed;

#[cfg(feature = "proto")]
pub mod proto {
    //! What `#[derive(Proto)]` writes.
    pub use crate::__proto_enum as enumeration;
    pub use crate::__proto_message as message;
    pub use crate::__proto_newtype as newtype;
    pub use crate::__proto_oneof as oneof;
    #[cfg(feature = "prost")]
    pub use crate::__proto_prost as prost;
    pub use crate::__proto_ruled as ruled;
    pub use crate::proto::{
        Bytes, Convert, Empty, EmptyAs, Entry, Field, Fixed32, Fixed64, Int32, Int64, Message,
        Natural, Oneof, OrDefault, Sfixed32, Sfixed64, Sint32, Sint64, Uint32, Uint64, Unpacked,
        Value, about, about_oneof, about_variant, apart, key, named, never, write_unknown,
    };
    #[cfg(feature = "prost")]
    pub use ::prost;
}

/// What `#[plugin]` and `#[plugin_registry]` use.
#[cfg(feature = "plugin")]
pub mod plugin {
    pub use crate::plugin::build::{Awaited, Build, Fault, Made, boxed};
    pub use crate::plugin::link::{Plugin, Registration, offer};
    pub use crate::plugin::registry::RegistryCell;
    pub use crate::plugin::{Pluggable, PluginError, Registry};
    pub use crate::{__dunder_here as here, __dunder_submit_plugin as submit};

    #[cfg(feature = "json")]
    pub use crate::plugin::build::{configured, from_config};
    #[cfg(feature = "json")]
    pub use crate::plugin::tagged::{
        NotWritten, Probe, Tagged, Write, deserialize, deserialize_shared, own, serialize, shared,
    };
    #[cfg(feature = "json")]
    pub use serde_json::Value;

    #[cfg(not(target_family = "wasm"))]
    pub use crate::plugin::link::PLUGINS;
    #[cfg(target_family = "wasm")]
    pub use inventory;
    #[cfg(not(target_family = "wasm"))]
    pub use linkme;
}

#[cfg(feature = "singleton")]
pub mod singleton {
    //! What `#[singleton]` writes.
    pub use crate::__singleton_eager as eager;
    pub use crate::__singleton_here as here;
    pub use crate::__singleton_local as local;
    pub use crate::__singleton_override as override_for_test;
    #[cfg(not(target_family = "wasm"))]
    pub use crate::singleton::EAGER;
    pub use crate::singleton::{
        Accessed, AlreadyBuilt, Eager, Local, Place, Single, Table, get, instance, instance_async,
        instance_or, instance_or_async, local_get, local_instance, local_instance_or,
        local_try_instance, local_try_instance_or, try_instance, try_instance_async,
        try_instance_or, try_instance_or_async,
    };
    #[cfg(target_family = "wasm")]
    pub use inventory;
    #[cfg(not(target_family = "wasm"))]
    pub use linkme;
}

#[cfg(feature = "logged")]
pub mod logged {
    //! What `#[logged]` writes.
    pub use crate::__logged_begin as begin;
    pub use crate::__logged_begin_rare as begin_rare;
    pub use crate::__logged_begin_span as begin_span;
    pub use crate::__logged_conclude as conclude;
    pub use crate::__logged_run as run;
    pub use crate::__logged_whole as whole;
    pub use crate::logged::{
        Argument, ByDebug, ByNothing, Call, OfAnything, OfArgument, OfPlain, Redacted, Returned,
        Shown, Site, fallible, in_span, on, run, told,
    };
    pub use tracing::{Level, Span};
}

#[cfg(feature = "descriptor")]
pub mod descriptor {
    //! What `#[descriptors]` and `#[properties]` write.
    #[cfg(feature = "std")]
    pub use crate::descriptor::Remembered;
    pub use crate::descriptor::{
        Attr, DeleteDescriptor, DependsOn, Descriptor, Field, FieldMeta, Memo, Properties,
        PropertyMeta, SetDescriptor, assign, forget,
    };
    #[cfg(feature = "dyn")]
    pub use crate::descriptor::{AttributeError, by_name};
    #[cfg(feature = "validated")]
    pub use crate::descriptor::{KeepsRules, Ruled, Whole, delete_by_rules, unseen};
}

#[cfg(feature = "patchable")]
pub mod patchable {
    //! What `#[patchable]` and `patch!` write.
    pub use crate::__dunder_submit_patchable as submit;
    pub use crate::patchable::bars;
    pub use crate::patchable::find::{Found, find, find_async, outlined, value};
    pub use crate::patchable::guard::{
        Condition, InstancePatch, Patch, Tie, TieBorrowed, TieOwned,
    };
    pub use crate::patchable::names::{
        Arguments, Attribute, Block, Call, Given, NotShared, Outcome, Registered, Shared, call_dyn,
        call_dyn_mut, call_dyn_static,
    };
    pub use crate::patchable::numbers;
    pub use crate::patchable::site::{Site, address};

    #[cfg(not(target_family = "wasm"))]
    pub use crate::patchable::names::BLOCKS;
    #[cfg(target_family = "wasm")]
    pub use inventory;
    #[cfg(not(target_family = "wasm"))]
    pub use linkme;
}

#[cfg(feature = "class")]
pub mod class {
    //! What `#[class]` and `#[methods]` write.
    pub use crate::__dunder_asked as asked;
    pub use crate::__dunder_submit_class as submit;
    pub use crate::__dunder_told as told;
    pub use crate::class::layout::{
        Apart, AsyncSubclassOf1, AsyncSubclassOf2, AsyncSubclassOf3, AsyncSubclassOf4,
        AsyncSubclassOf5, AsyncSubclassOf6, AsyncSubclassOf7, AsyncSubclassOf8, Base, Concrete,
        DebugFields, Held, Isa, Itself, Late, Layout, Lives, Nth, Parts, Private, Received, Shown,
        Shows, Skip, SubclassOf, Ty, Ty1, Ty2, Ty3, TyOf1, TyOf2, TySelf, Upcast, Waits,
        has_methods, same_class, same_metaclass, unboxed,
    };
    #[cfg(not(target_family = "wasm"))]
    pub use crate::class::metaclass::CLASSES;
    pub use crate::class::metaclass::{
        ByDebug, ByNothing, Check, Classed, Held as Arguments, Probe, Registered, Unchecked,
        is_metaclass,
    };
    pub use crate::class::number::*;
    pub use crate::class::{Call, Metaclass, MetaclassOf};
    pub use crate::class::{Class, Field, Method, Object, issubclass};
    #[cfg(feature = "validated")]
    pub use crate::validated::checks::Result as Checked;
    pub use alloc::borrow::ToOwned;
    pub use alloc::boxed::Box;
    pub use alloc::string::ToString;
    pub use core;
    pub use core::convert::Into;
    pub use core::default::Default;
    pub use core::fmt;
    pub use core::marker::{PhantomData, Send, Sized, Sync};
    pub use core::option::Option;
    pub use core::primitive::*;
    pub use core::result::Result::{self, Err, Ok};
    #[cfg(feature = "validated")]
    pub use dunder_macros::validated;
    pub use dunder_macros::{
        __ClassInert as Inert, __class_decided as decided, __class_gathered as gathered,
        __class_methods as methods, __class_stand_in as stand_in,
    };
    #[cfg(target_family = "wasm")]
    pub use inventory;
    #[cfg(not(target_family = "wasm"))]
    pub use linkme;
}
