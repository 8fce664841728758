//! How the fields of a struct are read: which of them with their violations apart.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens as _, format_ident, quote};
use syn::{GenericArgument, GenericParam, Generics, PathArguments, Type};

use super::model::{Field, Model};
use super::rule::{Rule, What};
use super::shape::Shape;
use crate::kit::{ArgValue, serde};

/// What reads a field in place of its own `Deserialize`.
pub(super) enum Reader {
    /// A type of the runtime.
    Ready(&'static str),
    /// One made for the field, which finds out what its type can do.
    Made(Ident),
}

impl Reader {
    /// How the field is read apart; nothing where serde reads the field itself.
    ///
    /// All fields are where `from_json` goes on after an error, else those with `nested`: what is in
    /// them tells its violations to the struct.
    pub(super) fn of(model: &Model, field: &Field) -> Option<Self> {
        // among variants without a tag, what cannot be read decides for the next
        if field.serde.has_reader || field.is_never_read() || model.is_untagged() {
            return None;
        }
        // a default made by a function of a generic struct cannot be wrapped
        if field.makes_default() && !model.generics.params.is_empty() {
            return None;
        }
        if field.is_secret {
            return reads_all(model).then_some(Self::Ready("Secret"));
        }
        // as serde reads it where it stands alone
        if field.serde.borrows && is_cow(&field.ty) {
            let reads = reads_all(model) && matches!(field.shape, Shape::Str);
            return reads.then_some(Self::Ready("Borrowed"));
        }
        if field.is_general || is_plain(&field.shape) && !holds_many(&field.shape) {
            return reads_all(model).then_some(Self::Ready("Plain"));
        }
        let asks = reads_all(model) || field.said().iter().any(is_nested);
        asks.then(|| Self::Made(format_ident!("__Reads{}", field.number)))
    }

    /// The reader as a type.
    pub(super) fn path(&self, model: &Model) -> TokenStream {
        match self {
            Self::Ready(name) => {
                let (root, name) = (&model.root, format_ident!("{name}"));
                quote!(#root::__private::reading::#name)
            }
            Self::Made(name) => quote!(#name),
        }
    }
}

impl Model {
    /// Whether variants are read without a tag.
    pub(super) fn is_untagged(&self) -> bool {
        let variants = self.variants.iter().flatten().flat_map(|variant| &variant.serde_attrs);
        let mut args = self.serde_attrs.iter().chain(variants).flat_map(serde::arguments);
        self.variants.is_some() && args.any(|arg| arg.key.text == "untagged")
    }
}

/// Whether every field is read apart.
fn reads_all(model: &Model) -> bool {
    cfg!(feature = "json") || model.makers.json
}

fn is_nested(rule: &Rule) -> bool {
    matches!(rule.what, What::Nested) || rule.inner().iter().any(is_nested)
}

fn is_cow(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Cow"))
}

/// Whether elements are in a value, of which each may be of another type.
fn holds_many(shape: &Shape) -> bool {
    match shape {
        Shape::Vec(_) | Shape::List(_) | Shape::Map(..) => true,
        Shape::Option(inner) | Shape::Pointer(inner, _) => holds_many(&inner.shape),
        _ => false,
    }
}

/// Whether nothing with rules can be in a value.
fn is_plain(shape: &Shape) -> bool {
    match shape {
        Shape::Vec(element)
        | Shape::List(element)
        | Shape::Option(element)
        | Shape::Pointer(element, _) => is_plain(&element.shape),
        Shape::Map(key, value) => is_plain(&key.shape) && is_plain(&value.shape),
        Shape::Int(_) | Shape::Float(_) | Shape::Bool | Shape::Char | Shape::PathBuf => true,
        shape => shape.is_text(),
    }
}

/// Whether the field's type names a parameter of the struct.
pub(super) fn mentions(field: &Field, generics: &Generics) -> bool {
    let names: Vec<String> = generics
        .params
        .iter()
        .map(|param| match param {
            GenericParam::Type(param) => param.ident.to_string(),
            GenericParam::Const(param) => param.ident.to_string(),
            GenericParam::Lifetime(param) => param.lifetime.ident.to_string(),
        })
        .collect();
    !names.is_empty()
        && (names_any(field.ty.to_token_stream(), &names)
            || names_any(field.ty.to_token_stream(), &["Self".to_owned()]))
}

/// Whether one of the names is among the tokens.
pub(super) fn names_any(tokens: TokenStream, names: &[String]) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(word) => names.iter().any(|name| word == name),
        TokenTree::Group(group) => names_any(group.stream(), names),
        _ => false,
    })
}

/// Whether the values inside are of the type of this name.
pub(super) fn is_of(ty: &Type, name: &Ident) -> bool {
    matches!(inside(ty), Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == *name))
}

/// The type at the end of containers, by their names.
pub(super) fn inside(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => inside(&group.elem),
        Type::Paren(paren) => inside(&paren.elem),
        Type::Array(array) => inside(&array.elem),
        Type::Slice(slice) => inside(&slice.elem),
        Type::Path(path) if path.qself.is_none() => {
            let Some(last) = path.path.segments.last() else { return ty };
            let PathArguments::AngleBracketed(args) = &last.arguments else { return ty };
            let types = args.args.iter().filter_map(|arg| match arg {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            });
            let types: Vec<&Type> = types.collect();
            match (last.ident.to_string().as_str(), types.as_slice()) {
                ("Option" | "Box" | "Rc" | "Arc" | "Vec" | "VecDeque" | "BTreeSet", [inner])
                | ("HashSet", [inner, ..])
                | ("BTreeMap", [_, inner])
                | ("HashMap", [_, inner, ..]) => inside(inner),
                _ => ty,
            }
        }
        _ => ty,
    }
}

impl Field {
    /// Whether serde never reads the field.
    pub(super) fn is_never_read(&self) -> bool {
        self.serde.is_skipped
    }

    /// Whether a function makes the field's default.
    pub(super) fn makes_default(&self) -> bool {
        self.default_path().is_some() || self.default.is_some() && !self.serde.has_default
    }

    /// The function of `#[serde(default = "..")]`.
    pub(super) fn default_path(&self) -> Option<syn::ExprPath> {
        let args = self.serde_attrs.iter().flat_map(serde::arguments);
        let value = args.filter(|arg| arg.key.text == "default").find_map(|arg| match arg.value {
            ArgValue::Equals(path) => syn::parse2::<syn::LitStr>(path).ok(),
            _ => None,
        });
        value?.parse().ok()
    }

    /// Whether serde's attributes have the word.
    pub(super) fn has(&self, word: &str) -> bool {
        self.serde_attrs.iter().flat_map(serde::arguments).any(|arg| arg.key.text == word)
    }
}
