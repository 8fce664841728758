//! `#[singleton]`: one instance of a type for the whole process.

mod arguments;
mod constructor;
mod expand;
mod model;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::kit::{self, Ctxt, Kind, LazyImpl, Macro, Root};
use model::Model;

pub(crate) fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    match kit::kind(&item) {
        Kind::Impl => kit::in_place::<Block>(args, item),
        Kind::Struct | Kind::Enum => {
            kit::attribute::<Type>("Singleton", &[Kind::Struct, Kind::Enum], args, item)
        }
        _ => {
            let cx = Ctxt::default();
            cx.error_at(
                proc_macro2::Span::call_site(),
                "#[singleton] stands on an impl block with an `#[init]` function, or on a struct \
                 with `Default`",
            );
            let errors = cx.into_errors();
            quote!(#errors #item)
        }
    }
}

pub(crate) fn derive(item: TokenStream) -> TokenStream {
    kit::derive::<Type>(item)
}

/// On an impl block, whose `#[init]` function builds the instance.
struct Block;

impl Macro for Block {
    const NAME: &'static str = "singleton";
    type Item = LazyImpl;
    type Model = Model;

    fn model(cx: &Ctxt, args: TokenStream, item: &LazyImpl) -> Option<Model> {
        model::of_block(cx, args, item)
    }

    fn expand(model: &Model) -> TokenStream {
        expand::expand(model)
    }

    fn fallback(root: &Root, item: &LazyImpl) -> TokenStream {
        Self::fallback_of(root, quote!(crate = #root), item)
    }

    fn fallback_of(_: &Root, args: TokenStream, item: &LazyImpl) -> TokenStream {
        match model::of_block(&Ctxt::default(), args, item) {
            Some(model) => expand::expand(&model.after_fault()),
            None => model::without_init(item),
        }
    }
}

/// On a struct or an enum, whose `Default` builds the instance.
struct Type;

impl Macro for Type {
    const NAME: &'static str = "singleton";
    type Item = DeriveInput;
    type Model = Model;

    fn model(cx: &Ctxt, args: TokenStream, item: &DeriveInput) -> Option<Model> {
        Some(model::of_type(cx, args, item))
    }

    fn expand(model: &Model) -> TokenStream {
        expand::expand(model)
    }

    fn fallback(root: &Root, item: &DeriveInput) -> TokenStream {
        Self::fallback_of(root, quote!(crate = #root), item)
    }

    fn fallback_of(_: &Root, args: TokenStream, item: &DeriveInput) -> TokenStream {
        let model = model::of_type(&Ctxt::default(), args, item);
        if item.generics.lifetimes().next().is_some() {
            return TokenStream::new();
        }
        expand::expand(&model.after_fault())
    }
}

#[cfg(test)]
mod tests;
