//! `#[graph_dyn]`: a trait behind which objects may stand, and its impls.

use proc_macro2::{Literal, TokenStream, TokenTree};
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{GenericArgument, Ident, LitStr, PathArguments, Type};

use crate::kit::{Args, Ctxt, Kind, LazyImpl, LazyTrait, Macro, Root, did_you_mean, kind, symbol};

/// What `check = ".."` may be.
const CHECKS: [&str; 2] = ["link", "runtime"];

/// What the attribute stands on, and all its tokens.
pub(super) struct Subject {
    tokens: TokenStream,
    item: Item,
}

enum Item {
    Trait(LazyTrait, Supertraits),
    Impl(Box<LazyImpl>),
}

/// Which auto traits stand after the trait's `:`.
#[derive(Clone, Copy, Default)]
pub(super) struct Supertraits {
    send: bool,
    sync: bool,
}

impl crate::kit::Readable for Subject {}

impl Parse for Subject {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let tokens: TokenStream = input.fork().parse()?;
        let item = match kind(&tokens) {
            Kind::Trait => Item::Trait(input.parse()?, supertraits(&tokens)),
            Kind::Impl => Item::Impl(Box::new(input.parse()?)),
            _ => {
                let fault = "#[graph_dyn] stands on a trait and on its impls; a type takes \
                             `#[derive(Graph)]`";
                let first = tokens.into_iter().next();
                input.parse::<TokenStream>()?;
                return Err(match first {
                    Some(first) => syn::Error::new(first.span(), fault),
                    None => input.error(fault),
                });
            }
        };
        Ok(Self { tokens, item })
    }
}

/// The auto traits between the trait's name and its body.
fn supertraits(tokens: &TokenStream) -> Supertraits {
    let mut found = Supertraits::default();
    let after = tokens
        .clone()
        .into_iter()
        .skip_while(|token| !matches!(token, TokenTree::Ident(word) if word == "trait"));
    for token in after {
        match token {
            TokenTree::Group(_) => break,
            TokenTree::Ident(word) if word == "where" => break,
            TokenTree::Ident(word) => {
                found.send |= word == "Send";
                found.sync |= word == "Sync";
            }
            _ => {}
        }
    }
    found
}

pub(super) enum Dynamic {
    Trait {
        root: Root,
        tokens: TokenStream,
        ident: Ident,
        supertraits: Supertraits,
        is_linked: bool,
    },
    Impl {
        root: Root,
        tokens: TokenStream,
        of: syn::Path,
        ty: Box<Type>,
        tag: String,
    },
}

impl Macro for Dynamic {
    const NAME: &'static str = "graph_dyn";
    type Item = Subject;
    type Model = Self;

    fn model(cx: &Ctxt, args: TokenStream, subject: &Subject) -> Option<Self> {
        let tokens = subject.tokens.clone();
        match &subject.item {
            Item::Trait(item, supertraits) => {
                let args = Args::read(cx, args, &["check"]);
                let check = args.value::<LitStr>(cx, "check");
                let is_linked = check.as_ref().is_none_or(|check| check.value() != "runtime");
                if let Some(check) = check.filter(|check| is_linked && check.value() != "link") {
                    let hint = did_you_mean(&check.value(), &CHECKS);
                    cx.error(&check, format_args!("unknown check `{}`{hint}", check.value()));
                }
                if !item.generics.params.is_empty() {
                    let message = "a trait with parameters is many `dyn` types: write one without, \
                                   with the generic one as its supertrait";
                    cx.error(&item.generics, message);
                }
                let (ident, supertraits) = (item.ident.clone(), *supertraits);
                Some(Self::Trait { root: args.root(), tokens, ident, supertraits, is_linked })
            }
            Item::Impl(item) => {
                let is_empty = args.is_empty();
                let args = Args::read(cx, args, &["tag"]);
                let tag = args.value::<LitStr>(cx, "tag");
                if let Some(text) = &tag
                    && text.value().is_empty()
                {
                    cx.error(text, "a tag has a letter at least");
                }
                let Some((_, of, _)) = &item.of else {
                    let message = "#[graph_dyn] stands on the impl of a trait, \
                                   `impl Shape for Circle`";
                    cx.error(&item.self_ty, message);
                    return None;
                };
                if !item.generics.params.is_empty() {
                    let message = "a generic type has no one tag: write an impl for each type, \
                                   `impl Shape for List<u8>`";
                    cx.error(&item.generics, message);
                }
                let Some(name) = item.self_name() else {
                    let message = "a tag is a type's name: write a struct or an enum here";
                    cx.error(&item.self_ty, message);
                    return None;
                };
                let is_one = item.generics.params.is_empty();
                if is_one && is_empty && has_arguments(&item.self_ty) {
                    let message = format_args!(
                        "a generic type has no one name, write `#[graph_dyn(tag = \"{}Of..\")]`",
                        name.unraw()
                    );
                    cx.error(&item.self_ty, message);
                }
                let tag = tag.map_or_else(|| name.unraw().to_string(), |tag| tag.value());
                let (of, ty) = (of.clone(), Box::new(item.self_ty.clone()));
                Some(Self::Impl { root: args.root(), tokens, of, ty, tag })
            }
        }
    }

