//! The rules' checks, and what else expansions call: plain functions that inline to comparisons.

use alloc::vec::Vec;
use core::any::Any;
use core::cmp::Ordering;

pub use super::Result;
pub use super::composed::{Key, KeyDebug, KeyText};
pub use super::composed::{agrees, entries, future, multiple_of, past, same, sorted};
use super::errors::{Found, Probe, unlikely};
pub use super::kinds::{Items, Number, Size, Text, Verdict, Wrong};
pub use super::later;
pub use super::param;
use super::{Errors, Validate};

/// Up to this many elements are compared pairwise, which needs no memory.
const FEW: usize = 24;

/// The value, if it breaks no rule.
///
/// # Errors
/// `Invalid` with every broken rule.
#[inline(always)]
#[expect(clippy::inline_always, reason = "a call would move the value there and back")]
pub fn accept<T: Validate>(made: T) -> Result<T> {
    // where it is returned from, so that a value that keeps its rules is not moved after its check
    let mut held = Ok(made);
    if let Ok(made) = &held
        && let Err(invalid) = made.validate()
    {
        unlikely();
        held = Err(invalid);
    }
    held
}

/// The value, if it breaks no rule, also of those that ask for the context.
///
/// # Errors
/// `Invalid` with every broken rule.
pub fn accept_in<T: Validate>(made: T, context: &dyn Any) -> Result<T> {
    made.validate_with(context)?;
    Ok(made)
}

/// Puts a value in another's place, if it breaks no rule.
///
/// # Errors
/// `Invalid` with every broken rule; the old value stays.
#[inline]
pub fn replace<T: Validate>(slot: &mut T, made: T) -> Result {
    *slot = accept(made)?;
    Ok(())
}

/// The check of a field.
type Check<T> = fn(&T, &mut Errors<'_>);

/// Sets a field whose rules are plain comparisons, if the value breaks none of them.
///
/// # Errors
/// `Invalid` with every broken rule; the old value stays.
#[inline]
pub fn set<T>(slot: &mut T, value: T, check: Check<T>) -> Result {
    let mut found = Probe::new();
    check(&value, &mut found.errors());
    if found.is_clean() {
        *slot = value;
        return Ok(());
    }
    // once more, for the report: the rules cost less than a place for it that is rarely used
    report(value, check)
}

/// Checks the value of a field that a descriptor is about to set, whose rules are plain
/// comparisons: once for the verdict, and again for the report.
///
/// # Errors
/// `Invalid` with every broken rule.
#[inline]
pub fn check_twice<T>(value: &T, rules: Check<T>) -> Result {
    let mut found = Probe::new();
    rules(value, &mut found.errors());
    if found.is_clean() { Ok(()) } else { recheck(value, rules) }
}

#[cold]
#[inline(never)]
fn recheck<T>(value: &T, rules: Check<T>) -> Result {
    check(value, rules)
}

/// Checks the value of a field that a descriptor is about to set.
///
/// # Errors
/// `Invalid` with every broken rule.
#[inline]
pub fn check<T>(value: &T, check: Check<T>) -> Result {
    let mut found = Found::new();
    check(value, &mut found.errors());
    found.finish()
}

/// Sets a field that functions of the user check too, which are called once.
///
/// # Errors
/// `Invalid` with every broken rule; the old value stays.
#[inline]
pub fn set_once<T>(slot: &mut T, value: T, check: Check<T>) -> Result {
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

/// Sets a field from what becomes its value, if that breaks none of its plain comparisons.
///
/// # Errors
/// `Invalid` with every broken rule; the old value stays.
#[inline]
pub fn set_into<T>(slot: &mut T, value: impl Into<T>, check: Check<T>) -> Result {
    set(slot, value.into(), check)
}

/// Sets a field from what becomes its value, if functions of the user find no fault in it.
///
/// # Errors
/// `Invalid` with every broken rule; the old value stays.
#[inline]
pub fn set_once_into<T>(slot: &mut T, value: impl Into<T>, check: Check<T>) -> Result {
    set_once(slot, value.into(), check)
}

/// Sets a field that has no rules.
///
/// # Errors
/// None.
#[inline]
pub fn put<T>(slot: &mut T, value: T) -> Result {
    *slot = value;
    Ok(())
}

/// Sets a field that has no rules from what becomes its value.
///
/// # Errors
/// None.
#[inline]
pub fn put_into<T>(slot: &mut T, value: impl Into<T>) -> Result {
    put(slot, value.into())
}

/// The report of a value, which it takes so that the value needs no place in memory before.
#[cold]
#[inline(never)]
fn report<T>(value: T, check: Check<T>) -> Result {
    let mut found = Found::new();
    check(&value, &mut found.errors());
    found.finish()
}

/// Sets a field of a struct that has rules over several fields.
///
/// # Errors
/// `Invalid` with every broken rule; the old value stays, also when a check panics.
pub fn set_within<S, T>(
    owner: &mut S,
    slot: fn(&mut S) -> &mut T,
    value: T,
    check: Check<T>,
    whole: Check<S>,
) -> Result {
    set_inside(owner, slot, value, check, whole, None)
}

/// Sets a field, also by the rules that ask for the context.
///
/// # Errors
/// `Invalid` with every broken rule; the old value stays, also when a check panics.
pub fn set_in<S, T>(
    owner: &mut S,
    slot: fn(&mut S) -> &mut T,
    value: T,
    check: Check<T>,
    whole: Check<S>,
    context: &dyn Any,
) -> Result {
    set_inside(owner, slot, value, check, whole, Some(context))
}

fn set_inside<S, T>(
    owner: &mut S,
    slot: fn(&mut S) -> &mut T,
    value: T,
    check: Check<T>,
    whole: Check<S>,
    context: Option<&dyn Any>,
) -> Result {
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
    let mut within = |check: &mut dyn FnMut(&mut Errors<'_>)| match context {
        Some(context) => found.errors().with_context(context, |errors| check(errors)),
        None => check(&mut found.errors()),
    };
    within(&mut |errors| check(&value, errors));
    let old = Some(core::mem::replace(slot(owner), value));
    let mut undo = Undo { owner, slot, old };
    within(&mut |errors| whole(undo.owner, errors));
    found.finish()?;
    undo.old = None;
    Ok(())
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

/// The elements of `each`, with their indexes.
#[inline]
pub fn each<I: IntoIterator>(values: I) -> core::iter::Enumerate<I::IntoIter> {
    values.into_iter().enumerate()
}

/// Whether the text has this many characters (Unicode scalar values). The number of bytes decides
/// first: a character is 1 to 4 of them.
#[inline]
pub fn chars(text: &str, min: usize, max: usize) -> bool {
    // Products, as they are of constants: a division would be left to do for each text.
    let bytes = text.len();
    if bytes < min || bytes > max.saturating_mul(4) {
        return false;
    }
    if bytes <= max && bytes + 3 >= min.saturating_mul(4) {
        return true;
    }
    let chars = text.chars().count();
    min <= chars && chars <= max
}

/// Whether the text has this many characters as people see them (extended grapheme clusters of
/// Unicode's UAX #29). None is shorter than a byte, and no more than one too many is counted.
#[cfg(feature = "graphemes")]
#[must_use]
pub fn graphemes(text: &str, min: usize, max: usize) -> bool {
    if text.len() < min {
        return false;
    }
    let graphemes = unicode_segmentation::UnicodeSegmentation::graphemes(text, true);
    let most = max.max(min.saturating_sub(1)).saturating_add(1);
    length(graphemes.take(most).count(), min, max)
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
