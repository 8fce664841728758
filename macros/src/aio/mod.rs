//! `#[timeout]`: an async function that ends in time.

mod expand;
mod model;
#[cfg(test)]
mod tests;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};

use crate::kit::{self, Ctxt, Kind, LazyFn, Macro, Root};
use model::Limit;

pub(crate) fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    if kit::kind(&item) == Kind::Fn {
        return kit::in_place::<Timeout>(args, item);
    }
    let cx = Ctxt::default();
    cx.error_at(
        Span::call_site(),
        "#[timeout] stands on an async function or method; write it above each",
    );
    let errors = cx.into_errors();
    quote!(#errors #item)
}

struct Timeout;

impl Macro for Timeout {
    const NAME: &'static str = "timeout";
    type Item = LazyFn;
    /// The function, written anew.
    type Model = TokenStream;

    fn model(cx: &Ctxt, args: TokenStream, item: &LazyFn) -> Option<TokenStream> {
        let limit = Limit::read(cx, args);
        model::check(cx, item);
        limit.map(|limit| expand::function(&limit, item))
    }

    fn expand(model: &TokenStream) -> TokenStream {
        model.clone()
    }

    fn fallback(_root: &Root, item: &LazyFn) -> TokenStream {
        item.to_token_stream()
    }
}
