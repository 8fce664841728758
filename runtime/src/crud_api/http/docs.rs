//! The page that draws the OpenAPI document, without anything from elsewhere.

use std::hash::{BuildHasher, RandomState};

use axum::body::{Body, Bytes};
use axum::extract::{OriginalUri, Request};
use axum::http::{HeaderValue, header};
use axum::response::Response;

/// The OpenAPI document, written once.
pub(super) struct Document {
    path: String,
    json: Bytes,
}

impl Document {
    /// The document that is served under this path.
    pub(super) fn new(path: String, json: String) -> Self {
        Self { path, json: json.into() }
    }

    /// The document; under the prefix of a router around it, it says so.
    pub(super) fn answer(&self, request: &Request) -> Response {
        let path = request.extensions().get::<OriginalUri>().map(|uri| uri.path());
        let prefix = path.and_then(|path| path.strip_suffix(&*self.path)).unwrap_or("");
        let body = match self.json.strip_prefix(b"{") {
            Some(rest) if !prefix.is_empty() => {
                let url = serde_json::Value::from(prefix);
                let mut body = format!("{{\"servers\":[{{\"url\":{url}}}],").into_bytes();
                body.extend_from_slice(rest);
                Bytes::from(body)
            }
            _ => self.json.clone(),
        };
        let mut response = Response::new(Body::from(body));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        response
    }
}

const PAGE: &str = include_str!("docs/page.html");
const STYLE: &str = include_str!("docs/page.css");
const SCRIPT: &str = include_str!("docs/page.js");

/// The page with its style and script inside; a nonce lets those two run and nothing else.
pub(super) fn page(openapi: &str) -> Response {
    let nonce = nonce();
    let mut page = String::with_capacity(PAGE.len() + STYLE.len() + SCRIPT.len());
    let mut rest = PAGE;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").unwrap_or((after, ""));
        page.push_str(before);
        match name {
            "openapi" => escape(&mut page, openapi),
            "nonce" => page.push_str(&nonce),
            "style" => page.push_str(STYLE),
            _ => page.push_str(SCRIPT),
        }
        rest = after;
    }
    page.push_str(rest);

    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; \
         connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    );
    let mut response = Response::new(Body::from(page));
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// The way from one path to another, so that the page works under any prefix.
pub(super) fn relative(from: &str, to: &str) -> String {
    let from: Vec<&str> = from.split('/').skip(1).collect();
    let to: Vec<&str> = to.split('/').skip(1).collect();
    // What both begin with, but never the last segment of either.
    let most = from.len().min(to.len()).saturating_sub(1);
    let shared = from.iter().zip(&to).take(most).take_while(|(one, other)| one == other).count();
    let mut way = "../".repeat(from.len().saturating_sub(shared + 1));
    way.push_str(&to.get(shared..).unwrap_or_default().join("/"));
    way
}

fn escape(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '<' => out.push_str("&lt;"),
            _ => out.push(character),
        }
    }
}

/// 128 bits that another answer does not have.
fn nonce() -> String {
    let word = || RandomState::new().hash_one(0);
    format!("{:016x}{:016x}", word(), RandomState::new().hash_one(word()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_from_the_page_to_the_document() {
        assert_eq!(relative("/docs", "/openapi.json"), "openapi.json");
        assert_eq!(relative("/api/docs", "/openapi.json"), "../openapi.json");
        assert_eq!(relative("/api/docs", "/api/openapi.json"), "openapi.json");
        assert_eq!(relative("/docs", "/docs/openapi.json"), "docs/openapi.json");
        assert_eq!(relative("/x/docs", "/x"), "../x");
        assert_eq!(relative("/a/b/docs", "/a/c/openapi.json"), "../c/openapi.json");
    }

    #[test]
    fn the_page_is_whole_and_names_no_other_host() {
        let mut page = String::new();
        for part in [PAGE, STYLE, SCRIPT] {
            page.push_str(part);
        }
        assert!(
            !page.contains("http://") && !page.contains("https://") && !page.contains("@import")
        );
        assert!(!SCRIPT.contains("innerHTML") && !SCRIPT.contains("</script"));
        assert!(SCRIPT.lines().count() <= 300);
    }
}
