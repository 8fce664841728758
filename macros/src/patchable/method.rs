//! One method of a block: the types of its replacements, or why it has none.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::{
    Attribute, FnArg, GenericParam, Generics, Ident, Lifetime, Pat, ReceiverKind, ReturnType,
    Safety, Type, TypeParamBound, Visibility, WherePredicate,
};

use super::lifetimes::{Names, mentioned, named, renamed, replace_self};
use super::model::is_opaque;
use crate::kit::{LazyFn, LazyImpl, LazyMember, is_copy};

/// What `#[patchable(..)]` above a method says.
#[derive(Clone, Copy)]
pub(super) struct Setting {
    pub(super) is_skipped: bool,
    /// `?Send`
    pub(super) is_local: bool,
}

/// How a method gets its instance.
pub(super) enum Receiver {
    None,
    Shared,
    Exclusive,
    /// By value, or in a pointer.
    Owned,
}

/// An argument that is not `self`.
pub(super) struct Argument {
    /// The name that the rewritten method gives it.
    pub(super) name: Ident,
    /// Its pattern, where that is no name.
    pub(super) pattern: Option<Pat>,
    pub(super) ty: TokenStream,
    /// Whether its type's tokens say that it can be copied.
    pub(super) is_copy: bool,
}

pub(super) struct Method<'i> {
    item: &'i LazyImpl,
    pub(super) function: &'i LazyFn,
    pub(super) setting: Setting,
    /// `add`, or `Shape_area` of a trait.
    pub(super) word: String,
    pub(super) cfgs: Vec<Attribute>,
    pub(super) vis: Visibility,
    /// The reason in `bars`, where it cannot be patched.
    pub(super) bar: Option<Ident>,
    pub(super) receiver: Receiver,
    /// The receiver's type, with every lifetime named.
    pub(super) receiver_ty: Option<TokenStream>,
    /// `Self` as it is written in types.
    pub(super) self_ty: TokenStream,
    pub(super) arguments: Vec<Argument>,
    /// Of the inputs; a replacement is for all of them.
    pub(super) lifetimes: Vec<Lifetime>,
    pub(super) output: TokenStream,
    /// The method's own parameters but for lifetimes.
    pub(super) generics: Generics,
    pub(super) type_params: Vec<Ident>,
    pub(super) has_self_key: bool,
}

