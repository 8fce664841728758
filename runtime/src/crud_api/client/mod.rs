//! `Client`: the routes of `#[crud_api]` structs on another machine, by the structs' own types.

mod bulk;
mod calls;
mod encode;
mod error;

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::marker::PhantomData;
use std::ops::Deref;
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, RequestBuilder, Response};

pub use bulk::{Bulk, BulkAnswer, Partial};
pub use calls::{RemoteCreate, RemoteDelete, RemoteList, RemotePatch, RemoteUpdate};
pub use error::{ClientError, Fault, ProblemKind, RemoteProblem};

use super::model::Resource;

/// An API of `#[crud_api]` structs somewhere else.
///
/// Cheap to clone; clones share the connections. What failed for want of a connection, or was
/// answered 429 or 503 with `Retry-After`, was certainly not done and is tried again, three times
/// if not said otherwise. Where a connection broke in the middle, only what may be done twice is:
/// reads, writes under an `If-Match`, and every `POST`, which has an `Idempotency-Key`.
///
/// ```no_run
/// use dunder::crud_api;
/// use dunder::crud_api::{Client, ClientError};
///
/// #[crud_api(path = "/notes", table = "notes")]
/// #[derive(Debug)]
/// struct Note {
///     #[crud(id)]
///     id: i64,
///     #[crud(filter, sort)]
///     title: String,
///     #[crud(version)]
///     version: i64,
/// }
///
/// # async fn run() -> Result<(), ClientError> {
/// let api = Client::new("https://notes.example.org").bearer("token");
/// let notes = api.of::<Note>();
/// let made = notes.create(NewNote { title: "tea".into() }).await?;
/// let patch = NotePatch { title: Some("green tea".into()), ..Default::default() };
/// let note = notes.patch(made.id, patch).if_match(&made).await?;
/// assert_eq!(note.title, "green tea");
///
/// let mut rows = notes.list().filter(Note::TITLE.prefix("g")).sort(Note::TITLE.asc()).stream();
/// while let Some(note) = rows.next().await {
///     println!("{}", note?.title);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    headers: HeaderMap,
    retries: u32,
    timeout: Duration,
}

impl Client {
    /// The API under this URL, to which the structs' paths are added.
    pub fn new(base: impl Into<String>) -> Self {
        Self::with(reqwest::Client::new(), base)
    }

    /// With connections of your own making: proxies, certificates, what they wait for.
    pub fn with(http: reqwest::Client, base: impl Into<String>) -> Self {
        let base = base.into().trim_end_matches('/').to_owned();
        let timeout = Duration::from_secs(30);
        Self { http, base, headers: HeaderMap::new(), retries: 3, timeout }
    }

    /// Sends `Authorization: Bearer ..` with every request; what cannot stand in a header is not
    /// sent.
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// Sends this header with every request; what cannot stand in a header is not sent.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(mut value)) =
            (HeaderName::try_from(name), HeaderValue::try_from(value))
        {
            value.set_sensitive(name == reqwest::header::AUTHORIZATION);
            self.headers.insert(name, value);
        }
        self
    }

    /// How often a request is tried again.
    #[must_use]
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = retries;
        self
    }

    /// How long one try may take; 30 seconds if not said.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The rows of a struct.
    #[must_use]
    pub fn of<T: Resource>(&self) -> Remote<T> {
        Remote { client: self.clone(), of: PhantomData }
    }

    /// Sends a request, as often as it takes.
    async fn send(&self, call: &Call) -> Result<Response, ClientError> {
        let mut tries = 0;
        loop {
            let outcome = self.request(call).send().await;
            let again = match &outcome {
                Ok(answer) => wait_of(answer, call, tries),
                Err(fault) if fault.is_builder() || fault.is_redirect() => None,
                Err(fault) => {
                    let is_harmless = fault.is_connect() || call.may_be_repeated();
                    is_harmless.then(|| pause(tries))
                }
            };
            let Some(wait) = again.filter(|_| tries < self.retries) else {
                let answer = outcome.map_err(ClientError::Transport)?;
                if answer.status().is_success() {
                    return Ok(answer);
                }
                return Err(ClientError::Problem(RemoteProblem::read(answer).await));
            };
            tokio::time::sleep(wait).await;
            tries += 1;
        }
    }

    fn request(&self, call: &Call) -> RequestBuilder {
        let url = format!("{}{}", self.base, call.path);
        let mut request = self.http.request(call.method.clone(), url).timeout(self.timeout);
        request = request.headers(self.headers.clone());
        for (name, value) in &call.headers {
            request = request.header(*name, value);
        }
        match &call.body {
            None => request,
            Some(body) => request.header("content-type", "application/json").body(body.clone()),
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base", &self.base).finish_non_exhaustive()
    }
}

