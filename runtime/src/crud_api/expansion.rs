//! What the expansions of `#[crud_api]` call.

use std::vec::IntoIter;

use super::model::{ColumnMeta, Resource};
use super::value::{Column, Mismatch, Row, Value};
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
    pub fn next<T: Column>(&mut self) -> Result<T, Mismatch> {
        let value = self.row.next().unwrap_or_default();
        T::from_value(value).ok_or_else(|| {
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
    pub fn set<T: Column>(&mut self, column: usize, value: Option<T>) {
        if let Some(value) = value {
            self.0.push((column, value.into_value()));
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
pub fn check_value<T: Column>(
    value: Value,
    errors: &mut Errors<'_>,
    check: fn(&T, &mut Errors<'_>),
) -> Value {
    match T::from_value(value) {
        Some(value) => {
            check(&value, errors);
            value.into_value()
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
