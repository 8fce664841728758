//! `#[derive(Packed)]`: structs and enums as a byte layout.

mod expand;
mod model;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::kit::{self, Ctxt, Macro, Root};
use model::Model;

struct Packed;

/// `#[derive(Packed)] struct ..`
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    kit::written_derive::<Packed>(item)
}

impl Macro for Packed {
    const NAME: &'static str = "packed";
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
