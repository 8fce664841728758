//! What is generated, as a person reads it.
#![allow(clippy::too_many_lines)] // an expansion is as long as it is

use expect_test::{Expect, expect};
use proc_macro2::TokenStream;
use quote::quote;

use crate::kit::snapshot::pretty;

fn expands(item: TokenStream, expected: &Expect) {
    expected.assert_eq(&pretty(&super::derive(item)));
}

#[test]
fn the_derive_comes_last() {
    let item = quote! {
        /// Sold.
        #[validated]
        #[derive(Clone)]
        pub struct Product { #[crud(id)] id: i64 }
    };
    expect![[r#"
        /// Sold.
        #[validated]
        #[derive(Clone)]
        #[derive(::dunder::__private::CrudApi)]
        #[__dunder_crud_api(table = "products")]
        pub struct Product {
            #[crud(id)]
            id: i64,
        }
    "#]]
    .assert_eq(&pretty(&super::attribute(quote!(table = "products"), item)));
}

#[test]
fn the_smallest_struct() {
    expands(
        quote! {
            #[__dunder_crud_api(table = "marks")]
            struct Mark { #[crud(id)] id: i64, text: String }
        },
        &expect![[r#"
            ///What a client says to make a [`Mark`].
            #[allow(dead_code)]
            #[derive(
                ::dunder::__private::core::clone::Clone,
                ::dunder::__private::core::fmt::Debug,
                ::dunder::__private::core::cmp::PartialEq
            )]
            struct NewMark {
                ///The field `text`.
                text: String,
            }
            ///What a client changes in a [`Mark`]: `None` leaves a field as it is.
            #[allow(dead_code, clippy::option_option)]
            #[derive(
                ::dunder::__private::core::clone::Clone,
                ::dunder::__private::core::fmt::Debug,
                ::dunder::__private::core::default::Default,
                ::dunder::__private::core::cmp::PartialEq,
            )]
            struct MarkPatch {
                ///The field `text`.
                text: ::dunder::__private::Option<String>,
            }
            const _: () = {
                #[allow(unused_imports)]
                use ::dunder::__private;
                use __private::crud_api as __crud;
                ///The columns of [`Mark`], for filters and orders.
                #[allow(dead_code)]
                #[derive(
                    __private::core::clone::Clone,
                    __private::core::marker::Copy,
                    __private::core::fmt::Debug
                )]
                struct MarkColumns {
                    ///The column of `id`.
                    id: __crud::Col<Mark, i64, __crud::Yes, __crud::Yes>,
                    ///The column of `text`.
                    text: __crud::Col<Mark, String, __crud::No, __crud::No>,
                }
                #[automatically_derived]
                #[allow(dead_code)]
                impl Mark {
                    ///The column of `id`.
                    const ID: __crud::Col<Mark, i64, __crud::Yes, __crud::Yes> = __crud::Col::new(
                        0usize,
                    );
                    ///The column of `text`.
                    const TEXT: __crud::Col<Mark, String, __crud::No, __crud::No> = __crud::Col::new(
                        1usize,
                    );
                    /// Its rows in a store.
                    #[must_use]
                    fn repo<S: __crud::Store>(store: &S) -> __crud::Repo<Self, S> {
                        __crud::Repo::new(store)
                    }
                    /// Its columns, for filters and orders.
                    #[must_use]
                    const fn columns() -> MarkColumns {
                        MarkColumns {
                            id: __crud::Col::new(0usize),
                            text: __crud::Col::new(1usize),
                        }
                    }
                }
                const COLUMNS: &[__crud::ColumnMeta] = &[
                    __crud::ColumnMeta::id::<i64>("id", "id"),
                    __crud::ColumnMeta::new(<String as __crud::Column>::META, "text", "text"),
                ];
                #[automatically_derived]
                impl __crud::Resource for Mark {
                    const MODEL: &'static __crud::Model = &__crud::Model::new(
                        "Mark",
                        "marks",
                        "/marks",
                        COLUMNS,
                    );
                    type Id = i64;
                    type New = NewMark;
                    type Patch = MarkPatch;
                    fn into_row(self) -> __crud::Row {
                        __crud::row([
                            <i64 as __crud::Column>::into_value(self.id),
                            <String as __crud::Column>::into_value(self.text),
                        ])
                    }
                    fn from_row(__row: __crud::Row) -> __private::Result<Self, __crud::Mismatch> {
                        let mut __cells = __crud::Cells::new(COLUMNS, __row);
                        __private::Ok(Self {
                            id: __crud::cell(
                                <i64 as __crud::Column>::from_value(__cells.next()),
                                &__cells,
                            )?,
                            text: __crud::cell(
                                <String as __crud::Column>::from_value(__cells.next()),
                                &__cells,
                            )?,
                        })
                    }
                    fn new_row(__new: NewMark) -> __crud::Row {
                        __crud::row([
                            __crud::Value::Null,
                            <String as __crud::Column>::into_value(__new.text),
                        ])
                    }
                    fn changes(__patch: MarkPatch) -> __crud::Changes {
                        let mut __changes = __crud::Changes::new();
                        if let __private::Some(__it) = __patch.text {
                            __changes.set(1usize, <String as __crud::Column>::into_value(__it));
                        }
                        __changes
                    }
                }
            };
        "#]],
    );
}

