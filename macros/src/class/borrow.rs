//! How bodies with `&mut self` borrow: as a plain struct would, as far as that can be told from
//! tokens.
//!
//! A run of statements that uses `self` for its fields only gets one exclusive view, in which they
//! are as disjoint as on a struct. Where a statement mixes fields and calls of the object's own
//! methods, each field gets a view of its own, shared unless the field is changed.

use proc_macro2::{Delimiter, Ident, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::{Block, Expr, Stmt};

use super::body::{Mode, Rewriter, call_after, is_punct};
use super::glance;
use super::here::{code, here};
use super::scope::this;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Shared,
    Exclusive,
}

/// What is done with a field: `self.a.b[0].push(x)`.
pub(super) struct Chain {
    pub(super) access: Access,
    /// The `.` and the arguments of the method that changes it.
    pub(super) call: Option<(usize, usize)>,
}

/// Methods of std that only read, whatever their type.
const READING: [&str; 49] = [
    "abs",
    "as_bytes",
    "as_deref",
    "as_ref",
    "as_slice",
    "as_str",
    "bytes",
    "capacity",
    "chars",
    "checked_add",
    "checked_mul",
    "checked_sub",
    "clone",
    "cloned",
    "cmp",
    "concat",
    "contains",
    "contains_key",
    "copied",
    "ends_with",
    "eq",
    "first",
    "get",
    "is_empty",
    "is_none",
    "is_some",
    "iter",
    "join",
    "keys",
    "last",
    "len",
    "lines",
    "max",
    "min",
    "ne",
    "parse",
    "partial_cmp",
    "pow",
    "saturating_add",
    "saturating_sub",
    "split",
    "starts_with",
    "to_owned",
    "to_string",
    "to_vec",
    "trim",
    "values",
    "wrapping_add",
    "wrapping_mul",
];

/// Reads on from the field's name, which stands before `at`.
pub(super) fn chain(before: &[TokenTree], rest: &[TokenTree], at: usize) -> Chain {
    let mut at = at;
    let shared = Chain { access: Access::Shared, call: None };
    loop {
        match (rest.get(at), rest.get(at + 1)) {
            (Some(TokenTree::Group(group)), _) if group.delimiter() == Delimiter::Bracket => {
                at += 1;
            }
            (dot @ Some(_), Some(TokenTree::Literal(_))) if is_punct(dot, '.') => at += 2,
            (dot @ Some(_), Some(TokenTree::Ident(name))) if is_punct(dot, '.') => {
                if name == "await" {
                    return shared;
                }
                if let Some((_, _, end)) = call_after(rest, at + 2) {
                    if READING.iter().any(|method| name == method) {
                        return shared;
                    }
                    return Chain { access: Access::Exclusive, call: Some((at, end - 1)) };
                }
                at += 2;
            }
            _ => break,
        }
    }
    let is_borrowed = is_word(before.last(), "mut") && is_punct(before.iter().rev().nth(1), '&');
    let access = if is_borrowed || assigns(rest.get(at..).unwrap_or_default()) {
        Access::Exclusive
    } else {
        Access::Shared
    };
    Chain { access, call: None }
}

/// Whether `=` or `+=` and its like come next.
pub(super) fn assigns(rest: &[TokenTree]) -> bool {
    let puncts = rest.iter().map_while(|token| match token {
        TokenTree::Punct(p) => Some((p.as_char(), p.spacing() == Spacing::Joint)),
        _ => None,
    });
    let first: Vec<(char, bool)> = puncts.take(3).collect();
    matches!(
        first.as_slice(),
        [('=', false), ..]
            | [('=', true), ('&' | '*' | '-' | '!' | '|', _), ..]
            | [('+' | '-' | '*' | '/' | '%' | '^' | '&' | '|', true), ('=', _), ..]
            | [('<', true), ('<', true), ('=', _)]
            | [('>', true), ('>', true), ('=', _)]
    )
}

fn is_word(token: Option<&TokenTree>, word: &str) -> bool {
    matches!(token, Some(TokenTree::Ident(ident)) if ident == word)
}

/// Whether `write!` or `writeln!` come before, whose first argument is changed.
pub(super) fn is_written(before: &[TokenTree]) -> bool {
    let name = before.iter().rev().nth(1);
    is_punct(before.last(), '!') && (is_word(name, "write") || is_word(name, "writeln"))
}

/// Whether the tokens say `self` or `super()` anywhere.
pub(super) fn mentions(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == "self" || word == "super",
        TokenTree::Group(group) => mentions(group.stream()),
        _ => false,
    })
}

/// What tokens do with `self`.
#[derive(Clone, Copy, Default)]
pub(super) struct Doings {
    /// They name a field.
    fields: bool,
    /// They change a field, or may.
    changes: bool,
    /// They use `self` as a whole: a call of its methods, `super()`, `self` as a value.
    pub(super) whole: bool,
}

