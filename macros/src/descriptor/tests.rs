//! Expansions as a person reads them.
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use expect_test::{Expect, expect};
use proc_macro2::TokenStream;
use quote::quote;

use super::{derive, properties};
use crate::kit::snapshot::pretty;

fn shows(expansion: TokenStream, expected: Expect) {
    expected.assert_eq(&pretty(&expansion));
}

#[test]
fn the_smallest() {
    shows(
        derive(quote!(
            struct Account {
                #[descriptor(Once)]
                id: Option<String>,
            }
        )),
        expect![[r#"
            const _: () = {
                use ::dunder::__private;
                ///The field `id` of `Account`.
                enum __IdField {}
                #[automatically_derived]
                impl __private::descriptor::Field for __IdField {
                    type Owner = Account;
                    type Slot = Option<String>;
                    const META: __private::descriptor::FieldMeta = __private::descriptor::FieldMeta::new(
                            "Account",
                            "id",
                            0usize,
                        )
                        .typed("Option<String>");
                    #[inline]
                    fn slot(owner: &Self::Owner) -> &Self::Slot {
                        &owner.id
                    }
                    #[inline]
                    fn slot_mut(owner: &mut Self::Owner) -> &mut Self::Slot {
                        &mut owner.id
                    }
                }
                #[automatically_derived]
                impl Account {
                    ///The descriptor of `id`.
                    const ID: __private::descriptor::Attr<__IdField, Once> = __private::descriptor::Attr::new(
                        Once,
                    );
                    ///The `id`.
                    #[inline]
                    #[must_use]
                    fn id(&self) -> <Once as __private::descriptor::Descriptor<__IdField>>::Get<'_> {
                        <Once as __private::descriptor::Descriptor<__IdField>>::get(&Self::ID, self)
                    }
                    ///Sets `id` through its descriptor.
                    /**
            # Errors
            What the descriptor says; the old value stays.*/
                    #[inline]
                    fn set_id(
                        &mut self,
                        value: <Once as __private::descriptor::SetDescriptor<__IdField>>::Value,
                    ) -> __private::Result<
                        (),
                        <Once as __private::descriptor::SetDescriptor<__IdField>>::Error,
                    >
                    where
                        for<'__any> Once: __private::descriptor::SetDescriptor<__IdField>,
                    {
                        __private::descriptor::assign::<__IdField, Once>(&Self::ID, self, value)
                    }
                    #[inline]
                    ///Deletes `id` through its descriptor.
                    fn delete_id(
                        &mut self,
                    ) -> <Once as __private::descriptor::DeleteDescriptor<__IdField>>::Old
                    where
                        for<'__any> Once: __private::descriptor::DeleteDescriptor<__IdField>,
                    {
                        <Once as __private::descriptor::DeleteDescriptor<
                            __IdField,
                        >>::delete(&Self::ID, self)
                    }
                }
            };
        "#]],
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "most of them are the expansion")]
fn the_richest() {
    shows(
        derive(quote!(
            #[__dunder_descriptors(crate = facade::dunder)]
            #[__dunder_validated()]
            pub struct r#Account<T: Copy>
            where
                T: PartialOrd,
            {
                plain: u8,
                /// In degrees.
                #[validate(above = 0.0)]
                #[descriptor((Rules, Clamp<T>) = (Rules, Clamp::new(T::MIN, T::MAX)))]
                r#type: T,
                #[descriptor(Cached<Self, [Self; 2]> = Cached::new(Self::area), of(r#type))]
                area: OnceCell<[Self; 2]>,
            }
        )),
        expect![[r#"
            const _: () = {
                use facade::dunder::__private;
                ///The field `type` of `Account`.
                #[allow(dead_code)]
                pub struct __TypeField<T: Copy>(
                    __private::core::marker::PhantomData<fn() -> r#Account<T>>,
                )
                where
                    T: PartialOrd;
                #[automatically_derived]
                impl<T: Copy> __private::descriptor::Field for __TypeField<T>
                where
                    T: PartialOrd,
                {
                    type Owner = r#Account<T>;
                    type Slot = T;
                    const META: __private::descriptor::FieldMeta = __private::descriptor::FieldMeta::new(
                            "Account",
                            "type",
                            1usize,
                        )
                        .typed("T")
                        .documented("In degrees.");
                    #[inline]
                    fn slot(owner: &Self::Owner) -> &Self::Slot {
                        &owner.r#type
                    }
                    #[inline]
                    fn slot_mut(owner: &mut Self::Owner) -> &mut Self::Slot {
                        __private::descriptor::forget::<__AreaField<T>>(owner);
                        &mut owner.r#type
                    }
                }
                #[automatically_derived]
                impl<T: Copy> __private::descriptor::Ruled for __TypeField<T>
                where
                    T: PartialOrd,
                {
                    const PLAIN: __private::bool = true;
                    #[inline]
                    #[allow(unused_variables)]
                    fn rules(value: &Self::Slot, errors: &mut __private::Errors<'_>) {
                        r#Account::<T>::__dunder_check_type(value, errors);
                    }
                }
                const _: () = {
                    const fn keeps_rules<T: __private::descriptor::KeepsRules>() {}
                    #[allow(dead_code)]
                    fn keeps<T: Copy>()
                    where
                        T: PartialOrd,
                    {
                        keeps_rules::<(Rules, Clamp<T>)>();
                    }
                };
                ///The field `area` of `Account`.
                #[allow(dead_code)]
                pub struct __AreaField<T: Copy>(
                    __private::core::marker::PhantomData<fn() -> r#Account<T>>,
                )
                where
                    T: PartialOrd;
                #[automatically_derived]
                impl<T: Copy> __private::descriptor::Field for __AreaField<T>
                where
                    T: PartialOrd,
                {
                    type Owner = r#Account<T>;
                    type Slot = OnceCell<[r#Account<T>; 2]>;
                    const META: __private::descriptor::FieldMeta = __private::descriptor::FieldMeta::new(
                            "Account",
                            "area",
                            2usize,
                        )
                        .typed("OnceCell<[Self; 2]>");
                    #[inline]
                    fn slot(owner: &Self::Owner) -> &Self::Slot {
                        &owner.area
                    }
                    #[inline]
                    fn slot_mut(owner: &mut Self::Owner) -> &mut Self::Slot {
                        &mut owner.area
                    }
                }
                #[automatically_derived]
                impl<T: Copy> __private::descriptor::DependsOn for __AreaField<T>
                where
                    T: PartialOrd,
                {
                    const FIELDS: &'static [&'static __private::core::primitive::str] = &["type"];
                }
                #[automatically_derived]
                impl<T: Copy> r#Account<T>
                where
                    T: PartialOrd,
                {
                    ///The descriptor of `type`.
                    pub const TYPE: __private::descriptor::Attr<__TypeField<T>, (Rules, Clamp<T>)> = __private::descriptor::Attr::new((
                        Rules,
                        Clamp::new(T::MIN, T::MAX),
                    ));
                    /// In degrees.
                    #[inline]
                    #[must_use]
                    pub fn r#type(
                        &self,
                    ) -> <(
                        Rules,
                        Clamp<T>,
                    ) as __private::descriptor::Descriptor<__TypeField<T>>>::Get<'_>
                    where
                        for<'__any> (
                            Rules,
                            Clamp<T>,
                        ): __private::descriptor::Descriptor<__TypeField<T>>,
                    {
                        <(
                            Rules,
                            Clamp<T>,
                        ) as __private::descriptor::Descriptor<
                            __TypeField<T>,
                        >>::get(&Self::TYPE, self)
                    }
                    ///Sets `type` through its descriptor.
                    /**
            # Errors
            What the descriptor says; the old value stays.*/
                    #[inline]
                    pub fn set_type(
                        &mut self,
                        value: <(
                            Rules,
                            Clamp<T>,
                        ) as __private::descriptor::SetDescriptor<__TypeField<T>>>::Value,
                    ) -> __private::Result<
                        (),
                        <(
                            Rules,
                            Clamp<T>,
                        ) as __private::descriptor::SetDescriptor<__TypeField<T>>>::Error,
                    >
                    where
                        for<'__any> (
                            Rules,
                            Clamp<T>,
                        ): __private::descriptor::SetDescriptor<__TypeField<T>>,
                    {
                        __private::descriptor::assign::<
                            __TypeField<T>,
                            (Rules, Clamp<T>),
                        >(&Self::TYPE, self, value)
                    }
                    #[inline]
                    ///Deletes `type` through its descriptor.
                    /**
            # Errors
            Every rule that the field would break without it; it stays then.*/
                    pub fn delete_type(
                        &mut self,
                    ) -> __private::checks::Result<
                        <(
                            Rules,
                            Clamp<T>,
                        ) as __private::descriptor::DeleteDescriptor<__TypeField<T>>>::Old,
                    >
                    where
                        for<'__any> (
                            Rules,
                            Clamp<T>,
                        ): __private::descriptor::DeleteDescriptor<__TypeField<T>>,
                        for<'__any> T: __private::Clone,
                    {
                        __private::descriptor::delete_by_rules::<
                            __TypeField<T>,
                            (Rules, Clamp<T>),
                        >(&Self::TYPE, self)
                    }
                    ///The descriptor of `area`.
                    pub const AREA: __private::descriptor::Attr<
                        __AreaField<T>,
                        Cached<Self, [Self; 2]>,
                    > = __private::descriptor::Attr::new(Cached::new(Self::area));
                    ///The `area`.
                    #[inline]
                    #[must_use]
                    pub fn area(
                        &self,
                    ) -> <Cached<
                        Self,
                        [Self; 2],
                    > as __private::descriptor::Descriptor<__AreaField<T>>>::Get<'_>
                    where
                        for<'__any> Cached<
                            Self,
                            [Self; 2],
                        >: __private::descriptor::Descriptor<__AreaField<T>>,
                    {
                        <Cached<
                            Self,
                            [Self; 2],
                        > as __private::descriptor::Descriptor<
                            __AreaField<T>,
                        >>::get(&Self::AREA, self)
                    }
                    ///Sets `area` through its descriptor.
                    /**
            # Errors
            What the descriptor says; the old value stays.*/
                    #[inline]
                    pub fn set_area(
                        &mut self,
                        value: <Cached<
                            Self,
                            [Self; 2],
                        > as __private::descriptor::SetDescriptor<__AreaField<T>>>::Value,
                    ) -> __private::Result<
                        (),
                        <Cached<
                            Self,
                            [Self; 2],
                        > as __private::descriptor::SetDescriptor<__AreaField<T>>>::Error,
                    >
                    where
                        for<'__any> Cached<
                            Self,
                            [Self; 2],
                        >: __private::descriptor::SetDescriptor<__AreaField<T>>,
                    {
                        __private::descriptor::assign::<
                            __AreaField<T>,
                            Cached<Self, [Self; 2]>,
                        >(&Self::AREA, self, value)
                    }
                    #[inline]
                    ///Deletes `area` through its descriptor.
                    pub fn delete_area(
                        &mut self,
                    ) -> <Cached<
                        Self,
                        [Self; 2],
                    > as __private::descriptor::DeleteDescriptor<__AreaField<T>>>::Old
                    where
                        for<'__any> Cached<
                            Self,
                            [Self; 2],
                        >: __private::descriptor::DeleteDescriptor<__AreaField<T>>,
                    {
                        <Cached<
                            Self,
                            [Self; 2],
                        > as __private::descriptor::DeleteDescriptor<
                            __AreaField<T>,
                        >>::delete(&Self::AREA, self)
                    }
                }
            };
        "#]],
    );
}

