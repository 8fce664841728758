//! How bodies with `&mut self` borrow: as a plain struct would, as far as that can be told from
//! tokens.
//!
//! A run of statements that uses `self` for its fields only gets one exclusive view, in which they
//! are as disjoint as on a struct. Where a statement mixes fields and calls of the object's own
//! methods, each field gets a view of its own, shared unless the field is changed.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{Block, Expr, Stmt};

use super::body::{Mode, Rewriter};
use super::doings::{Doings, binds_to_change, mentions};
use super::here::{code, here};
use super::meta::Receiver;
use super::{glance, owned};

/// A body with `&mut self`.
pub(super) fn exclusive(to: &mut Rewriter<'_>, body: TokenStream) -> TokenStream {
    let doings = Doings::of(to.scope, body.clone());
    if !doings.whole && doings.fields {
        // nothing but fields: one view of them, which takes what a plain struct takes
        return region(to, body);
    }
    if !doings.fields {
        return run(to, body, doings);
    }
    if let Some(statements) = glance::statements(&body) {
        return glance::rewritten(to, statements);
    }
    match syn::parse::Parser::parse2(Block::parse_within, body.clone()) {
        Ok(statements) => statements_of(to, statements),
        // the compiler says what is wrong with it
        Err(_) => to.tokens(body, Mode::Each),
    }
}

/// Tokens that use nothing but fields, or nothing of `self` but its methods.
pub(super) fn run(to: &mut Rewriter<'_>, tokens: TokenStream, doings: Doings) -> TokenStream {
    if !doings.changes && !doings.fields {
        return to.tokens(tokens, Mode::Each);
    }
    if !doings.changes || to.is_held() {
        return to.tokens(tokens, Mode::Shared);
    }
    region(to, tokens)
}

