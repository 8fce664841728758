//! The expansion of `#[plugin]`: the item as it was, and a constant that the linker collects.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::LitStr;
use syn::spanned::Spanned;

use super::model::{Init, Plugin};
use super::symbol;

pub(super) fn expand(model: &Plugin) -> TokenStream {
    let Plugin { root, item, registry, name, ty, .. } = model;
    let private = quote!(#root::__private);
    let symbol = symbol::definition(&name.value());
    // The registry's type at the registry's word, the plugin's at the plugin's, its constructor's
    // outcome at the constructor's: each mistake about one of them is reported there.
    let registry = quote_spanned!(registry.span()=> dyn #registry);
    let boxed = match &model.init {
        Some(Init { ident, output }) => {
            quote_spanned!(*output=> #private::plugin::boxed::<#ty, _>(<#ty>::#ident()))
        }
        None => quote_spanned! {ty.span()=>
            #private::plugin::boxed::<#ty, _>(<#ty as #private::Default>::default())
        },
    };
    let made = Ident::new("made", Span::mixed_site().located_at(ty.span()));
    let order = order(model);
    quote! {
        #item
        #private::plugin::submit! {
            #registry,
            #symbol,
            #private::plugin::Plugin::<#registry>::new::<#ty>(#name, || match #boxed {
                #private::Ok(#made) => #private::Ok(#made),
                #private::Err(fault) => #private::Err(fault),
            }) #order
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
