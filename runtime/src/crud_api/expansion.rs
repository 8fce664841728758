//! What the expansions of `#[crud_api]` call.
//!
//! Conversions come as functions rather than by bounds, so that a field of an unfit type is one
//! error and not one per use.

use std::any::Any;
use std::fmt::{Debug, Formatter, Result as Shown};
use std::vec::IntoIter;

use super::column::Col;
use super::model::{ColumnMeta, Model, Resource};
use super::query::Filter;
use super::value::{Column, Mismatch, Row, Value};
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
/// A row for each column: the field's name, the column's type, place and name, how open it is, what
/// it is for, the functions into and from it, its constant's name, and what few have. Then a row for each
/// field that a client makes: its docs, name, type, the column's type, the function into it, and its
/// place; the same for each that a patch may write; and what else the server makes of a new row.
///
/// A type is one tree, in parentheses if it is more than a word, since the compiler parses what it
/// matched as a type twice; and there are lists in place of one with parts that may be missing, of
/// which it counts each anew. So it writes this out faster than the attribute could.
#[doc(hidden)]
#[macro_export]
macro_rules! __crud_table {
    (
        $vis:vis $row:ident $new:ident $patch:ident $columns:ident
        $new_doc:tt $patch_doc:tt $columns_doc:tt $id:tt [$($repo:ident $all:ident)?]
        {$(
            $name:ident $column:tt $place:tt $json:tt $open:ident $role:ident $meta:ident
            $into:ident $from:ident [$($const:ident)?] {$($more:tt)*}
        )*}
        {$([$($doc:tt)*] $sent:ident $sent_ty:tt $sent_column:tt $send:ident $at:tt)*}
        {$([$($again:tt)*] $put:ident $put_ty:tt $put_column:tt $change:ident $put_at:tt)*}
        {$($made_at:tt $made:expr,)*}
        {$($hidden:ident $null:ident)*}
        {$($skipped:ident $skip:expr,)*}
        {$($model:tt)*}
        {$($beside:tt)*}
    ) => {
        #[doc = $new_doc]
        #[allow(dead_code, missing_docs)]
        $vis struct $new { $($($doc)* $vis $sent: $sent_ty,)* }
        #[doc = $patch_doc]
        #[allow(dead_code, missing_docs, clippy::option_option)]
        $vis struct $patch { $($($again)* $vis $put: $crate::__private::Option<$put_ty>,)* }
        const _: () = {
            #[allow(unused_imports)]
            use $crate::__private::{self, crud_api as __crud};
            #[doc = $columns_doc]
            #[allow(dead_code, missing_docs)]
            $vis struct $columns {
                $($vis $name: __crud::$open<$row, $column>,)*
            }
            #[automatically_derived]
            impl __private::Clone for $columns {
                fn clone(&self) -> Self {
                    *self
                }
            }
            #[automatically_derived]
            impl __crud::Copy for $columns {}
            #[automatically_derived]
            impl __crud::Debug for $columns {
                fn fmt(&self, f: &mut __crud::Formatter<'_>) -> __crud::Shown {
                    __crud::show_columns::<$row>(f)
                }
            }
            #[automatically_derived]
            impl __private::Clone for $new {
                fn clone(&self) -> Self {
                    Self { $($sent: __private::Clone::clone(&self.$sent),)* }
                }
            }
            #[automatically_derived]
            impl __crud::PartialEq for $new {
                fn eq(&self, other: &Self) -> __private::bool {
                    $(self.$sent == other.$sent &&)* true
                }
            }
            #[automatically_derived]
            impl __crud::Debug for $new {
                fn fmt(&self, f: &mut __crud::Formatter<'_>) -> __crud::Shown {
                    __crud::show_new::<$row>(f, &[$(($at, &self.$sent),)*])
                }
            }
            #[automatically_derived]
            impl __private::Clone for $patch {
                fn clone(&self) -> Self {
                    Self { $($put: __private::Clone::clone(&self.$put),)* }
                }
            }
            #[automatically_derived]
            impl __crud::PartialEq for $patch {
                fn eq(&self, other: &Self) -> __private::bool {
                    $(self.$put == other.$put &&)* true
                }
            }
            #[automatically_derived]
            impl __crud::Debug for $patch {
                fn fmt(&self, f: &mut __crud::Formatter<'_>) -> __crud::Shown {
                    __crud::show_patch::<$row>(f, &[$(($put_at, &self.$put),)*])
                }
            }
            #[automatically_derived]
            impl __private::Default for $patch {
                fn default() -> Self {
                    Self { $($put: __private::None,)* }
                }
            }
            const __COLUMN: $columns = $columns { $($name: __crud::Col::new($place),)* };
            #[automatically_derived]
            #[allow(dead_code, missing_docs)]
            impl $row {
                $($($vis const $const: __crud::$open<$row, $column> = __COLUMN.$name;)?)*
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
                $(__crud::$open(<$column as __crud::$role>::$meta, $json) $($more)*,)*
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
                        $(<$column as __crud::Column>::$into(self.$name),)*
                        $(__crud::Value::$null,)*
                    ])
                }
                fn from_row(row: __crud::Row) -> __private::Result<Self, __crud::Mismatch> {
                    let mut cells = __crud::Cells::new(__COLUMNS, row);
                    __private::Ok(Self {
                        $($name: cells.take(<$column as __crud::Column>::$from)?,)*
                        $($skipped: $skip,)*
                    })
                }
                fn new_row(new: $new) -> __crud::Row {
                    __crud::sparse(__COLUMNS, [
                        $(($at, <$sent_column as __crud::Column>::$send(new.$sent)),)*
                        $(($made_at, $made),)*
                    ])
                }
                fn changes(patch: $patch) -> __crud::Changes {
                    let mut changes = __crud::Changes::new();
                    $(changes.put(
                        $put_at,
                        patch.$put,
                        <$put_column as __crud::Column>::$change,
                    );)*
                    changes
                }
            }
        };
    };
}