/// One request.
struct Call {
    method: Method,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Option<String>,
}

impl Call {
    fn new(method: Method, path: String) -> Self {
        Self { method, path, headers: Vec::new(), body: None }
    }

    /// Under a key of its own, so that it is done once however often it is sent.
    fn keyed(mut self) -> Self {
        self.headers.push(("idempotency-key", key()));
        self
    }

    fn condition(mut self, tag: Option<String>) -> Self {
        self.headers.extend(tag.map(|tag| ("if-match", tag)));
        self
    }

    fn json(mut self, body: String) -> Self {
        self.body = Some(body);
        self
    }

    /// Whether it is no harm to do it twice.
    fn may_be_repeated(&self) -> bool {
        let has = |name| self.headers.iter().any(|(known, _)| *known == name);
        self.method == Method::GET
            || has("idempotency-key")
            || self.method == Method::PUT && has("if-match")
    }
}

/// How long to wait before the request is sent again; nothing where it is not.
fn wait_of(answer: &Response, call: &Call, tries: u32) -> Option<Duration> {
    let after = answer.headers().get("retry-after").and_then(|value| value.to_str().ok());
    let after = after.and_then(|text| text.parse().ok()).map(Duration::from_secs);
    let again = match answer.status().as_u16() {
        429 | 503 if after.is_some() => true,
        // a gateway does not say how far it came
        502..=504 => call.may_be_repeated(),
        _ => false,
    };
    // nobody waits here for minutes
    let again = again && after.is_none_or(|wait| wait <= Duration::from_secs(10));
    again.then(|| after.unwrap_or_else(|| pause(tries)))
}

/// A tenth of a second, twice as long each time, and never the same for two clients.
fn pause(tries: u32) -> Duration {
    let most = 100 << tries.min(6);
    Duration::from_millis(most / 2 + RandomState::new().hash_one(tries) % (most / 2))
}

/// A text that no other request has.
fn key() -> String {
    let word = || RandomState::new().hash_one(std::time::SystemTime::now());
    format!("{:016x}{:016x}", word(), word())
}

/// The rows of a struct in an API somewhere else.
pub struct Remote<T> {
    client: Client,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Remote<T> {
    fn clone(&self) -> Self {
        Self { client: self.client.clone(), of: PhantomData }
    }
}

impl<T: Resource> fmt::Debug for Remote<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Remote").field("of", &T::MODEL.name).field("at", &self.client.base).finish()
    }
}

/// A row as the server answered it, and its entity tag.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen<T> {
    value: T,
    etag: Option<String>,
}

impl<T> Seen<T> {
    /// Its entity tag, with its quotes; nothing on a struct with `etag = off`.
    pub fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }

    /// The row alone.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T> Deref for Seen<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// What `if_match` takes: an entity tag, a version, or a row that was seen.
pub trait AsEtag {
    /// The tag, with its quotes.
    fn as_etag(&self) -> String;
}

impl AsEtag for str {
    fn as_etag(&self) -> String {
        self.to_owned()
    }
}

impl AsEtag for String {
    fn as_etag(&self) -> String {
        self.clone()
    }
}

impl AsEtag for i64 {
    fn as_etag(&self) -> String {
        format!("\"v{self}\"")
    }
}

impl<T> AsEtag for Seen<T> {
    fn as_etag(&self) -> String {
        // that of no row, where the server gives none
        self.etag.clone().unwrap_or_else(|| "\"\"".to_owned())
    }
}

impl<T: AsEtag + ?Sized> AsEtag for &T {
    fn as_etag(&self) -> String {
        (**self).as_etag()
    }
}
