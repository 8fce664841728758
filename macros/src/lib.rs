//! The macros of `dunder`. Use them through that crate, which has the docs of the whole.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

#[cfg(any(
    feature = "singleton",
    feature = "plugin",
    feature = "validated",
    feature = "descriptor",
    feature = "graph",
    feature = "logged",
    feature = "dict",
    feature = "packed",
    feature = "patchable",
    feature = "class",
    feature = "crud_api",
    feature = "aio",
    feature = "proto"
))]
use proc_macro::TokenStream;

#[cfg_attr(
    not(all(
        feature = "singleton",
        feature = "plugin",
        feature = "validated",
        feature = "descriptor",
        feature = "graph",
        feature = "logged",
        feature = "dict",
        feature = "packed",
        feature = "patchable",
        feature = "class",
        feature = "crud_api",
        feature = "aio",
        feature = "proto"
    )),
    allow(
        dead_code,
        unused_imports,
        reason = "each room uses a part of the kit, all of them all of it"
    )
)]
mod kit;

#[cfg(feature = "aio")]
mod aio;
#[cfg(feature = "class")]
mod class;
#[cfg(feature = "crud_api")]
mod crud_api;
#[cfg(feature = "descriptor")]
mod descriptor;
#[cfg(feature = "dict")]
mod dict;
#[cfg(feature = "graph")]
mod graph;
#[cfg(feature = "logged")]
mod logged;
#[cfg(feature = "packed")]
mod packed;
#[cfg(feature = "patchable")]
mod patchable;
#[cfg(feature = "plugin")]
mod plugin;
#[cfg(feature = "proto")]
mod proto;
#[cfg(feature = "singleton")]
mod singleton;
#[cfg(feature = "validated")]
mod validated;

#[cfg(feature = "singleton")]
#[doc = include_str!("../doc/singleton.md")]
#[proc_macro_attribute]
pub fn singleton(args: TokenStream, item: TokenStream) -> TokenStream {
    singleton::attribute(args.into(), item.into()).into()
}

/// What `#[singleton]` leaves on a struct.
#[cfg(feature = "singleton")]
#[doc(hidden)]
#[proc_macro_derive(Singleton, attributes(__dunder_singleton))]
pub fn derive_singleton(item: TokenStream) -> TokenStream {
    singleton::derive(item.into()).into()
}

#[cfg(feature = "plugin")]
#[doc = include_str!("../doc/plugin_registry.md")]
#[proc_macro_attribute]
pub fn plugin_registry(args: TokenStream, item: TokenStream) -> TokenStream {
    plugin::registry(args.into(), item.into()).into()
}

#[cfg(feature = "plugin")]
#[doc = include_str!("../doc/plugin.md")]
#[proc_macro_attribute]
pub fn plugin(args: TokenStream, item: TokenStream) -> TokenStream {
    plugin::attribute(args.into(), item.into()).into()
}

#[cfg(feature = "validated")]
#[doc = include_str!("../doc/validated.md")]
#[proc_macro_attribute]
pub fn validated(args: TokenStream, item: TokenStream) -> TokenStream {
    validated::attribute(args.into(), item.into()).into()
}

#[cfg(feature = "validated")]
#[doc = include_str!("../doc/rule_alias.md")]
#[proc_macro_attribute]
pub fn rule_alias(args: TokenStream, item: TokenStream) -> TokenStream {
    validated::rule_alias(args.into(), item.into()).into()
}

/// What `#[validated]` leaves on the item.
#[cfg(feature = "validated")]
#[doc(hidden)]
#[proc_macro_derive(Validated, attributes(validate, serde, __dunder_validated))]
pub fn derive_validated(item: TokenStream) -> TokenStream {
    validated::derive(item.into()).into()
}

#[cfg(feature = "descriptor")]
#[doc = include_str!("../doc/descriptor.md")]
#[proc_macro_attribute]
pub fn descriptors(args: TokenStream, item: TokenStream) -> TokenStream {
    descriptor::attribute(args.into(), item.into()).into()
}

/// What `#[descriptors]` leaves on the struct.
#[cfg(feature = "descriptor")]
#[doc(hidden)]
#[proc_macro_derive(Descriptors, attributes(descriptor, __dunder_descriptors))]
pub fn derive_descriptors(item: TokenStream) -> TokenStream {
    descriptor::derive(item.into()).into()
}

#[cfg(feature = "descriptor")]
#[doc = include_str!("../doc/properties.md")]
#[proc_macro_attribute]
pub fn properties(args: TokenStream, item: TokenStream) -> TokenStream {
    descriptor::properties(args.into(), item.into()).into()
}

#[cfg(feature = "logged")]
#[doc = include_str!("../doc/logged.md")]
#[proc_macro_attribute]
pub fn logged(args: TokenStream, item: TokenStream) -> TokenStream {
    logged::attribute(args.into(), item.into()).into()
}

#[cfg(feature = "dict")]
#[doc = include_str!("../doc/dict.md")]
#[proc_macro_derive(Dict, attributes(dict))]
pub fn derive_dict(item: TokenStream) -> TokenStream {
    dict::derive(item.into()).into()
}

