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
                x: i16,
                y: i16,
            }
        )),
        expect![[r#"
            ::dunder::__private::dict::table! {
                [] [] [Point] [] [] read0 r2 { [x] "{\"x\":" 0[i16]; [y] ",\"y\":" 1[i16]; } |
                source, value | [] [] from_json[]
            }
        "#]],
    );
}

#[test]
fn the_richest() {
    shows(
        derive(quote!(
            #[dict(crate = facade, rename_all = "camelCase", deny_unknown)]
            #[__dunder_validated()]
            pub struct View<T: Clone> {
                first_name: String,
                #[dict(with = ip, default = LOCAL)]
                ip: Ip,
                value: T,
            }
        )),
        expect![[r#"
            const _: () = {
                #[allow(unused_imports)]
                use facade::__private;
                #[automatically_derived]
                impl<T: Clone> __private::dict::ToDict for View<T>
                where
                    T: __private::dict::ToDict,
                {
                    fn to_value(&self) -> __private::dict::Value {
                        __private::dict::dict(__private::dict::Record::entries(self))
                    }
                    #[allow(unused_variables)]
                    fn write_json(&self, out: &mut __private::dict::Json) {
                        out.raw("{\"firstName\":");
                        <String as __private::dict::ToDict>::write_json(&self.first_name, out);
                        out.raw(",\"ip\":");
                        __private::dict::ToDict::write_json(&ip::to_value(&self.ip), out);
                        out.raw(",\"value\":");
                        <T as __private::dict::ToDict>::write_json(&self.value, out);
                        out.raw("}");
                    }
                }
                #[automatically_derived]
                impl<T: Clone> __private::dict::Record for View<T>
                where
                    T: __private::dict::ToDict,
                {
                    fn entries(
                        &self,
                    ) -> __private::Vec<(&'static __private::str, __private::dict::Value)> {
                        __private::dict::list([
                            (
                                "firstName",
                                <String as __private::dict::ToDict>::to_value(&self.first_name),
                            ),
                            ("ip", ip::to_value(&self.ip)),
                            ("value", <T as __private::dict::ToDict>::to_value(&self.value)),
                        ])
                    }
                }
                __private::dict::record!(
                    write[pub] [< T : Clone >] [View < T >] [where T : __private::dict::ToDict,]
                );
                __private::dict::methods!(
                    write[pub] [< T : Clone >] [View < T >] [where T : __private::dict::ToDict,]
                );
                #[automatically_derived]
                impl<T: Clone> __private::dict::ReadRecord for View<T>
                where
                    T: __private::dict::FromDict,
                {
                    #[allow(unused_variables)]
                    fn read(
                        source: &dyn __private::dict::Source,
                    ) -> __private::Result<Self, __private::codec::CodecError> {
                        __private::dict::deny_unknown(source, &["firstName", "ip", "value"])?;
                        let made = Self {
                            first_name: __private::dict::field::<String>(source, "firstName")?,
                            ip: __private::dict::field_with_or(
                                source,
                                "ip",
                                ip::from_value,
                                || LOCAL,
                            )?,
                            value: __private::dict::field::<T>(source, "value")?,
                        };
                        use __private::codec::Clean as _;
                        __private::codec::ruled(made.__dunder_cleaned())
                    }
                }
                __private::dict::record!(
                    read[pub] [< T : Clone >] [View < T >] [where T : __private::dict::FromDict,]
                );
                __private::dict::methods!(
                    read[pub] [< T : Clone >] [View < T >] [where T : __private::dict::FromDict,]
                );
            };
        "#]],
    );
}

#[test]
fn an_enum() {
    shows(
        derive(quote!(
            enum Shape {
                Empty,
                #[dict(rename = "called")]
                Named {
                    name: String,
                    #[dict(skip)]
                    seen: bool,
                },
            }
        )),
        expect![[r#"
            const _: () = {
                #[allow(unused_imports)]
                use ::dunder::__private;
                #[automatically_derived]
                impl __private::dict::ToDict for Shape {
                    fn to_value(&self) -> __private::dict::Value {
                        match self {
                            Self::Empty { .. } => __private::dict::name("Empty"),
                            Self::Named { name: __field_name, .. } => {
                                __private::dict::variant(
                                    "called",
                                    __private::dict::dict([
                                        (
                                            "name",
                                            <String as __private::dict::ToDict>::to_value(__field_name),
                                        ),
                                    ]),
                                )
                            }
                        }
                    }
                    #[allow(unused_variables)]
                    fn write_json(&self, out: &mut __private::dict::Json) {
                        match self {
                            Self::Empty { .. } => {
                                out.raw("\"Empty\"");
                            }
                            Self::Named { name: __field_name, .. } => {
                                out.raw("{\"called\":{\"name\":");
                                <String as __private::dict::ToDict>::write_json(__field_name, out);
                                out.raw("}}");
                            }
                        }
                    }
                }
                __private::dict::methods!(write[] [] [Shape] []);
                #[automatically_derived]
                impl __private::dict::FromDict for Shape {
                    #[allow(unused_variables)]
                    fn from_value(
                        value: &__private::dict::Value,
                    ) -> __private::Result<Self, __private::codec::CodecError> {
                        __private::Ok(
                            match __private::dict::variant_of(value)? {
                                ("Empty", __private::None) => Self::Empty,
                                ("called", __private::Some(value)) => {
                                    __private::dict::named(
                                        "called",
                                        (|| -> __private::Result<Self, __private::codec::CodecError> {
                                            let source = __private::dict::source(value)?;
                                            __private::Ok(Self::Named {
                                                name: __private::dict::field::<String>(source, "name")?,
                                                seen: <bool as __private::Default>::default(),
                                            })
                                        })(),
                                    )?
                                }
                                (name, _) => {
                                    return __private::Err(__private::dict::unknown_variant(name));
                                }
                            },
                        )
                    }
                }
                __private::dict::methods!(read[] [] [Shape] []);
            };
        "#]],
    );
}
