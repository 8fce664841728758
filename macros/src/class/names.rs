//! The names of what classes generate, and a class's identity.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::Generics;
use syn::ext::IdentExt as _;

use super::types::Owner;

/// The macro that `#[methods]` calls; its name is the message where `#[class]` is missing.
pub(super) fn stop(class: &Ident) -> Ident {
    format_ident!("__the_class_{}_stands_above_its_methods", class.unraw(), span = class.span())
}

/// The macro that carries the class's literal.
pub(super) fn macro_of(class: &Ident, id: u64) -> Ident {
    format_ident!("__class_{}_{:016x}", class.unraw(), id)
}

/// The function with a field's `#[default(value)]`.
pub(super) fn preset(field: &Ident) -> Ident {
    format_ident!("__default_{}", field.unraw())
}

/// An identifier from text that may be raw.
pub(super) fn ident(text: &str, span: Span) -> Ident {
    match text.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, span),
        None => Ident::new(text, span),
    }
}

/// The package whose code is compiled.
pub(super) fn package() -> String {
    let var = |name| std::env::var(name).unwrap_or_default();
    format!("{}@{}", var("CARGO_PKG_NAME"), var("CARGO_PKG_VERSION"))
}

/// A number for the class: FNV-1a of its package, its place in the source and its text, so that
/// two classes of one name are two and one class is itself through every path.
pub(super) fn id(name: &Ident, item: &TokenStream) -> u64 {
    let mut text = format!("{} {} {item}", package(), name);
    if proc_macro::is_available() {
        let place = name.span().unwrap();
        text += &format!(" {}:{}:{}", file(&place.file()), place.line(), place.column());
    }
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    }) | 1
}

/// The end of a file's path: the same number on every machine.
fn file(path: &str) -> String {
    let parts: Vec<&str> = path.split(['/', '\\']).collect();
    parts.get(parts.len().saturating_sub(4)..).unwrap_or_default().join("/")
}

/// The class with its generics, whose types live as long as the program: a class is `'static`.
pub(super) fn owner(name: &Ident, generics: &Generics) -> Owner {
    let mut generics = generics.clone();
    for param in generics.type_params_mut() {
        param.default = None;
    }
    let (impl_generics, arguments, clause) = generics.split_for_impl();
    let kept: Vec<_> = generics.type_params().map(|param| &param.ident).collect();
    let written = clause.iter().flat_map(|clause| &clause.predicates);
    let clause = if generics.params.is_empty() {
        clause.to_token_stream()
    } else {
        quote!(where #(#written,)* #(#kept: 'static),*)
    };
    Owner {
        name: name.clone(),
        impl_generics: impl_generics.to_token_stream(),
        arguments: arguments.to_token_stream(),
        clause,
    }
}

/// The tokens with other ones in the place of some words.
pub(super) fn replaced(
    tokens: TokenStream,
    with: &dyn Fn(&str) -> Option<TokenStream>,
) -> TokenStream {
    let mut out = TokenStream::new();
    for token in tokens {
        match token {
            TokenTree::Ident(word) => match with(&word.to_string()) {
                Some(other) => out.extend(other),
                None => out.extend([TokenTree::Ident(word)]),
            },
            TokenTree::Group(group) => {
                let inner = replaced(group.stream(), with);
                out.extend([TokenTree::Group(Group::new(group.delimiter(), inner))]);
            }
            token => out.extend([token]),
        }
    }
    out
}
