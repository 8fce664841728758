//! Entity tags and the preconditions that name them (RFC 9110, 8.8.3 and 13.1).

use std::io::Write as _;

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::crud_api::{Model, Tag};

use super::problem::Problem;
use super::refuse::bad_request;

/// What `If-Match` or `If-None-Match` says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Condition {
    /// `*`: any row there is.
    Any,
    /// One of these tags.
    OneOf(Vec<Named>),
}

/// An entity tag as a client names it, without its quotes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Named {
    weak: bool,
    text: Vec<u8>,
}

impl Condition {
    /// The states of a row that a write may find, by the strong comparison; `None` is any.
    pub(super) fn states(&self) -> Option<Vec<Tag>> {
        let Self::OneOf(tags) = self else { return None };
        // A tag that is none of ours is that of no row.
        let ours = |named: &Named| Tag::parse(std::str::from_utf8(&named.text).ok()?);
        Some(tags.iter().filter(|named| !named.weak).filter_map(ours).collect())
    }

    /// Whether it names this tag, a header's value, by the weak comparison that reads need.
    pub(super) fn names(&self, tag: &HeaderValue) -> bool {
        let Self::OneOf(tags) = self else { return true };
        let text = tag.as_bytes();
        let text = text.strip_prefix(b"W/").unwrap_or(text);
        let text = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
        tags.iter().any(|named| named.text == text)
    }
}

/// Whether a header names a tag of another form than every tag here has.
pub(super) fn is_foreign(headers: &HeaderMap, name: &HeaderName) -> bool {
    let Ok(Some(Condition::OneOf(tags))) = condition(headers, name) else { return false };
    let is_ours = |named: &Named| {
        !named.weak && std::str::from_utf8(&named.text).is_ok_and(|text| Tag::parse(text).is_some())
    };
    !tags.iter().any(is_ours)
}

/// Says what a tag of this model looks like.
pub(super) fn form(model: &Model) -> String {
    let like = match (model.version, model.id_column().is_server_made()) {
        (Some(_), true) => "v2",
        (Some(_), false) => "v2-1f",
        (None, _) => "h1f",
    };
    format!("no tag in `If-Match` is one of ours; send a row's `ETag`, which is like `\"{like}\"`")
}

/// The header's value for a row in this state.
pub(super) fn quoted(tag: Tag) -> HeaderValue {
    of_tag("\"", tag)
}

/// The header's value for a part of a row in this state.
pub(super) fn weak(tag: Tag) -> HeaderValue {
    of_tag("W/\"", tag)
}

fn of_tag(before: &str, tag: Tag) -> HeaderValue {
    let mut text = [0; 64];
    let mut rest = &mut text[..];
    // Letters, digits and `-` only, 33 at most.
    let _ = write!(rest, "{before}{tag}\"");
    let left = rest.len();
    HeaderValue::from_bytes(&text[..text.len() - left]).unwrap_or(HeaderValue::from_static("\"\""))
}

/// Reads a list of entity tags; what is none is 400 that says how one looks.
pub(super) fn condition(
    headers: &HeaderMap,
    name: &HeaderName,
) -> Result<Option<Condition>, Problem> {
    let mut values = headers.get_all(name).iter().peekable();
    if values.peek().is_none() {
        return Ok(None);
    }
    let mut tags = Vec::new();
    let mut any = false;
    for value in values {
        let mut rest = value.as_bytes().trim_ascii();
        while !rest.is_empty() {
            let Some((tag, after)) = element(rest) else {
                return Err(bad_request(
                    "bad-header",
                    "Malformed header",
                    format!("`{name}` is `*`, or entity tags in quotes such as `\"v1\"`"),
                ));
            };
            match tag {
                Some(tag) => tags.push(tag),
                None => any = true,
            }
            rest = after;
        }
    }
    match (any, tags.is_empty()) {
        (true, true) => Ok(Some(Condition::Any)),
        (false, false) => Ok(Some(Condition::OneOf(tags))),
        _ => Err(bad_request(
            "bad-header",
            "Malformed header",
            format!("`{name}` is either `*` or a list of entity tags"),
        )),
    }
}

/// The same from a text.
pub(super) fn of_text(text: &str) -> Option<Condition> {
    let mut headers = HeaderMap::new();
    headers.insert(header::IF_MATCH, HeaderValue::from_str(text).ok()?);
    condition(&headers, &header::IF_MATCH).ok().flatten()
}

/// One element of the list (`*` is `None`) and what follows its comma.
fn element(text: &[u8]) -> Option<(Option<Named>, &[u8])> {
    let (tag, rest) = if let Some(rest) = text.strip_prefix(b"*") {
        (None, rest)
    } else {
        let (weak, opened) = match text.strip_prefix(b"W/") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let inner = opened.strip_prefix(b"\"")?;
        let end = inner.iter().position(|&byte| byte == b'"')?;
        let plain = |byte: &u8| *byte == 0x21 || *byte >= 0x23 && *byte != 0x7f;
        let (text, rest) = (inner.get(..end)?, inner.get(end + 1..)?);
        if !text.iter().all(plain) {
            return None;
        }
        (Some(Named { weak, text: text.to_vec() }), rest)
    };
    let rest = rest.trim_ascii_start();
    match rest.split_first() {
        None => Some((tag, rest)),
        Some((b',', after)) => Some((tag, after.trim_ascii_start())),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::header::IF_MATCH;

    fn read(text: &'static str) -> Option<Condition> {
        let mut headers = HeaderMap::new();
        headers.insert(IF_MATCH, HeaderValue::from_static(text));
        condition(&headers, &IF_MATCH).ok().flatten()
    }

    #[test]
    fn reads_lists_of_tags() {
        let Some(list) = read("\"v1\", W/\"v2\" ,\"a,b\"") else { panic!("three tags") };
        assert_eq!(list.states(), Some(vec![Tag::Version(1)]), "a weak tag never matches a write");
        for (tag, named) in
            [("\"v1\"", true), ("\"v2\"", true), ("\"a,b\"", true), ("\"v3\"", false)]
        {
            assert_eq!(list.names(&HeaderValue::from_static(tag)), named, "{tag}");
        }
        assert_eq!(read("*"), Some(Condition::Any));
    }

    #[test]
    fn a_tag_that_is_not_ours_names_no_state() {
        for other in ["\"+7\"", "\"7\"", "W/\"v7\"", "\"v\"", "\"v99999999999999999999\"", "\"\""] {
            assert_eq!(read(other).map(|one| one.states()), Some(Some(vec![])), "{other}");
        }
    }

    #[test]
    fn refuses_what_is_no_tag() {
        for garbage in
            ["v1", "\"v1", "\"v1\" \"v2\"", "", ",", "*, \"v1\"", "w/\"v1\"", "\"v 1\"", "**"]
        {
            assert_eq!(read(garbage), None, "{garbage}");
        }
    }
}
