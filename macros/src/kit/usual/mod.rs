//! Items of the usual shape, read at a glance.
//!
//! Macros are built without optimization in everyone's debug build, where a parser takes longer than
//! the rest of a macro. What is unusual, or wrong, is left to the parser, which also says so.

mod function;
mod item;
#[cfg(test)]
mod tests;
mod ty;

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, TokenStream, TokenTree};
use syn::parse::Parse;
use syn::{DeriveInput, Lifetime};

use super::{LazyFn, LazyImpl, LazyTrait};

/// What a macro stands on.
pub(crate) trait Readable: Parse {
    /// The item, if a glance is enough.
    fn usual(_: &TokenStream) -> Option<Self> {
        None
    }

    /// The item.
    fn read(tokens: TokenStream) -> syn::Result<Self> {
        Self::usual(&tokens).map_or_else(|| syn::parse2(tokens), Ok)
    }
}

impl Readable for DeriveInput {
    fn usual(tokens: &TokenStream) -> Option<Self> {
        item::structure(tokens)
    }
}

impl Readable for LazyFn {
    fn usual(tokens: &TokenStream) -> Option<Self> {
        let tokens = trees(tokens.clone());
        let mut rest = Tokens(&tokens);
        function::read(&mut rest).filter(|_| rest.0.is_empty())
    }
}

impl Readable for LazyImpl {
    fn usual(tokens: &TokenStream) -> Option<Self> {
        function::block(tokens)
    }
}

impl Readable for LazyTrait {}

fn trees(stream: TokenStream) -> Vec<TokenTree> {
    stream.into_iter().collect()
}

/// What is still to be read.
#[derive(Clone, Copy)]
struct Tokens<'a>(&'a [TokenTree]);

impl<'a> Tokens<'a> {
    fn peek(&self) -> Option<&'a TokenTree> {
        self.0.first()
    }

    fn next(&mut self) -> Option<&'a TokenTree> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }

    fn is_sign(&self, sign: char) -> bool {
        matches!(self.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
    }

    /// The sign, if it is next.
    fn sign(&mut self, sign: char) -> Option<&'a Punct> {
        match self.0.split_first()? {
            (TokenTree::Punct(punct), rest) if punct.as_char() == sign => {
                self.0 = rest;
                Some(punct)
            }
            _ => None,
        }
    }

    /// The word, if one is next.
    fn word(&mut self) -> Option<&'a Ident> {
        match self.0.split_first()? {
            (TokenTree::Ident(word), rest) => {
                self.0 = rest;
                Some(word)
            }
            _ => None,
        }
    }

    /// The word with this text, if it is next.
    fn keyword(&mut self, text: &str) -> Option<&'a Ident> {
        match self.0.split_first()? {
            (TokenTree::Ident(word), rest) if word == text => {
                self.0 = rest;
                Some(word)
            }
            _ => None,
        }
    }

    /// What stands between these delimiters, if they are next.
    fn group(&mut self, delimiter: Delimiter) -> Option<&'a Group> {
        match self.0.split_first()? {
            (TokenTree::Group(group), rest) if group.delimiter() == delimiter => {
                self.0 = rest;
                Some(group)
            }
            _ => None,
        }
    }

    /// A lifetime, if one is next.
    fn lifetime(&mut self) -> Option<Lifetime> {
        let apostrophe = self.sign('\'')?.span();
        Some(Lifetime { apostrophe, ident: self.word()?.clone() })
    }

    /// `->`, if it is next.
    fn arrow(&mut self) -> Option<syn::Token![->]> {
        match self.0.split_first()? {
            (TokenTree::Punct(dash), rest)
                if dash.as_char() == '-' && dash.spacing() == Spacing::Joint =>
            {
                let mut after = Tokens(rest);
                let head = after.sign('>')?;
                self.0 = after.0;
                Some(syn::token::RArrow { spans: [dash.span(), head.span()] })
            }
            _ => None,
        }
    }
}
