//! What every error looks like: `application/problem+json` (RFC 9457).

use std::borrow::Cow;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// An error as HTTP tells it: `application/problem+json`, RFC 9457.
///
/// Handlers of your own can answer with it too, so that a client reads one kind of error:
///
/// ```
/// use axum::http::StatusCode;
/// use dunder::crud_api::Problem;
///
/// async fn brew() -> Result<String, Problem> {
///     Err(Problem::new(StatusCode::IM_A_TEAPOT, "teapot", "This is a teapot")
///         .detail("coffee is brewed elsewhere"))
/// }
/// ```
#[derive(Debug)]
pub struct Problem(Box<Parted>);

#[derive(Debug)]
struct Parted {
    kind: Cow<'static, str>,
    title: Cow<'static, str>,
    status: StatusCode,
    detail: Cow<'static, str>,
    instance: Option<String>,
    request_id: Option<String>,
    errors: Vec<Fault>,
    truncated: bool,
    headers: Vec<(HeaderName, HeaderValue)>,
    cause: Option<String>,
}

/// One mistake of a request, and where it is.
#[derive(Debug)]
struct Fault {
    pointer: String,
    code: String,
    message: String,
}

impl Problem {
    /// A problem of the type `urn:dunder:error:KIND`; the title is the same for all of its kind.
    #[must_use]
    pub fn new(
        status: StatusCode,
        kind: impl Into<Cow<'static, str>>,
        title: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self(Box::new(Parted {
            kind: kind.into(),
            title: title.into(),
            status,
            detail: Cow::Borrowed(""),
            instance: None,
            request_id: None,
            errors: Vec::new(),
            truncated: false,
            headers: Vec::new(),
            cause: None,
        }))
    }

    /// What is wrong with this request, for a person.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.0.detail = detail.into();
        self
    }

    /// One more mistake: where (a JSON pointer, or the name of a parameter), its code, its message.
    #[must_use]
    pub fn fault(
        mut self,
        pointer: impl Into<String>,
        code: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        self.0.errors.push(Fault {
            pointer: pointer.into(),
            code: code.into(),
            message: message.into(),
        });
        self
    }

    /// Whether it is one of this kind.
    pub(super) fn is(&self, kind: &str) -> bool {
        self.0.kind == kind
    }

    /// One more header of the answer.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.push((name, value));
        self
    }

    /// The status it is answered with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// Says which request it answers: `instance` is its path, `request_id` its `X-Request-Id`.
    #[must_use]
    pub fn of(mut self, request: &Parts) -> Self {
        self.0.instance = Some(path_of(request).to_owned());
        self.0.request_id = given_request_id(&request.headers);
        self
    }

    /// The same of a part of the request: every pointer goes on from there.
    pub(super) fn under(mut self, pointer: &str) -> Self {
        let this = &mut *self.0;
        for fault in &mut this.errors {
            fault.pointer.insert_str(0, pointer);
        }
        if this.errors.is_empty() {
            let (code, message) = (this.kind.to_string(), this.title.to_lowercase());
            this.errors.push(Fault { pointer: pointer.to_owned(), code, message });
        }
        self
    }

    /// With another's mistakes.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.0.errors.extend(other.0.errors);
        self.0.detail = Cow::Owned(format!("{} faults", self.0.errors.len()));
        self
    }

    /// The JSON of one of several problems in an answer.
    pub(super) fn inner_json(&self) -> Vec<u8> {
        let id = self.0.request_id.clone().unwrap_or_else(new_request_id);
        if self.0.status.is_server_error() {
            let cause = self.0.cause.as_deref().unwrap_or("");
            tracing::error!(request_id = id, kind = &*self.0.kind, cause, "a write failed");
        }
        self.to_json(&id)
    }

    /// Says that there are more mistakes than it names.
    pub(super) fn truncated(mut self, is_truncated: bool) -> Self {
        self.0.truncated = is_truncated;
        self
    }

    /// What the log says and the answer does not.
    pub(super) fn cause(mut self, cause: String) -> Self {
        self.0.cause = Some(cause);
        self
    }

    /// Its title and its detail.
    #[cfg(feature = "admin")]
    pub(super) fn said(&self) -> (&str, &str) {
        (&self.0.title, &self.0.detail)
    }

    fn to_json(&self, request_id: &str) -> Vec<u8> {
        let this = &*self.0;
        let mut out = Vec::with_capacity(256);
        out.extend_from_slice(b"{\"type\":");
        text(&mut out, &format!("urn:dunder:error:{}", this.kind));
        member(&mut out, "title", &this.title);
        out.extend_from_slice(format!(",\"status\":{}", this.status.as_u16()).as_bytes());
        if !this.detail.is_empty() {
            member(&mut out, "detail", &this.detail);
        }
        if let Some(instance) = &this.instance {
            member(&mut out, "instance", instance);
        }
        if !this.errors.is_empty() {
            out.extend_from_slice(b",\"errors\":[");
            for (position, fault) in this.errors.iter().enumerate() {
                out.extend_from_slice(if position == 0 { b"{" } else { b",{" });
                out.extend_from_slice(b"\"pointer\":");
                text(&mut out, &fault.pointer);
                member(&mut out, "code", &fault.code);
                member(&mut out, "message", &fault.message);
                out.push(b'}');
            }
            out.push(b']');
        }
        if this.truncated {
            out.extend_from_slice(b",\"truncated\":true");
        }
        member(&mut out, "request_id", request_id);
        out.push(b'}');
        out
    }
}

fn member(out: &mut Vec<u8>, name: &str, value: &str) {
    out.extend_from_slice(b",\"");
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
    text(out, value);
}

fn text(out: &mut Vec<u8>, value: &str) {
    // Writing a `str` to a `Vec` cannot fail.
    let _ = serde_json::to_writer(out, value);
}

impl IntoResponse for Problem {
    fn into_response(mut self) -> Response {
        let request_id = self.0.request_id.take().unwrap_or_else(new_request_id);
        let (status, kind) = (self.0.status, &*self.0.kind);
        if status.is_server_error() {
            let cause = self.0.cause.as_deref().unwrap_or("");
            tracing::error!(request_id, status = status.as_u16(), kind, cause, "request failed");
        } else {
            let detail = &*self.0.detail;
            tracing::debug!(request_id, status = status.as_u16(), kind, detail, "request refused");
        }
        let mut response = Response::new(Body::from(self.to_json(&request_id)));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        if let Ok(value) = HeaderValue::try_from(request_id) {
            headers.insert(HeaderName::from_static("x-request-id"), value);
        }
        for (name, value) in self.0.headers {
            headers.insert(name, value);
        }
        response
    }
}

/// The path as the client wrote it, whatever router this one is nested in.
pub(super) fn path_of(request: &Parts) -> &str {
    request
        .extensions
        .get::<axum::extract::OriginalUri>()
        .map_or_else(|| request.uri.path(), |uri| uri.path())
}

/// The client's own id, when it can stand in a log line as it is.
fn given_request_id(headers: &HeaderMap) -> Option<String> {
    let given = headers.get("x-request-id")?.to_str().ok()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
    (matches!(given.len(), 1..=64) && given.bytes().all(plain)).then(|| given.to_owned())
}

/// 16 hex digits that differ from request to request and from run to run.
fn new_request_id() -> String {
    static KEY: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("{:016x}", KEY.hash_one(NEXT.fetch_add(1, Ordering::Relaxed)))
}
