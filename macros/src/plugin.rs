//! `#[plugin]`.

use proc_macro2::TokenStream;

pub(crate) fn registry(_args: TokenStream, item: TokenStream) -> TokenStream {
    item
}

pub(crate) fn attribute(_args: TokenStream, item: TokenStream) -> TokenStream {
    item
}
