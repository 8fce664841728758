#[allow(dead_code, unreachable_pub, unused_qualifications)]
#[cfg_attr(clippy, allow(clippy::pub_underscore_fields))]
pub struct File {
    ///`Source`'s field.
    pub reads: ::core::primitive::u32,
}
#[allow(unused_qualifications)]
const _: () = {
    #[allow(unused_imports)]
    use ::dunder::__private::class as __k;
    let _: fn() = __k::has_methods::<File>;
};

#[allow(unused_qualifications)]
const _: () = {
    #[allow(unused_imports)]
    use ::dunder::__private::class as __k;
    type __I = (__k::N192, __k::N76, __k::N235, __k::N101);
    type __OfSource = Source;
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
    impl File {
        #[cfg_attr(
            clippy,
            allow(
                clippy::boxed_local,
                clippy::fn_params_excessive_bools,
                clippy::large_types_passed_by_value,
                clippy::option_option,
                clippy::ptr_arg,
                clippy::too_many_arguments,
                clippy::trivially_copy_pass_by_ref
            )
        )]
        #[doc(hidden)]
        #[inline]
        pub async fn __def_read<SelfOrSubclass>(
            __self: &SelfOrSubclass,
            at: &str,
        ) -> String {
            at.to_owned()
        }
        #[cfg_attr(
            clippy,
            allow(
                clippy::boxed_local,
                clippy::fn_params_excessive_bools,
                clippy::large_types_passed_by_value,
                clippy::option_option,
                clippy::ptr_arg,
                clippy::too_many_arguments,
                clippy::trivially_copy_pass_by_ref
            )
        )]
        #[doc(hidden)]
        #[inline]
        pub async fn __def_line<
            SelfOrSubclass: __k::Isa<File, __I> + __k::Late<File, __I, __k::N0>,
        >(__self: &mut SelfOrSubclass, at: &str) -> String {
            <SelfOrSubclass as __k::Late<
                File,
                (__k::N192, __k::N76, __k::N235, __k::N101),
                __k::N0,
            >>::call(__self, (at,), __k::PhantomData)
                .await + "\n"
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
    impl File {
        #[inline]
        pub async fn read(&self, at: &str) -> String {
            Self::__def_read::<Self>(self, at).await
        }
        #[inline]
        pub async fn line(&mut self, at: &str) -> String {
            Self::__def_line::<Self>(self, at).await
        }
        /// An object of its fields' defaults.
        #[inline]
        pub fn new() -> Self {
            Self {
                reads: __k::Default::default(),
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
    impl __k::Layout for File {
        type Mro = (File, <Source as __k::Layout>::Mro);
        type Ref<'a> = ();
        type Mut<'a> = ();
        type Tab<__Self> = ();
    }
    impl __k::Waits<__k::N0> for File {
        type This<'__s, '__a0, '__p1, '__p2, '__p3, '__i, __Self: 'static> = &'__s mut __Self
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
        type Out<'__s, '__a0, '__p1, '__p2, '__p3, '__i, __Self: 'static> = <__OfSource as __k::Ty<
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
        name: "File",
        module: __MODULE,
        doc: "",
        id: 13555682484008304759u64,
        is_abstract: false,
        bases: &[<__OfSource as __k::Object>::CLASS],
        ancestors: &[<__OfSource as __k::Object>::CLASS],
        mro: &["File", "Source", "object"],
        fields: &[],
        methods: &[
            __k::Method {
                name: "read",
                signature: "async read(&self, at: &str) -> String",
                doc: "",
                is_abstract: false,
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
    impl __k::Object for File {
        const CLASS: &'static __k::Class = &__CLASS;
    }
    impl __k::Isa<File, __I> for File {
        const T: <File as __k::Layout>::Tab<Self> = ();
    }
    impl __k::Isa<__OfSource, (__k::N224, __k::N2, __k::N27, __k::N198)> for File {
        const T: <__OfSource as __k::Layout>::Tab<Self> = ();
        #[inline]
        fn w(&mut self) -> <__OfSource as __k::Layout>::Mut<'_> {
            (&mut self.reads,)
        }
    }
    #[allow(unused_variables)]
    impl __k::Late<File, (__k::N192, __k::N76, __k::N235, __k::N101), __k::N0> for File {
        #[inline]
        fn call<'__s, '__a0, '__p1, '__p2, '__p3, '__i>(
            __this: <File as __k::Waits<
                __k::N0,
            >>::This<'__s, '__a0, '__p1, '__p2, '__p3, '__i, Self>,
            (
                at,
            ): <File as __k::Waits<
                __k::N0,
            >>::Args<'__s, '__a0, '__p1, '__p2, '__p3, '__i, Self>,
            __lives: __k::Lives<'__s, '__a0, '__p1, '__p2, '__p3, '__i>,
        ) -> impl __k::core::future::Future<
            Output = <File as __k::Waits<
                __k::N0,
            >>::Out<'__s, '__a0, '__p1, '__p2, '__p3, '__i, Self>,
        > {
            <__OfSource>::__def_line::<Self>(__this, at)
        }
    }
    #[allow(unused_variables)]
    impl __k::Late<__OfSource, (__k::N224, __k::N2, __k::N27, __k::N198), __k::N0>
    for File {
        #[inline]
        fn call<'__s, '__a0, '__p1, '__p2, '__p3, '__i>(
            __this: <__OfSource as __k::Waits<
                __k::N0,
            >>::This<'__s, '__a0, '__p1, '__p2, '__p3, '__i, Self>,
            (
                at,
            ): <__OfSource as __k::Waits<
                __k::N0,
            >>::Args<'__s, '__a0, '__p1, '__p2, '__p3, '__i, Self>,
            __lives: __k::Lives<'__s, '__a0, '__p1, '__p2, '__p3, '__i>,
        ) -> impl __k::core::future::Future<
            Output = <__OfSource as __k::Waits<
                __k::N0,
            >>::Out<'__s, '__a0, '__p1, '__p2, '__p3, '__i, Self>,
        > {
            <File>::__def_read::<Self>(__this, at)
        }
    }
};
#[doc(hidden)]
#[allow(unused_macros)]
#[macro_export]
macro_rules! __class_File_bc1f7565eb4cc077 {
    (@ dunder[{ $($next:tt)* } $($rest:tt)*] { $($acc:tt)* }) => {
        $($next)*! { @ dunder[$($rest)*] { $($acc)*
        "C|13555682484008304759|File|dunder-macros@0.1.0|pb|||\nD|read\nD|line\nA|13555682484008304759|line\nC|17651172395567996981|Source|dunder-macros@0.1.0|apb|||\nF|reads|d|p|::core::primitive::u32|u32|\nS|read|r|pub|a|'__s, '__a0|'__s|@128|String|at|&'__a0 ::core::primitive::str|&str\nS|line|m|pub|a|'__s, '__a0|'__s|@128|String|at|&'__a0 ::core::primitive::str|&str\nD|line\nA||read\nW|reads\n"
        } }
    };
}
#[doc(hidden)]
#[allow(unused_imports, unreachable_pub)]
pub use __class_File_bc1f7565eb4cc077 as File;
