//! The OpenAPI 3.1 document of structs with `#[crud_api]`.

mod bulk;
mod limits;
mod operations;
mod schema;

use std::collections::BTreeMap;

use serde_json::json;
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, Components, ObjectBuilder, Schema, SchemaType, Type,
};
use utoipa::openapi::tag::{Tag, TagBuilder};
use utoipa::openapi::{InfoBuilder, OpenApi, OpenApiBuilder, PathsBuilder, RefOr};

use super::model::{Model, Operations};
use schema::{Use, object, whole_or_part};

/// The document of an API as JSON; each model with whether it is open to everybody.
#[cfg(feature = "axum")]
pub(super) fn document(
    title: &str,
    version: &str,
    models: impl Iterator<Item = (&'static Model, bool)>,
) -> String {
    // Nothing in the document can fail to be JSON.
    build(title, version, models).to_json().unwrap_or_default()
}

/// The document of models that are served openly, in utoipa's types, to be changed or merged.
///
/// ```
/// use dunder::crud_api;
/// use dunder::crud_api::{Resource, openapi};
///
/// /// What somebody wants to remember.
/// #[crud_api(path = "/notes", table = "notes")]
/// #[derive(Clone, Debug, PartialEq)]
/// pub struct Note {
///     #[crud(id)]
///     pub id: i64,
///     pub title: String,
/// }
///
/// let document = openapi::of("Notes", "1.0.0", &[Note::MODEL]);
/// assert!(document.to_json().unwrap().contains("What somebody wants to remember."));
/// ```
#[must_use]
pub fn of(title: &str, version: &str, models: &[&'static Model]) -> OpenApi {
    build(title, version, models.iter().map(|model| (*model, true)))
}

fn build(
    title: &str,
    version: &str,
    models: impl Iterator<Item = (&'static Model, bool)>,
) -> OpenApi {
    let mut paths = PathsBuilder::new();
    let mut components = Components::new();
    let mut tags = Vec::new();
    for (model, is_public) in models {
        for (path, item) in operations::paths(model, is_public) {
            paths = paths.path(path, item);
        }
        let Model { name, .. } = model;
        let mut add = |name: String, schema: Schema| {
            components.schemas.insert(name, RefOr::T(schema));
        };
        add((*name).to_owned(), object(model, Use::Answer).into());
        add(format!("{name}Part"), object(model, Use::Part).into());
        add(format!("New{name}"), object(model, Use::New).into());
        if !model.id_column().is_server_made() {
            add(format!("{name}Replacement"), object(model, Use::Replacement).into());
        }
        add(format!("{name}Patch"), object(model, Use::Patch).into());
        add(format!("{name}Page"), page(name));
        if model.audit && model.operations.has(Operations::HISTORY) {
            add(String::from("History"), history());
        }
        if model.operations.has(Operations::BULK) {
            add(format!("{name}Bulk"), bulk::request(model));
            add(format!("{name}BulkAnswer"), bulk::answer(name));
            add(String::from("BulkResults"), bulk::results());
        }
        let doc = Some(model.doc.trim()).filter(|doc| !doc.is_empty());
        if model.tags.is_empty() {
            tags.push(TagBuilder::new().name(*name).description(doc).build());
        }
        for tag in model.tags {
            if !tags.iter().any(|known: &Tag| known.name == *tag) {
                tags.push(TagBuilder::new().name(*tag).build());
            }
        }
    }
    components.schemas.insert(String::from("Problem"), RefOr::T(problem()));
    components.parameters = BTreeMap::from(operations::conditional());
    OpenApiBuilder::new()
        .info(InfoBuilder::new().title(title).version(version).build())
        .paths(paths)
        .components(Some(components))
        .tags(Some(tags))
        .build()
}

/// A page of rows.
fn page(name: &str) -> Schema {
    let next = ObjectBuilder::new()
        .schema_type(SchemaType::Array(vec![Type::String, Type::Null]))
        .description(Some("Where the list goes on, for `cursor`; null at its end."));
    let total = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(0))
        .description(Some("How many there are in all, with `count=exact`."));
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .property("items", ArrayBuilder::new().items(RefOr::T(whole_or_part(name))))
        .property("next", next)
        .property("total", total)
        .required("items")
        .required("next")
        .additional_properties(Some(AdditionalProperties::FreeForm(false)))
        .build()
        .into()
}

/// A page of what became of a row.
fn history() -> Schema {
    let text = |about: &str| {
        ObjectBuilder::new().schema_type(Type::String).description(Some(about.to_owned()))
    };
    let changed = ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some("What the field was, `from`, and what it is since, `to`."))
        .property("from", ObjectBuilder::new().schema_type(SchemaType::AnyValue))
        .property("to", ObjectBuilder::new().schema_type(SchemaType::AnyValue))
        .additional_properties(Some(AdditionalProperties::FreeForm(false)));
    let by = ObjectBuilder::new()
        .schema_type(SchemaType::Array(vec![Type::String, Type::Null]))
        .description(Some("Who; null where nobody is known."));
    let deed = text("What became of the row.");
    let entry = ObjectBuilder::new()
        .schema_type(Type::Object)
        .property("id", ObjectBuilder::new().schema_type(Type::Integer))
        .property("at", text("When."))
        .property("by", by)
        .property("op", deed.enum_values(Some(["create", "update", "delete", "restore"])))
        .property(
            "changes",
            ObjectBuilder::new().schema_type(Type::Object).additional_properties(Some(
                AdditionalProperties::RefOr(RefOr::T(changed.build().into())),
            )),
        )
        .required("id")
        .required("at")
        .required("by")
        .required("op")
        .required("changes")
        .additional_properties(Some(AdditionalProperties::FreeForm(false)))
        .build();
    let next = ObjectBuilder::new()
        .schema_type(SchemaType::Array(vec![Type::String, Type::Null]))
        .description(Some("Where it goes on, for `cursor`; null at its end."));
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some("What became of a row, the latest first."))
        .property("items", ArrayBuilder::new().items(entry))
        .property("next", next)
        .required("items")
        .required("next")
        .additional_properties(Some(AdditionalProperties::FreeForm(false)))
        .build()
        .into()
}