#[test]
fn the_richest_struct() {
    expands(
        quote! {
            /// Sold.
            #[__dunder_validated()]
            #[__dunder_crud_api(
                path = "/shop/products",
                table = "products",
                page(max = 20),
                unique(name, r#type),
                crate = facade::inner
            )]
            pub struct Product {
                #[crud(id, column = "key")] code: String,
                /// What it is called.
                #[crud(filter, sort, unique)] #[validate(nonblank)] name: String,
                #[crud(default = "plain")] r#type: String,
                #[crud(json)] tags: Option<Vec<String>>,
                #[crud(created)] created_at: Timestamp,
                #[crud(updated)] updated_at: Timestamp,
                #[crud(version, filter)] #[validate(max = 9)] version: i64,
            }
        },
        &expect![[r#"
            ///What a client says to make a [`Product`].
            #[allow(dead_code)]
            #[derive(
                facade::inner::__private::core::clone::Clone,
                facade::inner::__private::core::fmt::Debug,
                facade::inner::__private::core::cmp::PartialEq
            )]
            pub struct NewProduct {
                ///The field `code`.
                pub code: String,
                /// What it is called.
                pub name: String,
                ///The field `type`.
                pub r#type: String,
                ///The field `tags`.
                pub tags: Option<Vec<String>>,
            }
            ///What a client changes in a [`Product`]: `None` leaves a field as it is.
            #[allow(dead_code, clippy::option_option)]
            #[derive(
                facade::inner::__private::core::clone::Clone,
                facade::inner::__private::core::fmt::Debug,
                facade::inner::__private::core::default::Default,
                facade::inner::__private::core::cmp::PartialEq,
            )]
            pub struct ProductPatch {
                /// What it is called.
                pub name: facade::inner::__private::Option<String>,
                ///The field `type`.
                pub r#type: facade::inner::__private::Option<String>,
                ///The field `tags`.
                pub tags: facade::inner::__private::Option<Option<Vec<String>>>,
            }
            const _: () = {
                #[allow(unused_imports)]
                use facade::inner::__private;
                use __private::crud_api as __crud;
                ///The columns of [`Product`], for filters and orders.
                #[allow(dead_code)]
                #[derive(
                    __private::core::clone::Clone,
                    __private::core::marker::Copy,
                    __private::core::fmt::Debug
                )]
                pub struct ProductColumns {
                    ///The column of `code`.
                    pub code: __crud::Col<Product, String, __crud::Yes, __crud::Yes>,
                    ///The column of `name`.
                    pub name: __crud::Col<Product, String, __crud::Yes, __crud::Yes>,
                    ///The column of `type`.
                    pub r#type: __crud::Col<Product, String, __crud::No, __crud::No>,
                    ///The column of `tags`.
                    pub tags: __crud::Col<
                        Product,
                        __private::Option<__crud::Json<Vec<String>>>,
                        __crud::No,
                        __crud::No,
                    >,
                    ///The column of `created_at`.
                    pub created_at: __crud::Col<Product, Timestamp, __crud::No, __crud::No>,
                    ///The column of `updated_at`.
                    pub updated_at: __crud::Col<Product, Timestamp, __crud::No, __crud::No>,
                    ///The column of `version`.
                    pub version: __crud::Col<Product, i64, __crud::Yes, __crud::No>,
                }
                #[automatically_derived]
                #[allow(dead_code)]
                impl Product {
                    ///The column of `code`.
                    pub const CODE: __crud::Col<Product, String, __crud::Yes, __crud::Yes> = __crud::Col::new(
                        0usize,
                    );
                    ///The column of `name`.
                    pub const NAME: __crud::Col<Product, String, __crud::Yes, __crud::Yes> = __crud::Col::new(
                        1usize,
                    );
                    ///The column of `type`.
                    pub const TYPE: __crud::Col<Product, String, __crud::No, __crud::No> = __crud::Col::new(
                        2usize,
                    );
                    ///The column of `tags`.
                    pub const TAGS: __crud::Col<
                        Product,
                        __private::Option<__crud::Json<Vec<String>>>,
                        __crud::No,
                        __crud::No,
                    > = __crud::Col::new(3usize);
                    ///The column of `created_at`.
                    pub const CREATED_AT: __crud::Col<Product, Timestamp, __crud::No, __crud::No> = __crud::Col::new(
                        4usize,
                    );
                    ///The column of `updated_at`.
                    pub const UPDATED_AT: __crud::Col<Product, Timestamp, __crud::No, __crud::No> = __crud::Col::new(
                        5usize,
                    );
                    ///The column of `version`.
                    pub const VERSION: __crud::Col<Product, i64, __crud::Yes, __crud::No> = __crud::Col::new(
                        6usize,
                    );
                    /// Its rows in a store.
                    #[must_use]
                    pub fn repo<S: __crud::Store>(store: &S) -> __crud::Repo<Self, S> {
                        __crud::Repo::new(store)
                    }
                    /// Its columns, for filters and orders.
                    #[must_use]
                    pub const fn columns() -> ProductColumns {
                        ProductColumns {
                            code: __crud::Col::new(0usize),
                            name: __crud::Col::new(1usize),
                            r#type: __crud::Col::new(2usize),
                            tags: __crud::Col::new(3usize),
                            created_at: __crud::Col::new(4usize),
                            updated_at: __crud::Col::new(5usize),
                            version: __crud::Col::new(6usize),
                        }
                    }
                }
                const COLUMNS: &[__crud::ColumnMeta] = &[
                    __crud::ColumnMeta::id::<String>("code", "key"),
                    __crud::ColumnMeta::new(<String as __crud::Column>::META, "name", "name")
                        .filter()
                        .sort()
                        .unique()
                        .doc("What it is called."),
                    __crud::ColumnMeta::new(<String as __crud::Column>::META, "type", "type")
                        .default(|| <String as __crud::Column>::into_value(
                            <__private::String as __private::From<_>>::from("plain"),
                        )),
                    __crud::ColumnMeta::new(
                        <__private::Option<__crud::Json<Vec<String>>> as __crud::Column>::META,
                        "tags",
                        "tags",
                    ),
                    __crud::ColumnMeta::created::<Timestamp>("created_at", "created_at"),
                    __crud::ColumnMeta::updated::<Timestamp>("updated_at", "updated_at"),
                    __crud::ColumnMeta::version::<i64>("version", "version").filter(),
                    __crud::ColumnMeta::nonce(),
                ];
                fn check_column(
                    __column: usize,
                    __value: __crud::Value,
                    __errors: &mut __crud::Errors<'_>,
                ) -> __crud::Value {
                    match __column {
                        1usize => {
                            __crud::check_value(
                                __value,
                                __errors,
                                (
                                    |__value| <String as __crud::Column>::from_value(__value),
                                    |__it| <String as __crud::Column>::into_value(__it),
                                ),
                                (Product::__dunder_clean_name, Product::__dunder_check_name),
                            )
                        }
                        6usize => {
                            __crud::check_value(
                                __value,
                                __errors,
                                (
                                    |__value| <i64 as __crud::Column>::from_value(__value),
                                    |__it| <i64 as __crud::Column>::into_value(__it),
                                ),
                                (Product::__dunder_clean_version, Product::__dunder_check_version),
                            )
                        }
                        _ => __value,
                    }
                }
                #[automatically_derived]
                impl __crud::Resource for Product {
                    const MODEL: &'static __crud::Model = &__crud::Model::new(
                            "Product",
                            "products",
                            "/shop/products",
                            COLUMNS,
                        )
                        .doc("Sold.")
                        .page(20u32, 20u32)
                        .uniques(&[&[1usize, 2usize]])
                        .rules(
                            <Product as __crud::Fields>::RULES,
                            __crud::check::<Product>,
                            check_column,
                            true || <Product as __crud::Fields>::CROSS,
                        );
                    type Id = String;
                    type New = NewProduct;
                    type Patch = ProductPatch;
                    fn into_row(self) -> __crud::Row {
                        __crud::row([
                            <String as __crud::Column>::into_value(self.code),
                            <String as __crud::Column>::into_value(self.name),
                            <String as __crud::Column>::into_value(self.r#type),
                            <__private::Option<
                                __crud::Json<Vec<String>>,
                            > as __crud::Column>::into_value(
                                __private::Option::map(self.tags, __crud::Json),
                            ),
                            <Timestamp as __crud::Column>::into_value(self.created_at),
                            <Timestamp as __crud::Column>::into_value(self.updated_at),
                            <i64 as __crud::Column>::into_value(self.version),
                            __crud::Value::Null,
                        ])
                    }
                    fn from_row(__row: __crud::Row) -> __private::Result<Self, __crud::Mismatch> {
                        let mut __cells = __crud::Cells::new(COLUMNS, __row);
                        __private::Ok(Self {
                            code: __crud::cell(
                                <String as __crud::Column>::from_value(__cells.next()),
                                &__cells,
                            )?,
                            name: __crud::cell(
                                <String as __crud::Column>::from_value(__cells.next()),
                                &__cells,
                            )?,
                            r#type: __crud::cell(
                                <String as __crud::Column>::from_value(__cells.next()),
                                &__cells,
                            )?,
                            tags: __private::Option::map(
                                __crud::cell(
                                    <__private::Option<
                                        __crud::Json<Vec<String>>,
                                    > as __crud::Column>::from_value(__cells.next()),
                                    &__cells,
                                )?,
                                |__json| __json.0,
                            ),
                            created_at: __crud::cell(
                                <Timestamp as __crud::Column>::from_value(__cells.next()),
                                &__cells,
                            )?,
                            updated_at: __crud::cell(
                                <Timestamp as __crud::Column>::from_value(__cells.next()),
                                &__cells,
                            )?,
                            version: __crud::cell(
                                <i64 as __crud::Column>::from_value(__cells.next()),
                                &__cells,
                            )?,
                        })
                    }
                    fn new_row(__new: NewProduct) -> __crud::Row {
                        __crud::row([
                            <String as __crud::Column>::into_value(__new.code),
                            <String as __crud::Column>::into_value(__new.name),
                            <String as __crud::Column>::into_value(__new.r#type),
                            <__private::Option<
                                __crud::Json<Vec<String>>,
                            > as __crud::Column>::into_value(
                                __private::Option::map(__new.tags, __crud::Json),
                            ),
                            __crud::Value::Null,
                            __crud::Value::Null,
                            __crud::Value::Null,
                            __crud::Value::Null,
                        ])
                    }
                    fn changes(__patch: ProductPatch) -> __crud::Changes {
                        let mut __changes = __crud::Changes::new();
                        if let __private::Some(__it) = __patch.name {
                            __changes.set(1usize, <String as __crud::Column>::into_value(__it));
                        }
                        if let __private::Some(__it) = __patch.r#type {
                            __changes.set(2usize, <String as __crud::Column>::into_value(__it));
                        }
                        if let __private::Some(__it) = __patch.tags {
                            __changes
                                .set(
                                    3usize,
                                    <__private::Option<
                                        __crud::Json<Vec<String>>,
                                    > as __crud::Column>::into_value(
                                        __private::Option::map(__it, __crud::Json),
                                    ),
                                );
                        }
                        __changes
                    }
                }
            };
        "#]],
    );
}

