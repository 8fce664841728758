//! Expansions as a person reads them, for the snapshots beside the code that makes them.

use proc_macro2::TokenStream;

/// The expansion, pretty-printed; the tokens and the fault where it is no Rust.
pub(crate) fn pretty(expansion: &TokenStream) -> String {
    match syn::parse2(expansion.clone()) {
        Ok(file) => prettyplease::unparse(&file),
        Err(fault) => format!("not a file: {fault}\n{expansion}"),
    }
}
