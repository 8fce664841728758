//! `#[crud_api]`: a struct becomes a table with a typed repository, and REST routes.

mod check;
mod expand;
mod model;
mod options;
mod read;
mod surface;
mod synonyms;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::kit::{self, Ctxt, Kind, Macro, Root};
use model::Entity;

pub(crate) fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    kit::attribute_below::<CrudApi>("CrudApi", &[Kind::Struct], args, item)
}

pub(crate) fn derive(item: TokenStream) -> TokenStream {
    kit::derive::<CrudApi>(item)
}

struct CrudApi;

impl Macro for CrudApi {
    const NAME: &'static str = "crud_api";
    type Item = DeriveInput;
    type Model = Entity;

    fn model(cx: &Ctxt, args: TokenStream, item: &DeriveInput) -> Option<Entity> {
        let table = read::read(cx, args, item)?;
        check::check(cx, &table);
        Some(table)
    }

    fn expand(table: &Entity) -> TokenStream {
        expand::expand(table)
    }

    fn fallback(_: &Root, item: &DeriveInput) -> TokenStream {
        let args = kit::hidden_arguments(&item.attrs, Self::NAME);
        read::read(&Ctxt::default(), args, item)
            .map(|table| expand::fallback(&table))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
