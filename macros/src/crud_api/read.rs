//! Reads what stands between the brackets of `#[crud_api(..)]`.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::Parser as _;
use syn::punctuated::Punctuated;
use syn::{Data, DeriveInput, Fields, Ident, LitInt, LitStr, Token};

use super::model::{Entity, Idempotency};
use super::options;
use crate::kit::serde::{Serde, case};
use crate::kit::{Arg, ArgValue, Args, Ctxt, did_you_mean, docs, nanoseconds, split_arguments};

/// What may stand between the brackets of `#[crud_api(..)]`.
const ARGUMENTS: [&str; 21] = [
    "path",
    "table",
    "schema",
    "page",
    "unique",
    "index",
    "soft_delete",
    "operations",
    "readonly",
    "etag",
    "scope",
    "guard",
    "idempotency",
    "hooks",
    "audit",
    "admin",
    "check",
    "tags",
    "consts",
    "rename_all",
    "rate",
];

/// What may stand in `operations(..)`.
const OPERATIONS: [&str; 10] =
    ["list", "read", "create", "update", "patch", "delete", "bulk", "export", "restore", "history"];

pub(super) fn read(cx: &Ctxt, args: TokenStream, item: &DeriveInput) -> Option<Entity> {
    let args = Args::read_repeated(cx, args, &ARGUMENTS, &["unique", "index"]);
    let Data::Struct(data) = &item.data else { return None };
    let Fields::Named(named) = &data.fields else {
        cx.error(&item.ident, "#[crud_api] stands on structs with named fields only");
        return None;
    };
    if let Some(param) = item.generics.params.first() {
        let rest = "a table has columns of known types";
        cx.error(param, format_args!("#[crud_api] stands on structs without generics, {rest}"));
        return None;
    }
    let rename_all = rename_all(cx, &args, item);
    let fields = named.named.iter();
    let fields = fields.filter_map(|field| options::read(cx, field, &rename_all));
    let (skipped, fields): (Vec<_>, Vec<_>) = fields.partition(|field| field.has("skip"));
    let (admin, listed) = args.get("admin").map_or((None, Vec::new()), |arg| admin(cx, arg));
    Some(Entity {
        root: args.root(),
        ident: item.ident.clone(),
        name: item.ident.unraw().to_string(),
        vis: item.vis.clone(),
        doc: docs(&item.attrs),
        path: args.value(cx, "path"),
        table: args.value(cx, "table"),
        schema: args.value(cx, "schema"),
        page: args.get("page").and_then(|arg| page(cx, arg)),
        uniques: args.all("unique").filter_map(|arg| together(cx, arg)).collect(),
        indexes: args.all("index").filter_map(|arg| together(cx, arg)).collect(),
        is_soft: args.get("soft_delete").is_some_and(|arg| arg.flag(cx)),
        operations: operations(cx, &args),
        etag: args.get("etag").and_then(|arg| etag(cx, arg)),
        scope: args.value(cx, "scope"),
        guard: args.value(cx, "guard"),
        hooks: args.value(cx, "hooks"),
        is_audited: args.get("audit").is_some_and(|arg| arg.flag(cx)),
        check: args.value(cx, "check"),
        tags: args.get("tags").and_then(|arg| tags(cx, arg)).unwrap_or_default(),
        rate: rate(cx, &args),
        admin,
        listed,
        idempotency: args.get("idempotency").and_then(|arg| idempotency(cx, arg)),
        has_consts: args.get("consts").is_none_or(|arg| switch(cx, arg))
            && !has_field_attribute(named, "descriptor"),
        is_validated: item.attrs.iter().any(|attr| attr.path().is_ident("__dunder_validated")),
        fields,
        skipped,
    })
}

/// The case of names in JSON, `rename_all = ".."` here or serde's.
fn rename_all(cx: &Ctxt, args: &Args, item: &DeriveInput) -> String {
    let serdes = Serde::read(cx, &item.attrs, false).rename_all;
    let Some(own) = case(cx, args) else { return serdes.unwrap_or_default() };
    if let Some(serdes) = serdes.filter(|serdes| *serdes != own.value()) {
        let message = format_args!(
            "`#[serde(rename_all = \"{serdes}\")]` on the struct says otherwise, write one of them"
        );
        cx.error(&own, message);
    }
    own.value()
}

