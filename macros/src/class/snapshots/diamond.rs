#[allow(dead_code, unreachable_pub, unused_qualifications)]
#[cfg_attr(clippy, allow(clippy::pub_underscore_fields))]
pub struct D {
    pub own: u32,
    ///`B`'s field.
    pub b: ::core::primitive::u32,
    ///`A`'s field.
    pub count: ::core::primitive::u32,
    #[doc(hidden)]
    pub __a_16f171: <<<B as ::dunder::__private::class::Layout>::Mro as ::dunder::__private::class::Nth<
        ::dunder::__private::class::N1,
    >>::C as ::dunder::__private::class::Private>::Fields,
}
#[allow(unused_qualifications)]
const _: () = {
    #[allow(unused_imports)]
    use ::dunder::__private::class as __k;
    let _: fn() = __k::has_methods::<D>;
};

#[allow(unused_qualifications)]
const _: () = {
    #[allow(unused_imports)]
    use ::dunder::__private::class as __k;
    type __I = (__k::N60, __k::N180, __k::N236, __k::N25);
    type __OfB = B;
    type __OfC = C;
    type __OfA = <<B as __k::Layout>::Mro as __k::Nth<__k::N1>>::C;
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
    impl D {
        #[doc(hidden)]
        #[inline]
        pub fn __def_hook<SelfOrSubclass: __k::Isa<D, __I>>(
            __self: &SelfOrSubclass,
        ) -> String {
            format!(
                "D{}>{}", (* SelfOrSubclass::r(__self).0), (SelfOrSubclass::T.0)
                (__self,)
            )
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
    impl D {
        #[inline]
        pub fn hook(&self) -> String {
            Self::__def_hook::<Self>(self)
        }
        #[inline]
        pub fn template(&mut self) -> <__OfA as __k::Ty<__k::N128>>::T {
            <__OfA>::__def_template::<Self>(self)
        }
        /// An object of these fields, in this order: `own`.
        #[inline]
        pub fn new(own: __k::u32) -> Self {
            Self {
                own,
                b: <__OfB>::__default_b(),
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
    impl __k::Layout for D {
        type Mro = (
            D,
            (__OfB, (__OfC, <<B as __k::Layout>::Mro as __k::Nth<__k::N0>>::Rest)),
        );
        type Ref<'a> = (&'a __k::u32,);
        type Mut<'a> = ();
        type Tab<__Self> = (fn(&__Self) -> <__OfA as __k::Ty<__k::N128>>::T,);
    }
    const __MODULE: &__k::str = __k::core::module_path!();
    static __CLASS: __k::Class = __k::Class {
        name: "D",
        module: __MODULE,
        doc: "",
        id: 3211540535172152505u64,
        is_abstract: false,
        bases: &[<__OfB as __k::Object>::CLASS, <__OfC as __k::Object>::CLASS],
        ancestors: &[
            <__OfB as __k::Object>::CLASS,
            <__OfC as __k::Object>::CLASS,
            <__OfA as __k::Object>::CLASS,
        ],
        mro: &["D", "B", "C", "A", "object"],
        fields: &[
            __k::Field {
                name: "own",
                ty: "u32",
                has_default: false,
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
    impl __k::Object for D {
        const CLASS: &'static __k::Class = &__CLASS;
    }
    impl __k::Isa<D, __I> for D {
        const T: <D as __k::Layout>::Tab<Self> = (<__OfB>::__def_hook::<Self>,);
        #[inline]
        fn r(&self) -> <D as __k::Layout>::Ref<'_> {
            (&self.own,)
        }
    }
    impl __k::Isa<__OfB, (__k::N89, __k::N199, __k::N207, __k::N63)> for D {
        const T: <__OfB as __k::Layout>::Tab<Self> = (<__OfC>::__def_hook::<Self>,);
    }
    impl __k::Isa<__OfC, (__k::N71, __k::N115, __k::N136, __k::N19)> for D {
        const T: <__OfC as __k::Layout>::Tab<Self> = (<__OfA>::__def_hook::<Self>,);
    }
    impl __k::Isa<__OfA, (__k::N241, __k::N22, __k::N1, __k::N108)> for D {
        const T: <__OfA as __k::Layout>::Tab<Self> = (<D>::__def_hook::<Self>,);
        #[inline]
        fn r(&self) -> <__OfA as __k::Layout>::Ref<'_> {
            <__OfA>::__r(&self.count)
        }
        #[inline]
        fn w(&mut self) -> <__OfA as __k::Layout>::Mut<'_> {
            <__OfA>::__w(&mut self.count, &mut self.__a_16f171)
        }
    }
    #[automatically_derived]
    impl __k::fmt::Debug for D {
        fn fmt(&self, to: &mut __k::fmt::Formatter<'_>) -> __k::fmt::Result {
            let mut to = to.debug_struct("D");
            to.field("own", &self.own);
            to.field("b", &self.b);
            to.field("count", &self.count);
            __k::DebugFields::fields(&self.__a_16f171, &mut to);
            to.finish()
        }
    }
};
#[doc(hidden)]
#[allow(unused_macros)]
#[macro_export]
macro_rules! __class_D_2c91af19ecb43cb9 {
    (@ dunder[{ $($next:tt)* } $($rest:tt)*] { $($acc:tt)* }) => {
        $($next)*! { @ dunder[$($rest)*] { $($acc)*
        "C|3211540535172152505|D|dunder-macros@0.1.0|pb|Debug||\nF|own|n|p|::core::primitive::u32|u32|\nD|hook\nT|3211540535172152505|hook\nR|own\nC|3341871308694051299|B|dunder-macros@0.1.0|pb|||\nF|b|e|p|::core::primitive::u32|u32|\nD|hook\nT|3341871308694051299|hook\nC|14772410493552510889|C|dunder-macros@0.1.0|pb|||\nD|hook\nT|14772410493552510889|hook\nC|12001322713166049649|A|dunder-macros@0.1.0|pb|Debug||\nF|count|d|p|::core::primitive::u32|u32|\nF|log|d|||Vec<String>|\nS|hook|r|pub||||@128|String\nS|template|m|pub||||@128|String\nD|hook\nD|template\nT||hook\nR|count\nW|count\nW|log\n"
        } }
    };
}
#[doc(hidden)]
#[allow(unused_imports, unreachable_pub)]
pub use __class_D_2c91af19ecb43cb9 as D;
