//! `#[rule_alias(..)]`: several rules under one name.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt as _;
use syn::{Data, DeriveInput, Fields, Member, Type, Visibility, parse_quote};

use super::model::{Field, Get};
use super::rule::{self, Rule};
use super::shape::Shape;
use super::{check, conditions, sanitize, table};
use crate::kit::serde::Serde;
use crate::kit::{Arg, Ctxt, Root, split_arguments};

/// `#[rule_alias(trimmed, chars(3..=20))] struct Username;`
pub(crate) fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    let cx = Ctxt::default();
    let root = Root::find(&args);
    let parsed = match syn::parse2::<DeriveInput>(item.clone()) {
        Ok(parsed) => parsed,
        Err(fault) => {
            let errors = fault.into_compile_error();
            return quote!(#errors #item);
        }
    };
    let is_unit = matches!(&parsed.data, Data::Struct(data) if matches!(data.fields, Fields::Unit));
    if !is_unit || !parsed.generics.params.is_empty() {
        let message = "#[rule_alias] stands on a struct without fields: `struct Username;`";
        cx.error(&parsed.ident, message);
    }
    let (ty, rules) = read(&cx, args);
    let field = field(&parsed, ty.as_ref(), rules);
    for rule in field.rules.iter().filter(|rule| rule.is_cross()) {
        let name = rule.name();
        cx.error(&rule.key.ident, format_args!("`{name}` needs the fields of a struct"));
    }
    for rule in field.rules.iter().filter(|rule| rule.is_later()) {
        let message =
            format!("`{}` waits, which an alias cannot; write it on the field", rule.name());
        cx.error(&rule.key.ident, message);
    }
    check::rules(&cx, &field, &field.rules, &field.shape, false);
    let is_clean = cx.is_clean();
    let errors = cx.into_errors();
    let (data, body) = if is_clean {
        (table::row(&field), conditions::body(&field, 0))
    } else {
        (TokenStream::new(), TokenStream::new())
    };
    let ident = &parsed.ident;
    // rules for text read whatever is text
    let (generics, of, text) = match &ty {
        Some(ty) => (TokenStream::new(), quote!(#ty), TokenStream::new()),
        None => (
            quote!(<T: __private::checks::Text + ?__private::core::marker::Sized>),
            quote!(T),
            quote!(&__private::checks::Text::text),
        ),
    };
    let (value, found) = conditions::params();
    let text = (!text.is_empty()).then(|| quote!(let #value = #text(#value);));
    let (text, value, found) = if body.is_empty() {
        (None, quote!(_), quote!(_))
    } else {
        (text, quote!(#value), quote!(#found))
    };
    quote! {
        #errors
        #item
        const _: () = {
            use #root::__private;
            #[automatically_derived]
            impl __private::Fields for #ident {
                const CROSS: __private::core::primitive::bool = false;
                const RULES: __private::Rules = &[#data];
            }
            #[automatically_derived]
            impl #generics __private::RuleFor<#of> for #ident {
                fn check(&self, #value: &#of, #found: &mut __private::Errors<'_>) {
                    #text
                    #body
                }
            }
        };
    }
}

/// The type of `for = TYPE` if there is one, and the rules.
fn read(cx: &Ctxt, args: TokenStream) -> (Option<Type>, Vec<Rule>) {
    let mut ty = None;
    let mut rules = TokenStream::new();
    for piece in split_arguments(args.clone()) {
        match Arg::read(piece.clone()) {
            Ok(arg) if arg.key.text == "for" => ty = arg.value(cx),
            Ok(arg) if arg.key.text == "crate" => {
                arg.value::<syn::Path>(cx);
            }
            _ => rules.extend(quote!(#piece,)),
        }
    }
    let listed = rule::read(cx, rules, false);
    sanitize::refuse(cx, &listed.sanitizers, "an alias, which changes nothing");
    if !listed.names_rules {
        cx.error_at(
            proc_macro2::Span::call_site(),
            "an alias stands for rules, write `#[rule_alias(trimmed, chars(3..=20))]`",
        );
    }
    (ty, listed.rules)
}

/// The value as the field of nothing, at the path `""`.
fn field(item: &DeriveInput, ty: Option<&Type>, rules: Vec<Rule>) -> Field {
    let text: Type = parse_quote!(&str);
    let ty = ty.unwrap_or(&text);
    Field {
        number: 0,
        is_general: true,
        member: Member::from(0),
        name: item.ident.unraw().to_string(),
        json: String::new(),
        ty: ty.clone(),
        shape: Shape::of(ty),
        vis: Visibility::Inherited,
        docs: Vec::new(),
        rules,
        is_ruled: true,
        default: None,
        crud_default: None,
        is_secret: false,
        shows_value: false,
        skip: None,
        sanitizers: Vec::new(),
        get: Get::ByType,
        is_server_made: false,
        has_descriptor: false,
        is_part: false,
        inherited: None,
        inside: TokenStream::new(),
        serde_attrs: Vec::new(),
        serde: Serde::default(),
    }
}
