//! What `#[serde(..)]` says.

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::{Attribute, ExprPath, LitStr, Meta, Type};

use crate::class::here::code;
use crate::kit::{Arg, ArgValue};

/// Stands in an attribute for the class whose functions it names.
const OWNER: &str = "@owner@";

/// What `#[serde(..)]` says of a field: functions by their paths, all else as it stands.
#[derive(Default)]
pub(super) struct Said {
    pub(super) kept: Vec<TokenStream>,
    pub(super) words: Vec<String>,
    pub(super) shows: Option<TokenStream>,
    pub(super) reads: Option<TokenStream>,
    pub(super) hides: Option<TokenStream>,
    pub(super) missing: Option<TokenStream>,
}

pub(super) fn said_by(attr: &Attribute) -> Vec<(Arg, TokenStream)> {
    let Meta::List(list) = &attr.meta else { return Vec::new() };
    if !list.path.is_ident("serde") {
        return Vec::new();
    }
    let pieces = crate::kit::split_arguments(list.tokens.clone()).into_iter();
    pieces.filter_map(|piece| Some((Arg::read(piece.clone()).ok()?, piece))).collect()
}

/// The path in `= "path"`.
pub(super) fn path(arg: &Arg) -> Option<ExprPath> {
    let ArgValue::Equals(value) = &arg.value else { return None };
    syn::parse2::<LitStr>(value.clone()).ok()?.parse().ok()
}

impl Said {
    pub(super) fn of(attrs: &[Attribute]) -> Self {
        let mut said = Self::default();
        for (arg, piece) in attrs.iter().flat_map(said_by) {
            let (word, path) = (arg.key.text.as_str(), path(&arg));
            match (word, path) {
                ("with", Some(path)) => {
                    said.shows = Some(code!(#path::serialize));
                    said.reads = Some(code!(#path::deserialize));
                }
                ("serialize_with", Some(path)) => said.shows = Some(path.to_token_stream()),
                ("deserialize_with", Some(path)) => said.reads = Some(path.to_token_stream()),
                ("skip_serializing_if", Some(path)) => said.hides = Some(path.to_token_stream()),
                ("default", Some(path)) => said.missing = Some(path.to_token_stream()),
                ("default", None) => {
                    said.missing = Some(code!(::core::default::Default::default));
                }
                _ => {
                    said.words.push(word.to_owned());
                    said.kept.push(piece);
                }
            }
        }
        said
    }

    pub(super) fn has(&self, word: &str) -> bool {
        self.words.iter().any(|one| one == word)
    }

    pub(super) fn is_shown(&self) -> bool {
        !self.has("skip") && !self.has("skip_serializing")
    }

    pub(super) fn is_read(&self) -> bool {
        !self.has("skip") && !self.has("skip_deserializing")
    }

    /// What makes a missing value; serde knows that of an `Option`.
    pub(super) fn missing(&self, ty: &Type) -> Option<(TokenStream, bool)> {
        let usual = || code!(::core::default::Default::default);
        match &self.missing {
            Some(path) => Some((path.clone(), true)),
            None if !self.is_read() => Some((usual(), true)),
            None => (self.reads.is_none() && is_option(ty)).then(|| (usual(), false)),
        }
    }

    /// Without the paths that mean the same everywhere, which stay in the attribute.
    pub(super) fn local(self) -> Self {
        let local = |path: Option<TokenStream>| path.filter(|path| !is_everywhere(path));
        let missing = local(self.missing);
        Self {
            shows: local(self.shows),
            reads: local(self.reads),
            hides: local(self.hides),
            missing,
            ..self
        }
    }

    /// All of it as one attribute, in which paths are functions of the class.
    pub(super) fn attribute(&self, word: &str, is_shown: bool) -> String {
        let all = self;
        let mut args: Vec<String> = all.kept.iter().map(ToString::to_string).collect();
        let mut say = |word_of: &str, path: &Option<TokenStream>, function: &str| {
            let Some(path) = path else { return };
            let text = path.to_string().replace(' ', "");
            args.push(match text.as_str() {
                "::core::default::Default::default" => word_of.to_owned(),
                text if is_everywhere(path) => format!("{word_of} = {text:?}"),
                _ => format!("{word_of} = \"<{OWNER}>::__{function}_{word}\""),
            });
        };
        say("default", &all.missing, "missing");
        if is_shown {
            say("skip_serializing_if", &all.hides, "hides");
            say("serialize_with", &all.shows, "shows");
        }
        say("deserialize_with", &all.reads, "reads");
        if args.is_empty() { String::new() } else { format!("#[serde({})]", args.join(", ")) }
    }
}

pub(super) fn is_option(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    path.path.segments.last().is_some_and(|word| word.ident == "Option")
}

/// A path that means the same in every module.
pub(super) fn is_everywhere(path: &TokenStream) -> bool {
    let text = path.to_string().replace(' ', "");
    let known = ["::", "std::", "core::", "Option::", "Vec::", "String::", "str::", "Default::"];
    known.iter().any(|start| text.starts_with(start))
}

/// The attributes of a field, with the class whose functions they name.
pub(in crate::class) fn owned(attrs: &str, owner: &str) -> String {
    attrs.replace(OWNER, owner)
}
