//! Reading through the rules: what `Deserialize` and `from_json` call.

#[cfg(feature = "serde")]
mod containers;
#[cfg(feature = "json")]
pub mod json;
#[cfg(feature = "serde")]
mod late;
#[cfg(feature = "json")]
mod parse;
#[cfg(feature = "json")]
mod tree;

#[cfg(feature = "serde")]
pub use late::{
    Borrowed, ByItself, ByNothing, ByRules, Held, How, Late, Plain, Secret, Slot, Way, caught,
    finish, read_secret,
};

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

    #[cfg(feature = "serde")]
    impl<T: serde::de::DeserializeOwned> Probe<T> {
        /// Whether `T` can be read.
        pub const IS_READ: bool = true;
    }
}

/// Says how a field of this type is read: with its violations apart where its type has rules that
/// can be told apart, known by the traits it has, by itself otherwise.
#[doc(hidden)]
#[macro_export]
macro_rules! __dunder_reads {
    ($name:ident, $ty:ty, $read:ident) => {
        struct $name;
        impl<'__de> $crate::validated::reading::How<'__de, $ty> for $name {
            fn read<D: $crate::__private::serde::Deserializer<'__de>>(
                deserializer: D,
            ) -> $crate::__private::Result<$crate::validated::reading::Held<$ty>, D::Error> {
                #[allow(unused_imports)]
                use $crate::validated::reading::{ByItself as _, ByNothing as _, ByRules as _};
                (&&$crate::validated::reading::Way::<$ty>::NEW).$read(deserializer)
            }
        }
    };
}
