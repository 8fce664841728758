pub struct User {
    pub email: String,
    pub age: u8,
}
#[automatically_derived]
impl ::dunder::__private::Validate for User {
    #[inline]
    fn check(&self, errors: &mut ::dunder::__private::Errors<'_>) {
        errors
            .keep(
                ::dunder::__private::checks::email(&self.email),
                "email",
                ::dunder::__private::rules::EMAIL,
            );
        errors
            .keep_numbers(
                self.age >= 0 && self.age <= 150,
                "age",
                ::dunder::__private::rules::numbered::Range,
                0,
                150,
            );
    }
}
#[allow(dead_code)]
impl User {
    /**Checks every rule.

# Errors
Every rule that the value breaks.*/
    #[inline]
    pub fn validate(&self) -> ::dunder::__private::Checked {
        ::dunder::__private::Validate::validate(self)
    }
    /// Whether the value breaks no rule.
    #[inline]
    #[must_use]
    pub fn is_valid(&self) -> ::dunder::__private::bool {
        ::dunder::__private::Validate::is_valid(self)
    }
}
const _: () = {
    use ::dunder::__private::{self, Otherwise as _};
    const _: () = __private::refuse(__private::Probe::<User>::IS_READ);
};
