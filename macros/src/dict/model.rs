//! What `#[derive(Dict)]` reads.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{
    Attribute, Data, DeriveInput, Expr, Fields, Generics, Ident, LitStr, Member, Meta, Path,
};
use syn::{Type, Visibility};

use crate::kit::serde::{case, renamed};
use crate::kit::{Arg, ArgValue, split_arguments};
use crate::kit::{Args, Ctxt, Root, is_validated, written_arguments};

const KEYS: &[&str] = &["rename_all", "deny_unknown"];
const FIELD_KEYS: &[&str] = &["rename", "default", "skip", "with"];

/// A struct or enum that becomes a dict.
pub(super) struct Model {
    pub(super) root: Root,
    pub(super) ident: Ident,
    pub(super) vis: Visibility,
    pub(super) generics: Generics,
    pub(super) denies_unknown: bool,
    /// Whether `#[validated]` stands on it, and whether that has a `from_json`.
    pub(super) is_ruled: bool,
    pub(super) has_from_json: bool,
    pub(super) shape: Shape,
}

pub(super) enum Shape {
    Struct(Record),
    Enum(Vec<Variant>),
}

pub(super) struct Variant {
    pub(super) ident: Ident,
    pub(super) name: String,
    pub(super) record: Record,
}

/// Fields, and how they stand together.
pub(super) struct Record {
    pub(super) kind: Kind,
    pub(super) fields: Vec<Field>,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    /// `{"a": 1}`
    Named,
    /// `[1, 2]`
    Tuple,
    /// `1`
    Newtype,
    /// `null`, or the name of a variant.
    Unit,
}

pub(super) struct Field {
    pub(super) member: Member,
    pub(super) name: String,
    pub(super) ty: Type,
    pub(super) skip: bool,
    pub(super) default: Default,
    pub(super) with: Option<Path>,
}

/// What a missing field is.
pub(super) enum Default {
    /// A mistake.
    No,
    /// That of its type: `default` alone.
    Own,
    /// `default = expr`
    Written(Expr),
}

impl Model {
    pub(super) fn read(cx: &Ctxt, args: TokenStream, item: &DeriveInput) -> Option<Self> {
        let args = Args::read(cx, args, KEYS);
        let case = case(cx, &args).map(|case| case.value());
        let denies_unknown = args.flag(cx, "deny_unknown");
        let shape = match &item.data {
            Data::Struct(data) => {
                let record = record(cx, &data.fields, case.as_deref());
                if let Some(arg) = args.get("deny_unknown")
                    && record.kind != Kind::Named
                {
                    cx.error(&arg.key.ident, "`deny_unknown` is for structs with named fields");
                }
                Shape::Struct(record)
            }
            Data::Enum(data) => {
                let mut variants: Vec<Variant> = Vec::new();
                for variant in &data.variants {
                    let args = attributes(cx, &variant.attrs, &["rename"], "rename = \"..\"");
                    let written = args.value::<LitStr>(cx, "rename");
                    let text = variant.ident.unraw().to_string();
                    let name = match (&written, &case) {
                        (Some(name), _) => name.value(),
                        (None, Some(case)) => renamed(&snake(&text), case),
                        (None, None) => text,
                    };
                    if let Some(other) = variants.iter().find(|other| other.name == name) {
                        let at: &dyn ToTokens =
                            written.as_ref().map_or(&variant.ident, |written| written);
                        cx.error(at, format_args!("`{}` is called `{name}` already", other.ident));
                    }
                    let record = record(cx, &variant.fields, None);
                    variants.push(Variant { ident: variant.ident.clone(), name, record });
                }
                Shape::Enum(variants)
            }
            Data::Union(_) => {
                cx.error(&item.ident, "`Dict` stands on structs and enums only");
                return None;
            }
        };
        Some(Self {
            root: args.root(),
            ident: item.ident.clone(),
            vis: item.vis.clone(),
            generics: item.generics.clone(),
            denies_unknown,
            is_ruled: is_validated(item),
            has_from_json: item.attrs.iter().any(says_json),
            shape,
        })
    }

