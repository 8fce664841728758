//! JSON that is partly known: text, and what only the compiler knows.

use proc_macro2::TokenStream;
use quote::quote;

/// Pieces of a schema.
#[derive(Default)]
pub(super) struct Pieces {
    done: Vec<TokenStream>,
    text: String,
}

impl Pieces {
    pub(super) fn text(&mut self, text: &str) {
        // the runtime leaves out a comma at the front of a piece, here it is behind a brace
        let is_first = self.text.ends_with('{');
        self.text.push_str(if is_first { text.strip_prefix(',').unwrap_or(text) } else { text });
    }

    pub(super) fn quoted(&mut self, text: &str) {
        self.text.push_str(&quote_json(text));
    }

    pub(super) fn piece(&mut self, piece: &TokenStream) {
        self.flush();
        self.done.push(quote!(#piece,));
    }

    /// The keywords of a type.
    pub(super) fn of(&mut self, ty: &TokenStream) {
        self.piece(&quote! {
            __private::schema::Piece::Of(__private::schema::Ask::<#ty>::AT)
        });
    }

    pub(super) fn append(&mut self, mut other: Self) {
        if other.done.is_empty() {
            self.text(&other.text);
        } else {
            self.flush();
            other.flush();
            self.done.append(&mut other.done);
        }
    }

    /// Schemas of which all hold.
    pub(super) fn all_of(&mut self, schemas: Vec<Self>) {
        if !schemas.is_empty() {
            self.list("allOf", schemas);
        }
    }

    /// Schemas of which one holds at least; of none of them, none does.
    pub(super) fn any_of(&mut self, schemas: Vec<Self>) {
        if schemas.is_empty() {
            self.text(",\"not\":{}");
        } else {
            self.list("anyOf", schemas);
        }
    }

    fn list(&mut self, key: &str, schemas: Vec<Self>) {
        self.text(&format!(",\"{key}\":["));
        for (i, schema) in schemas.into_iter().enumerate() {
            self.text(if i > 0 { ",{" } else { "{" });
            self.append(schema);
            self.text("}");
        }
        self.text("]");
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            let text = std::mem::take(&mut self.text);
            self.done.push(quote!(__private::schema::Piece::Text(#text),));
        }
    }

    pub(super) fn into_tokens(mut self) -> TokenStream {
        self.flush();
        self.done.into_iter().collect()
    }
}

/// A text as JSON (RFC 8259 section 7).
pub(super) fn quote_json(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c < ' ' => out.extend([format!("\\u{:04x}", u32::from(c))]),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
