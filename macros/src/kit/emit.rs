//! Tokens written straight into one list: `quote!` asks the compiler for each nested piece.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Expr, GenericArgument, Lit, Member, PathArguments, Type, Visibility};

use super::Root;

/// Tokens that become a stream once, at the end.
#[derive(Default)]
pub(crate) struct Emit(Vec<TokenTree>);

impl Emit {
    /// A word of ours.
    pub(crate) fn word(&mut self, text: &str) {
        self.tree(Ident::new(text, Span::call_site()));
    }

    /// A word of ours, at a place.
    pub(crate) fn word_at(&mut self, text: &str, span: Span) {
        self.tree(Ident::new(text, span));
    }

    /// The path of the runtime crate.
    pub(crate) fn root(&mut self, root: &Root) {
        match root.written() {
            Some(path) => self.tokens(path),
            None => {
                self.path_sep();
                self.word("dunder");
            }
        }
    }

    /// A visibility, as written.
    pub(crate) fn vis(&mut self, vis: &Visibility) {
        match vis {
            Visibility::Inherited => {}
            Visibility::Public(word) => self.word_at("pub", word.span),
            Visibility::Restricted(_) => self.tokens(vis),
        }
    }

    /// A path below `__private`.
    pub(crate) fn private(&mut self, path: &[&str]) {
        self.word("__private");
        for word in path {
            self.path_sep();
            self.word(word);
        }
    }

    /// A name in `__private`, at a place.
    pub(crate) fn private_at(&mut self, name: &str, span: Span) {
        self.word_at("__private", span);
        self.operator("::", span);
        self.word_at(name, span);
    }

    /// A string.
    pub(crate) fn text(&mut self, text: &str) {
        self.tree(Literal::string(text));
    }

    /// A sign that stands alone.
    pub(crate) fn sign(&mut self, sign: char) {
        self.tree(Punct::new(sign, Spacing::Alone));
    }

    /// An operator of one or two signs, at a place.
    pub(crate) fn operator(&mut self, text: &str, span: Span) {
        let mut signs = text.chars().peekable();
        while let Some(sign) = signs.next() {
            let spacing = if signs.peek().is_some() { Spacing::Joint } else { Spacing::Alone };
            let mut punct = Punct::new(sign, spacing);
            punct.set_span(span);
            self.tree(punct);
        }
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

    /// What is written elsewhere.
    pub(crate) fn append(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Whatever has tokens.
    pub(crate) fn tokens(&mut self, tokens: &impl ToTokens) {
        self.0.extend(tokens.to_token_stream());
    }

    /// A type, as written.
    pub(crate) fn ty(&mut self, ty: &Type) {
        match ty {
            Type::Path(path) if path.qself.is_none() && self.path(&path.path) => {}
            _ => self.tokens(ty),
        }
    }

    /// A type as one tree: in parentheses, if it is more than a word.
    pub(crate) fn ty_tree(&mut self, ty: &Type) {
        if let Type::Path(path) = ty
            && path.qself.is_none()
            && path.path.leading_colon.is_none()
            && path.path.segments.len() == 1
            && let Some(word) = path.path.segments.first()
            && word.arguments.is_none()
        {
            self.tree(word.ident.clone());
        } else {
            self.parens(|out| out.ty(ty));
        }
    }

    /// What is written elsewhere as one tree: in parentheses, unless it has some.
    pub(crate) fn enclosed(&mut self, other: Self) {
        match other.0.as_slice() {
            [TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis => {
                self.append(other);
            }
            _ => self.tree(Group::new(Delimiter::Parenthesis, other.finish())),
        }
    }

    /// A path of one word and the types in it; where more is in it, nothing is written.
    fn path(&mut self, path: &syn::Path) -> bool {
        let before = self.0.len();
        let list = match path.segments.first() {
            Some(word) if path.leading_colon.is_none() && path.segments.len() == 1 => {
                let list = match &word.arguments {
                    PathArguments::None => None,
                    PathArguments::AngleBracketed(list) if list.colon2_token.is_none() => {
                        Some(list)
                    }
                    _ => return false,
                };
                self.tree(word.ident.clone());
                list
            }
            _ => return false,
        };
        let Some(list) = list else { return true };
        self.operator("<", list.lt_token.span);
        for pair in list.args.pairs() {
            let (GenericArgument::Type(ty), comma) = pair.into_tuple() else {
                self.0.truncate(before);
                return false;
            };
            self.ty(ty);
            if let Some(comma) = comma {
                self.operator(",", comma.span);
            }
        }
        self.operator(">", list.gt_token.span);
        true
    }

    /// An expression, as written.
    pub(crate) fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Lit(lit) if lit.attrs.is_empty() => match &lit.lit {
                Lit::Int(lit) => self.tree(lit.token()),
                Lit::Float(lit) => self.tree(lit.token()),
                Lit::Str(lit) => self.tree(lit.token()),
                _ => self.tokens(expr),
            },
            expr => self.tokens(expr),
        }
    }

    /// What `write` writes, between delimiters.
    pub(crate) fn group(&mut self, delimiter: Delimiter, write: impl FnOnce(&mut Self)) {
        let mut inside = Self::default();
        write(&mut inside);
        self.tree(Group::new(delimiter, inside.finish()));
    }

    /// What `write` writes, between delimiters at a place.
    pub(crate) fn group_at(
        &mut self,
        delimiter: Delimiter,
        span: Span,
        write: impl FnOnce(&mut Self),
    ) {
        let mut inside = Self::default();
        write(&mut inside);
        let mut group = Group::new(delimiter, inside.finish());
        group.set_span(span);
        self.tree(group);
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

    /// Whether nothing is written.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The stream.
    pub(crate) fn finish(self) -> TokenStream {
        self.0.into_iter().collect()
    }
}
