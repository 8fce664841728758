//! `#[descriptors]`: fields that are read, set and deleted through descriptors, and
//! `#[properties]`: methods that are listed as properties.

mod expand;
mod model;
mod properties;
mod property;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::kit::{self, Ctxt, Kind, Macro, Root};
use model::Model;

struct Descriptors;

/// `#[descriptors(..)] struct ..`
pub(crate) fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    kit::attribute::<Descriptors>("Descriptors", &[Kind::Struct], args, item)
}

/// The derive that `attribute` leaves on the struct.
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    kit::derive::<Descriptors>(item)
}

/// `#[properties(..)] impl ..`
pub(crate) fn properties(args: TokenStream, item: TokenStream) -> TokenStream {
    properties::attribute(args, item)
}

impl Macro for Descriptors {
    const NAME: &'static str = "descriptors";
    type Item = DeriveInput;
    type Model = Model;

    fn model(cx: &Ctxt, args: TokenStream, item: &DeriveInput) -> Option<Model> {
        Model::read(cx, args, item)
    }

    fn check(cx: &Ctxt, model: &Model) {
        model.check(cx);
    }

    fn expand(model: &Model) -> TokenStream {
        expand::expand(model)
    }

    fn fallback(_: &Root, item: &DeriveInput) -> TokenStream {
        let args = kit::hidden_arguments(&item.attrs, Self::NAME);
        let model = Model::read(&Ctxt::default(), args, item);
        model.map_or_else(TokenStream::new, |model| expand::expand(&model.without_circles()))
    }
}

/// A type as a person writes it; tokens are printed with a space between any two.
fn type_text(tokens: TokenStream) -> String {
    let mut text = tokens.to_string().replace('\n', " ");
    for (from, to) in [
        (" :: ", "::"),
        (":: ", "::"),
        (" ::", "::"),
        (" <", "<"),
        ("< ", "<"),
        (" >", ">"),
        (" ,", ","),
        ("& ", "&"),
        (" ;", ";"),
    ] {
        text = text.replace(from, to);
    }
    text
}