impl<'i> Method<'i> {
    #[allow(clippy::too_many_lines, reason = "one signature, read from left to right")]
    pub(super) fn read(item: &'i LazyImpl, function: &'i LazyFn, setting: Setting) -> Self {
        let sig = &function.sig;
        let of = item.of.as_ref().map(|(_, path, _)| path);
        let word = match of.and_then(|path| path.segments.last()) {
            Some(of) => super::trait_word(of, &sig.ident),
            None => sig.ident.unraw().to_string(),
        };
        let mut names = Names::default();
        // `Self` stands for one lifetime in the block, and for any in a replacement's type.
        let self_ty = named(item.self_ty.to_token_stream(), &mut || names.fresh());
        let mut own = Vec::new();
        mentioned(&self_ty, &mut own);
        let has_lifetimes = !own.is_empty();
        let resolve = |tokens: TokenStream| {
            let tokens = resolve_assoc(item, tokens);
            if has_lifetimes { replace_self(tokens, &|_| Some(self_ty.clone())) } else { tokens }
        };
        let shown = if has_lifetimes { self_ty.clone() } else { quote!(Self) };

        let (mut receiver, mut receiver_ty, mut self_lifetime) = (Receiver::None, None, None);
        let mut arguments = Vec::new();
        let mut has_cfg = false;
        for (i, input) in sig.inputs.iter().enumerate() {
            match input {
                FnArg::Receiver(this) => {
                    let ty = match &this.kind {
                        ReceiverKind::Value => {
                            receiver = Receiver::Owned;
                            shown.clone()
                        }
                        ReceiverKind::Reference(_, lifetime, mutability) => {
                            receiver = match mutability {
                                Some(_) => Receiver::Exclusive,
                                None => Receiver::Shared,
                            };
                            let lifetime = lifetime.clone().unwrap_or_else(|| names.fresh());
                            self_lifetime = Some(lifetime.clone());
                            quote!(&#lifetime #mutability #shown)
                        }
                        ReceiverKind::Typed(_, ty) => {
                            let count = names.fresh.len();
                            receiver = Receiver::Owned;
                            let tokens = resolve(ty.to_token_stream());
                            let tokens = named(tokens, &mut || names.fresh());
                            if let Type::Reference(reference) = &**ty {
                                self_lifetime = reference
                                    .lifetime
                                    .clone()
                                    .or_else(|| names.fresh.get(count).cloned());
                            }
                            tokens
                        }
                        #[allow(unreachable_patterns)]
                        _ => shown.clone(),
                    };
                    receiver_ty = Some(ty);
                }
                FnArg::Typed(input) => {
                    has_cfg |= input.attrs.iter().any(|attr| attr.path().is_ident("cfg"));
                    let ty = named(resolve(input.ty.to_token_stream()), &mut || names.fresh());
                    let (name, pattern) = match &*input.pat {
                        // What begins with `_` says that it is not used.
                        Pat::Ident(pat)
                            if pat.by_ref.is_none()
                                && pat.subpat.is_none()
                                && !pat.ident.to_string().starts_with('_') =>
                        {
                            (pat.ident.clone(), None)
                        }
                        pat => (format_ident!("__a{i}"), Some(pat.clone())),
                    };
                    arguments.push(Argument { name, pattern, ty, is_copy: is_copy(&input.ty) });
                }
            }
        }

        let inputs: TokenStream =
            receiver_ty.iter().chain(arguments.iter().map(|arg| &arg.ty)).cloned().collect();
        let mut in_inputs = Vec::new();
        mentioned(&inputs, &mut in_inputs);
        let (output, is_never) = match &sig.output {
            ReturnType::Default => (quote!(()), false),
            ReturnType::Type(_, ty) => {
                let elided = self_lifetime.or_else(|| match in_inputs.as_slice() {
                    [one] => Some(Lifetime::new(&format!("'{one}"), Span::mixed_site())),
                    _ => None,
                });
                let elided = elided.unwrap_or_else(|| Lifetime::new("'_", Span::call_site()));
                let output = named(resolve(ty.to_token_stream()), &mut || elided.clone());
                (output, matches!(**ty, Type::Never(_)))
            }
        };
        let parameters: Vec<&Lifetime> =
            lifetimes_of(&item.generics).chain(lifetimes_of(&sig.generics)).collect();
        let lifetimes: Vec<Lifetime> = names
            .fresh
            .iter()
            .chain(parameters.iter().copied())
            .filter(|lifetime| in_inputs.contains(&lifetime.ident.to_string()))
            .cloned()
            .collect();
        let parameters: Vec<String> =
            parameters.iter().map(|lifetime| lifetime.ident.to_string()).collect();
        let rename = |tokens: TokenStream| renamed(tokens, &parameters);
        let lifetimes = lifetimes
            .into_iter()
            .map(|lifetime| {
                if parameters.contains(&lifetime.ident.to_string()) {
                    Lifetime::new(&format!("'__{}", lifetime.ident), lifetime.span())
                } else {
                    lifetime
                }
            })
            .collect();
        let mut in_output = Vec::new();
        mentioned(&output, &mut in_output);

        let bar = if setting.is_skipped {
            Some("Skipped")
        } else if sig.constness.is_some() {
            Some("ConstFn")
        } else if matches!(sig.safety, Safety::Unsafe(_)) {
            Some("UnsafeFn")
        } else if sig.abi.is_some() || sig.variadic.is_some() {
            Some("ExternFn")
        } else if has_cfg {
            Some("CfgArgument")
        } else if is_never {
            Some("Never")
        } else if is_opaque(&sig.inputs.to_token_stream())
            || is_opaque(&sig.output.to_token_stream())
        {
            Some("OpaqueType")
        } else if !all_static(&item.generics) || !all_static(&sig.generics) {
            Some("NotStatic")
        } else if has_lifetime_bounds(&item.generics)
            || has_lifetime_bounds(&sig.generics)
            || in_output.iter().any(|lifetime| !in_inputs.contains(lifetime))
        {
            Some("LifetimeBound")
        } else {
            unconstrained(item).then_some("NotStatic")
        };
        Self {
            item,
            function,
            setting,
            word,
            cfgs: function
                .attrs
                .iter()
                .filter(|attr| attr.path().is_ident("cfg"))
                .cloned()
                .collect(),
            vis: if of.is_some() { syn::parse_quote!(pub) } else { function.vis.clone() },
            bar: bar.map(|bar| Ident::new(bar, Span::call_site())),
            receiver,
            receiver_ty: receiver_ty.map(rename),
            self_ty: rename(shown),
            arguments: arguments
                .into_iter()
                .map(|argument| Argument { ty: rename(argument.ty), ..argument })
                .collect(),
            lifetimes,
            output: rename(output),
            generics: without_lifetimes(&sig.generics),
            type_params: item
                .generics
                .type_params()
                .filter(|_| has_lifetimes)
                .chain(sig.generics.type_params())
                .map(|parameter| parameter.ident.clone())
                .collect(),
            has_self_key: !has_lifetimes && !item.generics.params.is_empty(),
        }
    }

    pub(super) fn is_async(&self) -> bool {
        self.function.sig.asyncness.is_some()
    }

    /// The trait, of a trait's block.
    pub(super) fn of(&self) -> Option<&'i syn::Path> {
        self.item.of.as_ref().map(|(_, path, _)| path)
    }

