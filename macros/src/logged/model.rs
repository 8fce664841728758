//! What `#[logged]` says of each function.

use std::borrow::Cow;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::{Attribute, FnArg, Ident, Meta, Pat, ReceiverKind, Signature, Type};

use super::settings::{self, Settings};
use crate::kit::{Ctxt, LazyBlock, LazyFn, LazyImpl, did_you_mean, is_copy, split_arguments};

/// Fields that every event may have; an argument of such a name is `arg.NAME`.
const RESERVED: &[&str] = &["method", "phase", "result", "error", "elapsed_us", "message"];

/// A function that is logged.
pub(super) struct Method {
    /// `Billing::charge`
    pub(super) name: String,
    pub(super) settings: Settings,
    pub(super) fields: Vec<Field>,
    /// The names of what it owns and may have to drop, the last argument's first.
    pub(super) owned: Vec<(Vec<Attribute>, Ident)>,
}

/// A logged argument.
pub(super) struct Field {
    pub(super) cfgs: Vec<Attribute>,
    pub(super) binding: Ident,
    pub(super) name: String,
    pub(super) is_redacted: bool,
    /// A copy is logged, so that where nothing is logged the argument stays in its register.
    pub(super) is_copy: bool,
}

/// Each function of the block in order, nothing for those that stay as they are.
pub(super) fn of_block(cx: &Ctxt, args: TokenStream, item: &LazyImpl) -> Vec<Option<Method>> {
    let block = settings::read(cx, args);
    for name in block.skip.iter().chain(&block.redact) {
        if !item.functions().any(|f| bindings(&f.sig).any(|known| known == *name)) {
            let known: Vec<_> = item.functions().flat_map(|f| bindings(&f.sig)).collect();
            unknown_argument(cx, name, &known);
        }
    }
    let ty = item.self_name().map_or_else(
        || item.self_ty.to_token_stream().to_string(),
        |name| name.unraw().to_string(),
    );
    let method = |function: &LazyFn| {
        for attr in function.attrs.iter().filter(|attr| is_conditional(attr)) {
            let message = "`cfg_attr` is decided after the block has read this; write \
                           `#[logged(..)]` without it, or `#[cfg(..)]` on two functions";
            cx.error(attr, message);
        }
        let own = function.attrs.iter().find(|attr| is_logged(attr));
        let settings = match own {
            Some(attr) => block.with(settings::read(cx, arguments(attr))),
            None => Settings { err_key: None, ..block.clone() },
        };
        let name = format!("{ty}::{}", function.sig.ident.unraw());
        let help = "write `#[logged(off)]` above it";
        method(cx, function, name, &settings, &block, help)
    };
    item.functions().map(method).collect()
}

pub(super) fn of_function(cx: &Ctxt, args: TokenStream, item: &LazyFn) -> Option<Method> {
    let settings = settings::read(cx, args);
    let name = settings.method.clone().unwrap_or_else(|| item.sig.ident.unraw().to_string());
    let mut none = Settings { skip: Vec::new(), redact: Vec::new(), ..settings.clone() };
    if settings.is_of_block {
        none.clone_from(&settings);
    }
    method(cx, item, name, &settings, &none, "take `#[logged]` away")
}

fn method(
    cx: &Ctxt,
    function: &LazyFn,
    name: String,
    settings: &Settings,
    block: &Settings,
    help: &str,
) -> Option<Method> {
    if settings.is_off || matches!(function.body, LazyBlock::Semi(_)) {
        return None;
    }
    let sig = &function.sig;
    if let Some(token) = &sig.constness {
        cx.error(token, format_args!("a `const fn` cannot be logged, {help}"));
    }
    if let Some(abi) = &sig.abi {
        cx.error(abi, format_args!("an `extern` function cannot be logged, {help}"));
    }
    if sig.generics.lifetimes().any(|param| param.lifetime.ident == "async_trait") {
        let message = "`#[async_trait]` has made this a function that returns its future; write \
                       `#[logged]` above `#[async_trait]`";
        cx.error(&sig.ident, message);
    }
    let known: Vec<Ident> = bindings(sig).collect();
    for name in settings.skip.iter().chain(&settings.redact) {
        let is_block_wide = block.skip.iter().chain(&block.redact).any(|other| other == name);
        if !is_block_wide && !known.contains(name) {
            unknown_argument(cx, name, &known);
        }
    }
    let skip: Vec<&Ident> = settings.skip.iter().chain(&block.skip).collect();
    let redact: Vec<&Ident> = settings.redact.iter().chain(&block.redact).collect();
    let mut fields = Vec::new();
    for input in &sig.inputs {
        let FnArg::Typed(input) = input else { continue };
        for (attr, word) in input.attrs.iter().filter_map(misspelt) {
            let written = attr.path().to_token_stream();
            let message = format!("unknown attribute `{written}`, did you mean `#[{word}]`?");
            cx.error(attr.path(), message);
        }
        let has = |word| input.attrs.iter().any(|attr| is_mark(attr, word));
        let cfgs: Vec<_> =
            input.attrs.iter().filter(|attr| attr.path().is_ident("cfg")).cloned().collect();
        let mut bound = Vec::new();
        bind(&input.pat, &mut bound);
        for binding in bound {
            if has("skip") || is_self(&binding) || skip.contains(&&binding) {
                continue;
            }
            let mut name = binding.unraw().to_string();
            if RESERVED.contains(&name.as_str()) {
                name = format!("arg.{name}");
            }
            let is_redacted = has("redact") || redact.contains(&&binding);
            let is_copy = matches!(&*input.pat, Pat::Ident(pat) if pat.by_ref.is_none())
                && is_copy(&input.ty);
            fields.push(Field { cfgs: cfgs.clone(), binding, name, is_redacted, is_copy });
        }
    }
    Some(Method { name, settings: settings.clone(), fields, owned: owned(sig) })
}

