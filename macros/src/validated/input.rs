//! `input`: an open twin of the struct or enum, for what has not been checked yet.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt as _;

use super::enums;
use super::model::{Field, Model, Style, Variant};
use crate::kit::serde;

impl Model {
    /// The struct beside the struct.
    pub(super) fn input_struct(&self) -> Option<TokenStream> {
        if !self.makers.input {
            return None;
        }
        let (vis, generics, name) = (&self.vis, &self.generics, self.named("Input"));
        let clause = self.spelled(&generics.where_clause);
        let doc = format!("The fields of a `{}` before its rules.", self.ident.unraw());
        let derive = cfg!(feature = "serde").then(|| self.input_derive());
        let body = match &self.variants {
            Some(variants) => {
                let variants = enums::fields(self, variants).map(|(variant, fields)| {
                    let fields = fields.iter().map(|(_, field)| self.input_field(field, false));
                    let (name, fields) = (&variant.ident, variant.style.enclosed(fields));
                    let doc = format!("The fields of `{}`, not checked yet.", name.unraw());
                    let attrs = cfg!(feature = "serde").then_some(&variant.serde_attrs);
                    let attrs = attrs.into_iter().flatten();
                    quote!(#[doc = #doc] #(#attrs)* #name #fields,)
                });
                quote!(enum #name #generics #clause { #(#variants)* })
            }
            None => {
                let fields = self.fields.iter().map(|field| self.input_field(field, true));
                let fields = self.style.enclosed(fields);
                match self.style {
                    Style::Named => quote!(struct #name #generics #clause #fields),
                    Style::Tuple | Style::Unit => quote!(struct #name #generics #fields #clause;),
                }
            }
        };
        Some(quote! {
            #[doc = #doc]
            #[allow(dead_code, private_interfaces, private_bounds)]
            #derive
            #vis #body
        })
    }

    /// A field of the twin.
    fn input_field(&self, field: &Field, is_open: bool) -> TokenStream {
        let (ty, docs, vis) = (self.spelled(&field.ty), &field.docs, &self.vis);
        let attrs = cfg!(feature = "serde").then(|| self.input_attrs(field));
        let attrs = attrs.unwrap_or_default();
        let doc = format!("The `{}`, not checked yet.", field.name);
        let doc = if docs.is_empty() { quote!(#[doc = #doc]) } else { quote!(#(#docs)*) };
        let vis = is_open.then_some(vis);
        match &field.member {
            syn::Member::Named(ident) => quote!(#doc #attrs #vis #ident: #ty),
            syn::Member::Unnamed(_) => quote!(#doc #attrs #vis #ty),
        }
    }

    /// `Deserialize`, where all the fields have it: asking for it by its lifetime asks no more.
    fn input_derive(&self) -> TokenStream {
        let root = &self.root;
        let serde_path = quote!(#root::__private::serde).to_string();
        let read = self.fields.iter().filter(|field| !field.is_never_read());
        let bounds = read.filter(|field| !field.serde.has_reader).map(|field| {
            let ty = self.spelled(&field.ty);
            quote!(#ty: #root::__private::serde::Deserialize<'de>)
        });
        let bounds = quote!(#(#bounds),*).to_string();
        let dropped = [&["crate", "default", "bound"], serde::REFUSED].concat();
        let attrs = self.serde_attrs.iter().map(|attr| serde::without(attr, &dropped));
        let name = (!self.serde.has_rename).then(|| {
            let bare = self.ident.unraw().to_string();
            quote!(, rename = #bare)
        });
        quote! {
            #[derive(#root::__private::serde::Deserialize)]
            #[serde(crate = #serde_path, bound(deserialize = #bounds) #name)]
            #(#attrs)*
        }
    }

    /// Serde's attributes of a field, with a default where the struct has one.
    fn input_attrs(&self, field: &Field) -> TokenStream {
        let mut attrs: TokenStream =
            field.serde_attrs.iter().map(ToTokens::to_token_stream).collect();
        if field.serde.has_default {
            return attrs;
        }
        if field.default.is_some() {
            let (owner, function) = (self.turbofish(), field.default_fn());
            let path = quote!(#owner::#function).to_string();
            attrs.extend(quote!(#[serde(default = #path)]));
        } else if self.serde.has_default {
            let owner = self.turbofish();
            let function = format_ident!("__dunder_input_{}", field.name, span = field.span());
            let path = quote!(#owner::#function).to_string();
            attrs.extend(quote!(#[serde(default = #path)]));
        }
        attrs
    }

    /// The way there and back.
    pub(super) fn input_impls(&self) -> Option<TokenStream> {
        if !self.makers.input {
            return None;
        }
        let (ident, name, vis) = (&self.ident, self.named("Input"), &self.vis);
        let (impl_generics, types, _) = self.generics.split_for_impl();
        let bounds = super::expand::bounds(self);
        let (made, open) = match &self.variants {
            Some(variants) => self.input_matches(variants),
            None => {
                let members: Vec<_> = self.fields.iter().map(|field| &field.member).collect();
                (
                    self.cleaned(&quote!(Self { #(#members: input.#members),* })),
                    quote!(Self { #(#members: made.#members),* }),
                )
            }
        };
        let back = format!("The fields of the `{}`, open.", ident.unraw());
        let defaults = cfg!(feature = "serde").then(|| self.input_defaults());
        Some(quote! {
            #[automatically_derived]
            impl #impl_generics __private::core::convert::TryFrom<#name #types>
                for #ident #types #bounds
            {
                type Error = __private::Invalid;
                fn try_from(input: #name #types) -> __private::Result<Self, __private::Invalid> {
                    __private::checks::accept(#made)
                }
            }
            #[automatically_derived]
            impl #impl_generics __private::From<#ident #types> for #name #types #bounds {
                fn from(made: #ident #types) -> Self {
                    #open
                }
            }
            #[allow(dead_code, private_interfaces)]
            impl #impl_generics #ident #types #bounds {
                #[doc = #back]
                #[must_use]
                #vis fn into_input(self) -> #name #types {
                    __private::From::from(self)
                }
                #defaults
            }
        })
    }

    /// The enum of the twin `input`, and the twin of the enum `made`.
    fn input_matches(&self, variants: &[Variant]) -> (TokenStream, TokenStream) {
        if variants.is_empty() {
            return (quote!(match input {}), quote!(match made {}));
        }
        let (twin, ident) = (self.named("Input"), &self.ident);
        let (mut there, mut back) = (TokenStream::new(), TokenStream::new());
        for (variant, fields) in enums::fields(self, variants) {
            let (name, members) = (&variant.ident, fields.iter().map(|(_, field)| &field.member));
            let members: Vec<_> = members.collect();
            let locals: Vec<_> = (0..fields.len()).map(enums::binding).collect();
            let all = quote!(#name { #(#members: #locals),* });
            there.extend(quote!(#twin::#all => Self::#all,));
            back.extend(quote!(#ident::#all => Self::#all,));
        }
        let made = Ident::new("made", Span::mixed_site());
        let there = match enums::clean(self, variants) {
            Some(_) => quote!({
                let mut #made = match input { #there };
                __private::Fields::clean(&mut #made);
                #made
            }),
            None => quote!(match input { #there }),
        };
        (there, quote!(match made { #back }))
    }

    /// What missing fields are where `#[serde(default)]` stands on the struct.
    fn input_defaults(&self) -> TokenStream {
        let Some(made) = super::twin::container_default(self) else { return TokenStream::new() };
        let fields =
            self.fields.iter().filter(|field| !field.serde.has_default && field.default.is_none());
        let fields = fields.map(|field| {
            let (ty, member) = (&field.ty, &field.member);
            let function = format_ident!("__dunder_input_{}", field.name);
            quote! {
                fn #function() -> #ty {
                    let made: Self = #made;
                    made.#member
                }
            }
        });
        fields.collect()
    }
}
