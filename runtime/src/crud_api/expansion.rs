//! What the expansions of `#[crud_api]` call.
//!
//! Conversions come as functions rather than by bounds, so that a field of an unfit type is one
//! error and not one per use.

use std::vec::IntoIter;

use super::model::{ColumnMeta, Resource};
use super::value::{Mismatch, Row, Value};
use crate::validated::meta::Fields;
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

    /// The next value.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Value {
        self.row.next().unwrap_or_default()
    }
}

/// What became of the value that was last taken from the cells.
///
/// # Errors
/// [`Mismatch`] where it was none of the field's.
pub fn cell<T>(value: Option<T>, cells: &Cells) -> Result<T, Mismatch> {
    value.ok_or_else(|| {
        let column = cells.columns.len().checked_sub(cells.row.len() + 1);
        let column = column.and_then(|i| cells.columns.get(i)).map_or("", |column| column.name);
        Mismatch { column, expected: std::any::type_name::<T>() }
    })
}

/// A row of these values.
pub fn row<const N: usize>(values: [Value; N]) -> Row {
    Row::from(values)
}

/// The columns that a patch writes.
#[derive(Debug, Default)]
pub struct Changes(pub(super) Vec<(usize, Value)>);

impl Changes {
    /// None.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The column is written.
    pub fn set(&mut self, column: usize, value: Value) {
        self.0.push((column, value));
    }
}

/// Runs the rules of a whole row.
pub fn check<T: Resource + Validate + Fields>(row: Row, errors: &mut Errors<'_>) -> Row {
    match T::from_row(row) {
        Ok(mut value) => {
            value.clean();
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
    (clean, check): (impl Fn(&mut T), impl Fn(&T, &mut Errors<'_>)),
) -> Value {
    match from(value) {
        Some(mut value) => {
            clean(&mut value);
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
