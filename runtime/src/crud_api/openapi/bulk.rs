//! The schemas of many writes in one request.

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{
    AdditionalProperties, AnyOfBuilder, ArrayBuilder, ObjectBuilder, Schema, Type,
};

use super::schema::{Use, object, plain, reference};
use crate::crud_api::model::{Etag, IF_MATCH, Model, Operations, takes_tags};

fn closed() -> ObjectBuilder {
    let closed = Some(AdditionalProperties::FreeForm(false));
    ObjectBuilder::new().schema_type(Type::Object).additional_properties(closed)
}

/// An entity tag in quotes, or `*`.
fn tag() -> Schema {
    let about = "The row's `ETag` with its quotes: of the state that this is for; `*` is any.";
    let text = ObjectBuilder::new().schema_type(Type::String).description(Some(about));
    let tag = r#"(W/)?"[!#-~]*""#;
    text.pattern(Some(format!(r"^(\*|{tag})$"))).build().into()
}

/// `{"create": [..], "update": [..], "delete": [..]}`
pub(super) fn request(model: &Model) -> Schema {
    let list = |item: RefOr<Schema>, about: &str| {
        ArrayBuilder::new().items(item).description(Some(about.to_owned()))
    };
    let mut all = closed();
    if model.operations.has(Operations::CREATE) {
        let new = reference(&format!("New{}", model.name));
        all = all.property("create", list(new, "Rows to add."));
    }
    if model.operations.has(Operations::PATCH) {
        let mut changed = object(model, Use::Item);
        if takes_tags(model) {
            changed.properties.insert(IF_MATCH.to_owned(), RefOr::T(tag()));
            if model.etag == Etag::Required {
                changed.required.push(IF_MATCH.to_owned());
            }
        }
        all =
            all.property("update", list(RefOr::T(changed.into()), "Rows to change, by their ids."));
    }
    if model.operations.has(Operations::DELETE) {
        let id = model.id_column();
        let mut by = closed().property(id.name, plain(id.kind)).required(id.name);
        if let Some(version) = model.version.map(|version| &model.columns[version]) {
            by = by.property(version.name, plain(version.kind));
            if model.etag == Etag::Required {
                by = by.required(version.name);
            }
        }
        if takes_tags(model) {
            by = by.property(IF_MATCH, tag());
            if model.etag == Etag::Required {
                by = by.required(IF_MATCH);
            }
        }
        let mut gone = AnyOfBuilder::new();
        if model.etag != Etag::Required {
            gone = gone.item(plain(id.kind));
        }
        let gone: Schema = gone.item(by).build().into();
        all = all.property("delete", list(RefOr::T(gone), "Rows to remove, by their ids."));
    }
    all.build().into()
}

/// `{"created": [..], "updated": [..], "deleted": 1}`
pub(super) fn answer(name: &str) -> Schema {
    let rows = || ArrayBuilder::new().items(reference(name));
    let count = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0));
    let all = closed()
        .property("created", rows())
        .property("updated", rows())
        .property("deleted", count)
        .required("created")
        .required("updated")
        .required("deleted");
    all.build().into()
}

/// `{"results": [{"pointer": "/create/0", "status": 201, "item": {..}}, ..]}`
pub(super) fn results() -> Schema {
    let text = ObjectBuilder::new().schema_type(Type::String);
    let status = ObjectBuilder::new().schema_type(Type::Integer);
    let one = closed()
        .property("pointer", text)
        .property("status", status)
        .property("item", ObjectBuilder::new().schema_type(Type::Object))
        .property("problem", reference("Problem"))
        .required("pointer")
        .required("status");
    closed().property("results", ArrayBuilder::new().items(one)).required("results").build().into()
}
