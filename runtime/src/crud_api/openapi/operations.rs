//! The operations of a model: parameters, bodies, and every status that can come back.

use std::time::Duration;

use serde_json::{Value as Json, json};
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{
    Operation, OperationBuilder, Parameter, ParameterBuilder, ParameterIn, ParameterStyle,
    PathItem, PathItemBuilder,
};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, Type};
use utoipa::openapi::{Content, HttpMethod, RefOr, Required};

use super::schema::{list_item, plain, reference, whole_or_part};
use crate::crud_api::model::{ColumnMeta, Etag, Model, Operations};
use crate::crud_api::parse::{self, MAX_VALUES};
use crate::crud_api::query::Op;
use crate::crud_api::value::ColumnKind;

const JSON: &str = "application/json";

/// The paths of a model: its collection, a row, and a removed row.
#[allow(clippy::too_many_lines)] // one operation after the other
pub(super) fn paths(model: &'static Model, is_public: bool) -> Vec<(String, PathItem)> {
    let name = model.name;
    let tags = if model.tags.is_empty() { &[name][..] } else { model.tags };
    let about = |id: String, summary: String| {
        let operation = OperationBuilder::new().operation_id(Some(id)).summary(Some(summary));
        tags.iter().fold(operation, |operation, tag| operation.tag(*tag))
    };
    let problems = |operation, statuses: &[u16]| {
        let required: &[u16] = match model.etag {
            Etag::Required if statuses.contains(&412) => &[428],
            _ => &[],
        };
        let operation = problems(operation, &[statuses, required].concat(), is_public);
        model.rate.into_iter().fold(operation, limited).build()
    };

    let mut list = about(format!("list{}", many(model)), format!("A page of {name} rows"));
    for parameter in list_parameters(model) {
        list = list.parameter(parameter);
    }
    let page = ResponseBuilder::new()
        .description("A page")
        .content(JSON, Content::new(Some(reference(&format!("{name}Page")))))
        .header("Link", text_header("The next page, `rel=\"next\"`; none at the list's end."));
    let list = conditional_on(list.response("200", page), &["Cursor", "Or"]);
    let list = problems(list, &[400]);

    let location = text_header("The path of the new row.");
    let create = about(format!("create{name}"), format!("Add a {name}"))
        .request_body(Some(body(&format!("New{name}"), &[JSON])))
        .response("201", row(name, "Added").header("Location", location.clone()));
    let create = under_key(create, model, &[]);
    let create = problems(create, &[400, 408, 409, 413, 415, 422]);

    let known = "If-None-Match";
    let read = about(format!("read{name}"), format!("One {name}"))
        .parameter(
            ParameterBuilder::new()
                .name(known)
                .parameter_in(ParameterIn::Header)
                .description(Some("The `ETag` that is known already."))
                .schema(Some(ObjectBuilder::new().schema_type(Type::String))),
        )
        .parameter(fields_parameter(model))
        .response("200", row_or_part(model, "The row"))
        .response("304", ResponseBuilder::new().description("It is as `If-None-Match` says"));
    let read = match embed_parameter(model) {
        Some(embed) => read.parameter(embed),
        None => read,
    };
    let gone: &[u16] = if model.tells_removed() { &[410] } else { &[] };
    let read = problems(read, &[&[400, 404], gone].concat());

    let replace = about(format!("replace{name}"), format!("Write all of a {name}"))
        .response("200", row(name, "Written"));
    let replace = if model.id_column().is_server_made() {
        replace.request_body(Some(body(&format!("New{name}"), &[JSON])))
    } else {
        replace
            .request_body(Some(body(&format!("{name}Replacement"), &[JSON])))
            .response("201", row(name, "Added").header("Location", location))
    };
    let replace = conditional_on(replace, &["IfMatch"]);
    let replace = problems(replace, &[&[400, 404, 408, 409, 412, 413, 415, 422], gone].concat());

    let kinds = &["application/merge-patch+json", JSON];
    let patch = about(format!("patch{name}"), format!("Change some fields of a {name}"))
        .description(Some("A JSON merge patch, RFC 7396: null empties a field."))
        .request_body(Some(body(&format!("{name}Patch"), kinds)))
        .response("200", row(name, "Written"));
    let patch = conditional_on(patch, &["IfMatch"]);
    let patch = problems(patch, &[&[400, 404, 408, 409, 412, 413, 415, 422], gone].concat());

    let delete = about(format!("delete{name}"), format!("Remove a {name}"))
        .response("204", ResponseBuilder::new().description("Removed"));
    let delete = conditional_on(delete, &["IfMatch"]);
    let delete = problems(delete, &[&[400, 404, 409, 412], gone].concat());

    let restore = about(format!("restore{name}"), format!("Put a removed {name} back"))
        .response("200", row(name, "It is there again"));
    let restore = conditional_on(restore, &["IfMatch"]);
    let restore = problems(restore, &[400, 404, 409, 412]);

    let offered = |mut path: PathItemBuilder,
                   operations: Vec<(Operations, HttpMethod, Operation)>| {
        let mut is_empty = true;
        for (offer, method, operation) in operations {
            if model.operations.has(offer) {
                path = path.operation(method, operation);
                is_empty = false;
            }
        }
        (!is_empty).then(|| path.build())
    };
    let rows = offered(
        PathItemBuilder::new(),
        vec![
            (Operations::LIST, HttpMethod::Get, list),
            (Operations::CREATE, HttpMethod::Post, create),
        ],
    );
    let id = ParameterBuilder::new()
        .name(model.id_column().name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .schema(Some(plain(model.id_column().kind)))
        .build();
    let of_one = || PathItemBuilder::new().parameters(Some([id.clone()]));
    let one = offered(
        of_one(),
        vec![
            (Operations::READ, HttpMethod::Get, read),
            (Operations::UPDATE, HttpMethod::Put, replace),
            (Operations::PATCH, HttpMethod::Patch, patch),
            (Operations::DELETE, HttpMethod::Delete, delete),
        ],
    );
    let removed = model
        .deleted
        .and_then(|_| offered(of_one(), vec![(Operations::RESTORE, HttpMethod::Post, restore)]));
    let history = about(format!("history{name}"), format!("What became of a {name}"))
        .response("200", answer("History", "The changes, the latest first"));
    let history = list_parameters(model)
        .into_iter()
        .filter(|it| it.name == "limit")
        .fold(history, OperationBuilder::parameter);
    let history = problems(conditional_on(history, &["Cursor"]), &[400, 404]);
    let history = (model.audit)
        .then(|| offered(of_one(), vec![(Operations::HISTORY, HttpMethod::Get, history)]))
        .flatten();
    let row = ParameterBuilder::new()
        .name("row")
        .parameter_in(ParameterIn::Query)
        .required(Required::True)
        .description(Some("The id of the row."))
        .schema(Some(plain(model.id_column().kind)));
    let about_histories = format!("What became of a {name}, also of one that is gone");
    let histories = about(format!("history{name}ByRow"), about_histories)
        .response("200", answer("History", "The changes, the latest first"))
        .parameter(row);
    let histories = list_parameters(model)
        .into_iter()
        .filter(|it| it.name == "limit")
        .fold(histories, OperationBuilder::parameter);
    let histories = problems(conditional_on(histories, &["Cursor"]), &[400]);
    let histories = (model.audit && model.scope.is_none())
        .then(|| {
            offered(PathItemBuilder::new(), vec![(Operations::HISTORY, HttpMethod::Get, histories)])
        })
        .flatten();
    let bulk = about(format!("bulk{}", many(model)), format!("Write many {name} rows"))
        .description(Some(
            "1000 rows at most; all of it or nothing, or with `partial=true` each write for itself, \
             which is 207.",
        ))
        .request_body(Some(body(&format!("{name}Bulk"), &[JSON])))
        .response("200", answer(&format!("{name}BulkAnswer"), "All is written"))
        .response("207", answer("BulkResults", "What came of each write"));
    let bulk = under_key(bulk, model, &["Partial"]);
    let bulk = problems(bulk, &[400, 404, 408, 409, 412, 413, 415, 422]);
    let bulk = offered(PathItemBuilder::new(), vec![(Operations::BULK, HttpMethod::Post, bulk)]);

    let mut export = about(format!("export{}", many(model)), format!("All {name} rows"));
    let formats = ObjectBuilder::new().schema_type(Type::String);
    let formats = formats.enum_values(Some(["ndjson", "csv"])).default(Some("ndjson".into()));
    export = export.parameter(query("format", "How rows are written.", formats.build()));
    let is_paging =
        |it: &Parameter| ["limit", "count", "embed", "deleted"].contains(&it.name.as_str());
    for parameter in list_parameters(model).into_iter().filter(|it| !is_paging(it)) {
        export = export.parameter(parameter);
    }
    let text = || Content::new(Some(RefOr::T(plain(ColumnKind::Text))));
    let stream = ResponseBuilder::new()
        .description("A stream, a row a line")
        .content("application/x-ndjson", text())
        .content("text/csv", text());
    let export = problems(conditional_on(export.response("200", stream), &["Or"]), &[400]);
    let export =
        offered(PathItemBuilder::new(), vec![(Operations::EXPORT, HttpMethod::Get, export)]);

    let one_path = format!("{}/{{{}}}", model.path, model.id_column().name);
    let restore_path = format!("{one_path}/restore");
    let history_path = format!("{one_path}/history");
    let (bulk_path, export_path) =
        (format!("{}/bulk", model.path), format!("{}/export", model.path));
    let paths = vec![
        (model.path.to_owned(), rows),
        (one_path, one),
        (restore_path, removed),
        (history_path, history),
        (format!("{}/history", model.path), histories),
        (bulk_path, bulk),
        (export_path, export),
    ];
    paths.into_iter().filter_map(|(path, item)| Some((path, item?))).collect()
}

/// The parameters whose values only an earlier answer can give, or no schema can describe.
///
/// They stand apart, and operations name them in `x-conditional-parameters`: no schema tells a
/// cursor or an entity tag that the server knows from one that it does not, so that a program
/// which makes up requests from the schema would make up requests that are refused.
pub(super) fn conditional() -> [(String, RefOr<Parameter>); 5] {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let cursor = ParameterBuilder::new()
        .name("cursor")
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(
            "Where the list goes on: `next` of the page before, same filters and sort.",
        ))
        .schema(Some(text()));
    let if_match = ParameterBuilder::new()
        .name("If-Match")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("The `ETag` that the row must still have, else 412."))
        .schema(Some(text()));
    let or = ParameterBuilder::new()
        .name("or")
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(
            "Only rows for which one of these filters holds: `(price[lt]=1,name=tea)`; in a value, \
             a comma is `\\,`.",
        ))
        .schema(Some(text()));
    let key = ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "The request is done once under it, and answered the same if it is sent again; never \
             use one for two requests.",
        ))
        .schema(Some(text()));
    let partial = query(
        "partial",
        "Whether each write stands for itself: what is wrong with one is told in its place.",
        ObjectBuilder::new().schema_type(Type::Boolean).build(),
    );
    [
        (String::from("Partial"), RefOr::T(partial)),
        (String::from("IdempotencyKey"), RefOr::T(key.build())),
        (String::from("Or"), RefOr::T(or.build())),
        (String::from("Cursor"), RefOr::T(cursor.build())),
        (String::from("IfMatch"), RefOr::T(if_match.build())),
    ]
}

