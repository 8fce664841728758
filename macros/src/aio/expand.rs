//! The code of `#[timeout]`: the user's body inside a future that is dropped in time.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::model::Limit;
use crate::kit::{LazyFn, returned, type_hint};

pub(super) fn function(limit: &Limit, item: &LazyFn) -> TokenStream {
    let LazyFn { attrs, vis, default, sig, body } = item;
    let Limit { root, nanoseconds } = limit;
    let ty = returned(&sig.output);
    let at = ty.as_ref().map_or_else(|| sig.output.span(), Spanned::span);
    let hint = ty.map(|ty| type_hint(root, &ty));
    // without its braces, which on one line are said to be in vain
    let body = body.contents();
    let ended = quote_spanned!(Span::call_site().located_at(at)=> ended);
    quote! {
        #(#attrs)* #vis #default #sig {
            #root::__private::aio::timed(#nanoseconds, async move { #hint #body }).await.#ended()
        }
    }
}
