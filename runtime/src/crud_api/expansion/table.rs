//! What the attribute writes once for a struct, and the compiler from it: types, columns, rows.

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
