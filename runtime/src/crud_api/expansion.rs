//! What the expansions of `#[crud_api]` call.
//!
//! Conversions come as functions rather than by bounds, so that a field of an unfit type is one
//! error and not one per use.

use std::vec::IntoIter;

use super::model::{ColumnMeta, Resource};
use super::value::{Mismatch, Row, Value};
use crate::validated::{Errors, Validate, Violation};

/// A row that is taken apart, value by value.
#[derive(Debug)]
pub struct Cells {
    columns: &'static [ColumnMeta],
    row: IntoIter<Value>,
}

impl Cells {
    /// The values of a row with these columns.
    pub fn new(columns: &'static [ColumnMeta], row: Row) -> Self {
        Self { columns, row: row.into_iter() }
    }

    /// The next value as a `T`.
    ///
    /// # Errors
    /// [`Mismatch`] where it is none.
    pub fn next<T>(&mut self, from: impl Fn(Value) -> Option<T>) -> Result<T, Mismatch> {
        from(self.row.next().unwrap_or_default()).ok_or_else(|| {
            let column = self.columns.len().checked_sub(self.row.len() + 1);
            let column = column.and_then(|i| self.columns.get(i)).map_or("", |column| column.name);
            Mismatch { column, expected: std::any::type_name::<T>() }
        })
    }
}

/// The columns that a patch writes.
#[derive(Debug, Default)]
pub struct Changes(pub(super) Vec<(usize, Value)>);

impl Changes {
    /// None.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The column is written if the patch says so.
    pub fn set<T>(&mut self, column: usize, value: Option<T>, into: impl Fn(T) -> Value) {
        if let Some(value) = value {
            self.0.push((column, into(value)));
        }
    }
}

/// Runs the rules of a whole row.
pub fn check<T: Resource + Validate>(row: Row, errors: &mut Errors<'_>) -> Row {
    match T::from_row(row) {
        Ok(value) => {
            value.check(errors);
            value.into_row()
        }
        Err(Mismatch { column, .. }) => {
            errors.add(column, mismatch());
            Row::new()
        }
    }
}

/// Runs the rules of one value.
pub fn check_value<T>(
    value: Value,
    errors: &mut Errors<'_>,
    (from, into): (impl Fn(Value) -> Option<T>, impl Fn(T) -> Value),
    check: impl Fn(&T, &mut Errors<'_>),
) -> Value {
    match from(value) {
        Some(value) => {
            check(&value, errors);
            into(value)
        }
        None => {
            errors.add("", mismatch());
            Value::Null
        }
    }
}

fn mismatch() -> Violation {
    Violation::new("type", "is not one of the field's values")
}
