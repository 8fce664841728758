const _: () = {
    use ::facade::__private;
    #[automatically_derived]
    impl<T: Clone> __private::Fields for Product<T>
    where
        T: __private::Validate,
    {
        const CROSS: __private::bool = true;
        const RULES: __private::Rules = &[
            (
                "fullName",
                &[
                    __private::rules::NONBLANK,
                    __private::rules::Chars::<1, 100>::RULE,
                    &__private::Rule::of("loud", &[], __private::rules::WITH.template),
                ],
            ),
            (
                "price",
                &[
                    &__private::Rule::of(
                        "above",
                        &[("above", __private::Param::Float(0.0))],
                        "must cost more than {above}",
                    ),
                ],
            ),
            (
                "tags",
                &[
                    &__private::Rule {
                        code: "each",
                        params: &[],
                        template: __private::rules::EACH.template,
                        inner: &[
                            __private::rules::TRIMMED,
                            &__private::Rule {
                                code: "one_of",
                                params: &[
                                    (
                                        "one_of",
                                        __private::Param::List(const {
                                            &[
                                                __private::checks::param::str("a"),
                                                __private::checks::param::str("b"),
                                            ]
                                        }),
                                    ),
                                ],
                                template: "must be one of {one_of}",
                                inner: &[],
                            },
                        ],
                    },
                    &__private::Rule {
                        code: "items",
                        params: &[("max", __private::checks::param::usize(LIMIT))],
                        template: "must have at most {max} items",
                        inner: &[],
                    },
                    __private::rules::UNIQUE,
                ],
            ),
            (
                "type",
                &[
                    __private::rules::REQUIRED,
                    &__private::Rule::of(
                        "range",
                        &[
                            ("min", __private::Param::Int(-1)),
                            ("below", __private::Param::Int(1)),
                        ],
                        "must be {min} or more and below {below}",
                    ),
                ],
            ),
            ("inner", &[__private::rules::NESTED]),
        ];
    }
    #[automatically_derived]
    impl<T: Clone> __private::Validate for Product<T>
    where
        T: __private::Validate,
    {
        #[inline]
        fn check(&self, errors: &mut __private::Errors<'_>) {
            Self::__dunder_check_full_name(&self.full_name, errors);
            Self::__dunder_check_price(&self.price, errors);
            Self::__dunder_check_tags(&self.tags, errors);
            Self::__dunder_check_type(&self.r#type, errors);
            Self::__dunder_check_inner(&self.inner, errors);
            self.__dunder_check(errors);
        }
    }
    #[allow(dead_code, private_interfaces, clippy::ptr_arg)]
    impl<T: Clone> Product<T>
    where
        T: __private::Validate,
    {
        /**A new `Product`.

# Errors
Every rule that the values break.*/
        pub fn new(
            full_name: impl __private::Into<String>,
            tags: Vec<String>,
            r#type: Option<i8>,
            inner: T,
        ) -> __private::checks::Result<Self> {
            __private::checks::accept(Self {
                full_name: __private::Into::into(full_name),
                price: Self::__dunder_default_price(),
                tags: tags,
                r#type: r#type,
                inner: inner,
            })
        }
        /**Sets `full_name`.

# Errors
Every rule that the value breaks; the old value stays.*/
        #[inline]
        pub fn set_full_name(
            &mut self,
            value: impl __private::Into<String>,
        ) -> __private::checks::Result {
            __private::checks::set_within(
                self,
                |owner| &mut owner.full_name,
                __private::Into::into(value),
                Self::__dunder_check_full_name,
                Self::__dunder_check,
            )
        }
        /**Sets `price`.

# Errors
Every rule that the value breaks; the old value stays.*/
        #[inline]
        pub fn set_price(&mut self, value: f64) -> __private::checks::Result {
            __private::checks::set_within(
                self,
                |owner| &mut owner.price,
                value,
                Self::__dunder_check_price,
                Self::__dunder_check,
            )
        }
        /**Sets `tags`.

# Errors
Every rule that the value breaks; the old value stays.*/
        #[inline]
        pub fn set_tags(&mut self, value: Vec<String>) -> __private::checks::Result {
            __private::checks::set_within(
                self,
                |owner| &mut owner.tags,
                value,
                Self::__dunder_check_tags,
                Self::__dunder_check,
            )
        }
        /**Sets `type`.

# Errors
Every rule that the value breaks; the old value stays.*/
        #[inline]
        pub fn set_type(&mut self, value: Option<i8>) -> __private::checks::Result {
            __private::checks::set_within(
                self,
                |owner| &mut owner.r#type,
                value,
                Self::__dunder_check_type,
                Self::__dunder_check,
            )
        }
        /**Sets `inner`.

# Errors
Every rule that the value breaks; the old value stays.*/
        #[inline]
        pub fn set_inner(&mut self, value: T) -> __private::checks::Result {
            __private::checks::set_within(
                self,
                |owner| &mut owner.inner,
                value,
                Self::__dunder_check_inner,
                Self::__dunder_check,
            )
        }
        /// What it is called.
        pub fn full_name(&self) -> &__private::str {
            &self.full_name
        }
        ///The `price`.
        pub fn price(&self) -> f64 {
            self.price
        }
        ///The `tags`.
        pub fn tags(&self) -> &[String] {
            &self.tags
        }
        ///The `type`.
        pub fn r#type(&self) -> Option<i8> {
            self.r#type
        }
        ///The `inner`.
        pub fn inner(&self) -> &T {
            &self.inner
        }
        /**Changes several fields at once, on a copy.

# Errors
Every rule that the outcome breaks; nothing has changed then.*/
        pub fn edit(
            &mut self,
            change: impl __private::core::ops::FnOnce(&mut ProductDraft<T>),
        ) -> __private::checks::Result
        where
            for<'__any> Self: __private::Clone,
        {
            let copy = __private::Clone::clone(self);
            let mut draft = ProductDraft {
                full_name: copy.full_name,
                price: copy.price,
                tags: copy.tags,
                r#type: copy.r#type,
                inner: copy.inner,
            };
            change(&mut draft);
            __private::checks::replace(
                self,
                Self {
                    full_name: draft.full_name,
                    price: draft.price,
                    tags: draft.tags,
                    r#type: draft.r#type,
                    inner: draft.inner,
                },
            )
        }
        /**Checks every rule.

# Errors
Every rule that the value breaks.*/
        #[inline]
        pub fn validate(&self) -> __private::checks::Result {
            __private::Validate::validate(self)
        }
        ///Whether the value breaks no rule.
        #[inline]
        #[must_use]
        pub fn is_valid(&self) -> __private::bool {
            __private::Validate::is_valid(self)
        }
        /**Checks every rule, also those that ask for the context.

# Errors
Every rule that the value breaks.*/
        pub fn validate_with(
            &self,
            context: &dyn __private::core::any::Any,
        ) -> __private::checks::Result {
            __private::Validate::validate_with(self, context)
        }
        fn __dunder_default_price() -> f64 {
            1.0
        }
        fn __dunder_check(&self, errors: &mut __private::Errors<'_>) {
            Self::whole(self, errors);
        }
        #[inline]
        fn __dunder_check_full_name(value: &String, errors: &mut __private::Errors<'_>) {
            errors
                .keep(
                    __private::checks::nonblank(&**value),
                    "fullName",
                    __private::rules::NONBLANK,
                );
            errors
                .keep(
                    __private::checks::chars(&**value, 1, 100),
                    "fullName",
                    __private::rules::Chars::<1, 100>::RULE,
                );
            if let __private::Some(violation) = __private::checks::Verdict::violation(
                quiet(value),
            ) {
                errors
                    .broken_own(
                        ("fullName", &[], "with"),
                        violation,
                        __private::Some("loud"),
                        __private::None,
                    );
            }
        }
        #[inline]
        fn __dunder_check_price(value: &f64, errors: &mut __private::Errors<'_>) {
            errors
                .keep(
                    (*value > 0.0),
                    "price",
                    const {
                        &__private::Rule::of(
                            "above",
                            &[("above", __private::Param::Float(0.0))],
                            "must cost more than {above}",
                        )
                    },
                );
        }
        #[inline]
        fn __dunder_check_tags(value: &Vec<String>, errors: &mut __private::Errors<'_>) {
            for (index_0, value) in __private::checks::each(value) {
                if !__private::checks::trimmed(&**value) {
                    errors
                        .broken_inside(
                            <Self as __private::Fields>::RULES,
                            &[2, 0, 0],
                            &[index_0],
                        );
                }
                if !match &**value {
                    "a" | "b" => true,
                    _ => false,
                } {
                    errors
                        .broken_inside(
                            <Self as __private::Fields>::RULES,
                            &[2, 0, 1],
                            &[index_0],
                        );
                }
                if errors.is_full() {
                    break;
                }
            }
            errors
                .keep(
                    __private::checks::length(value.len(), 0, LIMIT),
                    "tags",
                    const {
                        &__private::Rule {
                            code: "items",
                            params: &[("max", __private::checks::param::usize(LIMIT))],
                            template: "must have at most {max} items",
                            inner: &[],
                        }
                    },
                );
            errors
                .keep(
                    __private::checks::unique(value),
                    "tags",
                    __private::rules::UNIQUE,
                );
        }
        #[inline]
        fn __dunder_check_type(value: &Option<i8>, errors: &mut __private::Errors<'_>) {
            if let __private::None = value {
                errors
                    .broken_showing(
                        <Self as __private::Fields>::RULES,
                        &[3, 0],
                        &[],
                        value,
                    );
            }
            if let __private::Some(value) = value {
                if !((*value >= -1) && (*value < 1)) {
                    errors
                        .broken_showing(
                            <Self as __private::Fields>::RULES,
                            &[3, 1],
                            &[],
                            value,
                        );
                }
            }
        }
        #[inline]
        fn __dunder_check_inner(value: &T, errors: &mut __private::Errors<'_>) {
            errors.nested("inner", value);
        }
    }
};
///The fields of `Product` while `edit` changes them.
#[allow(missing_docs, private_interfaces)]
pub struct ProductDraft<T: Clone> {
    pub full_name: String,
    pub price: f64,
    pub tags: Vec<String>,
    pub r#type: Option<i8>,
    pub inner: T,
}
