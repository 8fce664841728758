//! The function above which `#[init]` stands.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{
    Attribute, FnArg, GenericArgument, Generics, Ident, Pat, PathArguments, ReturnType, Safety,
    Signature, Token, Type, Visibility,
};

use super::arguments::Scope;
use super::model::{cfgs, is_marked};
use crate::kit::{Ctxt, LazyFn, Root, ungrouped};

/// One function that builds the instance; several where each has its `cfg`.
pub(super) struct Constructor {
    pub(super) cfgs: Vec<Attribute>,
    /// What is said to its callers, who call the accessor: `doc`, `deprecated`, `must_use`.
    pub(super) said: Vec<Attribute>,
    pub(super) vis: TokenStream,
    /// As in the accessor.
    pub(super) asyncness: Option<Token![async]>,
    pub(super) generics: Generics,
    pub(super) params: Vec<Param>,
    /// The function, with its own type arguments.
    pub(super) function: TokenStream,
    pub(super) output: Output,
}

/// A parameter under a name, whatever its pattern.
pub(super) struct Param {
    pub(super) cfgs: Vec<Attribute>,
    pub(super) name: Ident,
    pub(super) ty: Type,
}

/// What a constructor returns.
pub(super) enum Output {
    /// `Self`
    Value,
    /// `Result<Self, E>`, here as what the accessor returns: `Result<&'static Self, E>`.
    Result(TokenStream),
}

/// The function as a constructor, all its faults reported; after one, as near as can be to what
/// was meant, so that the accessors are there for their callers.
pub(super) fn constructor(
    cx: &Ctxt,
    function: &LazyFn,
    self_ty: &Type,
    shared: &TokenStream,
) -> Constructor {
    let sig = &function.sig;
    for attr in function.attrs.iter().filter(|attr| is_marked(attr)) {
        if attr.meta.require_path_only().is_err() {
            cx.error(&attr.meta, "`#[init]` takes no arguments");
        }
    }
    check_qualifiers(cx, sig);
    let params = params(cx, sig);
    let output = output(cx, sig, self_ty, shared).unwrap_or(Output::Value);
    let name = &sig.ident;
    let type_args: Vec<&Ident> = sig
        .generics
        .params
        .iter()
        .filter_map(|param| match param {
            syn::GenericParam::Type(param) => Some(&param.ident),
            syn::GenericParam::Const(param) => Some(&param.ident),
            syn::GenericParam::Lifetime(_) => None,
        })
        .collect();
    let turbofish = (!type_args.is_empty()).then(|| quote!(::<#(#type_args),*>));
    // The constructor becomes private, so no `pub` on it says nothing about the instance.
    let vis = match &function.vis {
        Visibility::Inherited => quote!(pub),
        written => written.to_token_stream(),
    };
    Constructor {
        cfgs: cfgs(&function.attrs).cloned().collect(),
        said: function.attrs.iter().filter(|attr| is_said(attr)).cloned().collect(),
        vis,
        asyncness: sig.asyncness,
        generics: sig.generics.clone(),
        params,
        function: quote!(Self::#name #turbofish),
        output,
    }
}

fn is_said(attr: &Attribute) -> bool {
    ["doc", "deprecated", "must_use"].iter().any(|word| attr.path().is_ident(word))
}

fn check_qualifiers(cx: &Ctxt, sig: &Signature) {
    if let Safety::Unsafe(token) = &sig.safety {
        cx.error(token, "`#[init]` cannot be `unsafe`, the generated `instance` is safe to call");
    }
    if let Some(token) = &sig.abi {
        cx.error(token, "`#[init]` is a plain function, take the `extern` away");
    }
}

fn params(cx: &Ctxt, sig: &Signature) -> Vec<Param> {
    let mut params = Vec::new();
    for (i, input) in sig.inputs.iter().enumerate() {
        let input = match input {
            FnArg::Typed(input) => input,
            FnArg::Receiver(receiver) => {
                cx.error(receiver, "`#[init]` makes the value, so it takes no `self`");
                continue;
            }
        };
        let name = match &*input.pat {
            Pat::Ident(pat) if pat.ident != "self" => pat.ident.clone(),
            Pat::Ident(pat) => {
                cx.error(&pat.ident, "`#[init]` makes the value, so it takes no `self`");
                continue;
            }
            _ => format_ident!("arg{i}", span = Span::mixed_site()),
        };
        let cfgs = cfgs(&input.attrs).cloned().collect();
        params.push(Param { cfgs, name, ty: (*input.ty).clone() });
    }
    params
}

/// What an accessor hands out.
pub(super) fn shared(root: &Root, scope: Scope) -> TokenStream {
    match scope {
        Scope::Process => quote!(&'static Self),
        Scope::Thread => quote!(#root::__private::std::rc::Rc<Self>),
    }
}

/// `Self`, or a type whose name ends in `Result` with `Self` first: `io::Result<Self>` too.
fn output(cx: &Ctxt, sig: &Signature, self_ty: &Type, shared: &TokenStream) -> Option<Output> {
    let is_self = |ty: &Type| {
        let text = ungrouped(ty.clone()).to_token_stream().to_string();
        text == "Self" || text == self_ty.to_token_stream().to_string()
    };
    let help = "`#[init]` returns `Self` or `Result<Self, E>`";
    let ReturnType::Type(_, ty) = &sig.output else {
        cx.error(&sig.ident, help);
        return None;
    };
    if is_self(ty) {
        return Some(Output::Value);
    }
    if let Type::Path(mut path) = ungrouped((**ty).clone())
        && let Some(last) = path.path.segments.last_mut()
        && last.ident.to_string().ends_with("Result")
        && let PathArguments::AngleBracketed(list) = &mut last.arguments
        && let Some(GenericArgument::Type(first)) = list.args.first_mut()
        && is_self(first)
    {
        *first = Type::Verbatim(shared.clone());
        return Some(Output::Result(path.into_token_stream()));
    }
    cx.error(ty, help);
    None
}
