//! What stands around generated code.

use proc_macro2::TokenStream;
use quote::quote;

use super::Root;

/// A scope of its own, in which `__private` is the runtime's private door.
pub(crate) fn anonymous(root: &Root, body: &TokenStream) -> TokenStream {
    quote! {
        const _: () = {
            #[allow(unused_imports)]
            use #root::__private;
            #body
        };
    }
}
