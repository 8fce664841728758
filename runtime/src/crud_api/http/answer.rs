//! What answers are made of: rows as JSON, and the headers beside them.

use std::fmt::Write as _;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::body::{ACCEPT_PATCH, PATCHES};
use super::etag;
use crate::crud_api::model::Model;
use crate::crud_api::value::{Row, Value};
use crate::crud_api::{Cursor, json};

/// The methods of a collection.
pub(super) const ALLOW_ROWS: &str = "GET, HEAD, POST, OPTIONS";
/// The methods of a row.
pub(super) const ALLOW_ROW: &str = "GET, HEAD, PUT, PATCH, DELETE, OPTIONS";

/// Answers `OPTIONS`.
pub(super) fn options(allow: &'static str) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allow));
    if allow == ALLOW_ROW {
        response.headers_mut().insert(ACCEPT_PATCH, HeaderValue::from_static(PATCHES));
    }
    response
}

/// A row with its tag.
pub(super) fn row(model: &Model, status: StatusCode, row: &Row) -> Response {
    let mut out = Vec::with_capacity(model.columns.len() * 32);
    json::write_row(model, row, &mut out);
    let mut response = whole(status, out);
    response.headers_mut().insert(header::ETAG, etag::quoted(model.tag(row)));
    response
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

/// A page of a list.
pub(super) fn page(
    model: &Model,
    rows: &[Row],
    next: Option<&Cursor>,
    total: Option<u64>,
) -> Response {
    let mut out = Vec::with_capacity(64 + rows.len() * model.columns.len() * 24);
    out.extend_from_slice(b"{\"items\":[");
    for (position, row) in rows.iter().enumerate() {
        if position > 0 {
            out.push(b',');
        }
        json::write_row(model, row, &mut out);
    }
    out.extend_from_slice(b"],\"next\":");
    // A cursor is letters, digits, `-` and `_`.
    match next {
        Some(next) => out.extend_from_slice(format!("\"{next}\"").as_bytes()),
        None => out.extend_from_slice(b"null"),
    }
    if let Some(total) = total {
        out.extend_from_slice(format!(",\"total\":{total}").as_bytes());
    }
    out.push(b'}');
    whole(StatusCode::OK, out)
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