    fn expand(model: &Self) -> TokenStream {
        match model {
            Self::Trait { root, tokens, ident, supertraits, is_linked } => {
                let linked = Literal::i32_unsuffixed((*is_linked).into());
                let item = with_supertrait(root, tokens, ident);
                let name = ident.unraw().to_string();
                let private = quote!(#root::__private::graph);
                let combined = match supertraits {
                    Supertraits { send: true, sync: true } => {
                        Some(quote!(dyn #ident + #private::Send + #private::Sync))
                    }
                    Supertraits { send: true, sync: false } => {
                        Some(quote!(dyn #ident + #private::Send))
                    }
                    Supertraits { send: false, .. } => None,
                };
                let also = combined.iter().map(
                    |ty| quote!(#private::dyn_object!(#ty, [Marked<dyn #ident>], #name, #linked);),
                );
                let other = match &combined {
                    Some(ty) => ty.clone(),
                    None => quote!(dyn #private::Nothing<dyn #ident>),
                };
                quote! {
                    #item
                    #private::dyn_object!(dyn #ident, [Bare], #name, #linked);
                    #(#also)*
                    #[automatically_derived]
                    impl #private::Combined for dyn #ident {
                        type Other = #other;
                    }
                }
            }
            Self::Impl { root, tokens, of, ty, tag } => {
                let symbol = symbol("dunder: graph tag ", tag, " is taken twice behind {behind}");
                quote! {
                    #tokens
                    #root::__private::graph::dyn_impl!(dyn #of, #ty, #tag, #symbol);
                }
            }
        }
    }

    fn fallback(root: &Root, subject: &Subject) -> TokenStream {
        match &subject.item {
            Item::Trait(item, supertraits) if item.generics.params.is_empty() => {
                Self::expand(&Self::Trait {
                    root: root.clone(),
                    tokens: subject.tokens.clone(),
                    ident: item.ident.clone(),
                    supertraits: *supertraits,
                    is_linked: true,
                })
            }
            _ => subject.tokens.clone(),
        }
    }
}

/// Whether a type has arguments that are types.
fn has_arguments(ty: &Type) -> bool {
    let Type::Path(ty) = ty else { return false };
    ty.path.segments.last().is_some_and(|segment| match &segment.arguments {
        PathArguments::AngleBracketed(list) => {
            list.args.iter().any(|arg| !matches!(arg, GenericArgument::Lifetime(_)))
        }
        _ => false,
    })
}

/// The trait with one more supertrait, by which an object knows its own type.
fn with_supertrait(root: &Root, item: &TokenStream, ident: &Ident) -> TokenStream {
    let bound = quote!(#root::__private::graph::Dyn);
    let mut out: Vec<TokenTree> = Vec::new();
    let mut tokens = item.clone().into_iter().peekable();
    let mut is_done = false;
    while let Some(token) = tokens.next() {
        let is_name = !is_done
            && matches!(&token, TokenTree::Ident(word) if word == ident)
            && matches!(out.last(), Some(TokenTree::Ident(word)) if word == "trait");
        out.push(token);
        if is_name {
            is_done = true;
            // a `+` may end a list of bounds, so that nothing need be known of what follows
            tokens.next_if(|next| matches!(next, TokenTree::Punct(p) if p.as_char() == ':'));
            out.extend(quote!(: #bound +));
        }
    }
    out.into_iter().collect()
}
