//! `#[derive(Proto)]`: structs and enums as Protocol Buffers messages, without a `.proto` file.

mod check;
mod expand;
mod model;
mod names;
mod tags;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::kit::{self, Ctxt, Macro, Root};
use model::Model;

pub(crate) fn derive(item: TokenStream) -> TokenStream {
    kit::written_derive::<Proto>(item)
}

struct Proto;

impl Macro for Proto {
    const NAME: &'static str = "proto";
    type Item = DeriveInput;
    type Model = Model;

    fn model(cx: &Ctxt, args: TokenStream, item: &DeriveInput) -> Option<Model> {
        let model = model::read(cx, args, item)?;
        // these rules look at what could be read only, so that one build reports them too
        check::run(cx, &model);
        Some(model)
    }

    fn expand(model: &Model) -> TokenStream {
        expand::expand(model)
    }

    fn fallback(root: &Root, item: &DeriveInput) -> TokenStream {
        expand::fallback(root, item)
    }
}
