//! The derives of a class: which ones the struct keeps, which ones its private part repeats, and
//! which ones are written here because they must know the ancestors.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, Path, Token};

use super::here::code;
use super::meta::ClassMeta;
use crate::kit::Ctxt;

/// The paths in `#[derive(..)]`, in order.
pub(super) struct Derives {
    paths: Vec<Path>,
}

pub(super) fn read(attrs: &[Attribute]) -> Derives {
    let mut paths = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("derive")) {
        let list = attr.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
        paths.extend(list.into_iter().flatten());
    }
    Derives { paths }
}

impl Derives {
    fn names(&self) -> impl Iterator<Item = (String, &Path)> {
        self.paths.iter().filter_map(|path| Some((path.segments.last()?.ident.to_string(), path)))
    }

    /// The derives' last words, between spaces.
    pub(super) fn words(&self) -> String {
        self.names().map(|(name, _)| name).collect::<Vec<_>>().join(" ")
    }

    /// Where the derive stands.
    pub(super) fn path(&self, name: &str) -> Option<&Path> {
        self.names().find(|(word, _)| word == name).map(|(_, path)| path)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.names().any(|(word, _)| word == name)
    }

    pub(super) fn has_serde(&self) -> bool {
        self.has("Serialize") || self.has("Deserialize")
    }

    /// The struct's attributes: `Default` is written by the class, and `Debug` where a base has
    /// private fields, which are one field of the struct and several of the object.
    pub(super) fn attrs_of_object(
        attrs: &[Attribute],
        hides_fields: bool,
        flat: Option<&TokenStream>,
    ) -> Vec<TokenStream> {
        // the attributes of serde stay, and something must know them
        let mut out: Vec<_> =
            flat.iter().map(|root| code!(#[derive(#root::__private::class::Inert)])).collect();
        let is_flat = |name: &str| flat.is_some() && matches!(name, "Serialize" | "Deserialize");
        for attr in attrs {
            if !attr.path().is_ident("derive") {
                out.push(attr.to_token_stream());
                continue;
            }
            let own = read(std::slice::from_ref(attr));
            let kept: Vec<&Path> = own
                .names()
                .filter(|(name, _)| {
                    name != "Default" && !(hides_fields && name == "Debug") && !is_flat(name)
                })
                .map(|(_, path)| path)
                .collect();
            if !kept.is_empty() {
                out.push(code!(#[derive(#(#kept),*)]));
            }
        }
        out
    }

    /// The private part's derives: those whose meaning is known, and which hold field by field.
    pub(super) fn attrs_of_private(&self, attrs: &[Attribute]) -> TokenStream {
        let kept: Vec<&Path> = self.repeated().map(|(_, path)| path).collect();
        if kept.is_empty() {
            return TokenStream::new();
        }
        // the names of the fields are those that the class gives them
        let named = attrs.iter().filter(|attr| self.has_serde() && renames(attr));
        code!(#[derive(#(#kept),*)] #(#named)*)
    }

    fn repeated(&self) -> impl Iterator<Item = (String, &Path)> {
        const REPEATED: [&str; 9] = [
            "Clone",
            "Copy",
            "PartialEq",
            "Eq",
            "PartialOrd",
            "Ord",
            "Hash",
            "Serialize",
            "Deserialize",
        ];
        self.names().filter(|(name, _)| REPEATED.contains(&name.as_str()))
    }

    /// Reports the derives that a base with private fields lacks.
    pub(super) fn check(&self, cx: &Ctxt, base: &ClassMeta) {
        if let (Some(path), true) = (self.path("Dict"), base.has_private_fields()) {
            let base = &base.name;
            cx.error(
                path,
                format_args!(
                    "`{base}` has private fields, which `Dict` cannot see: make them `pub`"
                ),
            );
        }
        let needed = self.names().filter(|(name, _)| {
            name == "Debug" || self.repeated().any(|(other, _)| other == *name)
        });
        for (name, path) in needed {
            if base.has_private_fields() && !base.derives(&name) {
                let base = &base.name;
                cx.error(
                    path,
                    format_args!(
                        "`{base}` has private fields and does not derive `{name}`: derive it there"
                    ),
                );
            }
        }
    }
}

/// Whether it is `#[serde(rename_all = ..)]` and nothing else.
fn renames(attr: &Attribute) -> bool {
    let first = || attr.meta.require_list().ok()?.tokens.clone().into_iter().next();
    attr.path().is_ident("serde")
        && matches!(first(), Some(TokenTree::Ident(word)) if word == "rename_all")
}