/// The names in `list(name, price)`, all of them or none.
fn names(cx: &Ctxt, arg: &Arg) -> Option<Vec<Ident>> {
    let pieces = split_arguments(arg.list(cx)?);
    let mut names = Vec::with_capacity(pieces.len());
    for piece in &pieces {
        if let Ok(name) = syn::parse2(piece.clone()) {
            names.push(name);
        } else if let Ok(text) = syn::parse2::<LitStr>(piece.clone()) {
            let name = text.value();
            cx.error(&text, format_args!("a name stands without quotes here: write `{name}`"));
        } else {
            cx.error(
                piece,
                format_args!("write names here, as in `{}(one, another)`", arg.key.text),
            );
        }
    }
    (names.len() == pieces.len()).then_some(names)
}

/// `operations(list, read)`, or `readonly`.
fn operations(cx: &Ctxt, args: &Args) -> Option<Vec<Ident>> {
    let readonly = args.get("readonly").filter(|arg| arg.flag(cx));
    let Some(arg) = args.get("operations") else {
        let at = &readonly?.key.ident;
        let words = ["list", "read", "export", "history"].iter();
        return Some(words.map(|word| Ident::new(word, at.span())).collect());
    };
    if let Some(readonly) = readonly {
        let message = "`readonly` is `operations(list, read, export, history)`, write one of them";
        cx.error(&readonly.key.ident, message);
    }
    let names = names(cx, arg)?;
    if names.is_empty() {
        let message = "`operations(..)` names what clients may do, write `operations(list, read)`";
        cx.error(&arg.key.ident, message);
    }
    for name in &names {
        let text = name.to_string();
        if !OPERATIONS.contains(&text.as_str()) {
            let hint = did_you_mean(&text, &OPERATIONS);
            let known = OPERATIONS.join("`, `");
            let hint = if hint.is_empty() { format!(", they are `{known}`") } else { hint };
            cx.error(name, format_args!("unknown operation `{text}`{hint}"));
        }
    }
    Some(names)
}

/// `etag = required`.
fn etag(cx: &Ctxt, arg: &Arg) -> Option<Ident> {
    let word = arg.value::<Ident>(cx)?;
    if !["required", "optional", "off"].contains(&word.to_string().as_str()) {
        cx.error(&word, "`etag` is `required`, `optional` or `off`");
        return None;
    }
    Some(word)
}

/// `rate = "100 requests a minute"`.
fn rate(cx: &Ctxt, args: &Args) -> Option<LitStr> {
    let arg = args.get("rate")?;
    let words = text_of(arg).filter(|text| !text.value().trim().is_empty());
    if words.is_none() {
        let message = "say how often clients may ask, write `rate = \"100 requests a minute\"`";
        cx.error(value_of(arg), message);
    }
    words
}

/// `tags("shop", "catalogue")`.
fn tags(cx: &Ctxt, arg: &Arg) -> Option<Vec<LitStr>> {
    let list = arg.list(cx)?;
    let tags = Punctuated::<LitStr, Token![,]>::parse_terminated.parse2(list);
    let tags: Vec<LitStr> = cx.ok(tags)?.into_iter().collect();
    if tags.is_empty() {
        let message = "`tags` names groups of the API's description, write `tags(\"shop\")`";
        cx.error(&arg.key.ident, message);
    }
    for tag in tags.iter().filter(|tag| tag.value().trim().is_empty()) {
        cx.error(tag, "a tag has a name");
    }
    Some(tags)
}

/// `admin`, `admin = readonly`, `admin = off`, `admin(readonly, list(name, price))`.
fn admin(cx: &Ctxt, arg: &Arg) -> (Option<Ident>, Vec<Ident>) {
    let inside = match &arg.value {
        ArgValue::Nothing => return (None, Vec::new()),
        ArgValue::List(list) => Args::read(cx, list.clone(), &["readonly", "list"]),
        ArgValue::Equals(_) => {
            let word = arg.value::<Ident>(cx);
            let known = word.filter(|word| {
                let is_known = word == "readonly" || word == "off";
                if !is_known {
                    let message = "the admin pages write rows where `admin` is not `readonly` or \
                                   `off`";
                    cx.error(word, message);
                }
                is_known
            });
            return (known, Vec::new());
        }
    };
    let readonly = inside.get("readonly").filter(|arg| arg.flag(cx));
    let readonly = readonly.map(|arg| arg.key.ident.clone());
    let listed = inside.get("list").and_then(|arg| names(cx, arg)).unwrap_or_default();
    if readonly.is_none() && listed.is_empty() && cx.is_clean() {
        let form = "write `admin(list(name, price))`";
        cx.error(&arg.key.ident, format_args!("`admin(..)` says what a list shows, {form}"));
    }
    (readonly, listed)
}

