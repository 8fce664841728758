//! Names for the lifetimes that a signature leaves out, so that a closure's type can say them.

use proc_macro2::{Group, Ident, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::Lifetime;

/// Gives each elided lifetime of the inputs a name of its own.
#[derive(Default)]
pub(super) struct Names {
    pub(super) fresh: Vec<Lifetime>,
}

impl Names {
    pub(super) fn fresh(&mut self) -> Lifetime {
        let name = Lifetime::new(&format!("'__{}", self.fresh.len()), Span::mixed_site());
        self.fresh.push(name.clone());
        name
    }
}

/// The type with a lifetime for each `&` and `'_` that has none.
pub(super) fn named(ty: TokenStream, name: &mut dyn FnMut() -> Lifetime) -> TokenStream {
    let tokens: Vec<TokenTree> = ty.into_iter().collect();
    let mut out = TokenStream::new();
    let mut rest = tokens.as_slice();
    while let Some((token, after)) = rest.split_first() {
        rest = after;
        match token {
            TokenTree::Punct(p) if p.as_char() == '&' => {
                out.append(token.clone());
                if !is_quote(after.first()) {
                    name().to_tokens(&mut out);
                }
            }
            TokenTree::Punct(p) if p.as_char() == '\'' => match after.split_first() {
                Some((TokenTree::Ident(word), after)) if word == "_" => {
                    rest = after;
                    name().to_tokens(&mut out);
                }
                _ => out.append(token.clone()),
            },
            TokenTree::Ident(word) if is_function(word) && is_parens(after.first()) => {
                // What a function type leaves out is its own.
                let (own, after) = after.split_at(function_len(after));
                out.append(token.clone());
                out.append_all(own);
                rest = after;
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), named(group.stream(), name));
                inner.set_span(group.span());
                out.append(inner);
            }
            _ => out.append(token.clone()),
        }
    }
    out
}

fn is_quote(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Punct(p)) if p.as_char() == '\'')
}

fn is_parens(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Group(g)) if g.delimiter() == proc_macro2::Delimiter::Parenthesis)
}

fn is_function(word: &Ident) -> bool {
    let word = word.to_string();
    word == "fn" || word.starts_with("Fn") || word.starts_with("AsyncFn")
}

/// How many tokens `(A, B) -> C` is long.
fn function_len(tokens: &[TokenTree]) -> usize {
    let is =
        |i: usize, c: char| matches!(tokens.get(i), Some(TokenTree::Punct(p)) if p.as_char() == c);
    if !(is(1, '-') && is(2, '>')) {
        return 1;
    }
    let mut open = 0_usize;
    for (i, token) in tokens.iter().enumerate().skip(3) {
        let TokenTree::Punct(p) = token else { continue };
        match p.as_char() {
            '<' => open += 1,
            '>' if is_arrow(tokens.get(i - 1)) => {}
            '>' | ',' | '+' | ';' if open == 0 => return i,
            '>' => open -= 1,
            _ => {}
        }
    }
    tokens.len()
}

fn is_arrow(before: Option<&TokenTree>) -> bool {
    matches!(before, Some(TokenTree::Punct(p)) if p.as_char() == '-' && p.spacing() == Spacing::Joint)
}

/// The tokens with `'__a` for each `'a` of these: a `for<'a>` must not shadow a parameter.
pub(super) fn renamed(tokens: TokenStream, known: &[String]) -> TokenStream {
    let mut out = TokenStream::new();
    let mut is_lifetime = false;
    for token in tokens {
        match token {
            TokenTree::Ident(word) if is_lifetime && known.contains(&word.to_string()) => {
                out.append(Ident::new(&format!("__{word}"), word.span()));
                is_lifetime = false;
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), renamed(group.stream(), known));
                inner.set_span(group.span());
                out.append(inner);
                is_lifetime = false;
            }
            other => {
                is_lifetime = is_quote(Some(&other));
                out.append(other);
            }
        }
    }
    out
}

/// The lifetimes that the tokens name, but for `'static` and those of a `for<..>`.
pub(super) fn mentioned(tokens: &TokenStream, out: &mut Vec<String>) {
    let mut tokens = tokens.clone().into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(p) if p.as_char() == '\'' => {
                if let Some(TokenTree::Ident(word)) = tokens.next()
                    && word != "static"
                    && !out.contains(&word.to_string())
                {
                    out.push(word.to_string());
                }
            }
            TokenTree::Group(group) => mentioned(&group.stream(), out),
            _ => {}
        }
    }
}

/// Whether the word stands in the tokens, in groups too.
pub(super) fn has_word(tokens: &TokenStream, word: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == word,
        TokenTree::Group(group) => has_word(&group.stream(), word),
        _ => false,
    })
}

/// The tokens with `f` in the place of each `Self`, which is given the word after `Self::`.
pub(super) fn replace_self(
    tokens: TokenStream,
    f: &dyn Fn(Option<&Ident>) -> Option<TokenStream>,
) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut out = TokenStream::new();
    for (i, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(word) if word == "Self" => {
                let is_path = tokens.get(i + 1).is_some_and(is_colon);
                let after = match tokens.get(i + 3) {
                    Some(TokenTree::Ident(after)) if is_path => Some(after),
                    _ => None,
                };
                match f(after) {
                    Some(other) => out.extend(other),
                    None => out.append(token.clone()),
                }
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), replace_self(group.stream(), f));
                inner.set_span(group.span());
                out.append(inner);
            }
            _ => out.append(token.clone()),
        }
    }
    out
}

fn is_colon(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(p) if p.as_char() == ':')
}

/// The places where `Self::NAME` stands, for a `NAME` that `f` knows.
pub(super) fn self_paths(tokens: &TokenStream, f: &mut dyn FnMut(&Ident, TokenStream)) {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    for (i, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(word) if word == "Self" => {
                if let Some(path @ [_, colon, _, TokenTree::Ident(name)]) = tokens.get(i..i + 4)
                    && is_colon(colon)
                {
                    f(name, path.iter().cloned().collect());
                }
            }
            TokenTree::Group(group) => self_paths(&group.stream(), f),
            _ => {}
        }
    }
}