fn conditional_on(operation: OperationBuilder, names: &[&str]) -> OperationBuilder {
    with_parameters(operation, names.iter().map(|name| parameter(name)).collect())
}

fn parameter(name: &str) -> Json {
    json!({ "$ref": format!("#/components/parameters/{name}") })
}

fn with_parameters(operation: OperationBuilder, references: Vec<Json>) -> OperationBuilder {
    operation.extensions(Some(Extensions::from_iter([("x-conditional-parameters", references)])))
}

/// As [`conditional_on`], with an `Idempotency-Key` where the model hears of it, and for how long.
fn under_key(operation: OperationBuilder, model: &Model, names: &[&str]) -> OperationBuilder {
    let mut references: Vec<Json> = names.iter().map(|name| parameter(name)).collect();
    references.extend(model.idempotency.map(|kept| {
        let mut key = parameter("IdempotencyKey");
        let about = format!(
            "The request is done once under it, and answered the same for {}; never use one for \
             two requests.",
            length(kept),
        );
        key["description"] = Json::from(about);
        key
    }));
    with_parameters(operation, references)
}

/// A length of time in the largest unit that measures it, `7 days`.
fn length(time: Duration) -> String {
    let seconds = time.as_secs();
    let units = [(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")];
    let fits = |(unit, _): &(u64, &str)| seconds > 0 && seconds.is_multiple_of(*unit);
    let (unit, name) = units.into_iter().find(fits).unwrap_or((1, "second"));
    match seconds / unit {
        1 => format!("1 {name}"),
        count => format!("{count} {name}s"),
    }
}

/// `Products` of `/shop/products`.
fn many(model: &Model) -> String {
    let last = model.path.rsplit('/').next().unwrap_or("");
    let mut name = String::new();
    for word in last.split(|c: char| !c.is_alphanumeric()) {
        let mut letters = word.chars();
        name.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        name.push_str(letters.as_str());
    }
    name
}

fn list_parameters(model: &Model) -> Vec<Parameter> {
    let limit = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(1))
        .maximum(Some(model.page_max as usize))
        .default(Some(model.page_default.into()));
    let mut parameters = vec![
        query("limit", "How many rows at most.", limit.build()),
        list_of(
            "sort",
            "Fields to sort by, `-` before one for the largest first; the id decides last.",
            ArrayBuilder::new().items(sort_words(model)).min_items(Some(1)).unique_items(true),
        ),
        query(
            "count",
            "`exact` adds `total`, which reads every row that passes the filters.",
            ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["exact"])).build(),
        ),
    ];
    if model.tells_removed() {
        let word = ObjectBuilder::new().schema_type(Type::Boolean).enum_values(Some([true]));
        let about = "The rows that were removed, instead of those that are there.";
        parameters.push(query("deleted", about, word.build()));
    }
    parameters.push(fields_parameter(model));
    parameters.extend(embed_parameter(model));
    if model.columns.iter().any(|column| column.search) {
        let names = model.shown().filter(|(_, column)| column.search);
        let names: Vec<_> = names.map(|(_, column)| format!("`{}`", column.name)).collect();
        let about = format!("Only rows that have each of these words in {}.", names.join(" or "));
        parameters.push(query("q", &about, plain(ColumnKind::Text)));
    }
    for (index, column) in model.shown() {
        if parse::is_filterable(model, index) {
            for (name, op) in parse::operators(column) {
                parameters.push(filter(column, name, op));
            }
        }
    }
    parameters
}

