//! The code for a type with a form in Protocol Buffers.

mod asserts;
mod enums;
mod field;
mod message;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::{Data, DeriveInput, Fields, GenericParam, Generics, Ident, Visibility};

use super::model::{Field, Model, Shape};
use crate::kit::{Emit, Root, anonymous};

pub(super) fn expand(model: &Model) -> TokenStream {
    let parts = Parts::of(&model.ident, &model.generics);
    let body = match &model.shape {
        Shape::Message(fields) => return message::message(model, &parts, fields),
        Shape::Newtype(field) => newtype(model, &parts, field),
        Shape::Enum(numbers) => enums::enumeration(model, numbers),
        Shape::Oneof(fields) => enums::oneof(model, &parts, fields),
    };
    let prost = prost(model, &parts);
    anonymous(&model.root, &quote!(#body #prost))
}

/// The impl of `prost::Message`, if it is asked for.
fn prost(model: &Model, parts: &Parts) -> Option<TokenStream> {
    let ty = &parts.of_static;
    let word = model.prost.as_ref()?;
    Some(quote_spanned!(word.span()=> __private::proto::prost!(#ty);))
}

/// The type with its parameters, as each kind of impl needs them.
pub(super) struct Parts {
    /// `'a, 'b: 'a`
    pub(super) generics: TokenStream,
    /// The same after `'__de`, which outlives all.
    pub(super) reading: TokenStream,
    /// `User<'a>`
    pub(super) ty: TokenStream,
    pub(super) clause: TokenStream,
    /// `User<'static>`
    pub(super) of_static: TokenStream,
}

impl Parts {
    /// `pub ['a] ['__de: 'a, 'a] User<'a> [where ..] User<'static>,`
    pub(super) fn write(&self, vis: &Visibility, out: &mut Emit) {
        if !matches!(vis, Visibility::Inherited) {
            out.tokens(vis);
        }
        out.brackets(|out| out.tokens(&self.generics));
        out.brackets(|out| out.tokens(&self.reading));
        out.tokens(&self.ty);
        out.brackets(|out| out.tokens(&self.clause));
        out.tokens(&self.of_static);
        out.sign(',');
    }

    fn of(ident: &Ident, generics: &Generics) -> Self {
        let clause = &generics.where_clause;
        let clause = clause.to_token_stream();
        let params: TokenStream = if generics.params.is_empty() {
            TokenStream::new()
        } else {
            let params = &generics.params;
            quote!(#params)
        };
        let lifetimes: Vec<_> = generics.lifetimes().map(|param| &param.lifetime).collect();
        if lifetimes.is_empty() {
            let ty = ident.to_token_stream();
            let reading = quote!('__de);
            return Self { generics: params, reading, of_static: ty.clone(), ty, clause };
        }
        let statics = lifetimes.iter().map(|_| quote!('static));
        Self {
            reading: quote!('__de: #(#lifetimes)+*, #params),
            generics: params,
            ty: quote!(#ident<#(#lifetimes),*>),
            clause,
            of_static: quote!(#ident<#(#statics),*>),
        }
    }
}

fn newtype(model: &Model, parts: &Parts, field: &Field) -> TokenStream {
    let Parts { reading, ty, clause, .. } = parts;
    let (member, inner, form) = (&field.member, field.ty(), field.form());
    let (finish, ruled) = if model.is_validated {
        let empty = quote!(<Self as __private::proto::Value<'__de>>::empty());
        (quote!(__private::proto::ruled!(it, #empty);), quote!(true ||))
    } else {
        (quote!(let _ = it;), TokenStream::new())
    };
    quote! {
        __private::proto::newtype! {
            [#reading] #ty [#clause] #member: #inner, #form;
            finish |it| { #finish }
            ruled { #ruled }
        }
    }
}

/// Impls that stand in after a fault.
pub(super) fn fallback(root: &Root, item: &DeriveInput) -> TokenStream {
    if item.generics.params.iter().any(|param| !matches!(param, GenericParam::Lifetime(_))) {
        return TokenStream::new();
    }
    let Parts { generics, reading, ty, clause, of_static } = Parts::of(&item.ident, &item.generics);
    let (vis, name) = (&item.vis, item.ident.to_string());
    let has_value = |data: &syn::DataEnum| {
        data.variants.iter().any(|variant| !matches!(variant.fields, Fields::Unit))
    };
    let body = match &item.data {
        Data::Union(_) => return TokenStream::new(),
        Data::Enum(data) if has_value(data) => quote! {
            __private::proto::oneof! {
                #vis [#generics] [#reading] #ty [#clause] #of_static, #name;
                write |_this, _out| {}
                read |_slot, _key, _reader| {}
                open ""
                fields {}
            }
        },
        Data::Enum(_) => quote! {
            __private::proto::enumeration! {
                #vis #ty, #name;
                number |_this| { 0 }
                read |_number| { __private::None }
                empty { __private::proto::never() }
                text { "" }
            }
        },
        Data::Struct(_) => quote! {
            __private::proto::message! {
                #vis [#generics] [#reading] #ty [#clause] #of_static, #name [];
                |_this, _out, _it, _key, _reader|
                empty { ..__private::proto::never() }
                rest { __private::proto::never() }
                finish []
                ruled []
            }
        },
    };
    anonymous(root, &body)
}
