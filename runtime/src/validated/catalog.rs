//! `Catalog`: the messages of violations in another language.

use alloc::collections::BTreeMap;
use alloc::string::String;
use core::borrow::Borrow;
use core::fmt::Write as _;

use super::rule::fill;
use super::{Invalid, Violation};

/// Messages by code, in another language or another tone.
///
/// A list or a map of codes with templates is one, and so is a function.
///
/// ```
/// use dunder::validated;
/// use dunder::validated::Violation;
///
/// #[validated]
/// struct Age(#[validate(min = 18)] u8);
///
/// let invalid = Age::new(7).err().unwrap();
/// assert_eq!(invalid.render(&[("min", "doit être au moins {min}")]), "doit être au moins 18");
/// let shout = |violation: &Violation| Some(violation.code().to_uppercase());
/// assert_eq!(invalid.render(&shout), "MIN");
/// ```
pub trait Catalog {
    /// The message for a violation; nothing leaves its own.
    fn message(&self, violation: &Violation) -> Option<String>;
}

impl<F: Fn(&Violation) -> Option<String>> Catalog for F {
    fn message(&self, violation: &Violation) -> Option<String> {
        self(violation)
    }
}

/// The template with the violation's parameters.
fn filled(template: &str, violation: &Violation) -> String {
    let params = violation.params();
    fill(template, |name, out| {
        // writing to a `String` cannot fail
        let _ = match params.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => write!(out, "{value}"),
            None => write!(out, "{{{name}}}"),
        };
    })
}

impl Catalog for [(&str, &str)] {
    fn message(&self, violation: &Violation) -> Option<String> {
        let (_, template) = self.iter().find(|(code, _)| *code == violation.code())?;
        Some(filled(template, violation))
    }
}

impl<K: Borrow<str> + Ord, V: AsRef<str>> Catalog for BTreeMap<K, V> {
    fn message(&self, violation: &Violation) -> Option<String> {
        Some(filled(self.get(violation.code())?.as_ref(), violation))
    }
}

#[cfg(feature = "std")]
impl<K, V, S> Catalog for std::collections::HashMap<K, V, S>
where
    K: Borrow<str> + Eq + core::hash::Hash,
    V: AsRef<str>,
    S: core::hash::BuildHasher,
{
    fn message(&self, violation: &Violation) -> Option<String> {
        Some(filled(self.get(violation.code())?.as_ref(), violation))
    }
}

impl<const N: usize> Catalog for [(&str, &str); N] {
    fn message(&self, violation: &Violation) -> Option<String> {
        self.as_slice().message(violation)
    }
}

impl Invalid {
    /// The report in the words of a catalog: a line for each violation, `path: message`. What the
    /// catalog has no message for keeps its own.
    #[must_use]
    pub fn render<C: Catalog + ?Sized>(&self, catalog: &C) -> String {
        let mut out = String::new();
        for (i, violation) in self.iter().enumerate() {
            let message = catalog.message(&violation).unwrap_or_else(|| violation.message());
            let path = violation.path();
            out.push_str(if i > 0 { "\n" } else { "" });
            if !path.is_empty() {
                out.push_str(&path);
                out.push_str(": ");
            }
            out.push_str(&message);
        }
        if self.is_truncated() {
            out.push_str("\n.. and more");
        }
        out
    }
}
