//! What each request is answered with.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::time::{Instant, timeout_at};

use super::body::{self, ACCEPT_PATCH, Kind, PATCHES};
use super::etag;
use super::guard::{Guard, Op};
use super::problem::{self, Problem};
use crate::crud_api::CrudError;
use crate::crud_api::model::{Model, Tag};
use crate::crud_api::store::Store;
use crate::crud_api::value::{Row, Value};
use crate::crud_api::{Cursor, json, parse, write};

/// The methods of a collection.
pub(super) const ALLOW_ROWS: &str = "GET, HEAD, POST, OPTIONS";
/// The methods of a row.
pub(super) const ALLOW_ROW: &str = "GET, HEAD, PUT, PATCH, DELETE, OPTIONS";

/// How much a request may take.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    pub(super) body: usize,
    pub(super) time: Duration,
}

/// A model behind a guard: nothing here knows the struct, so that a struct more is no code more.
pub(super) struct Served<S, G> {
    pub(super) store: S,
    pub(super) guard: G,
    pub(super) model: &'static Model,
    pub(super) limits: Limits,
}

/// Answers a request, whatever becomes of it.
pub(super) async fn answer<S: Store, G: Guard>(
    served: Arc<Served<S, G>>,
    op: Op,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    match served.run(op, &parts, body).await {
        Ok(response) => response,
        Err(problem) => problem.of(&parts).into_response(),
    }
}

/// Answers `OPTIONS`.
pub(super) fn options(allow: &'static str) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allow));
    if allow == ALLOW_ROW {
        response.headers_mut().insert(ACCEPT_PATCH, HeaderValue::from_static(PATCHES));
    }
    response
}

impl<S: Store, G: Guard> Served<S, G> {
    async fn run(&self, op: Op, parts: &Parts, body: Body) -> Result<Response, Problem> {
        let deadline = Instant::now() + self.limits.time;
        let admitted = timeout_at(deadline, self.guard.check(parts, op));
        admitted.await.map_err(|_| CrudError::Timeout)??;
        let Self { store, model, limits, .. } = self;
        let read = |kind| async move {
            let body = body::read(&parts.headers, body, kind, limits.body);
            timeout_at(deadline, body).await.unwrap_or_else(|_| Err(problem::slow()))
        };
        match op {
            Op::List => self.list(parts, deadline).await,
            Op::Read => {
                let id = self.id(parts)?;
                let row = timeout_at(deadline, store.get(model, id)).await;
                let row = row.map_err(|_| CrudError::Timeout)??.ok_or(CrudError::NotFound)?;
                let tag = etag::quoted(model.tag(&row));
                // What cannot be read is no tag that is known: the row is sent.
                if let Ok(Some(seen)) = etag::condition(&parts.headers, &header::IF_NONE_MATCH)
                    && seen.names(&tag)
                {
                    return Ok(bare(StatusCode::NOT_MODIFIED, Some(tag)));
                }
                Ok(self.row(StatusCode::OK, &row, tag))
            }
            Op::Create => {
                let new = json::read_new(model, &read(Kind::Json).await?)?;
                let row = finished(deadline, write::insert(store, model, new)).await?;
                Ok(self.created(parts, &row, None))
            }
            Op::Update => {
                let id = self.id(parts)?;
                let new = json::read_full(model, &read(Kind::Json).await?, &id)?;
                let (row, is_new) = match self.states(parts, &id, deadline).await? {
                    States::Any => {
                        finished(deadline, write::put(store, model, id, new, None)).await?
                    }
                    States::None => (finished(deadline, self.add(id, new)).await?, true),
                    States::OneOf(states) => {
                        let put = write::replace(store, model, id, new, states);
                        match finished(deadline, put).await {
                            // Without the condition the row would be added.
                            Err(CrudError::NotFound) if !model.id_column().is_server_made() => {
                                return Err(CrudError::VersionMismatch.into());
                            }
                            written => (written?, false),
                        }
                    }
                };
                if is_new {
                    return Ok(self.created(parts, &row, Some(problem::path_of(parts))));
                }
                Ok(self.row(StatusCode::OK, &row, etag::quoted(model.tag(&row))))
            }
            Op::Patch => {
                let id = self.id(parts)?;
                let values = json::read_patch(model, &read(Kind::Patch).await?)?;
                let states = self.states(parts, &id, deadline).await?.of_a_row()?;
                let patch = write::patch(store, model, id, values, states);
                let row = finished(deadline, patch).await?;
                Ok(self.row(StatusCode::OK, &row, etag::quoted(model.tag(&row))))
            }
            Op::Delete => {
                let id = self.id(parts)?;
                let states = self.states(parts, &id, deadline).await?.of_a_row()?;
                finished(deadline, write::delete(store, model, id, states)).await?;
                Ok(bare(StatusCode::NO_CONTENT, None))
            }
        }
    }

