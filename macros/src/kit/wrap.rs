//! What stands around generated code.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emit, Root};

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

/// The call of a macro of the runtime with this body, and more items. The scope is left out where nothing
/// needs it: it is a constant, which the compiler checks and evaluates.
pub(crate) fn called(
    root: &Root,
    path: [&str; 2],
    has_alias: bool,
    body: Emit,
    more: &TokenStream,
) -> TokenStream {
    let mut out = Emit::default();
    if !has_alias {
        out.tokens(root);
        out.path_sep();
    }
    out.private(&path);
    out.sign('!');
    out.braces(|out| out.append(body));
    out.tokens(more);
    let call = out.finish();
    if has_alias { anonymous(root, &call) } else { call }
}