/// An error, RFC 9457.
fn problem() -> Schema {
    let text = |about: &str| {
        ObjectBuilder::new().schema_type(Type::String).description(Some(about.to_owned()))
    };
    let fault = ObjectBuilder::new()
        .schema_type(Type::Object)
        .property("pointer", text("Where: a JSON pointer, or the name of a parameter."))
        .property("code", text("The rule that is broken."))
        .property("message", text("The rule in words."))
        .required("pointer")
        .required("code")
        .required("message")
        .build();
    let status = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(400))
        .maximum(Some(599))
        .description(Some("The HTTP status."));
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some("What is wrong, RFC 9457."))
        .property("type", text("A URN for this kind of problem."))
        .property("title", text("The kind of problem in words."))
        .property("status", status)
        .property("detail", text("What is wrong with this request."))
        .property("instance", text("The path that was asked for."))
        .property("errors", ArrayBuilder::new().items(fault).description(Some("Every fault.")))
        .property("truncated", ObjectBuilder::new().schema_type(Type::Boolean))
        .property("request_id", text("The request's number in the log."))
        .required("type")
        .required("title")
        .required("status")
        .required("request_id")
        .examples([json!({
            "type": "urn:dunder:error:invalid",
            "title": "Validation failed",
            "status": 422,
            "detail": "1 fault",
            "instance": "/products",
            "errors": [{ "pointer": "/price", "code": "above", "message": "must be more than 0" }],
            "request_id": "5f0c8a7d4e21b693"
        })])
        .build()
        .into()
}
