//! `Sorted`: what becomes of each member of a block of methods.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{ImplItemConst, Visibility};

use super::awaited;
use super::meta::{ClassMeta, Receiver, Slot};
use super::methods::{Alone, Constant, Method};
use super::quietly;
use super::signature::{Manner, generic, names_self, odd, receiver, slot, visibility};
use super::types::{Owner, Types, mentions_self};
use crate::kit::{Ctxt, LazyBlock, LazyFn};

/// The members of the block by what becomes of them.
#[derive(Default)]
pub(super) struct Sorted {
    pub(super) methods: Vec<Method>,
    pub(super) helpers: Vec<Method>,
    pub(super) constants: Vec<Constant>,
    pub(super) others: Vec<Alone>,
}

impl Sorted {
    /// A public constant is a class attribute, which subclasses have and may override.
    pub(super) fn other(
        &mut self,
        owner: &Owner,
        types: &mut Types,
        mro: &[ClassMeta],
        tokens: TokenStream,
    ) {
        let Some(mut constant) = quietly::<ImplItemConst>(tokens.clone()) else {
            self.others.push(Alone { name: None, must_override: false, tokens });
            return;
        };
        let (is_final, must_override) = marks(&mut constant.attrs);
        let name = constant.ident.to_string();
        let base = mro.iter().skip(1).find_map(|class| class.slot(&name));
        if let (Visibility::Inherited, Some("pub")) =
            (&constant.vis, base.map(|base| base.visibility.as_str()))
        {
            constant.vis = syn::parse_quote!(pub);
        }
        if (base.is_some() || !matches!(constant.vis, Visibility::Inherited))
            && !mentions_self(&constant.ty.to_token_stream())
        {
            // an override's types are those of the attribute that it overrides
            let mut unused = Types::from(0);
            let types = if base.is_some() { &mut unused } else { types };
            self.constants.push(Constant {
                slot: Slot {
                    name,
                    receiver: Receiver::Constant,
                    visibility: visibility(&constant.vis),
                    is_final,
                    result: types.spell(owner, &constant.ty, "'static"),
                    ..Slot::default()
                },
                name: constant.ident.clone(),
                ty: constant.ty.clone(),
                must_override,
            });
        }
        let name = Some(constant.ident.clone());
        let tokens = constant.into_token_stream();
        self.others.push(Alone { name, must_override: false, tokens });
    }

    /// An associated function that this class alone has.
    pub(super) fn own(&mut self, function: &LazyFn, must_override: bool) {
        self.others.push(Alone {
            name: Some(function.sig.ident.clone()),
            must_override,
            tokens: function.to_token_stream(),
        });
    }

    pub(super) fn function(
        &mut self,
        cx: &Ctxt,
        owner: &Owner,
        types: &mut Types,
        mro: &[ClassMeta],
        mut function: LazyFn,
    ) {
        let name = function.sig.ident.to_string();
        let (mut is_final, must_override) = marks(&mut function.attrs);
        if let Some(here) = special(&name) {
            cx.error(
                &function.sig.ident,
                format_args!("`{name}` is Python's, and nothing calls it here: {here}"),
            );
            function.attrs.push(syn::parse_quote!(#[allow(non_snake_case, dead_code)]));
        }
        let has_body = matches!(function.body, LazyBlock::Braces(_));
        let inherits = mro.iter().skip(1).any(|class| class.slot(&name).is_some());
        let is_private = matches!(function.vis, Visibility::Inherited) && !inherits && has_body;
        let Some(receiver) = receiver(&function) else {
            self.own(&function, must_override);
            return;
        };
        let (odd, open) = (odd(&function), generic(&function));
        let stays = odd.is_some() || open.is_some();
        if receiver == Receiver::Class && (is_private || stays || names_self(&function)) {
            if !has_body {
                cx.error(&function.sig, "an associated function without a body is not abstract: a class method has no `Self` in its signature and no type parameters");
                return;
            }
            self.own(&function, must_override);
            return;
        }
        if let Some(token) = function.sig.constness.take() {
            cx.error(
                &token,
                format_args!(
                    "`{name}` is `const`, and its body runs for objects of subclasses, which is not: \
                     leave `const` away"
                ),
            );
        }
        let is_helper = is_private || odd.is_some();
        let is_open = open.is_some() && !is_private;
        match odd.or(open) {
            Some((at, what)) if !is_private && (!is_final || !has_body) => {
                let hint = if has_body {
                    "mark it `#[final_]`, or make it private"
                } else {
                    "give it a body and mark it `#[final_]`"
                };
                cx.error(
                    &at,
                    format_args!("`{name}` {what}, so subclasses cannot override it: {hint}"),
                );
                if !has_body {
                    return;
                }
            }
            _ => {}
        }
        if is_final && !has_body {
            is_final = false;
            cx.error(
                &function.sig.ident,
                format_args!(
                    "`{name}` is `#[final_]`, so no subclass can write its body: write one"
                ),
            );
        }
        // an override's types are those of the method that it overrides
        let mut unused = Types::from(0);
        let types = if inherits { &mut unused } else { types };
        let slot = slot(owner, types, &function, Manner { receiver, is_final, is_helper, is_open });
        let method = Method {
            slot,
            function,
            has_body,
            body: TokenStream::new(),
            is_bound: false,
            is_mut: true,
            must_override,
        };
        if method.slot.is_async && !is_final && !inherits {
            let lost = method.slot.lost.map(|at| method.argument_at(at));
            if let Some(ty) = lost {
                cx.error(
                    &ty,
                    format_args!(
                        "`{name}` is `async`, and a second lifetime stands behind a reference here, so \
                         subclasses cannot override it: mark it `#[final_]`, or take a value"
                    ),
                );
            } else if awaited::has_too_many(&method.slot) {
                cx.error(
                    &method.function.sig.ident,
                    format_args!(
                        "`{name}` is `async` and has more than four lifetimes, so subclasses cannot \
                         override it: mark it `#[final_]`, or take values"
                    ),
                );
            }
        }
        if is_helper { self.helpers.push(method) } else { self.methods.push(method) }
    }
}

/// Takes `#[final_]` and `#[overrides]` away, and says which were there.
fn marks(attrs: &mut Vec<syn::Attribute>) -> (bool, bool) {
    let (mut is_final, mut must_override) = (false, false);
    attrs.retain(|attr| {
        is_final |= attr.path().is_ident("final_");
        must_override |= attr.path().is_ident("overrides");
        !attr.path().is_ident("final_") && !attr.path().is_ident("overrides")
    });
    (is_final, must_override)
}

/// What stands for one of Python's special methods.
fn special(name: &str) -> Option<&'static str> {
    let word = name.strip_prefix("__")?.strip_suffix("__")?;
    Some(match word {
        "init" => "write `fn init(&mut self)`, which `new` runs when the fields are set",
        "new" | "post_init" => "`#[class]` writes `new`, which runs `fn init(&mut self)`",
        "del" => "write `impl Drop` for what is to be let go of",
        "str" => "write `impl Display`",
        "repr" => "write `#[derive(Debug)]` below `#[class]`",
        "eq" | "ne" | "lt" | "le" | "gt" | "ge" | "hash" => {
            "write `#[derive(PartialEq, PartialOrd, Hash)]` below `#[class]`, or an impl"
        }
        "enter" | "exit" => "write `impl Drop`, or see `dunder::aio`",
        _ => "write the trait that Rust has for it, `impl Add` or `impl Index`",
    })
}
