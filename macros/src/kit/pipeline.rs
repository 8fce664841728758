//! The way of every macro: `model` → `check` → `expand`, or `fallback` after a fault.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::{Attribute, DeriveInput, Meta};

use super::{Ctxt, Emit, Kind, Readable, Root, kind};

/// One macro.
pub(crate) trait Macro {
    /// The word that the user writes.
    const NAME: &'static str;
    /// What the macro stands on: a struct, a function, an impl block.
    type Item: Readable;
    /// What it says, in its own words: all that `expand` needs, and nothing unchecked.
    type Model;
    /// Reads the arguments, the item and its attributes; every fault goes to `cx`.
    fn model(cx: &Ctxt, args: TokenStream, item: &Self::Item) -> Option<Self::Model>;
    /// The rules that look at more than one attribute; runs only on a model without faults.
    fn check(_cx: &Ctxt, _model: &Self::Model) {}
    /// Writes the code. Cannot fail.
    fn expand(model: &Self::Model) -> TokenStream;
    /// What to do instead where the macro cannot stand, after `; `.
    fn elsewhere(_kind: Kind) -> &'static str {
        ""
    }
    /// What stands in for the code after a fault, so that the rest of the program still checks.
    fn fallback(root: &Root, item: &Self::Item) -> TokenStream;
    /// The same, for a macro whose arguments decide what a caller sees.
    fn fallback_of(root: &Root, _args: TokenStream, item: &Self::Item) -> TokenStream {
        Self::fallback(root, item)
    }
}

/// A hidden derive: the arguments come in the attribute that `attribute` left on the item.
pub(crate) fn derive<M: Macro<Item = DeriveInput>>(input: TokenStream) -> TokenStream {
    match DeriveInput::read(input) {
        Ok(item) => run::<M>(hidden_arguments(&item.attrs, M::NAME), &item),
        Err(fault) => fault.into_compile_error(),
    }
}

