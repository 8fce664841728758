//! Bodies whose statements have no blocks, read at a glance: the parser takes longer than the rest.

use proc_macro2::{Delimiter, Ident, Spacing, TokenStream, TokenTree};
use quote::ToTokens as _;

use super::body::{Mode, Rewriter};
use super::borrow::run;
use super::doings::{Doings, assigns, binds_to_change, mentions};
use super::here::{code, here};

/// Statements without their `;`, and whether the last of them has none.
pub(super) struct Statements {
    list: Vec<Vec<TokenTree>>,
    has_value: bool,
}

/// The statements, if no block and no attribute stands beside them.
pub(super) fn statements(body: &TokenStream) -> Option<Statements> {
    let mut list = vec![Vec::new()];
    for token in body.clone() {
        match &token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return None,
            TokenTree::Punct(punct) if punct.as_char() == '#' => return None,
            TokenTree::Punct(punct) if punct.as_char() == ';' => {
                list.push(Vec::new());
                continue;
            }
            _ => {}
        }
        list.last_mut()?.push(token);
    }
    let has_value = list.last().is_some_and(|last| !last.is_empty());
    if !has_value {
        list.pop();
    }
    Some(Statements { list, has_value })
}

/// The statements as `borrow` says: those that use fields only in runs, the others by themselves.
pub(super) fn rewritten(to: &mut Rewriter<'_>, statements: Statements) -> TokenStream {
    let Statements { list, has_value } = statements;
    let count = list.len();
    let mut out = TokenStream::new();
    let (mut pure, mut doings) = (Vec::new(), Doings::default());
    for (at, tokens) in list.into_iter().enumerate() {
        let semi = (!has_value || at + 1 < count).then(|| code!(;));
        let does = Doings::of(to.scope, tokens.iter().cloned().collect());
        if does.whole {
            out.extend(pure_run(to, std::mem::take(&mut pure), doings));
            doings = Doings::default();
            out.extend(mixed(to, &tokens));
            out.extend(semi);
        } else if pure.is_empty() && !does.fields {
            out.extend(to.tokens(tokens.into_iter().collect(), Mode::Each));
            out.extend(semi);
        } else {
            pure.push((tokens, semi));
            doings.add(does);
        }
    }
    out.extend(pure_run(to, pure, doings));
    out
}

type Ended = (Vec<TokenTree>, Option<TokenStream>);

fn pure_run(to: &mut Rewriter<'_>, statements: Vec<Ended>, doings: Doings) -> TokenStream {
    if let [(tokens, semi)] = statements.as_slice()
        && !is_let(tokens)
        && let Some((at, 1)) = assignment(tokens)
        && !mentions(tokens.iter().skip(at + 1).cloned().collect())
    {
        let mut out = mixed(to, tokens);
        out.extend(semi.clone());
        return out;
    }
    let tokens = statements.into_iter().flat_map(|(mut tokens, semi)| {
        tokens.extend(semi.into_iter().flatten());
        tokens
    });
    run(to, tokens.collect(), doings)
}

fn is_let(tokens: &[TokenTree]) -> bool {
    matches!(tokens.first(), Some(TokenTree::Ident(word)) if word == "let")
}

/// Where `=`, `+=` or its like is, and how many signs it has.
fn assignment(tokens: &[TokenTree]) -> Option<(usize, usize)> {
    let mut is_joint = false;
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Punct(punct) = token else {
            is_joint = false;
            continue;
        };
        let rest = tokens.get(at..).unwrap_or_default();
        if !is_joint && assigns(rest) {
            let equals = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '=');
            return Some((at, rest.iter().position(equals)? + 1));
        }
        is_joint = punct.spacing() == Spacing::Joint;
    }
    None
}

/// A statement that mixes fields and calls.
fn mixed(to: &mut Rewriter<'_>, tokens: &[TokenTree]) -> TokenStream {
    let all = |tokens: &[TokenTree]| tokens.iter().cloned().collect::<TokenStream>();
    let Some((at, signs)) = assignment(tokens) else {
        return to.tokens(all(tokens), Mode::Each);
    };
    let (before, after) = tokens.split_at(at + signs);
    if is_let(tokens) {
        let mut out = all(before);
        let is_changed = binds_to_change(all(before));
        let after = all(after);
        out.extend(if is_changed { to.changed(after) } else { to.tokens(after, Mode::Each) });
        return out;
    }
    if signs > 1 && !mentions(all(after)) {
        return to.tokens(all(tokens), Mode::Each);
    }
    // the value first, for overloaded operators too
    let value = mixed(to, after);
    let place = to.tokens(all(before), Mode::Each);
    if signs == 1 {
        return code!(#place #value);
    }
    let name = Ident::new("__value", here()).into_token_stream();
    code!(match #value { #name => #place #name })
}
