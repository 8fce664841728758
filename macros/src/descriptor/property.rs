//! One method with `#[property]`.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Attribute, Ident, LitStr, Meta, ReceiverKind, ReturnType, Safety, Signature, Type};

use crate::kit::{Args, Ctxt, LazyFn, Root, nanoseconds};

const KEYS: &[&str] = &["setter", "deleter", "cached", "ttl", "cell"];

/// A method that reads, sets or deletes a property.
pub(super) struct Method {
    pub(super) role: Role,
    /// The property, which `set_level` calls `level`.
    pub(super) property: String,
    /// The method's own name.
    pub(super) ident: Ident,
    pub(super) cfgs: Vec<Attribute>,
    pub(super) is_async: bool,
    pub(super) cache: Option<Cache>,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Role {
    Getter,
    Setter,
    Deleter,
}

/// Where an asynchronous property is remembered, and for how long.
pub(super) struct Cache {
    pub(super) cell: Ident,
    pub(super) nanoseconds: Option<u64>,
}

pub(super) fn is_property(attr: &Attribute) -> bool {
    attr.path().is_ident("property")
}

impl Method {
    /// Reads the method's `#[property]`; nothing where it has none.
    pub(super) fn read(cx: &Ctxt, function: &LazyFn) -> Option<Self> {
        let mut attrs = function.attrs.iter().filter(|attr| is_property(attr));
        let attr = attrs.next()?;
        for other in attrs {
            cx.error(&other.meta, "`#[property]` stands above this method already");
        }
        let tokens = match &attr.meta {
            Meta::Path(_) => TokenStream::new(),
            Meta::List(list) => list.tokens.clone(),
            Meta::NameValue(meta) => {
                cx.error(meta, "write `#[property]`, `#[property(setter)]`, `#[property(cached)]`");
                TokenStream::new()
            }
        };
        let faults = cx.count();
        let args = Args::read(cx, tokens, KEYS);
        let role = role(cx, &args);
        let is_known = cx.count() == faults;
        let ident = &function.sig.ident;
        let name = ident.unraw().to_string();
        let property = match role {
            Role::Getter => Some(name.as_str()),
            Role::Setter => name.strip_prefix("set_").filter(|rest| !rest.is_empty()),
            Role::Deleter => name.strip_prefix("delete_").filter(|rest| !rest.is_empty()),
        };
        if property.is_none() && is_known {
            let form = if role == Role::Setter {
                "a setter is named `set_PROPERTY`"
            } else {
                "a deleter is named `delete_PROPERTY`"
            };
            cx.error(ident, form);
        }
        let property = property.unwrap_or(&name).to_owned();
        // what the signature should be is known of a role that could be read
        if is_known {
            signature(cx, &function.sig, role);
        }
        Some(Self {
            role,
            property,
            ident: ident.clone(),
            cfgs: function.attrs.iter().filter(|a| a.path().is_ident("cfg")).cloned().collect(),
            is_async: function.sig.asyncness.is_some(),
            cache: cache(cx, &args, function, role),
        })
    }

