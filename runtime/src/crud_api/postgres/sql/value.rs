//! Values as the server has them, in its binary format.

use std::error::Error;

use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use super::Bound;
use crate::crud_api::model::Model;
use crate::crud_api::postgres::fault::Fault;
use crate::crud_api::value::{ColumnKind, Mismatch, Row, Value, uuid_text};

/// 2000-01-01T00:00:00Z, from which the server counts, in microseconds since 1970.
const EPOCH: i64 = 946_684_800_000_000;

type Failure = Box<dyn Error + Sync + Send>;

impl ToSql for Value {
    fn to_sql(&self, of: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Bool(it) => it.to_sql(of, out),
            // beyond its range the server has no values: it is as far as that goes
            Self::Int(it) if *of == Type::TIMESTAMPTZ => it.saturating_sub(EPOCH).to_sql(of, out),
            Self::Int(it) => it.to_sql(of, out),
            Self::Float(it) => it.to_sql(of, out),
            Self::Text(it) if *of == Type::UUID => {
                let bits = u128::from_str_radix(&it.replace('-', ""), 16)?;
                out.extend_from_slice(&bits.to_be_bytes());
                Ok(IsNull::No)
            }
            Self::Text(it) => it.to_sql(of, out),
            Self::Bytes(it) => it.to_sql(of, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl std::fmt::Debug for Bound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // what a row has is for no log
        f.write_str("Bound")
    }
}

impl ToSql for Bound {
    fn to_sql(&self, of: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        match self {
            Self::One(value) => value.to_sql(of, out),
            Self::Many(values) => values.to_sql(of, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A point in time, in microseconds since 1970.
struct Micros(i64);

impl<'a> FromSql<'a> for Micros {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Failure> {
        let since = i64::from_sql(&Type::INT8, raw)?;
        since.checked_add(EPOCH).map(Self).ok_or_else(|| "is infinite".into())
    }

    fn accepts(of: &Type) -> bool {
        *of == Type::TIMESTAMPTZ
    }
}

/// The text of a UUID.
struct Uuid(String);

impl<'a> FromSql<'a> for Uuid {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Failure> {
        Ok(Self(uuid_text(u128::from_be_bytes(raw.try_into()?))))
    }

    fn accepts(of: &Type) -> bool {
        *of == Type::UUID
    }
}

/// The values of a row, in the model's order.
pub(in crate::crud_api::postgres) fn read(
    model: &'static Model,
    row: &tokio_postgres::Row,
) -> Result<Row, Fault> {
    let mut values = Row::with_capacity(model.columns.len());
    for (i, column) in model.columns.iter().enumerate() {
        let value = match column.kind {
            ColumnKind::Bool => row.try_get::<_, Option<bool>>(i).map(|it| it.map(Value::Bool)),
            ColumnKind::Int { .. } => row.try_get::<_, Option<i64>>(i).map(|it| it.map(Value::Int)),
            ColumnKind::Timestamp => {
                row.try_get::<_, Option<Micros>>(i).map(|it| it.map(|it| Value::Int(it.0)))
            }
            ColumnKind::Float => row.try_get::<_, Option<f64>>(i).map(|it| it.map(Value::Float)),
            ColumnKind::Text | ColumnKind::Json => {
                row.try_get::<_, Option<String>>(i).map(|it| it.map(Value::Text))
            }
            ColumnKind::Bytes => {
                row.try_get::<_, Option<Vec<u8>>>(i).map(|it| it.map(Value::Bytes))
            }
            ColumnKind::Uuid => {
                row.try_get::<_, Option<Uuid>>(i).map(|it| it.map(|it| Value::Text(it.0)))
            }
        };
        let expected = super::kind_name(column);
        let value = value.map_err(|_| Mismatch { column: column.name, expected })?;
        values.push(value.unwrap_or_default());
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_count_from_2000_on_the_wire() {
        for micros in [0, EPOCH, -1, 253_402_207_200_999_999, -200_000_000_000_000_000] {
            let mut wire = BytesMut::new();
            let written = Value::Int(micros).to_sql(&Type::TIMESTAMPTZ, &mut wire);
            assert!(matches!(written, Ok(IsNull::No)));
            let read = Micros::from_sql(&Type::TIMESTAMPTZ, &wire).expect("a time");
            assert_eq!(read.0, micros);
        }
        let mut wire = BytesMut::new();
        let _ = Value::Int(EPOCH).to_sql(&Type::TIMESTAMPTZ, &mut wire);
        assert_eq!(&wire[..], [0; 8]);
    }
}