    /// The tokens with a trait's own types named where there is no trait.
    pub(super) fn resolved(&self, tokens: TokenStream) -> TokenStream {
        resolve_assoc(self.item, tokens)
    }

    /// The types of a replacement's arguments, `self` first.
    pub(super) fn inputs(&self) -> Vec<&TokenStream> {
        self.receiver_ty.iter().chain(self.arguments.iter().map(|arg| &arg.ty)).collect()
    }
}

/// In a trait's block `Self::Item` is the trait's; elsewhere `Self` has no such thing.
fn resolve_assoc(item: &LazyImpl, tokens: TokenStream) -> TokenStream {
    let Some((_, of, _)) = &item.of else { return tokens };
    let self_ty = &item.self_ty;
    let is_here = |name: &Ident| {
        item.members.iter().any(|member| match member {
            LazyMember::Other(tokens) => {
                let mut words = tokens.clone().into_iter().filter_map(|token| match token {
                    proc_macro2::TokenTree::Ident(word) => Some(word),
                    _ => None,
                });
                words.by_ref().any(|word| word == "type" || word == "const")
                    && words.next().is_some_and(|word| word == *name)
            }
            LazyMember::Fn(_) => false,
        })
    };
    replace_self(tokens, &|after| match after {
        Some(name) if is_here(name) => Some(quote!(<#self_ty as #of>)),
        _ => None,
    })
}

fn lifetimes_of(generics: &Generics) -> impl Iterator<Item = &Lifetime> {
    generics.lifetimes().map(|parameter| &parameter.lifetime)
}

/// Whether each type parameter says that it is `'static`.
pub(super) fn all_static(generics: &Generics) -> bool {
    let is_static = |bound: &TypeParamBound| match bound {
        TypeParamBound::Lifetime(lifetime) => lifetime.ident == "static",
        TypeParamBound::Trait(bound) => {
            bound.path.segments.last().is_some_and(|word| word.ident == "Any")
        }
        _ => false,
    };
    generics.type_params().all(|parameter| {
        let name = &parameter.ident;
        parameter.bounds.iter().any(is_static)
            || generics.where_clause.iter().flat_map(|clause| &clause.predicates).any(|predicate| {
                match predicate {
                    WherePredicate::Type(predicate) => {
                        matches!(&predicate.bounded_ty, Type::Path(ty) if ty.path.is_ident(name))
                            && predicate.bounds.iter().any(is_static)
                    }
                    _ => false,
                }
            })
    })
}

/// Whether a lifetime parameter is bounded, or a where-clause names one.
fn has_lifetime_bounds(generics: &Generics) -> bool {
    let mut named = Vec::new();
    for parameter in generics.type_params() {
        mentioned(&parameter.bounds.to_token_stream(), &mut named);
    }
    if let Some(clause) = &generics.where_clause {
        mentioned(&clause.to_token_stream(), &mut named);
    }
    generics.lifetimes().any(|parameter| {
        !parameter.bounds.is_empty() || named.contains(&parameter.lifetime.ident.to_string())
    })
}

/// Whether a type parameter of a trait's block is not one of the type: an inherent block, where
/// the hidden functions stand, could not have it.
fn unconstrained(item: &LazyImpl) -> bool {
    let ty = item.self_ty.to_token_stream();
    item.generics.params.iter().any(|parameter| match parameter {
        GenericParam::Type(parameter) => {
            !super::lifetimes::has_word(&ty, &parameter.ident.to_string())
        }
        GenericParam::Const(parameter) => {
            !super::lifetimes::has_word(&ty, &parameter.ident.to_string())
        }
        GenericParam::Lifetime(_) => false,
    })
}

fn without_lifetimes(generics: &Generics) -> Generics {
    let mut generics = generics.clone();
    generics.params = generics
        .params
        .into_iter()
        .filter(|parameter| !matches!(parameter, GenericParam::Lifetime(_)))
        .collect();
    if generics.params.is_empty() {
        (generics.lt_token, generics.gt_token) = (None, None);
    }
    generics
}

/// Whether every type of the call is one that a `Box<dyn Any>` can hold.
pub(super) fn why_not_by_name(method: &Method<'_>) -> Option<&'static str> {
    let mut lifetimes = Vec::new();
    for argument in &method.arguments {
        mentioned(&argument.ty, &mut lifetimes);
    }
    mentioned(&method.output, &mut lifetimes);
    if method.is_async() {
        Some("it is `async`")
    } else if !method.generics.params.is_empty() {
        Some("it has type parameters")
    } else if matches!(method.receiver, Receiver::Owned) {
        Some("it consumes its instance")
    } else if !lifetimes.is_empty() {
        Some("it borrows")
    } else {
        None
    }
}
