//! The parameters of a generic method, so that a subclass can repeat its signature.
//!
//! Types can be named from anywhere through the class's table, traits cannot: only the bounds of
//! std's traits are repeated. A method with others is called in bodies of subclasses, by its name.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident};
use syn::ext::IdentExt as _;
use syn::punctuated::Punctuated;
use syn::{
    Expr, GenericArgument, GenericParam, Generics, PathArguments, ReturnType, Token, Type,
    TypeParamBound, TypePath, WherePredicate,
};

use super::here::code;
use super::meta::Open;
use super::types::{Owner, Types, plain};

/// Std's traits, by the last word of their path.
const TRAITS: [(&str, &[&str]); 11] = [
    ("core::ops", &["Fn", "FnMut", "FnOnce", "Add", "Sub", "Mul", "Div", "Rem", "Neg", "Not"]),
    ("core::ops", &["AddAssign", "SubAssign", "Deref", "DerefMut", "RangeBounds"]),
    ("core::convert", &["Into", "From", "TryInto", "TryFrom", "AsRef", "AsMut"]),
    ("core::iter", &["Iterator", "IntoIterator", "DoubleEndedIterator", "ExactSizeIterator"]),
    ("core::iter", &["Extend", "FromIterator", "Sum", "Product"]),
    ("core::marker", &["Copy", "Send", "Sync", "Sized", "Unpin"]),
    ("core::cmp", &["PartialEq", "Eq", "PartialOrd", "Ord"]),
    ("core::fmt", &["Debug", "Display"]),
    ("core::hash", &["Hash", "Hasher", "BuildHasher"]),
    ("core::default", &["Default"]),
    ("core::clone", &["Clone"]),
];

/// Those of which there is one for each module.
const MORE: [(&str, &str); 9] = [
    ("Future", "core::future::Future"),
    ("Any", "core::any::Any"),
    ("FromStr", "core::str::FromStr"),
    ("Error", "core::error::Error"),
    ("Borrow", "core::borrow::Borrow"),
    ("BorrowMut", "core::borrow::BorrowMut"),
    ("ToOwned", "ToOwned"),
    ("ToString", "ToString"),
    ("Object", "Object"),
];

/// Std's types with others in them, whose parameters have no bounds.
const TYPES: [&str; 12] = [
    "Option",
    "Vec",
    "Box",
    "Result",
    "Rc",
    "Arc",
    "VecDeque",
    "HashMap",
    "HashSet",
    "BTreeMap",
    "BTreeSet",
    "PhantomData",
];

fn known(word: &str) -> Option<String> {
    let path = match TRAITS.iter().find(|(_, names)| names.contains(&word)) {
        Some((module, _)) => format!("{module}::{word}"),
        None => MORE.iter().find(|(name, _)| *name == word)?.1.to_owned(),
    };
    Some(format!("__k::{path}"))
}

/// The parameters of a method, its lifetimes as well.
pub(super) fn read(owner: &Owner, types: &mut Types, generics: &Generics) -> Open {
    let (mut names, mut declared) = (Vec::new(), Vec::new());
    for param in &generics.params {
        match param {
            GenericParam::Lifetime(lifetime) => declared.push(plain(&lifetime.to_token_stream())),
            GenericParam::Type(ty) => {
                names.push(own_name(&ty.ident));
                let bounds = types.bounds(owner, &ty.bounds, "");
                let sign = if bounds.is_empty() { "" } else { ": " };
                declared.push(format!("{}{sign}{bounds}", own_name(&ty.ident)));
            }
            GenericParam::Const(constant) => {
                names.push(own_name(&constant.ident));
                let ty = types.portable(owner, &constant.ty, "");
                declared.push(format!("const {}: {ty}", own_name(&constant.ident)));
            }
        }
    }
    let mut clause = String::new();
    for predicate in generics.where_clause.iter().flat_map(|clause| &clause.predicates) {
        match predicate {
            WherePredicate::Type(bounded) if bounded.lifetimes.is_none() => {
                let ty = types.portable(owner, &bounded.bounded_ty, "");
                let bounds = types.bounds(owner, &bounded.bounds, "");
                clause += &format!("{ty}: {bounds}, ");
            }
            WherePredicate::Lifetime(lifetime) => {
                clause += &format!("{}, ", plain(&lifetime.to_token_stream()));
            }
            _ => types.is_bound_here = true,
        }
    }
    Open { names: names.join(", "), declared: declared.join(", "), clause, is_portable: true }
}

/// The parameter as subclasses declare it, whose own parameters may have its name.
fn own_name(name: &Ident) -> String {
    format!("__{}", name.unraw())
}

/// The names of a method's parameters that are types or constants.
pub(super) fn names(generics: &Generics) -> Vec<String> {
    let params = generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(ty) => Some(ty.ident.to_string()),
        GenericParam::Const(constant) => Some(constant.ident.to_string()),
        GenericParam::Lifetime(_) => None,
    });
    params.collect()
}

impl Types {
    pub(super) fn names_param(&self, tokens: &TokenStream) -> bool {
        !self.params.is_empty()
            && tokens.clone().into_iter().any(|token| match token {
                proc_macro2::TokenTree::Ident(word) => self.params.iter().any(|p| word == p),
                proc_macro2::TokenTree::Group(group) => self.names_param(&group.stream()),
                _ => false,
            })
    }

