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
            ::dunder::__private::crud_api::types! {
                [Debug] struct NewMark, MarkPatch; ["What a client says to make a [`Mark`]."]
                ["What a client changes in a [`Mark`]: `None` leaves a field as it is."] { #[doc =
                "The field `text`."] } text : String = { #[doc = "The field `text`."] } text,
            }
            const _: () = {
                #[allow(unused_imports)]
                use ::dunder::__private;
                use __private::crud_api as __crud;
                __crud::columns! {
                    struct MarkColumns of Mark; ["The columns of [`Mark`], for filters and orders."]
                    [repo columns] id : i64 = 0 Yes Yes "The column of `id`." ID, text : String = 1
                    No No "The column of `text`." TEXT,
                }
                const __COLUMNS: &[__crud::ColumnMeta] = &[
                    __crud::ColumnMeta::id::<i64>("id", "id"),
                    __crud::ColumnMeta::new(<String as __crud::Column>::META, "text", "text"),
                ];
                #[automatically_derived]
                impl __crud::Resource for Mark {
                    const MODEL: &'static __crud::Model = &__crud::Model::new(
                        "Mark",
                        "marks",
                        "/marks",
                        __COLUMNS,
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
                        let mut __cells = __crud::Cells::new(__COLUMNS, __row);
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
            facade::inner::__private::crud_api::types! {
                [Debug] pub struct NewProduct, ProductPatch;
                ["What a client says to make a [`Product`]."]
                ["What a client changes in a [`Product`]: `None` leaves a field as it is."] { #[doc =
                "The field `code`."] } code : String, { #[doc = r" What it is called."] } name :
                String = { #[doc = r" What it is called."] } name, { #[doc = "The field `type`."] }
                r#type : String = { #[doc = "The field `type`."] } r#type, { #[doc =
                "The field `tags`."] } tags : Option < Vec < String > > = { #[doc =
                "The field `tags`."] } tags,
            }
            const _: () = {
                #[allow(unused_imports)]
                use facade::inner::__private;
                use __private::crud_api as __crud;
                __crud::columns! {
                    pub struct ProductColumns of Product;
                    ["The columns of [`Product`], for filters and orders."] [repo columns] code :
                    String = 0 Yes Yes "The column of `code`." CODE, name : String = 1 Yes Yes
                    "The column of `name`." NAME, r#type : String = 2 No No "The column of `type`."
                    TYPE, tags : __private::Option < __crud::Json < Vec < String > > > = 3 No No
                    "The column of `tags`." TAGS, created_at : Timestamp = 4 No No
                    "The column of `created_at`." CREATED_AT, updated_at : Timestamp = 5 No No
                    "The column of `updated_at`." UPDATED_AT, version : i64 = 6 Yes No
                    "The column of `version`." VERSION,
                }
                const __COLUMNS: &[__crud::ColumnMeta] = &[
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
                fn __check_column(
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
                            __COLUMNS,
                        )
                        .doc("Sold.")
                        .page(20u32, 20u32)
                        .uniques(&[&[1usize, 2usize]])
                        .rules(
                            <Product as __crud::Fields>::RULES,
                            __crud::check::<Product>,
                            __check_column,
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
                        let mut __cells = __crud::Cells::new(__COLUMNS, __row);
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
            ::dunder::__private::crud_api::types! {
                [Debug] struct NewMark, MarkPatch; ["What a client says to make a [`Mark`]."]
                ["What a client changes in a [`Mark`]: `None` leaves a field as it is."] { #[doc =
                "The field `text`."] } text : String = { #[doc = "The field `text`."] } text,
            }
            const _: () = {
                #[allow(unused_imports)]
                use ::dunder::__private;
                use __private::crud_api as __crud;
                __crud::columns! {
                    struct MarkColumns of Mark; ["The columns of [`Mark`], for filters and orders."]
                    [repo columns] text : String = 0 Yes Yes "The column of `text`." TEXT,
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
