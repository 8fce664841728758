//! Rows, filters and ids as requests have them, and answers as rows.

use std::fmt::Write as _;

use serde_json::{Map, Value as Any};

use super::ClientError;
use crate::crud_api::json;
use crate::crud_api::model::{ColumnMeta, Model, Resource, Role};
use crate::crud_api::parse::OWN;
use crate::crud_api::query::{Filter, Op, Order, Query};
use crate::crud_api::value::{ColumnKind, Row, Value};

/// Percent-encodes all but the unreserved characters (RFC 3986, 2.3).
pub(super) fn percent(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

/// `/products/1`
pub(super) fn way(model: &Model, id: &Value) -> String {
    let mut path = format!("{}/", model.path);
    percent(&mut path, &text(model.id_column(), id));
    path
}

/// A value as a query string has it, before it is encoded.
fn text(column: &ColumnMeta, value: &Value) -> String {
    match (column.kind, value) {
        (ColumnKind::Text | ColumnKind::Uuid, Value::Text(text)) => text.clone(),
        (kind, value) => {
            let mut out = Vec::new();
            json::write_value(kind, value, &mut out);
            let plain = || String::from_utf8_lossy(&out).into_owned();
            serde_json::from_slice(&out).unwrap_or_else(|_| plain())
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(',', "\\,")
}

/// `price[ge]` and its value.
fn condition(model: &Model, filter: &Filter) -> (String, String) {
    let column = &model.columns[filter.column];
    let op = Op::ALL.iter().find(|(_, op)| *op == filter.op).map_or("eq", |(name, _)| name);
    let name = match op {
        "eq" if !OWN.contains(&column.name) => column.name.to_owned(),
        op => format!("{}[{op}]", column.name),
    };
    let value = match (filter.op, filter.values.as_slice()) {
        (Op::Null, values) => (values.first() == Some(&Value::Bool(true))).to_string(),
        (Op::In | Op::Nin | Op::Between, values) => {
            let values = values.iter().map(|value| escaped(&text(column, value)));
            values.collect::<Vec<_>>().join(",")
        }
        (_, values) => values.first().map(|value| text(column, value)).unwrap_or_default(),
    };
    (name, value)
}

/// The query string of a list, with its `?`.
pub(super) fn query(model: &Model, query: &Query, more: &[(&str, &str)]) -> String {
    let mut out = String::from("?");
    let mut pair = |name: &str, value: &str| {
        if out.len() > 1 {
            out.push('&');
        }
        percent(&mut out, name);
        out.push('=');
        percent(&mut out, value);
    };
    pair("limit", &query.limit.to_string());
    for filter in &query.filters {
        let mut all = Vec::new();
        filter.each(&mut |one| all.push(condition(model, one)));
        match all.as_slice() {
            [(name, value)] => pair(name, value),
            all => {
                let clauses = all.iter().map(|(name, value)| format!("{name}={}", escaped(value)));
                pair("or", &format!("({})", clauses.collect::<Vec<_>>().join(",")));
            }
        }
    }
    if !query.sort.is_empty() {
        let word = |(column, order): &(usize, Order)| {
            let sign = if *order == Order::Desc { "-" } else { "" };
            format!("{sign}{}", model.columns[*column].name)
        };
        pair("sort", &query.sort.iter().map(word).collect::<Vec<_>>().join(","));
    }
    for (name, value) in more {
        pair(name, value);
    }
    out
}

/// What clients write of a new row, as JSON.
pub(super) fn new<T: Resource>(new: T::New) -> String {
    let (model, row) = (T::MODEL, T::new_row(new));
    let columns: Vec<usize> =
        model.shown().filter(|(_, column)| !column.is_server_made()).map(|(i, _)| i).collect();
    let mut out = Vec::new();
    json::write_columns(model, &row, &columns, &mut out);
    String::from_utf8(out).unwrap_or_default()
}

/// What a patch changes, as JSON; with these members before it.
pub(super) fn patch<T: Resource>(patch: T::Patch, mut out: String) -> String {
    if out.is_empty() {
        out.push('{');
    }
    for (i, value) in T::changes(patch).0 {
        let column = &T::MODEL.columns[i];
        let mut json = Vec::new();
        json::write_value(column.kind, &value, &mut json);
        let before = if out.len() > 1 { "," } else { "" };
        let _ = write!(out, "{before}\"{}\":{}", column.name, String::from_utf8_lossy(&json));
    }
    out.push('}');
    out
}

/// An id as JSON.
pub(super) fn id<T: Resource>(id: &Value) -> String {
    let mut json = Vec::new();
    json::write_value(T::MODEL.id_column().kind, id, &mut json);
    String::from_utf8(json).unwrap_or_default()
}

/// The row of an answer; what no answer has is empty.
pub(super) fn row<T: Resource>(json: Any) -> Result<T, ClientError> {
    let Any::Object(mut object) = json else {
        return Err(ClientError::Decode("a row is an object".to_owned()));
    };
    let row: Row = T::MODEL
        .columns
        .iter()
        .map(|column| cell(column, &mut object))
        .collect::<Result<_, _>>()?;
    T::from_row(row).map_err(|fault| ClientError::Decode(fault.to_string()))
}

fn cell(column: &ColumnMeta, object: &mut Map<String, Any>) -> Result<Value, ClientError> {
    if column.is_hidden() {
        return Ok(Value::Null);
    }
    match object.remove(column.name) {
        None | Some(Any::Null) if column.nullable => Ok(Value::Null),
        Some(json) => json::read_json(column, &json)
            .map_err(|what| ClientError::Decode(format!("`{}` {what}", column.name))),
        None if column.write_only && column.role == Role::Data => {
            Ok(match (column.default, column.kind) {
                (Some(default), _) => default(),
                (None, ColumnKind::Bool) => Value::Bool(false),
                (None, ColumnKind::Int { .. } | ColumnKind::Timestamp) => Value::Int(0),
                (None, ColumnKind::Float) => Value::Float(0.0),
                (None, ColumnKind::Text) => Value::Text(String::new()),
                (None, ColumnKind::Json) => Value::Text("null".to_owned()),
                (None, ColumnKind::Bytes) => Value::Bytes(Vec::new()),
                (None, ColumnKind::Uuid) => {
                    Value::Text("00000000-0000-0000-0000-000000000000".to_owned())
                }
            })
        }
        None => Err(ClientError::Decode(format!("`{}` is missing", column.name))),
    }
}
