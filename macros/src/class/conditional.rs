//! `#[cfg]` and `#[cfg_attr]` below `#[class]` and in `#[methods]`: which of them hold is asked of
//! the compiler, before anything else is read.
//!
//! Each predicate becomes a macro of which there are two, one for each answer. They stand before
//! the bases in the row of macros that are called, and add `"1"` or `"0"` as a base adds its
//! literal; so the crate that writes the class decides, and its subclasses see what it decided.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{Attribute, Fields, FnArg, ItemStruct, LitStr, Meta, Token};

use crate::kit::{LazyImpl, LazyMember};

/// The predicates of an item, each once, and what the compiler said of them.
#[derive(Default)]
pub(super) struct Predicates {
    found: Vec<(String, TokenStream)>,
    answers: Vec<bool>,
}

/// The arguments of `cfg_attr`: a predicate and attributes.
struct Conditional {
    predicate: TokenStream,
    attrs: TokenStream,
}

impl Parse for Conditional {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let predicate = input.parse::<Meta>()?.into_token_stream();
        input.parse::<Option<Token![,]>>()?;
        let attrs = Punctuated::<Meta, Token![,]>::parse_terminated(input)?;
        let attrs = attrs.iter().map(|meta| quote!(#[#meta])).collect();
        Ok(Self { predicate, attrs })
    }
}

enum Condition {
    Item(TokenStream),
    Attrs(TokenStream, Vec<Attribute>),
}

/// What the attribute makes conditional; what is malformed is left to the compiler.
fn condition(attr: &Attribute) -> Option<Condition> {
    let Meta::List(list) = &attr.meta else { return None };
    if attr.path().is_ident("cfg") {
        return Some(Condition::Item(list.tokens.clone()));
    }
    if !attr.path().is_ident("cfg_attr") {
        return None;
    }
    let Conditional { predicate, attrs } = list.parse_args().ok()?;
    Some(Condition::Attrs(predicate, Attribute::parse_outer.parse2(attrs).ok()?))
}

/// Whether a `cfg` may stand on an item, its fields, its members or their parameters: at a glance,
/// which is not for bodies.
pub(super) fn may_stand_in(item: &TokenStream) -> bool {
    may_stand(item.clone(), &[Delimiter::Brace, Delimiter::None])
}

fn may_stand(tokens: TokenStream, within: &[Delimiter]) -> bool {
    let mut is_attr = false;
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            let delimiter = group.delimiter();
            let is_one = if is_attr && delimiter == Delimiter::Bracket {
                !matches!(group.stream().into_iter().next(), Some(TokenTree::Ident(word))
                    if word != "cfg" && word != "cfg_attr")
            } else {
                let inner = [Delimiter::Parenthesis, Delimiter::None];
                within.contains(&delimiter) && may_stand(group.stream(), &inner)
            };
            if is_one {
                return true;
            }
        }
        is_attr = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '#');
    }
    false
}

impl Predicates {
    /// Those of a struct and its fields.
    pub(super) fn of_struct(item: &ItemStruct) -> Self {
        let mut found = Self::default();
        found.collect(&item.attrs);
        for field in &item.fields {
            found.collect(&field.attrs);
        }
        found
    }

