//! Which problem each error is.

use std::borrow::Cow;

use axum::http::{HeaderValue, StatusCode, header};

use super::guard::Denied;
use super::problem::Problem;
use crate::crud_api::{BodyError, CrudError, QueryError};
use crate::validated::Invalid;

/// The kind of what refers to a row that is not there, or is referred to by another.
pub(super) const BROKEN_REFERENCE: &str = "foreign-key";

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        let challenge = match denied {
            Denied::Forbidden => {
                return Self::new(StatusCode::FORBIDDEN, "forbidden", "Forbidden")
                    .detail("you may not do this");
            }
            Denied::Unauthorized => HeaderValue::from_static("Bearer"),
            Denied::Challenge(text) => {
                HeaderValue::try_from(&*text).unwrap_or_else(|_| HeaderValue::from_static("Bearer"))
            }
        };
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", "Sign in first")
            .detail("this needs credentials")
            .header(header::WWW_AUTHENTICATE, challenge)
    }
}

impl From<Invalid> for Problem {
    fn from(invalid: Invalid) -> Self {
        let mut problem =
            Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "Validation failed");
        for violation in invalid.iter() {
            problem = problem.fault(violation.path(), violation.code(), violation.message());
        }
        problem = problem.truncated(invalid.is_truncated());
        let detail = match (invalid.len(), invalid.is_truncated()) {
            (1, _) => Cow::Borrowed("1 fault"),
            (count, false) => Cow::Owned(format!("{count} faults")),
            (count, true) => Cow::Owned(format!("{count} faults, and more")),
        };
        problem.detail(detail)
    }
}

/// A cursor names a row that is not there any more.
pub(super) fn gone_cursor() -> Problem {
    let (parameter, message) = ("cursor".to_owned(), "is of a row that is gone".to_owned());
    QueryError { parameter, message }.into()
}

impl From<QueryError> for Problem {
    fn from(error: QueryError) -> Self {
        bad_request("bad-query", "Bad query", error.to_string()).fault(
            error.parameter,
            "query",
            error.message,
        )
    }
}

impl From<BodyError> for Problem {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::Syntax(what) => bad_request("malformed", "Malformed JSON", what),
            BodyError::Invalid(invalid) => invalid.into(),
        }
    }
}

impl From<CrudError> for Problem {
    fn from(error: CrudError) -> Self {
        match error {
            CrudError::NotFound => not_found("there is no such row"),
            CrudError::Conflict { fields } => {
                let mut problem = Self::new(StatusCode::CONFLICT, "conflict", "Already taken");
                problem = if fields.is_empty() {
                    problem.detail("another row has a value that must be unique")
                } else {
                    problem.detail(format!("{} must be unique", fields.join(" and ")))
                };
                for field in fields {
                    problem = problem.fault(format!("/{field}"), "unique", "is already taken");
                }
                problem
            }
            CrudError::VersionMismatch => {
                let kind = "precondition-failed";
                Self::new(StatusCode::PRECONDITION_FAILED, kind, "Changed meanwhile")
                    .detail("the row is not as `If-Match` says; read it again")
            }
            CrudError::Invalid(invalid) => invalid.into(),
            CrudError::Refused(refused) => {
                let (status, kind) = if refused.is_forbidden() {
                    (StatusCode::FORBIDDEN, "forbidden")
                } else {
                    (StatusCode::CONFLICT, "refused")
                };
                let (code, message) = (refused.code().to_owned(), refused.message().to_owned());
                Self::new(status, kind, "Refused").detail(message.clone()).fault("", code, message)
            }
            CrudError::ForeignKey => {
                Self::new(StatusCode::CONFLICT, BROKEN_REFERENCE, "Broken reference")
                    .detail("this row refers to one that is not there, or another refers to it")
            }
            CrudError::Busy => {
                unavailable("busy", "Busy", "too much is waiting; nothing was written")
            }
            CrudError::Timeout => unavailable(
                "timeout",
                "Timed out",
                "the store did not answer in time; nothing was written",
            ),
            // RFC 4918, 11.5
            CrudError::Full => Self::new(StatusCode::INSUFFICIENT_STORAGE, "full", "No room left")
                .detail("the store has no room; nothing was written"),
            CrudError::Closed => {
                unavailable("closed", "Stopping", "the store is closed; nothing was written")
            }
            // No Retry-After: trying again could write twice.
            CrudError::Unknown => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "unknown", "Outcome unknown")
                    .detail("the store did not answer; look before you try again")
            }
            error => internal(error.to_string()),
        }
    }
}

pub(super) fn not_found(detail: &'static str) -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not-found", "Not found").detail(detail)
}

/// A row that was removed, and can be put back.
pub(super) fn gone() -> Problem {
    Problem::new(StatusCode::GONE, "gone", "Removed").detail("the row was removed")
}

pub(super) fn bad_request(
    kind: &'static str,
    title: &'static str,
    detail: impl Into<Cow<'static, str>>,
) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, kind, title).detail(detail)
}

/// A request whose faults are named.
pub(super) fn invalid() -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "Validation failed")
        .detail("the faults are in `errors`")
}

/// A write that does not say which state of the row it is for (RFC 6585, 3).
pub(super) fn unconditional() -> Problem {
    Problem::new(StatusCode::PRECONDITION_REQUIRED, "precondition-required", "Say which state")
        .detail("send the row's `ETag` in `If-Match`, so that nobody's change is lost")
}

/// The same of an item in a list of writes.
pub(super) fn unconditional_item(field: &str) -> Problem {
    unconditional()
        .detail(format!("say the row's `{field}`, so that nobody's change is lost"))
        .fault(format!("/{field}"), "required", "is required")
}

/// The client, not the server, was too slow.
pub(super) fn slow() -> Problem {
    Problem::new(StatusCode::REQUEST_TIMEOUT, "request-timeout", "Request too slow")
        .detail("the body did not come in time")
        .header(header::CONNECTION, HeaderValue::from_static("close"))
}

fn unavailable(kind: &'static str, title: &'static str, detail: &'static str) -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, kind, title)
        .detail(detail)
        .header(header::RETRY_AFTER, HeaderValue::from_static("1"))
}

/// The fault is ours: the log says what it was, the answer only how to find it there.
pub(super) fn internal(cause: String) -> Problem {
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "Internal error")
        .detail("the log has the cause under `request_id`")
        .cause(cause)
}
