//! The expansion of `#[plugin]`: the item as it was, and a constant that the linker collects.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::LitStr;
use syn::spanned::Spanned;

use super::model::Plugin;
use super::symbol;

pub(super) fn expand(model: &Plugin) -> TokenStream {
    let Plugin { root, item, registry, name, ty, .. } = model;
    let private = quote!(#root::__private);
    let symbol = symbol::definition(&name.value());
    // The registry's type at the registry's word, the plugin's at the plugin's: each mistake
    // about one of them is reported there.
    let registry = quote_spanned!(registry.span()=> dyn #registry);
    let outcome = match &model.init {
        Some(init) => quote_spanned!(init.span()=> <#ty>::#init()),
        None => quote_spanned!(ty.span()=> <#ty as #private::Default>::default()),
    };
    let boxed = quote_spanned!(ty.span()=> #private::Ok(#private::plugin::boxed::<#ty, _>(#outcome)?));
    let order = order(model);
    quote! {
        #item
        #private::plugin::submit! {
            #registry,
            #symbol,
            #private::plugin::Plugin::<#registry>::new::<#ty>(#name, || #boxed) #order
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
