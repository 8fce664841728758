//! The rules' checks, and what else expansions call: plain functions that inline to comparisons.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::cmp::Ordering;

use super::errors::Found;
use super::{Errors, Invalid, Validate, Violation};

/// Up to this many elements are compared pairwise, which needs no memory.
const FEW: usize = 24;

/// The value, if it breaks no rule.
///
/// # Errors
/// [`Invalid`] with every broken rule.
#[inline]
pub fn accept<T: Validate>(made: T) -> Result<T, Invalid> {
    match made.validate() {
        Ok(()) => Ok(made),
        Err(invalid) => Err(invalid),
    }
}

/// Sets a field, if the value breaks none of its rules.
///
/// # Errors
/// [`Invalid`] with every broken rule; the old value stays.
#[inline]
pub fn set<T>(
    slot: &mut T,
    value: T,
    check: impl FnOnce(&T, &mut Errors<'_>),
) -> Result<(), Invalid> {
    let mut found = Found::new();
    check(&value, &mut found.errors());
    match found.finish() {
        Ok(()) => {
            *slot = value;
            Ok(())
        }
        Err(invalid) => Err(invalid),
    }
}

/// Sets a field of a struct that has rules over several fields.
///
/// # Errors
/// [`Invalid`] with every broken rule; the old value stays, also when a check panics.
pub fn set_within<S, T>(
    owner: &mut S,
    slot: fn(&mut S) -> &mut T,
    value: T,
    check: impl FnOnce(&T, &mut Errors<'_>),
    whole: fn(&S, &mut Errors<'_>),
) -> Result<(), Invalid> {
    /// Puts the old value back when it goes, unless told to keep the new one.
    struct Undo<'a, S, T> {
        owner: &'a mut S,
        slot: fn(&mut S) -> &mut T,
        old: Option<T>,
    }
    impl<S, T> Drop for Undo<'_, S, T> {
        fn drop(&mut self) {
            if let Some(old) = self.old.take() {
                *(self.slot)(self.owner) = old;
            }
        }
    }
    let mut found = Found::new();
    check(&value, &mut found.errors());
    let old = Some(core::mem::replace(slot(owner), value));
    let mut undo = Undo { owner, slot, old };
    whole(undo.owner, &mut found.errors());
    found.finish()?;
    undo.old = None;
    Ok(())
}

/// What a deserializer read, if it breaks no rule.
///
/// # Errors
/// The report, as the deserializer's error.
#[cfg(feature = "serde")]
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
#[cfg(feature = "serde")]
pub fn read_secret<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: serde::Deserialize<'de>,
{
    T::deserialize(deserializer)
        .map_err(|_| serde::de::Error::custom("a secret value of the wrong type"))
}

/// Whether a type is read past its rules, by a derive that stands above `#[validated]`.
#[cfg(feature = "serde")]
pub mod probe {
    /// The question.
    pub struct Probe<T>(core::marker::PhantomData<T>);

    /// The answer where the inherent one does not apply.
    pub trait Otherwise {
        /// Whether `T` can be read.
        const IS_READ: bool = false;
    }

    impl<T> Otherwise for Probe<T> {}

    impl<T: serde::de::DeserializeOwned> Probe<T> {
        /// Whether `T` can be read.
        pub const IS_READ: bool = true;
    }
}

/// Values that `chars`, `email` and the other rules for text read.
#[diagnostic::on_unimplemented(
    message = "this rule needs text, `{Self}` is none",
    label = "needs text",
    note = "implement `dunder::validated::Text` for a text type of your own"
)]
pub trait Text {
    /// The text.
    fn text(&self) -> &str;
}

impl Text for str {
    #[inline]
    fn text(&self) -> &str {
        self
    }
}

impl Text for String {
    #[inline]
    fn text(&self) -> &str {
        self
    }
}

macro_rules! text_behind {
    ($($ty:ty),+) => {
        $(impl<T: Text + ?Sized> Text for $ty {
            #[inline]
            fn text(&self) -> &str {
                (**self).text()
            }
        })+
    };
}

text_behind!(&T, Box<T>, Rc<T>, Arc<T>);

impl Text for Cow<'_, str> {
    #[inline]
    fn text(&self) -> &str {
        self
    }
}

