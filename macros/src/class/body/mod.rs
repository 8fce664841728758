//! A method's body, rewritten to run on any subclass's object.
//!
//! `self.field` is read from a view of the object, `self.method()` and `super().method()` go
//! through its method table; all else keeps its tokens and spans.

mod by_class;
mod calls;
mod fields;
mod shown;
mod tokens;

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::quote_spanned;

use super::doings::{self, Access, Around, is_path};
use super::here::{code, here};
use super::meta::Receiver;
use super::scope::{Scope, Uses, object, this};
use super::shadow::{Shadow, shadows};
use super::{borrow, names, owned};
pub(super) use tokens::{bare, call_after, is_cfg, is_punct};
use tokens::{end_of_conditional, nested_item};

/// How the fields of `self` are reached.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Through a shared view each time.
    Shared,
    /// Through the one exclusive view `__m` that a run of statements has.
    Region,
    /// Through a view of their own, shared or exclusive by what is done with the field.
    Each,
    /// As they are, of an object that is taken apart.
    Apart,
}

/// A parameter of type `&Self`.
pub(super) struct Other {
    pub(super) name: String,
    /// It is a `&mut Self`.
    pub(super) is_exclusive: bool,
    /// The body uses it for its fields only, so it has one view of them.
    pub(super) has_view: bool,
}

/// What a field is read from.
enum View {
    Each(Access),
    /// The one view of a run of statements.
    Held(Ident),
    /// The object that is taken apart.
    Apart,
}

/// Rewrites bodies of one class.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of the body or of where it is read"
)]
pub(super) struct Rewriter<'a> {
    pub(super) scope: &'a Scope<'a>,
    pub(super) uses: &'a mut Uses,
    /// Parameters of type `&Self`, whose fields and methods are as `self`'s.
    pub(super) others: Vec<Other>,
    pub(super) receiver: Receiver,
    /// It says `mut self`.
    pub(super) is_mut: bool,
    /// The body changes the object, so that its `mut self` is one.
    pub(super) needs_mut: bool,
    /// What is read is at the end of the body: nothing comes after it.
    pub(super) is_end: bool,
    /// The names of parameters that are those of other values here.
    pub(super) hidden: Vec<String>,
    /// How the group that is read is used.
    pub(super) around: Around,
    /// The body needs to know that its object is one of the class.
    pub(super) is_bound: bool,
    /// These tokens stand under `#[cfg]`: a fault in them is one only where they are compiled.
    pub(super) is_conditional: bool,
}

