//! JSON read column by column: each value, or what is wrong with it.

use std::fmt;

use serde::de::Visitor;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess};

use super::BodyError;
use crate::crud_api::model::{ColumnMeta, Model};
use crate::crud_api::value::{ColumnKind, Value};
use crate::crud_api::{Timestamp, base64, write};
use crate::validated::formats::uuid;
use crate::validated::{Errors, Violation};

/// What a body says of a column.
#[derive(Default)]
pub(super) enum Cell {
    #[default]
    Absent,
    Value(Value),
    Faulty,
}

pub(super) fn read_object(
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
pub(super) struct Cellular<'a>(pub(super) &'a ColumnMeta);

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
pub(super) fn wrong(kind: ColumnKind) -> Violation {
    let expected = match kind {
        ColumnKind::Bool => "must be true or false",
        ColumnKind::Int { .. } => "must be a whole number",
        ColumnKind::Float => "must be a number",
        ColumnKind::Text => "must be a string",
        ColumnKind::Bytes => "must be a string of base64",
        ColumnKind::Timestamp => "must be a string with a time, 2001-02-03T04:05:06Z",
        ColumnKind::Json => "must be other JSON",
        ColumnKind::Uuid => "must be a string with a UUID",
    };
    Violation::new("type", expected)
}

impl Cellular<'_> {
    #[allow(clippy::cast_precision_loss)]
    fn int(&self, int: i128) -> Result<Value, Violation> {
        match self.0.kind {
            ColumnKind::Int { min, max } => {
                let found = i64::try_from(int).ok().filter(|int| (min..=max).contains(int));
                found.map(Value::Int).ok_or_else(|| {
                    Violation::new("range", format!("must be between {min} and {max}"))
                        .param("min", min)
                        .param("max", max)
                })
            }
            ColumnKind::Float => Ok(Value::Float(int as f64)),
            kind => Err(wrong(kind)),
        }
    }
}

impl<'de> Visitor<'de> for Cellular<'_> {
    type Value = Result<Value, Violation>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        if self.0.nullable { Ok(Ok(Value::Null)) } else { Ok(Err(wrong(self.0.kind))) }
    }

    fn visit_bool<E>(self, it: bool) -> Result<Self::Value, E> {
        if self.0.kind == ColumnKind::Bool {
            Ok(Ok(Value::Bool(it)))
        } else {
            Ok(Err(wrong(self.0.kind)))
        }
    }

    fn visit_i64<E>(self, it: i64) -> Result<Self::Value, E> {
        Ok(self.int(it.into()))
    }

    fn visit_u64<E>(self, it: u64) -> Result<Self::Value, E> {
        Ok(self.int(it.into()))
    }

    fn visit_f64<E>(self, it: f64) -> Result<Self::Value, E> {
        match self.0.kind {
            ColumnKind::Float => Ok(Ok(Value::Float(it))),
            // JSON Schema counts 1.0 among the integers
            #[allow(clippy::cast_possible_truncation)]
            // (what has a point, or is beyond i64 and arrives rounded, must not become another number)
            ColumnKind::Int { .. } if it.fract() == 0.0 => {
                let is_within = it.abs() < 9_223_372_036_854_775_808.0;
                Ok(self.int(if is_within { it as i128 } else { i128::MAX }))
            }
            _ => Ok(Err(wrong(self.0.kind))),
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
            ColumnKind::Uuid if uuid(it) => return Ok(Ok(Value::Text(it.to_ascii_lowercase()))),
            ColumnKind::Uuid => Violation::new("uuid", "must be a UUID"),
            _ => return Ok(Err(wrong(self.0.kind))),
        };
        Ok(Err(violation))
    }

    fn visit_string<E: serde::de::Error>(self, it: String) -> Result<Self::Value, E> {
        if self.0.kind == ColumnKind::Text { Ok(Ok(Value::Text(it))) } else { self.visit_str(&it) }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Err(wrong(self.0.kind)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Err(wrong(self.0.kind)))
    }
}
