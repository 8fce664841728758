//! What each request is answered with.

use std::fmt::Write as _;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::Poll;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::time::{Sleep, sleep};

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
    let stage = Stage(AtomicU8::new(Stage::READING));
    let run = pin!(served.run(op, &parts, body, &stage));
    let answered = match within(served.limits.time, run).await {
        Some(answered) => answered,
        None => Err(stage.overdue()),
    };
    answered.unwrap_or_else(|problem| problem.of(&parts).into_response())
}

/// Awaits a future for so long; a future that is ready at once costs no timer.
async fn within<T>(time: Duration, mut future: Pin<&mut impl Future<Output = T>>) -> Option<T> {
    let mut alarm = pin!(None::<Sleep>);
    poll_fn(|cx| {
        if let Poll::Ready(done) = future.as_mut().poll(cx) {
            return Poll::Ready(Some(done));
        }
        if alarm.is_none() {
            alarm.set(Some(sleep(time)));
        }
        match alarm.as_mut().as_pin_mut() {
            Some(alarm) => alarm.poll(cx).map(|()| None),
            None => Poll::Pending,
        }
    })
    .await
}

/// What a request waits for, which decides what its time-out means.
struct Stage(AtomicU8);

impl Stage {
    /// For the guard, or for rows.
    const READING: u8 = 0;
    /// For the client's body.
    const HEARING: u8 = 1;
    /// For the store to have written.
    const WRITING: u8 = 2;

    fn is(&self, stage: u8) {
        self.0.store(stage, Ordering::Relaxed);
    }

    fn overdue(&self) -> Problem {
        match self.0.load(Ordering::Relaxed) {
            Self::HEARING => problem::slow(),
            // It may have been written just now.
            Self::WRITING => CrudError::Unknown.into(),
            _ => CrudError::Timeout.into(),
        }
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
    async fn run(
        &self,
        op: Op,
        parts: &Parts,
        body: Body,
        stage: &Stage,
    ) -> Result<Response, Problem> {
        self.guard.check(parts, op).await?;
        let Self { store, model, limits, .. } = self;
        let hear = |kind| async move {
            stage.is(Stage::HEARING);
            let body = body::read(&parts.headers, body, kind, limits.body).await;
            stage.is(Stage::READING);
            body
        };
        match op {
            Op::List => self.list(parts).await,
            Op::Read => {
                let id = self.id(parts)?;
                let row = store.get(model, id).await?.ok_or(CrudError::NotFound)?;
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
                let new = json::read_new(model, &hear(Kind::Json).await?)?;
                stage.is(Stage::WRITING);
                let row = write::insert(store, model, new).await?;
                Ok(self.created(parts, &row, None))
            }
            Op::Update => {
                let id = self.id(parts)?;
                let new = json::read_full(model, &hear(Kind::Json).await?, &id)?;
                let states = self.states(parts, &id).await?;
                stage.is(Stage::WRITING);
                let (row, is_new) = match states {
                    States::Any => write::put(store, model, id, new, None).await?,
                    States::None => (self.add(id, new).await?, true),
                    States::OneOf(states) => {
                        match write::replace(store, model, id, new, states).await {
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
                let values = json::read_patch(model, &hear(Kind::Patch).await?)?;
                let states = self.states(parts, &id).await?.of_a_row()?;
                stage.is(Stage::WRITING);
                let row = write::patch(store, model, id, values, states).await?;
                Ok(self.row(StatusCode::OK, &row, etag::quoted(model.tag(&row))))
            }
            Op::Delete => {
                let id = self.id(parts)?;
                let states = self.states(parts, &id).await?.of_a_row()?;
                stage.is(Stage::WRITING);
                write::delete(store, model, id, states).await?;
                Ok(bare(StatusCode::NO_CONTENT, None))
            }
        }
    }

    /// The states that a row may be in for a write, by `If-Match` and `If-None-Match`.
    async fn states(&self, parts: &Parts, id: &Value) -> Result<States, Problem> {
        if let Some(condition) = etag::condition(&parts.headers, &header::IF_MATCH)? {
            return Ok(States::OneOf(condition.states()));
        }
        let Some(unlike) = etag::condition(&parts.headers, &header::IF_NONE_MATCH)? else {
            return Ok(States::Any);
        };
        match self.store.get(self.model, id.clone()).await? {
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

    async fn list(&self, parts: &Parts) -> Result<Response, Problem> {
        let Self { store, model, .. } = self;
        let text = parts.uri.query().unwrap_or("");
        let asked = parse::parse(model, text)?;
        let total = if asked.counts {
            Some(store.count(model, asked.query.filters.clone()).await?)
        } else {
            None
        };
        let (rows, next) = write::page(store, model, asked.query).await?;

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
        let base = path.unwrap_or_else(|| problem::path_of(parts));
        let mut location = String::with_capacity(base.len() + 24);
        location.push_str(base);
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
