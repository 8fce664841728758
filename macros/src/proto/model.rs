//! What `#[derive(Proto)]` reads: a message, a newtype, an enum of numbers or a `oneof`.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{
    Attribute, Data, DeriveInput, Expr, Fields, GenericArgument, GenericParam, Generics, Ident,
    LitBool, LitStr, Member, PathArguments, Type, Variant, Visibility,
};

use super::names::{screaming, snake};
use super::tags::{Reserved, integer};
use crate::kit::{Args, Ctxt, Root, helper_arguments, is_validated, ungrouped, written_arguments};

const CONTAINER: [&str; 4] = ["name", "auto", "reserved", "prost"];
const FORMS: [&str; 11] = [
    "sint32", "sint64", "fixed32", "fixed64", "sfixed32", "sfixed64", "int32", "int64", "uint32",
    "uint64", "bytes",
];
const FIELD: [&str; 19] = [
    "tag", "name", "packed", "map", "as", "oneof", "unknown", "skip", "sint32", "sint64",
    "fixed32", "fixed64", "sfixed32", "sfixed64", "int32", "int64", "uint32", "uint64", "bytes",
];
const VARIANT: [&str; 3] = ["tag", "name", "other"];

/// A type with a form in Protocol Buffers.
pub(super) struct Model {
    pub(super) root: Root,
    pub(super) ident: Ident,
    pub(super) vis: Visibility,
    pub(super) generics: Generics,
    /// What it is called in a `.proto` file.
    pub(super) name: String,
    /// Where that is written.
    pub(super) named: TokenStream,
    pub(super) shape: Shape,
    pub(super) is_auto: bool,
    pub(super) reserved: Reserved,
    pub(super) is_validated: bool,
    /// `prost`, where it stands.
    pub(super) prost: Option<Ident>,
}

pub(super) enum Shape {
    Message(Vec<Field>),
    /// A tuple struct of one field without a tag.
    Newtype(Box<Field>),
    Enum(Vec<Number>),
    Oneof(Vec<Field>),
}

/// A field of a message, or a variant that is one.
pub(super) struct Field {
    /// Where faults without a better place are reported.
    pub(super) at: TokenStream,
    pub(super) member: Member,
    /// The member's or the variant's name in Rust.
    pub(super) rust: String,
    /// The name in a `.proto` file.
    pub(super) name: String,
    /// Where that is written.
    pub(super) named: TokenStream,
    /// Nothing for a variant without a value.
    pub(super) ty: Option<Type>,
    pub(super) role: Role,
    /// The tag as it is written, and where.
    pub(super) tag: Option<(Option<i64>, TokenStream)>,
    /// The tag that it has in the end.
    pub(super) number: u32,
    pub(super) form: Form,
    /// The type of `as = T`.
    pub(super) through: Option<Type>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Value,
    Oneof,
    Unknown,
    Skip,
}

/// The form that the attributes ask for.
#[derive(Default)]
pub(super) struct Form {
    /// `Sint32`, by its word.
    pub(super) word: Option<Ident>,
    /// `packed = false`.
    pub(super) unpacked: Option<Span>,
    /// `map`, and the words in it, the natural form where there is none.
    pub(super) map: Option<(Ident, Option<[Ident; 2]>)>,
}

/// A variant that is a number.
pub(super) struct Number {
    pub(super) ident: Ident,
    pub(super) name: String,
    /// Where that is written.
    pub(super) named: TokenStream,
    /// Nothing for `#[proto(other)]`.
    pub(super) value: Option<i64>,
    pub(super) at: TokenStream,
}

