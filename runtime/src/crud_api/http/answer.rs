//! What answers are made of: rows as JSON, and the headers beside them.

use std::fmt::Write as _;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodFilter;

use super::body::{ACCEPT_PATCH, PATCHES};
use super::embed::Embedded;
use super::etag;
use super::guard::Op;
use crate::crud_api::history::{HISTORY, TOLD};
use crate::crud_api::model::{Etag, Model};
use crate::crud_api::parse::Shape;
use crate::crud_api::store::{Shown, Stored};
use crate::crud_api::value::{Row, Value};
use crate::crud_api::{Cursor, json};

/// Where the history of a row is read that may be gone. A row of which nothing is left tells nobody
/// whose it was, so that a struct with a scope has no such path.
pub(super) const HISTORIES: &str = "/history";

/// The paths under a model's own, and what each method there asks for.
pub(super) const ROUTES: [(&str, &[(Op, MethodFilter)]); 7] = [
    ("", &[(Op::List, MethodFilter::GET), (Op::Create, MethodFilter::POST)]),
    (
        "/{id}",
        &[
            (Op::Read, MethodFilter::GET),
            (Op::Update, MethodFilter::PUT),
            (Op::Patch, MethodFilter::PATCH),
            (Op::Delete, MethodFilter::DELETE),
        ],
    ),
    ("/{id}/history", &[(Op::History, MethodFilter::GET)]),
    (HISTORIES, &[(Op::History, MethodFilter::GET)]),
    ("/{id}/restore", &[(Op::Restore, MethodFilter::POST)]),
    ("/bulk", &[(Op::Bulk, MethodFilter::POST)]),
    ("/export", &[(Op::Export, MethodFilter::GET)]),
];

/// What `Allow` says of a path with these methods.
pub(super) fn allow(methods: impl Iterator<Item = MethodFilter>) -> String {
    let mut allow = String::new();
    for method in methods {
        allow.push_str(match method {
            MethodFilter::GET => "GET, HEAD, ",
            MethodFilter::PUT => "PUT, ",
            MethodFilter::PATCH => "PATCH, ",
            MethodFilter::DELETE => "DELETE, ",
            _ => "POST, ",
        });
    }
    allow + "OPTIONS"
}

/// Answers `OPTIONS`.
pub(super) fn options(allow: &str) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Ok(value) = HeaderValue::try_from(allow) {
        response.headers_mut().insert(header::ALLOW, value);
    }
    if allow.contains("PATCH") {
        response.headers_mut().insert(ACCEPT_PATCH, HeaderValue::from_static(PATCHES));
    }
    response
}

/// A row with its tag.
pub(super) fn row(model: &Model, status: StatusCode, row: &Row) -> Response {
    shaped(model, status, row, &Shape::default(), &[])
}

