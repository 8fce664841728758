//! What the expansions of `#[crud_api]` call.
//!
//! Conversions come as functions rather than by bounds, so that a field of an unfit type is one
//! error and not one per use.

use std::any::Any;
use std::vec::IntoIter;

use super::model::{ColumnMeta, Model, Resource};
use super::query::Filter;
use super::value::{Column, Json, Mismatch, Row, Value};
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

/// A value as its column has it.
pub fn jsons<T>(value: Option<T>) -> Option<Json<T>> {
    value.map(Json)
}

/// What a column has.
pub fn bare<T>(Json(value): Json<T>) -> T {
    value
}

/// What a column may have.
pub fn bares<T>(value: Option<Json<T>>) -> Option<T> {
    value.map(bare)
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

/// What clients send, of one list of fields: each with its docs and its type, and docs and name once
/// more where a patch may write it.
///
/// After a fault, as the columns below; else `table!` writes both.
#[doc(hidden)]
#[macro_export]
macro_rules! __crud_types {
    (
        [$($debug:ident)?] $vis:vis struct $new:ident, $patch:ident;
        [$new_doc:literal] [$patch_doc:literal]
        $({ $(#[$doc:meta])* } $name:ident: $ty:ty $(= { $(#[$again:meta])* } $changed:ident)?,)*
    ) => {
        #[doc = $new_doc]
        #[allow(dead_code)]
        #[derive(
            $crate::__private::core::clone::Clone,
            $($crate::__private::core::fmt::$debug,)?
            $crate::__private::core::cmp::PartialEq
        )]
        $vis struct $new { $($(#[$doc])* $vis $name: $ty,)* }
        #[doc = $patch_doc]
        #[allow(dead_code, clippy::option_option)]
        #[derive(
            $crate::__private::core::clone::Clone,
            $($crate::__private::core::fmt::$debug,)?
            $crate::__private::core::default::Default,
            $crate::__private::core::cmp::PartialEq
        )]
        $vis struct $patch {
            $($($(#[$again])* $vis $changed: $crate::__private::Option<$ty>,)?)*
        }
    };
}

/// A table: what clients send of it, its columns, and the way from and to rows.
///
/// A row for each field: its doc, name and type; the column's type, place, names in JSON and in SQL,
/// whether it is open to filters and to orders, its doc and its constant; then what only some have,
/// each between brackets: whether a client makes it, or what the server makes; whether a patch has
/// it; which kind of column it is; the functions around its value in a column; more of its column.
/// The compiler writes this out faster than the attribute could.
#[doc(hidden)]
#[macro_export]
macro_rules! __crud_table {
    (
        $vis:vis $row:ident $new:ident $patch:ident $columns:ident
        $new_doc:literal $patch_doc:literal $columns_doc:literal $id:ty;
        [$($debug:ident)?] [$($repo:ident $all:ident)?]
        {$(
            $doc:expr, $name:ident: $ty:ty = $column:ty,
            $place:literal $json:literal $sql:literal $filter:ident $sort:ident $column_doc:literal
            [$($const:ident)?] [$($sent:ident [$($send:tt)*])?] [$($made:expr)?]
            [$($changed:ident [$($change:tt)*])?] [$($data:ident)?] [$($role:ident)?] [$($into:tt)*] [$($from:tt)*] {$($more:tt)*}
        )*}
        {$($hidden:ident $null:ident)*}
        {$($skipped:ident $skip:expr,)*}
        {$($model:tt)*}
        {$($beside:tt)*}
    ) => {
        #[doc = $new_doc]
        #[allow(dead_code)]
        #[derive(
            $crate::__private::core::clone::Clone,
            $($crate::__private::core::fmt::$debug,)?
            $crate::__private::core::cmp::PartialEq
        )]
        $vis struct $new { $($(#[doc = $doc] $vis $sent: $ty,)?)* }
        #[doc = $patch_doc]
        #[allow(dead_code, clippy::option_option)]
        #[derive(
            $crate::__private::core::clone::Clone,
            $($crate::__private::core::fmt::$debug,)?
            $crate::__private::core::default::Default,
            $crate::__private::core::cmp::PartialEq
        )]
        $vis struct $patch { $($(#[doc = $doc] $vis $changed: $crate::__private::Option<$ty>,)?)* }
        const _: () = {
            #[allow(unused_imports)]
            use $crate::__private::{self, crud_api as __crud};
            #[doc = $columns_doc]
            #[allow(dead_code)]
            #[derive(__private::core::fmt::Debug)]
            $vis struct $columns {
                $(#[doc = $column_doc] $vis $name: __crud::Col<
                    $row,
                    $column,
                    __crud::$filter,
                    __crud::$sort,
                >,)*
            }
            #[automatically_derived]
            impl __private::core::clone::Clone for $columns {
                fn clone(&self) -> Self {
                    *self
                }
            }
            #[automatically_derived]
            impl __private::core::marker::Copy for $columns {}
            const __COLUMN: $columns = $columns { $($name: __crud::Col::new($place),)* };
            #[automatically_derived]
            #[allow(dead_code)]
            impl $row {
                $($(
                    #[doc = $column_doc]
                    $vis const $const: __crud::Col<
                        $row,
                        $column,
                        __crud::$filter,
                        __crud::$sort,
                    > = __COLUMN.$name;
                )?)*
                $(
                    /// Its rows in a store.
                    #[must_use]
                    $vis fn $repo<S: __crud::Store>(store: &S) -> __crud::Repo<Self, S> {
                        __crud::Repo::new(store)
                    }
                    /// Its columns, for filters and orders.
                    #[must_use]
                    $vis const fn $all() -> $columns {
                        __COLUMN
                    }
                )?
            }
            const __COLUMNS: &[__crud::ColumnMeta] = &[
                $(
                    $(__crud::ColumnMeta::$data(<$column as __crud::Column>::META, $json, $sql))?
                    $(__crud::ColumnMeta::$role::<$column>($json, $sql))?
                    $($more)*,
                )*
                $(__crud::ColumnMeta::$hidden(),)*
            ];
            $($beside)*
            #[automatically_derived]
            impl __crud::Resource for $row {
                const MODEL: &'static __crud::Model = &$($model)*;
                type Id = $id;
                type New = $new;
                type Patch = $patch;
                fn into_row(self) -> __crud::Row {
                    __crud::row([
                        $(<$column as __crud::Column>::into_value($($into)* (self.$name)),)*
                        $(__crud::Value::$null,)*
                    ])
                }
                fn from_row(row: __crud::Row) -> __private::Result<Self, __crud::Mismatch> {
                    let mut cells = __crud::Cells::new(__COLUMNS, row);
                    __private::Ok(Self {
                        $($name: $($from)* (__crud::cell(
                            <$column as __crud::Column>::from_value(cells.next()),
                            &cells,
                        )?),)*
                        $($skipped: $skip,)*
                    })
                }
                fn new_row(new: $new) -> __crud::Row {
                    __crud::row([
                        $(
                            $(<$column as __crud::Column>::into_value($($send)* (new.$sent)))?
                            $($made)?,
                        )*
                        $(__crud::Value::$null,)*
                    ])
                }
                fn changes(patch: $patch) -> __crud::Changes {
                    let mut changes = __crud::Changes::new();
                    $($(if let __private::Some(it) = patch.$changed {
                        changes.set($place, <$column as __crud::Column>::into_value($($change)* (it)));
                    })?)*
                    changes
                }
            }
        };
    };
}

/// What `Debug` says of what no answer has.
#[derive(Clone, Copy)]
struct Veil;

impl std::fmt::Debug for Veil {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// A value for `Debug` to show.
pub fn open<T: std::fmt::Debug>(value: &T) -> &dyn std::fmt::Debug {
    value
}

/// A value for `Debug` to hide.
pub fn veiled<T>(_: &T) -> &'static dyn std::fmt::Debug {
    &Veil
}

/// `Debug` of what clients send, where some of it is nobody's to read.
#[doc(hidden)]
#[macro_export]
macro_rules! __crud_debug {
    (
        $new:ident, $patch:ident;
        $($how:ident $name:ident $text:literal $($changed:ident)?,)*
    ) => {
        #[automatically_derived]
        impl $crate::__private::core::fmt::Debug for $new {
            fn fmt(
                &self,
                f: &mut $crate::__private::core::fmt::Formatter<'_>,
            ) -> $crate::__private::core::fmt::Result {
                f.debug_struct($crate::__private::core::stringify!($new))
                    $(.field($text, $crate::__private::crud_api::$how(&self.$name)))*
                    .finish()
            }
        }
        #[automatically_derived]
        impl $crate::__private::core::fmt::Debug for $patch {
            fn fmt(
                &self,
                f: &mut $crate::__private::core::fmt::Formatter<'_>,
            ) -> $crate::__private::core::fmt::Result {
                f.debug_struct($crate::__private::core::stringify!($patch))
                    $($(.field($text, $crate::__private::crud_api::$how(&self.$changed)))?)*
                    .finish()
            }
        }
    };
}

/// A struct's columns, each with its place, whether it can be filtered and sorted by, its doc, and
/// its constant's name; then the functions of the struct.
#[doc(hidden)]
#[macro_export]
macro_rules! __crud_columns {
    (
        $vis:vis struct $columns:ident of $row:ident;
        [$columns_doc:literal] [$($repo:ident $all:ident)?]
        $($name:ident: $ty:ty = $place:literal $filter:ident $sort:ident $doc:literal $($const:ident)?,)*
    ) => {
        #[doc = $columns_doc]
        #[allow(dead_code)]
        #[derive($crate::__private::core::fmt::Debug)]
        $vis struct $columns {
            $(#[doc = $doc] $vis $name: $crate::__private::crud_api::Col<
                $row,
                $ty,
                $crate::__private::crud_api::$filter,
                $crate::__private::crud_api::$sort,
            >,)*
        }
        #[automatically_derived]
        impl $crate::__private::core::clone::Clone for $columns {
            fn clone(&self) -> Self {
                *self
            }
        }
        #[automatically_derived]
        impl $crate::__private::core::marker::Copy for $columns {}
        const __COLUMN: $columns = $columns {
            $($name: $crate::__private::crud_api::Col::new($place),)*
        };
        #[automatically_derived]
        #[allow(dead_code)]
        impl $row {
            $($(
                #[doc = $doc]
                $vis const $const: $crate::__private::crud_api::Col<
                    $row,
                    $ty,
                    $crate::__private::crud_api::$filter,
                    $crate::__private::crud_api::$sort,
                > = __COLUMN.$name;
            )?)*
            $(
                /// Its rows in a store.
                #[must_use]
                $vis fn $repo<S: $crate::__private::crud_api::Store>(
                    store: &S,
                ) -> $crate::__private::crud_api::Repo<Self, S> {
                    $crate::__private::crud_api::Repo::new(store)
                }
                /// Its columns, for filters and orders.
                #[must_use]
                $vis const fn $all() -> $columns {
                    __COLUMN
                }
            )?
        }
    };
}