/// Values that `positive`, `negative`, `nonzero` and `finite` read.
#[diagnostic::on_unimplemented(
    message = "this rule needs a number, `{Self}` is none",
    label = "needs a number",
    note = "implement `dunder::validated::Number` for a number type of your own"
)]
pub trait Number {
    /// Where the number is from zero; nothing for NaN.
    fn sign(&self) -> Option<Ordering>;
    /// Whether it is neither infinite nor NaN.
    fn is_finite(&self) -> bool {
        true
    }
}

macro_rules! whole_numbers {
    ($($ty:ty)+) => {
        $(impl Number for $ty {
            #[inline]
            fn sign(&self) -> Option<Ordering> {
                Some(self.cmp(&0))
            }
        })+
    };
}

whole_numbers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

macro_rules! fractions {
    ($($ty:ty)+) => {
        $(impl Number for $ty {
            #[inline]
            fn sign(&self) -> Option<Ordering> {
                self.partial_cmp(&0.0)
            }
            #[inline]
            fn is_finite(&self) -> bool {
                <$ty>::is_finite(*self)
            }
        })+
    };
}

fractions!(f32 f64);

impl Number for core::time::Duration {
    fn sign(&self) -> Option<Ordering> {
        Some(self.cmp(&Self::ZERO))
    }
}

/// Whether the number is above zero; NaN is not.
#[inline]
pub fn positive<T: Number + ?Sized>(value: &T) -> bool {
    value.sign() == Some(Ordering::Greater)
}

/// Whether the number is below zero; NaN is not.
#[inline]
pub fn negative<T: Number + ?Sized>(value: &T) -> bool {
    value.sign() == Some(Ordering::Less)
}

/// Whether the number is another than zero; NaN is no number.
#[inline]
pub fn nonzero<T: Number + ?Sized>(value: &T) -> bool {
    positive(value) || negative(value)
}

/// Whether the number is neither infinite nor NaN.
#[inline]
pub fn finite<T: Number + ?Sized>(value: &T) -> bool {
    value.is_finite()
}

/// Values that `min`, `max`, `above`, `below` and `range` compare.
#[diagnostic::on_unimplemented(
    message = "this rule needs values that can be compared, `{Self}` cannot",
    label = "cannot be compared",
    note = "implement `PartialOrd` for it"
)]
pub trait Ordered: PartialOrd {}

#[diagnostic::do_not_recommend]
impl<T: PartialOrd + ?Sized> Ordered for T {}

/// `value`, known to be comparable: the compiler names the rule if it is not.
#[inline]
pub fn ordered<T: Ordered>(value: &T) -> &T {
    value
}

/// Values that `items` counts.
#[diagnostic::on_unimplemented(
    message = "this rule needs a list or a map, `{Self}` is none",
    label = "needs a list or a map",
    note = "`chars(..)` and `bytes(..)` are for text"
)]
pub trait Items {
    /// How many.
    fn items(&self) -> usize;
}

macro_rules! counted {
    ($($(#[$attr:meta])* [$($generics:tt)*] $ty:ty;)+) => {
        $($(#[$attr])* impl<$($generics)*> Items for $ty {
            #[inline]
            fn items(&self) -> usize {
                self.len()
            }
        })+
    };
}

counted! {
    [T] [T];
    [T, const N: usize] [T; N];
    [T] Vec<T>;
    [T] Box<[T]>;
    [T] &[T];
    [T] alloc::collections::VecDeque<T>;
    [T] alloc::collections::BTreeSet<T>;
    [K, V] alloc::collections::BTreeMap<K, V>;
    #[cfg(feature = "std")] [T, S] std::collections::HashSet<T, S>;
    #[cfg(feature = "std")] [K, V, S] std::collections::HashMap<K, V, S>;
}

/// Values that `nonempty` reads.
#[diagnostic::on_unimplemented(
    message = "this rule needs text, a list or a map, `{Self}` is none",
    label = "cannot be empty"
)]
pub trait Size {
    /// Whether anything is in it.
    fn is_filled(&self) -> bool;
}

