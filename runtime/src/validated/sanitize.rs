//! What sanitizers change before rules look: texts and numbers in place, nothing where all is well.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::{String, ToString as _};
use alloc::sync::Arc;

use super::Text;

/// Texts that `trim`, `lower`, `upper` and `collapse_ws` can change.
#[diagnostic::on_unimplemented(
    message = "this sanitizer needs text that it can change, `{Self}` is none",
    label = "cannot be changed",
    note = "implement `dunder::validated::TextMut` for a text type of your own"
)]
pub trait TextMut: Text {
    /// Takes another text.
    fn set_text(&mut self, text: String);
}

macro_rules! texts {
    ($($ty:ty),+) => {
        $(impl TextMut for $ty {
            fn set_text(&mut self, text: String) {
                *self = text.into();
            }
        })+
    };
}

texts!(String, Box<str>, Rc<str>, Arc<str>, Cow<'_, str>);

/// White space (Unicode `White_Space`) at both ends goes.
pub fn trim<T: TextMut + ?Sized>(value: &mut T) {
    let text = value.text();
    let trimmed = text.trim();
    if trimmed.len() < text.len() {
        let trimmed = trimmed.to_string();
        value.set_text(trimmed);
    }
}

/// Letters become lower case (Unicode `Lowercase`).
pub fn lower<T: TextMut + ?Sized>(value: &mut T) {
    if !super::formats::lowercase(value.text()) {
        let lower = value.text().to_lowercase();
        value.set_text(lower);
    }
}

/// Letters become upper case (Unicode `Uppercase`).
pub fn upper<T: TextMut + ?Sized>(value: &mut T) {
    if !super::formats::uppercase(value.text()) {
        let upper = value.text().to_uppercase();
        value.set_text(upper);
    }
}

/// White space becomes a blank where it is, one for any number of it.
pub fn collapse_ws<T: TextMut + ?Sized>(value: &mut T) {
    let text = value.text();
    let mut after_space = false;
    let is_collapsed = text.chars().all(|c| {
        let is_fine = !c.is_whitespace() || c == ' ' && !after_space;
        after_space = c.is_whitespace();
        is_fine
    });
    if is_collapsed {
        return;
    }
    let mut collapsed = String::with_capacity(text.len());
    for c in text.chars() {
        if !c.is_whitespace() {
            collapsed.push(c);
        } else if !collapsed.ends_with(' ') {
            collapsed.push(' ');
        }
    }
    value.set_text(collapsed);
}

/// What is beyond an end becomes that end; NaN, which is beyond none, stays.
pub fn clamp<T: PartialOrd>(value: &mut T, low: T, high: T) {
    if *value < low {
        *value = low;
    } else if *value > high {
        *value = high;
    }
}

/// The value becomes what a function makes of it.
pub fn map<T>(value: &mut T, change: impl FnOnce(T) -> T)
where
    T: Clone,
{
    *value = change(value.clone());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(change: fn(&mut String), text: &str) -> String {
        let mut text = text.to_string();
        change(&mut text);
        text
    }

    #[test]
    fn texts_change_in_place() {
        assert_eq!(with(trim, "\u{2003} a b\n"), "a b");
        assert_eq!(with(lower, "ÄB ß"), "äb ß");
        assert_eq!(with(upper, "äb ß"), "ÄB SS");
        assert_eq!(with(collapse_ws, " a \t b\u{2003}c  "), " a b c ");
        for change in [trim, lower, upper, collapse_ws] {
            for text in ["", " ", "ΑΣ", "\r\n", "İi", "a  b"] {
                let once = with(change, text);
                assert_eq!(with(change, &once), once, "{text:?}");
            }
        }
    }

    #[test]
    fn numbers_are_moved_to_the_nearer_end() {
        let clamped = |mut value: i32| {
            clamp(&mut value, 0, 9);
            value
        };
        assert_eq!([-1, 5, 12].map(clamped), [0, 5, 9]);
        let mut nan = f64::NAN;
        clamp(&mut nan, 0.0, 1.0);
        assert!(nan.is_nan());
    }
}
