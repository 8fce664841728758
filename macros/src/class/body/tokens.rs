//! What a run of tokens is.

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenTree};

use crate::class::scope::this;

/// A name without `r#`.
pub(in crate::class) fn bare(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

pub(in crate::class) fn is_punct(token: Option<&TokenTree>, c: char) -> bool {
    matches!(token, Some(TokenTree::Punct(p)) if p.as_char() == c)
}

/// A call's `::<types>` and arguments from `at` on, and where they end.
pub(in crate::class) fn call_after(
    tokens: &[TokenTree],
    at: usize,
) -> Option<(&[TokenTree], &Group, usize)> {
    let mut end = at;
    if is_punct(tokens.get(at), ':') && is_punct(tokens.get(at + 1), ':') {
        end = at + 2;
        if !is_punct(tokens.get(end), '<') {
            return None;
        }
        let mut open = 0_usize;
        loop {
            match tokens.get(end)? {
                TokenTree::Punct(p) if p.as_char() == '<' => open += 1,
                TokenTree::Punct(p)
                    if p.as_char() == '>' && !is_punct(tokens.get(end - 1), '-') =>
                {
                    open = open.checked_sub(1)?;
                }
                _ => {}
            }
            end += 1;
            if open == 0 {
                break;
            }
        }
    }
    match tokens.get(end)? {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
            Some((tokens.get(at..end)?, group, end + 1))
        }
        _ => None,
    }
}

/// Whether `#[cfg(..)]` comes next.
pub(in crate::class) fn is_cfg(rest: &[TokenTree]) -> bool {
    match (rest.first(), rest.get(1)) {
        (Some(TokenTree::Punct(p)), Some(TokenTree::Group(group))) => {
            let first = group.stream().into_iter().next();
            p.as_char() == '#' && matches!(first, Some(TokenTree::Ident(word)) if word == "cfg")
        }
        _ => false,
    }
}

/// Where what `#[cfg(..)]` stands on ends: a statement, an arm, a field.
pub(super) fn end_of_conditional(rest: &[TokenTree]) -> usize {
    const BLOCKS: [&str; 6] = ["if", "match", "loop", "while", "for", "unsafe"];
    let after = rest.get(2..).unwrap_or_default();
    let is_block = match after.first() {
        Some(TokenTree::Ident(word)) => BLOCKS.iter().any(|block| word == block),
        Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Brace,
        Some(TokenTree::Punct(p)) => p.as_char() == '\'',
        _ => false,
    };
    let mut is_arm = false;
    for (at, token) in after.iter().enumerate() {
        let next = after.get(at + 1);
        let ends = match token {
            TokenTree::Punct(p) if p.as_char() == '=' => {
                is_arm |= is_punct(next, '>');
                false
            }
            TokenTree::Punct(p) => matches!(p.as_char(), ';' | ','),
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let goes_on = matches!(next, Some(TokenTree::Ident(word)) if word == "else");
                (is_block || is_arm) && !goes_on
            }
            _ => false,
        };
        if ends {
            return at + 3;
        }
    }
    rest.len()
}

/// The length of an item inside a body, where `self` and `super` are another's.
pub(super) fn nested_item(before: &[TokenTree], rest: &[TokenTree]) -> Option<usize> {
    let TokenTree::Ident(word) = rest.first()? else { return None };
    let opens = ["fn", "impl", "trait", "mod", "struct", "enum", "union"];
    if !opens.iter().any(|open| word == open) || is_punct(before.last(), '.') {
        return None;
    }
    let is_item = match rest.get(1)? {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(p) => word == "impl" && p.as_char() == '<',
        _ => false,
    };
    if !is_item {
        return None;
    }
    let end = rest.iter().position(|token| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(p) => p.as_char() == ';',
        _ => false,
    })?;
    Some(end + 1)
}

/// The object as an argument: `__self`, or another parameter.
pub(super) fn subject(word: &Ident) -> Ident {
    if word == "self" { this(word.span()) } else { word.clone() }
}

pub(super) fn index(at: usize, span: Span) -> Literal {
    let mut literal = Literal::usize_unsuffixed(at);
    literal.set_span(span);
    literal
}
