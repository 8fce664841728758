//! What `#[derive(Graph)]` reads.

use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::{Attribute, Data, DeriveInput, Expr, Fields, Generics, Ident, LitInt, LitStr, Member};
use syn::{Type, Visibility};

use crate::kit::{ArgValue, Args, Ctxt, Root, is_validated, written_arguments};

const KEYS: &[&str] = &["id", "version", "removed"];
const FIELD_KEYS: &[&str] = &["skip", "since", "default", "id"];
const VARIANT_KEYS: &[&str] = &["id"];

/// A struct or enum of a graph.
pub(super) struct Model {
    pub(super) root: Root,
    pub(super) ident: Ident,
    pub(super) vis: Visibility,
    pub(super) generics: Generics,
    /// What the bytes call it.
    pub(super) name: String,
    pub(super) version: u32,
    pub(super) is_enum: bool,
    /// Whether `#[validated]` stands on it.
    pub(super) is_ruled: bool,
    /// A struct is the one variant of its own, without a name.
    pub(super) variants: Vec<Variant>,
}

pub(super) struct Variant {
    pub(super) ident: Option<Ident>,
    pub(super) name: String,
    pub(super) fields: Vec<Field>,
}

pub(super) struct Field {
    pub(super) member: Member,
    /// What the bytes and an error's path say.
    pub(super) name: String,
    pub(super) ty: Type,
    pub(super) how: How,
}

/// What a field is where the bytes have none.
pub(super) enum How {
    /// A fault.
    Required,
    /// The default, or this, in bytes of an older version.
    Since(u32, Option<Expr>),
    /// The default, or this.
    Default(Option<Expr>),
    /// The default, or this: it is never in the bytes.
    Skip(Option<Expr>),
}

impl Model {
    pub(super) fn read(cx: &Ctxt, args: TokenStream, item: &DeriveInput) -> Option<Self> {
        let args = Args::read(cx, args, KEYS);
        let version = args.value::<LitInt>(cx, "version").map_or(1, |literal| {
            // after a fault any `since` will do
            match cx.ok(literal.base10_parse::<u32>()) {
                Some(0) => {
                    cx.error(&literal, "versions begin with 1");
                    u32::MAX
                }
                number => number.unwrap_or(u32::MAX),
            }
        });
        let name = id(cx, &args).unwrap_or_else(|| item.ident.unraw().to_string());
        for lifetime in item.generics.lifetimes() {
            cx.error(
                &lifetime.lifetime,
                "a graph owns what it reads: write `String` for `&str`, `Vec<T>` for `&[T]`",
            );
        }
        let removed = removed(cx, &args);
        let variants = match &item.data {
            Data::Struct(data) => {
                let fields = fields(cx, &data.fields, version, &removed);
                vec![Variant { ident: None, name: String::new(), fields }]
            }
            Data::Enum(data) => {
                if data.variants.is_empty() {
                    cx.error(&item.ident, "an enum without variants has no values to write");
                }
                let mut variants: Vec<Variant> = Vec::new();
                for variant in &data.variants {
                    let args = attributes(cx, &variant.attrs, VARIANT_KEYS, "id = \"Name\"");
                    let ident = variant.ident.unraw().to_string();
                    let name = id(cx, &args).unwrap_or(ident);
                    if variants.iter().any(|other| other.name == name) {
                        cx.error(&variant.ident, format_args!("two variants are called `{name}`"));
                    }
                    let fields = fields(cx, &variant.fields, version, &removed);
                    variants.push(Variant { ident: Some(variant.ident.clone()), name, fields });
                }
                variants
            }
            Data::Union(_) => {
                cx.error(&item.ident, "`Graph` stands on structs and enums only");
                return None;
            }
        };
        Some(Self {
            root: args.root(),
            ident: item.ident.clone(),
            vis: item.vis.clone(),
            generics: item.generics.clone(),
            name,
            version,
            is_enum: matches!(item.data, Data::Enum(_)),
            is_ruled: is_validated(item),
            variants,
        })
    }

    /// All fields.
    pub(super) fn fields(&self) -> impl Iterator<Item = &Field> {
        self.variants.iter().flat_map(|variant| &variant.fields)
    }
}

/// `id = "app.Node"`.
fn id(cx: &Ctxt, args: &Args) -> Option<String> {
    let text: LitStr = args.value(cx, "id")?;
    if text.value().is_empty() {
        cx.error(&text, "an id has a letter at least");
    }
    Some(text.value())
}

/// The names in `removed("old", "older")`.
fn removed(cx: &Ctxt, args: &Args) -> Vec<String> {
    let Some(list) = args.get("removed").and_then(|arg| arg.list(cx)) else { return Vec::new() };
    let mut names = Vec::new();
    for token in list {
        match &token {
            TokenTree::Punct(p) if p.as_char() == ',' => {}
            _ => match syn::parse2::<LitStr>(token.clone().into()) {
                Ok(text) => names.push(text.value()),
                Err(_) => {
                    cx.error(&token, format_args!("a name stands in quotes, write `\"{token}\"`"));
                }
            },
        }
    }
    names
}

/// What stands in all `#[graph(..)]` of a field or variant.
fn attributes(cx: &Ctxt, attrs: &[Attribute], known: &[&str], form: &str) -> Args {
    Args::read(cx, written_arguments(cx, attrs, "graph", form), known)
}

fn fields(cx: &Ctxt, fields: &Fields, version: u32, removed: &[String]) -> Vec<Field> {
    let mut read: Vec<Field> = Vec::new();
    for (member, field) in fields.members().zip(fields) {
        let args = attributes(cx, &field.attrs, FIELD_KEYS, "skip");
        let name = id(cx, &args).unwrap_or_else(|| match &member {
            Member::Named(ident) => ident.unraw().to_string(),
            Member::Unnamed(index) => index.index.to_string(),
        });
        let how = how(cx, &args, version);
        let is_written = !matches!(how, How::Skip(_));
        if is_written && removed.contains(&name) {
            cx.error(
                &member,
                format_args!(
                    "`{name}` is a removed field's name, which old bytes have: write another, or \
                     `#[graph(id = \"..\")]`"
                ),
            );
        }
        if is_written && read.iter().any(|other| other.name == name) {
            cx.error(&member, format_args!("two fields are called `{name}`"));
        }
        read.push(Field { member, name, ty: field.ty.clone(), how });
    }
    read
}

fn how(cx: &Ctxt, args: &Args, version: u32) -> How {
    let skip = args.flag(cx, "skip");
    let since = args.value::<LitInt>(cx, "since").and_then(|literal| {
        let number = cx.ok(literal.base10_parse::<u32>())?;
        if number > version {
            cx.error(
                &literal,
                format_args!(
                    "the type has version {version}, write `#[graph(version = {number})]` on it"
                ),
            );
        }
        Some(number)
    });
    let default = args.get("default").map(|arg| match arg.value {
        ArgValue::Nothing => None,
        _ => arg.value::<Expr>(cx),
    });
    if skip {
        for key in ["since", "id"] {
            if let Some(arg) = args.get(key) {
                let message = format_args!("a skipped field is in no bytes, drop `{key}`");
                cx.error(&arg.key.ident, message);
            }
        }
        return How::Skip(default.flatten());
    }
    match (default, since) {
        (default, Some(since)) => How::Since(since, default.flatten()),
        (Some(default), None) => How::Default(default),
        (None, None) => How::Required,
    }
}