/// Tokens that use nothing but fields, through one view to change them.
fn region(to: &mut Rewriter<'_>, tokens: TokenStream) -> TokenStream {
    to.is_bound = true;
    to.needs_mut = true;
    // where the compiler refuses the borrow, it points at what was written
    let first = tokens.clone().into_iter().next().map_or_else(here, |t| t.span());
    let span = first.resolved_at(here());
    let (this, object) = (to.borrowed(Some(Receiver::Exclusive), span), to.scope.object(span));
    let view = Ident::new("__m", here());
    let tokens = to.tokens(tokens, Mode::Region);
    quote_spanned!(span=> let #view = #object::w(#this); #tokens)
}

fn statements_of(to: &mut Rewriter<'_>, statements: Vec<Stmt>) -> TokenStream {
    if to.receiver == Receiver::Owned {
        owned::statements(to, statements)
    } else {
        in_runs(to, statements)
    }
}

/// The statements that use fields only in runs, the others by themselves.
pub(super) fn in_runs(to: &mut Rewriter<'_>, statements: Vec<Stmt>) -> TokenStream {
    let mut out = TokenStream::new();
    let (mut pure, mut doings) = (Vec::new(), Doings::default());
    for statement in statements {
        let does = Doings::of(to.scope, statement.to_token_stream());
        if does.whole || owned::leaves_with_a_field(to, &statement, does) {
            out.extend(pure_run(to, std::mem::take(&mut pure), doings));
            doings = Doings::default();
            out.extend(mixed(to, statement));
        } else if pure.is_empty() && !does.fields {
            // a view that began here could end what a call before has lent
            out.extend(to.tokens(statement.to_token_stream(), Mode::Each));
        } else {
            pure.push(statement);
            doings.add(does);
        }
    }
    out.extend(pure_run(to, pure, doings));
    out
}

/// Statements between those that use the object as a whole. One assignment alone needs no view for
/// others: its value comes first, which may be lent by a call before.
fn pure_run(to: &mut Rewriter<'_>, mut statements: Vec<Stmt>, doings: Doings) -> TokenStream {
    if let [Stmt::Expr(Expr::Assign(assign), _)] = statements.as_slice()
        && !mentions(assign.right.to_token_stream())
        && let Some(statement) = statements.pop()
    {
        return mixed(to, statement);
    }
    run(to, statements.iter().map(ToTokens::to_token_stream).collect(), doings)
}

fn block(to: &mut Rewriter<'_>, block: Block) -> TokenStream {
    let inner = statements_of(to, block.stmts);
    quote_spanned!(block.brace_token.span.join()=> { #inner })
}

pub(super) fn mixed(to: &mut Rewriter<'_>, statement: Stmt) -> TokenStream {
    match statement {
        Stmt::Expr(expr, semi) => {
            let expr = expression(to, expr);
            code!(#expr #semi)
        }
        Stmt::Local(local)
            if local.attrs.is_empty()
                && local.init.as_ref().is_some_and(|init| init.diverge.is_none()) =>
        {
            let syn::Local { let_token, pat, init, semi_token, .. } = local;
            let value = init.map(|init| {
                let value = if binds_to_change(pat.to_token_stream()) {
                    to.changed(init.expr.to_token_stream())
                } else {
                    to.ending(false, |to| expression(to, *init.expr))
                };
                let eq = init.eq_token;
                code!(#eq #value)
            });
            code!(#let_token #pat #value #semi_token)
        }
        // `let PATTERN = self.field else { .. };`
        Stmt::Local(local)
            if local.attrs.is_empty() && binds_to_change(local.pat.to_token_stream()) =>
        {
            let syn::Local { let_token, pat, init, semi_token, .. } = local;
            let value = init.map(|init| {
                let (eq, value) = (init.eq_token, to.changed(init.expr.to_token_stream()));
                let otherwise = init.diverge.map(|(token, otherwise)| {
                    let otherwise = to.tokens(otherwise.to_token_stream(), Mode::Each);
                    code!(#token #otherwise)
                });
                code!(#eq #value #otherwise)
            });
            code!(#let_token #pat #value #semi_token)
        }
        other => to.tokens(other.to_token_stream(), Mode::Each),
    }
}

/// An expression that mixes fields and calls: blocks inside it are read statement by statement.
fn expression(to: &mut Rewriter<'_>, expr: Expr) -> TokenStream {
    if let Some(value) = owned::value(to, &expr) {
        return value;
    }
    match expr {
        Expr::If(e) if e.attrs.is_empty() => {
            let condition = condition(to, &e.cond);
            let then = block(to, e.then_branch);
            let otherwise = e.else_branch.map(|(token, branch)| {
                let branch = expression(to, *branch);
                code!(#token #branch)
            });
            let token = e.if_token;
            code!(#token #condition #then #otherwise)
        }
        Expr::Block(e) if e.attrs.is_empty() => {
            let (label, inner) = (e.label, block(to, e.block));
            code!(#label #inner)
        }
        Expr::Loop(e) if e.attrs.is_empty() => {
            let inner = to.ending(false, |to| block(to, e.body));
            let (label, token) = (e.label, e.loop_token);
            code!(#label #token #inner)
        }
        Expr::While(e) if e.attrs.is_empty() => {
            let condition = condition(to, &e.cond);
            let inner = to.ending(false, |to| block(to, e.body));
            let (label, token) = (e.label, e.while_token);
            code!(#label #token #condition #inner)
        }
        Expr::ForLoop(e) if e.attrs.is_empty() => {
            let over = to.tokens(e.expr.to_token_stream(), Mode::Each);
            let (label, token, pat, within) = (e.label, e.for_token, e.pat, e.in_token);
            let inner = to.ending(false, |to| block(to, e.body));
            code!(#label #token #pat #within #over #inner)
        }
        Expr::Match(e) if e.attrs.is_empty() => {
            let over = e.expr.to_token_stream();
            let is_changed = e.arms.iter().any(|arm| binds_to_change(arm.pat.to_token_stream()));
            let over = if is_changed { to.changed(over) } else { to.tokens(over, Mode::Each) };
            let arms = e.arms.into_iter().map(|mut arm| {
                let body = expression(to, *arm.body);
                *arm.body = Expr::Verbatim(TokenStream::new());
                arm.comma = None;
                let head = to.tokens(arm.to_token_stream(), Mode::Each);
                code!(#head #body,)
            });
            let (token, arms) = (e.match_token, arms.collect::<TokenStream>());
            // clippy reads where it ends
            let arms = super::here::braced(arms, e.brace_token.span.join());
            code!(#token #over #arms)
        }
        Expr::Return(e) if e.attrs.is_empty() => {
            let value = e.expr.map(|value| to.ending(true, |to| expression(to, *value)));
            let token = e.return_token;
            code!(#token #value)
        }
        // the value first, for overloaded operators too
        Expr::Binary(e) if is_assignment(&e) && mentions(e.right.to_token_stream()) => {
            let value = to.ending(false, |to| expression(to, *e.right));
            let op = e.op;
            let mut left = e.left.to_token_stream();
            left.extend(op.to_token_stream());
            let left = to.tokens(left, Mode::Each);
            let name = Ident::new("__value", here());
            code!(match #value { #name => #left #name })
        }
        Expr::Assign(e) if e.attrs.is_empty() => {
            let value = to.ending(false, |to| expression(to, *e.right));
            let mut left = e.left.to_token_stream();
            left.extend(e.eq_token.to_token_stream());
            let left = to.tokens(left, Mode::Each);
            code!(#left #value)
        }
        other => to.tokens(other.to_token_stream(), Mode::Each),
    }
}

/// The condition of an `if` or `while`.
fn condition(to: &mut Rewriter<'_>, condition: &Expr) -> TokenStream {
    match condition {
        Expr::Let(e) if e.attrs.is_empty() && binds_to_change(e.pat.to_token_stream()) => {
            let (token, pat, eq) = (e.let_token, &e.pat, e.eq_token);
            let value = to.changed(e.expr.to_token_stream());
            code!(#token #pat #eq #value)
        }
        other => to.tokens(other.to_token_stream(), Mode::Each),
    }
}

fn is_assignment(e: &syn::ExprBinary) -> bool {
    let op = e.op.to_token_stream().to_string();
    e.attrs.is_empty() && op.ends_with('=') && !["==", "<=", ">=", "!="].contains(&op.as_str())
}
