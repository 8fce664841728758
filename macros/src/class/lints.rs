//! What the compiler and clippy are not to say of what a class is made of.

use proc_macro2::TokenStream;

use super::expand::lexed_there;

/// `#[allow(..)]` of the compiler's lints, and of clippy's where clippy asks: else the compiler would
/// look up each name at each item, which took 4 % of a check.
pub(super) fn allowed(compiler: &str, clippy: &str) -> TokenStream {
    lexed_there(&format!("#[allow({compiler})] #[cfg_attr(clippy, allow({clippy}))]"))
}

/// What they would say of how a body is rewritten, or of a signature that subclasses share; all
/// else they say of the user's code.
pub(super) fn allowed_in_bodies() -> TokenStream {
    allowed(
        "dead_code, missing_docs, unreachable_pub, private_interfaces, private_bounds, unused_parens",
        "clippy::borrow_deref_ref, clippy::items_after_statements,
         clippy::just_underscores_and_digits, clippy::many_single_char_names,
         clippy::match_single_binding, clippy::must_use_candidate, clippy::needless_pass_by_value,
         clippy::single_match_else, clippy::unnecessary_semicolon, clippy::unnecessary_wraps,
         clippy::unused_async,
         clippy::used_underscore_binding",
    )
}

/// What the compiler and clippy would say of code that no user wrote.
pub(super) fn allowed_beside_them() -> TokenStream {
    allowed(
        "dead_code, missing_docs, private_bounds, private_interfaces, unreachable_pub",
        "clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction",
    )
}

/// The attributes of the hidden functions that make a class's own fields.
pub(super) fn allowed_of_functions() -> TokenStream {
    allowed(
        "dead_code, missing_docs, private_interfaces, unreachable_pub",
        "clippy::complexity, clippy::pedantic, clippy::style",
    )
}
