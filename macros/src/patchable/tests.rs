//! Expansions as a person reads them.

use expect_test::{Expect, expect};
use proc_macro2::TokenStream;
use quote::quote;

use super::{attribute, original, patch};
use crate::kit::snapshot::pretty;

fn shows(expansion: TokenStream, expected: Expect) {
    expected.assert_eq(&pretty(&expansion));
}

#[test]
#[allow(clippy::too_many_lines, reason = "what it writes is long")]
fn the_smallest() {
    let expansion = attribute(
        TokenStream::new(),
        quote! {
            impl Calculator {
                pub fn add(&self, a: i32) -> i32 {
                    self.0 + a
                }
            }
        },
    );
    shows(
        expansion,
        expect![[r#"
            impl Calculator {
                pub fn add(&self, a: i32) -> i32 {
                    #[allow(unused_variables)]
                    let (a,) = if Self::__site_add().is_live() {
                        match ::dunder::__private::patchable::outlined(
                            (self, a),
                            |(this, a)| match ::dunder::__private::patchable::find::<
                                (),
                                ::dunder::__private::Box<
                                    dyn ::dunder::__private::core::marker::Send + ::dunder::__private::core::marker::Sync + for<'__0> ::dunder::__private::core::ops::Fn(
                                        &'__0 Self,
                                        i32,
                                    ) -> i32,
                                >,
                                ::dunder::__private::Box<
                                    dyn for<'__look, '__0> ::dunder::__private::core::ops::Fn(
                                        &'__look Self,
                                        &'__look i32,
                                    ) -> ::dunder::__private::core::primitive::bool + ::dunder::__private::core::marker::Send + ::dunder::__private::core::marker::Sync,
                                >,
                            >(
                                Self::__site_add(),
                                ::dunder::__private::patchable::address::<Self>(this),
                                |when| when(&*this, &a),
                            ) {
                                ::dunder::__private::patchable::Found::Patch(hit) => {
                                    ::dunder::__private::core::ops::ControlFlow::Break(
                                        hit.run(move |patch| patch(this, a)),
                                    )
                                }
                                ::dunder::__private::patchable::Found::Original => {
                                    ::dunder::__private::core::ops::ControlFlow::Break(
                                        Self::__original_add(this, a),
                                    )
                                }
                                ::dunder::__private::patchable::Found::Body => {
                                    ::dunder::__private::core::ops::ControlFlow::Continue((a,))
                                }
                            },
                        ) {
                            ::dunder::__private::core::ops::ControlFlow::Break(result) => {
                                return result;
                            }
                            ::dunder::__private::core::ops::ControlFlow::Continue(result) => result,
                        }
                    } else {
                        (a,)
                    };
                    { self.0 + a }
                }
            }
            #[allow(
                dead_code,
                deprecated,
                non_snake_case,
                private_bounds,
                private_interfaces,
                unreachable_pub,
                clippy::all,
                clippy::pedantic,
                clippy::missing_inline_in_public_items
            )]
            #[automatically_derived]
            impl Calculator {
                #[doc(hidden)]
                #[inline]
                pub fn __site_add() -> &'static ::dunder::__private::patchable::Site {
                    static SITE: ::dunder::__private::patchable::Site = ::dunder::__private::patchable::Site::new(
                        "Calculator::add",
                    );
                    &SITE
                }
                #[doc(hidden)]
                #[inline]
                pub fn __patch_add(
                    patch: impl 'static + ::dunder::__private::core::marker::Send + ::dunder::__private::core::marker::Sync + for<'__0> ::dunder::__private::core::ops::Fn(
                        &'__0 Self,
                        i32,
                    ) -> i32,
                ) -> ::dunder::__private::patchable::Patch {
                    let patch: ::dunder::__private::Box<
                        dyn ::dunder::__private::core::marker::Send + ::dunder::__private::core::marker::Sync + for<'__0> ::dunder::__private::core::ops::Fn(
                            &'__0 Self,
                            i32,
                        ) -> i32,
                    > = ::dunder::__private::Box::new(patch);
                    ::dunder::__private::patchable::Patch::new::<(), _>(Self::__site_add(), patch)
                }
                #[doc(hidden)]
                #[inline]
                pub fn __when_add(
                    when: impl for<'__look, '__0> ::dunder::__private::core::ops::Fn(
                        &'__look Self,
                        &'__look i32,
                    ) -> ::dunder::__private::core::primitive::bool + ::dunder::__private::core::marker::Send + ::dunder::__private::core::marker::Sync + 'static,
                ) -> ::dunder::__private::patchable::Condition {
                    let when: ::dunder::__private::Box<
                        dyn for<'__look, '__0> ::dunder::__private::core::ops::Fn(
                            &'__look Self,
                            &'__look i32,
                        ) -> ::dunder::__private::core::primitive::bool + ::dunder::__private::core::marker::Send + ::dunder::__private::core::marker::Sync,
                    > = ::dunder::__private::Box::new(when);
                    ::dunder::__private::patchable::Condition::new(when)
                }
                #[doc(hidden)]
                #[inline]
                pub fn __original_add(&self, a: i32) -> i32 {
                    Self::__site_add().original(move || Self::add(self, a))
                }
                #[doc(hidden)]
                #[inline]
                pub fn __on_add(
                    &self,
                    patch: impl 'static + ::dunder::__private::core::marker::Send + ::dunder::__private::core::marker::Sync + for<'__0> ::dunder::__private::core::ops::Fn(
                        &'__0 Self,
                        i32,
                    ) -> i32,
                ) -> ::dunder::__private::patchable::InstancePatch {
                    ::dunder::__private::patchable::Patch::at(Self::__patch_add(patch), self)
                }
                #[doc(hidden)]
                #[inline]
                pub fn __onwhen_add(
                    &self,
                    when: impl for<'__look, '__0> ::dunder::__private::core::ops::Fn(
                        &'__look Self,
                        &'__look i32,
                    ) -> ::dunder::__private::core::primitive::bool + ::dunder::__private::core::marker::Send + ::dunder::__private::core::marker::Sync + 'static,
                ) -> ::dunder::__private::patchable::Condition {
                    Self::__when_add(when)
                }
            }
        "#]],
    );
}

