//! Defaults that break a rule of their own field, found while compiling.

use std::cmp::Ordering;

use syn::Expr;

use super::check::present;
use super::literal::{Number, text};
use super::model::Field;
use super::rule::{Affix, Interval, Op, Rule, Sign, TextRule, Unit, What};
use crate::kit::Ctxt;

/// Reports a literal default that breaks a rule with literal bounds.
pub(super) fn check(cx: &Ctxt, field: &Field) {
    if matches!(field.shape, super::shape::Shape::Option(_)) || !field.sanitizers.is_empty() {
        return;
    }
    for default in [&field.default, &field.crud_default].into_iter().flatten() {
        check_one(cx, field, default);
    }
}

fn check_one(cx: &Ctxt, field: &Field, default: &Expr) {
    let mut always = field.rules.iter().filter(|rule| rule.group.is_none());
    let broken = always.find(|rule| breaks(default, rule, field) == Some(true));
    if let Some(rule) = broken {
        let name = rule.name();
        cx.error(default, format_args!("the default of `{}` breaks its rule `{name}`", field.name));
    }
}

/// Whether a default breaks a rule; nothing where the compiler will not know.
fn breaks(default: &Expr, rule: &Rule, field: &Field) -> Option<bool> {
    if let Some(number) = Number::of(default) {
        return breaks_number(number, &rule.what);
    }
    if present(&field.shape).is_text() {
        return breaks_text(&text(default)?, &rule.what);
    }
    None
}

fn breaks_number(number: Number, what: &What) -> Option<bool> {
    let against = |op: Op, bound: &Expr| Some(!op.holds(number, Number::of(bound)?));
    match what {
        What::Bound(op, bound) => against(*op, bound),
        What::Range(Interval { start, end, is_inclusive, .. }) => {
            let end_op = if *is_inclusive { Op::Max } else { Op::Below };
            let low = start.as_ref().and_then(|start| against(Op::Min, start));
            let high = end.as_ref().and_then(|end| against(end_op, end));
            Some(low == Some(true) || high == Some(true))
        }
        What::Sign(Sign::Positive) => Some(!Op::Above.holds(number, Number::ZERO)),
        What::Sign(Sign::Negative) => Some(!Op::Below.holds(number, Number::ZERO)),
        What::Sign(Sign::Nonzero) => Some(Op::Equal.holds(number, Number::ZERO)),
        What::Among(is_one_of, values) => {
            let values: Option<Vec<Number>> = values.iter().map(Number::of).collect();
            let is_there = values?.into_iter().any(|value| Op::Equal.holds(number, value));
            Some(is_there != *is_one_of)
        }
        _ => None,
    }
}

impl Op {
    fn holds(self, number: Number, bound: Number) -> bool {
        let Some(order) = number.compare(bound) else { return false };
        match self {
            Self::Min => order != Ordering::Less,
            Self::Max => order != Ordering::Greater,
            Self::Above => order == Ordering::Greater,
            Self::Below => order == Ordering::Less,
            Self::Equal => order == Ordering::Equal,
        }
    }
}

fn breaks_text(default: &str, what: &What) -> Option<bool> {
    let holds = match what {
        What::NonEmpty => !default.is_empty(),
        What::Length(Unit::Chars, interval) => interval.holds(default.chars().count())?,
        What::Length(Unit::Bytes, interval) => interval.holds(default.len())?,
        What::Text(TextRule::NonBlank) => !default.trim().is_empty(),
        What::Text(TextRule::Trimmed) => default.trim() == default,
        What::Text(TextRule::Ascii) => default.is_ascii(),
        What::Text(TextRule::Digits) => default.bytes().all(|byte| byte.is_ascii_digit()),
        What::Text(TextRule::Alphanumeric) => default.chars().all(char::is_alphanumeric),
        // the full grammar is the runtime's; this much is certain
        What::Text(TextRule::Email) if !default.contains('@') => false,
        What::Affix(Affix::Start, affix) => default.starts_with(&text(affix)?),
        What::Affix(Affix::End, affix) => default.ends_with(&text(affix)?),
        What::Affix(Affix::Inside, affix) => default.contains(&text(affix)?),
        What::Bound(Op::Equal, value) => default == text(value)?,
        What::Among(is_one_of, values) => {
            let values: Option<Vec<String>> = values.iter().map(text).collect();
            values?.iter().any(|value| value == default) == *is_one_of
        }
        _ => return None,
    };
    Some(!holds)
}

impl Interval {
    /// Whether a length is in a literal interval.
    fn holds(&self, length: usize) -> Option<bool> {
        let length = Number::Int { is_negative: false, magnitude: length as u128 };
        let end_op = if self.is_inclusive { Op::Max } else { Op::Below };
        let (mut low, mut high) = (true, true);
        if let Some(start) = &self.start {
            low = Op::Min.holds(length, Number::of(start)?);
        }
        if let Some(end) = &self.end {
            high = end_op.holds(length, Number::of(end)?);
        }
        Some(low && high)
    }
}