macro_rules! sized {
    ($($(#[$attr:meta])* [$($generics:tt)*] $ty:ty;)+) => {
        $($(#[$attr])* impl<$($generics)*> Size for $ty {
            #[inline]
            fn is_filled(&self) -> bool {
                !self.is_empty()
            }
        })+
    };
}

sized! {
    [] str;
    [] &str;
    [] String;
    [] Cow<'_, str>;
    [] Box<str>;
    [] Rc<str>;
    [] Arc<str>;
    [T] [T];
    [T, const N: usize] [T; N];
    [T] Vec<T>;
    [T] Box<[T]>;
    [T] &[T];
    [T] alloc::collections::VecDeque<T>;
    [T] alloc::collections::BTreeSet<T>;
    [K, V] alloc::collections::BTreeMap<K, V>;
    #[cfg(feature = "std")] [T, S] std::collections::HashSet<T, S>;
    #[cfg(feature = "std")] [K, V, S] std::collections::HashMap<K, V, S>;
}

/// What a function of `with = path` may return.
#[diagnostic::on_unimplemented(
    message = "a function of `with` returns `Result<(), impl Into<Violation>>` or `bool`, this one \
               returns `{Self}`",
    label = "not a verdict"
)]
pub trait Verdict {
    /// What is wrong, if anything is.
    fn violation(self) -> Option<Violation>;
}

impl Verdict for bool {
    #[inline]
    fn violation(self) -> Option<Violation> {
        if self { None } else { Some(Violation::from("is invalid")) }
    }
}

impl<E: Into<Violation>> Verdict for Result<(), E> {
    #[inline]
    fn violation(self) -> Option<Violation> {
        self.err().map(Into::into)
    }
}

/// The elements of `each`, with their indexes.
#[inline]
pub fn each<I: IntoIterator>(values: I) -> core::iter::Enumerate<I::IntoIter> {
    values.into_iter().enumerate()
}

/// Whether the text has this many characters (Unicode scalar values). The number of bytes decides
/// first: a character is 1 to 4 of them.
#[inline]
pub fn chars(text: &str, min: usize, max: usize) -> bool {
    let bytes = text.len();
    if bytes < min || bytes.div_ceil(4) > max {
        return false;
    }
    if bytes <= max && bytes.div_ceil(4) >= min {
        return true;
    }
    let chars = text.chars().count();
    min <= chars && chars <= max
}

/// Whether a length is in the interval.
#[inline]
pub const fn length(length: usize, min: usize, max: usize) -> bool {
    min <= length && length <= max
}

/// Whether something but white space is in the text.
#[inline]
pub fn nonblank(text: &str) -> bool {
    match text.as_bytes().first() {
        Some(b'!'..=b'~') => true,
        _ => !text.trim_start().is_empty(),
    }
}

/// Whether the text neither begins nor ends with white space.
#[inline]
pub fn trimmed(text: &str) -> bool {
    text.trim().len() == text.len()
}

/// Whether the text starts so.
#[inline]
pub fn starts_with(text: &str, expected: &str) -> bool {
    text.starts_with(expected)
}

/// Whether the text ends so.
#[inline]
pub fn ends_with(text: &str, expected: &str) -> bool {
    text.ends_with(expected)
}

/// Whether the text holds this text.
#[inline]
pub fn contains(text: &str, expected: &str) -> bool {
    text.contains(expected)
}

/// Whether the text is letters and digits of any script.
#[inline]
pub fn alphanumeric(text: &str) -> bool {
    text.chars().all(char::is_alphanumeric)
}

/// Whether the text is `0` to `9` only.
#[inline]
pub fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether no element is there twice: at most 24 elements pairwise, more of them sorted.
#[inline]
pub fn unique<'t, T: Ord + 't>(values: impl IntoIterator<Item = &'t T, IntoIter: Clone>) -> bool {
    let mut rest = values.into_iter();
    let all = rest.clone();
    if all.clone().nth(FEW).is_some() {
        return sorted_unique(all.collect());
    }
    while let Some(value) = rest.next() {
        if rest.clone().any(|other| other == value) {
            return false;
        }
    }
    true
}

fn sorted_unique<T: Ord>(mut values: Vec<&T>) -> bool {
    values.sort_unstable();
    values.windows(2).all(|pair| pair.first() != pair.last())
}

