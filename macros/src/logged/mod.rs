//! `#[logged]`: the calls of a function, or of an impl block's functions, as events.

mod expand;
mod model;
mod settings;
#[cfg(test)]
mod tests;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};

use crate::kit::{self, Ctxt, Kind, LazyFn, LazyImpl, Macro, Root};
use model::Method;

pub(crate) fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    match kit::kind(&item) {
        Kind::Impl => kit::in_place::<Block>(args, item),
        Kind::Fn => kit::in_place::<Function>(args, item),
        _ => {
            let cx = Ctxt::default();
            cx.error_at(Span::call_site(), "#[logged] stands on an impl block or on a function");
            let errors = cx.into_errors();
            quote!(#errors #item)
        }
    }
}

/// On an impl block, inherent or a trait's.
struct Block;

impl Macro for Block {
    const NAME: &'static str = "logged";
    type Item = LazyImpl;
    /// The block, written anew.
    type Model = TokenStream;

    fn model(cx: &Ctxt, args: TokenStream, item: &LazyImpl) -> Option<TokenStream> {
        let methods = model::of_block(cx, args, item);
        let mut methods = methods.iter();
        Some(item.with_functions(|function| match methods.next() {
            Some(Some(method)) => expand::method(method, function),
            _ => model::plain(function),
        }))
    }

    fn expand(model: &TokenStream) -> TokenStream {
        model.clone()
    }

    fn fallback(_root: &Root, item: &LazyImpl) -> TokenStream {
        item.with_functions(model::plain)
    }
}

/// On one function.
struct Function;

impl Macro for Function {
    const NAME: &'static str = "logged";
    type Item = LazyFn;
    type Model = TokenStream;

    fn model(cx: &Ctxt, args: TokenStream, item: &LazyFn) -> Option<TokenStream> {
        let method: Option<Method> = model::of_function(cx, args, item);
        Some(match method {
            Some(method) => expand::method(&method, item),
            None => item.to_token_stream(),
        })
    }

    fn expand(model: &TokenStream) -> TokenStream {
        model.clone()
    }

    fn fallback(_root: &Root, item: &LazyFn) -> TokenStream {
        model::plain(item)
    }
}
