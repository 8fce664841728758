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
            ::dunder::__private::crud_api::table! {
                Mark NewMark MarkPatch MarkColumns "What a client says to make a [`Mark`]."
                "What a client changes in a [`Mark`]: `None` leaves a field as it is."
                "The columns of [`Mark`], for filters and orders." i64[repo columns] { id i64 0 "id"
                Key Id META into_value from_value[ID] {} text String 1 "text" Closed Column META
                into_value from_value[TEXT] {} } { [] text String String into_value 1 } { [] text
                String String into_value 1 } {} {} {} { __crud::Model::new("Mark", "marks", "/marks",
                __COLUMNS) } {}
            }
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
            facade::inner::__private::crud_api::table! {
                pub Product NewProduct ProductPatch ProductColumns
                "What a client says to make a [`Product`]."
                "What a client changes in a [`Product`]: `None` leaves a field as it is."
                "The columns of [`Product`], for filters and orders." String[repo columns] { code
                String 0 "code" Key Id META into_value from_value[CODE] { .sql("key") } name String 1
                "name" Both Column META into_value from_value[NAME] { .unique()
                .doc("What it is called.") } r#type String 2 "type" Closed Column META into_value
                from_value[TYPE] { .default(|| < String as __crud::Column > ::into_value(<
                __private::String as __private::From < _ >> ::from("plain"))) }
                tags(__private::Option < __crud::Json < Vec < String > > >) 3 "tags" Closed Column
                META from_bare to_bare[TAGS] {} created_at Timestamp 4 "created_at" Closed Clock
                CREATED into_value from_value[CREATED_AT] {} updated_at Timestamp 5 "updated_at"
                Closed Clock UPDATED into_value from_value[UPDATED_AT] {} version i64 6 "version"
                Filtered Version META into_value from_value[VERSION] {} } { [] code String String
                into_value 0[#[doc = r" What it is called."]] name String String into_value 1[]
                r#type String String into_value 2[] tags(Option < Vec < String > >)
                (__private::Option < __crud::Json < Vec < String > > >) from_bare 3 } { [#[doc =
                r" What it is called."]] name String String into_value 1[] r#type String String
                into_value 2[] tags(Option < Vec < String > >) (__private::Option < __crud::Json <
                Vec < String > > >) from_bare 3 } {} { nonce Null } {} {
                __crud::Model::new("Product", "products", "/shop/products", __COLUMNS).doc("Sold.")
                .page(20u32, 20u32).uniques(& [& [1usize, 2usize]]).rules(< Product as __crud::Fields
                > ::RULES, __crud::check:: < Product >, __check_column, true || < Product as
                __crud::Fields > ::CROSS,) } { fn __check_column(__column : usize, __value :
                __crud::Value, __errors : & mut __crud::Errors < '_ >,) -> __crud::Value { match
                __column { 1usize => __crud::check_value(__value, __errors, (| __value | < String as
                __crud::Column > ::from_value(__value), | __it | < String as __crud::Column >
                ::into_value(__it)), (Product::__dunder_clean_name, Product::__dunder_check_name)),
                6usize => __crud::check_value(__value, __errors, (| __value | < i64 as __crud::Column
                > ::from_value(__value), | __it | < i64 as __crud::Column > ::into_value(__it)),
                (Product::__dunder_clean_version, Product::__dunder_check_version)), _ => __value } }
                }
            }
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
                const _: __crud::ColumnMeta = <String as __crud::Column>::META;
            };
        "#]],
    );
}

#[cfg(not(feature = "uuid"))]
#[test]
fn an_id_without_its_feature_names_it() {
    let made = super::derive(quote! {
        #[__dunder_crud_api(table = "marks")]
        struct Mark { #[crud(id)] id: Uuid, text: String }
    });
    let made = made.to_string();
    assert!(made.contains("needs dunder's feature `uuid`"), "{made}");
}
