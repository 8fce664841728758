//! What stands around the methods: the attributes, parameters and bounds of `impl CLASS`.

use proc_macro2::Ident;
use quote::ToTokens as _;
use syn::{Attribute, GenericArgument, GenericParam, Generics, PathArguments, Type};

use super::types::plain;
use crate::kit::{Ctxt, LazyImpl, LazyMember};

/// Gives the block's lints to its methods, and reports what would have no effect.
pub(super) fn check(cx: &Ctxt, class: &Generics, name: &Ident, block: &mut LazyImpl) {
    let (lints, others): (Vec<Attribute>, Vec<Attribute>) =
        std::mem::take(&mut block.attrs).into_iter().partition(is_lint);
    for attr in others.iter().filter(|attr| !is_silent(attr)) {
        let path = plain(&attr.path().to_token_stream());
        let is_of_blocks = matches!(path.as_str(), "patchable" | "properties" | "singleton");
        let methods = if is_of_blocks { "" } else { "on its methods, or " };
        cx.error(
            attr.path(),
            format_args!(
                "`#[methods]` writes this block anew, without `#[{path}]`: write it {methods}on an \
                 `impl {name}` of its own"
            ),
        );
    }
    if !lints.is_empty() {
        for member in &mut block.members {
            if let LazyMember::Fn(function) = member {
                function.attrs.splice(0..0, lints.iter().cloned());
            }
        }
    }
    if !has_parameters_of(class, block) {
        let (parameters, arguments) = (class.split_for_impl().0, class.split_for_impl().1);
        let (parameters, arguments) =
            (plain(&parameters.to_token_stream()), plain(&arguments.to_token_stream()));
        cx.error(
            &block.self_ty,
            format_args!(
                "a class's methods hold for all of its instances: write `impl{parameters} \
                 {name}{arguments}`"
            ),
        );
        return;
    }
    bounds(cx, class, name, block);
}

fn is_lint(attr: &Attribute) -> bool {
    ["allow", "expect", "warn", "deny", "forbid"].iter().any(|name| attr.path().is_ident(name))
}

/// What says nothing of the block's code.
fn is_silent(attr: &Attribute) -> bool {
    let first = attr.path().segments.first().map(|word| word.ident.to_string());
    matches!(
        first.as_deref(),
        Some("doc" | "cfg" | "cfg_attr" | "rustfmt" | "clippy" | "diagnostic")
    )
}

fn parameter(param: &GenericParam) -> String {
    match param {
        GenericParam::Type(param) => param.ident.to_string(),
        GenericParam::Const(param) => param.ident.to_string(),
        GenericParam::Lifetime(param) => param.lifetime.to_string(),
    }
}

/// Whether the block says the class's parameters, in the class's order and by the class's names.
fn has_parameters_of(class: &Generics, block: &LazyImpl) -> bool {
    let of_class: Vec<String> = class.params.iter().map(parameter).collect();
    let declared: Vec<String> = block.generics.params.iter().map(parameter).collect();
    let given: Vec<String> = match &block.self_ty {
        Type::Path(path) => match path.path.segments.last().map(|last| &last.arguments) {
            Some(PathArguments::AngleBracketed(list)) => list
                .args
                .iter()
                .map(|argument| match argument {
                    GenericArgument::Const(syn::Expr::Block(block)) => plain(
                        &block.block.stmts.iter().map(quote::ToTokens::to_token_stream).collect(),
                    ),
                    argument => plain(&argument.to_token_stream()),
                })
                .collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    of_class == declared && of_class == given
}

/// A bound of the block alone would hold for some instances only.
fn bounds(cx: &Ctxt, class: &Generics, name: &Ident, block: &LazyImpl) {
    for (own, of_class) in block.generics.type_params().zip(class.type_params()) {
        let (own_bounds, of_class) =
            (plain(&own.bounds.to_token_stream()), plain(&of_class.bounds.to_token_stream()));
        if !own_bounds.is_empty() && own_bounds != of_class {
            let ident = &own.ident;
            cx.error(
                own,
                format_args!(
                    "a class's methods hold for all of its instances: write `{ident}: {own_bounds}` \
                     in `struct {name}<..>`"
                ),
            );
        }
    }
    let of_class =
        class.where_clause.as_ref().map(|clause| plain(&clause.predicates.to_token_stream()));
    if let Some(clause) = &block.generics.where_clause
        && of_class.as_deref().map(|text| text.trim_end_matches(','))
            != Some(plain(&clause.predicates.to_token_stream()).trim_end_matches(','))
    {
        cx.error(
            clause,
            format_args!(
                "a class's methods hold for all of its instances: write the bounds at `struct {name}`"
            ),
        );
    }
}
