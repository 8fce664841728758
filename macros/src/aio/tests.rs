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
            quote!("5s"),
            quote!(
                async fn fetch(id: u64) -> Result<User, Error> {
                    get(id).await
                }
            ),
        ),
        expect![[r"
            async fn fetch(id: u64) -> Result<User, Error> {
                ::dunder::__private::aio::timed(
                        5000000000u64,
                        async move {
                            if let ::dunder::__private::Some(never) = ::dunder::__private::None::<
                                Result<User, Error>,
                            > {
                                return never;
                            }
                            get(id).await
                        },
                    )
                    .await
                    .ended()
            }
        "]],
    );
}

#[test]
fn the_richest() {
    shows(
        attribute(
            quote!("250ms", crate = facade::dunder),
            quote!(
                /// Fetches.
                #[inline]
                pub(crate) async fn fetch<'a, T: Id>(
                    &'a mut self,
                    id: T,
                    rest: impl Iterator<Item = T>,
                ) -> Result<impl Iterator<Item = User> + 'a, Error>
                where
                    T: 'a,
                {
                    Ok(self.get(id, rest).await?.into_iter())
                }
            ),
        ),
        expect![[r"
            /// Fetches.
            #[inline]
            pub(crate) async fn fetch<'a, T: Id>(
                &'a mut self,
                id: T,
                rest: impl Iterator<Item = T>,
            ) -> Result<impl Iterator<Item = User> + 'a, Error>
            where
                T: 'a,
            {
                facade::dunder::__private::aio::timed(
                        250000000u64,
                        async move {
                            if let facade::dunder::__private::Some(never) = facade::dunder::__private::None::<
                                Result<_, Error>,
                            > {
                                return never;
                            }
                            Ok(self.get(id, rest).await?.into_iter())
                        },
                    )
                    .await
                    .ended()
            }
        "]],
    );
}

#[test]
fn a_function_that_async_trait_has_rewritten_is_refused() {
    let expansion = attribute(
        quote!("5s"),
        quote!(
            fn load<'life0, 'async_trait>(&'life0 self) -> Pin<Box<dyn Future + 'async_trait>> {
                Box::pin(async move { self.load_it().await })
            }
        ),
    );
    let code = expansion.to_string();
    assert!(code.contains("write `dunder::aio::with_timeout` in its body instead"));
    assert!(!code.contains("stands on an `async fn`"));
}