    /// Those of an impl block, its members and their parameters.
    pub(super) fn of_block(block: &LazyImpl) -> Self {
        let mut found = Self::default();
        found.collect(&block.attrs);
        for member in &block.members {
            match member {
                LazyMember::Fn(function) => {
                    found.collect(&function.attrs);
                    for input in &function.sig.inputs {
                        found.collect(attrs_of(input));
                    }
                }
                LazyMember::Other(tokens) => found.collect(&split(tokens).0),
            }
        }
        found
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    fn collect(&mut self, attrs: &[Attribute]) {
        for attr in attrs {
            let (predicate, within) = match condition(attr) {
                Some(Condition::Item(predicate)) => (predicate, Vec::new()),
                Some(Condition::Attrs(predicate, within)) => (predicate, within),
                None => continue,
            };
            let text = predicate.to_string();
            if !self.found.iter().any(|(known, _)| *known == text) {
                self.found.push((text, predicate));
            }
            self.collect(&within);
        }
    }

    /// The macros that answer, and their names for the row.
    pub(super) fn asked(&self, name: &Ident, what: &str) -> (TokenStream, Vec<Ident>) {
        let (mut macros, mut names) = (TokenStream::new(), Vec::new());
        for (at, (_, predicate)) in self.found.iter().enumerate() {
            let name = format_ident!("__{what}_{}_if_{at}", name.unraw());
            for (predicate, answer) in [(quote!(#predicate), "1"), (quote!(not(#predicate)), "0")] {
                macros.extend(quote! {
                    #[doc(hidden)]
                    #[cfg(#predicate)]
                    #[allow(unused_macros)]
                    macro_rules! #name {
                        (@dunder [{ $($next:tt)* } $($rest:tt)*] { $($acc:tt)* }) => {
                            $($next)*! { @dunder [$($rest)*] { $($acc)* #answer } }
                        };
                    }
                });
            }
            names.push(name);
        }
        (macros, names)
    }

    /// With the answers that the macros added.
    pub(super) fn answered(mut self, input: ParseStream<'_>) -> syn::Result<Self> {
        for _ in 0..self.found.len() {
            self.answers.push(input.parse::<LitStr>()?.value() == "1");
        }
        Ok(self)
    }

    fn holds(&self, predicate: &TokenStream) -> bool {
        let text = predicate.to_string();
        let mut all = self.found.iter().zip(&self.answers);
        all.find(|((known, _), _)| *known == text).is_none_or(|(_, answer)| *answer)
    }

    /// The attributes as they are meant; nothing where what they stand on is left out.
    fn kept(&self, attrs: &[Attribute]) -> Option<Vec<Attribute>> {
        let mut kept = Vec::new();
        for attr in attrs {
            match condition(attr) {
                Some(Condition::Item(predicate)) if !self.holds(&predicate) => return None,
                Some(Condition::Item(_)) => {}
                Some(Condition::Attrs(predicate, within)) => {
                    if self.holds(&predicate) {
                        kept.extend(self.kept(&within)?);
                    }
                }
                None => kept.push(attr.clone()),
            }
        }
        Some(kept)
    }

    /// The struct without what is left out; nothing if that is the struct.
    pub(super) fn structure(&self, mut item: ItemStruct) -> Option<ItemStruct> {
        item.attrs = self.kept(&item.attrs)?;
        if let Fields::Named(fields) = &mut item.fields {
            let named = std::mem::take(&mut fields.named).into_iter().filter_map(|mut field| {
                field.attrs = self.kept(&field.attrs)?;
                Some(field)
            });
            fields.named = named.collect();
        }
        Some(item)
    }

    /// The block without what is left out; nothing if that is the block.
    pub(super) fn block(&self, mut block: LazyImpl) -> Option<LazyImpl> {
        block.attrs = self.kept(&block.attrs)?;
        let members = block.members.into_iter().filter_map(|member| match member {
            LazyMember::Fn(mut function) => {
                function.attrs = self.kept(&function.attrs)?;
                let inputs = std::mem::take(&mut function.sig.inputs).into_iter();
                let inputs = inputs.filter_map(|mut input| {
                    *attrs_of_mut(&mut input) = self.kept(attrs_of(&input))?;
                    Some(input)
                });
                function.sig.inputs = inputs.collect();
                Some(LazyMember::Fn(function))
            }
            LazyMember::Other(tokens) => {
                let (attrs, rest) = split(&tokens);
                let attrs = self.kept(&attrs)?;
                Some(LazyMember::Other(quote!(#(#attrs)* #rest)))
            }
        });
        block.members = members.collect();
        Some(block)
    }
}

fn attrs_of(input: &FnArg) -> &[Attribute] {
    match input {
        FnArg::Receiver(receiver) => &receiver.attrs,
        FnArg::Typed(typed) => &typed.attrs,
    }
}

fn attrs_of_mut(input: &mut FnArg) -> &mut Vec<Attribute> {
    match input {
        FnArg::Receiver(receiver) => &mut receiver.attrs,
        FnArg::Typed(typed) => &mut typed.attrs,
    }
}

/// A member's attributes, and the rest of it.
fn split(tokens: &TokenStream) -> (Vec<Attribute>, TokenStream) {
    let parser = |input: ParseStream<'_>| {
        Ok((input.call(Attribute::parse_outer)?, input.parse::<TokenStream>()?))
    };
    parser.parse2(tokens.clone()).unwrap_or_else(|_| (Vec::new(), tokens.clone()))
}