impl Rewriter<'_> {
    pub(super) fn body(&mut self, body: TokenStream) -> TokenStream {
        let views = self.views_of_others(&body);
        let body = match self.receiver {
            Receiver::Exclusive => borrow::exclusive(self, body),
            Receiver::Owned => owned::body(self, body),
            _ => self.tokens(body, Mode::Shared),
        };
        code!(#views #body)
    }

    /// Whether the object is one's own and does not change.
    pub(super) fn is_held(&self) -> bool {
        self.receiver == Receiver::Owned && !self.is_mut
    }

    /// Reads what stands at the end of the body, or not.
    pub(super) fn ending<R>(&mut self, is_end: bool, read: impl FnOnce(&mut Self) -> R) -> R {
        let before = std::mem::replace(&mut self.is_end, is_end);
        let result = read(self);
        self.is_end = before;
        result
    }

    /// A place that is changed by what stands around it.
    pub(super) fn changed(&mut self, place: TokenStream) -> TokenStream {
        self.around = Around::Changes;
        self.tokens(place, Mode::Each)
    }

    /// One view for each `&mut Self` that the body uses for its fields only: in it they are apart.
    fn views_of_others(&mut self, body: &TokenStream) -> TokenStream {
        let mut out = TokenStream::new();
        let mut others = std::mem::take(&mut self.others);
        for other in others.iter_mut().filter(|other| other.is_exclusive) {
            let (fields, whole) = uses_of(body.clone(), &other.name);
            other.has_view = fields && !whole;
            if other.has_view {
                self.is_bound = true;
                let (view, object) = (view_of(&other.name), self.scope.object(here()));
                let name = names::ident(&other.name, here());
                out.extend(code!(let #view = #object::w(#name);));
            }
        }
        self.others = others;
        out
    }

    pub(super) fn tokens(&mut self, tokens: TokenStream, mode: Mode) -> TokenStream {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let around = std::mem::take(&mut self.around);
        let names: Vec<&str> = self.others.iter().map(|other| other.name.as_str()).collect();
        let shadows = if names.is_empty() { Vec::new() } else { shadows(&tokens, &names) };
        let hidden = self.hidden.len();
        let mut out = TokenStream::new();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            self.hide(hidden, &shadows, at);
            self.around = around;
            let rest = tokens.get(at..).unwrap_or_default();
            let before = tokens.get(..at).unwrap_or_default();
            let taken = nested_item(before, rest)
                .inspect(|&length| {
                    out.extend(rest.iter().take(length).cloned());
                })
                .or_else(|| self.written(before, token, mode, &mut out))
                .or_else(|| self.conditional(rest, mode, &mut out))
                .or_else(|| self.of_macro(rest, mode, &mut out))
                .or_else(|| self.one(before, rest, mode, &mut out));
            at += taken.unwrap_or_else(|| {
                self.around = match (token, around) {
                    (TokenTree::Group(group), Around::Assigns)
                        if group.delimiter() == Delimiter::Parenthesis
                            && doings::is_whole_part(before, rest.get(1)) =>
                    {
                        Around::Assigns
                    }
                    (TokenTree::Group(_), _) => Around::of(self.scope, before, rest),
                    _ => Around::Reads,
                };
                out.extend([self.plain(token, mode)]);
                1
            });
        }
        self.hidden.truncate(hidden);
        self.around = Around::Reads;
        out
    }

    /// Hides the names that are those of other values at this place.
    fn hide(&mut self, before: usize, shadows: &[Shadow], at: usize) {
        if shadows.is_empty() {
            return;
        }
        self.hidden.truncate(before);
        for other in &self.others {
            if shadows.iter().any(|shadow| shadow.hides(&other.name, at)) {
                self.hidden.push(other.name.clone());
            }
        }
    }

    /// A statement, arm or field with `#[cfg]`, which may name what is there only with it.
    fn conditional(
        &mut self,
        rest: &[TokenTree],
        mode: Mode,
        out: &mut TokenStream,
    ) -> Option<usize> {
        if self.is_conditional || !is_cfg(rest) {
            return None;
        }
        let end = end_of_conditional(rest);
        let tokens = rest.get(2..end)?.iter().cloned().collect();
        self.is_conditional = true;
        let tokens = self.tokens(tokens, mode);
        self.is_conditional = false;
        out.extend(rest.iter().take(2).cloned().chain(tokens));
        Some(end)
    }

    /// What stands in the place of a name that is not there, whose fault came after `before`.
    fn failed(&self, before: usize, span: Span) -> TokenStream {
        if !self.is_conditional {
            return quote_spanned!(span=> ::core::unreachable!());
        }
        let faults = self.scope.cx.split_off(before);
        let messages = faults.iter().map(ToString::to_string);
        let message = messages.collect::<Vec<_>>().join("\n");
        quote_spanned!(span=> ::core::compile_error!(#message))
    }

    fn plain(&mut self, token: &TokenTree, mode: Mode) -> TokenTree {
        match token {
            TokenTree::Group(group) => {
                let inner = self.tokens(group.stream(), mode);
                let mut rewritten = Group::new(group.delimiter(), inner);
                rewritten.set_span(group.span());
                rewritten.into()
            }
            TokenTree::Ident(word) if word == "self" => {
                (self.is_bound, self.needs_mut, self.uses.is_whole) = (true, true, true);
                this(word.span()).into()
            }
            TokenTree::Ident(word) if word == "Self" && self.receiver != Receiver::Class => {
                self.uses.is_whole = true;
                object(word.span()).into()
            }
            TokenTree::Ident(word) if self.is_other(word) => {
                (self.is_bound, self.uses.is_whole) = (true, true);
                token.clone()
            }
            token => token.clone(),
        }
    }

    /// Whether the word is a parameter of type `&Self` here.
    fn is_other(&self, word: &Ident) -> bool {
        self.others.iter().any(|other| *word == other.name)
            && !self.hidden.iter().any(|hidden| word == hidden)
    }

    /// Rewrites what begins here and says how many tokens it took.
    fn one(
        &mut self,
        before: &[TokenTree],
        rest: &[TokenTree],
        mode: Mode,
        out: &mut TokenStream,
    ) -> Option<usize> {
        let TokenTree::Ident(word) = rest.first()? else { return None };
        if word == "super" {
            return self.super_call(rest, mode, out);
        }
        if word == "Self" {
            self.refuse_fields(before, word, rest);
            return self.class_item(before, word, rest, mode, out);
        }
        self.refuse_pattern(word, rest);
        if is_path(rest)
            && word != "self"
            && let Some(length) = self.by_class(word, rest, out)
        {
            return Some(length);
        }
        let is_self = word == "self";
        if is_self && is_path(rest) {
            out.extend([TokenTree::from(word.clone())]);
            return Some(1);
        }
        if !is_self && !self.is_other(word) {
            return None;
        }
        // `x.self_named` is a field of another value
        if is_punct(before.last(), '.') && !is_punct(before.iter().rev().nth(1), '.') {
            return None;
        }
        if !is_punct(rest.get(1), '.') || is_punct(rest.get(2), '.') {
            return None;
        }
        if is_self && is_punct(rest.get(2), '$') {
            self.scope.cx.error(
                word,
                "a `macro_rules!` in a body cannot choose a field or method of `self`, which are \
                 found before it runs: give it the place, `name!(self.field)`",
            );
            return None;
        }
        let TokenTree::Ident(name) = rest.get(2)? else { return None };
        if name == "await" {
            return None;
        }
        match call_after(rest, 3) {
            Some((turbofish, arguments, length)) => {
                self.call(word, name, turbofish, arguments, mode, out)?;
                Some(length)
            }
            None => Some(self.field(before, rest, word, name, mode, out)),
        }
    }
}

/// The view of a `&mut Self` that a body uses for its fields only.
fn view_of(name: &str) -> Ident {
    Ident::new(&format!("__m_{}", bare(name)), here())
}

/// Whether the tokens name a field of this value, and whether they use it as a whole.
fn uses_of(tokens: TokenStream, name: &str) -> (bool, bool) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let (mut fields, mut whole) = (false, false);
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => {
                let inner = uses_of(group.stream(), name);
                fields |= inner.0;
                whole |= inner.1;
            }
            TokenTree::Ident(word) if word == name => {
                let is_field = is_punct(tokens.get(at + 1), '.')
                    && matches!(tokens.get(at + 2), Some(TokenTree::Ident(_)))
                    && call_after(&tokens, at + 3).is_none();
                fields |= is_field;
                whole |= !is_field;
            }
            _ => {}
        }
    }
    (fields, whole)
}
