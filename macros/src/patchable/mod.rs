//! `#[patchable]` and what patches: `patch!`, `patch_fn!`, `original!`, `extend!`.

mod bodies;
mod expand;
mod extend;
mod lifetimes;
mod method;
mod model;
mod names;
mod target;
#[cfg(test)]
mod tests;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::PathSegment;
use syn::ext::IdentExt;

use crate::kit::{self, Ctxt, Kind, LazyImpl, Macro, Root};

pub(crate) use extend::extend;
pub(crate) use target::{original, patch, patch_fn};

pub(crate) fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    let cx = Ctxt::default();
    if kit::kind(&item) == Kind::Impl {
        let Some(methods) = methods_of_a_class(&item) else {
            return kit::in_place::<Patchable>(args, item);
        };
        cx.error(
            &methods,
            "`#[methods]` writes this block anew, without `#[patchable]`: write that on an `impl` of \
             its own",
        );
        let errors = cx.into_errors();
        return quote!(#errors #item);
    }
    cx.error_at(
        Span::call_site(),
        "#[patchable] stands on an impl block; of a trait, on the impls",
    );
    let errors = cx.into_errors();
    quote!(#errors #item)
}

/// The `#[methods]` of a class below, whose bodies run for objects of subclasses.
fn methods_of_a_class(item: &TokenStream) -> Option<TokenStream> {
    let mut tokens = item.clone().into_iter().peekable();
    while matches!(tokens.peek(), Some(TokenTree::Punct(mark)) if mark.as_char() == '#') {
        let (_, Some(TokenTree::Group(attr))) = (tokens.next(), tokens.next()) else { break };
        let last = attr.stream().into_iter().last();
        if matches!(last, Some(TokenTree::Ident(word)) if word == "methods") {
            return Some(attr.stream());
        }
    }
    None
}

/// On an impl block, inherent or a trait's.
struct Patchable;

impl Macro for Patchable {
    const NAME: &'static str = "patchable";
    type Item = LazyImpl;
    /// The block, written anew.
    type Model = TokenStream;

    fn model(cx: &Ctxt, args: TokenStream, item: &LazyImpl) -> Option<TokenStream> {
        Some(expand::block(&model::read(cx, args, item)?))
    }

    fn expand(model: &TokenStream) -> TokenStream {
        model.clone()
    }

    /// Patchable all the same, where it can be: `patch!` elsewhere has nothing to add.
    fn fallback(root: &Root, item: &LazyImpl) -> TokenStream {
        Self::fallback_of(root, quote!(crate = #root), item)
    }

    /// With its arguments, for the doors of `dyn`.
    fn fallback_of(_: &Root, args: TokenStream, item: &LazyImpl) -> TokenStream {
        match model::read(&Ctxt::default(), args, item) {
            Some(block) => expand::block(&block),
            None => model::plain(item),
        }
    }
}

/// The name of a hidden function: `__patch_add`.
fn hidden(prefix: &str, word: &str, span: Span) -> Ident {
    format_ident!("__{prefix}_{word}", span = span)
}

/// What a trait's method is called among the hidden functions: `Shape_area`, `From_u8__from`.
fn trait_word(of: &PathSegment, name: &Ident) -> String {
    let text: String = of.to_token_stream().to_string().split_whitespace().collect();
    let word: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    format!("{word}_{}", name.unraw())
}
