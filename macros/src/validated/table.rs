//! The rules of a struct as data: `const RULES`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Expr;

use super::check::present;
use super::literal::{self, Number};
use super::model::Model;
use super::rule::{Affix, Interval, Op, Rule, Sign, TextRule, Unit, What};
use super::shape::Shape;

/// The table: a row for each field with rules.
pub(super) fn rules(model: &Model) -> TokenStream {
    let rows = model.fields.iter().filter(|field| field.is_ruled).map(|field| {
        let (name, rules) = (&field.json, list(&field.rules, &field.shape));
        quote!((#name, #rules))
    });
    quote!(&[#(#rows),*])
}

fn list(rules: &[Rule], shape: &Shape) -> TokenStream {
    let rules = rules.iter().map(|rule| data(rule, present(shape)));
    quote!(&[#(#rules),*])
}

fn data(rule: &Rule, shape: &Shape) -> TokenStream {
    let (params, template) = describe(rule, shape);
    let params = params.iter().map(|(name, value)| quote!((#name, #value)));
    let code = rule.code.as_ref().map_or_else(|| rule.name().to_owned(), syn::LitStr::value);
    let template = rule.message.as_ref().map_or(template, syn::LitStr::value);
    let inner = match (&rule.what, shape) {
        (What::Each(inner), Shape::Vec(element) | Shape::List(element)) => {
            list(inner, &element.shape)
        }
        (What::Each(inner), _) => list(inner, &Shape::Other),
        _ => quote!(&[]),
    };
    quote! {
        &__private::Rule { code: #code, params: &[#(#params),*], template: #template, inner: #inner }
    }
}

/// The names of a rule's parameters, for messages.
pub(super) fn param_names(rule: &Rule) -> Vec<&'static str> {
    describe(rule, &Shape::Other).0.into_iter().map(|(name, _)| name).collect()
}

type Params = Vec<(&'static str, TokenStream)>;

/// A rule's parameters and what it tells people.
fn describe(rule: &Rule, shape: &Shape) -> (Params, String) {
    let one = |name: &'static str, value: &Expr, text: &str| {
        (vec![(name, literal::param(value, shape))], text.to_owned())
    };
    let plain = |text: &str| (Vec::new(), text.to_owned());
    match &rule.what {
        What::Required => plain("is required"),
        What::Bound(Op::Min, bound) => one("min", bound, "must be {min} or more"),
        What::Bound(Op::Max, bound) => one("max", bound, "must be {max} or less"),
        What::Bound(Op::Above, bound) => one("above", bound, "must be above {above}"),
        What::Bound(Op::Below, bound) => one("below", bound, "must be below {below}"),
        What::Bound(Op::Equal, value) => one("equal", value, "must be {equal}"),
        What::Range(interval) => range(interval, shape),
        What::Sign(Sign::Positive) => plain("must be positive"),
        What::Sign(Sign::Negative) => plain("must be negative"),
        What::Sign(Sign::Nonzero) => plain("must not be zero"),
        What::Sign(Sign::Finite) => plain("must be a finite number"),
        What::Length(unit, interval) => length(*unit, interval),
        What::Text(TextRule::NonBlank) => plain("must not be blank"),
        What::Text(TextRule::Ascii) => plain("must be ASCII only"),
        What::Text(TextRule::Alphanumeric) => plain("must be letters and digits only"),
        What::Text(TextRule::Digits) => plain("must be digits only"),
        What::Text(TextRule::Trimmed) => plain("must not begin or end with white space"),
        What::Text(TextRule::Email) => plain("must be an e-mail address"),
        What::Affix(Affix::Start, text) => {
            affix("starts_with", text, "must start with {starts_with}")
        }
        What::Affix(Affix::End, text) => affix("ends_with", text, "must end with {ends_with}"),
        What::Affix(Affix::Inside, text) => affix("contains", text, "must contain {contains}"),
        What::NonEmpty => plain("must not be empty"),
        What::Pattern(pattern, _) => {
            let value = quote!(__private::checks::param::str(#pattern));
            (vec![("pattern", value)], "must match {pattern}".to_owned())
        }
        What::PatternWith(_) => plain("does not have the right form"),
        What::Among(is_one_of, values) => {
            let values = values.iter().map(|value| literal::param(value, shape));
            let values = quote!(__private::Param::List(const { &[#(#values),*] }));
            if *is_one_of {
                (vec![("one_of", values)], "must be one of {one_of}".to_owned())
            } else {
                (vec![("none_of", values)], "must be none of {none_of}".to_owned())
            }
        }
        What::Unique => plain("must not hold anything twice"),
        What::Each(_) => plain("holds something invalid"),
        What::Nested | What::With(_) => plain("is invalid"),
    }
}

fn affix(name: &'static str, text: &Expr, template: &str) -> (Params, String) {
    (vec![(name, literal::param(text, &Shape::Str))], template.to_owned())
}

fn range(interval: &Interval, shape: &Shape) -> (Params, String) {
    let end_name = if interval.is_inclusive { "max" } else { "below" };
    let (params, ends) = ends(interval, end_name, shape);
    let template = match ends {
        (true, true) if interval.is_inclusive => "must be between {min} and {max}",
        (true, true) => "must be {min} or more and below {below}",
        (true, false) => "must be {min} or more",
        _ if interval.is_inclusive => "must be {max} or less",
        _ => "must be below {below}",
    };
    (params, template.to_owned())
}

/// The parameters of an interval, and which ends it has.
fn ends(interval: &Interval, end_name: &'static str, shape: &Shape) -> (Params, (bool, bool)) {
    let start = interval.start.as_ref().map(|start| ("min", literal::param(start, shape)));
    let end = interval.end.as_ref().map(|end| (end_name, literal::param(end, shape)));
    let has = (start.is_some(), end.is_some());
    (start.into_iter().chain(end).collect(), has)
}

fn length(unit: Unit, interval: &Interval) -> (Params, String) {
    let end_name = if interval.is_inclusive { "max" } else { "below" };
    let (params, has) = ends(interval, end_name, &Shape::usize());
    let is_one = |expr: &Option<Expr>| {
        expr.as_ref().and_then(Number::of).is_some_and(|number| number.as_f64().abs() < 1.5)
    };
    let last = if has.1 { &interval.end } else { &interval.start };
    let unit = match (unit, is_one(last)) {
        (Unit::Chars, true) => "character",
        (Unit::Chars, false) => "characters",
        (Unit::Bytes, true) => "byte",
        (Unit::Bytes, false) => "bytes",
        (Unit::Items, true) => "item",
        (Unit::Items, false) => "items",
    };
    let template = match has {
        (true, true) if interval.is_exact() => format!("must have exactly {{max}} {unit}"),
        (true, true) if interval.is_inclusive => format!("must have {{min}} to {{max}} {unit}"),
        (true, true) => format!("must have {{min}} or more and fewer than {{below}} {unit}"),
        (true, false) => format!("must have at least {{min}} {unit}"),
        _ if interval.is_inclusive => format!("must have at most {{max}} {unit}"),
        _ => format!("must have fewer than {{below}} {unit}"),
    };
    (params, template)
}
