//! Expansions as a person reads them.

use expect_test::{Expect, expect};
use proc_macro2::TokenStream;
use quote::quote;

use super::derive;
use crate::kit::snapshot::pretty;

fn shows(expansion: TokenStream, expected: Expect) {
    expected.assert_eq(&pretty(&expansion));
}

#[test]
fn the_smallest() {
    shows(
        derive(quote!(
            struct Point {
                #[proto(tag = 1)]
                x: i32,
            }
        )),
        expect![[r#"
            ::dunder::__private::proto::message! {
                [] ['__de] Point[] Point, "Point"[];| this, out, it, key, reader | { r1 row0
                "x x = 1;\n" { x 1 0[i32]; } } [] [] empty {} rest { reader.skip(key) } finish[]
                ruled[]
            }
        "#]],
    );
}

#[test]
fn the_richest() {
    shows(
        derive(quote!(
            #[proto(crate = facade, name = "Person", reserved(4, 6..=9, "old"))]
            pub(crate) struct User<'a> {
                #[proto(tag = 2, sint32)]
                age: Option<i32>,
                #[proto(tag = 1)]
                name: &'a str,
                #[proto(tag = 5, map(_, sint64))]
                counts: BTreeMap<String, i64>,
                #[proto(tag = 10, as = f64)]
                heat: Celsius,
                #[proto(oneof)]
                contact: Option<Contact<'a>>,
                #[proto(unknown)]
                rest: Unknown,
                #[proto(skip)]
                cache: u8,
            }
        )),
        expect![[r#"
            const _: () = {
                #[allow(unused_imports)]
                use facade::__private;
                __private::proto::message! {
                    pub (crate) ['a] ['__de : 'a, 'a] User < 'a > [] User < 'static >,
                    "Person"["  reserved 4, 6 to 9;\n  reserved \"old\";\n}\n"];| this, out, it, key,
                    reader | {} [< & 'a str as __private::proto::Field < '_,
                    __private::proto::Natural >> ::write_field(& this.name, 1u32, out); < Option <
                    i32 > as __private::proto::Field < '_, __private::proto::Sint32 >>
                    ::write_field(& this.age, 2u32, out); < BTreeMap < String, i64 > as
                    __private::proto::Field < '_, __private::proto::Entry <
                    __private::proto::Natural, __private::proto::Sint64 > >> ::write_field(& this
                    .counts, 5u32, out); < Celsius as __private::proto::Convert < '_, (), f64,
                    __private::proto::Natural >> ::write_as(& this.heat, 10u32, out); if let
                    __private::Some(one) = & this.contact { < Contact < 'a > as
                    __private::proto::Oneof < '_ >> ::write_oneof(one, out); }]
                    [__private::proto::about(1u32, "name", " name = 1;\n", < & 'a str as
                    __private::proto::Field < '_, __private::proto::Natural >> ::ABOUT,),
                    __private::proto::about(2u32, "age", " age = 2;\n", < Option < i32 > as
                    __private::proto::Field < '_, __private::proto::Sint32 >> ::ABOUT,),
                    __private::proto::about(5u32, "counts", " counts = 5;\n", < BTreeMap < String,
                    i64 > as __private::proto::Field < '_, __private::proto::Entry <
                    __private::proto::Natural, __private::proto::Sint64 > >> ::ABOUT,),
                    __private::proto::about(10u32, "heat", " heat = 10;\n", < f64 as
                    __private::proto::Field < '_, __private::proto::Natural >> ::ABOUT,),
                    __private::proto::about_oneof("contact", "  oneof contact {\n", < Contact < 'a >
                    as __private::proto::Oneof < '_ >> ::FIELDS,),] {}
                    [__private::proto::write_unknown(& this.rest, out);] [] empty { age : < Option <
                    i32 > as __private::proto::Field < '_, __private::proto::Sint32 >> ::empty(),
                    name : < & 'a str as __private::proto::Field < '_, __private::proto::Natural >>
                    ::empty(), counts : < BTreeMap < String, i64 > as __private::proto::Field < '_,
                    __private::proto::Entry < __private::proto::Natural, __private::proto::Sint64 >
                    >> ::empty(), heat : { #[allow(unused_imports)] use __private::proto::OrDefault
                    as _; __private::proto::EmptyAs:: < Celsius, f64, __private::proto::Natural >
                    ::empty() }, contact : __private::None, rest : < Unknown as __private::Default >
                    ::default(), cache : < u8 as __private::Default > ::default(), } rest { if key
                    .tag() == 2u32 { return < Option < i32 > as __private::proto::Field < '_,
                    __private::proto::Sint32 >> ::read_field(& mut it.age, key, reader); } if key
                    .tag() == 1u32 { return < & 'a str as __private::proto::Field < '_,
                    __private::proto::Natural >> ::read_field(& mut it.name, key, reader); } if key
                    .tag() == 5u32 { return < BTreeMap < String, i64 > as __private::proto::Field <
                    '_, __private::proto::Entry < __private::proto::Natural, __private::proto::Sint64
                    > >> ::read_field(& mut it.counts, key, reader); } if key.tag() == 10u32 { return
                    < Celsius as __private::proto::Convert < '_, (), f64, __private::proto::Natural
                    >> ::read_as(& mut it.heat, key, reader); } if < Contact < 'a > as
                    __private::proto::Oneof < '_ >> ::read_named(& mut it.contact, "contact", key,
                    reader,) ? { return __private::Ok(()); } reader.keep(key, & mut it.rest) }
                    finish[] ruled[]
                }
                const _: () = __private::proto::key(
                    <String as __private::proto::Value<'_, __private::proto::Natural>>::IS_KEY,
                );
                const _: () = __private::proto::apart(
                    <Contact<'static> as __private::proto::Oneof<'_>>::FIELDS,
                    &[],
                    &[2u32, 1u32, 5u32, 10u32],
                    &[(4u32, 4u32), (6u32, 9u32)],
                );
                const _: () = __private::proto::named(
                    <Contact<'static> as __private::proto::Oneof<'_>>::FIELDS,
                    &[],
                    &["age", "name", "counts", "heat", "contact"],
                );
            };
        "#]],
    );
}

#[test]
fn with_rules() {
    shows(
        derive(quote!(
            #[validated]
            struct Order {
                #[proto(tag = 3, fixed32, packed = false)]
                days: Vec<u32>,
                #[proto(tag = 11, name = "type")]
                r#type: Kind,
            }
        )),
        expect![[r#"
            const _: () = {
                #[allow(unused_imports)]
                use ::dunder::__private;
                __private::proto::message! {
                    [] ['__de] Order[] Order, "Order"[];| this, out, it, key, reader | {} [< Vec <
                    u32 > as __private::proto::Field < '_, __private::proto::Unpacked <
                    __private::proto::Fixed32 > >> ::write_field(& this.days, 3u32, out); < Kind as
                    __private::proto::Field < '_, __private::proto::Natural >> ::write_field(& this
                    .r#type, 11u32, out);] [__private::proto::about(3u32, "days",
                    " days = 3 [packed = false];\n", < Vec < u32 > as __private::proto::Field < '_,
                    __private::proto::Unpacked < __private::proto::Fixed32 > >> ::ABOUT,),
                    __private::proto::about(11u32, "type", " type = 11;\n", < Kind as
                    __private::proto::Field < '_, __private::proto::Natural >> ::ABOUT,),] empty {
                    days : < Vec < u32 > as __private::proto::Field < '_, __private::proto::Unpacked
                    < __private::proto::Fixed32 > >> ::empty(), r#type : < Kind as
                    __private::proto::Field < '_, __private::proto::Natural >> ::empty(), } rest { if
                    key.tag() == 3u32 { return < Vec < u32 > as __private::proto::Field < '_,
                    __private::proto::Unpacked < __private::proto::Fixed32 > >> ::read_field(& mut it
                    .days, key, reader); } if key.tag() == 11u32 { return < Kind as
                    __private::proto::Field < '_, __private::proto::Natural >> ::read_field(& mut it
                    .r#type, key, reader); } reader.skip(key) } finish[< Kind as
                    __private::proto::Field < '_, __private::proto::Natural >> ::finish_field(& mut
                    it.r#type, "type") ?; __private::proto::ruled!(it, < Self as
                    __private::proto::Message < '__de >> ::empty());] ruled[true || < Kind as
                    __private::proto::Field < '_, __private::proto::Natural >> ::RULED ||]
                }
            };
        "#]],
    );
}

#[test]
fn numbers() {
    shows(
        derive(quote!(
            enum Color {
                Red = 1,
                Unset = 0,
                #[proto(other)]
                Other(i32),
            }
        )),
        expect![[r#"
            const _: () = {
                #[allow(unused_imports)]
                use ::dunder::__private;
                __private::proto::enumeration! {
                    Color, "Color"; number | this | { match this { Color::Red => 1, Color::Unset =>
                    0, Color::Other(number) => * number, } } read | number | { match number { 1 =>
                    __private::Some(Color::Red), 0 => __private::Some(Color::Unset), number =>
                    __private::Some(Color::Other(number)), } } empty { Color::Unset } text {
                    "enum Color {\n  COLOR_UNSET = 0;\n  COLOR_RED = 1;\n}\n" }
                }
            };
        "#]],
    );
}

#[test]
fn one_of_several() {
    shows(
        derive(quote!(
            enum Contact<'a> {
                #[proto(tag = 4)]
                Email(&'a str),
                #[proto(tag = 5, fixed64)]
                Phone(u64),
                #[proto(tag = 6)]
                Nobody,
            }
        )),
        expect![[r#"
            const _: () = {
                #[allow(unused_imports)]
                use ::dunder::__private;
                __private::proto::oneof! {
                    ['a] ['__de : 'a, 'a] Contact < 'a > [] Contact < 'static >, "Contact"; write |
                    this, out | { match this { Contact::Email(one) => < & 'a str as
                    __private::proto::Value < '_, __private::proto::Natural >> ::write_keyed(one,
                    4u32, out), Contact::Phone(one) => < u64 as __private::proto::Value < '_,
                    __private::proto::Fixed64 >> ::write_keyed(one, 5u32, out), Contact::Nobody => <
                    __private::proto::Empty as __private::proto::Value < '_,
                    __private::proto::Natural >> ::write_keyed(& __private::proto::Empty, 6u32, out),
                    } } read | slot, key, reader | { match key.tag() { 4u32 => { if !
                    __private::core::matches!(slot, __private::Some(Contact::Email(_))) { * slot =
                    __private::Some(Contact::Email(< & 'a str as __private::proto::Value < '__de,
                    __private::proto::Natural >> ::empty())); } if let
                    __private::Some(Contact::Email(one)) = slot { < & 'a str as
                    __private::proto::Value < '__de, __private::proto::Natural >> ::read_value(one,
                    key, reader) ?; } } 5u32 => { if ! __private::core::matches!(slot,
                    __private::Some(Contact::Phone(_))) { * slot = __private::Some(Contact::Phone(<
                    u64 as __private::proto::Value < '__de, __private::proto::Fixed64 >> ::empty()));
                    } if let __private::Some(Contact::Phone(one)) = slot { < u64 as
                    __private::proto::Value < '__de, __private::proto::Fixed64 >> ::read_value(one,
                    key, reader) ?; } } 6u32 => { < __private::proto::Empty as
                    __private::proto::Value < '__de, __private::proto::Natural >> ::read_value(& mut
                    __private::proto::Empty, key, reader) ?; * slot =
                    __private::Some(Contact::Nobody); } _ => return __private::Ok(false), } } open
                    "message Contact {\n  oneof contact {\n" fields {
                    __private::proto::about_variant(4u32, "email", " email = 4;\n", < & 'a str as
                    __private::proto::Value < 'static, __private::proto::Natural >> ::ABOUT),
                    __private::proto::about_variant(5u32, "phone", " phone = 5;\n", < u64 as
                    __private::proto::Value < 'static, __private::proto::Fixed64 >> ::ABOUT),
                    __private::proto::about_variant(6u32, "nobody", " nobody = 6;\n", <
                    __private::proto::Empty as __private::proto::Value < 'static,
                    __private::proto::Natural >> ::ABOUT), }
                }
            };
        "#]],
    );
}

#[test]
fn a_newtype() {
    shows(
        derive(quote!(
            struct UserId(u64);
        )),
        expect![[r"
        const _: () = {
            #[allow(unused_imports)]
            use ::dunder::__private;
            __private::proto::newtype! {
                ['__de] UserId[] 0 : u64, __private::proto::Natural; finish | it | { let _ = it;
                } ruled {}
            }
        };
    "]],
    );
}