/// A row as it was asked for, with a tag that is weak where it is not the whole row.
pub(super) fn shaped(
    model: &Model,
    status: StatusCode,
    row: &Row,
    shape: &Shape,
    embedded: &[Embedded],
) -> Response {
    let mut out = Vec::with_capacity(model.columns.len() * 32);
    write(model, row, shape, embedded, &mut out);
    let mut response = whole(status, out);
    if let Some(tag) = tag(model, row, shape) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// All of a row, whose JSON it is already.
pub(super) fn shown(model: &Model, shown: Shown) -> Response {
    let mut response = whole(StatusCode::OK, shown.json);
    if model.etag != Etag::Off {
        response.headers_mut().insert(header::ETAG, etag::quoted(shown.tag));
    }
    response
}

/// The tag of a row as it was asked for.
pub(super) fn tag(model: &Model, row: &Row, shape: &Shape) -> Option<HeaderValue> {
    match (model.etag, shape.is_whole()) {
        // a row that changes beside this one would not change it
        _ if !shape.embed.is_empty() => None,
        (Etag::Off, _) => None,
        (_, true) => Some(etag::quoted(model.tag(row))),
        (_, false) => Some(etag::weak(model.tag(row))),
    }
}

/// A new row, as it is kept for who asks again.
pub(super) fn kept(model: &Model, new: &Row, path: &str) -> Stored {
    let response = created(model, new, path, true);
    let header = |(name, value): (&HeaderName, &HeaderValue)| {
        Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
    };
    let headers = response.headers().iter().filter_map(header).collect();
    let mut body = Vec::new();
    json::write_row(model, new, &mut body);
    Stored { status: response.status().as_u16(), headers, body }
}

pub(super) fn write(
    model: &Model,
    row: &Row,
    shape: &Shape,
    embedded: &[Embedded],
    out: &mut Vec<u8>,
) {
    match &shape.fields {
        None => json::write_row(model, row, out),
        Some(fields) => json::write_columns(model, row, fields, out),
    }
    if !embedded.is_empty() {
        // back inside the object, which has a field
        out.pop();
        for other in embedded {
            other.write(row, out);
        }
        out.push(b'}');
    }
}

/// A row that was added, by a request for its own path or for that of its collection.
pub(super) fn created(model: &Model, new: &Row, path: &str, is_collection: bool) -> Response {
    let mut response = row(model, StatusCode::CREATED, new);
    let mut location = String::with_capacity(path.len() + 24);
    location.push_str(path);
    if is_collection {
        location.push('/');
        match &new[model.id] {
            Value::Int(id) => {
                // Writing to a `String` cannot fail.
                let _ = write!(location, "{id}");
            }
            Value::Text(id) => encode(&mut location, id),
            _ => {}
        }
    }
    if let Ok(location) = HeaderValue::try_from(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// The JSON of rows, with commas between.
pub(super) fn rows(model: &Model, rows: &[Row], shape: &Shape, embedded: &[Embedded]) -> Vec<u8> {
    let mut out = Vec::new();
    for (position, row) in rows.iter().enumerate() {
        if position > 0 {
            out.push(b',');
        }
        write(model, row, shape, embedded, &mut out);
    }
    out
}

/// A page of a list, whose rows are JSON already.
pub(super) fn page(rows: &[u8], next: Option<&Cursor>, total: Option<u64>) -> Response {
    let mut out = Vec::with_capacity(rows.len() + 160);
    out.extend_from_slice(b"{\"items\":[");
    out.extend_from_slice(rows);
    // A cursor is letters, digits, `-` and `_`.
    match next {
        Some(next) => {
            out.extend_from_slice(b"],\"next\":\"");
            out.extend_from_slice(next.as_str().as_bytes());
            out.push(b'"');
        }
        None => out.extend_from_slice(b"],\"next\":null"),
    }
    if let Some(total) = total {
        out.extend_from_slice(format!(",\"total\":{total}").as_bytes());
    }
    out.push(b'}');
    whole(StatusCode::OK, out)
}

/// A page of what became of a row.
pub(super) fn history(rows: &[Row], next: Option<&Cursor>) -> Response {
    let shape = Shape { fields: Some(TOLD.to_vec()), ..Shape::default() };
    page(&self::rows(&HISTORY, rows, &shape, &[]), next, None)
}

/// `Link: <..>; rel="next"` (RFC 8288): the same query with another cursor.
pub(super) fn link(response: &mut Response, path: &str, query: &str, next: &Cursor) {
    let mut link = format!("<{path}?");
    for pair in query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("cursor=")) {
        link.push_str(pair);
        link.push('&');
    }
    let _ = write!(link, "cursor={next}>; rel=\"next\"");
    if let Ok(link) = HeaderValue::try_from(link) {
        response.headers_mut().insert(header::LINK, link);
    }
}

/// An answer without a body.
pub(super) fn bare(status: StatusCode, tag: Option<HeaderValue>) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Some(tag) = tag {
        headers.insert(header::ETAG, tag);
    }
    response
}

fn whole(status: StatusCode, json: Vec<u8>) -> Response {
    let mut response = bare(status, None);
    *response.body_mut() = Body::from(json);
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

/// Percent-encodes all but the unreserved characters (RFC 3986, 2.3).
fn encode(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}
