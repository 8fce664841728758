#[derive(Debug)]
#[allow(dead_code, unreachable_pub, unused_qualifications)]
#[cfg_attr(clippy, allow(clippy::pub_underscore_fields))]
pub struct A {
    pub count: u32,
    log: Vec<String>,
}
#[allow(unused_qualifications)]
const _: () = {
    #[allow(unused_imports)]
    use ::dunder::__private::class as __k;
    #[doc(hidden)]
    #[allow(
        dead_code,
        missing_debug_implementations,
        missing_docs,
        unreachable_pub,
        private_interfaces
    )]
    #[cfg_attr(clippy, allow(clippy::type_complexity))]
    pub struct PrivateFieldsOfA {
        log: Vec<String>,
    }
    impl __k::Private for A {
        type Fields = PrivateFieldsOfA;
    }
    impl __k::DebugFields for PrivateFieldsOfA {
        fn fields(&self, to: &mut __k::fmt::DebugStruct<'_, '_>) {
            let _ = to.field("log", &self.log);
        }
    }
    #[allow(dead_code, missing_docs, private_interfaces, unreachable_pub)]
    #[cfg_attr(clippy, allow(clippy::complexity, clippy::pedantic, clippy::style))]
    impl A {
        #[doc(hidden)]
        #[inline]
        pub fn __private() -> PrivateFieldsOfA {
            PrivateFieldsOfA {
                log: __k::Default::default(),
            }
        }
    }
    let _: fn() = __k::has_methods::<A>;
};

