//! Reading through the rules: what `Deserialize` calls.

#[cfg(feature = "serde")]
pub use with_serde::{probe, read, read_secret};

#[cfg(feature = "serde")]
mod with_serde {
    use crate::validated::Validate;

    /// What a deserializer read, if it breaks no rule.
    ///
    /// # Errors
    /// The report, as the deserializer's error.
    pub fn read<T: Validate, E: serde::de::Error>(made: T) -> Result<T, E> {
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
