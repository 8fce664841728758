//! Expansions as a person reads them.
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use expect_test::{Expect, expect};
use proc_macro2::TokenStream;
use quote::quote;

use super::attribute;
use crate::kit::snapshot::pretty;

fn shows(expansion: TokenStream, expected: Expect) {
    expected.assert_eq(&pretty(&expansion));
}

#[test]
fn the_smallest() {
    shows(
        attribute(
            TokenStream::new(),
            quote!(
                fn add(a: u8, b: u8) -> u8 {
                    a + b
                }
            ),
        ),
        expect![[r#"
            fn add(a: u8, b: u8) -> u8 {
                static __SITE: ::dunder::__private::logged::Site = ::dunder::__private::logged::Site::new(::dunder::__private::logged::About {
                    method: "add",
                    target: ::dunder::__private::core::module_path!(),
                    module: ::dunder::__private::core::module_path!(),
                    file: ::dunder::__private::core::file!(),
                    line: ::dunder::__private::core::line!(),
                    level: ::dunder::__private::logged::Level::DEBUG,
                    err: ::dunder::__private::logged::Level::ERROR,
                    args: &["a", "b"],
                    is_timed: false,
                    max_len: ::dunder::__private::None,
                });
                let mut call = ::dunder::__private::logged::Call::new(&__SITE);
                if ::dunder::__private::logged::on(::dunder::__private::logged::Level::DEBUG) {
                    #[allow(unused_imports)]
                    use ::dunder::__private::logged::OfArgument as _;
                    call.enter(
                        &[
                            &::dunder::__private::logged::Argument(&a).value(),
                            &::dunder::__private::logged::Argument(&b).value(),
                        ],
                    );
                }
                let result = ::dunder::__private::logged::run(move || -> u8 { a + b });
                ::dunder::__private::logged::conclude!(
                    call, result, ::dunder::__private::logged::Level::ERROR
                );
                result
            }
        "#]],
    );
}

#[test]
fn the_richest() {
    let expansion = attribute(
        quote!(level = "info", err = "warn", target = "app", crate = facade::dunder),
        quote! {
            impl<T> Store for Billing<T> {
                const LIMIT: u8 = 3;
                /// Uploads.
                #[logged(level = "trace", skip(blob), ret = "{}.len()", time, max_len = 9)]
                async fn upload(
                    &mut self,
                    blob: Vec<u8>,
                    (left, _): (u8, u8),
                    #[redact] error: &str,
                    #[cfg(unix)] at: T,
                ) -> Result<impl Iterator<Item = u8>, Error> {
                    body()
                }
                #[logged(off)]
                fn hot(&self) {}
                fn never(&self) -> ! {
                    loop {}
                }
            }
        },
    );
    shows(
        expansion,
        expect![[r#"
        impl<T> Store for Billing<T> {
            const LIMIT: u8 = 3;
            /// Uploads.
            async fn upload(
                &mut self,
                blob: Vec<u8>,
                (left, _): (u8, u8),
                error: &str,
                #[cfg(unix)]
                at: T,
            ) -> Result<impl Iterator<Item = u8>, Error> {
                static __SITE: facade::dunder::__private::logged::Site = facade::dunder::__private::logged::Site::new(facade::dunder::__private::logged::About {
                    method: "Billing::upload",
                    target: "app",
                    module: facade::dunder::__private::core::module_path!(),
                    file: facade::dunder::__private::core::file!(),
                    line: facade::dunder::__private::core::line!(),
                    level: facade::dunder::__private::logged::Level::TRACE,
                    err: facade::dunder::__private::logged::Level::WARN,
                    args: &["left", "arg.error", #[cfg(unix)] "at"],
                    is_timed: true,
                    max_len: facade::dunder::__private::Some(9),
                });
                let mut call = facade::dunder::__private::logged::Call::new(&__SITE);
                if facade::dunder::__private::logged::on(
                    facade::dunder::__private::logged::Level::TRACE,
                ) {
                    #[allow(unused_imports)]
                    use facade::dunder::__private::logged::OfArgument as _;
                    call.enter(
                        &[
                            &facade::dunder::__private::logged::Argument(&left).capped(9),
                            &facade::dunder::__private::logged::Redacted.value(),
                            #[cfg(unix)]
                            &facade::dunder::__private::logged::Argument(&at).capped(9),
                        ],
                    );
                }
                let result = async move {
                    if let facade::dunder::__private::Some(never) = facade::dunder::__private::None::<
                        Result<_, Error>,
                    > {
                        return never;
                    }
                    { body() }
                }
                    .await;
                facade::dunder::__private::logged::conclude!(
                    call, result, facade::dunder::__private::logged::Level::WARN, __returned =>
                    __returned.len()
                );
                result
            }
            fn hot(&self) {}
            fn never(&self) -> ! {
                static __SITE: facade::dunder::__private::logged::Site = facade::dunder::__private::logged::Site::new(facade::dunder::__private::logged::About {
                    method: "Billing::never",
                    target: "app",
                    module: facade::dunder::__private::core::module_path!(),
                    file: facade::dunder::__private::core::file!(),
                    line: facade::dunder::__private::core::line!(),
                    level: facade::dunder::__private::logged::Level::INFO,
                    err: facade::dunder::__private::logged::Level::WARN,
                    args: &[],
                    is_timed: false,
                    max_len: facade::dunder::__private::None,
                });
                let mut call = facade::dunder::__private::logged::Call::new(&__SITE);
                if facade::dunder::__private::logged::on(
                    facade::dunder::__private::logged::Level::INFO,
                ) {
                    call.enter(&[]);
                }
                { loop {} }
            }
        }
    "#]],
    );
}
