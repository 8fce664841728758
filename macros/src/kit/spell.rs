//! `Self` spelled out, for code that stands outside the impl it was written for.

use proc_macro2::{Group, TokenStream, TokenTree};

/// The tokens with `ty` in the place of each `Self`.
pub(crate) fn spell_self(tokens: TokenStream, ty: &TokenStream) -> TokenStream {
    let mut out = TokenStream::new();
    for token in tokens {
        match token {
            TokenTree::Ident(word) if word == "Self" => out.extend(ty.clone()),
            TokenTree::Group(group) => {
                let inner = spell_self(group.stream(), ty);
                let mut spelled = Group::new(group.delimiter(), inner);
                spelled.set_span(group.span());
                out.extend([TokenTree::Group(spelled)]);
            }
            token => out.extend([token]),
        }
    }
    out
}

/// Text that a macro wrote, as tokens. It is read by the compiler alone: `proc_macro2` would read all
/// of it first itself.
#[cfg(any(feature = "class", feature = "validated"))]
pub(crate) fn lexed(text: &str) -> Option<TokenStream> {
    let tokens = if proc_macro::is_available() {
        text.parse::<proc_macro::TokenStream>().ok().map(TokenStream::from)
    } else {
        text.parse().ok()
    };
    // a name before edition 2024, and a keyword in text that a macro of that edition writes
    if says_gen(text) { tokens.map(with_raw_gen) } else { tokens }
}

/// `text.contains("gen")`, which takes a macro that is not optimized a fifth of the reading.
#[cfg(any(feature = "class", feature = "validated"))]
fn says_gen(text: &str) -> bool {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('g') {
        if after.starts_with("en") {
            return true;
        }
        rest = after;
    }
    false
}

#[cfg(any(feature = "class", feature = "validated"))]
fn with_raw_gen(tokens: TokenStream) -> TokenStream {
    let raw = |token| match token {
        TokenTree::Ident(word) if word == "gen" => {
            proc_macro2::Ident::new_raw("gen", word.span()).into()
        }
        TokenTree::Group(group) => {
            let mut raw = Group::new(group.delimiter(), with_raw_gen(group.stream()));
            raw.set_span(group.span());
            raw.into()
        }
        token => token,
    };
    tokens.into_iter().map(raw).collect()
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::spell_self;

    #[test]
    fn self_is_spelled_out_in_groups_too() {
        let spelled = spell_self(quote!(Option<[Self; 2]>), &quote!(Node<T>));
        assert_eq!(spelled.to_string(), quote!(Option<[Node<T>; 2]>).to_string());
    }
}
