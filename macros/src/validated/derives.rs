//! The derives below the attribute: `Deserialize` is taken over, `Default` refused.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::quote;

use super::model::TAKEN;
use crate::kit::{Ctxt, Kind, split_arguments};

/// What is known of an item whose attributes were read.
pub(super) struct Taken {
    /// Without `Deserialize` among its derives.
    pub(super) item: TokenStream,
    /// For the hidden derive, at the place of the word that was taken.
    pub(super) mark: Option<Ident>,
    /// `#[class]` stands among its attributes.
    pub(super) is_above_class: bool,
}

/// Takes `Deserialize` from the item's derives.
pub(super) fn take(cx: &Ctxt, args: &TokenStream, kind: Kind, item: Vec<TokenTree>) -> Taken {
    let is_open = kind == Kind::Enum
        || split_arguments(args.clone()).iter().any(|arg| arg.to_string() == "open");
    let (mut mark, mut is_above_class) = (None, false);
    let mut out: Vec<TokenTree> = Vec::new();
    let mut tokens = item.into_iter();
    let mut after_hash = false;
    for token in tokens.by_ref() {
        let is_hash = matches!(&token, TokenTree::Punct(p) if p.as_char() == '#');
        match token {
            TokenTree::Group(group) if after_hash && group.delimiter() == Delimiter::Bracket => {
                let attr: Vec<TokenTree> = group.stream().into_iter().collect();
                is_above_class |= crate::kit::is_class(&attr);
                let inner = Derives { cx, is_open, mark: &mut mark }.read(attr);
                match inner {
                    Some(inner) if inner.is_empty() => {
                        out.pop();
                    }
                    Some(inner) => {
                        let mut replaced = Group::new(Delimiter::Bracket, inner);
                        replaced.set_span(group.span());
                        out.push(TokenTree::Group(replaced));
                    }
                    None => out.push(TokenTree::Group(group)),
                }
            }
            // the attributes end with the item's first word
            TokenTree::Ident(word) => {
                out.push(TokenTree::Ident(word));
                break;
            }
            token => out.push(token),
        }
        after_hash = is_hash;
    }
    Taken { item: out.into_iter().chain(tokens).collect(), mark, is_above_class }
}

/// Reports a derive of `Default`.
pub(super) fn refuse_default(cx: &Ctxt, span: Span) {
    cx.error_at(
        span,
        "`Default` would make a value past its rules; write `default = ..` on the fields, and \
         `impl Default` by hand if it is needed",
    );
}

struct Derives<'a> {
    cx: &'a Ctxt,
    is_open: bool,
    mark: &'a mut Option<Ident>,
}

impl Derives<'_> {
    /// The attribute after taking, nothing left where it was all; `None` where it stays.
    fn read(&mut self, attr: Vec<TokenTree>) -> Option<TokenStream> {
        let mut tokens = attr.into_iter();
        let (Some(TokenTree::Ident(word)), Some(TokenTree::Group(list)), None) =
            (tokens.next(), tokens.next(), tokens.next())
        else {
            return None;
        };
        if word != "derive" {
            return None;
        }
        let mut kept = Vec::new();
        let mut changed = false;
        for piece in split_arguments(list.stream()) {
            match piece.clone().into_iter().last() {
                Some(TokenTree::Ident(name)) if name == "Deserialize" && self.mark.is_none() => {
                    *self.mark = Some(Ident::new(TAKEN, name.span()));
                    changed = true;
                }
                Some(TokenTree::Ident(name)) if name == "Default" && !self.is_open => {
                    refuse_default(self.cx, name.span());
                    kept.push(piece);
                }
                _ => kept.push(piece),
            }
        }
        changed.then(
            || {
                if kept.is_empty() { TokenStream::new() } else { quote!(#word(#(#kept),*)) }
            },
        )
    }
}