fn has_field_attribute(named: &syn::FieldsNamed, name: &str) -> bool {
    named.named.iter().flat_map(|field| &field.attrs).any(|attr| attr.path().is_ident(name))
}

/// `consts = off`.
fn switch(cx: &Ctxt, arg: &Arg) -> bool {
    if !is_off(arg) {
        let key = &arg.key.text;
        let message = format_args!("`{key}` is on where it is not `off`, write `{key} = off`");
        cx.error(value_of(arg), message);
    }
    false
}

/// `idempotency = "24h"`, `idempotency = off`.
fn idempotency(cx: &Ctxt, arg: &Arg) -> Option<Idempotency> {
    if is_off(arg) {
        return Some(Idempotency::Off);
    }
    let Some(text) = text_of(arg) else {
        let message = "`idempotency` says how long an answer is kept, write `idempotency = \"24h\"`, \
                       or `idempotency = off`";
        cx.error(value_of(arg), message);
        return None;
    };
    let kept = nanoseconds(cx, &text)?;
    if kept < SECOND {
        cx.error(&text, "an answer is kept for a second at least, so that a client can ask again");
        return None;
    }
    Some(Idempotency::For(kept))
}

/// The text in `key = "text"`.
fn text_of(arg: &Arg) -> Option<LitStr> {
    match &arg.value {
        ArgValue::Equals(value) => syn::parse2(value.clone()).ok(),
        _ => None,
    }
}

/// In nanoseconds.
const SECOND: u64 = 1_000_000_000;

/// Whether it is `key = off`.
fn is_off(arg: &Arg) -> bool {
    matches!(&arg.value, ArgValue::Equals(value) if value.to_string() == "off")
}

/// What it is said to be, for a fault; the key where that is nothing.
fn value_of(arg: &Arg) -> &dyn ToTokens {
    match &arg.value {
        ArgValue::Equals(value) if !value.is_empty() => value,
        _ => &arg.key.ident,
    }
}

/// `page(default = 50, max = 200)`.
fn page(cx: &Ctxt, arg: &Arg) -> Option<(LitInt, LitInt)> {
    let list = Args::read(cx, arg.list(cx)?, &["default", "max"]);
    let (default, max): (Option<LitInt>, Option<LitInt>) =
        (list.value(cx, "default"), list.value(cx, "max"));
    let size = |lit: &LitInt| cx.ok(lit.base10_parse::<u32>());
    let (least, most) = match (&default, &max) {
        (Some(default), Some(max)) => (size(default)?, size(max)?),
        (Some(default), None) => (size(default)?, 200.max(size(default)?)),
        (None, Some(max)) => (50.min(size(max)?), size(max)?),
        (None, None) => {
            cx.error(&arg.key.ident, "`page` takes sizes, write `page(default = 50, max = 200)`");
            return None;
        }
    };
    let at = default.as_ref().or(max.as_ref());
    if let Some(at) = at.filter(|_| least == 0 || least > most) {
        cx.error(at, "a page has at least one item by default, and at most `max`");
        return None;
    }
    let literal = |size: u32| LitInt::new(&format!("{size}u32"), arg.key.span());
    Some((literal(least), literal(most)))
}

/// `unique(a, b)` and `index(a, b)`.
fn together(cx: &Ctxt, arg: &Arg) -> Option<Vec<Ident>> {
    let names = names(cx, arg)?;
    if names.len() < 2 {
        let word = &arg.key.text;
        let what = if word == "unique" { "are unique" } else { "have an index" };
        let rest = format_args!("for one field write `#[crud({word})]` on it");
        let message = format_args!("`{word}(..)` names the fields that {what} together, {rest}");
        cx.error(&arg.key.ident, message);
        return None;
    }
    Some(names)
}