fn fields_parameter(model: &Model) -> Parameter {
    let names = model.shown().filter(|(_, column)| column.is_answered());
    let names = names.map(|(_, column)| column.name.to_owned());
    let words = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names));
    list_of(
        "fields",
        "What is told of a row; all of it if this is left out.",
        ArrayBuilder::new().items(words).min_items(Some(1)),
    )
}

/// `embed`, where there is what can be embedded.
fn embed_parameter(model: &Model) -> Option<Parameter> {
    let names: Vec<_> = parse::embeddable(model).map(|(_, it)| parse::embed_name(it)).collect();
    if names.is_empty() {
        return None;
    }
    let words = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names));
    Some(list_of(
        "embed",
        "Rows that a row refers to, which are told beside it.",
        ArrayBuilder::new().items(words).min_items(Some(1)),
    ))
}

fn sort_words(model: &Model) -> ObjectBuilder {
    let fields = model.shown().filter(|(index, _)| parse::is_sortable(model, *index));
    let words =
        fields.flat_map(|(_, column)| [column.name.to_owned(), format!("-{}", column.name)]);
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words))
}

fn filter(column: &ColumnMeta, operator: &str, op: Op) -> Parameter {
    let field = column.name;
    // The list's own parameters go first; a field of such a name has the long form only.
    let is_own = parse::OWN.contains(&field);
    let name = match op {
        Op::Eq if !is_own => field.to_owned(),
        _ => format!("{field}[{operator}]"),
    };
    let one = || plain(column.kind);
    // nothing between the commas is an empty text, and no list of one
    let least = usize::from(column.kind != ColumnKind::Text);
    let item = || RefOr::T(list_item(column.kind));
    let several = || ArrayBuilder::new().items(item()).min_items(Some(least));
    let about = |what: &str| format!("Only rows whose `{field}` {what}.");
    match op {
        Op::Eq => query(&name, &about("is this"), one()),
        Op::Ne => query(&name, &about("is not this"), one()),
        Op::Gt => query(&name, &about("is more than this"), one()),
        Op::Ge => query(&name, &about("is this or more"), one()),
        Op::Lt => query(&name, &about("is less than this"), one()),
        Op::Le => query(&name, &about("is this or less"), one()),
        Op::Like => query(&name, &about("contains this"), one()),
        Op::Ilike => query(&name, &about("contains this, in any letter case"), one()),
        Op::Prefix => query(&name, &about("begins with this"), one()),
        Op::Null => {
            let flag = ObjectBuilder::new().schema_type(Type::Boolean).build();
            query(&name, &about("is empty (`true`) or is not (`false`)"), flag)
        }
        Op::In => list_of(&name, &about("is one of these"), several().max_items(Some(MAX_VALUES))),
        Op::Nin => {
            list_of(&name, &about("is none of these"), several().max_items(Some(MAX_VALUES)))
        }
        Op::Between => {
            let two = several().min_items(Some(2)).max_items(Some(2));
            list_of(&name, &about("is between these, both included"), two)
        }
    }
}

