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
            ::dunder::__private::packed::record! {
                [] [] [< '__de >] [Point] [] [] Big4 pack unpack; read0 r2 { [x] "x" 0[i16]; [y] "y"
                1[i16]; } | value | []
            }
        "#]],
    );
}

#[test]
fn the_richest() {
    shows(
        derive(quote!(
            #[packed(crate = facade, order = "lengths-first", endian = "little", len = u16)]
            #[__dunder_validated()]
            pub struct View<'a, T: Clone>
            where
                T: Copy,
            {
                name: &'a str,
                #[packed(skip)]
                cache: Option<T>,
                #[packed(with = ip)]
                ip: Ip,
                value: T,
            }
        )),
        expect![[r#"
            const _: () = {
                #[allow(unused_imports)]
                use facade::__private;
                type __Layout = __private::packed::Bytes<true, 2>;
                #[automatically_derived]
                impl<'a, T: Clone> __private::packed::Pack for View<'a, T>
                where
                    T: Copy,
                    T: __private::packed::Pack,
                {
                    fn packed_len<__L: __private::packed::Layout>(
                        &self,
                    ) -> __private::core::primitive::usize {
                        0 + <&'a str as __private::packed::Pack>::packed_len::<__Layout>(&self.name)
                            + <T as __private::packed::Pack>::packed_len::<__Layout>(&self.value)
                    }
                    #[allow(unused_variables)]
                    fn pack_into<__L: __private::packed::Layout>(
                        &self,
                        out: &mut __private::packed::Writer,
                    ) {
                        <&'a str as __private::packed::Pack>::pack_head::<__Layout>(&self.name, out);
                        <T as __private::packed::Pack>::pack_head::<__Layout>(&self.value, out);
                        <&'a str as __private::packed::Pack>::pack_tail::<__Layout>(&self.name, out);
                        ip::pack(&self.ip, out);
                        <T as __private::packed::Pack>::pack_tail::<__Layout>(&self.value, out);
                    }
                }
                #[automatically_derived]
                impl<'__de: 'a, 'a, T: Clone> __private::packed::Unpack<'__de> for View<'a, T>
                where
                    T: Copy,
                    T: __private::packed::Unpack<'__de>,
                    Option<T>: __private::Default,
                {
                    fn unpack_from<__L: __private::packed::Layout>(
                        input: &mut __private::packed::Reader<'__de>,
                    ) -> __private::Result<Self, __private::codec::CodecError> {
                        input
                            .nested(|input| {
                                let __head0 = __private::packed::named(
                                    "name",
                                    <&'a str as __private::packed::Unpack<
                                        '__de,
                                    >>::unpack_head::<__Layout>(input),
                                )?;
                                let __head3 = __private::packed::named(
                                    "value",
                                    <T as __private::packed::Unpack<
                                        '__de,
                                    >>::unpack_head::<__Layout>(input),
                                )?;
                                let value = Self {
                                    name: __private::packed::named(
                                        "name",
                                        <&'a str as __private::packed::Unpack<
                                            '__de,
                                        >>::unpack_tail::<__Layout>(__head0, input),
                                    )?,
                                    cache: <Option<T> as __private::Default>::default(),
                                    ip: __private::packed::named("ip", ip::unpack(input))?,
                                    value: __private::packed::named(
                                        "value",
                                        <T as __private::packed::Unpack<
                                            '__de,
                                        >>::unpack_tail::<__Layout>(__head3, input),
                                    )?,
                                };
                                use __private::codec::Clean as _;
                                __private::codec::ruled(value.__dunder_cleaned())
                            })
                    }
                }
                __private::packed::methods!(
                    [pub] [< 'a, T : Clone >] [View < 'a, T >] [where T : Copy, T :
                    __private::packed::Pack,]
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
                #[packed(tag = 7)]
                Named {
                    name: String,
                    #[packed(skip)]
                    seen: bool,
                },
            }
        )),
        expect![[r#"
            const _: () = {
                #[allow(unused_imports)]
                use ::dunder::__private;
                type __Layout = __private::packed::Bytes<false, 4>;
                #[automatically_derived]
                impl __private::packed::Pack for Shape {
                    fn packed_len<__L: __private::packed::Layout>(
                        &self,
                    ) -> __private::core::primitive::usize {
                        __private::core::mem::size_of::<__private::core::primitive::u8>()
                            + match self {
                                Self::Empty { .. } => 0,
                                Self::Named { name: __field0, .. } => {
                                    0
                                        + <String as __private::packed::Pack>::packed_len::<
                                            __Layout,
                                        >(__field0)
                                }
                            }
                    }
                    #[allow(unused_variables)]
                    fn pack_into<__L: __private::packed::Layout>(
                        &self,
                        out: &mut __private::packed::Writer,
                    ) {
                        match self {
                            Self::Empty { .. } => {
                                <__private::core::primitive::u8 as __private::packed::Pack>::pack_into::<
                                    __Layout,
                                >(&0, out);
                            }
                            Self::Named { name: __field0, .. } => {
                                <__private::core::primitive::u8 as __private::packed::Pack>::pack_into::<
                                    __Layout,
                                >(&7, out);
                                <String as __private::packed::Pack>::pack_into::<
                                    __Layout,
                                >(__field0, out);
                            }
                        }
                    }
                }
                #[automatically_derived]
                impl<'__de> __private::packed::Unpack<'__de> for Shape {
                    fn unpack_from<__L: __private::packed::Layout>(
                        input: &mut __private::packed::Reader<'__de>,
                    ) -> __private::Result<Self, __private::codec::CodecError> {
                        input
                            .nested(|input| {
                                let at = input.offset();
                                let tag = <__private::core::primitive::u8 as __private::packed::Unpack<
                                    '__de,
                                >>::unpack_from::<__Layout>(input)?;
                                __private::Ok(
                                    match tag {
                                        0 => Self::Empty {},
                                        7 => {
                                            Self::Named {
                                                name: __private::packed::named(
                                                    "name",
                                                    <String as __private::packed::Unpack<
                                                        '__de,
                                                    >>::unpack_from::<__Layout>(input),
                                                )?,
                                                seen: <bool as __private::Default>::default(),
                                            }
                                        }
                                        #[allow(unreachable_patterns)]
                                        _ => {
                                            return __private::Err(__private::packed::unknown_tag(at));
                                        }
                                    },
                                )
                            })
                    }
                }
                __private::packed::methods!([] [] [Shape] []);
            };
        "#]],
    );
}
