//! What only the compiler can compare.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, Type};

use crate::kit::spell_self;
use crate::proto::model::{Field, Model, Role, inner};

/// What only the compiler can compare: the tags of a `oneof` with those of the message around it.
pub(super) fn asserts(model: &Model, fields: &[Field]) -> TokenStream {
    let may_be_wrong =
        |field: &Field| field.role == Role::Oneof || field.ty.as_ref().and_then(map_key).is_some();
    if !fields.iter().any(may_be_wrong) {
        return TokenStream::new();
    }
    let values = fields.iter().filter(|field| field.role == Role::Value);
    let taken: Vec<u32> = values.map(|field| field.number).collect();
    let reserved = model.reserved.tags.iter().map(|(from, to)| quote!((#from, #to)));
    let reserved = quote!(&[#(#reserved),*]);
    let this = {
        let statics = model.generics.params.iter().map(|_| quote!('static));
        let ident = &model.ident;
        quote!(#ident<#(#statics),*>)
    };
    let oneofs: Vec<TokenStream> = fields
        .iter()
        .filter(|field| field.role == Role::Oneof)
        .filter_map(|field| inner(field.ty.as_ref()?, "Option"))
        .map(|ty| spell_self(static_lifetimes(ty.to_token_stream()), &this))
        .collect();
    let own = |ty: &TokenStream| quote!(<#ty as __private::proto::Oneof<'_>>::FIELDS);
    let shown = fields.iter().filter(|field| matches!(field.role, Role::Value | Role::Oneof));
    let called: Vec<&str> = shown.map(|field| &*field.name).collect();
    let mut out = TokenStream::new();
    let maps = fields.iter().filter(|field| field.role == Role::Value && field.through.is_none());
    for (field, key) in maps.filter_map(|field| Some((field, map_key(field.ty.as_ref()?)?))) {
        let form = match &field.form.map {
            Some((_, Some([form, _]))) => quote!(__private::proto::#form),
            _ => quote!(__private::proto::Natural),
        };
        let (span, key) = (key.span(), static_lifetimes(key.to_token_stream()));
        out.extend(quote_spanned! {span=>
            const _: () = __private::proto::key(<#key as __private::proto::Value<'_, #form>>::IS_KEY);
        });
    }
    for (i, ty) in oneofs.iter().enumerate() {
        let (own, others) = (own(ty), oneofs.iter().take(i).map(own));
        let others = quote!(&[#(#others),*]);
        out.extend(quote_spanned! {ty.span()=>
            const _: () = __private::proto::apart(#own, #others, &[#(#taken),*], #reserved);
            const _: () = __private::proto::named(#own, #others, &[#(#called),*]);
        });
    }
    out
}

/// The type of a map's keys.
fn map_key(ty: &Type) -> Option<&Type> {
    inner(ty, "BTreeMap").or_else(|| inner(ty, "HashMap"))
}

/// The tokens with `'static` in the place of each lifetime.
fn static_lifetimes(tokens: TokenStream) -> TokenStream {
    let mut out = TokenStream::new();
    let mut after_tick = false;
    for token in tokens {
        match token {
            TokenTree::Ident(word) if after_tick => {
                out.extend([TokenTree::Ident(Ident::new("static", word.span()))]);
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), static_lifetimes(group.stream()));
                inner.set_span(group.span());
                out.extend([TokenTree::Group(inner)]);
                after_tick = false;
                continue;
            }
            token => {
                after_tick = matches!(&token, TokenTree::Punct(p) if p.as_char() == '\'');
                out.extend([token]);
                continue;
            }
        }
        after_tick = false;
    }
    out
}
