//! The `#[init]` constructor of an impl block.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::quote;
use syn::spanned::Spanned;
use syn::{Attribute, FnArg, Ident, ReturnType};

use super::subject::Subject;
use crate::kit::{Ctxt, LazyFn, LazyImpl};

/// A constructor: its name, and where it says what it returns.
pub(crate) struct Init {
    /// Of several, each has its own.
    pub(super) cfgs: Vec<Attribute>,
    pub(super) ident: Ident,
    pub(super) output: Span,
    pub(super) is_async: bool,
    /// What it takes: nothing, or its configuration.
    pub(super) params: Vec<FnArg>,
}

/// The one constructor of an impl block; several where each has its `cfg`.
pub(super) fn constructors(cx: &Ctxt, block: &LazyImpl) -> Option<Vec<Init>> {
    if let Some((_, path, _)) = &block.of {
        let message = "`#[plugin]` stands on the struct, or on the inherent impl block with its \
                       `#[init]` constructor, not on a trait's impl";
        cx.error(path, message);
        return None;
    }
    let mut inits: Vec<&LazyFn> =
        block.functions().filter(|function| function.attrs.iter().any(is_init)).collect();
    let Some(first) = inits.first().copied() else {
        let message = "no constructor: put `#[init]` on one of the block's functions, or \
                       `#[plugin]` on the struct if it has `Default`";
        cx.error(&block.self_ty, message);
        return None;
    };
    if inits.iter().any(|init| cfgs(init).next().is_none()) {
        for other in inits.drain(1..) {
            let message = format_args!(
                "two constructors: `{}` has `#[init]` already, a plugin takes one",
                first.sig.ident
            );
            cx.error(&other.sig.ident, message);
        }
    }
    Some(inits.into_iter().map(|init| read(cx, init)).collect())
}

fn cfgs(init: &LazyFn) -> impl Iterator<Item = &Attribute> {
    init.attrs.iter().filter(|attr| attr.path().is_ident("cfg"))
}

fn read(cx: &Ctxt, init: &LazyFn) -> Init {
    check_call(cx, init);
    let output = match &init.sig.output {
        ReturnType::Type(_, ty) => ty.span(),
        ReturnType::Default => init.sig.ident.span(),
    };
    let params = init.sig.inputs.iter().filter(|input| matches!(input, FnArg::Typed(_)));
    Init {
        cfgs: cfgs(init).cloned().collect(),
        ident: init.sig.ident.clone(),
        output,
        is_async: init.sig.asyncness.is_some(),
        params: params.cloned().collect(),
    }
}

/// A registry calls the constructor with its configuration at most.
fn check_call(cx: &Ctxt, init: &LazyFn) {
    let sig = &init.sig;
    let name = &sig.ident;
    for receiver in sig.inputs.iter().filter(|input| matches!(input, FnArg::Receiver(_))) {
        cx.error(
            receiver,
            format_args!("a constructor has no `self`: write `fn {name}() -> Self`"),
        );
    }
    if let syn::Safety::Unsafe(word) = &sig.safety {
        cx.error(word, "a plugin's constructor cannot be unsafe");
    }
    if sig.generics.type_params().next().is_some() || sig.generics.const_params().next().is_some() {
        cx.error(&sig.generics, "a plugin's constructor has no parameters of its own");
    }
    if matches!(sig.output, ReturnType::Default) {
        cx.error(
            name,
            format_args!("a constructor returns the plugin: write `fn {name}() -> Self`"),
        );
    }
}

fn is_init(attr: &Attribute) -> bool {
    attr.path().is_ident("init")
}

/// The item without `#[init]`, which stays while another attribute that reads it stands below.
pub(super) fn repeated(subject: &Subject) -> TokenStream {
    match subject {
        Subject::Struct(written) => written.tokens.clone(),
        // The alias may have no other use than to be a plugin.
        Subject::Alias(written) => {
            let alias = &written.tokens;
            quote!(#[allow(dead_code)] #alias)
        }
        Subject::Impl(written) => {
            let reads_init = |attr: &Attribute| {
                let last = attr.path().segments.last();
                last.is_some_and(|word| word.ident == "plugin" || word.ident == "singleton")
            };
            if written.item.attrs.iter().any(reads_init) {
                return written.tokens.clone();
            }
            without_init(&written.tokens)
        }
    }
}

/// An impl block's tokens but for the `#[init]` of its functions.
fn without_init(block: &TokenStream) -> TokenStream {
    let strip = |body: &Group| {
        let mut kept: Vec<TokenTree> = Vec::new();
        for token in body.stream() {
            let after_hash =
                matches!(kept.last(), Some(TokenTree::Punct(hash)) if hash.as_char() == '#');
            if after_hash && matches!(&token, TokenTree::Group(g) if is_word(g, "init")) {
                kept.pop();
            } else {
                kept.push(token);
            }
        }
        let mut group = Group::new(Delimiter::Brace, kept.into_iter().collect());
        group.set_span(body.span());
        group
    };
    let tokens = block.clone().into_iter().map(|token| match token {
        TokenTree::Group(body) if body.delimiter() == Delimiter::Brace => strip(&body).into(),
        other => other,
    });
    tokens.collect()
}

/// Whether the brackets hold this one word.
fn is_word(group: &Group, word: &str) -> bool {
    group.delimiter() == Delimiter::Bracket && group.stream().to_string() == word
}
