//! Rows from and to JSON, without the structs' types.

use std::fmt;

use serde::de::Visitor;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess};

use super::base64;
use super::model::{ColumnMeta, Model, Role};
use super::value::{ColumnKind, Row, Value};
use super::{Timestamp, write};
use crate::validated::{Errors, Invalid, Violation};

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

/// Writes a row as a JSON object, its fields in the struct's order.
pub fn write_row(model: &Model, row: &Row, out: &mut Vec<u8>) {
    let mut before = b'{';
    for (column, value) in model.columns.iter().zip(row) {
        if column.is_hidden() {
            continue;
        }
        out.extend_from_slice(&[before, b'"']);
        out.extend_from_slice(column.name.as_bytes());
        out.extend_from_slice(b"\":");
        write_value(column.kind, value, out);
        before = b',';
    }
    out.push(b'}');
}

/// Writes one value as JSON.
pub fn write_value(kind: ColumnKind, value: &Value, out: &mut Vec<u8>) {
    // writing to memory cannot fail
    let _ = match (value, kind) {
        (Value::Null, _) => serde_json::to_writer(out, &()),
        (Value::Bool(it), _) => serde_json::to_writer(out, it),
        (Value::Int(it), ColumnKind::Timestamp) => {
            let time = Timestamp::from_microsecond(*it).unwrap_or_default();
            serde_json::to_writer(out, &format_args!("{time}"))
        }
        (Value::Int(it), _) => serde_json::to_writer(out, it),
        (Value::Float(it), _) => serde_json::to_writer(out, it),
        (Value::Text(it), ColumnKind::Json) => {
            out.extend_from_slice(it.as_bytes());
            Ok(())
        }
        (Value::Text(it), _) => serde_json::to_writer(out, it),
        (Value::Bytes(it), _) => serde_json::to_writer(out, &base64::encode(it)),
    };
}

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
/// # Errors
/// [`BodyError`] with every fault.
pub fn read_patch(model: &Model, body: &[u8]) -> Result<Vec<(usize, Value)>, BodyError> {
    let cells = read_object(model, body, |cells, errors| {
        if !matches!(cells[model.id], Cell::Absent) && !model.id_column().is_server_made() {
            let violation = Violation::new("server_made", "cannot be changed");
            errors.add(model.id_column().name, violation);
        }
    })?;
    let value = |(i, cell)| match cell {
        Cell::Value(value) => Some((i, value)),
        _ => None,
    };
    Ok(cells.into_iter().enumerate().filter_map(value).collect())
}

/// What a body says of a column.
#[derive(Default)]
enum Cell {
    #[default]
    Absent,
    Value(Value),
    Faulty,
}

fn read_object(
    model: &Model,
    body: &[u8],
    finish: impl FnOnce(&mut Vec<Cell>, &mut Errors<'_>),
) -> Result<Vec<Cell>, BodyError> {
    let mut cells: Vec<Cell> = model.columns.iter().map(|_| Cell::Absent).collect();
    let mut syntax = None;
    let found = Errors::collect(|errors| {
        let mut json = serde_json::Deserializer::from_slice(body);
        let object = Object { model, cells: &mut cells, errors };
        let read = object.deserialize(&mut json).and_then(|read| json.end().map(|()| read));
        match read {
            Err(fault) => syntax = Some(fault),
            Ok(false) => errors.add("", Violation::new("type", "must be an object")),
            Ok(true) => {
                finish(&mut cells, errors);
                if !errors.is_clean() {
                    check_others(model, &mut cells, errors);
                }
            }
        }
    });
    match (syntax, found) {
        (Some(fault), _) => Err(BodyError::Syntax(fault.to_string())),
        (None, Err(invalid)) => Err(BodyError::Invalid(invalid)),
        (None, Ok(())) => Ok(cells),
    }
}

/// The rules of the columns that were read, so that one answer has every fault.
fn check_others(model: &Model, cells: &mut [Cell], errors: &mut Errors<'_>) {
    for (i, cell) in cells.iter_mut().enumerate() {
        if let Cell::Value(value) = std::mem::take(cell)
            && write::is_storable(&model.columns[i], &value, errors)
            && let Some(check) = model.check_column
        {
            check(i, value, errors);
        }
    }
}

/// Reads an object into cells; `false` where it is JSON, but no object.
struct Object<'a, 'e> {
    model: &'a Model,
    cells: &'a mut [Cell],
    errors: &'a mut Errors<'e>,
}

impl<'de> DeserializeSeed<'de> for Object<'_, '_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<bool, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Object<'_, '_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        let Self { model, cells, errors } = self;
        while let Some(name) = map.next_key_seed(Name(model))? {
            let i = match name {
                Ok(i) => i,
                Err(unknown) => {
                    map.next_value::<IgnoredAny>()?;
                    errors.key(&unknown, |errors| {
                        errors.add("", Violation::new("unknown", "is no field"));
                    });
                    continue;
                }
            };
            let column = &model.columns[i];
            let value = map.next_value_seed(Cellular(column))?;
            let fault = if column.is_server_made() {
                Err(Violation::new("server_made", "is set by the server"))
            } else if !matches!(cells[i], Cell::Absent) {
                Err(Violation::new("duplicate", "is given twice"))
            } else {
                value
            };
            cells[i] = match fault {
                Ok(value) => Cell::Value(value),
                Err(violation) => {
                    errors.add(column.name, violation);
                    Cell::Faulty
                }
            };
        }
        Ok(true)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<bool, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(false)
    }

    fn visit_bool<E>(self, _: bool) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_i64<E>(self, _: i64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_u64<E>(self, _: u64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_f64<E>(self, _: f64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_str<E>(self, _: &str) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }
}

/// Reads a key as the number of a column, or as the name that no column has, cut to a length.
struct Name<'a>(&'a Model);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = Result<usize, String>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = Result<usize, String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.column(name).ok_or_else(|| name.chars().take(100).collect()))
    }
}