#[test]
#[allow(clippy::too_many_lines, reason = "what it writes is long")]
fn the_richest() {
    let expansion = attribute(
        quote!(dyn, when = "cfg(test)", crate = facade::dunder),
        quote! {
            impl Shape for Client<'_> {
                type Unit = u8;
                #[patchable(?Send)]
                async fn fetch<'a>(&mut self, (name, _): (&'a str, &str)) -> &'a Self::Unit {
                    body()
                }
                const fn constant() {}
            }
        },
    );
    shows(
        expansion,
        expect![[r#"
            ::core::compile_error! {
                "`dyn` needs a type without parameters: a name is one type's"
            }
            #[cfg(test)]
            impl Shape for Client<'_> {
                type Unit = u8;
                async fn fetch<'a>(&mut self, __a1: (&'a str, &str)) -> &'a Self::Unit {
                    if Self::__site_Shape_fetch().is_live() {
                        let found = {
                            facade::dunder::__private::patchable::find_async::<
                                (),
                                facade::dunder::__private::Box<
                                    dyn facade::dunder::__private::core::marker::Send + facade::dunder::__private::core::marker::Sync + for<'__0, '__1, '__2, '__a, '__future> facade::dunder::__private::core::ops::Fn(
                                        &'__1 mut Client<'__0>,
                                        (&'__a str, &'__2 str),
                                        facade::dunder::__private::core::marker::PhantomData<
                                            (
                                                &'__future &'__0 (),
                                                &'__future &'__1 (),
                                                &'__future &'__2 (),
                                                &'__future &'__a (),
                                            ),
                                        >,
                                    ) -> facade::dunder::__private::core::pin::Pin<
                                            facade::dunder::__private::Box<
                                                dyn facade::dunder::__private::core::future::Future<
                                                    Output = &'__a <Client<'__1> as Shape>::Unit,
                                                > + '__future,
                                            >,
                                        >,
                                >,
                                facade::dunder::__private::Box<
                                    dyn for<'__look, '__0, '__1, '__2, '__a> facade::dunder::__private::core::ops::Fn(
                                        &'__look Client<'__0>,
                                        &'__look (&'__a str, &'__2 str),
                                    ) -> facade::dunder::__private::core::primitive::bool + facade::dunder::__private::core::marker::Send + facade::dunder::__private::core::marker::Sync,
                                >,
                            >(
                                Self::__site_Shape_fetch(),
                                facade::dunder::__private::patchable::address::<Self>(self),
                                |when| when(&*self, &__a1),
                            )
                        };
                        match found {
                            facade::dunder::__private::patchable::Found::Patch(hit) => {
                                return hit
                                    .run(move |patch| patch(
                                        self,
                                        __a1,
                                        facade::dunder::__private::core::marker::PhantomData,
                                    ))
                                    .await;
                            }
                            facade::dunder::__private::patchable::Found::Original => {
                                return facade::dunder::__private::Box::pin(
                                        Self::__original_Shape_fetch(self, __a1),
                                    )
                                    .await;
                            }
                            facade::dunder::__private::patchable::Found::Body => {}
                        }
                    }
                    #[allow(clippy::no_effect_underscore_binding)]
                    let (name, _) = __a1;
                    { body() }
                }
                const fn constant() {}
            }
            #[cfg(test)]
            const _: () = {
                #[allow(
                    dead_code,
                    deprecated,
                    non_snake_case,
                    private_bounds,
                    private_interfaces,
                    unreachable_pub,
                    clippy::all,
                    clippy::pedantic,
                    clippy::missing_inline_in_public_items
                )]
                #[automatically_derived]
                impl Client<'_> {
                    #[doc(hidden)]
                    #[inline]
                    pub fn __site_Shape_fetch() -> &'static facade::dunder::__private::patchable::Site {
                        static SITE: facade::dunder::__private::patchable::Site = facade::dunder::__private::patchable::Site::new(
                            "Client::fetch",
                        );
                        &SITE
                    }
                    #[doc(hidden)]
                    #[inline]
                    pub fn __patch_Shape_fetch(
                        patch: impl 'static + facade::dunder::__private::core::marker::Send + facade::dunder::__private::core::marker::Sync + for<'__0, '__1, '__2, '__a, '__future> facade::dunder::__private::core::ops::Fn(
                            &'__1 mut Client<'__0>,
                            (&'__a str, &'__2 str),
                            facade::dunder::__private::core::marker::PhantomData<
                                (
                                    &'__future &'__0 (),
                                    &'__future &'__1 (),
                                    &'__future &'__2 (),
                                    &'__future &'__a (),
                                ),
                            >,
                        ) -> facade::dunder::__private::core::pin::Pin<
                                facade::dunder::__private::Box<
                                    dyn facade::dunder::__private::core::future::Future<
                                        Output = &'__a <Client<'__1> as Shape>::Unit,
                                    > + '__future,
                                >,
                            >,
                    ) -> facade::dunder::__private::patchable::Patch {
                        let patch: facade::dunder::__private::Box<
                            dyn facade::dunder::__private::core::marker::Send + facade::dunder::__private::core::marker::Sync + for<'__0, '__1, '__2, '__a, '__future> facade::dunder::__private::core::ops::Fn(
                                &'__1 mut Client<'__0>,
                                (&'__a str, &'__2 str),
                                facade::dunder::__private::core::marker::PhantomData<
                                    (
                                        &'__future &'__0 (),
                                        &'__future &'__1 (),
                                        &'__future &'__2 (),
                                        &'__future &'__a (),
                                    ),
                                >,
                            ) -> facade::dunder::__private::core::pin::Pin<
                                    facade::dunder::__private::Box<
                                        dyn facade::dunder::__private::core::future::Future<
                                            Output = &'__a <Client<'__1> as Shape>::Unit,
                                        > + '__future,
                                    >,
                                >,
                        > = facade::dunder::__private::Box::new(patch);
                        facade::dunder::__private::patchable::Patch::new::<
                            (),
                            _,
                        >(Self::__site_Shape_fetch(), patch)
                    }
                    #[doc(hidden)]
                    #[inline]
                    pub fn __when_Shape_fetch(
                        when: impl for<'__look, '__0, '__1, '__2, '__a> facade::dunder::__private::core::ops::Fn(
                            &'__look Client<'__0>,
                            &'__look (&'__a str, &'__2 str),
                        ) -> facade::dunder::__private::core::primitive::bool + facade::dunder::__private::core::marker::Send + facade::dunder::__private::core::marker::Sync + 'static,
                    ) -> facade::dunder::__private::patchable::Condition {
                        let when: facade::dunder::__private::Box<
                            dyn for<'__look, '__0, '__1, '__2, '__a> facade::dunder::__private::core::ops::Fn(
                                &'__look Client<'__0>,
                                &'__look (&'__a str, &'__2 str),
                            ) -> facade::dunder::__private::core::primitive::bool + facade::dunder::__private::core::marker::Send + facade::dunder::__private::core::marker::Sync,
                        > = facade::dunder::__private::Box::new(when);
                        facade::dunder::__private::patchable::Condition::new(when)
                    }
                    #[doc(hidden)]
                    #[inline]
                    pub async fn __original_Shape_fetch<'a>(
                        &mut self,
                        __a1: (&'a str, &str),
                    ) -> &'a <Client<'_> as Shape>::Unit {
                        Self::__site_Shape_fetch()
                            .original_async(<Self as Shape>::fetch(self, __a1))
                            .await
                    }
                    #[doc(hidden)]
                    #[inline]
                    pub fn __on_Shape_fetch(
                        &self,
                        patch: impl 'static + facade::dunder::__private::core::marker::Send + facade::dunder::__private::core::marker::Sync + for<'__0, '__1, '__2, '__a, '__future> facade::dunder::__private::core::ops::Fn(
                            &'__1 mut Client<'__0>,
                            (&'__a str, &'__2 str),
                            facade::dunder::__private::core::marker::PhantomData<
                                (
                                    &'__future &'__0 (),
                                    &'__future &'__1 (),
                                    &'__future &'__2 (),
                                    &'__future &'__a (),
                                ),
                            >,
                        ) -> facade::dunder::__private::core::pin::Pin<
                                facade::dunder::__private::Box<
                                    dyn facade::dunder::__private::core::future::Future<
                                        Output = &'__a <Client<'__1> as Shape>::Unit,
                                    > + '__future,
                                >,
                            >,
                    ) -> facade::dunder::__private::patchable::InstancePatch {
                        facade::dunder::__private::patchable::Patch::at(
                            Self::__patch_Shape_fetch(patch),
                            self,
                        )
                    }
                    #[doc(hidden)]
                    #[inline]
                    pub fn __onwhen_Shape_fetch(
                        &self,
                        when: impl for<'__look, '__0, '__1, '__2, '__a> facade::dunder::__private::core::ops::Fn(
                            &'__look Client<'__0>,
                            &'__look (&'__a str, &'__2 str),
                        ) -> facade::dunder::__private::core::primitive::bool + facade::dunder::__private::core::marker::Send + facade::dunder::__private::core::marker::Sync + 'static,
                    ) -> facade::dunder::__private::patchable::Condition {
                        Self::__when_Shape_fetch(when)
                    }
                    #[doc(hidden)]
                    #[inline]
                    pub fn __async_Shape_fetch<
                        __F: 'static + facade::dunder::__private::core::marker::Send
                            + facade::dunder::__private::core::marker::Sync
                            + for<'__0, '__1, '__2, '__a> facade::dunder::__private::core::ops::AsyncFn(
                                &'__1 mut Client<'__0>,
                                (&'__a str, &'__2 str),
                            ) -> &'__a <Client<'__1> as Shape>::Unit,
                    >(patch: __F) -> facade::dunder::__private::std::sync::Arc<__F> {
                        facade::dunder::__private::std::sync::Arc::new(patch)
                    }
                    #[doc(hidden)]
                    #[inline]
                    pub fn __onasync_Shape_fetch<
                        __F: 'static + facade::dunder::__private::core::marker::Send
                            + facade::dunder::__private::core::marker::Sync
                            + for<'__0, '__1, '__2, '__a> facade::dunder::__private::core::ops::AsyncFn(
                                &'__1 mut Client<'__0>,
                                (&'__a str, &'__2 str),
                            ) -> &'__a <Client<'__1> as Shape>::Unit,
                    >(&self, patch: __F) -> facade::dunder::__private::std::sync::Arc<__F> {
                        facade::dunder::__private::std::sync::Arc::new(patch)
                    }
                    #[doc(hidden)]
                    #[inline]
                    pub fn __patch_Shape_constant<__F>(
                        _: __F,
                    ) -> facade::dunder::__private::patchable::Patch
                    where
                        for<'__bar> (): facade::dunder::__private::patchable::bars::ConstFn<'__bar>,
                    {
                        loop {}
                    }
                    #[doc(hidden)]
                    #[inline]
                    pub fn __on_Shape_constant<__F>(
                        &self,
                        _: __F,
                    ) -> facade::dunder::__private::patchable::InstancePatch
                    where
                        for<'__bar> (): facade::dunder::__private::patchable::bars::ConstFn<'__bar>,
                    {
                        loop {}
                    }
                }
            };
            #[cfg(not(test))]
            impl Shape for Client<'_> {
                type Unit = u8;
                async fn fetch<'a>(&mut self, (name, _): (&'a str, &str)) -> &'a Self::Unit {
                    body()
                }
                const fn constant() {}
            }
            #[cfg(not(test))]
            #[allow(dead_code)]
            #[automatically_derived]
            impl Client<'_> {}
        "#]],
    );
}

#[test]
fn what_patches_is_a_call() {
    let tokens = quote!(calc, add => async |this, a| a, when = |_, a| *a > 1, times = 2);
    let expansion = patch(tokens);
    shows(
        quote!(fn main() { let _guard = #expansion; }),
        expect![[r"
        fn main() {
            let _guard = match &(calc) {
                it => {
                    let bond = {
                        #[allow(unused_imports)]
                        use ::dunder::__private::patchable::{TieBorrowed as _, TieOwned as _};
                        (&::dunder::__private::patchable::Tie(it)).__tie()
                    };
                    {
                        let patch = it.__onasync_add(async move |this, a| a);
                        it.__on_add(move |a0, a1, _| {
                            let patch = ::dunder::__private::Clone::clone(&patch);
                            ::dunder::__private::Box::pin(async move { patch(a0, a1).await })
                        })
                    }
                        .when(it.__onwhen_add(move |_, a| *a > 1))
                        .times(2)
                        .tied(bond)
                }
            };
        }
    "]],
    );
    let original = original(quote!(<Client as app::From<u8>>::from));
    shows(
        quote!(fn main() { #original(1); }),
        expect![[r"
        fn main() {
            <Client>::__original_From_u8__from(1);
        }
    "]],
    );
}
