//! Forms: what a browser sends, as the JSON of a row, and values as a form has them.

use crate::crud_api::Timestamp;
use crate::crud_api::json::write_value;
use crate::crud_api::model::{ColumnMeta, Model, Role};
use crate::crud_api::parse::decode;
use crate::crud_api::value::{ColumnKind, Row, Value};

/// The pairs of a query string or a form, decoded; what cannot be decoded is left out.
pub(super) fn pairs(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((decode(name, true)?.into_owned(), decode(value, true)?.into_owned()))
    };
    pairs.filter_map(pair).collect()
}

/// The first value of a name.
pub(super) fn value<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// Percent-encodes all but the unreserved characters (RFC 3986, 2.3).
pub(super) fn encode(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// A query string of these pairs, with its `?`; a lone `?` where there are none.
pub(super) fn query<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let pairs =
        pairs.into_iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    format!("?{}", pairs.collect::<Vec<_>>().join("&"))
}

/// `created_at` as `Created at`.
pub(super) fn human(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut was_small = false;
    for c in name.chars() {
        if c == '_' || c == '-' {
            out.push(' ');
        } else if c.is_uppercase() && was_small {
            out.push(' ');
            out.extend(c.to_lowercase());
        } else if out.is_empty() {
            out.extend(c.to_uppercase());
        } else {
            out.push(c);
        }
        was_small = c.is_lowercase() || c.is_numeric();
    }
    out
}

/// A value as a form has it.
pub(super) fn text_of(column: &ColumnMeta, value: &Value) -> String {
    match (column.kind, value) {
        (_, Value::Null) => String::new(),
        (ColumnKind::Text | ColumnKind::Json | ColumnKind::Uuid, Value::Text(text)) => text.clone(),
        (kind, value) => {
            let mut out = Vec::new();
            write_value(kind, value, &mut out);
            let plain = || String::from_utf8_lossy(&out).into_owned();
            serde_json::from_slice(&out).unwrap_or_else(|_| plain())
        }
    }
}

/// A time as a list has it, to the minute.
pub(super) fn short_time(micros: i64) -> String {
    let time = Timestamp::from_microsecond(micros).unwrap_or_default().to_string();
    match (time.get(..10), time.get(11..16)) {
        (Some(day), Some(minute)) if !time.starts_with('-') => format!("{day} {minute}"),
        _ => time,
    }
}

/// What one row is called among others.
pub(super) fn label(model: &Model, row: &Row) -> String {
    let id = text_of(model.id_column(), &row[model.id]);
    let is_name = |(i, column): &(usize, &ColumnMeta)| {
        *i != model.id && column.kind == ColumnKind::Text && column.is_answered()
    };
    let texts = || model.shown().filter(is_name);
    let named = texts().find(|(_, column)| matches!(column.name, "name" | "title" | "label"));
    match named.or_else(|| texts().next()).map(|(i, _)| &row[i]) {
        Some(Value::Text(text)) if !text.is_empty() => {
            let short: String = text.chars().take(60).collect();
            format!("{short} (#{id})")
        }
        _ => format!("#{id}"),
    }
}

/// Whether a form has the column.
pub(super) fn is_written(column: &ColumnMeta, is_new: bool) -> bool {
    match column.role {
        Role::Id => is_new && !column.is_server_made(),
        Role::Data => !column.read_only && (is_new || !column.immutable),
        _ => false,
    }
}

/// What is wrong with a form: the field's name, or none, and a message.
pub(super) type Wrongs = Vec<(String, String)>;

/// The JSON of the row that a form describes, and what cannot be that of a JSON column.
pub(super) fn to_json(model: &Model, form: &[(String, String)], is_new: bool) -> (String, Wrongs) {
    let (mut out, mut wrongs) = (String::from("{"), Wrongs::new());
    for (_, column) in model.shown().filter(|(_, column)| is_written(column, is_new)) {
        let given = value(form, column.name);
        let Some(json) = field_json(column, given, is_new, &mut wrongs) else { continue };
        if out.len() > 1 {
            out.push(',');
        }
        out.push_str(&serde_json::Value::from(column.name).to_string());
        out.push(':');
        out.push_str(&json);
    }
    out.push('}');
    (out, wrongs)
}

/// The JSON of one field; nothing where the form says nothing of it.
fn field_json(
    column: &ColumnMeta,
    given: Option<&str>,
    is_new: bool,
    wrongs: &mut Wrongs,
) -> Option<String> {
    let text = given.unwrap_or("");
    let quoted = || serde_json::Value::from(text.replace("\r\n", "\n")).to_string();
    if text.is_empty() {
        return match column.kind {
            _ if column.write_only && !is_new => None,
            // an empty box is sent as nothing
            ColumnKind::Bool if !column.nullable => Some("false".to_owned()),
            _ if column.nullable => Some("null".to_owned()),
            _ if is_new && column.default.is_some() => None,
            ColumnKind::Text => Some(quoted()),
            _ => {
                wrongs.push((column.name.to_owned(), "is required".to_owned()));
                None
            }
        };
    }
    let number = || {
        let text = text.trim();
        let is_number = serde_json::from_str::<serde_json::Number>(text).is_ok();
        if is_number { text.to_owned() } else { quoted() }
    };
    Some(match column.kind {
        ColumnKind::Bool => match text {
            "true" | "on" => "true".to_owned(),
            "false" => "false".to_owned(),
            _ => quoted(),
        },
        ColumnKind::Int { .. } | ColumnKind::Float => number(),
        ColumnKind::Json => match serde_json::from_str::<serde_json::Value>(text) {
            Ok(json) => json.to_string(),
            Err(fault) => {
                wrongs.push((column.name.to_owned(), format!("is no JSON: {fault}")));
                return None;
            }
        },
        ColumnKind::Text | ColumnKind::Bytes | ColumnKind::Timestamp | ColumnKind::Uuid => quoted(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_said_as_words() {
        let words = ["created_at", "sku", "OrderItem", "teamId"].map(human);
        assert_eq!(words, ["Created at", "Sku", "Order item", "Team id"]);
    }
}