/// Reads the value of a column, or what is wrong with it.
struct Cellular<'a>(&'a ColumnMeta);

impl<'de> DeserializeSeed<'de> for Cellular<'_> {
    type Value = Result<Value, Violation>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        let Self(column) = self;
        if column.kind == ColumnKind::Json {
            let value = serde_json::Value::deserialize(json)?;
            if value.is_null() && column.nullable {
                return Ok(Ok(Value::Null));
            }
            let canonical = (column.canonical_json)(value.to_string());
            return Ok(canonical.map(Value::Text).map_err(|why| Violation::new("json", why)));
        }
        let value = json.deserialize_any(self)?;
        Ok(match (value, column.coerce) {
            (Ok(value), Some(coerce)) if !value.is_null() => {
                coerce(value).ok_or_else(|| Violation::new("type", "is not one of the values"))
            }
            (value, _) => value,
        })
    }
}

/// The value is of another type.
fn wrong(kind: ColumnKind) -> Violation {
    let expected = match kind {
        ColumnKind::Bool => "must be true or false",
        ColumnKind::Int { .. } => "must be a whole number",
        ColumnKind::Float => "must be a number",
        ColumnKind::Text => "must be a string",
        ColumnKind::Bytes => "must be a string of base64",
        ColumnKind::Timestamp => "must be a string with a time, 2001-02-03T04:05:06Z",
        ColumnKind::Json => "must be other JSON",
    };
    Violation::new("type", expected)
}

impl Cellular<'_> {
    fn wrong<E>(&self) -> Result<Result<Value, Violation>, E> {
        Ok(Err(wrong(self.0.kind)))
    }

    fn int<E>(&self, int: i128) -> Result<Result<Value, Violation>, E> {
        match self.0.kind {
            ColumnKind::Int { min, max } => Ok(i64::try_from(int)
                .ok()
                .filter(|int| (min..=max).contains(int))
                .map(Value::Int)
                .ok_or_else(|| {
                    Violation::new("range", format!("must be between {min} and {max}"))
                        .param("min", min)
                        .param("max", max)
                })),
            #[allow(clippy::cast_precision_loss)]
            ColumnKind::Float => Ok(Ok(Value::Float(int as f64))),
            _ => self.wrong(),
        }
    }
}

impl<'de> Visitor<'de> for Cellular<'_> {
    type Value = Result<Value, Violation>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        if self.0.nullable { Ok(Ok(Value::Null)) } else { self.wrong() }
    }

    fn visit_bool<E>(self, it: bool) -> Result<Self::Value, E> {
        if self.0.kind == ColumnKind::Bool { Ok(Ok(Value::Bool(it))) } else { self.wrong() }
    }

    fn visit_i64<E>(self, it: i64) -> Result<Self::Value, E> {
        self.int(it.into())
    }

    fn visit_u64<E>(self, it: u64) -> Result<Self::Value, E> {
        self.int(it.into())
    }

    fn visit_f64<E>(self, it: f64) -> Result<Self::Value, E> {
        match self.0.kind {
            ColumnKind::Float => Ok(Ok(Value::Float(it))),
            // JSON Schema counts 1.0 among the integers
            #[allow(clippy::cast_possible_truncation)]
            // (what has a point, or is beyond i64 and arrives rounded, must not become another number)
            ColumnKind::Int { .. } if it.fract() == 0.0 => {
                let is_within = it.abs() < 9_223_372_036_854_775_808.0;
                self.int(if is_within { it as i128 } else { i128::MAX })
            }
            _ => self.wrong(),
        }
    }

    fn visit_str<E>(self, it: &str) -> Result<Self::Value, E> {
        let violation = match self.0.kind {
            ColumnKind::Text => return Ok(Ok(Value::Text(it.to_owned()))),
            ColumnKind::Bytes => match base64::decode(it) {
                Some(bytes) => return Ok(Ok(Value::Bytes(bytes))),
                None => Violation::new("base64", "must be base64"),
            },
            ColumnKind::Timestamp => match it.parse::<Timestamp>() {
                Ok(time) => return Ok(Ok(Value::Int(time.as_microsecond()))),
                Err(_) => Violation::new("datetime", "must be a time, 2001-02-03T04:05:06Z"),
            },
            _ => return self.wrong(),
        };
        Ok(Err(violation))
    }

    fn visit_string<E: serde::de::Error>(self, it: String) -> Result<Self::Value, E> {
        if self.0.kind == ColumnKind::Text { Ok(Ok(Value::Text(it))) } else { self.visit_str(&it) }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        self.wrong()
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        self.wrong()
    }
}

/// Reads the id that a path spells; a number has one spelling.
pub fn read_id(model: &Model, text: &str) -> Option<Value> {
    let column = model.id_column();
    let value = read_text(column, text).ok()?;
    let is_canonical = match &value {
        Value::Int(int) => int.to_string() == text,
        _ => true,
    };
    is_canonical.then_some(value)
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
