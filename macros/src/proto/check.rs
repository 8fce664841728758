//! The rules that look at more than one attribute.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{GenericArgument, PathArguments, Type, TypePath};

use super::model::{Field, Model, Number, Role, Shape, inner};
use super::names;
use super::tags::{Reserved, Tags};
use crate::kit::Ctxt;

pub(super) fn run(cx: &Ctxt, model: &Model) {
    if !matches!(model.shape, Shape::Newtype(_)) {
        word(cx, &model.name, &model.named);
        if names::TAKEN.contains(&model.name.as_str()) {
            let name = &model.name;
            let message = format!(
                "`{name}` means something else in a `.proto` file; write `#[proto(name = \"..\")]`"
            );
            cx.error(&model.named, message);
        }
    }
    match &model.shape {
        Shape::Message(fields) | Shape::Oneof(fields) => {
            for field in fields {
                lasting(cx, field);
            }
        }
        Shape::Newtype(field) => lasting(cx, field),
        Shape::Enum(_) => {}
    }
    match &model.shape {
        Shape::Message(fields) => {
            tags(cx, fields, &model.reserved);
            names(cx, fields, &model.reserved);
            unknowns(cx, fields);
            for field in fields.iter().filter(|field| field.role == Role::Oneof) {
                if let Some(ty) = field.ty.as_ref().filter(|ty| inner(ty, "Option").is_none()) {
                    cx.error(ty, "a `oneof` can be unset, write `Option<..>` around the enum");
                }
            }
        }
        Shape::Newtype(field) => {
            if model.prost.is_some() {
                let message = "a newtype is no message, `prost` does nothing on it; give its \
                               field a tag to make it one";
                cx.error(&field.at, message);
            }
        }
        Shape::Enum(numbers) => values(cx, model, numbers),
        Shape::Oneof(fields) => {
            tags(cx, fields, &Reserved::default());
            names(cx, fields, &Reserved::default());
        }
    }
    let is_message = matches!(model.shape, Shape::Message(_) | Shape::Newtype(_));
    if let Some(word) = model.prost.as_ref().filter(|_| !is_message) {
        cx.error(word, "`prost` stands on messages only");
    }
    if let (Some(word), Some(param)) = (&model.prost, model.generics.lifetimes().next()) {
        let lifetime = &param.lifetime;
        let message = format!(
            "a `prost::Message` owns what is in it, and this type borrows for `{lifetime}`; write \
             `String`, `Vec<u8>`"
        );
        cx.error(word, message);
    }
    #[cfg(not(feature = "prost"))]
    if let Some(word) = &model.prost {
        cx.error(word, "`prost` needs the feature `prost` of dunder");
    }
}

/// What is read borrows from the input, which no type can say to last for ever.
fn lasting(cx: &Ctxt, field: &Field) {
    let is_read = matches!(field.role, Role::Value | Role::Oneof) && field.through.is_none();
    let Some(ty) = field.ty.as_ref().filter(|ty| is_read && !is_bare(ty)) else { return };
    for lifetime in borrowed_for_ever(ty.to_token_stream()) {
        cx.error(
            &lifetime,
            "decoding borrows from the input, which does not live for `'static`; write a lifetime \
             of the type's own, `'a`, or what owns it, `String` or `Vec<u8>`",
        );
    }
}

/// Whether it is made of names only, `Vec<String>`; then its tokens need not be searched.
fn is_bare(ty: &Type) -> bool {
    let Type::Path(TypePath { qself: None, path, .. }) = ty else { return false };
    path.segments.iter().all(|segment| match &segment.arguments {
        PathArguments::None => true,
        PathArguments::AngleBracketed(list) => {
            list.args.iter().all(|arg| matches!(arg, GenericArgument::Type(ty) if is_bare(ty)))
        }
        PathArguments::Parenthesized(_) => false,
    })
}

/// Each `'static` behind a `&` or of a `Cow`.
fn borrowed_for_ever(ty: TokenStream) -> Vec<TokenStream> {
    let mut found = Vec::new();
    let tokens: Vec<TokenTree> = ty.into_iter().collect();
    for (i, token) in tokens.iter().enumerate() {
        let before = |back: usize| i.checked_sub(back).and_then(|i| tokens.get(i));
        let is = |back: usize, sign: char| matches!(before(back), Some(TokenTree::Punct(punct)) if punct.as_char() == sign);
        let is_cow = || matches!(before(3), Some(TokenTree::Ident(word)) if word == "Cow");
        match token {
            TokenTree::Group(group) => found.extend(borrowed_for_ever(group.stream())),
            TokenTree::Ident(word)
                if word == "static" && is(1, '\'') && (is(2, '&') || is(2, '<') && is_cow()) =>
            {
                found.push(before(1).into_iter().chain([token]).cloned().collect());
            }
            _ => {}
        }
    }
    found
}

