//! `#[plugin_registry]` on a trait and `#[plugin]` on what implements it.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream};

use crate::kit::in_place;

mod config;
mod expand;
mod init;
mod model;
mod registry;
mod subject;
mod symbol;
#[cfg(test)]
mod tests;

/// `#[plugin_registry]`
pub(crate) fn registry(args: TokenStream, item: TokenStream) -> TokenStream {
    in_place::<registry::PluginRegistry>(args, item)
}

/// `#[plugin]`
pub(crate) fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    in_place::<model::Plugin>(args, item)
}

/// An item that the expansion repeats as the user wrote it.
struct Written<T> {
    tokens: TokenStream,
    item: T,
}

impl<T: Parse> Parse for Written<T> {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self { tokens: input.fork().parse()?, item: input.parse()? })
    }
}

/// A fault at an item's keyword and name.
fn at_head(input: ParseStream<'_>, message: impl Display) -> syn::Error {
    let item: TokenStream = input.fork().parse().unwrap_or_default();
    let is_word = |token: &TokenTree| matches!(token, TokenTree::Ident(_));
    let head = item.into_iter().skip_while(|token| !is_word(token)).take_while(is_word);
    let head: TokenStream = head.collect();
    if head.is_empty() {
        return syn::Error::new(Span::call_site(), message);
    }
    syn::Error::new_spanned(head, message)
}