pub(super) fn read(cx: &Ctxt, args: TokenStream, item: &DeriveInput) -> Option<Model> {
    written_arguments(cx, &item.attrs, "proto", "..");
    let args = Args::read(cx, args, &CONTAINER);
    for param in &item.generics.params {
        if !matches!(param, GenericParam::Lifetime(_)) {
            cx.error(
                param,
                "a message has one text in a `.proto` file, so it has no parameters but \
                 lifetimes; write the types out",
            );
        }
    }
    let ident = item.ident.unraw().to_string();
    let is_auto = args.flag(cx, "auto");
    let (name, named) = name(cx, &args, ident, &item.ident);
    let reserved = args.get("reserved").and_then(|arg| arg.list(cx));
    let reserved = reserved.map(|list| Reserved::read(cx, list)).unwrap_or_default();
    let shape = match &item.data {
        Data::Struct(data) => message(cx, &data.fields, is_auto),
        Data::Enum(data) => {
            let variants: Vec<&Variant> = data.variants.iter().collect();
            enumeration(cx, item, &name, &variants)?
        }
        Data::Union(data) => {
            cx.error(&data.union_token, "#[derive(Proto)] stands on structs and enums only");
            return None;
        }
    };
    let prost = args.get("prost").filter(|arg| arg.flag(cx)).map(|arg| arg.key.ident.clone());
    let mut model = Model {
        root: args.root(),
        ident: item.ident.clone(),
        vis: item.vis.clone(),
        generics: item.generics.clone(),
        name,
        named,
        shape,
        is_auto,
        reserved,
        is_validated: is_validated(item),
        prost,
    };
    number_fields(&mut model);
    Some(model)
}

