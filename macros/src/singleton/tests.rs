//! Expansions as a person reads them.
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use expect_test::{Expect, expect};
use proc_macro2::TokenStream;
use quote::quote;

use super::{attribute, derive};
use crate::kit::snapshot::pretty;

fn shows(expansion: TokenStream, expected: Expect) {
    expected.assert_eq(&pretty(&expansion));
}

#[test]
fn the_smallest() {
    shows(
        derive(quote!(
            #[__dunder_singleton()]
            struct Settings;
        )),
        expect![[r#"
            #[automatically_derived]
            impl ::dunder::__private::singleton::Single for Settings {
                type Home = ::dunder::__private::singleton::Place<Settings>;
                #[inline]
                fn home() -> &'static ::dunder::__private::singleton::Place<Settings> {
                    static HOME: ::dunder::__private::singleton::Place<Settings> = <::dunder::__private::singleton::Place<
                        Settings,
                    >>::new();
                    &HOME
                }
                ::dunder::__private::singleton::here! {
                    Settings
                }
            }
            #[automatically_derived]
            impl Settings {
                /// The one instance, built from the arguments of the first call; the arguments of
                /// later calls are dropped.
                #[inline]
                fn instance() -> &'static Self {
                    ::dunder::__private::singleton::instance(move || <Self as ::dunder::__private::Default>::default())
                }
                /// The instance if it is built; never builds it.
                #[must_use]
                #[inline]
                fn get() -> ::dunder::__private::Option<&'static Self> {
                    ::dunder::__private::singleton::get()
                }
                ::dunder::__private::singleton::override_for_test! {
                    process
                }
            }
        "#]],
    );
}

#[test]
fn the_richest() {
    let expansion = attribute(
        quote!(on_conflict = "error", crate = facade::dunder),
        quote! {
            #[cfg(unix)]
            impl<T: Send + Sync + 'static> Registry<T> {
                /// Opens it.
                #[cfg(feature = "a")]
                #[init]
                pub(crate) fn open<P: AsRef<Path>>(
                    mut path: P,
                    (a, b): (u8, u8),
                    #[cfg(feature = "c")] c: impl Into<String>,
                ) -> io::Result<Self>
                where
                    P: Clone,
                {
                    body()
                }
                fn other(&self) {}
            }
        },
    );
    shows(
        expansion,
        expect![[r##"
            #[cfg(unix)]
            impl<T: Send + Sync + 'static> Registry<T> {
                /// Opens it.
                #[cfg(feature = "a")]
                fn open<P: AsRef<Path>>(
                    mut path: P,
                    (a, b): (u8, u8),
                    #[cfg(feature = "c")]
                    c: impl Into<String>,
                ) -> io::Result<Self>
                where
                    P: Clone,
                {
                    body()
                }
                fn other(&self) {}
            }
            #[cfg(unix)]
            #[automatically_derived]
            impl<T: Send + Sync + 'static> facade::dunder::__private::singleton::Single
            for Registry<T>
            where
                Registry<T>: 'static,
            {
                type Home = facade::dunder::__private::singleton::Table;
                #[inline]
                fn home() -> &'static facade::dunder::__private::singleton::Table {
                    static HOME: facade::dunder::__private::singleton::Table = <facade::dunder::__private::singleton::Table>::new();
                    &HOME
                }
            }
            #[cfg(unix)]
            #[automatically_derived]
            impl<T: Send + Sync + 'static> Registry<T>
            where
                Registry<T>: 'static,
            {
                #[cfg(feature = "a")]
                /// The one instance, for the call that builds it.
                ///
                /// # Errors
                ///
                /// Outside `AlreadyBuilt` for every call after the one that built it, inside what
                /// the constructor returned; the next call tries again.
                ///
                /// Opens it.
                #[inline]
                pub(crate) fn try_instance<P: AsRef<Path>>(
                    path: P,
                    arg1: (u8, u8),
                    #[cfg(feature = "c")]
                    c: impl Into<String>,
                ) -> facade::dunder::__private::Result<
                    io::Result<&'static Self>,
                    facade::dunder::__private::singleton::AlreadyBuilt,
                >
                where
                    P: Clone,
                {
                    facade::dunder::__private::singleton::try_instance_or(move || Self::open::<
                        P,
                    >(path, arg1, #[cfg(feature = "c")] c))
                }
                /// The instance if it is built; never builds it.
                #[must_use]
                #[inline]
                pub(crate) fn get() -> facade::dunder::__private::Option<&'static Self> {
                    facade::dunder::__private::singleton::get()
                }
                facade::dunder::__private::singleton::override_for_test! {
                    process pub (crate)
                }
            }
        "##]],
    );
}

#[test]
fn a_constructor_stays_marked_for_the_plugin_below() {
    let block = quote!(
        #[plugin(Notifier)]
        impl Email {
            #[init]
            fn new() -> Self {
                Self
            }
        }
    );
    assert!(attribute(TokenStream::new(), block).to_string().contains("# [init]"));
}
