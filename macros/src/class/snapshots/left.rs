#[allow(dead_code, unreachable_pub, unused_qualifications)]
#[cfg_attr(clippy, allow(clippy::pub_underscore_fields))]
pub struct B {
    pub b: u32,
    ///`A`'s field.
    pub count: ::core::primitive::u32,
    #[doc(hidden)]
    pub __a_16f171: <A as ::dunder::__private::class::Private>::Fields,
}
#[allow(unused_qualifications)]
const _: () = {
    #[allow(unused_imports)]
    use ::dunder::__private::class as __k;
    #[allow(dead_code, missing_docs, private_interfaces, unreachable_pub)]
    #[cfg_attr(clippy, allow(clippy::complexity, clippy::pedantic, clippy::style))]
    impl B {
        #[doc(hidden)]
        #[inline]
        pub fn __default_b() -> u32 {
            7
        }
    }
    let _: fn() = __k::has_methods::<B>;
};

#[allow(unused_qualifications)]
const _: () = {
    #[allow(unused_imports)]
    use ::dunder::__private::class as __k;
    type __I = (__k::N89, __k::N199, __k::N207, __k::N63);
    type __OfA = A;
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
    impl B {
        #[doc(hidden)]
        #[inline]
        pub fn __def_hook<SelfOrSubclass: __k::Isa<B, __I>>(
            __self: &SelfOrSubclass,
        ) -> String {
            format!("B>{}", (SelfOrSubclass::T.0) (__self,))
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
    impl B {
        #[inline]
        pub fn hook(&self) -> String {
            Self::__def_hook::<Self>(self)
        }
        #[inline]
        pub fn template(&mut self) -> <__OfA as __k::Ty<__k::N128>>::T {
            <__OfA>::__def_template::<Self>(self)
        }
        /// An object of its fields' defaults.
        #[inline]
        pub fn new() -> Self {
            Self {
                b: <B>::__default_b(),
                count: __k::Default::default(),
                __a_16f171: <__OfA>::__private(),
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
    }
    impl __k::Layout for B {
        type Mro = (B, <A as __k::Layout>::Mro);
        type Ref<'a> = ();
        type Mut<'a> = ();
        type Tab<__Self> = (fn(&__Self) -> <__OfA as __k::Ty<__k::N128>>::T,);
    }
    const __MODULE: &__k::str = __k::core::module_path!();
    static __CLASS: __k::Class = __k::Class {
        name: "B",
        module: __MODULE,
        doc: "",
        id: 3341871308694051299u64,
        is_abstract: false,
        bases: &[<__OfA as __k::Object>::CLASS],
        ancestors: &[<__OfA as __k::Object>::CLASS],
        mro: &["B", "A", "object"],
        fields: &[
            __k::Field {
                name: "b",
                ty: "u32",
                has_default: true,
                is_public: true,
            },
        ],
        methods: &[
            __k::Method {
                name: "hook",
                signature: "hook(&self) -> String",
                doc: "",
                is_abstract: false,
                is_final: false,
            },
        ],
    };
    impl __k::Object for B {
        const CLASS: &'static __k::Class = &__CLASS;
    }
    impl __k::Isa<B, __I> for B {
        const T: <B as __k::Layout>::Tab<Self> = (<__OfA>::__def_hook::<Self>,);
    }
    impl __k::Isa<__OfA, (__k::N241, __k::N22, __k::N1, __k::N108)> for B {
        const T: <__OfA as __k::Layout>::Tab<Self> = (<B>::__def_hook::<Self>,);
        #[inline]
        fn r(&self) -> <__OfA as __k::Layout>::Ref<'_> {
            <__OfA>::__r(&self.count)
        }
        #[inline]
        fn w(&mut self) -> <__OfA as __k::Layout>::Mut<'_> {
            <__OfA>::__w(&mut self.count, &mut self.__a_16f171)
        }
    }
};
#[doc(hidden)]
#[allow(unused_macros)]
#[macro_export]
macro_rules! __class_B_2e60b63fcfc759e3 {
    (@ dunder[{ $($next:tt)* } $($rest:tt)*] { $($acc:tt)* }) => {
        $($next)*! { @ dunder[$($rest)*] { $($acc)*
        "C|3341871308694051299|B|dunder-macros@0.1.0|pb|||\nF|b|e|p|::core::primitive::u32|u32|\nD|hook\nT|3341871308694051299|hook\nC|12001322713166049649|A|dunder-macros@0.1.0|pb|Debug||\nF|count|d|p|::core::primitive::u32|u32|\nF|log|d|||Vec<String>|\nS|hook|r|pub||||@128|String\nS|template|m|pub||||@128|String\nD|hook\nD|template\nT||hook\nR|count\nW|count\nW|log\n"
        } }
    };
}
#[doc(hidden)]
#[allow(unused_imports, unreachable_pub)]
pub use __class_B_2e60b63fcfc759e3 as B;