#[allow(unused_qualifications)]
const _: () = {
    #[allow(unused_imports)]
    use ::dunder::__private::class as __k;
    type __I = (__k::N241, __k::N22, __k::N1, __k::N108);
    impl __k::Ty<__k::N128> for A {
        type T = String;
    }
    #[allow(
        missing_debug_implementations,
        missing_docs,
        private_interfaces,
        unreachable_pub
    )]
    #[cfg_attr(clippy, allow(clippy::type_complexity))]
    pub struct __ARef<'a> {
        count: &'a ::core::primitive::u32,
    }
    #[allow(
        missing_debug_implementations,
        missing_docs,
        private_interfaces,
        unreachable_pub
    )]
    #[cfg_attr(clippy, allow(clippy::type_complexity))]
    pub struct __AMut<'a> {
        count: &'a mut ::core::primitive::u32,
        log: &'a mut Vec<String>,
    }
    #[allow(
        dead_code,
        missing_docs,
        unreachable_pub,
        private_interfaces,
        private_bounds,
        unused_parens
    )]
    #[cfg_attr(
        clippy,
        allow(
            clippy::borrow_deref_ref,
            clippy::items_after_statements,
            clippy::just_underscores_and_digits,
            clippy::many_single_char_names,
            clippy::match_single_binding,
            clippy::must_use_candidate,
            clippy::needless_pass_by_value,
            clippy::single_match_else,
            clippy::unnecessary_semicolon,
            clippy::unnecessary_wraps,
            clippy::unused_async,
            clippy::used_underscore_binding
        )
    )]
    impl A {
        #[doc(hidden)]
        #[inline]
        pub fn __def_hook<SelfOrSubclass: __k::Isa<A, __I>>(
            __self: &SelfOrSubclass,
        ) -> String {
            format!("A{}", (* SelfOrSubclass::r(__self).count))
        }
        #[doc(hidden)]
        #[inline]
        pub fn __def_template<SelfOrSubclass: __k::Isa<A, __I>>(
            __self: &mut SelfOrSubclass,
        ) -> String {
            let __m = SelfOrSubclass::w(__self);
            (*__m.count) += 1;
            (match ((SelfOrSubclass::T.0)(__self),) {
                (__a0,) => (*SelfOrSubclass::w(__self).log).push(__a0),
            });
            (SelfOrSubclass::T.0)(__self)
        }
    }
    #[allow(
        dead_code,
        missing_docs,
        private_bounds,
        private_interfaces,
        unreachable_pub
    )]
    #[cfg_attr(
        clippy,
        allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)
    )]
    impl A {
        /// Says who.
        #[inline]
        pub fn hook(&self) -> String {
            Self::__def_hook::<Self>(self)
        }
        #[inline]
        pub fn template(&mut self) -> String {
            Self::__def_template::<Self>(self)
        }
        /// An object of its fields' defaults.
        #[inline]
        pub fn new() -> Self {
            Self {
                count: __k::Default::default(),
                log: __k::Default::default(),
            }
        }
        /// The classes in which a method is looked for, in this order.
        pub fn mro() -> &'static [&'static str] {
            <Self as __k::Object>::CLASS.mro
        }
        /// Whether the object's class is `C` or a subclass of it.
        pub fn isinstance<__C: __k::Object>(&self) -> __k::bool {
            __k::issubclass::<Self, __C>()
        }
        #[doc(hidden)]
        #[inline]
        pub fn __r<'a>(count: &'a __k::u32) -> __ARef<'a> {
            __ARef { count }
        }
        #[doc(hidden)]
        #[inline]
        pub fn __w<'a>(
            count: &'a mut __k::u32,
            __private: &'a mut <A as __k::Private>::Fields,
        ) -> __AMut<'a> {
            __AMut {
                count,
                log: &mut __private.log,
            }
        }
    }
    impl __k::Layout for A {
        type Mro = (A, ());
        type Ref<'a> = __ARef<'a>;
        type Mut<'a> = __AMut<'a>;
        type Tab<__Self> = (fn(&__Self) -> <A as __k::Ty<__k::N128>>::T,);
    }
    const __MODULE: &__k::str = __k::core::module_path!();
    static __CLASS: __k::Class = __k::Class {
        name: "A",
        module: __MODULE,
        doc: "",
        id: 12001322713166049649u64,
        is_abstract: false,
        bases: &[],
        ancestors: &[],
        mro: &["A", "object"],
        fields: &[
            __k::Field {
                name: "count",
                ty: "u32",
                has_default: true,
                is_public: true,
            },
            __k::Field {
                name: "log",
                ty: "Vec<String>",
                has_default: true,
                is_public: false,
            },
        ],
        methods: &[
            __k::Method {
                name: "hook",
                signature: "hook(&self) -> String",
                doc: "Says who.",
                is_abstract: false,
                is_final: false,
            },
            __k::Method {
                name: "template",
                signature: "template(&mut self) -> String",
                doc: "",
                is_abstract: false,
                is_final: false,
            },
        ],
    };
    impl __k::Object for A {
        const CLASS: &'static __k::Class = &__CLASS;
    }
    impl __k::Isa<A, __I> for A {
        const T: <A as __k::Layout>::Tab<Self> = (<A>::__def_hook::<Self>,);
        #[inline]
        fn r(&self) -> <A as __k::Layout>::Ref<'_> {
            __ARef { count: &self.count }
        }
        #[inline]
        fn w(&mut self) -> <A as __k::Layout>::Mut<'_> {
            __AMut {
                count: &mut self.count,
                log: &mut self.log,
            }
        }
    }
};
#[doc(hidden)]
#[allow(unused_macros)]
#[macro_export]
macro_rules! __class_A_a68d436c0116f171 {
    (@ dunder[{ $($next:tt)* } $($rest:tt)*] { $($acc:tt)* }) => {
        $($next)*! { @ dunder[$($rest)*] { $($acc)*
        "C|12001322713166049649|A|dunder-macros@0.1.0|pb|Debug||\nF|count|d|p|::core::primitive::u32|u32|\nF|log|d|||Vec<String>|\nS|hook|r|pub||||@128|String\nS|template|m|pub||||@128|String\nD|hook\nD|template\nT||hook\nR|count\nW|count\nW|log\n"
        } }
    };
}
#[doc(hidden)]
#[allow(unused_imports, unreachable_pub)]
pub use __class_A_a68d436c0116f171 as A;
