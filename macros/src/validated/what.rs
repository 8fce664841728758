//! What stands in a rule: its value, its interval, its list.

use std::cmp::Ordering;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Expr, LitStr, Path, RangeLimits};

use super::literal::{self, Number, bare};
use super::rule::{Affix, Interval, Op, Sign, TextRule, Unit, What, read};
use super::{composed, forms, pattern};
use crate::kit::{Ctxt, Key};

impl What {
    pub(super) fn read(cx: &Ctxt, key: &Key, values: &[TokenStream]) -> Option<Self> {
        let name = key.text.as_str();
        let plain = match name {
            "required" => Some(Self::Required),
            "positive" => Some(Self::Sign(Sign::Positive)),
            "negative" => Some(Self::Sign(Sign::Negative)),
            "nonzero" => Some(Self::Sign(Sign::Nonzero)),
            "finite" => Some(Self::Sign(Sign::Finite)),
            "nonempty" => Some(Self::NonEmpty),
            "nonblank" => Some(Self::Text(TextRule::NonBlank)),
            "ascii" => Some(Self::Text(TextRule::Ascii)),
            "alphanumeric" => Some(Self::Text(TextRule::Alphanumeric)),
            "digits" => Some(Self::Text(TextRule::Digits)),
            "trimmed" => Some(Self::Text(TextRule::Trimmed)),
            "email" => Some(Self::Text(TextRule::Email)),
            "unique" => Some(Self::Unique),
            "nested" => Some(Self::Nested),
            "sorted" => Some(Self::Sorted),
            "past" | "future" => Some(Self::Moment(name == "past")),
            _ => forms::find(name).map(|name| Self::Text(TextRule::Form(name))),
        };
        if let Some(plain) = plain {
            if let Some(value) = values.first() {
                cx.error(value, format_args!("`{name}` takes no value, write `{name}` alone"));
                return None;
            }
            return Some(plain);
        }
        match name {
            "chars" => Interval::read(cx, key, values, true).map(|i| Self::Length(Unit::Chars, i)),
            "bytes" => Interval::read(cx, key, values, true).map(|i| Self::Length(Unit::Bytes, i)),
            "graphemes" => Interval::read(cx, key, values, true)
                .map(|interval| Self::Length(Unit::Graphemes, interval)),
            "items" => Interval::read(cx, key, values, true).map(|i| Self::Length(Unit::Items, i)),
            "range" => Interval::read(cx, key, values, false).map(Self::Range),
            "one_of" | "none_of" => among(cx, key, values),
            "each" => match values {
                [tokens] => Some(Self::Each(read(cx, tokens.clone(), false).rules)),
                _ => form(cx, key, "each(trimmed, chars(1..=20))"),
            },
            "pattern" => Self::pattern(cx, key, values),
            "keys" | "values" | "not" | "when" => composed::read(cx, key, values),
            "matches" | "less_than" => composed::other(cx, key, values),
            _ => Self::with_value(cx, key, values),
        }
    }

    fn with_value(cx: &Ctxt, key: &Key, values: &[TokenStream]) -> Option<Self> {
        let name = key.text.as_str();
        let [value] = values else {
            let what = if name.contains("with") { "path" } else { ".." };
            return form(cx, key, &format!("{name} = {what}"));
        };
        if matches!(name, "with" | "pattern_with" | "with_ctx" | "async_with" | "async_with_ctx") {
            let path = cx.ok(syn::parse2::<Path>(value.clone()))?;
            return Some(match name {
                "with" => Self::With(path),
                "with_ctx" => Self::WithCtx(path, None),
                "async_with" => Self::AsyncWith(path, false),
                "async_with_ctx" => Self::AsyncWith(path, true),
                _ => Self::PatternWith(path),
            });
        }
        let value = cx.ok(literal::parse(value))?;
        Some(match name {
            "min" => Self::Bound(Op::Min, value),
            "max" => Self::Bound(Op::Max, value),
            "above" => Self::Bound(Op::Above, value),
            "below" => Self::Bound(Op::Below, value),
            "starts_with" => Self::Affix(Affix::Start, value),
            "ends_with" => Self::Affix(Affix::End, value),
            "multiple_of" => Self::MultipleOf(value),
            "required_if" => Self::RequiredIf(value),
            "rule" => Self::Named(value),
            "contains" => Self::Affix(Affix::Inside, value),
            _ => Self::Bound(Op::Equal, value),
        })
    }

    fn pattern(cx: &Ctxt, key: &Key, values: &[TokenStream]) -> Option<Self> {
        let [value] = values else { return form(cx, key, "pattern = \"..\"") };
        let literal: LitStr = cx.ok(syn::parse2(value.clone()))?;
        match pattern::compile(&literal.value()) {
            Ok(program) => Some(Self::Pattern(literal, Box::new(program))),
            Err(fault) => {
                let (message, offset) = (fault.message, fault.offset);
                cx.error(&literal, format_args!("{message}, at byte {offset} of the pattern"));
                None
            }
        }
    }
}

/// Says what form the rule has.
pub(super) fn form<T>(cx: &Ctxt, key: &Key, form: &str) -> Option<T> {
    cx.error(&key.ident, format_args!("`{}` takes a value, write `{form}`", key.text));
    None
}

fn among(cx: &Ctxt, key: &Key, values: &[TokenStream]) -> Option<What> {
    let mut exprs = Vec::new();
    for value in values {
        exprs.push(cx.ok(syn::parse2::<Expr>(value.clone()))?);
    }
    if let [one] = exprs.as_slice()
        && let Expr::Array(array) = bare(one)
    {
        exprs = array.elems.iter().cloned().collect();
    }
    if exprs.is_empty() {
        return form(cx, key, &format!("{}(\"a\", \"b\")", key.text));
    }
    Some(What::Among(key.text == "one_of", exprs))
}

impl Interval {
    /// `a..=b`; one number alone is an exact length where `is_length`.
    fn read(cx: &Ctxt, key: &Key, values: &[TokenStream], is_length: bool) -> Option<Self> {
        let name = key.text.as_str();
        let [tokens] = values else { return form(cx, key, &format!("{name}(1..=10)")) };
        let expr = cx.ok(literal::parse(tokens))?;
        let tokens = tokens.clone();
        if let Expr::Range(range) = bare(&expr) {
            let is_inclusive = matches!(range.limits, RangeLimits::Closed(_));
            let (start, end) = (range.start.as_deref().cloned(), range.end.as_deref().cloned());
            if start.is_some() || end.is_some() {
                return Some(Self { tokens, start, end, is_inclusive });
            }
        } else if is_length {
            let (start, end) = (Some(expr.clone()), Some(expr));
            return Some(Self { tokens, start, end, is_inclusive: true });
        }
        cx.error(&expr, format_args!("expected an interval, write `{name}(1..=10)`"));
        None
    }

    /// Whether both ends are one expression: `chars(5)`.
    pub(crate) fn is_exact(&self) -> bool {
        let same = |a: &Expr, b: &Expr| match (Number::of(a), Number::of(b)) {
            (Some(a), Some(b)) => a.compare(b).is_some_and(Ordering::is_eq),
            _ => a.to_token_stream().to_string() == b.to_token_stream().to_string(),
        };
        self.is_inclusive && matches!((&self.start, &self.end), (Some(a), Some(b)) if same(a, b))
    }
}
