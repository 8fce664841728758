//! Reads a field: its attributes, its rules and its options.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident};
use syn::ext::IdentExt;
use syn::{Attribute, Expr, Ident, LitStr, Member, Meta};

use super::inherited::Inherited;
use super::model::{Field, Get};
use super::of_class;
use super::rule;
use super::shape::Shape;
use crate::kit::serde::{Serde, renamed};
use crate::kit::{Arg, ArgValue, Ctxt};

/// A field's attributes, each looked at once.
#[derive(Default)]
struct Attrs<'a> {
    docs: Vec<Attribute>,
    serde: Vec<Attribute>,
    rules: Vec<&'a Attribute>,
    crud: Vec<&'a Attribute>,
    has_descriptor: bool,
    part: Option<&'a Attribute>,
}

impl<'a> Attrs<'a> {
    fn of(attrs: &'a [Attribute]) -> Self {
        let mut found = Self::default();
        for attr in attrs {
            match attr.path().get_ident().map(ToString::to_string).as_deref() {
                Some("doc") => found.docs.push(attr.clone()),
                Some("serde") => found.serde.push(attr.clone()),
                Some("validate") => found.rules.push(attr),
                Some("crud") => found.crud.push(attr),
                Some("descriptor") => found.has_descriptor = true,
                Some(of_class::FIELD) => found.part = Some(attr),
                _ => {}
            }
        }
        found
    }
}

impl Field {
    pub(super) fn read(cx: &Ctxt, index: usize, field: &syn::Field, rename_all: &str) -> Self {
        let (member, name) = match &field.ident {
            Some(ident) => (Member::Named(ident.clone()), ident.unraw().to_string()),
            None => (Member::from(index), index.to_string()),
        };
        let attrs = Attrs::of(&field.attrs);
        let (inherited, inside) =
            attrs.part.map_or_else(|| (None, TokenStream::new()), Inherited::read);
        // a faulty rule of an ancestor is that class's fault, which tells it
        let told = Ctxt::default();
        let cx = if inherited.is_some() { &told } else { cx };
        let serde = match attrs.serde.as_slice() {
            [] => Serde::default(),
            attrs => Serde::read(cx, attrs, false),
        };
        let json = match &serde.rename {
            // its fields stand among the struct's own
            _ if serde.flatten => String::new(),
            Some(name) => name.clone(),
            None if field.ident.is_none() => name.clone(),
            None => renamed(&name, rename_all),
        };
        let mut read = Self {
            number: index,
            member,
            name,
            json,
            ty: field.ty.clone(),
            shape: Shape::of(&field.ty),
            vis: field.vis.clone(),
            docs: attrs.docs,
            rules: Vec::new(),
            is_ruled: false,
            default: None,
            crud_default: attrs.crud.iter().copied().find_map(crud_default),
            is_secret: false,
            shows_value: false,
            skip: None,
            sanitizers: Vec::new(),
            get: Get::ByType,
            is_server_made: attrs.crud.iter().copied().any(is_server_made),
            has_descriptor: attrs.has_descriptor,
            is_general: false,
            is_part: attrs.part.is_some() && inherited.is_none(),
            inherited,
            inside,
            serde_attrs: attrs.serde,
            serde,
        };
        let mut options = Vec::new();
        for attr in attrs.rules {
            match &attr.meta {
                Meta::List(list) => {
                    let listed = rule::read(cx, list.tokens.clone(), true);
                    read.is_ruled |= listed.names_rules;
                    read.rules.extend(listed.rules);
                    options.extend(listed.options);
                    read.sanitizers.extend(listed.sanitizers);
                }
                meta => cx.error(meta, "rules stand in brackets, write `#[validate(min = 1)]`"),
            }
        }
        for (i, arg) in options.iter().enumerate() {
            let earlier = options.get(..i).unwrap_or_default();
            if earlier.iter().any(|other| other.key.text == arg.key.text) {
                cx.error(&arg.key.ident, format_args!("`{}` is given twice", arg.key.text));
            } else {
                read.option(cx, arg);
            }
        }
        let shows = options.iter().find(|arg| arg.key.text == "show_value");
        if let (Some(arg), true) = (shows, read.is_secret) {
            let message = "a `secret` is never shown: `show_value` cannot stand beside it";
            cx.error(&arg.key.ident, message);
        }
        read
    }

    fn option(&mut self, cx: &Ctxt, arg: &Arg) {
        match arg.key.text.as_str() {
            "default" => self.default = arg.value(cx),
            "skip" => self.skip = arg.flag(cx).then(|| arg.key.ident.clone()),
            "secret" => self.is_secret = arg.flag(cx),
            "show_value" => self.shows_value = arg.flag(cx),
            _ => {
                let Some(text) = arg.value::<LitStr>(cx) else { return };
                self.get = match (text.value().as_str(), text.parse_with(Ident::parse_any)) {
                    ("copy", _) => Get::Copy,
                    ("ref", _) => Get::Ref,
                    (_, Ok(ident)) => Get::Named(ident),
                    (_, Err(_)) => {
                        cx.error(&text, "expected `\"copy\"`, `\"ref\"` or the getter's name");
                        Get::ByType
                    }
                };
            }
        }
    }

    /// Whether `set_` and `edit` change the field.
    pub(crate) fn is_settable(&self) -> bool {
        let is_kept = self.inherited.as_ref().is_some_and(Inherited::is_kept);
        !self.is_server_made && !self.has_descriptor && !self.is_part && !is_kept
    }

    /// The hidden function that checks the field's rules.
    pub(crate) fn check_fn(&self) -> Ident {
        Ident::new(&format!("__dunder_check_{}", self.name), Span::call_site())
    }

    /// The hidden function that makes the field's default.
    pub(crate) fn default_fn(&self) -> Ident {
        format_ident!("__dunder_default_{}", self.name)
    }

    /// The parameter that stands for the field.
    pub(crate) fn param(&self) -> Ident {
        match &self.member {
            Member::Named(ident) => ident.clone(),
            Member::Unnamed(index) => format_ident!("_{}", index.index),
        }
    }

    pub(crate) fn span(&self) -> Span {
        match &self.member {
            Member::Named(ident) => ident.span(),
            Member::Unnamed(_) => syn::spanned::Spanned::span(&self.ty),
        }
    }

    /// The tokens at which faults of the whole field are reported.
    pub(crate) fn place(&self) -> TokenStream {
        match &self.member {
            Member::Named(ident) => ident.to_token_stream(),
            Member::Unnamed(_) => self.ty.to_token_stream(),
        }
    }
}

pub(super) fn is_crud(attr: &Attribute) -> bool {
    attr.path().is_ident("crud")
}

/// Whether `#[crud(..)]` says that the server makes the field's value.
fn is_server_made(attr: &Attribute) -> bool {
    let Meta::List(list) = &attr.meta else { return false };
    Arg::read_all(list.tokens.clone()).any(|arg| {
        arg.is_ok_and(|arg| {
            matches!(arg.key.text.as_str(), "id" | "created" | "updated" | "version")
        })
    })
}

/// The literal of `#[crud(default = ..)]`; what is no expression is `#[crud_api]`'s to report.
fn crud_default(attr: &Attribute) -> Option<Expr> {
    let Meta::List(list) = &attr.meta else { return None };
    let mut args = Arg::read_all(list.tokens.clone()).filter_map(Result::ok);
    match args.find(|arg| arg.key.text == "default")?.value {
        ArgValue::Equals(value) => syn::parse2(value).ok(),
        _ => None,
    }
}