fn message(cx: &Ctxt, fields: &Fields, is_auto: bool) -> Shape {
    let read = |(i, field): (usize, &syn::Field)| {
        let (member, rust) = match &field.ident {
            Some(ident) => (Member::Named(ident.clone()), ident.unraw().to_string()),
            None => (Member::Unnamed(i.into()), i.to_string()),
        };
        let name = if field.ident.is_some() { rust.clone() } else { format!("field_{i}") };
        let at = match &field.ident {
            Some(ident) => ident.to_token_stream(),
            None => field.ty.to_token_stream(),
        };
        read_field(cx, &field.attrs, &FIELD, at, member, rust, name, Some(field.ty.clone()))
    };
    let mut read: Vec<Field> = fields.iter().enumerate().map(read).collect();
    let is_newtype = matches!(fields, Fields::Unnamed(_)) && read.len() == 1 && !is_auto;
    match read.pop() {
        Some(only)
            if is_newtype
                && only.tag.is_none()
                && only.role == Role::Value
                && only.through.is_none()
                && only.form.unpacked.is_none()
                && only.form.map.is_none() =>
        {
            Shape::Newtype(Box::new(only))
        }
        last => {
            read.extend(last);
            Shape::Message(read)
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "fields and variants differ in all of them")]
fn read_field(
    cx: &Ctxt,
    attrs: &[Attribute],
    known: &[&str],
    at: TokenStream,
    member: Member,
    rust: String,
    name: String,
    ty: Option<Type>,
) -> Field {
    let args = Args::read(cx, written_arguments(cx, attrs, "proto", ".."), known);
    let mut role = Role::Value;
    for (word, meaning) in
        [("oneof", Role::Oneof), ("unknown", Role::Unknown), ("skip", Role::Skip)]
    {
        if args.flag(cx, word) {
            role = meaning;
            let others = FIELD.iter().filter(|other| **other != word && **other != "name");
            for arg in others.filter_map(|other| args.get(other)) {
                let message = format!("`{}` does nothing beside `{word}`", arg.key.text);
                cx.error(&arg.key.ident, message);
            }
            break;
        }
    }
    let tag = args.get("tag").and_then(|arg| {
        if let Some((tag, at)) = arg.plain_number() {
            return Some((Some(tag), at));
        }
        let expr: Expr = arg.value(cx)?;
        let tag = integer(&expr);
        if tag.is_none() {
            cx.error(&expr, "a tag is written as a number, `tag = 1`");
        }
        Some((tag, expr.to_token_stream()))
    });
    let (name, named) = self::name(cx, &args, name, &at);
    Field {
        at,
        member,
        rust,
        name,
        named,
        ty: ty.map(ungrouped),
        role,
        tag,
        number: 0,
        form: form(cx, &args),
        through: args.value(cx, "as"),
    }
}

/// `name = ".."`, or what it is called without, and where that is written.
fn name(cx: &Ctxt, args: &Args, usual: String, at: &impl ToTokens) -> (String, TokenStream) {
    match args.value::<LitStr>(cx, "name") {
        Some(name) => (name.value(), name.to_token_stream()),
        None => (usual, at.to_token_stream()),
    }
}

fn form(cx: &Ctxt, args: &Args) -> Form {
    let mut words = FORMS.iter().filter_map(|word| args.get(word));
    let word = words.next();
    for other in words {
        cx.error(
            &other.key.ident,
            format_args!("a field has one form, it has `{}`", word.map_or("", |w| &w.key.text)),
        );
    }
    let word = word.filter(|arg| arg.flag(cx)).map(|arg| pascal(&arg.key.ident));
    let unpacked = args.get("packed").and_then(|arg| {
        let packed: LitBool = match &arg.value {
            crate::kit::ArgValue::Nothing => return None,
            _ => arg.value(cx)?,
        };
        (!packed.value).then(|| arg.key.span())
    });
    let map = args.get("map").map(|arg| {
        let forms = match &arg.value {
            crate::kit::ArgValue::Nothing => None,
            _ => arg.list(cx).and_then(|list| map_forms(cx, &arg.key.ident, list)),
        };
        (arg.key.ident.clone(), forms)
    });
    if let (Some(word), Some(_)) = (&word, &map) {
        cx.error(
            word,
            "write the forms of the keys and of the values in `map(..)`, as `map(sint32, fixed64)`",
        );
    }
    Form { word, unpacked, map }
}

/// `map(sint32, _)`.
fn map_forms(cx: &Ctxt, at: &Ident, list: TokenStream) -> Option<[Ident; 2]> {
    let mut forms = Vec::new();
    for piece in crate::kit::split_arguments(list) {
        let text = piece.to_string();
        if text == "_" {
            forms.push(Ident::new("Natural", piece.span()));
        } else if FORMS.contains(&text.as_str()) {
            forms.push(pascal(&Ident::new(&text, piece.span())));
        } else {
            let hint = crate::kit::did_you_mean(&text, &FORMS);
            cx.error(&piece, format_args!("unknown form `{text}`{hint}"));
            return None;
        }
    }
    let found = <[Ident; 2]>::try_from(forms).ok();
    if found.is_none() {
        cx.error(at, "a map has a form of keys and one of values, write `map(sint32, _)`");
    }
    found
}

/// The type that a word stands for.
fn pascal(word: &Ident) -> Ident {
    let text = word.to_string();
    let (first, rest) = text.split_at(1.min(text.len()));
    Ident::new(&format!("{}{rest}", first.to_uppercase()), word.span())
}

fn enumeration(cx: &Ctxt, item: &DeriveInput, name: &str, variants: &[&Variant]) -> Option<Shape> {
    if variants.is_empty() {
        cx.error(&item.ident, "an enum without variants has no value to write");
        return None;
    }
    let is_other = |variant: &Variant| {
        let args = helper_arguments(&variant.attrs, "proto");
        Args::read(&Ctxt::default(), args, &VARIANT).get("other").is_some()
    };
    let is_number =
        |variant: &&Variant| matches!(variant.fields, Fields::Unit) || is_other(variant);
    if variants.iter().all(is_number) {
        Some(numbers(cx, name, variants))
    } else {
        Some(Shape::Oneof(variants.iter().map(|variant| oneof(cx, variant)).collect()))
    }
}

fn numbers(cx: &Ctxt, name: &str, variants: &[&Variant]) -> Shape {
    let prefix = screaming(name);
    let mut next = 0;
    let mut found = Vec::new();
    for variant in variants {
        let args = written_arguments(cx, &variant.attrs, "proto", "..");
        let args = Args::read(cx, args, &VARIANT);
        let ident = &variant.ident;
        let is_other = args.flag(cx, "other");
        let given = args.value::<Expr>(cx, "tag");
        let written = given.as_ref().or(variant.discriminant.as_ref().map(|(_, expr)| expr));
        let value = match written.map(|expr| (expr, integer(expr))) {
            Some((_, Some(value))) => value,
            Some((expr, None)) => {
                cx.error(
                    expr,
                    format_args!("write the number, or put `#[proto(tag = ..)]` on `{ident}`"),
                );
                next
            }
            None => next,
        };
        if is_other {
            if !is_i32(&variant.fields) {
                let message = format!("what is not known is a number, write `{ident}(i32)`");
                cx.error(ident, message);
            }
        } else {
            next = value + 1;
        }
        let bare = ident.unraw().to_string();
        let usual = format!("{prefix}_{}", screaming(&bare));
        let (name, named) = self::name(cx, &args, usual, ident);
        let at = written.map_or_else(|| ident.to_token_stream(), ToTokens::to_token_stream);
        let value = (!is_other).then_some(value);
        found.push(Number { ident: ident.clone(), name, named, value, at });
    }
    Shape::Enum(found)
}

fn is_i32(fields: &Fields) -> bool {
    match fields {
        Fields::Unnamed(fields) => {
            let mut types = fields.unnamed.iter().map(|field| &field.ty);
            let is_number = |ty: &Type| last_segment(ty).is_some_and(|word| word == "i32");
            types.next().is_some_and(is_number) && types.next().is_none()
        }
        _ => false,
    }
}

fn oneof(cx: &Ctxt, variant: &Variant) -> Field {
    let ident = &variant.ident;
    let mut known: Vec<&str> = vec!["tag", "name"];
    known.extend(FORMS);
    let bare = ident.unraw().to_string();
    let (ty, inner) = match &variant.fields {
        Fields::Unit => (None, &[][..]),
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
            let field = fields.unnamed.first();
            (field.map(|f| f.ty.clone()), field.map_or(&[][..], |f| &f.attrs))
        }
        fields => {
            cx.error(
                fields,
                format_args!(
                    "a variant of a `oneof` holds one value; write a struct with these fields, \
                     and `{ident}(ThatStruct)`"
                ),
            );
            (None, &[][..])
        }
    };
    let attrs: Vec<Attribute> = variant.attrs.iter().chain(inner).cloned().collect();
    let (at, member) = (ident.to_token_stream(), Member::Named(ident.clone()));
    read_field(cx, &attrs, &known, at, member, bare.clone(), snake(&bare), ty)
}

/// Gives each field its tag: the written one, or with `auto` its position.
fn number_fields(model: &mut Model) {
    let is_auto = model.is_auto;
    if let Shape::Message(fields) | Shape::Oneof(fields) = &mut model.shape {
        let mut position = 0;
        for field in fields.iter_mut().filter(|field| field.role == Role::Value) {
            position += 1;
            if is_auto && field.tag.is_none() {
                field.tag = Some((Some(position), field.at.clone()));
            }
            let tag = field.tag.as_ref().and_then(|(tag, _)| *tag).unwrap_or_default();
            field.number = u32::try_from(tag).unwrap_or_default();
        }
    }
}

/// The last word of a type's path.
pub(super) fn last_segment(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|word| word.ident.unraw().to_string()),
        _ => None,
    }
}

/// The `T` of a type that is written `Word<T>`.
pub(super) fn inner<'a>(ty: &'a Type, word: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == word)?;
    match &last.arguments {
        PathArguments::AngleBracketed(args) => match args.args.first() {
            Some(GenericArgument::Type(ty)) => Some(ty),
            _ => None,
        },
        _ => None,
    }
}
