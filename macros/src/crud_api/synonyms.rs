//! What other libraries call the options of a field.

use proc_macro2::TokenStream;
use quote::quote;

use crate::kit::{Arg, Ctxt, split_arguments};

/// The options, but for those of other libraries, of which is told what they are called here.
pub(super) fn told(cx: &Ctxt, tokens: TokenStream) -> TokenStream {
    let pieces = split_arguments(tokens).into_iter().filter(|piece| {
        let Ok(arg) = Arg::read(piece.clone()) else { return true };
        let Some(hint) = hint(&arg.key.text) else { return true };
        let message = format_args!("unknown argument `{}`, write {hint}", arg.key.text);
        cx.error(&arg.key.ident, message);
        false
    });
    quote!(#(#pieces),*)
}

/// What to write instead of another library's name.
fn hint(name: &str) -> Option<&'static str> {
    Some(match name {
        "pk" | "key" | "primary" | "primary_key" => "`id`",
        "null" | "blank" | "nullable" | "optional" => "an `Option<..>` as the field's type",
        "fk" | "foreign_key" | "belongs_to" | "relation" => "`references = Model`",
        "auto_now_add" | "created_at" => "`created`",
        "auto_now" | "updated_at" => "`updated`",
        "db_index" | "indexed" => "`index`",
        "max_length" => "`#[validate(chars(..=9))]`",
        "rename" => "`#[serde(rename = \"..\")]` for JSON, `column = \"..\"` for the table",
        _ => return None,
    })
}
