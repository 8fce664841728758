//! What rules ask for beside bounds and texts: multiples, order, moments, rules with a name.
//!
#![doc = include_str!("../../../macros/doc/rule_alias.md")]

use core::cmp::Ordering;
use core::fmt::{self, Debug, Display};

use super::Errors;

/// A rule of your own for values of the type `T`, used as `rule = NAME`.
///
/// `#[rule_alias(..)]` makes one of other rules; implement it by hand for what they cannot say.
///
/// ```
/// use dunder::validated;
/// use dunder::validated::{Errors, RuleFor, Violation};
///
/// /// At most this many bits are set.
/// struct Bits(u32);
///
/// impl RuleFor<u64> for Bits {
///     fn check(&self, value: &u64, errors: &mut Errors<'_>) {
///         if value.count_ones() > self.0 {
///             errors.add("", Violation::new("bits", "has too many bits").param("max", self.0));
///         }
///     }
/// }
///
/// #[validated]
/// struct Mask {
///     #[validate(rule = Bits(2))]
///     bits: u64,
/// }
/// assert!(Mask::new(0b101).is_ok());
/// assert_eq!(Mask::new(0b111).err().unwrap().to_string(), "/bits: has too many bits");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no rule for `{T}`",
    label = "no `dunder::validated::RuleFor<{T}>`",
    note = "an alias without `for = TYPE` is for text; implement `RuleFor` for a rule of your own"
)]
pub trait RuleFor<T: ?Sized> {
    /// Adds a violation, at `""` or a field further in, for all that is wrong with the value.
    fn check(&self, value: &T, errors: &mut Errors<'_>);
}

/// Values that `past` and `future` compare with the clock.
#[diagnostic::on_unimplemented(
    message = "this rule needs a moment in time, `{Self}` is none",
    label = "needs a moment in time",
    note = "implement `dunder::validated::Moment` for a time type of your own"
)]
pub trait Moment {
    /// Where the moment is from now: `Less` in the past.
    fn relative_to_now(&self) -> Ordering;
}

#[cfg(feature = "std")]
impl Moment for std::time::SystemTime {
    fn relative_to_now(&self) -> Ordering {
        self.cmp(&Self::now())
    }
}

#[cfg(feature = "crud_api")]
impl Moment for jiff::Timestamp {
    fn relative_to_now(&self) -> Ordering {
        self.cmp(&Self::now())
    }
}

/// Whether a function of `with` finds nothing wrong.
pub fn agrees(verdict: impl super::kinds::Verdict) -> bool {
    verdict.violation().is_none()
}

/// Whether two fields are equal.
#[inline]
pub fn same<A: PartialEq<B> + ?Sized, B: ?Sized>(one: &A, other: &B) -> bool {
    one == other
}

/// Whether the moment was before now.
pub fn past<T: Moment + ?Sized>(value: &T) -> bool {
    value.relative_to_now() == Ordering::Less
}

/// Whether the moment is after now.
pub fn future<T: Moment + ?Sized>(value: &T) -> bool {
    value.relative_to_now() == Ordering::Greater
}

/// Numbers that `multiple_of` divides.
#[diagnostic::on_unimplemented(
    message = "this rule needs a number, `{Self}` is none",
    label = "needs a number"
)]
pub trait Multiple: Copy {
    /// Whether nothing is left when divided; nothing is a multiple of zero.
    fn is_multiple(self, of: Self) -> bool;
}

macro_rules! multiples {
    ($($ty:ty)+) => {
        $(impl Multiple for $ty {
            #[inline]
            fn is_multiple(self, of: Self) -> bool {
                of != 0 && self.wrapping_rem(of) == 0
            }
        })+
    };
}

multiples!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

macro_rules! fractions {
    ($($ty:ty)+) => {
        $(impl Multiple for $ty {
            /// As decimals mean it: 0.3 is a multiple of 0.1, though their binary forms are not.
            #[inline]
            fn is_multiple(self, of: Self) -> bool {
                let (left, of) = ((self % of).abs(), of.abs());
                let tolerance = (of * 1e-3).min((self.abs() + of) * 4.0 * <$ty>::EPSILON);
                left <= tolerance || of - left <= tolerance
            }
        })+
    };
}

fractions!(f32 f64);

/// Whether the number is a multiple of the other.
#[inline]
pub fn multiple_of<T: Multiple>(value: &T, of: T) -> bool {
    value.is_multiple(of)
}

/// Whether no element is less than the one before; one that compares with nothing, as NaN, is
/// sorted only alone.
pub fn sorted<'t, T: PartialOrd + 't>(values: impl IntoIterator<Item = &'t T>) -> bool {
    let mut values = values.into_iter();
    let Some(mut before) = values.next() else { return true };
    values.all(|value| core::mem::replace(&mut before, value) <= value)
}

/// The entries of `keys` and `values`.
#[inline]
pub fn entries<'t, K: 't, V: 't, M: IntoIterator<Item = (&'t K, &'t V)>>(values: M) -> M::IntoIter {
    values.into_iter()
}

/// A key of a map, which is part of a path: its text, or what `Debug` says where it has none.
pub struct Key<'t, K>(pub &'t K);

/// The answer of keys that are text.
pub trait KeyText<'t, K> {
    /// The key.
    fn shown(self) -> &'t K;
}

impl<'t, K: Display> KeyText<'t, K> for Key<'t, K> {
    #[inline]
    fn shown(self) -> &'t K {
        self.0
    }
}

/// The answer of others: tuples, `Option`s, enums.
pub trait KeyDebug<'t, K> {
    /// The key as text.
    fn shown(self) -> DebugKey<'t, K>;
}

impl<'t, K: Debug> KeyDebug<'t, K> for &Key<'t, K> {
    #[inline]
    fn shown(self) -> DebugKey<'t, K> {
        DebugKey(self.0)
    }
}

/// A key whose text is what `Debug` says.
pub struct DebugKey<'t, K>(&'t K);

impl<K: Debug> Display for DebugKey<'_, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The key of a map as a part of a path.
#[doc(hidden)]
#[macro_export]
macro_rules! __dunder_key {
    ($key:expr) => {{
        #[allow(unused_imports)]
        use $crate::__private::checks::{KeyDebug as _, KeyText as _};
        $crate::__private::checks::Key($key).shown()
    }};
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiples_are_what_decimals_mean() {
        assert!(multiple_of(&0.3, 0.1) && multiple_of(&1.1, 0.01) && multiple_of(&-2.5, 0.5));
        assert!(multiple_of(&0.0, 0.1) && multiple_of(&19.99_f32, 0.01));
        assert!(!multiple_of(&0.35, 0.1) && !multiple_of(&1.001, 0.01) && !multiple_of(&1.0, 0.0));
        for none in [f64::NAN, f64::INFINITY] {
            assert!(!multiple_of(&none, 1.0));
        }
        assert!(multiple_of(&i8::MIN, -1) && !multiple_of(&1, 0) && multiple_of(&9_u8, 3));
    }

    #[test]
    fn sorted_lets_equals_stand_and_stops_at_nan() {
        assert!(sorted(&[1, 1, 2]) && sorted::<u8>(&[]) && sorted(&[f64::NAN]));
        assert!(!sorted(&[2, 1]) && !sorted(&[1, 3, 2]) && !sorted(&[1.0, f64::NAN, 2.0]));
    }
}