impl Doings {
    pub(super) fn of(tokens: TokenStream) -> Self {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut found = Self::default();
        for (at, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Group(group) => {
                    let inner = Self::of(group.stream());
                    let before = tokens.get(..at).unwrap_or_default();
                    found.changes |= inner.fields && is_written(before);
                    found.add(inner);
                }
                TokenTree::Ident(word) if word == "super" => {
                    found.whole |=
                        !is_punct(tokens.get(at + 1), ':') || is_punct(tokens.get(at + 3), '<');
                }
                TokenTree::Ident(word) if word == "self" => {
                    let rest = tokens.get(at..).unwrap_or_default();
                    let is_field = is_punct(rest.get(1), '.')
                        && matches!(rest.get(2), Some(TokenTree::Ident(_)))
                        && call_after(rest, 3).is_none();
                    found.fields |= is_field;
                    found.whole |= !is_field;
                    let before = tokens.get(..at).unwrap_or_default();
                    found.changes |= is_field && chain(before, rest, 3).access == Access::Exclusive;
                }
                _ => {}
            }
        }
        found
    }

    pub(super) fn add(&mut self, other: Self) {
        self.fields |= other.fields;
        self.changes |= other.changes;
        self.whole |= other.whole;
    }
}

/// A body with `&mut self`.
pub(super) fn exclusive(to: &mut Rewriter<'_>, body: TokenStream) -> TokenStream {
    let doings = Doings::of(body.clone());
    if !doings.whole || !doings.fields {
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
    if !doings.changes {
        return to.tokens(tokens, Mode::Shared);
    }
    to.is_bound = true;
    // where the compiler refuses the borrow, it points at what was written
    let first = tokens.clone().into_iter().next().map_or_else(here, |t| t.span());
    let span = first.resolved_at(here());
    let (this, object) = (this(span), to.scope.object(span));
    let view = Ident::new("__m", here());
    let tokens = to.tokens(tokens, Mode::Region);
    quote_spanned!(span=> let #view = #object::w(#this); #tokens)
}

fn statements_of(to: &mut Rewriter<'_>, statements: Vec<Stmt>) -> TokenStream {
    let mut out = TokenStream::new();
    let (mut pure, mut doings) = (Vec::new(), Doings::default());
    for statement in statements {
        let does = Doings::of(statement.to_token_stream());
        if does.whole {
            out.extend(pure_run(to, std::mem::take(&mut pure), doings));
            doings = Doings::default();
            out.extend(mixed(to, statement));
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

fn mixed(to: &mut Rewriter<'_>, statement: Stmt) -> TokenStream {
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
                let (eq, value) = (init.eq_token, expression(to, *init.expr));
                code!(#eq #value)
            });
            code!(#let_token #pat #value #semi_token)
        }
        other => to.tokens(other.to_token_stream(), Mode::Each),
    }
}

/// An expression that mixes fields and calls: blocks inside it are read statement by statement.
fn expression(to: &mut Rewriter<'_>, expr: Expr) -> TokenStream {
    match expr {
        Expr::If(e) if e.attrs.is_empty() => {
            let condition = to.tokens(e.cond.to_token_stream(), Mode::Each);
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
            let (label, token, inner) = (e.label, e.loop_token, block(to, e.body));
            code!(#label #token #inner)
        }
        Expr::While(e) if e.attrs.is_empty() => {
            let condition = to.tokens(e.cond.to_token_stream(), Mode::Each);
            let (label, token, inner) = (e.label, e.while_token, block(to, e.body));
            code!(#label #token #condition #inner)
        }
        Expr::ForLoop(e) if e.attrs.is_empty() => {
            let over = to.tokens(e.expr.to_token_stream(), Mode::Each);
            let (label, token, pat, within) = (e.label, e.for_token, e.pat, e.in_token);
            let inner = block(to, e.body);
            code!(#label #token #pat #within #over #inner)
        }
        Expr::Match(e) if e.attrs.is_empty() => {
            let over = to.tokens(e.expr.to_token_stream(), Mode::Each);
            let arms = e.arms.into_iter().map(|mut arm| {
                let body = expression(to, *arm.body);
                *arm.body = Expr::Verbatim(TokenStream::new());
                arm.comma = None;
                let head = to.tokens(arm.to_token_stream(), Mode::Each);
                code!(#head #body,)
            });
            let (token, arms) = (e.match_token, arms.collect::<TokenStream>());
            code!(#token #over { #arms })
        }
        // the value first, for overloaded operators too
        Expr::Binary(e) if is_assignment(&e) && mentions(e.right.to_token_stream()) => {
            let value = expression(to, *e.right);
            let op = e.op;
            let mut left = e.left.to_token_stream();
            left.extend(op.to_token_stream());
            let left = to.tokens(left, Mode::Each);
            let name = Ident::new("__value", here());
            code!(match #value { #name => #left #name })
        }
        Expr::Assign(e) if e.attrs.is_empty() => {
            let value = expression(to, *e.right);
            let mut left = e.left.to_token_stream();
            left.extend(e.eq_token.to_token_stream());
            let left = to.tokens(left, Mode::Each);
            code!(#left #value)
        }
        other => to.tokens(other.to_token_stream(), Mode::Each),
    }
}

fn is_assignment(e: &syn::ExprBinary) -> bool {
    let op = e.op.to_token_stream().to_string();
    e.attrs.is_empty() && op.ends_with('=') && !["==", "<=", ">=", "!="].contains(&op.as_str())
}