fn query(name: &str, about: &str, schema: impl Into<Schema>) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(about))
        .schema(Some(schema.into()))
        .build()
}

/// A list with commas between.
fn list_of(name: &str, about: &str, schema: ArrayBuilder) -> Parameter {
    let mut parameter = query(name, about, schema.build());
    parameter.style = Some(ParameterStyle::Form);
    parameter.explode = Some(false);
    parameter
}

fn body(name: &str, kinds: &[&str]) -> utoipa::openapi::request_body::RequestBody {
    let body = RequestBodyBuilder::new().required(Some(Required::True));
    let content = |body: RequestBodyBuilder, kind: &&str| {
        body.content(*kind, Content::new(Some(reference(name))))
    };
    kinds.iter().fold(body, content).build()
}

fn answer(name: &str, about: &str) -> ResponseBuilder {
    let content = Content::new(Some(reference(name)));
    ResponseBuilder::new().description(about).content(JSON, content)
}

fn row_or_part(model: &Model, about: &str) -> ResponseBuilder {
    let content = Content::new(Some(RefOr::T(whole_or_part(model.name))));
    row(model.name, about).content(JSON, content)
}

fn row(name: &str, about: &str) -> ResponseBuilder {
    ResponseBuilder::new()
        .description(about)
        .content(JSON, Content::new(Some(reference(name))))
        .header("ETag", text_header("The row's state, for `If-Match` and `If-None-Match`."))
}

