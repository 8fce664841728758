//! What a method's signature says: how it takes its object, and whether a table can hold it.

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::{FnArg, GenericParam, Pat, ReceiverKind, ReturnType, Safety, Type, Visibility};

use super::meta::{Receiver, Slot, Spelled};
use super::types::{Owner, Types, mentions_self};
use crate::kit::LazyFn;

/// How it takes its object; nothing for `self: Box<Self>` and its like, which stay as written.
pub(super) fn receiver(function: &LazyFn) -> Option<Receiver> {
    match function.sig.inputs.first() {
        Some(FnArg::Receiver(receiver)) => match &receiver.kind {
            ReceiverKind::Value => Some(Receiver::Owned),
            ReceiverKind::Reference(_, _, Some(_)) => Some(Receiver::Exclusive),
            ReceiverKind::Reference(..) => Some(Receiver::Shared),
            _ => None,
        },
        _ => Some(Receiver::Class),
    }
}

/// What of its signature no table of functions can hold.
pub(super) fn generic(function: &LazyFn) -> Option<(TokenStream, &'static str)> {
    let sig = &function.sig;
    if let Some(token) = &sig.asyncness {
        return Some((token.to_token_stream(), "is `async`"));
    }
    let typed = sig.generics.params.iter().find(|p| !matches!(p, GenericParam::Lifetime(_)));
    if let Some(param) = typed {
        return Some((param.to_token_stream(), "has type parameters"));
    }
    let bounded = sig.generics.lifetimes().find(|lifetime| !lifetime.bounds.is_empty());
    if let Some(param) = bounded {
        return Some((param.to_token_stream(), "has bounds on lifetimes"));
    }
    if !matches!(sig.safety, Safety::Default) || sig.abi.is_some() {
        return Some((sig.fn_token.to_token_stream(), "is `unsafe` or `extern`"));
    }
    let opaque = |ty: &Type| matches!(ty, Type::ImplTrait(_));
    let arguments = sig.inputs.iter().find_map(|input| match input {
        FnArg::Typed(typed) if opaque(&typed.ty) => Some(typed.ty.to_token_stream()),
        _ => None,
    });
    let result = match &sig.output {
        ReturnType::Type(_, ty) if opaque(ty) => Some(ty.to_token_stream()),
        _ => None,
    };
    arguments.or(result).map(|ty| (ty, "has `impl Trait` in its signature"))
}

pub(super) fn names_self(function: &LazyFn) -> bool {
    mentions_self(&function.sig.inputs.to_token_stream())
        || mentions_self(&function.sig.output.to_token_stream())
}

/// `pub`, `crate` for anything between, nothing for private.
pub(super) fn visibility(vis: &Visibility) -> String {
    match vis {
        Visibility::Public(_) => "pub".to_owned(),
        Visibility::Inherited => String::new(),
        Visibility::Restricted(_) => "crate".to_owned(),
    }
}

pub(super) fn slot(
    owner: &Owner,
    types: &mut Types,
    function: &LazyFn,
    receiver: Receiver,
    is_final: bool,
    is_helper: bool,
) -> Slot {
    let sig = &function.sig;
    let mut slot = Slot {
        name: sig.ident.to_string(),
        receiver,
        visibility: visibility(&function.vis),
        is_final,
        lifetimes: String::new(),
        lifetime_of_self: String::new(),
        result: Spelled::default(),
        arguments: Vec::new(),
    };
    if is_helper {
        return slot;
    }
    for (at, input) in sig.inputs.iter().enumerate() {
        let FnArg::Typed(parameter) = input else { continue };
        let ty = types.spell(owner, &parameter.ty, "");
        slot.arguments.push((argument(&parameter.pat, at), ty));
    }
    let borrowed = matches!(receiver, Receiver::Shared | Receiver::Exclusive);
    let elided = if borrowed { lifetime_of_self(function) } else { String::new() };
    slot.result = match &sig.output {
        ReturnType::Default => Spelled { portable: "()".to_owned(), written: "()".to_owned() },
        ReturnType::Type(_, ty) => types.spell(owner, ty, &elided),
    };
    let mut named: Vec<String> =
        sig.generics.lifetimes().map(|lifetime| lifetime.lifetime.to_string()).collect();
    if elided == "'__s" && slot.result.portable.contains("'__s") {
        named.insert(0, elided.clone());
    }
    if named.contains(&elided) {
        slot.lifetime_of_self = elided;
    }
    slot.lifetimes = named.join(", ");
    slot
}

/// The lifetime of `&self`, a name of our own where the user gave none.
pub(super) fn lifetime_of_self(function: &LazyFn) -> String {
    let named = match function.sig.inputs.first() {
        Some(FnArg::Receiver(receiver)) => match &receiver.kind {
            ReceiverKind::Reference(_, name, _) => name.as_ref(),
            _ => None,
        },
        _ => None,
    };
    named.map_or("'__s".to_owned(), ToString::to_string)
}

/// The name of a parameter in generated code.
pub(super) fn argument(pat: &Pat, at: usize) -> String {
    match pat {
        Pat::Ident(pat) if pat.subpat.is_none() => pat.ident.to_string(),
        _ => format!("__{at}"),
    }
}
