//! Expansions as a person reads them.

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
                ::dunder::__private::logged::whole!(
                    "add", DEBUG, ERROR, ["a", "b",], [& __logged::Argument(& { a }).value(), &
                    __logged::Argument(& { b }).value(),], [], move | | -> u8 { a + b }
                )
            }
        "#]],
    );
}

#[test]
#[allow(clippy::too_many_lines, reason = "what it writes is long")]
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
                    let call = facade::dunder::__private::logged::begin!(
                        "Billing::upload", TRACE, WARN, ["left", "arg.error", #[cfg(unix)] "at"], [&
                        __logged::Argument(& left).capped(9), & __logged::Redacted.value(),
                        #[cfg(unix)] & __logged::Argument(& at).capped(9)], .target("app").timed()
                        .max_len(9)
                    );
                    let mut call = call;
                    let result = {
                        let mut future = facade::dunder::__private::core::pin::pin!(
                            async move { let _ = (#[cfg(unix)] & at, & left, & blob,); if let
                            facade::dunder::__private::Some(never) =
                            facade::dunder::__private::None:: < Result < _, Error > > { return never;
                            } { body() } }
                        );
                        facade::dunder::__private::core::future::poll_fn(|cx| {
                                call.poll(future.as_mut(), cx)
                            })
                            .await
                    };
                    facade::dunder::__private::logged::conclude!(
                        call, result, WARN, __returned => __returned.len()
                    )
                }
                fn hot(&self) {}
                fn never(&self) -> ! {
                    let call = facade::dunder::__private::logged::begin!(
                        "Billing::never", INFO, WARN, [], [], .target("app")
                    );
                    loop {}
                }
            }
        "#]],
    );
}

#[test]
fn what_asks_more_of_a_call() {
    let block = quote! {
        impl Store {
            #[logged(slow = "50ms", sample = 10)]
            fn read(&self) {}
            #[logged(span)]
            fn write(&self) {}
            #[logged(span)]
            async fn sync(&self) {}
        }
    };
    shows(
        attribute(TokenStream::new(), block),
        expect![[r#"
            impl Store {
                fn read(&self) {
                    let call = ::dunder::__private::logged::begin_rare!(
                        "Store::read", DEBUG, ERROR, [], [], .slow(50000000u64).sampled(10u64)
                    );
                    ::dunder::__private::logged::run!(call, ERROR, move || -> () {})
                }
                fn write(&self) {
                    let (span, call) = ::dunder::__private::logged::begin_span!(
                        "Store::write", DEBUG, ERROR, [], [],
                    );
                    let _entered = span.entered();
                    let call = call;
                    ::dunder::__private::logged::run!(call, ERROR, move || -> () {})
                }
                async fn sync(&self) {
                    let (span, call) = ::dunder::__private::logged::begin_span!(
                        "Store::sync", DEBUG, ERROR, [], [],
                    );
                    ::dunder::__private::logged::in_span(
                            span,
                            async move {
                                let call = call;
                                let mut call = call;
                                let result = {
                                    let mut future = ::dunder::__private::core::pin::pin!(
                                        async move { if let ::dunder::__private::Some(never) =
                                        ::dunder::__private::None:: < () > { return never; } {} }
                                    );
                                    ::dunder::__private::core::future::poll_fn(|cx| {
                                            call.poll(future.as_mut(), cx)
                                        })
                                        .await
                                };
                                ::dunder::__private::logged::conclude!(call, result, ERROR)
                            },
                        )
                        .await
                }
            }
        "#]],
    );
}

#[test]
fn a_function_that_async_trait_has_rewritten_is_refused() {
    let block = quote!(
        impl Store for Disk {
            fn load<'life0, 'async_trait>(&'life0 self) -> Pin<Box<dyn Future + 'async_trait>> {
                Box::pin(async move {})
            }
        }
    );
    let code = attribute(TokenStream::new(), block).to_string();
    assert!(code.contains("write `#[logged]` above `#[async_trait]`"));
}
