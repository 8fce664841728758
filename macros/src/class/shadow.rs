//! Where a name that a body binds hides a parameter of that name.

use proc_macro2::{Delimiter, Spacing, TokenTree};

use super::body::is_punct;

/// A part of a group's tokens in which a name is another's.
pub(super) struct Shadow {
    from: usize,
    to: usize,
    name: String,
}

impl Shadow {
    /// Whether it hides the name at this place.
    pub(super) fn hides(&self, name: &str, at: usize) -> bool {
        self.name == name && (self.from..self.to).contains(&at)
    }
}

/// The parts of these tokens in which patterns have bound one of the names.
pub(super) fn shadows(tokens: &[TokenTree], names: &[&str]) -> Vec<Shadow> {
    let mut out = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let found = match token {
            TokenTree::Ident(word) if word == "let" => Some(of_let(tokens, at)),
            TokenTree::Ident(word) if word == "for" => {
                let end = position(tokens, at, |token| is_word(token, "in"));
                Some((at + 1, end, block(tokens, end)))
            }
            TokenTree::Punct(p) if p.as_char() == '|' => of_closure(tokens, at),
            TokenTree::Punct(p) if p.as_char() == '>' && is_arrow(tokens, at) => {
                Some(of_arm(tokens, at))
            }
            _ => None,
        };
        let Some((from, to, (begin, end))) = found else { continue };
        let pattern = tokens.get(from..to).unwrap_or_default();
        for name in names.iter().filter(|name| binds(pattern, name)) {
            out.push(Shadow { from: begin, to: end, name: (*name).to_owned() });
        }
    }
    out
}

/// A pattern, and what sees its names.
type Bound = (usize, usize, (usize, usize));

fn of_let(tokens: &[TokenTree], at: usize) -> Bound {
    let end = position(tokens, at, |token| is_punct(Some(token), '='));
    let before = tokens.get(at.checked_sub(1).unwrap_or(usize::MAX));
    let is_condition = before.is_some_and(|token| {
        is_word(token, "if") || is_word(token, "while") || is_punct(Some(token), '&')
    });
    if is_condition {
        return (at + 1, end, block(tokens, end));
    }
    let semi = position(tokens, end, |token| is_punct(Some(token), ';'));
    (at + 1, end, (semi + 1, tokens.len()))
}

fn of_closure(tokens: &[TokenTree], at: usize) -> Option<Bound> {
    const BEFORE: [&str; 5] = ["move", "return", "async", "break", "else"];
    let begins = match at.checked_sub(1).and_then(|at| tokens.get(at)) {
        None => true,
        Some(TokenTree::Punct(p)) => matches!(p.as_char(), ',' | '=' | ';' | '>' | '&'),
        Some(TokenTree::Ident(word)) => BEFORE.iter().any(|before| word == before),
        Some(_) => false,
    };
    if !begins {
        return None;
    }
    let close = position(tokens, at + 1, |token| is_punct(Some(token), '|'));
    let ends = |token: &TokenTree| is_punct(Some(token), ',') || is_punct(Some(token), ';');
    Some((at + 1, close, (close + 1, position(tokens, close + 1, ends))))
}

fn is_arrow(tokens: &[TokenTree], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| tokens.get(at));
    matches!(before, Some(TokenTree::Punct(p))
        if p.as_char() == '=' && p.spacing() == Spacing::Joint)
}

fn of_arm(tokens: &[TokenTree], at: usize) -> Bound {
    let before = tokens.get(..at).unwrap_or_default();
    let begin = before.iter().rposition(|token| is_punct(Some(token), ',') || is_brace(token));
    let begin = begin.map_or(0, |at| at + 1);
    let guard = position(before, begin, |token| is_word(token, "if"));
    let end = match tokens.get(at + 1) {
        Some(token) if is_brace(token) => at + 2,
        _ => position(tokens, at + 1, |token| is_punct(Some(token), ',')),
    };
    (begin, guard, (guard, end))
}

/// The next block, whose names the pattern binds.
fn block(tokens: &[TokenTree], from: usize) -> (usize, usize) {
    let at = position(tokens, from, is_brace);
    (at, at + 1)
}

fn position(tokens: &[TokenTree], from: usize, is_one: impl Fn(&TokenTree) -> bool) -> usize {
    let rest = tokens.get(from..).unwrap_or_default();
    rest.iter().position(is_one).map_or(tokens.len(), |at| from + at)
}

fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

fn is_brace(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

/// Whether the pattern binds the name.
fn binds(pattern: &[TokenTree], name: &str) -> bool {
    pattern.iter().enumerate().any(|(at, token)| match token {
        TokenTree::Ident(word) => word == name && !is_punct(pattern.get(at + 1), '.'),
        TokenTree::Group(group) => {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            binds(&inner, name)
        }
        _ => false,
    })
}