#[test]
#[cfg(feature = "dyn")]
fn by_name() {
    let expansion = derive(quote!(
        #[__dunder_descriptors(dyn)]
        struct Account {
            #[descriptor(Once)]
            id: Option<String>,
        }
    ));
    let shown = pretty(&expansion);
    let from = shown.find("Self: 'static").unwrap_or_default();
    expect![[r#"
        Self: 'static,
            {
                /// The value of the attribute of this name; nothing where there is none, or where the
                /// descriptor yields a value that is not the field's.
                #[must_use]
                fn get_dyn(
                    &self,
                    name: &__private::core::primitive::str,
                ) -> __private::Option<&dyn __private::core::any::Any> {
                    use __private::descriptor::by_name::{GotNothing as _, GotOption as _};
                    use __private::descriptor::by_name::{GotRef as _, GotValue as _};
                    match name {
                        "id" => {
                            (&&&&__private::descriptor::by_name::Got(self.id(), &self.id)).any()
                        }
                        _ => __private::None,
                    }
                }
                /// Sets the attribute of this name through its descriptor.
                /**
        # Errors
        No such attribute, another type, or what the descriptor says; the old value stays.*/
                fn set_dyn(
                    &mut self,
                    name: &__private::core::primitive::str,
                    value: __private::Box<dyn __private::core::any::Any>,
                ) -> __private::Result<(), __private::descriptor::AttributeError> {
                    use __private::descriptor::by_name::{
                        SetAny as _, SetNever as _, SetQuietly as _,
                    };
                    match name {
                        "id" => {
                            (&&&__private::descriptor::by_name::Setter(
                                &*Self::ID,
                                __private::core::marker::PhantomData::<fn() -> __IdField>,
                            ))
                                .set(self, value)
                        }
                        _ => {
                            __private::Err(
                                __private::descriptor::by_name::unknown("Account", name, &["id"]),
                            )
                        }
                    }
                }
            }
        };
    "#]].assert_eq(&shown[from..]);
}

#[test]
fn the_smallest_property() {
    shows(
        properties(
            TokenStream::new(),
            quote! {
                impl Db {
                    #[property]
                    async fn status(&self) -> &'static str {
                        body
                    }
                }
            },
        ),
        expect![[r#"
            impl Db {
                async fn status(&self) -> &'static str {
                    body
                }
            }
            #[automatically_derived]
            impl ::dunder::__private::descriptor::Properties for Db {
                const LIST: &'static [::dunder::__private::descriptor::PropertyMeta] = &[
                    ::dunder::__private::descriptor::PropertyMeta::new(
                            "Db",
                            "status",
                            "&'static str",
                            "",
                        )
                        .read(true, false)
                        .by(
                            ::dunder::__private::Some("status"),
                            ::dunder::__private::None,
                            ::dunder::__private::None,
                        ),
                ];
            }
        "#]],
    );
}

