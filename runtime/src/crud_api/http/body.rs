//! Reads a request's body: its kind, its size, in time.

use std::future::poll_fn;
use std::pin::Pin;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use super::problem::Problem;
use super::refuse::bad_request;

/// What a body may be called.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// JSON.
    Json,
    /// JSON, or JSON merge patch (RFC 7396).
    Patch,
    /// What a browser sends of a form.
    #[cfg(feature = "admin")]
    Form,
}

pub(super) const ACCEPT_PATCH: HeaderName = HeaderName::from_static("accept-patch");
/// The kinds that `PATCH` takes, as `Accept-Patch` lists them (RFC 5789, 3.1).
pub(super) const PATCHES: &str = "application/merge-patch+json, application/json";

/// Reads the whole body, unless it is no JSON or longer than `limit` bytes.
pub(super) async fn read(
    headers: &HeaderMap,
    mut body: Body,
    kind: Kind,
    limit: usize,
) -> Result<Bytes, Problem> {
    check_kind(headers, kind)?;
    if body.size_hint().lower() > limit as u64 {
        return Err(too_large(headers, body, limit).await);
    }
    let mut first = Bytes::new();
    let mut all: Vec<u8> = Vec::new();
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let frame = frame
            .map_err(|_| bad_request("incomplete", "Incomplete request", "the body broke off"))?;
        let Ok(data) = frame.into_data() else { continue };
        if first.len() + all.len() + data.len() > limit {
            return Err(too_large(headers, body, limit).await);
        }
        // Most bodies are one frame, which needs no copy.
        if first.is_empty() && all.is_empty() {
            first = data;
        } else {
            if all.is_empty() {
                all.extend_from_slice(&std::mem::take(&mut first));
            }
            all.extend_from_slice(&data);
        }
    }
    Ok(if all.is_empty() { first } else { all.into() })
}

/// The media type must be JSON's, or for a patch also that of a merge patch.
fn check_kind(headers: &HeaderMap, kind: Kind) -> Result<(), Problem> {
    let given = headers.get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    let mut parts = given.split(|&byte| byte == b';').map(<[u8]>::trim_ascii);
    let essence = parts.next().unwrap_or_default();
    #[cfg(feature = "admin")]
    if matches!(kind, Kind::Form) {
        if essence.eq_ignore_ascii_case(b"application/x-www-form-urlencoded") {
            return Ok(());
        }
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Err(Problem::new(status, "unsupported-media-type", "Not a form"));
    }
    let known = essence.eq_ignore_ascii_case(b"application/json")
        || matches!(kind, Kind::Patch)
            && essence.eq_ignore_ascii_case(b"application/merge-patch+json");
    // JSON is UTF-8 (RFC 8259, 8.1): another charset is a lie or not for us.
    let utf8 = parts.all(|parameter| {
        let (name, value) = match parameter.iter().position(|&byte| byte == b'=') {
            Some(at) => (&parameter[..at], &parameter[at + 1..]),
            None => (parameter, &b""[..]),
        };
        let value = value.strip_prefix(b"\"").unwrap_or(value);
        let value = value.strip_suffix(b"\"").unwrap_or(value);
        !name.eq_ignore_ascii_case(b"charset") || value.eq_ignore_ascii_case(b"utf-8")
    });
    if known && utf8 {
        return Ok(());
    }
    let problem =
        Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", "Not JSON");
    Err(match kind {
        #[cfg(feature = "admin")]
        Kind::Form => problem,
        Kind::Json => problem.detail("send `Content-Type: application/json`"),
        Kind::Patch => problem
            .detail("send `Content-Type: application/merge-patch+json`")
            .header(ACCEPT_PATCH, HeaderValue::from_static(PATCHES)),
    })
}

/// How much more than it may send a client is heard, so that it can read the answer.
const DRAINED: u64 = 16 << 20;

/// Most clients read no answer before they have sent all: a connection that is closed on them
/// looks broken. So a body that is not absurdly large is read to its end, and thrown away.
async fn too_large(headers: &HeaderMap, mut body: Body, limit: usize) -> Problem {
    // Who asks before sending has sent nothing, and reading would ask for it.
    let mut left = if headers.contains_key(header::EXPECT) { 0 } else { DRAINED };
    while body.size_hint().lower() <= left
        && let Some(Ok(frame)) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await
    {
        left = left.saturating_sub(frame.data_ref().map_or(0, |data| data.len() as u64));
        if left == 0 {
            break;
        }
    }
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "Body too large")
        .detail(format!("a body has at most {limit} bytes"))
}
