//! The expansion of `#[plugin]`: the item as it was, and a constant that the linker collects.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::LitStr;
use syn::spanned::Spanned;

use super::init::Init;
use super::model::{Maker, Plugin};
use super::symbol;

pub(super) fn expand(model: &Plugin) -> TokenStream {
    let Plugin { root, item, registry, name, ty, .. } = model;
    let private = quote!(#root::__private);
    let symbol = symbol::definition(&name.value());
    // The registry's type at the registry's word, the plugin's at the plugin's, its constructor's
    // outcome at the constructor's: each mistake about one of them is reported there.
    let registry = quote_spanned!(registry.span()=> dyn #registry);
    let order = order(model);
    // the coercion that `build` has, to the type with the trait's own `Send` and `Sync`
    let made = Ident::new("__made", Span::mixed_site().located_at(ty.span()));
    let share = quote! {|#made| {
        let #made = #private::plugin::own::<#ty>(#made)?;
        #private::plugin::shared::<<#registry as #private::plugin::Pluggable>::Shared>(#made)
    }};
    let submitted = model.makers.iter().map(|maker| {
        let cfgs = maker.init.iter().flat_map(|init| &init.cfgs);
        let build = build(model, maker, &registry, &private);
        quote! {
            #(#cfgs)*
            #private::plugin::submit! {
                #registry,
                #ty,
                #symbol,
                [#share],
                #private::plugin::Plugin::<#registry>::new::<#ty>(
                    #private::plugin::here!(),
                    #name,
                    #private::plugin::Build::#build
                ) #order
            }
        }
    });
    quote!(#item #(#submitted)*)
}

/// How it is made.
fn build(
    Plugin { ty, .. }: &Plugin,
    Maker { init, config }: &Maker,
    registry: &TokenStream,
    private: &TokenStream,
) -> TokenStream {
    let made = Ident::new("__made", Span::mixed_site().located_at(ty.span()));
    let fault = Ident::new("__fault", Span::mixed_site());
    // The match forgets the type: a closure that returned the call alone would not coerce it.
    let boxed = |outcome: TokenStream, output: Span| {
        let outcome = quote_spanned!(output=> #private::plugin::boxed::<#ty, _>(#outcome));
        quote!(match #outcome {
            #private::Ok(#made) => #private::Ok(#made),
            #private::Err(#fault) => #private::Err(#fault),
        })
    };
    let is_async = init.as_ref().is_some_and(|init| init.is_async);
    let construct = |argument: TokenStream| match init {
        Some(Init { ident, output, is_async: true, .. }) => {
            let body = boxed(quote!(<#ty>::#ident(#argument).await), *output);
            awaited(&body, registry, private)
        }
        Some(Init { ident, output, .. }) => boxed(quote!(<#ty>::#ident(#argument)), *output),
        None => {
            let of = config.as_ref().map(|config| &config.ty);
            let from = quote_spanned!(ty.span()=> #private::plugin::from_config::<#ty, #of>);
            let from = quote!(#from(#argument));
            boxed(from, ty.span())
        }
    };
    if let Some(config) = config {
        let word = if is_async { quote!(AsyncConfig) } else { quote!(Config) };
        let builds = config.builds(private, is_async.then_some(registry), construct);
        return quote!(#word { #builds });
    }
    if init.is_some() {
        let word = if is_async { quote!(Async) } else { quote!(Fallible) };
        let body = construct(TokenStream::new());
        return quote!(#word(|| #body));
    }
    let value = quote_spanned!(ty.span()=> <#ty as #private::Default>::default());
    quote!(Always(|| {
        let #made = #private::Box::new(#value);
        #made
    }))
}

/// A future of this outcome; its type says what the box is forgotten to be.
pub(super) fn awaited(
    outcome: &TokenStream,
    registry: &TokenStream,
    private: &TokenStream,
) -> TokenStream {
    let done = Ident::new("__done", Span::mixed_site());
    quote!(#private::Box::pin(async move {
        let #done: #private::plugin::Made<#registry> = #outcome;
        #done
    }))
}

/// What was said beside the name.
fn order(model: &Plugin) -> TokenStream {
    let priority = model.priority.iter();
    let list = |word: TokenStream, names: &[LitStr]| {
        (!names.is_empty()).then(|| quote!(.#word(&[#(#names),*])))
    };
    let (after, before) = (list(quote!(after), &model.after), list(quote!(before), &model.before));
    let pairs = model.meta.iter().map(|(key, value)| quote!((#key, #value)));
    let meta = (!model.meta.is_empty()).then(|| quote!(.meta(&[#(#pairs),*])));
    quote!(#(.priority(#priority))* #after #before #meta)
}
