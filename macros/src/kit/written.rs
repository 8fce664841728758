//! Derives that the user writes, with their arguments in a helper attribute of the same name.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Data, DeriveInput, Meta};

use super::Macro;
use super::pipeline::run;

/// A derive that the user writes: the arguments stand in its helper attributes, `#[NAME(..)]`.
pub(crate) fn written_derive<M: Macro<Item = DeriveInput>>(input: TokenStream) -> TokenStream {
    match syn::parse2::<DeriveInput>(input) {
        Ok(item) => run::<M>(helper_arguments(&item.attrs, M::NAME), &item),
        Err(fault) => fault.into_compile_error(),
    }
}

/// What stands in all `#[NAME(..)]`, as one list.
pub(crate) fn helper_arguments(attrs: &[Attribute], name: &str) -> TokenStream {
    let lists = attrs.iter().filter_map(|attr| match &attr.meta {
        Meta::List(list) if list.path.is_ident(name) => Some(&list.tokens),
        _ => None,
    });
    quote!(#(#lists,)*)
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