/// Whether the text is an e-mail address as HTML's `<input type=email>` reads it, of a length
/// that mail servers take (RFC 5321 4.5.3.1: 64 bytes before the `@`, 254 in all).
pub fn email(text: &str) -> bool {
    if text.len() > 254 {
        return false;
    }
    let bytes = text.as_bytes();
    let is_local = |byte: &u8| LOCAL[usize::from(*byte)];
    let at = bytes.iter().take_while(|byte| is_local(byte)).count();
    let (1..=64, Some((b'@', mut domain))) = (at, bytes.get(at..).and_then(<[u8]>::split_first))
    else {
        return false;
    };
    loop {
        let label = domain.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count();
        if !(1..=63).contains(&label) || domain[0] == b'-' || domain[label - 1] == b'-' {
            return false;
        }
        match domain.get(label..).and_then(<[u8]>::split_first) {
            None => return true,
            Some((b'.', rest)) => domain = rest,
            Some(_) => return false,
        }
    }
}

/// What may stand before the `@`.
static LOCAL: [bool; 256] = {
    let mut table = [false; 256];
    let special = b".!#$%&'*+/=?^_`{|}~-";
    let mut i = 0;
    while i < special.len() {
        table[special[i] as usize] = true;
        i += 1;
    }
    let mut byte = 0_u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            table[byte as usize] = true;
        }
        byte += 1;
    }
    table
};

/// Bounds as parameters, in constants.
pub mod param {
    use super::super::Param;

    macro_rules! params {
        ($($variant:ident: $($ty:ident)+;)+) => {
            $($(
                /// A bound of this type.
                #[must_use]
                pub const fn $ty(value: $ty) -> Param {
                    Param::$variant(value as _)
                }
            )+)+
        };
    }

    params! {
        Int: i8 i16 i32 i64 i128 isize u8 u16 u32 u64 usize;
        Float: f32 f64;
    }

    /// A bound of this type.
    #[must_use]
    pub const fn bool(value: bool) -> Param {
        Param::Bool(value)
    }

    /// A bound of this type.
    #[must_use]
    pub const fn u128(value: u128) -> Param {
        if value > i128::MAX as u128 { Param::Uint(value) } else { Param::Int(value.cast_signed()) }
    }

    /// A text, or a bound as it was written.
    #[must_use]
    pub const fn str(value: &'static str) -> Param {
        Param::text(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_address_is_what_html_says() {
        for good in ["a@b", "alice.o'neil+tag@mail.example.com", "x@1-2.de", "~@a.b.c"] {
            assert!(email(good), "{good}");
        }
        let (local, label) = ("l".repeat(65), "d".repeat(64));
        let long = [format!("{local}@b"), format!("a@{label}"), format!("a@{}b", "b.".repeat(150))];
        let bad = ["", "@", "a@", "@b", "a b@c", "a@b c", "a@-b", "a@b-", "a@b..c", "a@.b", "a@b."];
        let bad = bad.iter().copied().chain(["a@ü.de", "ü@a.de", "a@b@c", "a@[127.0.0.1]"]);
        for bad in bad.chain(long.iter().map(String::as_str)) {
            assert!(!email(bad), "{bad}");
        }
    }

    #[test]
    fn characters_are_counted_as_if_every_one_were() {
        for text in ["", "a", "ab", "ü", "👨‍👩‍👧‍👦", "日本語", &"é".repeat(50)]
        {
            let count = text.chars().count();
            for min in 0..60 {
                for max in min..60 {
                    let expected = (min..=max).contains(&count);
                    assert_eq!(chars(text, min, max), expected, "{text} {min} {max}");
                }
            }
            assert!(chars(text, 0, usize::MAX));
        }
    }

    #[test]
    fn unique_holds_for_short_and_long_lists() {
        let long: Vec<u32> = (0..1000).collect();
        assert!(unique(&long) && unique(&long[..24]) && unique(&long[..25]));
        let twice: Vec<u32> = long.iter().copied().chain([7]).collect();
        assert!(!unique(&twice) && !unique(&[1, 2, 1]) && unique::<u32>(&[]));
    }
}
