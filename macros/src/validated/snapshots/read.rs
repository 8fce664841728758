const _: () = {
    use ::dunder::__private;
    #[automatically_derived]
    impl __private::Validate for Login {
        #[inline]
        fn check(&self, _errors: &mut __private::Errors<'_>) {}
    }
    #[allow(dead_code, private_interfaces, clippy::ptr_arg)]
    impl Login {
        /**A new `Login`.

# Errors
Every rule that the values break.*/
        fn new(
            name: impl __private::Into<String>,
            password: impl __private::Into<String>,
        ) -> __private::checks::Result<Self> {
            __private::checks::accept(Self {
                name: __private::Into::into(name),
                password: __private::Into::into(password),
            })
        }
        /**Sets `name`.

# Errors
Every rule that the value breaks; the old value stays.*/
        #[inline]
        fn set_name(
            &mut self,
            value: impl __private::Into<String>,
        ) -> __private::checks::Result {
            self.name = __private::Into::into(value);
            __private::Ok(())
        }
        /**Sets `password`.

# Errors
Every rule that the value breaks; the old value stays.*/
        #[inline]
        fn set_password(
            &mut self,
            value: impl __private::Into<String>,
        ) -> __private::checks::Result {
            self.password = __private::Into::into(value);
            __private::Ok(())
        }
        ///The `name`.
        fn name(&self) -> &__private::str {
            &self.name
        }
        ///The `password`.
        fn password(&self) -> &__private::str {
            &self.password
        }
        /**Changes several fields at once, on a copy.

# Errors
Every rule that the outcome breaks; nothing has changed then.*/
        fn edit(
            &mut self,
            change: impl __private::core::ops::FnOnce(&mut LoginDraft),
        ) -> __private::checks::Result
        where
            for<'__any> Self: __private::Clone,
        {
            let copy = __private::Clone::clone(self);
            let mut draft = LoginDraft {
                name: copy.name,
                password: copy.password,
            };
            change(&mut draft);
            __private::checks::replace(
                self,
                Self {
                    name: draft.name,
                    password: draft.password,
                },
            )
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
    }
    #[derive(__private::serde::Deserialize)]
    #[serde(
        crate = ":: dunder :: __private :: serde",
        rename = "Login",
        expecting = "struct Login",
        default
    )]
    struct __Twin {
        #[serde(alias = "user")]
        name: String,
        #[serde(deserialize_with = ":: dunder :: __private :: reading :: read_secret")]
        password: String,
    }
    impl __private::Default for __Twin {
        fn default() -> Self {
            let made: Login = __private::Default::default();
            __Twin {
                name: made.name,
                password: made.password,
            }
        }
    }
    #[automatically_derived]
    impl<'__de> __private::reading::Late<'__de> for Login {
        fn late<D: __private::serde::Deserializer<'__de>>(
            deserializer: D,
        ) -> __private::Result<__private::reading::Held<Self>, D::Error> {
            match <__Twin as __private::serde::Deserialize<
                '__de,
            >>::deserialize(deserializer) {
                __private::Ok(twin) => {
                    __private::Ok(
                        __private::checks::accept(Self {
                            name: twin.name,
                            password: twin.password,
                        }),
                    )
                }
                __private::Err(fault) => {
                    __private::reading::caught(__private::Err(fault))
                }
            }
        }
    }
    #[automatically_derived]
    impl<'__de> __private::serde::Deserialize<'__de> for Login {
        fn deserialize<D: __private::serde::Deserializer<'__de>>(
            deserializer: D,
        ) -> __private::Result<Self, D::Error> {
            __private::reading::finish(deserializer)
        }
    }
};
///The fields of `Login` while `edit` changes them.
#[allow(missing_docs, private_interfaces)]
struct LoginDraft {
    name: String,
    password: String,
}
