//! What `#[plugin]` stands on: a struct, an impl block with a constructor, a type alias.

use proc_macro2::TokenStream;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Generics, Ident, Token, Visibility};

use super::{Written, at_head};
use crate::kit::{Kind, LazyImpl, kind};

pub(crate) enum Subject {
    Struct(Box<Written<Struct>>),
    Impl(Box<Written<LazyImpl>>),
    Alias(Box<Written<Alias>>),
}

/// A struct up to its fields.
pub(crate) struct Struct {
    pub(super) ident: Ident,
    pub(super) generics: Generics,
}

/// A type alias up to its `=`.
pub(crate) struct Alias {
    pub(super) ident: Ident,
    pub(super) generics: Generics,
}

impl crate::kit::Readable for Subject {}

impl Parse for Subject {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        match kind(&input.fork().parse()?) {
            Kind::Struct => input.parse().map(Self::Struct),
            Kind::Impl => input.parse().map(Self::Impl),
            Kind::Type => input.parse().map(Self::Alias),
            Kind::Trait => Err(refusal(input, "a registry's trait takes `#[plugin_registry]`")),
            Kind::Enum | Kind::Union => {
                Err(refusal(input, "put it on an impl block with an `#[init]` constructor"))
            }
            _ => Err(refusal(input, "write `#[plugin(Trait, name = \"..\")]` on one of them")),
        }
    }
}

/// The fault of an item that cannot be a plugin.
fn refusal(input: ParseStream<'_>, hint: &str) -> syn::Error {
    let stands_on = "#[plugin] stands on structs, inherent impl blocks and type aliases only";
    at_head(input, format_args!("{stands_on}; {hint}"))
}

impl Parse for Struct {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        input.parse::<Token![struct]>()?;
        let item = Self { ident: input.parse()?, generics: input.parse()? };
        input.parse::<TokenStream>()?;
        Ok(item)
    }
}

impl Parse for Alias {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        input.parse::<Token![type]>()?;
        let item = Self { ident: input.parse()?, generics: input.parse()? };
        input.parse::<TokenStream>()?;
        Ok(item)
    }
}
