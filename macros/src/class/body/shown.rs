//! Macros that a body calls, which see what is written.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens as _, quote_spanned};
use syn::Token;
use syn::parse::Parser as _;
use syn::punctuated::Punctuated;

use super::tokens::{is_punct, subject};
use super::{Mode, Rewriter, View};
use crate::class::doings::{self, Access};
use crate::class::here::{code, here};

impl Rewriter<'_> {
    /// Macros that say what they are given as it is written.
    pub(super) fn of_macro(
        &mut self,
        rest: &[TokenTree],
        mode: Mode,
        out: &mut TokenStream,
    ) -> Option<usize> {
        let [TokenTree::Ident(name), bang, TokenTree::Group(group), ..] = rest else { return None };
        if !is_punct(Some(bang), '!') {
            return None;
        }
        if name == "stringify" {
            out.extend(rest.iter().take(3).cloned());
            return Some(3);
        }
        let inner: Vec<TokenTree> = group.stream().into_iter().collect();
        if let Some(text) = inner.iter().find(|token| doings::shows_self(name, token)) {
            self.scope.cx.error(
                text,
                "`{self}` asks a trait of `self`, which may be of a subclass without it: write a \
                 method that tells it, `format!(\"{}\", self.told())`",
            );
        }
        let count = inner.len() - usize::from(is_punct(inner.last(), ','));
        let inner = inner.get(..count)?;
        if name == "dbg" && doings::mentions(group.stream()) {
            return self.shown(name, inner, mode, out);
        }
        let is_assert = name == "assert" || name == "debug_assert";
        if !is_assert || count == 0 || inner.iter().any(|token| is_punct(Some(token), ',')) {
            return None;
        }
        let condition: TokenStream = inner.iter().cloned().collect();
        let text = format!("assertion failed: {condition}");
        let condition = self.tokens(condition, mode);
        let mut arguments = Group::new(group.delimiter(), code!(#condition, "{}", #text));
        arguments.set_span(group.span());
        out.extend([rest.first()?.clone(), bang.clone(), arguments.into()]);
        Some(3)
    }

    /// `dbg!(self.x)`, which shows each expression as it is written.
    pub(super) fn shown(
        &mut self,
        name: &Ident,
        inner: &[TokenTree],
        mode: Mode,
        out: &mut TokenStream,
    ) -> Option<usize> {
        let inner: TokenStream = inner.iter().cloned().collect();
        let parser = Punctuated::<Argument, Token![,]>::parse_terminated;
        let list = parser.parse2(inner).ok()?;
        let is_one = list.len() == 1;
        let values = list.into_iter().map(|Argument(value)| {
            let text = value.to_string();
            let (value, shown) = (self.tokens(value, mode), Ident::new("__value", here()));
            quote_spanned!(name.span()=> match #value {
                #shown => {
                    ::std::eprintln!(
                        "[{}:{}:{}] {} = {:#?}",
                        ::core::file!(), ::core::line!(), ::core::column!(), #text, &#shown
                    );
                    #shown
                }
            })
        });
        let values: Vec<TokenStream> = values.collect();
        out.extend(if is_one { code!(#(#values)*) } else { code!((#(#values),*)) });
        Some(3)
    }

    /// The arguments of `write!(self.text, ..)`, of which the first is changed.
    pub(super) fn written(
        &mut self,
        before: &[TokenTree],
        token: &TokenTree,
        mode: Mode,
        out: &mut TokenStream,
    ) -> Option<usize> {
        let TokenTree::Group(group) = token else { return None };
        if mode != Mode::Each || !doings::is_written(before) {
            return None;
        }
        let inner: Vec<TokenTree> = group.stream().into_iter().collect();
        let [TokenTree::Ident(word), _, TokenTree::Ident(name), rest @ ..] = inner.as_slice()
        else {
            return None;
        };
        if word != "self" || !is_punct(rest.first(), ',') {
            return None;
        }
        let mut tokens = self.place(&subject(word), name, &View::Each(Access::Exclusive));
        tokens.extend(self.tokens(rest.iter().cloned().collect(), mode));
        let mut rewritten = Group::new(group.delimiter(), tokens);
        rewritten.set_span(group.span());
        out.extend([TokenTree::from(rewritten)]);
        Some(1)
    }
}

/// An argument of a call, as its tokens.
pub(super) struct Argument(pub(super) TokenStream);

impl syn::parse::Parse for Argument {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self(input.parse::<syn::Expr>()?.into_token_stream()))
    }
}
