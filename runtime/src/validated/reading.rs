//! Reading through the rules: what `Deserialize` calls.

#[cfg(feature = "serde")]
pub use with_serde::{Nested, Verdict, probe, read, read_nested, read_secret, verdict};

#[cfg(feature = "serde")]
mod with_serde {
    use core::any::type_name;
    use core::marker::PhantomData;

    use crate::validated::Validate;

    #[cfg(feature = "std")]
    std::thread_local! {
        /// The type whose values the struct around them will check, while they are read.
        static LEFT: core::cell::Cell<Option<&'static str>> = const { core::cell::Cell::new(None) };
    }

    /// Leaves the verdict on values of a type to the struct around them, or on none; tells which
    /// type it was.
    #[cfg(feature = "std")]
    fn leave(ty: Option<&'static str>) -> Option<&'static str> {
        LEFT.replace(ty)
    }

    /// Without threads' own variables every struct gives its own verdict.
    #[cfg(not(feature = "std"))]
    fn leave(_: Option<&'static str>) -> Option<&'static str> {
        None
    }

    /// Who gives the verdict on a value that is being read; what it reads inside is asked anew.
    pub struct Verdict {
        before: Option<&'static str>,
        is_left: bool,
    }

    /// The verdict on a `T`.
    #[must_use]
    pub fn verdict<T: ?Sized>() -> Verdict {
        let before = leave(None);
        Verdict { before, is_left: before.is_some_and(|ty| ty == type_name::<T>()) }
    }

    impl Drop for Verdict {
        fn drop(&mut self) {
            leave(self.before);
        }
    }

    /// A field with values of `L` in it, on which the struct around gives the verdict.
    pub struct Nested<T, L>(pub T, PhantomData<L>);

    impl<T, L> From<T> for Nested<T, L> {
        fn from(value: T) -> Self {
            Self(value, PhantomData)
        }
    }

    impl<T: Default, L> Default for Nested<T, L> {
        fn default() -> Self {
            T::default().into()
        }
    }

    impl<'de, T: serde::Deserialize<'de>, L> serde::Deserialize<'de> for Nested<T, L> {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            read_nested::<D, T, L>(deserializer).map(Self::from)
        }
    }

    /// Reads a field with values of `L` in it, on which the struct around gives the verdict.
    ///
    /// # Errors
    /// Those of the field's type, but for broken rules of an `L`.
    pub fn read_nested<'de, D, T, L>(deserializer: D) -> Result<T, D::Error>
    where
        D: serde::Deserializer<'de>,
        T: serde::Deserialize<'de>,
    {
        let before = leave(Some(type_name::<L>()));
        let _restored = Verdict { before, is_left: false };
        T::deserialize(deserializer)
    }

    /// What a deserializer read, if it breaks no rule.
    ///
    /// # Errors
    /// The report, as the deserializer's error.
    // the verdict lives as long as the check, so that what rules read is asked anew too
    #[expect(clippy::needless_pass_by_value, reason = "it ends here")]
    pub fn read<T: Validate, E: serde::de::Error>(verdict: Verdict, made: T) -> Result<T, E> {
        if verdict.is_left {
            return Ok(made);
        }
        match made.validate() {
            Ok(()) => Ok(made),
            Err(invalid) => Err(E::custom(invalid)),
        }
    }

    /// Reads a field whose value no error may tell.
    ///
    /// # Errors
    /// That the value is of another type, without the value.
    pub fn read_secret<'de, D, T>(deserializer: D) -> Result<T, D::Error>
    where
        D: serde::Deserializer<'de>,
        T: serde::Deserialize<'de>,
    {
        T::deserialize(deserializer)
            .map_err(|_| serde::de::Error::custom("a secret value of the wrong type"))
    }

    /// Whether a type is read past its rules, by a derive that stands above `#[validated]`.
    pub mod probe {
        /// The question.
        pub struct Probe<T>(core::marker::PhantomData<T>);

        /// The answer where the inherent one does not apply.
        pub trait Otherwise {
            /// Whether `T` can be read.
            const IS_READ: bool = false;
        }

        impl<T> Otherwise for Probe<T> {}

        /// Stops the build where a struct with rules can be read past them.
        #[track_caller]
        pub const fn refuse(is_read: bool) {
            assert!(
                !is_read,
                "serde would read this past its rules: move `#[derive(Deserialize)]` below \
                 `#[validated]`, or write `#[validated(deserialize = \"own\")]` for an impl by hand",
            );
        }

        impl<T: serde::de::DeserializeOwned> Probe<T> {
            /// Whether `T` can be read.
            pub const IS_READ: bool = true;
        }
    }
}

/// Refuses a struct with rules that serde reads past them.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! __dunder_refuse_deserialize {
    ($ty:ident) => {
        const _: () = {
            use $crate::validated::reading::probe::{Otherwise as _, Probe, refuse};
            refuse(Probe::<$ty>::IS_READ);
        };
    };
}

/// Nothing can be read without serde.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __dunder_refuse_deserialize {
    ($ty:ident) => {};
}