    /// A type that names a parameter of the method.
    pub(super) fn of_param(&mut self, owner: &Owner, ty: &Type, elided: &str) -> String {
        match ty {
            Type::Path(path) if path.qself.is_none() => self.path_of_param(owner, path, elided),
            Type::Array(array) => {
                let inner = self.portable(owner, &array.elem, elided);
                let length = match &array.len {
                    Expr::Lit(length) => length.to_token_stream().to_string(),
                    Expr::Path(path) => match path.path.get_ident() {
                        Some(name) if self.params.iter().any(|param| name == param) => {
                            own_name(name)
                        }
                        _ => self.bound_here(ty),
                    },
                    _ => self.bound_here(ty),
                };
                format!("[{inner}; {length}]")
            }
            _ => self.bound_here(ty),
        }
    }

    fn bound_here(&mut self, ty: &Type) -> String {
        self.is_bound_here = true;
        plain(&ty.to_token_stream())
    }

    fn path_of_param(&mut self, owner: &Owner, ty: &TypePath, elided: &str) -> String {
        let segments = &ty.path.segments;
        let (Some(first), Some(last)) = (segments.first(), segments.last()) else {
            return String::new();
        };
        // `T`, `T::Item`
        if self.params.iter().any(|param| first.ident == param) && first.arguments.is_none() {
            let rest = segments.iter().skip(1).map(|segment| format!("::{}", segment.ident));
            return own_name(&first.ident) + &rest.collect::<String>();
        }
        let PathArguments::AngleBracketed(given) = &last.arguments else {
            return self.bound_here(&Type::Path(ty.clone()));
        };
        let types: Option<Vec<&Type>> = given
            .args
            .iter()
            .map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            })
            .collect();
        let is_std = TYPES.iter().any(|name| last.ident == name);
        match types {
            Some(types) if is_std && (types.len() == 1 || types.len() == 2) => {
                let holes = types.iter().zip(["__P", "__Q"]).map(|(_, hole)| {
                    GenericArgument::Type(Type::Verbatim(format_ident!("{hole}").to_token_stream()))
                });
                let mut pattern = ty.clone();
                if let Some(last) = pattern.path.segments.last_mut()
                    && let PathArguments::AngleBracketed(given) = &mut last.arguments
                {
                    given.args = holes.collect();
                }
                let at = self.constructor(owner, &pattern.to_token_stream(), types.len());
                let inner: Vec<String> =
                    types.iter().map(|ty| self.portable(owner, ty, elided)).collect();
                format!("^{}.{at}<{}>", types.len(), inner.join(", "))
            }
            _ => self.bound_here(&Type::Path(ty.clone())),
        }
    }

    /// Bounds by names that hold in every module.
    pub(super) fn bounds(
        &mut self,
        owner: &Owner,
        bounds: &Punctuated<TypeParamBound, Token![+]>,
        elided: &str,
    ) -> String {
        let all: Vec<String> =
            bounds.iter().map(|bound| self.bound(owner, bound, elided)).collect();
        all.join(" + ")
    }

    fn bound(&mut self, owner: &Owner, bound: &TypeParamBound, elided: &str) -> String {
        let TypeParamBound::Trait(bound) = bound else {
            if !matches!(bound, TypeParamBound::Lifetime(_)) {
                self.is_bound_here = true;
            }
            return plain(&bound.to_token_stream());
        };
        let mark = if bound.maybe.is_some() { "?" } else { "" };
        let binder = bound
            .lifetimes
            .as_ref()
            .map_or(String::new(), |binder| format!("{} ", plain(&binder.to_token_stream())));
        let last = bound.path.segments.last();
        let Some((last, path)) =
            last.and_then(|last| Some((last, known(&last.ident.to_string())?)))
        else {
            self.is_bound_here = true;
            return plain(&bound.to_token_stream());
        };
        let arguments = match &last.arguments {
            PathArguments::None => String::new(),
            PathArguments::Parenthesized(call) => {
                let inputs: Vec<String> =
                    call.inputs.iter().map(|ty| self.portable(owner, &ty.ty, "")).collect();
                let output = match &call.output {
                    ReturnType::Default => String::new(),
                    ReturnType::Type(_, ty) => format!(" -> {}", self.portable(owner, ty, "")),
                };
                format!("({}){output}", inputs.join(", "))
            }
            PathArguments::AngleBracketed(given) => {
                let args: Vec<String> = given
                    .args
                    .iter()
                    .map(|argument| match argument {
                        GenericArgument::Type(ty) => self.portable(owner, ty, elided),
                        GenericArgument::AssocType(assoc) if assoc.generics.is_none() => {
                            format!("{} = {}", assoc.ident, self.portable(owner, &assoc.ty, elided))
                        }
                        GenericArgument::Constraint(one) if one.generics.is_none() => {
                            let bounds = self.bounds(owner, &one.bounds, elided);
                            format!("{}: {bounds}", one.ident)
                        }
                        GenericArgument::Lifetime(lifetime) => lifetime.to_string(),
                        other => {
                            self.is_bound_here = true;
                            plain(&code!(#other))
                        }
                    })
                    .collect();
                format!("<{}>", args.join(", "))
            }
        };
        format!("{mark}{binder}{path}{arguments}")
    }
}
