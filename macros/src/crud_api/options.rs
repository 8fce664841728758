//! Reads a field: its `#[crud(..)]`, and the rules beside it.

use proc_macro2::TokenStream;
use syn::LitStr;
use syn::ext::IdentExt;

use super::model::{Default, Field, Role};
use super::synonyms;
use crate::kit::serde::{self, Serde};
use crate::kit::{Arg, ArgValue, Args, Ctxt, split_arguments};

/// What may stand between the brackets of `#[crud(..)]`.
const OPTIONS: [&str; 19] = [
    "id",
    "created",
    "updated",
    "version",
    "filter",
    "sort",
    "search",
    "unique",
    "index",
    "column",
    "default",
    "json",
    "write_only",
    "read_only",
    "immutable",
    "references",
    "on_delete",
    "sql_type",
    "skip",
];

/// What may stand between the brackets of `#[validate(..)]` and is no rule.
const NO_RULES: [&str; 3] = ["default", "show_value", "skip"];

/// What hides a field from serde, and not from an API.
const HIDES: [&str; 4] = ["skip", "skip_serializing", "skip_deserializing", "flatten"];

/// The field, or nothing of a struct that has no names for them.
pub(super) fn read(cx: &Ctxt, field: &syn::Field, rename_all: &str) -> Option<Field> {
    let ident = field.ident.clone()?;
    let name = ident.unraw().to_string();
    let renamed = Serde::read(cx, &field.attrs, false).rename;
    let mut read = Field {
        json: renamed.unwrap_or_else(|| serde::renamed(&name, rename_all)),
        name,
        ident,
        ty: field.ty.clone(),
        docs: field.attrs.iter().filter(|attr| attr.path().is_ident("doc")).cloned().collect(),
        role: Role::Data,
        words: Vec::new(),
        column: None,
        default: None,
        references: None,
        on_delete: None,
        sql_type: [None, None],
        rules: Vec::new(),
        names_accessor: false,
        is_secret: false,
        validate: field.attrs.iter().find(|attr| attr.path().is_ident("validate")).cloned(),
    };
    for attr in &field.attrs {
        if attr.path().is_ident("validate")
            && let Ok(list) = attr.meta.require_list()
        {
            read_rules(&mut read, list.tokens.clone());
        } else if attr.path().is_ident("crud")
            && let Some(list) = cx.ok(attr.meta.require_list())
        {
            read_options(cx, &mut read, list.tokens.clone());
        }
    }
    for arg in field.attrs.iter().flat_map(serde::arguments) {
        let word = arg.key.text.as_str();
        let is_said = word == "skip_serializing" && read.is_write_only();
        if HIDES.contains(&word) && !is_said {
            let rest = match word {
                "skip_serializing" => "write `#[crud(write_only)]` too",
                _ => "keep the field in a struct of its own",
            };
            let message = format_args!("`{word}` changes nothing in the JSON of an API, {rest}");
            cx.error(&arg.key.ident, message);
        }
    }
    Some(read)
}

/// What `#[validated]` reports faults of: the rules, and a default.
fn read_rules(field: &mut Field, tokens: TokenStream) {
    for piece in split_arguments(tokens) {
        match Arg::read(piece.clone()) {
            Ok(Arg { key, value: ArgValue::Equals(value) }) if key.text == "default" => {
                field.default =
                    field.default.take().or_else(|| syn::parse2(value).ok().map(Default::Expr));
            }
            Ok(arg) if arg.key.text == "get" => field.names_accessor = true,
            Ok(arg) if arg.key.text == "secret" => field.is_secret = true,
            Ok(arg) if NO_RULES.contains(&arg.key.text.as_str()) => {}
            _ => field.rules.push(piece),
        }
    }
}

fn read_options(cx: &Ctxt, field: &mut Field, tokens: TokenStream) {
    // `Args` says what is unknown or given twice
    let args = Args::read(cx, synonyms::told(cx, tokens), &OPTIONS);
    for arg in args.iter() {
        let word = arg.key.text.clone();
        if field.has(&word) {
            cx.error(&arg.key.ident, format_args!("`{word}` is given twice"));
            continue;
        }
        let role = match word.as_str() {
            "column" => {
                field.column = arg.value(cx);
                Role::Data
            }
            "references" => {
                field.references = arg.value(cx);
                Role::Data
            }
            "on_delete" => {
                field.on_delete = arg.value(cx);
                Role::Data
            }
            "sql_type" => {
                field.sql_type = sql_type(cx, arg).unwrap_or_default();
                Role::Data
            }
            "default" => {
                field.default = match arg.value {
                    ArgValue::Nothing => Some(Default::OfType),
                    _ => arg.value(cx).map(Default::Expr),
                };
                Role::Data
            }
            "id" => Role::Id,
            "created" => Role::Created,
            "updated" => Role::Updated,
            "version" => Role::Version,
            _ => Role::Data,
        };
        if !matches!(word.as_str(), "column" | "default" | "references" | "on_delete" | "sql_type")
        {
            arg.flag(cx);
        }
        if role != Role::Data {
            if field.role == Role::Data {
                field.role = role;
            } else {
                let message = "a field is one of `id`, `created`, `updated` and `version`";
                cx.error(&arg.key.ident, message);
            }
        }
        field.words.push((arg.key.ident.clone(), word));
    }
}

/// `sql_type(sqlite = "ANY", postgres = "numeric(12, 2)")`.
fn sql_type(cx: &Ctxt, arg: &Arg) -> Option<[Option<LitStr>; 2]> {
    let list = Args::read(cx, arg.list(cx)?, &["sqlite", "postgres"]);
    let types: [Option<LitStr>; 2] = ["sqlite", "postgres"].map(|name| list.value(cx, name));
    if types.iter().all(Option::is_none) && cx.is_clean() {
        let form = "write `sql_type(postgres = \"numeric(12, 2)\")`";
        cx.error(&arg.key.ident, format_args!("`sql_type` names a type for a database, {form}"));
    }
    Some(types)
}