fn text_header(about: &str) -> utoipa::openapi::header::Header {
    HeaderBuilder::new()
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .description(Some(about))
        .build()
}

/// The errors of an operation, and those that every operation has.
/// The answer of whoever counts requests: what its body is, only that program knows.
fn limited(operation: OperationBuilder, rate: &str) -> OperationBuilder {
    let response = ResponseBuilder::new()
        .description(format!("Asked too often; the limit is {}", rate.trim()))
        .header("Retry-After", text_header("Seconds to wait."));
    operation.response("429", response)
}

fn problems(
    mut operation: OperationBuilder,
    statuses: &[u16],
    is_public: bool,
) -> OperationBuilder {
    let guarded: &[u16] = if is_public { &[] } else { &[401, 403] };
    // what writes may meet another row, or a full disk
    let full: &[u16] = if statuses.contains(&409) { &[507] } else { &[] };
    for status in statuses.iter().chain(guarded).chain(&[500, 503]).chain(full) {
        let (about, header) = match status {
            400 => ("The path, a parameter, a header or the JSON cannot be read", None),
            401 => ("Nobody is signed in", Some(("WWW-Authenticate", "How to sign in."))),
            403 => ("Who is signed in may not do this", None),
            404 => ("There is no such row", None),
            408 => ("The body did not come in time", None),
            409 => ("A unique field has this value already, or another row refers to it", None),
            410 => ("The row was removed, and can be put back", None),
            412 => ("The row is not as `If-Match` says", None),
            413 => ("The body is too large", None),
            415 => ("The body is no JSON", None),
            428 => ("The request does not say which state of the row it is for", None),
            422 => ("Fields are missing, unknown, of the wrong type or break rules", None),
            503 => ("Too busy, or too slow", Some(("Retry-After", "Seconds to wait."))),
            507 => ("The store has no room; nothing was written", None),
            _ => ("The server failed; its log has the cause", None),
        };
        let mut response = ResponseBuilder::new()
            .description(about)
            .content("application/problem+json", Content::new(Some(reference("Problem"))));
        if let Some((name, about)) = header {
            response = response.header(name, text_header(about));
        }
        operation = operation.response(status.to_string(), response);
    }
    operation
}
