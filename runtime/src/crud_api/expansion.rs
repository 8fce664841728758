//! What the expansions of `#[crud_api]` call.
//!
//! Conversions come as functions rather than by bounds, so that a field of an unfit type is one
//! error and not one per use.

mod show;
mod table;

use std::any::Any;
use std::vec::IntoIter;

use super::model::{ColumnMeta, Model, Resource};
use super::query::Filter;
use super::value::{Column, Mismatch, Row, Value};
use crate::validated::meta::Fields;
use crate::validated::{Errors, Validate, Violation};
pub use show::{show_columns, show_new, show_patch};

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

    /// The next value, as the field has it.
    ///
    /// # Errors
    /// [`Mismatch`] where it is none of the field's.
    #[inline]
    pub fn take<T>(&mut self, from: fn(Value) -> Option<T>) -> Result<T, Mismatch> {
        match from(self.row.next().unwrap_or_default()) {
            Some(value) => Ok(value),
            None => Err(self.mismatch(std::any::type_name::<T>())),
        }
    }

    /// That the value which was last taken is none of the field's.
    #[cold]
    fn mismatch(&self, expected: &'static str) -> Mismatch {
        let column = self.columns.len().checked_sub(self.row.len() + 1);
        let column = column.and_then(|i| self.columns.get(i)).map_or("", |column| column.name);
        Mismatch { column, expected }
    }
}

/// A row of these values.
pub fn row<const N: usize>(values: [Value; N]) -> Row {
    Row::from(values)
}

/// A row of these columns that has values at these places, and nothing elsewhere.
pub fn sparse<const N: usize>(columns: &[ColumnMeta], values: [(usize, Value); N]) -> Row {
    let mut row = vec![Value::Null; columns.len()];
    for (place, value) in values {
        if let Some(cell) = row.get_mut(place) {
            *cell = value;
        }
    }
    row
}

/// The columns that a patch writes.
#[derive(Debug, Default)]
pub struct Changes(pub(super) Vec<(usize, Value)>);

impl Changes {
    /// None.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The column is written, if the patch has a value for it.
    #[inline]
    pub fn put<T>(&mut self, column: usize, value: Option<T>, into: fn(T) -> Value) {
        if let Some(value) = value {
            self.0.push((column, into(value)));
        }
    }
}

/// The model that a column of type `C` may refer to.
pub const fn reference<T, C>() -> &'static Model
where
    T: Resource,
    C: Column<Plain = T::Id>,
{
    T::MODEL
}

/// What a scope says: a filter, several that all hold, or none.
pub trait Scoped<T> {
    /// The filters.
    fn into_filters(self) -> Vec<Filter>;
}

impl<T> Scoped<T> for super::Filter<T> {
    fn into_filters(self) -> Vec<Filter> {
        vec![self.filter]
    }
}

impl<T, F: IntoIterator<Item = super::Filter<T>>> Scoped<T> for F {
    fn into_filters(self) -> Vec<Filter> {
        self.into_iter().map(|it| it.filter).collect()
    }
}

/// The filters of a scope for who asks; `None` where the scope takes another principal.
pub fn scope<T, P: 'static, F: Scoped<T>>(
    who: &(dyn Any + Send + Sync),
    scope: impl Fn(&P) -> F,
) -> Option<Vec<Filter>> {
    (who as &dyn Any).downcast_ref().map(|who| scope(who).into_filters())
}

/// How open columns are: the types of their `Col`, and what that makes of their data.
pub mod open {
    #![allow(non_snake_case)] // a word of an expansion names both

    use super::super::column::{Col, No, Yes};
    use super::super::model::ColumnMeta;

    /// The column of an id.
    pub type Key<R, T> = Col<R, T, Yes, Yes>;
    /// A column that is open to filters and to orders.
    pub type Both<R, T> = Col<R, T, Yes, Yes>;
    /// A column that is open to filters.
    pub type Filtered<R, T> = Col<R, T, Yes, No>;
    /// A column that is open to orders.
    pub type Sorted<R, T> = Col<R, T, No, Yes>;
    /// A column that is open to neither.
    pub type Closed<R, T> = Col<R, T, No, No>;

    /// The column of an id, with its name.
    pub const fn Key(of: ColumnMeta, name: &'static str) -> ColumnMeta {
        ColumnMeta::new(of, name, name)
    }

    /// The same that is open to filters and to orders.
    pub const fn Both(of: ColumnMeta, name: &'static str) -> ColumnMeta {
        ColumnMeta::new(of, name, name).filter().sort()
    }

    /// The same that is open to filters.
    pub const fn Filtered(of: ColumnMeta, name: &'static str) -> ColumnMeta {
        ColumnMeta::new(of, name, name).filter()
    }

    /// The same that is open to orders.
    pub const fn Sorted(of: ColumnMeta, name: &'static str) -> ColumnMeta {
        ColumnMeta::new(of, name, name).sort()
    }

    /// The same that is open to neither.
    pub const fn Closed(of: ColumnMeta, name: &'static str) -> ColumnMeta {
        ColumnMeta::new(of, name, name)
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