#[test]
fn faults_leave_the_names_in_place() {
    expands(
        quote! {
            #[__dunder_crud_api()]
            struct Mark { text: String }
        },
        &expect![[r#"
            ::core::compile_error! {
                "say where the rows live, `#[crud_api(path = \"/..\", table = \"..\")]`"
            }
            ::core::compile_error! {
                "no field is the id, put `#[crud(id)]` on one"
            }
            ///What a client says to make a [`Mark`].
            #[allow(dead_code)]
            #[derive(
                ::dunder::__private::core::clone::Clone,
                ::dunder::__private::core::fmt::Debug,
                ::dunder::__private::core::cmp::PartialEq
            )]
            struct NewMark {
                ///The field `text`.
                text: String,
            }
            ///What a client changes in a [`Mark`]: `None` leaves a field as it is.
            #[allow(dead_code, clippy::option_option)]
            #[derive(
                ::dunder::__private::core::clone::Clone,
                ::dunder::__private::core::fmt::Debug,
                ::dunder::__private::core::default::Default,
                ::dunder::__private::core::cmp::PartialEq,
            )]
            struct MarkPatch {
                ///The field `text`.
                text: ::dunder::__private::Option<String>,
            }
            const _: () = {
                #[allow(unused_imports)]
                use ::dunder::__private;
                use __private::crud_api as __crud;
                ///The columns of [`Mark`], for filters and orders.
                #[allow(dead_code)]
                #[derive(
                    __private::core::clone::Clone,
                    __private::core::marker::Copy,
                    __private::core::fmt::Debug
                )]
                struct MarkColumns {
                    ///The column of `text`.
                    text: __crud::Col<Mark, String, __crud::Yes, __crud::Yes>,
                }
                #[automatically_derived]
                #[allow(dead_code)]
                impl Mark {
                    ///The column of `text`.
                    const TEXT: __crud::Col<Mark, String, __crud::Yes, __crud::Yes> = __crud::Col::new(
                        0usize,
                    );
                    /// Its rows in a store.
                    #[must_use]
                    fn repo<S: __crud::Store>(store: &S) -> __crud::Repo<Self, S> {
                        __crud::Repo::new(store)
                    }
                    /// Its columns, for filters and orders.
                    #[must_use]
                    const fn columns() -> MarkColumns {
                        MarkColumns {
                            text: __crud::Col::new(0usize),
                        }
                    }
                }
                #[automatically_derived]
                impl __crud::Resource for Mark {
                    const MODEL: &'static __crud::Model = &__crud::Model::new("", "", "", &[]);
                    type Id = i64;
                    type New = NewMark;
                    type Patch = MarkPatch;
                    fn into_row(self) -> __crud::Row {
                        loop {}
                    }
                    fn from_row(_: __crud::Row) -> __private::Result<Self, __crud::Mismatch> {
                        loop {}
                    }
                    fn new_row(_: NewMark) -> __crud::Row {
                        loop {}
                    }
                    fn changes(_: MarkPatch) -> __crud::Changes {
                        loop {}
                    }
                }
            };
        "#]],
    );
}
