//! `sealed`: the type in a module of its own, so that its file cannot set a field past its rules.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, TokenStream, TokenTree};
use quote::{format_ident, quote};
use syn::Visibility;
use syn::ext::IdentExt as _;

/// Where the type goes.
pub(super) struct Sealed {
    module: Ident,
    vis: Visibility,
}

impl Sealed {
    /// Where the item goes; nothing for what is no type.
    pub(super) fn read(item: &TokenStream) -> Option<Self> {
        let (vis, name) = head(item)?;
        let name = name.unraw();
        let module =
            format_ident!("__dunder_sealed_{name}", span = proc_macro2::Span::mixed_site());
        Some(Self { module, vis })
    }

    /// The item in its module, and its names outside of it.
    pub(super) fn wrap(&self, item: TokenStream) -> TokenStream {
        let (module, vis) = (&self.module, &self.vis);
        let item = reopened(inside(item));
        quote! {
            #[doc(hidden)]
            #[allow(non_snake_case)]
            mod #module {
                #[allow(unused_imports)]
                use super::*;
                #item
            }
            #[doc(inline)]
            #[allow(unused_imports)]
            #vis use #module::*;
        }
    }
}

/// The visibility and the name of the item.
fn head(item: &TokenStream) -> Option<(Visibility, Ident)> {
    let parser = |input: syn::parse::ParseStream<'_>| {
        input.call(syn::Attribute::parse_outer)?;
        let vis: Visibility = input.parse()?;
        input.call(Ident::parse_any)?;
        let name = input.call(Ident::parse_any)?;
        input.parse::<TokenStream>()?;
        Ok((vis, name))
    };
    syn::parse::Parser::parse2(parser, item.clone()).ok()
}

/// The tokens with `self::` and `super::` as they are one module further in.
fn inside(tokens: TokenStream) -> TokenStream {
    let mut out: Vec<TokenTree> = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let begins = !is_path_separator(&out);
        let goes_on = matches!(tokens.peek(), Some(TokenTree::Punct(p)) if p.as_char() == ':');
        match token {
            TokenTree::Ident(word) if word == "super" && begins && goes_on => {
                let span = word.span();
                out.push(TokenTree::Ident(Ident::new("super", span)));
                out.push(TokenTree::Punct(Punct::new(':', Spacing::Joint)));
                out.push(TokenTree::Punct(Punct::new(':', Spacing::Alone)));
                out.push(TokenTree::Ident(word));
            }
            TokenTree::Ident(word) if word == "self" && begins && goes_on => {
                out.push(TokenTree::Ident(Ident::new("super", word.span())));
            }
            TokenTree::Group(group) => {
                let stream = if group.delimiter() == Delimiter::Parenthesis && is_pub(out.last()) {
                    one_out(group.stream())
                } else {
                    inside(group.stream())
                };
                let mut replaced = Group::new(group.delimiter(), stream);
                replaced.set_span(group.span());
                out.push(TokenTree::Group(replaced));
            }
            token => out.push(token),
        }
    }
    out.into_iter().collect()
}

/// Whether the tokens end with `::`; a single `:` is before a type.
fn is_path_separator(tokens: &[TokenTree]) -> bool {
    let [.., TokenTree::Punct(first), TokenTree::Punct(second)] = tokens else { return false };
    first.as_char() == ':' && first.spacing() == Spacing::Joint && second.as_char() == ':'
}

fn is_pub(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Ident(word)) if word == "pub")
}

/// What stands in `pub(..)`, one module further in.
fn one_out(scope: TokenStream) -> TokenStream {
    match scope.to_string().as_str() {
        "super" => quote!(in super::super),
        "self" => quote!(super),
        _ => inside(scope),
    }
}

/// The item as open as it is outside: without a visibility it would end at its module.
fn reopened(item: TokenStream) -> TokenStream {
    let mut out: Vec<TokenTree> = Vec::new();
    let mut is_open = false;
    let mut is_done = false;
    for token in item {
        if let (TokenTree::Ident(word), false) = (&token, is_done) {
            if word == "pub" {
                is_open = true;
            } else if word == "struct" || word == "enum" {
                if !is_open {
                    out.extend(quote!(pub(super)));
                }
                is_done = true;
            }
        }
        out.push(token);
    }
    out.into_iter().collect()
}
