//! Derives that the user writes, with their arguments in a helper attribute of the same name.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Data, DeriveInput, Generics, Meta, MetaList, parse_quote};

use super::pipeline::run;
use super::usual::Readable as _;
use super::{Ctxt, Macro};

/// A derive that the user writes: the arguments stand in its helper attributes, `#[NAME(..)]`.
pub(crate) fn written_derive<M: Macro<Item = DeriveInput>>(input: TokenStream) -> TokenStream {
    match DeriveInput::read(input) {
        Ok(item) => run::<M>(helper_arguments(&item.attrs, M::NAME), &item),
        Err(fault) => fault.into_compile_error(),
    }
}

/// What stands in all `#[NAME(..)]`, as one list.
pub(crate) fn helper_arguments(attrs: &[Attribute], name: &str) -> TokenStream {
    let own = attrs.iter().filter(|attr| attr.path().is_ident(name));
    lists(own.filter_map(|attr| attr.meta.require_list().ok()))
}

/// The same; an attribute without a list is reported, in the form that it has.
pub(crate) fn written_arguments(
    cx: &Ctxt,
    attrs: &[Attribute],
    name: &str,
    form: &str,
) -> TokenStream {
    lists(attrs.iter().filter(|attr| attr.path().is_ident(name)).filter_map(|attr| {
        let Meta::List(list) = &attr.meta else {
            cx.error(&attr.meta, format_args!("write `#[{name}({form})]`"));
            return None;
        };
        Some(list)
    }))
}

/// One list of several, which is mostly one or none.
fn lists<'a>(mut all: impl Iterator<Item = &'a MetaList>) -> TokenStream {
    let Some(first) = all.next() else { return TokenStream::new() };
    let mut tokens = first.tokens.clone();
    for list in all {
        let more = &list.tokens;
        tokens.extend(quote!(, #more));
    }
    tokens
}

/// Whether `#[validated]` stands on the item, above the derive or below it: its marker or its own
/// word tells, or the rules of a field.
pub(crate) fn is_validated(item: &DeriveInput) -> bool {
    let word = |attr: &Attribute| attr.path().segments.last().map(|word| word.ident.to_string());
    let is_ruled = |attrs: &[Attribute]| attrs.iter().any(|attr| attr.path().is_ident("validate"));
    let fields = match &item.data {
        Data::Struct(data) => Some(&data.fields),
        _ => None,
    };
    item.attrs
        .iter()
        .filter_map(word)
        .any(|word| word == "__dunder_validated" || word == "validated")
        || fields.into_iter().flatten().any(|field| is_ruled(&field.attrs))
}

/// The generics of a decoding impl: those of the type after `'__de`, which outlives their lifetimes.
pub(crate) fn decoding_generics(generics: &Generics) -> TokenStream {
    if generics.params.is_empty() {
        return quote!(<'__de>);
    }
    let mut generics = generics.clone();
    let lifetimes: Vec<_> = generics.lifetimes().map(|param| param.lifetime.clone()).collect();
    generics.params.insert(0, parse_quote!('__de: #(#lifetimes)+*));
    let (generics, ..) = generics.split_for_impl();
    quote!(#generics)
}
