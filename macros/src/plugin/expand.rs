//! The expansion of `#[plugin]`: the item as it was, and a constant that the linker collects.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::LitStr;
use syn::spanned::Spanned;

use super::init::Init;
use super::model::Plugin;
use super::symbol;

pub(super) fn expand(model: &Plugin) -> TokenStream {
    let Plugin { root, item, registry, name, ty, .. } = model;
    let private = quote!(#root::__private);
    let symbol = symbol::definition(&name.value());
    // The registry's type at the registry's word, the plugin's at the plugin's, its constructor's
    // outcome at the constructor's: each mistake about one of them is reported there.
    let registry = quote_spanned!(registry.span()=> dyn #registry);
    let made = Ident::new("__made", Span::mixed_site().located_at(ty.span()));
    let build = match &model.init {
        Some(Init { ident, output }) => {
            let fault = Ident::new("__fault", Span::mixed_site());
            let outcome =
                quote_spanned!(*output=> #private::plugin::boxed::<#ty, _>(<#ty>::#ident()));
            quote!(Fallible(|| match #outcome {
                #private::Ok(#made) => #private::Ok(#made),
                #private::Err(#fault) => #private::Err(#fault),
            }))
        }
        None => {
            let value = quote_spanned!(ty.span()=> <#ty as #private::Default>::default());
            quote!(Always(|| {
                let #made = #private::Box::new(#value);
                #made
            }))
        }
    };
    let order = order(model);
    quote! {
        #item
        #private::plugin::submit! {
            #registry,
            #symbol,
            #private::plugin::Plugin::<#registry>::new::<#ty>(
                #name,
                #private::plugin::Build::#build
            ) #order
        }
    }
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
