//! `Rule`: what a field must keep, as static data, and `Param`: the values that it speaks of.

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt::{self, Write as _};

use super::json;

/// A rule of a field: data that costs nothing until it is broken.
///
/// ```
/// use dunder::validated::{Param, Rule};
///
/// static MIN: Rule = Rule {
///     code: "min",
///     params: &[("min", Param::Int(18))],
///     template: "must be {min} or more",
///     inner: &[],
/// };
/// assert_eq!(MIN.message(), "must be 18 or more");
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// What a program tells violations apart by: the rule's name, `min`, unless `code = ".."` says
    /// otherwise.
    pub code: &'static str,
    /// The values that the rule compares with, by name.
    pub params: &'static [(&'static str, Param)],
    /// The text for people; `{name}` stands for a parameter.
    pub template: &'static str,
    /// The rules of each element, of the rule `each`.
    pub inner: &'static [&'static Rule],
}

impl Rule {
    /// A rule without rules of elements.
    #[doc(hidden)]
    #[must_use]
    pub const fn of(
        code: &'static str,
        params: &'static [(&'static str, Param)],
        template: &'static str,
    ) -> Self {
        Self { code, params, template, inner: &[] }
    }

    /// The text for people, its parameters filled in.
    #[must_use]
    pub fn message(&self) -> String {
        self.message_with(None)
    }

    /// The text, with `{value}` filled in where the value may be shown.
    pub(super) fn message_with(&self, shown: Option<&str>) -> String {
        fill(self.template, |name, out| self.write_param(name, shown, out))
    }

    fn write_param(&self, name: &str, shown: Option<&str>, out: &mut String) {
        let found = self.params.iter().find(|(known, _)| *known == name);
        // writing to a `String` cannot fail
        let _ = match (found, shown) {
            (Some((_, value)), _) => write!(out, "{value}"),
            (None, Some(value)) if name == "value" => out.write_str(value),
            _ => write!(out, "{{{name}}}"),
        };
    }
}

/// A template with its `{name}`s written; doubled braces are braces.
pub(super) fn fill(template: &str, write: impl Fn(&str, &mut String)) -> String {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some(open) = rest.find(['{', '}']) {
        let (text, tail) = rest.split_at(open);
        out.push_str(text);
        rest = tail;
        let doubled = rest.starts_with("{{") || rest.starts_with("}}");
        let end = if doubled { None } else { rest.find('}') };
        match end {
            Some(end) if rest.starts_with('{') => {
                let name = rest.get(1..end).unwrap_or_default();
                write(name, &mut out);
                rest = rest.get(end + 1..).unwrap_or_default();
            }
            _ => {
                out.push_str(rest.get(..1).unwrap_or_default());
                rest = rest.get(if doubled { 2 } else { 1 }..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

/// A value that a rule speaks of: the bound of `min`, the words of `one_of`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Param {
    /// A whole number.
    Int(i128),
    /// A whole number beyond `i128`.
    Uint(u128),
    /// A number with a fraction.
    Float(f64),
    /// A text, or a value of another type as it was written.
    Text(Cow<'static, str>),
    /// True or false.
    Bool(bool),
    /// Several values.
    List(&'static [Param]),
}

impl Param {
    /// A text that the program holds.
    #[must_use]
    pub const fn text(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    pub(super) fn write_json(&self, out: &mut String) {
        let _ = match self {
            Self::Int(value) => write!(out, "{value}"),
            Self::Uint(value) => write!(out, "{value}"),
            Self::Float(value) if value.is_finite() => write!(out, "{value:?}"),
            Self::Float(_) => out.write_str("null"),
            Self::Bool(value) => write!(out, "{value}"),
            Self::Text(text) => {
                json::write_text(text, out);
                Ok(())
            }
            Self::List(values) => {
                out.push('[');
                for (i, value) in values.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    value.write_json(out);
                }
                out.push(']');
                Ok(())
            }
        };
    }
}

impl fmt::Display for Param {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(value) => value.fmt(f),
            Self::Uint(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
            Self::Text(text) => text.fmt(f),
            Self::Bool(value) => value.fmt(f),
            Self::List(values) => {
                for (i, value) in values.iter().enumerate() {
                    f.write_str(if i > 0 { ", " } else { "" })?;
                    value.fmt(f)?;
                }
                Ok(())
            }
        }
    }
}

macro_rules! from_numbers {
    ($($variant:ident: $($number:ty),+;)+) => {
        $($(impl From<$number> for Param {
            fn from(value: $number) -> Self {
                Self::$variant(value.into())
            }
        })+)+
    };
}

from_numbers! {
    Int: i8, i16, i32, i64, i128, u8, u16, u32, u64;
    Float: f32, f64;
    Bool: bool;
}

impl From<u128> for Param {
    fn from(value: u128) -> Self {
        i128::try_from(value).map_or(Self::Uint(value), Self::Int)
    }
}

impl From<usize> for Param {
    fn from(value: usize) -> Self {
        Self::from(value as u128)
    }
}

impl From<&'static str> for Param {
    fn from(text: &'static str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Param {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(template: &'static str, shown: Option<&str>) -> String {
        let params = &[("min", Param::Int(1)), ("max", Param::Float(2.5))];
        Rule { code: "range", params, template, inner: &[] }.message_with(shown)
    }

    #[test]
    fn a_message_has_its_parameters_filled_in() {
        assert_eq!(message("from {min} to {max}", None), "from 1 to 2.5");
        assert_eq!(message("got {value}", Some("7")), "got 7");
        assert_eq!(message("got {value}", None), "got {value}");
    }

    #[test]
    fn doubled_braces_are_braces() {
        assert_eq!(message("{{min}} is {min}}}", None), "{min} is 1}");
        assert_eq!(message("an open { stays", None), "an open { stays");
    }

    #[test]
    fn a_number_beyond_i128_is_kept_exactly() {
        assert_eq!(Param::from(u128::MAX).to_string(), "340282366920938463463374607431768211455");
        assert_eq!(Param::from(7_u128), Param::Int(7));
    }
}
