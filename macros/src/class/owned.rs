//! How bodies with `self` by value use its fields: as a body with `&mut self` while the object is
//! whole, and as fields of a struct of one's own once it is taken apart.
//!
//! An object of a subclass has more fields than a body knows, so no field can be moved out of it as
//! it is. Where nothing uses the object as a whole any more, it is taken apart into the fields that
//! the class's bodies move, and all others, which live as long.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::{Block, Expr, Stmt};

use super::body::{Mode, Rewriter};
use super::borrow;
use super::doings::Doings;
use super::here::{code, here};
use super::meta::Receiver;
use super::scope::this;

/// A body with `self` or `mut self`.
pub(super) fn body(to: &mut Rewriter<'_>, body: TokenStream) -> TokenStream {
    let doings = Doings::of(to.scope, body.clone());
    if !doings.fields || !doings.moves && !to.is_mut {
        return to.tokens(body, Mode::Shared);
    }
    if !doings.whole && doings.moves {
        return apart(to, body);
    }
    if !doings.moves {
        return borrow::exclusive(to, body);
    }
    match syn::parse::Parser::parse2(Block::parse_within, body.clone()) {
        Ok(list) => to.ending(true, |to| statements(to, list)),
        // the compiler says what is wrong with it
        Err(_) => to.tokens(body, Mode::Each),
    }
}

/// The statements of a block: those after the last use of the object as a whole, taken apart.
pub(super) fn statements(to: &mut Rewriter<'_>, mut list: Vec<Stmt>) -> TokenStream {
    let is_end = to.is_end || list.last().is_some_and(leaves);
    let does = |to: &Rewriter<'_>, one: &Stmt| Doings::of(to.scope, one.to_token_stream());
    let tail = list.iter().rposition(|one| does(to, one).whole).map_or(0, |at| at + 1);
    let moves = list.iter().skip(tail).any(|one| does(to, one).moves);
    if is_end && moves {
        let tail = list.split_off(tail);
        let mut out = to.ending(false, |to| borrow::in_runs(to, list));
        out.extend(apart(to, tail.iter().map(ToTokens::to_token_stream).collect()));
        return out;
    }
    let final_one = list.pop();
    let mut out = to.ending(false, |to| borrow::in_runs(to, list));
    if let Some(statement) = final_one {
        out.extend(to.ending(is_end, |to| borrow::in_runs(to, vec![statement])));
    }
    out
}

/// Whether the statement leaves the function.
fn leaves(statement: &Stmt) -> bool {
    matches!(statement, Stmt::Expr(Expr::Return(_), _))
}

/// Whether a branch of the statement may give a field away and leave the function.
pub(super) fn leaves_with_a_field(to: &Rewriter<'_>, statement: &Stmt, does: Doings) -> bool {
    to.receiver == Receiver::Owned && does.moves && returns(statement.to_token_stream())
}

fn returns(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == "return",
        TokenTree::Group(group) => returns(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// The value at the end of a body, if it is of fields only and may move one.
pub(super) fn value(to: &mut Rewriter<'_>, value: &Expr) -> Option<TokenStream> {
    if to.receiver != Receiver::Owned || !to.is_end {
        return None;
    }
    let tokens = value.to_token_stream();
    let doings = Doings::of(to.scope, tokens.clone());
    if doings.whole || !doings.moves {
        return None;
    }
    let tokens = apart(to, tokens);
    Some(code!({ #tokens }))
}

/// Tokens that use nothing but fields, of an object that is theirs.
fn apart(to: &mut Rewriter<'_>, tokens: TokenStream) -> TokenStream {
    to.is_bound = true;
    // where the compiler refuses the move, it points at what was written
    let first = tokens.clone().into_iter().next().map_or_else(here, |token| token.span());
    let span = first.resolved_at(here());
    let (this, object) = (this(span), to.scope.whole(span));
    let view = Ident::new("__m", here());
    let mutability = to.is_mut.then(|| code!(mut));
    let tokens = to.tokens(tokens, Mode::Apart);
    quote_spanned!(span=>
        #[allow(unused_mut)]
        let (#mutability #view, __rest) = #object::p(#this);
        #tokens
    )
}
