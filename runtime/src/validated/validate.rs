//! `Validate`: values that can say which of their rules they break.

use alloc::borrow::{Cow, ToOwned};
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet, VecDeque};
use alloc::rc::Rc;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::any::Any;
use core::fmt::Display;

use super::errors::{Found, Probe};
use super::{Errors, Invalid};

/// A value that can say which of its rules it breaks.
///
/// `#[validated]` implements it; implement it by hand for types that the macro cannot stand on.
///
/// ```
/// use dunder::validated::{Errors, Validate};
///
/// struct Even(u32);
/// impl Validate for Even {
///     fn check(&self, errors: &mut Errors<'_>) {
///         if self.0 % 2 != 0 {
///             errors.add("", "is odd");
///         }
///     }
/// }
/// assert_eq!(vec![Even(2), Even(3)].validate().unwrap_err().to_string(), "/1: is odd");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no rules that could be checked",
    label = "no `dunder::Validate` for `{Self}`",
    note = "put `#[validated]` on it, or implement `dunder::Validate` by hand"
)]
pub trait Validate {
    /// Adds a violation for every rule that the value breaks.
    fn check(&self, errors: &mut Errors<'_>);

    /// The verdict.
    ///
    /// # Errors
    /// [`Invalid`] with every rule that the value breaks.
    #[inline]
    fn validate(&self) -> Result<(), Invalid> {
        let mut found = Found::new();
        self.check(&mut found.errors());
        found.finish()
    }

    /// The verdict, also of the rules that ask for a context.
    ///
    /// # Errors
    /// [`Invalid`] with every rule that the value breaks; code `context` where a rule takes a
    /// context of another type.
    fn validate_with(&self, context: &dyn Any) -> Result<(), Invalid> {
        let mut found = Found::new();
        found.errors().with_context(context, |errors| self.check(errors));
        found.finish()
    }

    /// The verdict, also of the rules in these groups.
    ///
    /// # Errors
    /// [`Invalid`] with every rule that the value breaks.
    fn validate_groups(&self, groups: &[&str]) -> Result<(), Invalid> {
        let mut found = Found::new();
        found.errors().with_groups(groups, |errors| self.check(errors));
        found.finish()
    }

    /// Whether the value breaks no rule; allocates nothing.
    #[inline]
    fn is_valid(&self) -> bool {
        let mut found = Probe::new();
        self.check(&mut found.errors());
        found.is_clean()
    }
}

macro_rules! forward {
    ($($(#[$attr:meta])* [$($generics:tt)*] $ty:ty;)+) => {
        $($(#[$attr])* impl<$($generics)*> Validate for $ty {
            #[inline]
            fn check(&self, errors: &mut Errors<'_>) {
                (**self).check(errors);
            }
        })+
    };
}

forward! {
    [T: Validate + ?Sized] &T;
    [T: Validate + ?Sized] &mut T;
    [T: Validate + ?Sized] Box<T>;
    [T: Validate + ?Sized] Rc<T>;
    [T: Validate + ?Sized] Arc<T>;
    [T: Validate + ToOwned + ?Sized] Cow<'_, T>;
    [T: Validate] Vec<T>;
}

impl<T: Validate> Validate for Option<T> {
    #[inline]
    fn check(&self, errors: &mut Errors<'_>) {
        if let Some(value) = self {
            value.check(errors);
        }
    }
}

macro_rules! lists {
    ($($(#[$attr:meta])* [$($generics:tt)*] $ty:ty;)+) => {
        $($(#[$attr])* impl<T: Validate, $($generics)*> Validate for $ty {
            #[inline]
            fn check(&self, errors: &mut Errors<'_>) {
                errors.each(self.iter(), |value, errors| value.check(errors));
            }
        })+
    };
}

impl<T: Validate> Validate for [T] {
    #[inline]
    fn check(&self, errors: &mut Errors<'_>) {
        errors.each_of(self, T::check);
    }
}

impl<T: Validate, const N: usize> Validate for [T; N] {
    #[inline]
    fn check(&self, errors: &mut Errors<'_>) {
        self.as_slice().check(errors);
    }
}

lists! {
    [] VecDeque<T>;
    [] BTreeSet<T>;
    #[cfg(feature = "std")] [S] std::collections::HashSet<T, S>;
}

macro_rules! maps {
    ($($(#[$attr:meta])* [$($generics:tt)*] $ty:ty;)+) => {
        $($(#[$attr])* impl<K: Display, V: Validate, $($generics)*> Validate for $ty {
            #[inline]
            fn check(&self, errors: &mut Errors<'_>) {
                for (key, value) in self {
                    errors.shown_key(key, |errors| value.check(errors));
                    if errors.is_full() {
                        break;
                    }
                }
            }
        })+
    };
}

maps! {
    [] BTreeMap<K, V>;
    #[cfg(feature = "std")] [S] std::collections::HashMap<K, V, S>;
}

macro_rules! tuples {
    ($($($ty:ident $index:tt),+;)+) => {
        $(impl<$($ty: Validate),+> Validate for ($($ty,)+) {
            #[inline]
            fn check(&self, errors: &mut Errors<'_>) {
                $(errors.index($index, |errors| self.$index.check(errors));)+
            }
        })+
    };
}

tuples! {
    A 0;
    A 0, B 1;
    A 0, B 1, C 2;
    A 0, B 1, C 2, D 3;
    A 0, B 1, C 2, D 3, E 4;
    A 0, B 1, C 2, D 3, E 4, F 5;
}