/// What `Debug` says of what no answer has.
#[derive(Clone, Copy)]
struct Veil;

impl Debug for Veil {
    fn fmt(&self, f: &mut Formatter<'_>) -> Shown {
        f.write_str("***")
    }
}

/// `Debug` of what a client says to make one: the fields at these places, without what no answer
/// has.
///
/// # Errors
/// Those of the formatter.
pub fn show_new<R: Resource>(f: &mut Formatter<'_>, fields: &[(usize, &dyn Debug)]) -> Shown {
    show::<R>(f, &format!("New{}", R::MODEL.name), fields)
}

/// The same of what a client changes in one.
///
/// # Errors
/// Those of the formatter.
pub fn show_patch<R: Resource>(f: &mut Formatter<'_>, fields: &[(usize, &dyn Debug)]) -> Shown {
    show::<R>(f, &format!("{}Patch", R::MODEL.name), fields)
}

fn show<R: Resource>(f: &mut Formatter<'_>, name: &str, fields: &[(usize, &dyn Debug)]) -> Shown {
    let mut shown = f.debug_struct(name);
    for (place, field) in fields {
        let Some(column) = R::MODEL.columns.get(*place) else { continue };
        shown.field(column.name, if column.write_only { &Veil } else { *field });
    }
    shown.finish()
}

/// `Debug` of a struct's columns.
///
/// # Errors
/// Those of the formatter.
pub fn show_columns<R: Resource>(f: &mut Formatter<'_>) -> Shown {
    let mut shown = f.debug_struct(&format!("{}Columns", R::MODEL.name));
    for (place, column) in R::MODEL.columns.iter().enumerate().filter(|(_, it)| !it.is_hidden()) {
        shown.field(column.name, &Col::<R, ()>::new(place));
    }
    shown.finish()
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
