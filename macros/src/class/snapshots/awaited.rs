#[allow(dead_code, unreachable_pub, unused_qualifications)]
#[cfg_attr(clippy, allow(clippy::pub_underscore_fields))]
pub struct Source {
    pub reads: u32,
}
#[allow(unused_qualifications)]
const _: () = {
    #[allow(unused_imports)]
    use ::dunder::__private::class as __k;
    let _: fn() = __k::has_methods::<Source>;
};

#[allow(unused_qualifications)]
const _: () = {
    #[allow(unused_imports)]
    use ::dunder::__private::class as __k;
    type __I = (__k::N224, __k::N2, __k::N27, __k::N198);
    impl __k::Ty<__k::N128> for Source {
        type T = String;
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
    impl Source {
        #[doc(hidden)]
        #[inline]
        pub async fn __def_line<
            SelfOrSubclass: __k::Isa<Source, __I> + __k::Late<Source, __I, __k::N0>,
        >(__self: &mut SelfOrSubclass, at: &str) -> String {
            let __m = SelfOrSubclass::w(__self);
            (*__m.0) += 1;
            <SelfOrSubclass as __k::Late<
                Source,
                (__k::N224, __k::N2, __k::N27, __k::N198),
                __k::N0,
            >>::call(__self, (at,), __k::PhantomData)
                .await
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
    impl Source {
        #[doc(hidden)]
        #[allow(unused_variables)]
        pub fn new<__M>() -> Self
        where
            Self: __k::Itself<Me = __M>,
            __M: __k::Concrete,
        {
            __k::core::unreachable!()
        }
        /// The classes in which a method is looked for, in this order.
        pub fn mro() -> &'static [&'static str] {
            <Self as __k::Object>::CLASS.mro
        }
    }
    impl __k::Layout for Source {
        type Mro = (Source, ());
        type Ref<'a> = ();
        type Mut<'a> = (&'a mut __k::u32,);
        type Tab<__Self> = ();
    }
    impl __k::Waits<__k::N0> for Source {
        type This<'__s, '__a0, '__p1, '__p2, '__p3, '__i, __Self: 'static> = &'__s __Self
        where
            '__i: '__a0,
            '__i: '__p1,
            '__i: '__p2,
            '__i: '__p3;
        type Args<'__s, '__a0, '__p1, '__p2, '__p3, '__i, __Self: 'static> = (
            &'__a0 __k::str,
        )
        where
            '__i: '__a0,
            '__i: '__p1,
            '__i: '__p2,
            '__i: '__p3;
        type Out<'__s, '__a0, '__p1, '__p2, '__p3, '__i, __Self: 'static> = <Source as __k::Ty<
            __k::N128,
        >>::T
        where
            '__i: '__a0,
            '__i: '__p1,
            '__i: '__p2,
            '__i: '__p3;
    }
    const __MODULE: &__k::str = __k::core::module_path!();
    static __CLASS: __k::Class = __k::Class {
        name: "Source",
        module: __MODULE,
        doc: "",
        id: 17651172395567996981u64,
        is_abstract: true,
        bases: &[],
        ancestors: &[],
        mro: &["Source", "object"],
        fields: &[
            __k::Field {
                name: "reads",
                ty: "u32",
                has_default: true,
                is_public: true,
            },
        ],
        methods: &[
            __k::Method {
                name: "read",
                signature: "async read(&self, at: &str) -> String",
                doc: "",
                is_abstract: true,
                is_final: false,
            },
            __k::Method {
                name: "line",
                signature: "async line(&mut self, at: &str) -> String",
                doc: "",
                is_abstract: false,
                is_final: false,
            },
        ],
    };
    impl __k::Object for Source {
        const CLASS: &'static __k::Class = &__CLASS;
    }
};
#[doc(hidden)]
#[allow(unused_macros)]
#[macro_export]
macro_rules! __class_Source_f4f58fc61b02e035 {
    (@ dunder[{ $($next:tt)* } $($rest:tt)*] { $($acc:tt)* }) => {
        $($next)*! { @ dunder[$($rest)*] { $($acc)*
        "C|17651172395567996981|Source|dunder-macros@0.1.0|apb|||\nF|reads|d|p|::core::primitive::u32|u32|\nS|read|r|pub|a|'__s, '__a0|'__s|@128|String|at|&'__a0 ::core::primitive::str|&str\nS|line|m|pub|a|'__s, '__a0|'__s|@128|String|at|&'__a0 ::core::primitive::str|&str\nD|line\nA||read\nW|reads\n"
        } }
    };
}
#[doc(hidden)]
#[allow(unused_imports, unreachable_pub)]
pub use __class_Source_f4f58fc61b02e035 as Source;
