//! What a class says of itself at run time: `mro()`, `isinstance`, `Object::CLASS`.

use std::fmt::Write as _;

use proc_macro2::TokenStream;
use quote::ToTokens as _;

use super::body::bare;
use super::expand::Emit;
use super::meta::{Preset, Receiver, Slot};
use super::types::plain;

/// `mro` and `isinstance`, as inherent functions.
pub(super) fn functions(emit: &Emit<'_>) -> String {
    let vis = emit.class.vis.to_token_stream().to_string();
    let mut out = format!(
        "/// The classes in which a method is looked for, in this order.\n
         {vis} fn mro() -> &'static [&'static str] {{ <Self as __k::Object>::CLASS.mro }}"
    );
    if !emit.is_abstract() {
        let _ = write!(
            out,
            "/// Whether the object's class is `C` or a subclass of it.\n
             {vis} fn isinstance<__C: __k::Object>(&self) -> __k::bool {{
                 __k::issubclass::<Self, __C>() }}"
        );
    }
    out
}

/// `impl Object`.
pub(super) fn object(emit: &Emit<'_>) -> String {
    let (own, generics, clause) = (emit.own(), &emit.generics, &emit.clause);
    let class = emit.class;
    let meta = emit.meta();
    let bases: String = (0..class.settings.bases.len())
        .filter_map(|base| class.via.iter().position(|via| *via == (base, 0)))
        .map(|at| format!("<{} as __k::Object>::CLASS, ", emit.name(at + 1)))
        .collect();
    let ancestors: String = emit
        .classes()
        .skip(1)
        .map(|(at, _)| format!("<{} as __k::Object>::CLASS, ", emit.name(at)))
        .collect();
    let mro: String = emit.mro.iter().map(|class| format!("{:?}, ", bare(&class.name))).collect();
    let mut fields = String::new();
    for field in &meta.fields {
        let _ = write!(
            fields,
            "__k::Field {{ name: {:?}, ty: {:?}, has_default: {}, is_public: {} }}, ",
            bare(&field.name),
            field.ty.written,
            field.preset != Preset::Required,
            field.is_public,
        );
    }
    let mut methods = String::new();
    for method in &class.methods {
        let slot = &method.slot;
        let _ = write!(
            methods,
            "__k::Method {{ name: {:?}, signature: {:?}, doc: {:?}, is_abstract: {}, is_final: {} }}, ",
            bare(&slot.name),
            signature(slot, &method.function.sig.generics.to_token_stream()),
            crate::kit::docs(&method.function.attrs),
            !method.has_body,
            slot.is_final,
        );
    }
    let value = format!(
        "__k::Class {{
            name: {:?}, module: __MODULE, doc: {:?}, id: {}u64,
            is_abstract: {}, bases: &[{bases}], ancestors: &[{ancestors}], mro: &[{mro}],
            fields: &[{fields}], methods: &[{methods}],
        }}",
        bare(&meta.name),
        class.doc,
        meta.id,
        meta.is_abstract,
    );
    // the compiler writes a constant out wherever another names it, and a static once: the ancestors
    // of ancestors would double with each class
    let (value, place) = if meta.is_generic {
        (value, String::new())
    } else {
        ("__CLASS".to_owned(), format!("static __CLASS: __k::Class = {value};"))
    };
    // a macro's place changes with each line above it, so it stands apart from what it is part of
    format!(
        "const __MODULE: &__k::str = __k::core::module_path!(); {place} impl {generics} __k::Object for {own} {clause} {{
            const CLASS: &'static __k::Class = &{value}; }}"
    )
}

/// `describe(&self, style: u8) -> String`
fn signature(slot: &Slot, generics: &TokenStream) -> String {
    let receiver = match slot.receiver {
        Receiver::Class | Receiver::Constant => None,
        receiver => Some(receiver.spelled().to_owned()),
    };
    let arguments = slot.arguments.iter().map(|(name, ty)| format!("{name}: {}", ty.written));
    let inputs: Vec<String> = receiver.into_iter().chain(arguments).collect();
    let result = match slot.result.written.as_str() {
        "()" => String::new(),
        ty => format!(" -> {ty}"),
    };
    let generics = if slot.open.is_some() { plain(generics) } else { String::new() };
    let asyncness = if slot.is_async { "async " } else { "" };
    format!("{asyncness}{}{generics}({}){result}", bare(&slot.name), inputs.join(", "))
}