/// Each field has a tag of its own.
fn tags(cx: &Ctxt, fields: &[Field], reserved: &Reserved) {
    let mut tags = Tags::new(reserved);
    let values = || fields.iter().filter(|field| field.role == Role::Value);
    // tags that hold are taken first, so that no suggestion is one of a field below
    let mut faults = Vec::new();
    for field in values() {
        match &field.tag {
            Some((Some(tag), at)) => {
                if let Err(fault) = tags.take(*tag, &field.rust) {
                    faults.push((field, at, fault));
                }
            }
            // what is no number was reported
            Some((None, _)) => {}
            None => faults.push((field, &field.at, String::new())),
        }
    }
    for (field, at, fault) in faults {
        let tag = tags.suggest(&field.rust);
        if fault.is_empty() {
            let message = format!("`{}` has no tag, write `#[proto(tag = {tag})]`", field.rust);
            cx.error(at, message);
        } else {
            cx.error(at, format_args!("{fault}, the next free one is {tag}"));
        }
    }
}

/// Each field has a name of its own, and none that is reserved.
fn names(cx: &Ctxt, fields: &[Field], reserved: &Reserved) {
    let shown = |field: &&Field| matches!(field.role, Role::Value | Role::Oneof);
    for (i, field) in fields.iter().enumerate().filter(|(_, field)| shown(field)) {
        let name = &field.name;
        if reserved.names.contains(name) {
            let message = format!("the name `{name}` is reserved, write `#[proto(name = \"..\")]`");
            cx.error(&field.named, message);
        }
        let mut others = fields.iter().take(i).filter(shown);
        if let Some(other) = others.find(|other| names::json(&other.name) == names::json(name)) {
            let message = if other.name == *name {
                format!("two fields are called `{name}` in the `.proto` file")
            } else {
                format!(
                    "`{name}` is `{}` in JSON, and so is `{}`; write `#[proto(name = \"..\")]`",
                    names::json(name),
                    other.name
                )
            };
            cx.error(&field.named, message);
        }
        word(cx, name, &field.named);
    }
}

/// A `.proto` file can call something so.
fn word(cx: &Ctxt, name: &str, at: &TokenStream) {
    if !names::is_word(name) {
        let message = format!(
            "`{name}` is no name in a `.proto` file, which begin with a letter and have letters, \
             digits and `_`; write `#[proto(name = \"..\")]`"
        );
        cx.error(at, message);
    }
}

fn unknowns(cx: &Ctxt, fields: &[Field]) {
    for other in fields.iter().filter(|field| field.role == Role::Unknown).skip(1) {
        cx.error(&other.at, "a message has one field for what it does not know");
    }
}

/// An enum has a variant 0, and each number once.
fn values(cx: &Ctxt, model: &Model, numbers: &[Number]) {
    let known: Vec<i64> = numbers.iter().filter_map(|number| number.value).collect();
    if !known.contains(&0) {
        let message = "an enum of Protocol Buffers has a variant 0, the value of a field that is \
                       not there; write `Unspecified = 0`";
        cx.error(&model.ident, message);
    }
    for (i, number) in numbers.iter().enumerate() {
        let Some(value) = number.value else {
            if numbers.iter().take(i).any(|other| other.value.is_none()) {
                cx.error(&number.ident, "one variant takes all numbers that are not known");
            }
            continue;
        };
        word(cx, &number.name, &number.named);
        let key = |number: &Number| names::value(&model.name, &number.name);
        let mut others = numbers.iter().take(i).filter(|other| other.value.is_some());
        if let Some(other) = others.find(|other| key(other) == key(number)) {
            let message = format!(
                "`{}` and `{}` are one name in a `.proto` file; write `#[proto(name = \"..\")]`",
                other.ident, number.ident
            );
            cx.error(&number.named, message);
        }
        if i32::try_from(value).is_err() {
            cx.error(&number.at, "the numbers of an enum have 32 bits");
        }
        if let Some(other) = numbers.iter().take(i).find(|other| other.value == Some(value)) {
            let next =
                (0..=i64::from(i32::MAX)).find(|next| !known.contains(next)).unwrap_or_default();
            cx.error(
                &number.at,
                format_args!("{value} is `{}`, the next free number is {next}", other.ident),
            );
        }
    }
}
