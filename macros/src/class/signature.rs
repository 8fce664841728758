//! What a method's signature says: how it takes its object, and whether a table can hold it.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{FnArg, GenericParam, Pat, ReceiverKind, ReturnType, Safety, Visibility};

use super::meta::{Receiver, Slot, Spelled};
use super::types::{Owner, Types, filled, mentions_self};
use super::{awaited, generics};
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

/// What keeps subclasses from having the method at all: it stays with its class.
pub(super) fn odd(function: &LazyFn) -> Option<(TokenStream, &'static str)> {
    let sig = &function.sig;
    let is_odd = !matches!(sig.safety, Safety::Default) || sig.abi.is_some();
    is_odd.then(|| (sig.fn_token.to_token_stream(), "is `unsafe` or `extern`"))
}

/// What of its signature no table of functions can hold.
pub(super) fn generic(function: &LazyFn) -> Option<(TokenStream, &'static str)> {
    let sig = &function.sig;
    let typed = sig.generics.params.iter().find(|p| !matches!(p, GenericParam::Lifetime(_)));
    if let Some(param) = typed {
        return Some((param.to_token_stream(), "has type parameters"));
    }
    let bounded = sig.generics.lifetimes().find(|lifetime| !lifetime.bounds.is_empty());
    if let Some(param) = bounded {
        return Some((param.to_token_stream(), "has bounds on lifetimes"));
    }
    let arguments = sig.inputs.iter().find_map(|input| match input {
        FnArg::Typed(typed) => Some(typed.ty.to_token_stream()).filter(is_opaque),
        FnArg::Receiver(_) => None,
    });
    let result = match &sig.output {
        ReturnType::Type(_, ty) => Some(ty.to_token_stream()).filter(is_opaque),
        ReturnType::Default => None,
    };
    arguments.or(result).map(|ty| (ty, "has `impl Trait` in its signature"))
}

/// Whether the type says `impl`.
pub(super) fn is_opaque(ty: &TokenStream) -> bool {
    ty.clone().into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == "impl",
        TokenTree::Group(group) => is_opaque(&group.stream()),
        _ => false,
    })
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

/// What is decided of a method before its signature is read.
#[derive(Clone, Copy)]
pub(super) struct Manner {
    pub(super) receiver: Receiver,
    pub(super) is_final: bool,
    /// Its class alone has it.
    pub(super) is_helper: bool,
    /// It has parameters of its own.
    pub(super) is_open: bool,
}

pub(super) fn slot(owner: &Owner, types: &mut Types, function: &LazyFn, manner: Manner) -> Slot {
    let sig = &function.sig;
    let Manner { receiver, is_final, is_helper, is_open } = manner;
    let is_async = sig.asyncness.is_some();
    let mut slot = Slot {
        name: sig.ident.to_string(),
        receiver,
        visibility: visibility(&function.vis),
        is_final,
        is_async,
        ..Slot::default()
    };
    if is_helper {
        return slot;
    }
    if is_open {
        types.params = generics::names(&sig.generics);
        types.is_bound_here = false;
    }
    // in an awaited call each lifetime has a name, because its future is named by its class
    let is_awaited = is_async && !is_open;
    let borrowed = matches!(receiver, Receiver::Shared | Receiver::Exclusive);
    let lends = !is_async
        && !borrowed
        && matches!(&sig.output, ReturnType::Type(_, ty)
            if filled(ty.to_token_stream(), LENT).is_some());
    let lent = sig.generics.lifetimes().next().map(|lifetime| lifetime.lifetime.to_string());
    let is_new = lends && lent.is_none();
    let lent = lent.filter(|_| lends).unwrap_or_else(|| LENT.to_owned());
    let each = match (is_awaited, lends) {
        (true, _) => awaited::EACH,
        (_, true) => lent.as_str(),
        _ => "",
    };
    for (at, input) in sig.inputs.iter().enumerate() {
        let FnArg::Typed(parameter) = input else { continue };
        let ty = types.spell(owner, &parameter.ty, each);
        slot.arguments.push((argument(&parameter.pat, at), ty));
    }
    let mut named: Vec<String> =
        sig.generics.lifetimes().map(|lifetime| lifetime.lifetime.to_string()).collect();
    named.extend(is_new.then(|| lent.clone()));
    let own = if borrowed { lifetime_of_self(function) } else { String::new() };
    let (mut elided, mut inner) = (if lends { lent } else { own.clone() }, None);
    if is_awaited {
        let arguments = slot.arguments.iter_mut().map(|(_, ty)| &mut ty.portable);
        let found = awaited::name_lifetimes(&own, arguments.collect());
        named.retain(|name| found.inner.as_ref() != Some(name));
        named.extend(found.fresh);
        if !borrowed && named.len() == 1 {
            elided = named.concat();
        }
        (inner, slot.lost) = (found.inner, found.lost);
    }
    slot.result = match &sig.output {
        ReturnType::Default => Spelled { portable: "()".to_owned(), written: "()".to_owned() },
        ReturnType::Type(_, ty) => types.spell(owner, ty, &elided),
    };
    if let Some(inner) = inner {
        slot.result.portable = awaited::as_inner(&slot.result.portable, &inner);
    }
    let names_own = slot.result.portable.contains("'__s") || is_awaited;
    if own == "'__s" && names_own {
        named.insert(0, own.clone());
    }
    if named.contains(&own) {
        slot.lifetime_of_self = own;
    }
    if is_open {
        let mut open = generics::read(owner, types, &sig.generics);
        if slot.lifetime_of_self == "'__s" {
            open.declared = format!("'__s, {}", open.declared);
        }
        open.is_portable = !types.is_bound_here;
        types.params.clear();
        slot.open = Some(open);
    }
    slot.lifetimes = named.join(", ");
    slot
}

/// The lifetime of a result that borrows from an argument, where it has no name.
const LENT: &str = "'__l";

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
