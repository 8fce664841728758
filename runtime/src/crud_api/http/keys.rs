//! `Idempotency-Key`: a request that is sent twice is done once, and answered twice.

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;

use super::problem::{Problem, path_of};
use super::refuse::bad_request;
use super::sha256;
use crate::crud_api::model::Model;
use crate::crud_api::store::{Keyed, Stored};
use crate::crud_api::value::{Row, Value};
use crate::crud_api::{CrudError, write};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// The client's key for this request.
pub(super) fn key_of(headers: &HeaderMap) -> Result<Option<Vec<u8>>, Problem> {
    let mut keys = headers.get_all(KEY).iter();
    let Some(key) = keys.next() else { return Ok(None) };
    let key = key.as_bytes();
    let is_plain = key.iter().all(|byte| (0x20..0x7f).contains(byte));
    if keys.next().is_some() || !is_plain || !(1..=255).contains(&key.len()) {
        let detail = "`Idempotency-Key` is given once, and is 1 to 255 ASCII characters";
        return Err(bad_request("bad-header", "Malformed header", detail));
    }
    Ok(Some(key.to_vec()))
}

/// Whose keys a request's are, where the guard does not say: its credentials.
pub(super) fn credentials(parts: &Parts) -> Vec<u8> {
    let mut all = Vec::new();
    for name in [header::AUTHORIZATION, header::COOKIE] {
        for value in parts.headers.get_all(name) {
            all.extend_from_slice(value.as_bytes());
            all.push(b'\n');
        }
    }
    all
}

/// What is kept of a request, and of what it is answered with.
pub(super) fn keyed(
    model: &Model,
    whose: &[u8],
    parts: &Parts,
    key: &[u8],
    body: &[u8],
    render: impl Fn(&[Result<Option<Row>, CrudError>]) -> Option<Stored> + Send + Sync + 'static,
) -> Keyed {
    let path = path_of(parts).as_bytes();
    let query = parts.uri.query().unwrap_or("").as_bytes();
    let now = match write::now() {
        Value::Int(now) => now,
        _ => 0,
    };
    let kept = model.idempotency.unwrap_or_default().as_micros();
    let kept = i64::try_from(kept).unwrap_or(i64::MAX);
    Keyed {
        key: sha256::of_parts(&[whose, parts.method.as_str().as_bytes(), path, key]),
        hash: sha256::of_parts(&[query, body]),
        now,
        until: now.saturating_add(kept),
        render: Box::new(render),
    }
}

/// An answer, new or kept.
pub(super) fn answer(stored: Stored, is_replayed: bool) -> Response {
    let mut response = Response::new(Body::from(stored.body));
    *response.status_mut() = StatusCode::from_u16(stored.status).unwrap_or(StatusCode::OK);
    for (name, value) in stored.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    if is_replayed {
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    }
    response
}

/// The key was used for something else.
pub(super) fn other_body() -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "idempotency-key", "Key used before")
        .detail("this `Idempotency-Key` was sent with another request; take a new one")
}
