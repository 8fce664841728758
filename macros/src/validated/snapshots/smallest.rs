const _: () = {
    use ::dunder::__private;
    #[automatically_derived]
    impl __private::Fields for Age {
        const CROSS: __private::core::primitive::bool = false;
        const RULES: __private::Rules = &[("0", &[__private::rules::Max::<150>::RULE])];
    }
    #[automatically_derived]
    impl __private::Validate for Age {
        #[inline]
        fn check(&self, errors: &mut __private::Errors<'_>) {
            Self::__dunder_check_0(&self.0, errors);
        }
    }
    #[allow(dead_code, private_interfaces, clippy::ptr_arg)]
    impl Age {
        /**A new `Age`.

# Errors
Every rule that the values break.*/
        fn new(_0: u8) -> __private::Result<Self, __private::Invalid> {
            __private::checks::accept(Self { 0: _0 })
        }
        /**Sets `0`.

# Errors
Every rule that the value breaks; the old value stays.*/
        #[inline]
        fn set(&mut self, value: u8) -> __private::Result<(), __private::Invalid> {
            __private::checks::set(&mut self.0, value, Self::__dunder_check_0)
        }
        ///The `0`.
        fn get(&self) -> u8 {
            self.0
        }
        /**Changes several fields at once, on a copy.

# Errors
Every rule that the outcome breaks; nothing has changed then.*/
        fn edit(
            &mut self,
            change: impl __private::core::ops::FnOnce(&mut AgeDraft),
        ) -> __private::Result<(), __private::Invalid>
        where
            for<'__any> Self: __private::Clone,
        {
            let copy = __private::Clone::clone(self);
            let mut draft = AgeDraft { 0: copy.0 };
            change(&mut draft);
            match __private::checks::accept(Self { 0: draft.0 }) {
                __private::Ok(made) => {
                    *self = made;
                    __private::Ok(())
                }
                __private::Err(invalid) => __private::Err(invalid),
            }
        }
        /**Checks every rule.

# Errors
Every rule that the value breaks.*/
        #[inline]
        fn validate(&self) -> __private::Result<(), __private::Invalid> {
            __private::Validate::validate(self)
        }
        /// Whether the value breaks no rule.
        #[inline]
        #[must_use]
        fn is_valid(&self) -> __private::core::primitive::bool {
            __private::Validate::is_valid(self)
        }
        #[inline]
        fn __dunder_check_0(value: &u8, errors: &mut __private::Errors<'_>) {
            errors.keep::<Self>((*value <= 150), 0, 0);
        }
    }
    __private::refuse_deserialize!(Age);
};
///The fields of `Age` while `edit` changes them.
#[allow(private_interfaces)]
struct AgeDraft(
    ///The `0`.
    u8,
);
