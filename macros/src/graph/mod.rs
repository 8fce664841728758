//! `#[derive(Graph)]` and `#[graph_dyn]`: objects that refer to each other, as bytes.

mod dynamic;
mod expand;
mod model;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::kit::{self, Ctxt, Macro, Root};
use model::Model;

struct Graph;

/// `#[derive(Graph)] struct ..`
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    kit::written_derive::<Graph>(item)
}

/// `#[graph_dyn] trait ..` and `#[graph_dyn] impl ..`
pub(crate) fn dynamic(args: TokenStream, item: TokenStream) -> TokenStream {
    kit::in_place::<dynamic::Dynamic>(args, item)
}

impl Macro for Graph {
    const NAME: &'static str = "graph";
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
