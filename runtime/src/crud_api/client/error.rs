//! Why a call to an API somewhere else did not do what it was asked.

use std::fmt;

use reqwest::Response;
use serde::Deserialize;

/// Why a call did not do what it was asked.
#[derive(Debug)]
#[non_exhaustive]
pub enum ClientError {
    /// The server says what is wrong.
    Problem(Box<RemoteProblem>),
    /// The server was not reached, or did not answer: what was asked may have been done, but for
    /// what [`reqwest::Error::is_connect`] says.
    Transport(reqwest::Error),
    /// The answer is not that of this struct.
    Decode(String),
}

impl ClientError {
    /// What the server says is wrong, if it says so.
    pub fn problem(&self) -> Option<&RemoteProblem> {
        match self {
            Self::Problem(problem) => Some(problem),
            _ => None,
        }
    }

    /// The kind of it, [`ProblemKind::Other`] where the server says nothing.
    pub fn kind(&self) -> ProblemKind {
        self.problem().map_or(ProblemKind::Other, RemoteProblem::kind)
    }
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Problem(problem) => problem.fmt(f),
            Self::Transport(fault) => fault.fmt(f),
            Self::Decode(what) => write!(f, "the answer is not what was asked for: {what}"),
        }
    }
}

impl std::error::Error for ClientError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(fault) => Some(fault),
            _ => None,
        }
    }
}

/// What a server says is wrong: `application/problem+json`, RFC 9457.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct RemoteProblem {
    /// `urn:dunder:error:invalid`, for one.
    #[serde(rename = "type")]
    pub urn: String,
    /// The kind in words.
    pub title: String,
    /// The status.
    pub status: u16,
    /// What is wrong with this request.
    pub detail: String,
    /// Each mistake.
    pub errors: Vec<Fault>,
    /// The request's number in the server's log.
    pub request_id: String,
}

/// One mistake.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Fault {
    /// Where: a JSON pointer, or a parameter.
    pub pointer: String,
    /// The rule that is broken.
    pub code: String,
    /// The rule in words.
    pub message: String,
}

impl Fault {
    /// The field, without the pointer's `/`.
    pub fn field(&self) -> &str {
        self.pointer.trim_start_matches('/')
    }
}

/// What a problem is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProblemKind {
    /// There is no such row.
    NotFound,
    /// There was such a row.
    Gone,
    /// Another row has these values; `errors` names the fields.
    Conflict,
    /// A reference from or to another row is broken.
    ForeignKey,
    /// The row is not as `if_match` says.
    VersionMismatch,
    /// A write has to say which state it is for.
    PreconditionRequired,
    /// Rules are broken; `errors` names them.
    Invalid,
    /// A hook of the server's refuses.
    Refused,
    /// Nobody, or nobody known, is signed in.
    Unauthorized,
    /// Who is signed in may not.
    Forbidden,
    /// The request is wrong in itself.
    BadRequest,
    /// Too much at once, or too large.
    TooLarge,
    /// The server is busy; nothing was written.
    Busy,
    /// It may have been written or not.
    Unknown,
    /// Anything else.
    Other,
}

impl RemoteProblem {
    /// What it is about.
    pub fn kind(&self) -> ProblemKind {
        let kind = self.urn.rsplit(':').next().unwrap_or("");
        match (self.status, kind) {
            (404, _) => ProblemKind::NotFound,
            (410, _) => ProblemKind::Gone,
            (409, "foreign-key") => ProblemKind::ForeignKey,
            (409, "refused") => ProblemKind::Refused,
            (409, _) => ProblemKind::Conflict,
            (412, _) => ProblemKind::VersionMismatch,
            (428, _) => ProblemKind::PreconditionRequired,
            (422, _) => ProblemKind::Invalid,
            (401, _) => ProblemKind::Unauthorized,
            (403, _) => ProblemKind::Forbidden,
            (413, _) => ProblemKind::TooLarge,
            (400 | 405 | 415, _) => ProblemKind::BadRequest,
            (503, "unknown") => ProblemKind::Unknown,
            (429 | 503, _) => ProblemKind::Busy,
            _ => ProblemKind::Other,
        }
    }

    /// The mistakes of a field.
    pub fn for_field<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Fault> {
        self.errors.iter().filter(move |fault| fault.field() == name)
    }

    /// Reads an answer; one of another kind has its status at least.
    pub(super) async fn read(answer: Response) -> Box<Self> {
        let status = answer.status();
        let body = answer.bytes().await.unwrap_or_default();
        let mut problem: Self = serde_json::from_slice(&body).unwrap_or_default();
        problem.status = status.as_u16();
        if problem.title.is_empty() {
            status.canonical_reason().unwrap_or("").clone_into(&mut problem.title);
        }
        Box::new(problem)
    }
}

impl fmt::Display for RemoteProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.status, self.title)?;
        if !self.detail.is_empty() {
            write!(f, ": {}", self.detail)?;
        }
        for fault in &self.errors {
            write!(f, "\n{}: {}", fault.pointer, fault.message)?;
        }
        Ok(())
    }
}
