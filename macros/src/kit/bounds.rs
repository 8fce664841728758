//! Where-clauses for the impls of generic types.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Generics, Ident, Type};

/// Whether the item has type parameters, so that a bound could be needed at all.
pub(crate) fn has_type_params(generics: &Generics) -> bool {
    generics.type_params().next().is_some()
}

/// The where-clause of `generics` with `T: bound` for each type parameter that `types` mention.
pub(crate) fn bound_type_params<'a>(
    generics: &Generics,
    types: impl Iterator<Item = &'a Type>,
    bound: &TokenStream,
) -> TokenStream {
    if !has_type_params(generics) && generics.where_clause.is_none() {
        return TokenStream::new();
    }
    let types: Vec<TokenStream> = types.map(ToTokens::to_token_stream).collect();
    let used = |param: &Ident| types.iter().any(|ty| mentions(ty, param));
    let added = generics.type_params().map(|param| &param.ident).filter(|param| used(param));
    let written = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    quote!(where #(#written,)* #(#added: #bound,)*)
}

/// Whether the tokens name the identifier, in groups too.
fn mentions(tokens: &TokenStream, ident: &Ident) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == *ident,
        TokenTree::Group(group) => mentions(&group.stream(), ident),
        _ => false,
    })
}