    /// All records.
    pub(super) fn records(&self) -> Vec<&Record> {
        match &self.shape {
            Shape::Struct(record) => vec![record],
            Shape::Enum(variants) => variants.iter().map(|variant| &variant.record).collect(),
        }
    }
}

impl Record {
    /// Those that are in the dict.
    pub(super) fn shown(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| !field.skip)
    }
}

/// `#[validated(json)]`, or the mark that it leaves.
fn says_json(attr: &Attribute) -> bool {
    let Meta::List(list) = &attr.meta else { return false };
    let word = list.path.segments.last().map(|word| word.ident.to_string());
    matches!(word.as_deref(), Some("validated" | "__dunder_validated"))
        && split_arguments(list.tokens.clone()).into_iter().any(|piece| {
            let arg = Arg::read(piece);
            arg.is_ok_and(|arg| arg.key.text == "json" && matches!(arg.value, ArgValue::Nothing))
        })
}

/// `PascalCase` to `snake_case`.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for (place, letter) in name.char_indices() {
        if letter.is_uppercase() && place > 0 {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// What stands in all `#[dict(..)]` of a field or variant.
fn attributes(cx: &Ctxt, attrs: &[Attribute], known: &[&str], form: &str) -> Args {
    Args::read(cx, written_arguments(cx, attrs, "dict", form), known)
}

fn record(cx: &Ctxt, fields: &Fields, case: Option<&str>) -> Record {
    let kind = match fields {
        Fields::Named(_) => Kind::Named,
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => Kind::Newtype,
        Fields::Unnamed(_) => Kind::Tuple,
        Fields::Unit => Kind::Unit,
    };
    let mut read: Vec<Field> = Vec::new();
    for (member, field) in fields.members().zip(fields) {
        let args = attributes(cx, &field.attrs, FIELD_KEYS, "skip");
        let field = read_field(cx, &args, kind, case, member, field);
        let is_same = |other: &&Field| !other.skip && other.name == field.name;
        if let Some(other) = read.iter().find(is_same)
            && !field.skip
        {
            let written = args.value::<LitStr>(&Ctxt::default(), "rename");
            let at: &dyn ToTokens = written.as_ref().map_or(&field.member, |written| written);
            let (other, name) = (other.member.to_token_stream(), &field.name);
            cx.error(at, format_args!("`{other}` is called `{name}` already"));
        }
        read.push(field);
    }
    Record { kind, fields: read }
}

fn read_field(
    cx: &Ctxt,
    args: &Args,
    kind: Kind,
    case: Option<&str>,
    member: Member,
    field: &syn::Field,
) -> Field {
    let skip = args.flag(cx, "skip");
    let with: Option<Path> = args.value(cx, "with");
    let default = match args.get("default") {
        None => Default::No,
        Some(Arg { value: ArgValue::Nothing, .. }) => Default::Own,
        Some(arg) => arg.value::<Expr>(cx).map_or(Default::Own, Default::Written),
    };
    let rename: Option<LitStr> = args.value(cx, "rename");
    if skip {
        for key in ["with", "rename"] {
            if let Some(arg) = args.get(key) {
                cx.error(&arg.key.ident, format_args!("a skipped field has no `{key}`"));
            }
        }
        if kind == Kind::Newtype
            && let Some(arg) = args.get("skip")
        {
            cx.error(&arg.key.ident, "the only field stands for the whole and cannot be skipped");
        }
    }
    if kind != Kind::Named {
        for key in ["rename", "default"] {
            if let Some(arg) = args.get(key)
                && !(skip && key == "default")
            {
                cx.error(&arg.key.ident, format_args!("`{key}` is for fields with a name"));
            }
        }
    }
    let name = match (&rename, &member) {
        (Some(name), _) => name.value(),
        (None, Member::Named(ident)) => {
            let text = ident.unraw().to_string();
            case.map_or_else(|| text.clone(), |case| renamed(&text, case))
        }
        (None, Member::Unnamed(index)) => index.index.to_string(),
    };
    Field { member, name, ty: field.ty.clone(), skip, default, with }
}