#[cfg(feature = "graph")]
#[doc = include_str!("../doc/graph.md")]
#[proc_macro_derive(Graph, attributes(graph))]
pub fn derive_graph(item: TokenStream) -> TokenStream {
    graph::derive(item.into()).into()
}

#[cfg(feature = "graph")]
#[doc = include_str!("../doc/graph_dyn.md")]
#[proc_macro_attribute]
pub fn graph_dyn(args: TokenStream, item: TokenStream) -> TokenStream {
    graph::dynamic(args.into(), item.into()).into()
}

#[cfg(feature = "packed")]
#[doc = include_str!("../doc/packed.md")]
#[proc_macro_derive(Packed, attributes(packed))]
pub fn derive_packed(item: TokenStream) -> TokenStream {
    packed::derive(item.into()).into()
}

#[cfg(feature = "patchable")]
#[doc = include_str!("../doc/patchable.md")]
#[proc_macro_attribute]
pub fn patchable(args: TokenStream, item: TokenStream) -> TokenStream {
    patchable::attribute(args.into(), item.into()).into()
}

#[cfg(feature = "patchable")]
#[doc = include_str!("../doc/patch.md")]
#[proc_macro]
pub fn patch(input: TokenStream) -> TokenStream {
    patchable::patch(input.into()).into()
}

#[cfg(feature = "patchable")]
#[doc = include_str!("../doc/patch_fn.md")]
#[proc_macro]
pub fn patch_fn(input: TokenStream) -> TokenStream {
    patchable::patch_fn(input.into()).into()
}

#[cfg(feature = "patchable")]
#[doc = include_str!("../doc/original.md")]
#[proc_macro]
pub fn original(input: TokenStream) -> TokenStream {
    patchable::original(input.into()).into()
}

#[cfg(feature = "patchable")]
#[doc = include_str!("../doc/extend.md")]
#[proc_macro]
pub fn extend(input: TokenStream) -> TokenStream {
    patchable::extend(input.into()).into()
}

#[cfg(feature = "crud_api")]
#[doc = include_str!("../doc/crud_api.md")]
#[proc_macro_attribute]
pub fn crud_api(args: TokenStream, item: TokenStream) -> TokenStream {
    crud_api::attribute(args.into(), item.into()).into()
}

/// What `#[crud_api]` leaves on the item.
#[cfg(feature = "crud_api")]
#[doc(hidden)]
#[proc_macro_derive(CrudApi, attributes(crud, serde, validate, __dunder_crud_api))]
pub fn derive_crud_api(item: TokenStream) -> TokenStream {
    crud_api::derive(item.into()).into()
}

#[cfg(feature = "class")]
#[doc = include_str!("../doc/class.md")]
#[proc_macro_attribute]
pub fn class(args: TokenStream, item: TokenStream) -> TokenStream {
    class::attribute(args.into(), item.into()).into()
}

#[cfg(feature = "class")]
#[doc = include_str!("../doc/methods.md")]
#[proc_macro_attribute]
pub fn methods(args: TokenStream, item: TokenStream) -> TokenStream {
    class::methods(args.into(), item.into()).into()
}

/// What `#[class]` becomes when its bases have said what they are.
#[cfg(feature = "class")]
#[doc(hidden)]
#[proc_macro]
pub fn __class_gathered(input: TokenStream) -> TokenStream {
    class::hop(input.into()).into()
}

/// What `#[class]` becomes when the compiler has said which of its `cfg`s hold.
#[cfg(feature = "class")]
#[doc(hidden)]
#[proc_macro]
pub fn __class_decided(input: TokenStream) -> TokenStream {
    class::decided(input.into()).into()
}

/// What `#[methods]` becomes when its class has said what it is.
#[cfg(feature = "class")]
#[doc(hidden)]
#[proc_macro]
pub fn __class_methods(input: TokenStream) -> TokenStream {
    class::bound_methods(input.into()).into()
}

/// Knows the attributes of serde, whose impls are the class's own.
#[cfg(feature = "class")]
#[doc(hidden)]
#[proc_macro_derive(__ClassInert, attributes(dict, graph, packed, proto, serde))]
pub fn __class_inert(_: TokenStream) -> TokenStream {
    TokenStream::new()
}

/// What stands for the methods of a class with a fault.
#[cfg(feature = "class")]
#[doc(hidden)]
#[proc_macro]
pub fn __class_stand_in(input: TokenStream) -> TokenStream {
    class::stand_in(input.into()).into()
}

#[cfg(feature = "aio")]
#[doc = include_str!("../doc/timeout.md")]
#[proc_macro_attribute]
pub fn timeout(args: TokenStream, item: TokenStream) -> TokenStream {
    aio::attribute(args.into(), item.into()).into()
}

#[cfg(feature = "proto")]
#[doc = include_str!("../doc/proto.md")]
#[proc_macro_derive(Proto, attributes(proto))]
pub fn derive_proto(item: TokenStream) -> TokenStream {
    proto::derive(item.into()).into()
}
