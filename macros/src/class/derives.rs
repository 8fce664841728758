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
    /// What cannot be derived, which was said.
    left_out: Vec<String>,
}

pub(super) fn read(attrs: &[Attribute]) -> Derives {
    let mut paths = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("derive")) {
        let list = attr.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
        paths.extend(list.into_iter().flatten());
    }
    Derives { paths, left_out: Vec::new() }
}

impl Derives {
    fn names(&self) -> impl Iterator<Item = (String, &Path)> {
        let named = self
            .paths
            .iter()
            .filter_map(|path| Some((path.segments.last()?.ident.to_string(), path)));
        named.filter(|(name, _)| !self.left_out.contains(name))
    }

    /// The derives' last words, between spaces; `-Clone` is one that was left out.
    pub(super) fn words(&self) -> String {
        let left_out = self.left_out.iter().map(|name| format!("-{name}"));
        self.names().map(|(name, _)| name).chain(left_out).collect::<Vec<_>>().join(" ")
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
        &self,
        attrs: &[Attribute],
        hides_fields: bool,
        root: &TokenStream,
        is_flat: bool,
        is_validated: bool,
    ) -> Vec<TokenStream> {
        // the attributes of what is left out stay, and something must know them
        let is_left = is_flat || !self.left_out.is_empty();
        let mut out: Vec<_> =
            is_left.then(|| code!(#[derive(#root::__private::class::Inert)])).into_iter().collect();
        // through its rules `#[validated]` reads it
        let is_flat =
            |name: &str| is_flat && (name == "Serialize" || name == "Deserialize" && !is_validated);
        for attr in attrs {
            if !attr.path().is_ident("derive") {
                out.push(attr.to_token_stream());
                continue;
            }
            let own = read(std::slice::from_ref(attr));
            let kept: Vec<&Path> = own
                .names()
                .filter(|(name, _)| {
                    let is_ours = name == "Default" || hides_fields && name == "Debug";
                    !(is_ours || is_flat(name) || self.left_out.contains(name))
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
    fn lacking(&self, cx: &Ctxt, base: &ClassMeta, firsts: &[&ClassMeta]) -> Vec<String> {
        const SEES: [&str; 4] = ["Dict", "Graph", "Packed", "Proto"];
        let mut missing = Vec::new();
        if !base.has_private_fields() {
            return missing;
        }
        for (name, path) in self.names() {
            let is_ours = SEES.contains(&name.as_str());
            let is_repeated = name == "Debug" || self.repeated().any(|(other, _)| other == name);
            if !is_ours && (!is_repeated || base.derives(&name)) {
                continue;
            }
            // a base between has the fault too
            if firsts.iter().any(|first| first.derives(&format!("-{name}"))) {
                missing.push(name);
                continue;
            }
            let base = &base.name;
            if is_ours {
                cx.error(
                    path,
                    format_args!(
                        "`{base}` has private fields, which `{name}` cannot see: make them `pub`"
                    ),
                );
            } else {
                cx.error(
                    path,
                    format_args!(
                        "`{base}` has private fields and does not derive `{name}`: derive it there"
                    ),
                );
            }
            missing.push(name);
        }
        missing
    }

    /// Reports what bases lack, and leaves it out, so that each is one fault.
    pub(super) fn check_all<'a>(
        &mut self,
        cx: &Ctxt,
        linear: impl Iterator<Item = &'a ClassMeta>,
        bases: &[Vec<ClassMeta>],
    ) {
        let firsts: Vec<_> = bases.iter().filter_map(|base| base.first()).collect();
        let missing: Vec<_> = linear.flat_map(|base| self.lacking(cx, base, &firsts)).collect();
        self.left_out = missing;
        self.left_out.sort_unstable();
        self.left_out.dedup();
    }
}

/// Whether it is `#[serde(rename_all = ..)]` and nothing else.
fn renames(attr: &Attribute) -> bool {
    let first = || attr.meta.require_list().ok()?.tokens.clone().into_iter().next();
    attr.path().is_ident("serde")
        && matches!(first(), Some(TokenTree::Ident(word)) if word == "rename_all")
}
