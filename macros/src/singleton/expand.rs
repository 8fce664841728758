//! The code of `#[singleton]`.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::model::{Constructor, Model, OnConflict, Output};

pub(super) fn expand(model: &Model) -> TokenStream {
    let Model { root, block, cfgs, generics, self_ty, constructors, .. } = model;
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let cell = cell(model);
    let vis = constructors.first().map(|constructor| &constructor.vis);
    let accessors = constructors.iter().map(|constructor| accessors(model, constructor));
    quote! {
        #block
        #(#cfgs)*
        #[automatically_derived]
        impl #impl_generics #root::__private::singleton::Single for #self_ty #where_clause {
            #[inline]
            fn cell() -> &'static #root::__private::singleton::Place<Self> {
                #cell
            }
        }
        #(#cfgs)*
        #[automatically_derived]
        impl #impl_generics #self_ty #where_clause {
            #(#accessors)*
            /// The instance if it is built; never builds it.
            #[must_use]
            #[inline]
            #vis fn get() -> #root::__private::Option<&'static Self> {
                #root::__private::singleton::get()
            }
            #root::__private::singleton::override_for_test! { #vis }
        }
    }
}

/// A static of the type's own, or a table of them where the type is many.
fn cell(Model { root, generics, self_ty, .. }: &Model) -> TokenStream {
    let room = quote!(#root::__private::singleton);
    if generics.params.is_empty() {
        let cell = at_type(quote!(#room::Place), self_ty);
        let ty = quote_spanned!(here(self_ty)=> #cell<#self_ty>);
        quote! {
            static CELL: #ty = #room::Place::new();
            &CELL
        }
    } else {
        quote! {
            static TABLE: #room::Table = #room::Table::new();
            TABLE.cell::<#self_ty>()
        }
    }
}

/// The path where the user's type is: what threads cannot share is reported there.
fn at_type(path: TokenStream, self_ty: &TokenStream) -> TokenStream {
    let here = here(self_ty);
    path.into_iter()
        .map(|mut token| {
            token.set_span(token.span().located_at(here));
            token
        })
        .collect()
}

fn here(self_ty: &TokenStream) -> Span {
    Span::call_site().located_at(self_ty.span())
}

fn accessors(model: &Model, constructor: &Constructor) -> TokenStream {
    let one = |on_conflict| accessor(model, constructor, on_conflict);
    match model.on_conflict {
        OnConflict::Unknown => {
            let both = [one(OnConflict::Ignore), one(OnConflict::Error)];
            both.into_iter().collect()
        }
        known => one(known),
    }
}

fn accessor(
    Model { root, .. }: &Model,
    constructor: &Constructor,
    on_conflict: OnConflict,
) -> TokenStream {
    let Constructor { cfgs, vis, generics, params, function, output } = constructor;
    let private = quote!(#root::__private);
    let where_clause = &generics.where_clause;
    let declared = params.iter().map(|param| {
        let (cfgs, name, ty) = (&param.cfgs, &param.name, &param.ty);
        quote!(#(#cfgs)* #name: #ty)
    });
    let passed = params.iter().map(|param| {
        let (cfgs, name) = (&param.cfgs, &param.name);
        quote!(#(#cfgs)* #name)
    });
    let build = quote!(move || #function(#(#passed),*));
    let (docs, name, returned, call) = match (on_conflict, output) {
        (OnConflict::Error, Output::Value) => (
            quote! {
                /// The one instance, for the call that builds it.
                ///
                /// # Errors
                ///
                /// `AlreadyBuilt` for every later call.
            },
            quote!(try_instance),
            quote!(#private::Result<&'static Self, #private::singleton::AlreadyBuilt>),
            quote!(try_instance),
        ),
        (OnConflict::Error, Output::Result(result)) => (
            quote! {
                /// The one instance, for the call that builds it.
                ///
                /// # Errors
                ///
                /// Outside `AlreadyBuilt` for every call after the one that built it, inside what
                /// the constructor returned; the next call tries again.
            },
            quote!(try_instance),
            quote!(#private::Result<#result, #private::singleton::AlreadyBuilt>),
            quote!(try_instance_or),
        ),
        (_, Output::Value) => (
            quote! {
                /// The one instance, built from the arguments of the first call; the arguments of
                /// later calls are dropped.
            },
            quote!(instance),
            quote!(&'static Self),
            quote!(instance),
        ),
        (_, Output::Result(result)) => (
            quote! {
                /// The one instance, built from the arguments of the first call that succeeds; the
                /// arguments of later calls are dropped.
                ///
                /// # Errors
                ///
                /// What the constructor returned; the next call tries again.
            },
            quote!(instance),
            result.clone(),
            quote!(instance_or),
        ),
    };
    quote! {
        #(#cfgs)*
        #docs
        #[inline]
        #vis fn #name #generics(#(#declared),*) -> #returned #where_clause {
            #private::singleton::#call(#build)
        }
    }
}
