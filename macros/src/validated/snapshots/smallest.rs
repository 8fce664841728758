const _: () = {
    use ::dunder::__private;
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
        fn new(_0: u8) -> __private::checks::Result<Self> {
            __private::checks::accept(Self { 0: _0 })
        }
        /**Sets `0`.

# Errors
Every rule that the value breaks; the old value stays.*/
        #[inline]
        fn set(&mut self, value: u8) -> __private::checks::Result {
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
        ) -> __private::checks::Result
        where
            for<'__any> Self: __private::Clone,
        {
            let copy = __private::Clone::clone(self);
            let mut draft = AgeDraft { 0: copy.0 };
            change(&mut draft);
            __private::checks::replace(self, Self { 0: draft.0 })
        }
        /**Checks every rule.

# Errors
Every rule that the value breaks.*/
        #[inline]
        fn validate(&self) -> __private::checks::Result {
            __private::Validate::validate(self)
        }
        ///Whether the value breaks no rule.
        #[inline]
        #[must_use]
        fn is_valid(&self) -> __private::bool {
            __private::Validate::is_valid(self)
        }
        #[inline]
        fn __dunder_check_0(value: &u8, errors: &mut __private::Errors<'_>) {
            errors.keep((*value <= 150), "0", __private::rules::Max::<150>::RULE);
        }
    }
    __private::refuse_deserialize!(Age);
};
///The fields of `Age` while `edit` changes them.
#[allow(missing_docs, private_interfaces)]
struct AgeDraft(u8);