#[test]
fn the_richest_property() {
    shows(
        properties(
            quote!(crate = facade::dunder),
            quote! {
                #[cfg(unix)]
                impl<T: Send> Db<T> {
                    /// How it is.
                    #[cfg(feature = "a")]
                    #[property(ttl = "5s", cell = known)]
                    #[inline]
                    pub async fn r#loop(&self) -> io::Result<Vec<T>> {
                        body
                    }
                    #[cfg(feature = "b")]
                    #[property(setter)]
                    fn set_loop(&mut self, value: Vec<T>) {
                        body
                    }
                    const OTHER: u8 = 1;
                    fn other(&self) {}
                }
            },
        ),
        expect![[r##"
            #[cfg(unix)]
            impl<T: Send> Db<T> {
                /// How it is.
                #[cfg(feature = "a")]
                pub async fn r#loop(&self) -> io::Result<Vec<T>> {
                    facade::dunder::__private::descriptor::Remembered::get_or_try_make(
                            &self.known,
                            facade::dunder::__private::Some(
                                facade::dunder::__private::core::time::Duration::from_nanos(
                                    5000000000u64,
                                ),
                            ),
                            Self::__dunder_make_loop(self),
                        )
                        .await
                }
                #[cfg(feature = "a")]
                #[inline]
                async fn __dunder_make_loop(&self) -> io::Result<Vec<T>> {
                    body
                }
                #[cfg(feature = "b")]
                fn set_loop(&mut self, value: Vec<T>) {
                    body
                }
                const OTHER: u8 = 1;
                fn other(&self) {}
            }
            #[cfg(unix)]
            #[automatically_derived]
            impl<T: Send> facade::dunder::__private::descriptor::Properties for Db<T> {
                const LIST: &'static [facade::dunder::__private::descriptor::PropertyMeta] = &[
                    #[cfg(feature = "a")]
                    facade::dunder::__private::descriptor::PropertyMeta::new(
                            "Db",
                            "loop",
                            "io::Result<Vec<T>>",
                            "How it is.",
                        )
                        .read(true, true)
                        .by(
                            facade::dunder::__private::Some("loop"),
                            {
                                #[allow(unused_mut, unused_assignments)]
                                let mut found = facade::dunder::__private::None;
                                #[cfg(feature = "b")]
                                {
                                    found = facade::dunder::__private::Some("set_loop");
                                }
                                found
                            },
                            facade::dunder::__private::None,
                        ),
                ];
            }
        "##]],
    );
}
