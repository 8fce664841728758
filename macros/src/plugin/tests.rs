//! What `#[plugin_registry]` and `#[plugin]` expand to.

#![allow(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use expect_test::{Expect, expect};
use proc_macro2::TokenStream;
use quote::quote;

use crate::kit::snapshot::pretty;

fn check(found: TokenStream, expected: Expect) {
    expected.assert_eq(&pretty(&found));
}

#[test]
fn a_registry() {
    let item = quote!(
        pub trait Notifier: Send {
            fn send(&self);
        }
    );
    check(
        super::registry(quote!(), item),
        expect![[r#"
            pub trait Notifier: Send {
                fn send(&self);
            }
            #[automatically_derived]
            impl ::dunder::__private::plugin::Pluggable for dyn Notifier {
                const LINKED: ::dunder::__private::core::primitive::i32 = 1;
                type Shared = dyn Notifier + ::dunder::__private::core::marker::Send;
                #[inline(never)]
                fn symbol() {}
                #[inline]
                fn cell() -> &'static ::dunder::__private::plugin::RegistryCell<Self> {
                    static CELL: ::dunder::__private::plugin::RegistryCell<dyn Notifier> = ::dunder::__private::plugin::RegistryCell::new(
                        ::dunder::__private::core::concat!(
                            ::dunder::__private::core::module_path!(), "::Notifier"
                        ),
                    );
                    &CELL
                }
            }
            #[allow(dead_code)]
            impl dyn Notifier {
                /// The registry of this trait's plugins; a panic where `try_registry` is an error.
                #[inline]
                #[track_caller]
                pub fn registry() -> &'static ::dunder::__private::plugin::Registry<Self> {
                    <Self as ::dunder::__private::plugin::Pluggable>::registry()
                }
                /// The registry of this trait's plugins.
                ///
                /// # Errors
                /// Two plugins have one name, or their `after` and `before` contradict each other.
                pub fn try_registry() -> ::dunder::__private::Result<
                    &'static ::dunder::__private::plugin::Registry<Self>,
                    ::dunder::__private::plugin::PluginError,
                > {
                    <Self as ::dunder::__private::plugin::Pluggable>::try_registry()
                }
            }
        "#]],
    );
}

#[test]
fn the_smallest_plugin() {
    let item = quote!(
        struct EmailPlugin;
    );
    check(
        super::attribute(quote!(Notifier), item),
        expect![[r#"
            struct EmailPlugin;
            ::dunder::__private::plugin::submit! {
                dyn Notifier, EmailPlugin,
                ".globl \"dunder: plugin name `email` is registered twice in registry {registry}\"\n\"dunder: plugin name `email` is registered twice in registry {registry}\":",
                [| __made | { let __made = ::dunder::__private::plugin::own:: < EmailPlugin >
                (__made) ?; ::dunder::__private::plugin::shared:: << dyn Notifier as
                ::dunder::__private::plugin::Pluggable > ::Shared > (__made) }],
                ::dunder::__private::plugin::Plugin:: < dyn Notifier > ::new:: < EmailPlugin >
                (::dunder::__private::plugin::here!(), "email",
                ::dunder::__private::plugin::Build::Always(|| { let __made =
                ::dunder::__private::Box::new(< EmailPlugin as ::dunder::__private::Default >
                ::default()); __made }))
            }
        "#]],
    );
}

#[test]
fn the_richest_plugin() {
    let args = quote!(
        notify::Notifier,
        name = "sms",
        priority = 10,
        after("email", "log"),
        before = "audit",
        meta(vendor = "acme"),
        crate = my::dunder
    );
    let item = quote! {
        impl SmsPlugin {
            const MAX: usize = 160;
            /// Connects.
            #[init]
            fn new() -> Result<Self, SmsError> { Self::connect() }
        }
    };
    check(
        super::attribute(args, item),
        expect![[r#"
            impl SmsPlugin {
                const MAX: usize = 160;
                /// Connects.
                fn new() -> Result<Self, SmsError> {
                    Self::connect()
                }
            }
            my::dunder::__private::plugin::submit! {
                dyn notify::Notifier, SmsPlugin,
                ".globl \"dunder: plugin name `sms` is registered twice in registry {registry}\"\n\"dunder: plugin name `sms` is registered twice in registry {registry}\":",
                [| __made | { let __made = my::dunder::__private::plugin::own:: < SmsPlugin >
                (__made) ?; my::dunder::__private::plugin::shared:: << dyn notify::Notifier as
                my::dunder::__private::plugin::Pluggable > ::Shared > (__made) }],
                my::dunder::__private::plugin::Plugin:: < dyn notify::Notifier > ::new:: < SmsPlugin
                > (my::dunder::__private::plugin::here!(), "sms",
                my::dunder::__private::plugin::Build::Fallible(|| match
                my::dunder::__private::plugin::boxed:: < SmsPlugin, _ > (< SmsPlugin > ::new()) {
                my::dunder::__private::Ok(__made) => my::dunder::__private::Ok(__made),
                my::dunder::__private::Err(__fault) => my::dunder::__private::Err(__fault), }))
                .priority(10).after(& ["email", "log"]).before(& ["audit"]).meta(& [("vendor",
                "acme")])
            }
        "#]],
    );
}

#[test]
fn a_generic_instance() {
    let args = quote!(Notifier, name = "list_u8", with = ListPlugin<u8>);
    check(
        super::attribute(
            args,
            quote!(
                type ListU8 = ListPlugin<u8>;
            ),
        ),
        expect![[r##"
            #[allow(dead_code)]
            type ListU8 = ListPlugin<u8>;
            ::dunder::__private::plugin::submit! {
                dyn Notifier, ListPlugin < u8 >,
                ".globl \"dunder: plugin name `list_u8` is registered twice in registry {registry}\"\n\"dunder: plugin name `list_u8` is registered twice in registry {registry}\":",
                [| __made | { let __made = ::dunder::__private::plugin::own:: < ListPlugin < u8 > >
                (__made) ?; ::dunder::__private::plugin::shared:: << dyn Notifier as
                ::dunder::__private::plugin::Pluggable > ::Shared > (__made) }],
                ::dunder::__private::plugin::Plugin:: < dyn Notifier > ::new:: < ListPlugin < u8 > >
                (::dunder::__private::plugin::here!(), "list_u8",
                ::dunder::__private::plugin::Build::Always(|| { let __made =
                ::dunder::__private::Box::new(< ListPlugin < u8 > as ::dunder::__private::Default >
                ::default()); __made }))
            }
        "##]],
    );
}

#[test]
fn init_stays_for_an_attribute_below() {
    let item = quote!(
        #[singleton]
        impl Log {
            #[init]
            fn new() -> Self {
                Self
            }
        }
    );
    let expansion = super::attribute(quote!(Sink), item).to_string();
    assert!(expansion.contains("# [init] fn new"), "{expansion}");
}