/// An attribute on a struct or an enum: re-emits it under a hidden derive, so that the compiler
/// resolves `cfg` on fields first and the item is never lost.
pub(crate) fn attribute<M: Macro<Item = DeriveInput>>(
    derive: &str,
    stands_on: &[Kind],
    args: TokenStream,
    item: TokenStream,
) -> TokenStream {
    if let Some(below) = below_class(M::NAME, &args, &item) {
        return below;
    }
    let found = kind(&item);
    if !stands_on.contains(&found) {
        let cx = Ctxt::default();
        let on = if stands_on.contains(&Kind::Enum) { "structs and enums" } else { "structs" };
        let hint = M::elsewhere(found);
        cx.error(&head(&item), format_args!("#[{}] stands on {on} only{hint}", M::NAME));
        let errors = cx.into_errors();
        return quote!(#errors #item);
    }
    below_derive::<M>(derive, &args, item)
}

/// The item below the hidden derive, with the arguments in an attribute of its own.
pub(crate) fn below_derive<M: Macro<Item = DeriveInput>>(
    derive: &str,
    args: &TokenStream,
    item: TokenStream,
) -> TokenStream {
    let mut out = Emit::default();
    out.sign('#');
    out.brackets(|out| {
        out.word("derive");
        out.parens(|out| {
            out.root(&Root::find(args));
            for word in ["__private", derive] {
                out.path_sep();
                out.word(word);
            }
        });
    });
    out.sign('#');
    out.brackets(|out| {
        out.tree(hidden_name(M::NAME));
        if !args.is_empty() {
            out.tree(Group::new(Delimiter::Parenthesis, args.clone()));
        }
    });
    let mut out = out.finish();
    out.extend([item]);
    out
}

/// As `attribute`, but the derive comes last: it sees what other attributes left on the item. Only
/// `#[serde(..)]` comes after it, which is its helper where the struct has no other.
pub(crate) fn attribute_below<M: Macro<Item = DeriveInput>>(
    derive: &str,
    stands_on: &[Kind],
    args: TokenStream,
    item: TokenStream,
) -> TokenStream {
    if let Some(below) = below_class(M::NAME, &args, &item) {
        return below;
    }
    let (attrs, rest) = split_attributes(item);
    let (helpers, attrs): (Vec<_>, Vec<_>) = attrs.into_iter().partition(|attr| is_serde(attr));
    let rest = helpers.into_iter().flatten().chain(rest).collect();
    let attrs = attrs.into_iter().flatten().collect::<TokenStream>();
    let item = attribute::<M>(derive, stands_on, args, rest);
    quote!(#attrs #item)
}

/// An attribute above `#[class]`, which would see the struct without its ancestors: reported, and
/// put below, where it belongs.
pub(crate) fn below_class(
    name: &str,
    args: &TokenStream,
    item: &TokenStream,
) -> Option<TokenStream> {
    let mut above = TokenStream::new();
    let mut rest = item.clone().into_iter().peekable();
    while let Some(TokenTree::Punct(sign)) = rest.peek()
        && sign.as_char() == '#'
    {
        let attr: Vec<TokenTree> = rest.by_ref().take(2).collect();
        let inner: Vec<TokenTree> = match attr.last() {
            Some(TokenTree::Group(attr)) => attr.stream().into_iter().collect(),
            _ => Vec::new(),
        };
        above.extend(attr);
        if is_class(&inner) {
            let last = inner.iter().take_while(|token| is_of_path(token)).last();
            let cx = Ctxt::default();
            cx.error(
                &last,
                format_args!("`#[class]` is the outermost attribute: write it above `#[{name}]`"),
            );
            let errors = cx.into_errors();
            let (rest, root) = (rest.collect::<TokenStream>(), Root::find(args));
            let name = format_ident!("{name}");
            return Some(quote!(#errors #above #[#root::#name(#args)] #rest));
        }
    }
    None
}

/// Whether an attribute is `class`, by any path.
pub(crate) fn is_class(attr: &[TokenTree]) -> bool {
    let last = attr.iter().take_while(|token| is_of_path(token)).last();
    matches!(last, Some(TokenTree::Ident(word)) if word == "class")
}

/// Whether the token is one of a path.
fn is_of_path(token: &TokenTree) -> bool {
    match token {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(p) => p.as_char() == ':',
        _ => false,
    }
}

/// The attributes before an item, each its `#` and its brackets, and the item.
fn split_attributes(item: TokenStream) -> (Vec<Vec<TokenTree>>, TokenStream) {
    let mut attrs = Vec::new();
    let mut rest = item.into_iter().peekable();
    while let Some(TokenTree::Punct(p)) = rest.peek()
        && p.as_char() == '#'
    {
        attrs.push(rest.by_ref().take(2).collect());
    }
    (attrs, rest.collect())
}

/// Whether an attribute is `#[serde(..)]`.
fn is_serde(attr: &[TokenTree]) -> bool {
    let Some(TokenTree::Group(group)) = attr.last() else { return false };
    matches!(group.stream().into_iter().next(), Some(TokenTree::Ident(word)) if word == "serde")
}

/// An attribute on a function or an impl block, which the expansion replaces.
pub(crate) fn in_place<M: Macro>(args: TokenStream, item: TokenStream) -> TokenStream {
    match M::Item::read(item.clone()) {
        Ok(item) => run::<M>(args, &item),
        Err(fault) => {
            let errors = fault.into_compile_error();
            quote!(#errors #item)
        }
    }
}

pub(super) fn run<M: Macro>(args: TokenStream, item: &M::Item) -> TokenStream {
    let cx = Ctxt::default();
    let model = M::model(&cx, args.clone(), item);
    if let Some(model) = &model
        && cx.is_clean()
    {
        M::check(&cx, model);
    }
    match model {
        Some(model) if cx.is_clean() => M::expand(&model),
        _ => {
            let root = Root::find(&args);
            let (errors, fallback) = (cx.into_errors(), M::fallback_of(&root, args, item));
            quote!(#errors #fallback)
        }
    }
}

/// The arguments that `attribute` left for its derive.
pub(crate) fn hidden_arguments(attrs: &[Attribute], name: &str) -> TokenStream {
    let hidden = hidden_name(name);
    let args = attrs.iter().find_map(|attr| match &attr.meta {
        Meta::List(list) if list.path.is_ident(&hidden) => Some(list.tokens.clone()),
        _ => None,
    });
    args.unwrap_or_default()
}

/// The derive's own helper attribute: another name than the macro's, or the two would collide.
fn hidden_name(name: &str) -> syn::Ident {
    format_ident!("__dunder_{name}")
}

/// The item's first tokens up to its name, where "stands on structs only" is reported.
fn head(item: &TokenStream) -> TokenStream {
    let is_body = |token: &TokenTree| matches!(token, TokenTree::Group(_));
    let head: TokenStream = item
        .clone()
        .into_iter()
        .skip_while(|token| !matches!(token, TokenTree::Ident(_)))
        .take_while(|token| !is_body(token))
        .take(2)
        .collect();
    if head.is_empty() { item.to_token_stream() } else { head }
}
