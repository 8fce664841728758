//! The code of `#[singleton]`.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::arguments::{OnConflict, Scope};
use super::constructor::{Constructor, Output, shared};
use super::model::Model;

pub(super) fn expand(model: &Model) -> TokenStream {
    let Model { arguments, block, cfgs, generics, self_ty, constructors } = model;
    let root = &arguments.root;
    let calls = quote!(#root::__private::singleton);
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let is_known = arguments.on_conflict != OnConflict::Unknown;
    let place = is_known.then(|| {
        let (of, place) = place(model);
        quote! {
            #(#cfgs)*
            #[automatically_derived]
            impl #impl_generics #calls::#of for #self_ty #where_clause {
                #place
            }
        }
    });
    let vis = constructors.first().map(|constructor| &constructor.vis);
    let accessors = constructors.iter().map(|constructor| accessors(model, constructor));
    let shared = shared(root, arguments.scope);
    let (word, get) = match arguments.scope {
        _ if !is_known => (quote!(fault), quote!(#root::__private::std::process::abort())),
        Scope::Process => (quote!(process), quote!(#calls::get())),
        Scope::Thread => (quote!(thread), quote!(#calls::local_get())),
    };
    let eager = (is_known && arguments.eager.is_some()).then(|| {
        let accessor = arguments.accessor(arguments.on_conflict);
        let mut build = quote!(<#self_ty>::#accessor());
        if constructors.iter().any(is_deprecated) {
            build = quote!({
                #[allow(deprecated)]
                let built = #build;
                built
            });
        }
        quote!(#(#cfgs)* #calls::eager! { #self_ty, #build })
    });
    quote! {
        #block
        #place
        #(#cfgs)*
        #[automatically_derived]
        impl #impl_generics #self_ty #where_clause {
            #(#accessors)*
            /// The instance if it is built; never builds it.
            #[must_use]
            #[inline]
            #vis fn get() -> #root::__private::Option<#shared> {
                #get
            }
            #calls::override_for_test! { #word #vis }
        }
        #eager
    }
}

/// Where the instance lives: a static of the type's own, or a table of them where the type is many.
fn place(Model { arguments, generics, self_ty, .. }: &Model) -> (TokenStream, TokenStream) {
    let root = &arguments.root;
    let calls = quote!(#root::__private::singleton);
    if arguments.scope == Scope::Thread {
        let own = generics.params.is_empty().then(|| quote!(#calls::local! { #self_ty }));
        return (quote!(Local), quote!(#own));
    }
    let (home, here) = if generics.params.is_empty() {
        let place = at_type(quote!(#calls::Place), self_ty);
        let home = quote_spanned!(here(self_ty)=> #place<#self_ty>);
        (home, quote!(#calls::here! { #self_ty }))
    } else {
        (at_type(quote!(#calls::Table), self_ty), TokenStream::new())
    };
    let place = quote! {
        type Home = #home;
        #[inline]
        fn home() -> &'static #home {
            static HOME: #home = <#home>::new();
            &HOME
        }
        #here
    };
    (quote!(Single), place)
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
    let arguments = &model.arguments;
    let one = |on_conflict| accessor(model, constructor, on_conflict);
    match arguments.on_conflict {
        OnConflict::Unknown if arguments.accessor.is_none() => {
            let both = [one(OnConflict::Ignore), one(OnConflict::Error)];
            both.into_iter().collect()
        }
        OnConflict::Unknown => one(OnConflict::Ignore),
        known => one(known),
    }
}

fn accessor(model: &Model, constructor: &Constructor, on_conflict: OnConflict) -> TokenStream {
    let arguments = &model.arguments;
    let root = &arguments.root;
    let Constructor { cfgs, said, vis, asyncness, generics, params, function, output } =
        constructor;
    let private = quote!(#root::__private);
    let where_clause = &generics.where_clause;
    let declared = params.iter().map(|param| {
        let (cfgs, name, ty) = (&param.cfgs, &param.name, &param.ty);
        quote!(#(#cfgs)* #name: #ty)
    });
    let passed: Vec<TokenStream> = params
        .iter()
        .map(|param| {
            let (cfgs, name) = (&param.cfgs, &param.name);
            quote!(#(#cfgs)* #name)
        })
        .collect();
    let (returned, or) = match output {
        Output::Value => (shared(root, arguments.scope), ""),
        Output::Result(result) => (result.clone(), "_or"),
    };
    let (returned, call) = match on_conflict {
        OnConflict::Error => {
            let already = quote!(#private::singleton::AlreadyBuilt);
            (quote!(#private::Result<#returned, #already>), format!("try_instance{or}"))
        }
        _ => (returned, format!("instance{or}")),
    };
    let call = match arguments.scope {
        Scope::Thread => format_ident!("local_{call}"),
        Scope::Process if asyncness.is_some() => format_ident!("{call}_async"),
        Scope::Process => format_ident!("{call}"),
    };
    let body = if arguments.on_conflict == OnConflict::Unknown {
        // After a fault, nothing that could be a second one.
        quote!({
            let _ = (#(#passed,)*);
            #private::std::process::abort()
        })
    } else {
        let build = quote!(#private::singleton::#call(move || #function(#(#passed),*)));
        match (asyncness, on_conflict) {
            (None, _) => quote!({ #build }),
            (Some(_), OnConflict::Error) => quote!({ #build.await }),
            (Some(_), _) => {
                // What is built is read here: each future inside another costs a read as much again.
                let value = format_ident!("__built", span = Span::mixed_site());
                let found = match output {
                    Output::Value => quote!(#value),
                    Output::Result(_) => quote!(#private::Ok(#value)),
                };
                quote!({
                    match #private::singleton::get::<Self>() {
                        #private::Some(#value) => #found,
                        #private::None => #build.await,
                    }
                })
            }
        }
    };
    let (docs, name) = (docs(on_conflict, output), arguments.accessor(on_conflict));
    // A line between them, or the two would be one paragraph.
    let is_told = said.iter().any(|attr| attr.path().is_ident("doc"));
    let between = is_told.then(|| quote!(#[doc = ""]));
    // It calls the constructor, of which the same is said.
    let allow = is_deprecated(constructor).then(|| quote!(#[allow(deprecated)]));
    quote! {
        #(#cfgs)*
        #docs
        #between
        #(#said)*
        #allow
        #[inline]
        #vis #asyncness fn #name #generics(#(#declared),*) -> #returned #where_clause #body
    }
}

fn is_deprecated(constructor: &Constructor) -> bool {
    constructor.said.iter().any(|attr| attr.path().is_ident("deprecated"))
}

/// What the accessor's page says.
fn docs(on_conflict: OnConflict, output: &Output) -> TokenStream {
    match (on_conflict, output) {
        (OnConflict::Error, Output::Value) => quote! {
            /// The one instance, for the call that builds it.
            ///
            /// # Errors
            ///
            /// `AlreadyBuilt` for every later call.
        },
        (OnConflict::Error, Output::Result(_)) => quote! {
            /// The one instance, for the call that builds it.
            ///
            /// # Errors
            ///
            /// Outside `AlreadyBuilt` for every call after the one that built it, inside what
            /// the constructor returned; the next call tries again.
        },
        (_, Output::Value) => quote! {
            /// The one instance, built from the arguments of the first call; the arguments of
            /// later calls are dropped.
        },
        (_, Output::Result(_)) => quote! {
            /// The one instance, built from the arguments of the first call that succeeds; the
            /// arguments of later calls are dropped.
            ///
            /// # Errors
            ///
            /// What the constructor returned; the next call tries again.
        },
    }
}
