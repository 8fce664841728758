//! The JSON Schema of a row: an object with a property per field.

use utoipa::openapi::schema::{
    AdditionalProperties, AnyOfBuilder, Object, ObjectBuilder, Schema, Type,
};
use utoipa::openapi::{Ref, RefOr};

use super::limits::Limits;
use crate::crud_api::model::{ColumnMeta, Etag, Model, Role};
use crate::crud_api::parse;
use crate::crud_api::value::ColumnKind;

/// An id that a client makes: no route of its own, and a path can reach it.
const CLIENT_ID: &str = r"^(?!(?:\.{1,2}|bulk|export)$)[^\u0000]+$";

/// What a struct's JSON is for.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Use {
    /// An answer: every field.
    Answer,
    /// Some fields of an answer.
    Part,
    /// A new row: what clients write, with what may not be left out.
    New,
    /// A row in place of another: as a new one, but for the id, which the path has.
    Replacement,
    /// A patch: what clients write, all of it optional.
    Patch,
    /// A patch among others, with the id and the version that it is for.
    Item,
}

/// The object that stands for a row.
pub(super) fn object(model: &Model, used: Use) -> Object {
    let mut object = ObjectBuilder::new()
        .schema_type(Type::Object)
        .additional_properties(Some(AdditionalProperties::FreeForm(false)));
    if !model.doc.is_empty() {
        object = object.description(Some(model.doc.trim()));
    }
    for (_, column) in model.shown() {
        let is_part = match used {
            Use::Answer | Use::Part => column.is_answered(),
            Use::Item if matches!(column.role, Role::Id | Role::Version) => true,
            _ => !column.is_server_made(),
        };
        if !is_part {
            continue;
        }
        // A client-made id is fixed when the row is made.
        if column.role == Role::Id && matches!(used, Use::Replacement | Use::Patch)
            || column.immutable && matches!(used, Use::Patch | Use::Item)
        {
            continue;
        }
        object = object.property(column.name, field(model, column, used));
        let is_named =
            column.role == Role::Id || column.role == Role::Version && model.etag == Etag::Required;
        let may_miss = match used {
            Use::Item => !is_named,
            _ => column.is_optional() || matches!(used, Use::Patch | Use::Part),
        };
        if used == Use::Answer || !may_miss {
            object = object.required(column.name);
        }
    }
    if used == Use::Part {
        for (_, column) in parse::embeddable(model) {
            let Some(other) = column.references else { continue };
            let about =
                format!("The row of `{}`, with `embed`; null where there is none.", column.name);
            let nothing = ObjectBuilder::new().schema_type(Type::Null);
            let row = AnyOfBuilder::new()
                .description(Some(about))
                .item(reference((other.model)().name))
                .item(nothing);
            object = object.property(parse::embed_name(column), row);
        }
    }
    object.build()
}

/// One field of a row.
fn field(model: &Model, column: &ColumnMeta, used: Use) -> Schema {
    let mut limits = Limits::of(column.kind);
    for rule in model.rules_of(column) {
        limits.tighten(rule);
    }
    if column.role == Role::Id && column.kind == ColumnKind::Text {
        limits.pattern(CLIENT_ID);
    }
    if column.write_only {
        limits.write_only();
    } else if let (Use::New | Use::Replacement, Some(default)) = (used, column.default) {
        limits.default(&default());
    }
    if matches!(used, Use::Answer | Use::Part) && column.is_server_made() {
        limits.read_only();
    }
    limits.schema(column.nullable, column.doc.trim())
}

/// What a value of the column's type may be in a query string, whatever its rules are.
pub(super) fn plain(kind: ColumnKind) -> Schema {
    Limits::of(kind).schema(false, "")
}

/// Text of one or more characters, as part of a comma-separated list.
pub(super) fn list_item(kind: ColumnKind) -> Schema {
    let mut limits = Limits::of(kind);
    if kind == ColumnKind::Text {
        limits.pattern(r"^[^,\\\u0000]*$");
    }
    limits.schema(false, "")
}

/// A row, or what `fields` left of it.
pub(super) fn whole_or_part(name: &str) -> Schema {
    let part = format!("{name}Part");
    AnyOfBuilder::new().item(reference(name)).item(reference(&part)).build().into()
}

pub(super) fn reference(name: &str) -> RefOr<Schema> {
    Ref::from_schema_name(name).into()
}
