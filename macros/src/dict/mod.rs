//! `#[derive(Dict)]`: structs and enums as dicts and JSON.

mod expand;
mod model;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::kit::{self, Ctxt, Macro, Root};
use model::Model;

struct Dict;

/// `#[derive(Dict)] struct ..`
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    kit::written_derive::<Dict>(item)
}

impl Macro for Dict {
    const NAME: &'static str = "dict";
    type Item = DeriveInput;
    type Model = Model;

    fn model(cx: &Ctxt, args: TokenStream, item: &DeriveInput) -> Option<Model> {
        Model::read(cx, args, item)
    }

    fn expand(model: &Model) -> TokenStream {
        expand::expand(model)
    }

    fn fallback(root: &Root, item: &DeriveInput) -> TokenStream {
        expand::fallback(root, item)
    }
}