    /// The states that a row may be in for a write, by `If-Match` and `If-None-Match`.
    async fn states(
        &self,
        parts: &Parts,
        id: &Value,
        deadline: Instant,
    ) -> Result<States, Problem> {
        if let Some(condition) = etag::condition(&parts.headers, &header::IF_MATCH)? {
            return Ok(States::OneOf(condition.states()));
        }
        let Some(unlike) = etag::condition(&parts.headers, &header::IF_NONE_MATCH)? else {
            return Ok(States::Any);
        };
        let row = timeout_at(deadline, self.store.get(self.model, id.clone())).await;
        match row.map_err(|_| CrudError::Timeout)?? {
            None => Ok(States::None),
            Some(row) => {
                let tag = self.model.tag(&row);
                if unlike.names(&etag::quoted(tag)) {
                    return Err(CrudError::VersionMismatch.into());
                }
                // Looked at and found fit: it must still be so when it is written.
                Ok(States::OneOf(Some(vec![tag])))
            }
        }
    }

    /// Adds a row under an id that was free a moment ago.
    async fn add(&self, id: Value, mut new: Row) -> Result<Row, CrudError> {
        let Self { store, model, .. } = self;
        if model.id_column().is_server_made() {
            return Err(CrudError::NotFound);
        }
        new[model.id] = id;
        match write::insert(store, model, new).await {
            Err(CrudError::Conflict { fields }) if fields == [model.id_column().name] => {
                Err(CrudError::VersionMismatch)
            }
            added => added,
        }
    }

    async fn list(&self, parts: &Parts, deadline: Instant) -> Result<Response, Problem> {
        let Self { store, model, .. } = self;
        let text = parts.uri.query().unwrap_or("");
        let asked = parse::parse(model, text)?;
        let total = if asked.counts {
            let total = timeout_at(deadline, store.count(model, asked.query.filters.clone()));
            Some(total.await.map_err(|_| CrudError::Timeout)??)
        } else {
            None
        };
        let page = timeout_at(deadline, write::page(store, model, asked.query)).await;
        let (rows, next) = page.map_err(|_| CrudError::Timeout)??;

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
        match &next {
            Some(next) => out.extend_from_slice(format!("\"{next}\"").as_bytes()),
            None => out.extend_from_slice(b"null"),
        }
        if let Some(total) = total {
            out.extend_from_slice(format!(",\"total\":{total}").as_bytes());
        }
        out.push(b'}');
        let mut response = json_response(StatusCode::OK, out);
        if let Some(link) = next.and_then(|next| link(problem::path_of(parts), text, &next)) {
            response.headers_mut().insert(header::LINK, link);
        }
        Ok(response)
    }

    /// The id in the path; what cannot be one is of no row.
    fn id(&self, parts: &Parts) -> Result<Value, Problem> {
        let path = parts.uri.path();
        let last = path.rsplit('/').next().unwrap_or("");
        let text = parse::decode(last, false);
        text.and_then(|text| json::read_id(self.model, &text)).ok_or_else(|| {
            let name = self.model.id_column().name;
            problem::bad_request("bad-id", "Bad id", "the path ends in what cannot be an id").fault(
                format!("/{name}"),
                "type",
                "is no id",
            )
        })
    }

    fn row(&self, status: StatusCode, row: &Row, tag: HeaderValue) -> Response {
        let mut out = Vec::with_capacity(self.model.columns.len() * 32);
        json::write_row(self.model, row, &mut out);
        let mut response = json_response(status, out);
        response.headers_mut().insert(header::ETAG, tag);
        response
    }

    fn created(&self, parts: &Parts, row: &Row, path: Option<&str>) -> Response {
        let model = self.model;
        let mut response = self.row(StatusCode::CREATED, row, etag::quoted(model.tag(row)));
        let mut location = String::from(path.unwrap_or_else(|| problem::path_of(parts)));
        if path.is_none() {
            location.push('/');
            match &row[model.id] {
                Value::Int(id) => {
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
}

/// What a write may find.
enum States {
    /// Whatever there is.
    Any,
    /// No row.
    None,
    /// A row, in one of these states if any are said.
    OneOf(Option<Vec<Tag>>),
}

impl States {
    /// For a write that needs a row.
    fn of_a_row(self) -> Result<Option<Vec<Tag>>, CrudError> {
        match self {
            Self::Any => Ok(None),
            Self::None => Err(CrudError::NotFound),
            Self::OneOf(states) => Ok(states),
        }
    }
}

/// A write that was not heard of in time may have happened.
async fn finished<T>(
    deadline: Instant,
    write: impl Future<Output = Result<T, CrudError>>,
) -> Result<T, CrudError> {
    timeout_at(deadline, write).await.unwrap_or(Err(CrudError::Unknown))
}

fn json_response(status: StatusCode, json: Vec<u8>) -> Response {
    let mut response = bare(status, None);
    *response.body_mut() = Body::from(json);
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

fn bare(status: StatusCode, tag: Option<HeaderValue>) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Some(tag) = tag {
        headers.insert(header::ETAG, tag);
    }
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

/// `Link: <..>; rel="next"` (RFC 8288): the same query with another cursor.
fn link(path: &str, query: &str, next: &Cursor) -> Option<HeaderValue> {
    let mut link = format!("<{path}?");
    for pair in query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("cursor=")) {
        link.push_str(pair);
        link.push('&');
    }
    let _ = write!(link, "cursor={next}>; rel=\"next\"");
    HeaderValue::try_from(link).ok()
}