    /// The method as it is called.
    pub(super) fn expand(&self, root: &Root, function: &LazyFn) -> TokenStream {
        let attrs: Vec<&Attribute> =
            function.attrs.iter().filter(|attr| !is_property(attr)).collect();
        let LazyFn { vis, default, sig, body, .. } = function;
        let Some(Cache { cell, nanoseconds }) = &self.cache else {
            return quote!(#(#attrs)* #vis #default #sig #body);
        };
        let is_outer = |attr: &&&Attribute| {
            ["doc", "must_use", "deprecated"].iter().any(|name| attr.path().is_ident(name))
        };
        let outer = attrs.iter().filter(|attr| is_outer(attr) || attr.path().is_ident("cfg"));
        let inner = attrs.iter().filter(|attr| !is_outer(attr));
        let body_fn = format_ident!("__dunder_make_{}", self.property, span = self.ident.span());
        let inner_sig = Signature { ident: body_fn.clone(), ..sig.clone() };
        let at = Span::call_site().located_at(self.ident.span());
        let cell_type = quote_spanned!(at=> #root::__private::descriptor::Remembered);
        let remember = match &sig.output {
            _ if returns_result(sig) => quote_spanned!(at=> #cell_type::get_or_try_make),
            ReturnType::Type(_, ty) if !matches!(**ty, Type::ImplTrait(_)) => {
                quote_spanned!(at=> #cell_type::<#ty>::get_or_make)
            }
            _ => quote_spanned!(at=> #cell_type::get_or_make),
        };
        let ttl = match nanoseconds {
            Some(nanoseconds) => quote!(#root::__private::Some(
                #root::__private::core::time::Duration::from_nanos(#nanoseconds)
            )),
            None => quote!(#root::__private::None),
        };
        let outer_body = quote_spanned! {at=>
            { #remember(&self.#cell, #ttl, Self::#body_fn(self)).await }
        };
        quote! {
            #(#outer)*
            #vis #sig #outer_body
            #(#inner)*
            #inner_sig #body
        }
    }
}

fn role(cx: &Ctxt, args: &Args) -> Role {
    let (setter, deleter) = (args.flag(cx, "setter"), args.flag(cx, "deleter"));
    if let (true, Some(deleter)) = (setter, args.get("deleter")) {
        cx.error(&deleter.key.ident, "a method is a `setter` or a `deleter`");
    }
    match (setter, deleter) {
        (true, _) => Role::Setter,
        (_, true) => Role::Deleter,
        _ => Role::Getter,
    }
}

/// A getter takes `&self` and has a value, a setter takes one value, a deleter nothing.
fn signature(cx: &Ctxt, sig: &Signature, role: Role) {
    if let Safety::Unsafe(token) = &sig.safety {
        cx.error(token, "a property cannot be `unsafe`");
    }
    if sig.generics.type_params().next().is_some() || sig.generics.const_params().next().is_some() {
        cx.error(&sig.generics, "a property has no parameters of its own");
    }
    match (role, sig.receiver()) {
        (_, None) => {
            let form = if role == Role::Getter { "`&self`" } else { "`&mut self`" };
            cx.error(&sig.ident, format_args!("a property is one of a value, take {form}"));
        }
        (_, Some(receiver)) => match (role, &receiver.kind) {
            (Role::Getter, ReceiverKind::Value | ReceiverKind::Reference(_, _, Some(_))) => {
                cx.error(receiver, "reading a property changes nothing, take `&self`");
            }
            (_, ReceiverKind::Value) => {
                cx.error(receiver, "changing a property keeps its owner, take `&mut self`");
            }
            _ => {}
        },
    }
    let mut values = sig.inputs.iter().skip(usize::from(sig.receiver().is_some()));
    if role == Role::Setter && values.next().is_none() {
        cx.error(&sig.ident, "a setter takes the new value");
    }
    for more in values {
        let takes = match role {
            Role::Getter => "a property is read without arguments",
            Role::Setter => "a setter takes one value",
            Role::Deleter => "a property is deleted without arguments",
        };
        cx.error(more, takes);
    }
    if let (Role::Getter, ReturnType::Default) = (role, &sig.output) {
        cx.error(&sig.ident, "a property has a value, write `-> ..`");
    }
}

/// `cached`, `ttl = ".."`, `cell = NAME`.
fn cache(cx: &Ctxt, args: &Args, function: &LazyFn, role: Role) -> Option<Cache> {
    let ttl = args.value::<LitStr>(cx, "ttl").and_then(|text| nanoseconds(cx, &text));
    let cell = args.value::<Ident>(cx, "cell");
    let is_cached = args.flag(cx, "cached");
    let first = ["cached", "ttl", "cell"].into_iter().find_map(|key| args.get(key))?;
    let ident = &first.key.ident;
    if role != Role::Getter {
        cx.error(ident, "what is read is remembered, this stands on the getter");
        return None;
    }
    if function.sig.asyncness.is_none() {
        cx.error(
            ident,
            "an `async` property is remembered; a plain one is a field with \
             `#[descriptor(Lazy<Self, T> = Lazy::new(..))]`",
        );
        return None;
    }
    if !is_cached && args.get("ttl").is_none() {
        cx.error(ident, "`cell` is where a `cached` property is remembered, write `cached` too");
        return None;
    }
    let cell = cell.unwrap_or_else(|| function.sig.ident.clone());
    Some(Cache { cell, nanoseconds: ttl })
}

/// Whether the last word of the type is `Result`.
fn returns_result(sig: &Signature) -> bool {
    let ReturnType::Type(_, ty) = &sig.output else { return false };
    matches!(&**ty, Type::Path(path)
        if path.path.segments.last().is_some_and(|segment| segment.ident == "Result"))
}

/// The type of the property's value, as it is written.
pub(super) fn value_type(function: &LazyFn, role: Role) -> String {
    let tokens = match (role, &function.sig.output) {
        (Role::Getter, ReturnType::Type(_, ty)) => ty.to_token_stream(),
        (Role::Setter, _) => match function.sig.inputs.last() {
            Some(syn::FnArg::Typed(value)) => value.ty.to_token_stream(),
            _ => TokenStream::new(),
        },
        _ => TokenStream::new(),
    };
    super::type_text(tokens)
}
