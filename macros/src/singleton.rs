//! `#[singleton]`.

use proc_macro2::TokenStream;

pub(crate) fn attribute(_args: TokenStream, item: TokenStream) -> TokenStream {
    item
}
