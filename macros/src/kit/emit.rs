//! Tokens written straight into one list: `quote!` asks the compiler for each nested piece.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Member;

/// Tokens that become a stream once, at the end.
#[derive(Default)]
pub(crate) struct Emit(Vec<TokenTree>);

impl Emit {
    /// A word of ours.
    pub(crate) fn word(&mut self, text: &str) {
        self.tree(Ident::new(text, Span::call_site()));
    }

    /// A string.
    pub(crate) fn text(&mut self, text: &str) {
        self.tree(Literal::string(text));
    }

    /// A sign that stands alone.
    pub(crate) fn sign(&mut self, sign: char) {
        self.tree(Punct::new(sign, Spacing::Alone));
    }

    /// `::`.
    pub(crate) fn path_sep(&mut self) {
        self.tree(Punct::new(':', Spacing::Joint));
        self.sign(':');
    }

    /// A name of a field, as written.
    pub(crate) fn member(&mut self, member: &Member) {
        match member {
            Member::Named(ident) => self.tree(ident.clone()),
            Member::Unnamed(index) => {
                let mut literal = Literal::u32_unsuffixed(index.index);
                literal.set_span(index.span);
                self.tree(literal);
            }
        }
    }

    /// One token.
    pub(crate) fn tree(&mut self, tree: impl Into<TokenTree>) {
        self.0.push(tree.into());
    }

    /// Whatever has tokens.
    pub(crate) fn tokens(&mut self, tokens: &impl ToTokens) {
        self.0.extend(tokens.to_token_stream());
    }

    /// What `write` writes, between delimiters.
    pub(crate) fn group(&mut self, delimiter: Delimiter, write: impl FnOnce(&mut Self)) {
        let mut inside = Self::default();
        write(&mut inside);
        self.tree(Group::new(delimiter, inside.0.into_iter().collect()));
    }

    /// Delimiters, with something between them if it holds.
    pub(crate) fn group_if(
        &mut self,
        holds: bool,
        delimiter: Delimiter,
        write: impl FnOnce(&mut Self),
    ) {
        if holds {
            self.group(delimiter, write);
        } else {
            self.tree(Group::new(delimiter, TokenStream::new()));
        }
    }

    pub(crate) fn braces(&mut self, write: impl FnOnce(&mut Self)) {
        self.group(Delimiter::Brace, write);
    }

    pub(crate) fn brackets(&mut self, write: impl FnOnce(&mut Self)) {
        self.group(Delimiter::Bracket, write);
    }

    pub(crate) fn parens(&mut self, write: impl FnOnce(&mut Self)) {
        self.group(Delimiter::Parenthesis, write);
    }

    /// The stream.
    pub(crate) fn finish(self) -> TokenStream {
        self.0.into_iter().collect()
    }
}
