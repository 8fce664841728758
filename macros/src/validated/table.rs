//! The rules of a struct as data: `const RULES`.

use std::fmt::Write as _;

use proc_macro2::{Delimiter, Literal, TokenStream};
use quote::quote;
use syn::Expr;

use super::check::present;
use super::literal::{self, Number};
use super::model::{Field, Model};
use super::negation;
use super::rule::{Affix, Comparison, Interval, Op, Rule, Unit, What};
use super::shape::Shape;
use crate::kit::Emit;

/// The table: a row for each field with rules.
pub(super) fn rules(model: &Model) -> TokenStream {
    let all = model.fields.iter().chain(&model.held);
    let rows = all.filter(|field| field.is_ruled).map(row);
    quote!(&[#(#rows),*])
}

/// The row of a field.
pub(super) fn row(field: &Field) -> TokenStream {
    let (name, rules) = (&field.json, list(&field.rules, &field.shape));
    quote!((#name, #rules))
}

/// Whether the table is read: by another macro, or where a rule is found by its places in it.
pub(super) fn is_read(model: &Model) -> bool {
    let by_place = |rule: &Rule| {
        holds_rules(rule) || matches!(rule.what, What::Required | What::RequiredIf(_))
    };
    let reads = |field: &Field| field.shows_value || field.rules.iter().any(by_place);
    model.is_crud || model.fields.iter().chain(&model.held).any(reads)
}

/// A rule as an argument in code.
pub(super) fn in_code(rule: &Rule, shape: &Shape, out: &mut Emit) {
    if !named(rule, shape, out) {
        out.word("const");
        out.braces(|out| out.tokens(&data(rule, shape)));
    }
}

/// Writes a rule that the runtime has ready as a name and its numbers, if it is one.
pub(super) fn by_name(rule: &Rule, shape: &Shape, out: &mut Emit) -> bool {
    if rule.code.is_some() || rule.message.is_some() || holds_rules(rule) {
        return false;
    }
    if let Some(ready) = ready(rule, shape) {
        out.word(&ready.name);
        out.brackets(|out| ready.write_numbers(out));
        return true;
    }
    let is_stock = describe(rule, shape).is_none();
    if is_stock {
        out.word(&rule.name().to_ascii_uppercase());
        out.group_if(false, Delimiter::Bracket, |_| {});
    }
    is_stock
}

/// Writes the statement that keeps a rule as text; `middle` is what it says before the rule.
pub(super) fn write_kept(rule: &Rule, shape: &Shape, middle: &str, out: &mut String) -> Option<()> {
    const RULES: &str = "::dunder::__private::rules::";
    if rule.code.is_some() || rule.message.is_some() || holds_rules(rule) {
        return None;
    }
    let Some(ready) = ready(rule, shape) else {
        if describe(rule, shape).is_some() {
            return None;
        }
        let name = rule.name().to_ascii_uppercase();
        let _ = writeln!(out, "errors.keep({middle}, {RULES}{name});");
        return Some(());
    };
    let name = &ready.name;
    if let ([number], Shape::Float(_)) = (ready.numbers.as_slice(), shape) {
        let number = f64::from_bits(u64::try_from(number.1).ok()?);
        let _ = writeln!(
            out,
            "errors.keep_float({middle}, {RULES}numbered_floats::{name}, {number:?});"
        );
        return Some(());
    }
    let method = if ready.numbers.len() == 1 { "keep_number" } else { "keep_numbers" };
    let _ = write!(out, "errors.{method}({middle}, {RULES}numbered::{name}");
    for (is_negative, number) in &ready.numbers {
        let number = i64::try_from(*number).ok()?;
        let _ = write!(out, ", {}{number}", if *is_negative { "-" } else { "" });
    }
    out.push_str(");\n");
    Some(())
}

fn list(rules: &[Rule], shape: &Shape) -> TokenStream {
    let rules = rules.iter().map(|rule| data(rule, present(shape)));
    quote!(&[#(#rules),*])
}

/// Writes the name of a rule that the runtime has ready, if it is one: rustc reads every word that is
/// written anew.
fn named(rule: &Rule, shape: &Shape, out: &mut Emit) -> bool {
    if rule.code.is_some() || rule.message.is_some() || holds_rules(rule) {
        return false;
    }
    if let Some(ready) = ready(rule, shape) {
        ready.write(out);
        return true;
    }
    let is_stock = describe(rule, shape).is_none();
    if is_stock {
        stock(rule, out);
    }
    is_stock
}

/// The rule without parameters that the runtime has under a name.
fn stock(rule: &Rule, out: &mut Emit) {
    out.private(&["rules", &rule.name().to_ascii_uppercase()]);
}

fn data(rule: &Rule, shape: &Shape) -> TokenStream {
    let mut name = Emit::default();
    if named(rule, shape, &mut name) {
        return name.finish();
    }
    let (params, template) = match describe(rule, shape) {
        Some((params, template)) => (params, quote!(#template)),
        None => {
            stock(rule, &mut name);
            let stock = name.finish();
            (Vec::new(), quote!(#stock.template))
        }
    };
    let params: TokenStream = params.iter().map(|(name, value)| quote!((#name, #value),)).collect();
    let code = rule.code.as_ref().map_or_else(|| rule.name().to_owned(), syn::LitStr::value);
    let template = rule.message.as_ref().map_or(template, |message| quote!(#message));
    let inner = match (&rule.what, shape) {
        (What::Each(inner), Shape::Vec(element) | Shape::List(element)) => {
            list(inner, &element.shape)
        }
        (What::Keys(inner), Shape::Map(key, _)) => list(inner, &key.shape),
        (What::Values(inner), Shape::Map(_, value)) => list(inner, &value.shape),
        (What::Each(inner) | What::Keys(inner) | What::Values(inner), _) => {
            list(inner, &Shape::Other)
        }
        (What::When(_, inner), _) => list(inner, shape),
        // an argument of a call must be a constant by itself, which a call in it is not
        _ if !calls(&params) => return quote!(&__private::Rule::of(#code, &[#params], #template)),
        _ => quote!(&[]),
    };
    quote! {
        &__private::Rule { code: #code, params: &[#params], template: #template, inner: #inner }
    }
}

/// A rule that the runtime has ready, its numbers as arguments of its type: rustc reads that in half
/// the time of the data.
struct Ready {
    name: String,
    numbers: Vec<(bool, u128)>,
}

impl Ready {
    fn write(&self, out: &mut Emit) {
        out.private(&["rules", &self.name]);
        out.path_sep();
        out.sign('<');
        self.write_numbers(out);
        out.sign('>');
        out.path_sep();
        out.word("RULE");
    }

    fn write_numbers(&self, out: &mut Emit) {
        for (is_negative, number) in &self.numbers {
            if *is_negative {
                out.sign('-');
            }
            out.tree(Literal::u128_unsuffixed(*number));
            out.sign(',');
        }
    }
}

fn ready(rule: &Rule, shape: &Shape) -> Option<Ready> {
    let int = |expr: &Expr| match Number::of(expr)? {
        Number::Int { is_negative, magnitude } => {
            // without the suffix that the user may have written
            i128::try_from(magnitude).ok()?;
            Some((is_negative, magnitude))
        }
        Number::Float(_) => None,
    };
    let float = |expr: &Expr| {
        let number = Number::of(expr)?.as_f64();
        number.is_finite().then(|| (false, number.to_bits().into()))
    };
    let is_one = |expr: &Expr| Number::of(expr).is_some_and(|n| n.as_f64().abs() < 1.5);
    let (name, numbers) = match &rule.what {
        What::Bound(op, bound) => {
            let (name, of_float) = match op {
                Op::Min => ("Min", "MinFloat"),
                Op::Max => ("Max", "MaxFloat"),
                Op::Above => ("Above", "AboveFloat"),
                Op::Below => ("Below", "BelowFloat"),
                Op::Equal => return None,
            };
            match shape {
                Shape::Float(_) => (of_float.to_owned(), vec![float(bound)?]),
                _ => (name.to_owned(), vec![int(bound)?]),
            }
        }
        What::Range(interval) if !matches!(shape, Shape::Float(_)) && interval.is_inclusive => {
            let (start, end) = (interval.start.as_ref()?, interval.end.as_ref()?);
            ("Range".to_owned(), vec![int(start)?, int(end)?])
        }
        What::Length(unit, interval) if interval.is_inclusive && !interval.is_exact() => {
            let unit = match unit {
                Unit::Chars => "Chars",
                Unit::Bytes => "Bytes",
                Unit::Graphemes => "Graphemes",
                Unit::Items => "Items",
            };
            match (&interval.start, &interval.end) {
                (Some(start), Some(end)) if !is_one(end) => {
                    (unit.to_owned(), vec![int(start)?, int(end)?])
                }
                (None, Some(end)) if !is_one(end) => (format!("{unit}Max"), vec![int(end)?]),
                (Some(start), None) if !is_one(start) => (format!("{unit}Min"), vec![int(start)?]),
                _ => return None,
            }
        }
        _ => return None,
    };
    Some(Ready { name, numbers })
}

/// Whether the rules inside the rule are data of their own.
fn holds_rules(rule: &Rule) -> bool {
    !matches!(rule.what, What::Not(_)) && !rule.inner().is_empty()
}

/// Whether parameters are made by functions.
fn calls(params: &TokenStream) -> bool {
    params.to_string().contains("param ::")
}

/// The names of a rule's parameters, for messages.
pub(super) fn param_names(rule: &Rule) -> Vec<&'static str> {
    let described = describe(rule, &Shape::Other).into_iter();
    described.flat_map(|(params, _)| params).map(|(name, _)| name).collect()
}

type Params = Vec<(&'static str, TokenStream)>;

/// A rule's parameters and what it tells people; nothing for a rule without parameters, which the
/// runtime has ready.
fn describe(rule: &Rule, shape: &Shape) -> Option<(Params, String)> {
    let one = |name: &'static str, value: &Expr, text: &str| {
        (vec![(name, literal::param(value, shape))], text.to_owned())
    };
    Some(match &rule.what {
        What::Bound(Op::Min, bound) => one("min", bound, "must be {min} or more"),
        What::Bound(Op::Max, bound) => one("max", bound, "must be {max} or less"),
        What::Bound(Op::Above, bound) => one("above", bound, "must be above {above}"),
        What::Bound(Op::Below, bound) => one("below", bound, "must be below {below}"),
        What::Bound(Op::Equal, value) => one("equal", value, "must be {equal}"),
        What::Range(interval) => range(interval, shape),
        What::Length(unit, interval) => length(*unit, interval),
        What::Affix(Affix::Start, text) => {
            affix("starts_with", text, "must start with {starts_with}")
        }
        What::Affix(Affix::End, text) => affix("ends_with", text, "must end with {ends_with}"),
        What::Affix(Affix::Inside, text) => affix("contains", text, "must contain {contains}"),
        What::Pattern(pattern, _) => {
            let value = quote!(__private::checks::param::str(#pattern));
            (vec![("pattern", value)], "must match {pattern}".to_owned())
        }
        What::Among(is_one_of, values) => {
            let values = values.iter().map(|value| literal::param(value, shape));
            let values = quote!(__private::Param::List(const { &[#(#values),*] }));
            if *is_one_of {
                (vec![("one_of", values)], "must be one of {one_of}".to_owned())
            } else {
                (vec![("none_of", values)], "must be none of {none_of}".to_owned())
            }
        }
        What::MultipleOf(of) => one("multiple_of", of, "must be a multiple of {multiple_of}"),
        What::Not(inner) => match describe(inner, shape) {
            Some((params, sentence)) => (params, negation::of_sentence(&sentence)),
            None => (Vec::new(), negation::of_rule(inner.name())),
        },
        What::Other(comparison, other) => {
            let json = &other.json;
            let sentence = match comparison {
                Comparison::Matches => "must be the same as `{other}`",
                Comparison::LessThan => "must be less than `{other}`",
            };
            let value = quote!(__private::checks::param::str(#json));
            (vec![("other", value)], sentence.to_owned())
        }
        _ => return None,
    })
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
        (Unit::Chars | Unit::Graphemes, true) => "character",
        (Unit::Chars | Unit::Graphemes, false) => "characters",
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