fn owned(sig: &Signature) -> Vec<(Vec<Attribute>, Ident)> {
    let mut owned = Vec::new();
    for input in &sig.inputs {
        let (attrs, names) = match input {
            FnArg::Receiver(receiver) => match &receiver.kind {
                ReceiverKind::Reference(..) => continue,
                _ => (&receiver.attrs, vec![receiver.self_token.into()]),
            },
            FnArg::Typed(input) => {
                if matches!(*input.ty, Type::Reference(_)) || is_copy(&input.ty) {
                    continue;
                }
                let mut bound = Vec::new();
                bind(&input.pat, &mut bound);
                (&input.attrs, bound)
            }
        };
        let cfgs = attrs.iter().filter(|attr| attr.path().is_ident("cfg")).cloned();
        let cfgs: Vec<_> = cfgs.collect();
        owned.extend(names.into_iter().map(|name| (cfgs.clone(), name)));
    }
    owned.reverse();
    owned
}

fn unknown_argument(cx: &Ctxt, name: &Ident, known: &[Ident]) {
    if name == "self" {
        cx.error(name, "`self` is never logged, take it away");
        return;
    }
    let mut words: Vec<String> = known.iter().map(ToString::to_string).collect();
    words.dedup();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let hint = did_you_mean(&name.to_string(), &words);
    cx.error(name, format_args!("no argument is named `{name}`{hint}"));
}

/// The names that a function's arguments bind.
fn bindings(sig: &Signature) -> impl Iterator<Item = Ident> {
    let mut bound = Vec::new();
    for input in &sig.inputs {
        if let FnArg::Typed(input) = input {
            bind(&input.pat, &mut bound);
        }
    }
    bound.into_iter().filter(|name| !is_self(name))
}

/// `self`, and what stands for it in the methods of a class.
fn is_self(name: &Ident) -> bool {
    name == "self" || name == "__self"
}

fn bind(pat: &Pat, out: &mut Vec<Ident>) {
    match pat {
        Pat::Ident(pat) => {
            let is_constant = pat.ident.unraw().to_string().starts_with(char::is_uppercase);
            if !is_constant {
                out.push(pat.ident.clone());
            }
            if let Some((_, inner)) = &pat.subpat {
                bind(inner, out);
            }
        }
        Pat::Paren(pat) => bind(&pat.pat, out),
        Pat::Reference(pat) => bind(&pat.pat, out),
        Pat::Slice(pat) => pat.elems.iter().for_each(|pat| bind(pat, out)),
        Pat::Tuple(pat) => pat.elems.iter().for_each(|pat| bind(pat, out)),
        Pat::TupleStruct(pat) => pat.elems.iter().for_each(|pat| bind(pat, out)),
        Pat::Struct(pat) => pat.fields.iter().for_each(|field| bind(&field.pat, out)),
        Pat::Or(pat) => pat.cases.iter().take(1).for_each(|pat| bind(pat, out)),
        _ => {}
    }
}

fn is_logged(attr: &Attribute) -> bool {
    attr.path().segments.last().is_some_and(|word| word.ident == "logged")
}

/// `#[cfg_attr(.., logged(..))]`
fn is_conditional(attr: &Attribute) -> bool {
    attr.path().is_ident("cfg_attr")
        && split_arguments(arguments(attr)).into_iter().skip(1).any(|given| {
            let mut words = given.into_iter();
            words.any(|token| token.to_string() == "logged")
        })
}

fn is_mark(attr: &Attribute, word: &str) -> bool {
    attr.path().is_ident(word)
}

/// An attribute of an argument that is nearly one of ours, and ours.
fn misspelt(attr: &Attribute) -> Option<(&Attribute, &'static str)> {
    let word = attr.path().get_ident()?.to_string();
    let is_near = |mark: &str| word != mark && did_you_mean(&word, &[mark]).contains("mean");
    ["skip", "redact"].into_iter().find(|mark| is_near(mark)).map(|mark| (attr, mark))
}

fn arguments(attr: &Attribute) -> TokenStream {
    match &attr.meta {
        Meta::List(list) => list.tokens.clone(),
        _ => TokenStream::new(),
    }
}

/// The signature without the marks on its arguments.
pub(super) fn unmarked(sig: &Signature) -> Cow<'_, Signature> {
    let has_attrs = |input: &FnArg| {
        let (FnArg::Typed(syn::PatType { attrs, .. })
        | FnArg::Receiver(syn::Receiver { attrs, .. })) = input;
        !attrs.is_empty()
    };
    if !sig.inputs.iter().any(has_attrs) {
        return Cow::Borrowed(sig);
    }
    let mut sig = sig.clone();
    for input in &mut sig.inputs {
        let (FnArg::Typed(syn::PatType { attrs, .. })
        | FnArg::Receiver(syn::Receiver { attrs, .. })) = input;
        attrs.retain(|attr| {
            !is_mark(attr, "skip") && !is_mark(attr, "redact") && misspelt(attr).is_none()
        });
    }
    Cow::Owned(sig)
}

/// The function's attributes without our own.
pub(super) fn own_attrs(function: &LazyFn) -> impl Iterator<Item = &Attribute> {
    function.attrs.iter().filter(|attr| !is_logged(attr))
}

/// The function as it is without `#[logged]`.
pub(super) fn plain(function: &LazyFn) -> TokenStream {
    let LazyFn { vis, default, sig, body, .. } = function;
    let (attrs, sig) = (own_attrs(function), unmarked(sig));
    quote!(#(#attrs)* #vis #default #sig #body)
}
