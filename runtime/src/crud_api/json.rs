//! Rows from and to JSON, without the structs' types.

mod read;
mod write;

use std::fmt;

use serde::de::DeserializeSeed;

use super::model::{ColumnMeta, Model, Role};
use super::value::{ColumnKind, Row, Value};
use crate::validated::{Invalid, Violation};
use read::{Cell, Cellular, read_object, wrong};
#[cfg(feature = "sqlite")]
pub(super) use write::{Cell as Told, write_cells};
pub use write::{write_columns, write_row, write_value};

/// Why a body is no row.
#[derive(Debug)]
#[non_exhaustive]
pub enum BodyError {
    /// It is no JSON; the text says where. 400 over HTTP.
    Syntax(String),
    /// It is JSON with wrong types, or missing, unknown or server-made fields, all of them with
    /// their pointers, beside the rules that the other fields break. 422 over HTTP.
    Invalid(Invalid),
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(what) => write!(f, "no JSON: {what}"),
            Self::Invalid(invalid) => invalid.fmt(f),
        }
    }
}

impl std::error::Error for BodyError {}

/// Reads the row that a client wants to add, nothing in what the server makes.
///
/// # Errors
/// [`BodyError`] with every fault.
pub fn read_new(model: &Model, body: &[u8]) -> Result<Row, BodyError> {
    read_whole(model, body, None)
}

/// Reads the row that a client wants in place of the one with this id; a client-made id may be
/// left out of the body, and must be this one if it is not.
///
/// # Errors
/// [`BodyError`] with every fault.
pub fn read_full(model: &Model, body: &[u8], id: &Value) -> Result<Row, BodyError> {
    read_whole(model, body, Some(id))
}

fn read_whole(model: &Model, body: &[u8], id: Option<&Value>) -> Result<Row, BodyError> {
    let mut cells = read_object(model, body, |cells, errors| {
        for (i, column) in model.shown().filter(|(_, column)| !column.is_server_made()) {
            match &cells[i] {
                Cell::Absent => match (id, column.role) {
                    (Some(id), Role::Id) => cells[i] = Cell::Value(id.clone()),
                    _ if column.default.is_some() || column.nullable => {}
                    _ => errors.add(column.name, Violation::new("required", "is required")),
                },
                Cell::Value(value)
                    if column.role == Role::Id && id.is_some_and(|it| it != value) =>
                {
                    let violation = Violation::new("id", "must be the id in the path");
                    errors.add(column.name, violation);
                }
                _ => {}
            }
        }
    })?;
    let fill = |(column, cell): (&ColumnMeta, &mut Cell)| match std::mem::take(cell) {
        Cell::Value(value) => value,
        _ => column.default.map_or(Value::Null, |default| default()),
    };
    Ok(model.columns.iter().zip(&mut cells).map(fill).collect())
}

/// Reads the columns that a client wants to change; `null` empties a column, absence leaves it.
///
/// ```
/// use dunder::crud_api::{BodyError, Resource, Value, json};
///
/// #[dunder::crud_api(table = "notes")]
/// struct Note {
///     #[crud(id)]
///     id: i64,
///     text: Option<String>,
///     size: u8,
/// }
///
/// let read = json::read_patch(Note::MODEL, br#"{"text":null}"#).unwrap();
/// assert_eq!(read, [(1, Value::Null)]);
/// let read = json::read_patch(Note::MODEL, br#"{"id":7,"size":256}"#);
/// let Err(BodyError::Invalid(invalid)) = read else { panic!() };
/// assert_eq!(
///     invalid.to_string(),
///     "/id: is set by the server\n/size: must be between 0 and 255"
/// );
/// ```
///
/// # Errors
/// [`BodyError`] with every fault.
pub fn read_patch(model: &Model, body: &[u8]) -> Result<Vec<(usize, Value)>, BodyError> {
    let cells = read_object(model, body, |cells, errors| {
        let fixed = |column: &ColumnMeta| {
            column.immutable || column.role == Role::Id && !column.is_server_made()
        };
        for (i, column) in model.shown().filter(|(_, column)| fixed(column)) {
            if !matches!(cells[i], Cell::Absent) {
                let code = if column.immutable { "immutable" } else { "server_made" };
                errors.add(column.name, Violation::new(code, "cannot be changed"));
            }
        }
    })?;
    let value = |(i, cell)| match cell {
        Cell::Value(value) => Some((i, value)),
        _ => None,
    };
    Ok(cells.into_iter().enumerate().filter_map(value).collect())
}

/// Reads the id that a path spells; a number has one spelling.
pub fn read_id(model: &Model, text: &str) -> Option<Value> {
    let column = model.id_column();
    if let ColumnKind::Int { min: i64::MIN, max: i64::MAX } = column.kind
        && column.coerce.is_none()
    {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let is_canonical = text == "0" || !digits.starts_with(['0', '+']);
        return text.parse().ok().filter(|_| is_canonical).map(Value::Int);
    }
    let value = read_text(column, text).ok()?;
    let is_canonical = match &value {
        Value::Int(int) => int.to_string() == text,
        _ => true,
    };
    is_canonical.then_some(value)
}

/// Reads a value of a column from JSON.
///
/// # Errors
/// What it must be.
#[cfg(feature = "client")]
pub(super) fn read_json(column: &ColumnMeta, json: &serde_json::Value) -> Result<Value, String> {
    let text = json.to_string();
    let mut json = serde_json::Deserializer::from_str(&text);
    let read = Cellular(column).deserialize(&mut json).map_err(|fault| fault.to_string())?;
    read.map_err(|violation| violation.message())
}

/// Reads a value as a path or a query string spells it.
///
/// # Errors
/// What it must be.
pub fn read_text(column: &ColumnMeta, text: &str) -> Result<Value, String> {
    let json = match column.kind {
        ColumnKind::Bool | ColumnKind::Int { .. } | ColumnKind::Float => text.to_owned(),
        _ => serde_json::Value::from(text).to_string(),
    };
    let mut json = serde_json::Deserializer::from_str(&json);
    let read = Cellular(column).deserialize(&mut json).and_then(|it| json.end().map(|()| it));
    let value = read.unwrap_or_else(|_| Err(wrong(column.kind)));
    match value.map_err(|violation| violation.message())? {
        Value::Text(text) if text.contains('\0') => Err("must not contain NUL".to_owned()),
        Value::Null => Err(wrong(column.kind).message()),
        value => Ok(value),
    }
}
