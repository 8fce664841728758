//! The rules of the rules: what stands together, and on which field.

use std::cmp::Ordering;

use quote::ToTokens;
use syn::{Expr, LitStr, Visibility};

use super::literal::Number;
use super::model::{Field, Get, Model, Style};
use super::of_class::Role;
use super::rule::{Interval, Op, Rule, Sign, Unit, What};
use super::shape::{IntType, Shape};
use super::table;
use super::{composed, defaults, enums, sanitize};
use crate::kit::{Ctxt, did_you_mean};

/// Checks the whole struct; a rule that could not be read is not there, so nothing is said twice.
pub(super) fn run(cx: &Ctxt, model: &Model) {
    for field in &model.fields {
        private(cx, model, field);
        if field.inherited.is_some() {
            // its faults are those of its class
            continue;
        }
        rules(cx, field, &field.rules, &field.shape, false);
        defaults::check(cx, field);
        strict(cx, model, field);
        sanitize::check(cx, model, field);
    }
    if model.variants.is_some() {
        model.fields.iter().for_each(|field| enums::check(cx, field));
    }
    accessors(cx, model);
    for field in model.fields.iter().filter(|_| model.makers.builder) {
        if model.ends_builder(field) {
            let name = &field.name;
            let message =
                format!("`{name}` ends the builder, which cannot tell the field; rename it");
            cx.error(&field.place(), message);
        }
    }
}

/// `skip` stands where no rule does, and under `strict` every field has the one or the other.
fn strict(cx: &Ctxt, model: &Model, field: &Field) {
    if let Some(skip) = field.skip.as_ref().filter(|_| field.is_ruled) {
        let message = format!("`skip` says that `{}` has no rules, and it has", field.name);
        cx.error(skip, message);
    } else if model.is_strict && field.skip.is_none() && !field.is_ruled {
        let message = format!(
            "`{}` has no rules; under `strict` write some, or `#[validate(skip)]`",
            field.name
        );
        cx.error(&field.place(), message);
    }
}

/// Whether a rule of another field compares with the field.
fn is_compared(model: &Model, field: &Field) -> bool {
    fn names(rule: &Rule, field: &Field) -> bool {
        matches!(&rule.what, What::Other(_, other) if other.member == field.member)
            || rule.inner().iter().any(|rule| names(rule, field))
    }
    let all = model.fields.iter().chain(&model.held);
    all.flat_map(|field| &field.rules).any(|rule| names(rule, field))
}

/// A field with rules is private, or anyone could set it past them.
fn private(cx: &Ctxt, model: &Model, field: &Field) {
    let is_private = match &field.vis {
        Visibility::Inherited => true,
        Visibility::Restricted(to) => to.path.is_ident("self"),
        Visibility::Public(_) => false,
    };
    let is_hidden = is_private || field.is_part || model.role == Role::Part;
    let is_ruled = field.is_ruled || field.is_checked_there();
    if !model.is_open && !is_hidden && (is_ruled || is_compared(model, field)) {
        if let Some(inherited) = &field.inherited {
            let (class, name) = (&inherited.name, &field.name);
            let has = if is_ruled { "has rules" } else { "is in a rule of this class" };
            let message = format!(
                "`{name}` of `{class}` {has}, and anyone could set it past them: make it private \
                 in `{class}`, or write `#[validated(open)]` here"
            );
            cx.error(&model.ident, message);
            return;
        }
        let (getter, setter) = (model.getter(field), model.setter(field));
        let has = if field.is_ruled { "has rules" } else { "is in a rule of another field" };
        let message = format!(
            "`{}` {has}, and anyone could set it past them; make it private and use \
             `{getter}()` and `{setter}(..)`, or write `#[validated(open)]`",
            field.name
        );
        cx.error(&field.vis, message);
    }
}

/// The rules of a field, or of its elements.
pub(super) fn rules(cx: &Ctxt, field: &Field, rules: &[Rule], shape: &Shape, is_element: bool) {
    for (i, rule) in rules.iter().enumerate() {
        let name = rule.name();
        let earlier = rules.get(..i).unwrap_or_default();
        let is_same =
            |other: &Rule| other.name() == name && other.group_name() == rule.group_name();
        if !rule.may_repeat() && earlier.iter().any(is_same) {
            cx.error(&rule.key.ident, format_args!("`{name}` is given twice"));
            continue;
        }
        message(cx, field, rule);
        let inner = present(shape);
        if let Err(fault) = composed::fits(rule).and_then(|()| fits(rule, shape, inner)) {
            let whose = if is_element { "an element of " } else { "" };
            let fault = fault.replace("{it}", &format!("{whose}`{}`", field.name));
            cx.error(&rule.key.ident, fault);
            continue;
        }
        bounds(cx, rule, inner);
        let (shape, is_element) = match (&rule.what, inner) {
            (What::Each(_), Shape::Vec(element) | Shape::List(element)) => (&element.shape, true),
            (What::Keys(_), Shape::Map(key, _)) => (&key.shape, true),
            (What::Values(_), Shape::Map(_, value)) => (&value.shape, true),
            (What::When(..), _) => (shape, is_element),
            (What::Not(_), _) => (inner, is_element),
            _ => (&Shape::Other, true),
        };
        self::rules(cx, field, rule.inner(), shape, is_element);
    }
    intervals(cx, rules, present(shape));
}

/// The shape that rules see: of an `Option` or a pointer what is in it.
pub(super) fn present(shape: &Shape) -> &Shape {
    match shape {
        Shape::Option(inner) | Shape::Pointer(inner, _) => present(&inner.shape),
        shape => shape,
    }
}

/// Placeholders of a message name parameters of the rule.
fn message(cx: &Ctxt, field: &Field, rule: &Rule) {
    let Some(message) = &rule.message else { return };
    let mut known = table::param_names(rule);
    if field.shows_value {
        known.push("value");
    }
    for name in placeholders(message) {
        if !known.contains(&name.as_str()) {
            let hint = if name == "value" {
                "; `show_value` beside the rule shows the value".to_owned()
            } else if known.is_empty() {
                format!(", `{}` has none", rule.name())
            } else {
                did_you_mean(&name, &known)
            };
            cx.error(message, format_args!("no parameter `{name}`{hint}"));
        }
    }
}

/// The names between single braces.
fn placeholders(message: &LitStr) -> Vec<String> {
    let text = message.value().replace("{{", "").replace("}}", "");
    let pieces = text.split('{').skip(1);
    pieces.filter_map(|piece| piece.split_once('}')).map(|(name, _)| name.to_owned()).collect()
}

/// Whether a rule suits a type, as far as its name tells; `{it}` stands for the field.
fn fits(rule: &Rule, whole: &Shape, shape: &Shape) -> Result<(), String> {
    let name = rule.name();
    let is_unknown = matches!(shape, Shape::Other | Shape::Ref);
    let ty = shape.describe();
    let is_number = matches!(shape, Shape::Int(_) | Shape::Float(_));
    let is_list = matches!(shape, Shape::Vec(_) | Shape::List(_));
    let needs = |what: &str| Err(format!("`{name}` needs {what}, {{it}} is {ty}"));
    match &rule.what {
        What::Required if shape.is_text() && !matches!(whole, Shape::Option(_)) => Err(format!(
            "`{name}` is for an `Option`, {{it}} is always there; write `nonblank` or `nonempty`"
        )),
        What::Required | What::RequiredIf(_) if matches!(shape, Shape::Hidden(_)) => {
            needs("an `Option`")
        }
        What::Required | What::RequiredIf(_) if !matches!(whole, Shape::Option(_)) => {
            Err(format!("`{name}` is for an `Option`, {{it}} is always there"))
        }
        What::With(_)
        | What::WithCtx(..)
        | What::AsyncWith(..)
        | What::Required
        | What::RequiredIf(_)
        | What::When(..)
        | What::Not(_)
        | What::Named(_)
        | What::Other(..) => Ok(()),
        _ if is_unknown => Ok(()),
        What::Bound(Op::Equal, _) | What::Among(..) => match shape {
            Shape::Vec(_) | Shape::List(_) | Shape::Map(..) | Shape::Hidden(_) => {
                needs("one value")
            }
            _ => Ok(()),
        },
        What::Bound(..) | What::Range(_) | What::Sign(_) if shape.is_text() => {
            Err(format!("`{name}` needs a number, {{it}} is {ty}; a length is `chars(..)`"))
        }
        What::Bound(..) | What::Range(_) if is_list || matches!(shape, Shape::Map(..)) => {
            Err(format!("`{name}` needs a number, {{it}} is {ty}; a size is `items(..)`"))
        }
        What::Bound(..) | What::Range(_) if is_number || matches!(shape, Shape::Char) => Ok(()),
        What::Bound(..) | What::Range(_) => needs("a number"),
        What::Sign(Sign::Finite) if matches!(shape, Shape::Int(_)) => {
            Err(format!("`{name}` says nothing: {{it}} is {ty}, which is always finite"))
        }
        What::Sign(Sign::Negative)
            if matches!(shape, Shape::Int(IntType { below_zero: 0, .. })) =>
        {
            Err(format!("`{name}` cannot hold: {{it}} is {ty}, which is never negative"))
        }
        What::Sign(_) | What::MultipleOf(_) if !is_number => needs("a number"),
        What::Length(Unit::Items, _) if shape.is_text() => {
            Err(format!("`{name}` counts elements, {{it}} is {ty}; write `chars(..)`"))
        }
        What::Length(Unit::Items, _) if !is_list && !matches!(shape, Shape::Map(..)) => {
            needs("a list or a map")
        }
        What::Length(Unit::Bytes | Unit::Chars | Unit::Graphemes, _) if is_list => {
            Err(format!("`{name}` needs text, {{it}} is {ty}; write `items(..)`"))
        }
        What::Length(Unit::Bytes | Unit::Chars | Unit::Graphemes, _)
        | What::Text(_)
        | What::Affix(..)
        | What::Pattern(..)
        | What::PatternWith(_)
            if !shape.is_text() =>
        {
            needs("text")
        }
        What::NonEmpty if !shape.is_text() && !is_list && !matches!(shape, Shape::Map(..)) => {
            needs("text, a list or a map")
        }
        What::Each(_) | What::Unique | What::Sorted if !is_list => needs("a list"),
        What::Keys(_) | What::Values(_) if !matches!(shape, Shape::Map(..)) => needs("a map"),
        What::Moment(_) => needs("a moment in time"),
        What::Nested if is_number || shape.is_text() => needs("a type with rules of its own"),
        What::Nested if matches!(shape, Shape::Bool | Shape::Char | Shape::PathBuf) => {
            needs("a type with rules of its own")
        }
        _ => Ok(()),
    }
}

impl Shape {
    /// The type in a sentence.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Int(ty) => format!("`{}`", ty.name),
            Self::Float(name) => format!("`{name}`"),
            Self::Bool => "`bool`".to_owned(),
            Self::Char => "`char`".to_owned(),
            Self::Text | Self::Str => "text".to_owned(),
            Self::PathBuf => "a path".to_owned(),
            Self::Vec(_) | Self::List(_) => "a list".to_owned(),
            Self::Map(..) => "a map".to_owned(),
            Self::Option(_) => "an `Option`".to_owned(),
            Self::Pointer(inner, _) => inner.shape.describe(),
            Self::Hidden(pointer) => {
                format!("`{pointer}<Option<..>>`; write `Option<{pointer}<..>>`")
            }
            Self::Ref => "a reference".to_owned(),
            Self::Other => "of another type".to_owned(),
        }
    }
}

/// Literal bounds are values of the field's type, and of `usize` for lengths.
fn bounds(cx: &Ctxt, rule: &Rule, shape: &Shape) {
    let mut literals: Vec<&Expr> = Vec::new();
    match &rule.what {
        What::MultipleOf(bound) if Number::of(bound).is_some_and(|n| n.as_f64() <= 0.0) => {
            cx.error(bound, "a multiple is of a number above 0");
            return;
        }
        What::Bound(_, bound) | What::MultipleOf(bound) => literals.push(bound),
        What::Range(interval) => literals.extend(interval.ends()),
        What::Among(_, values) => literals.extend(values),
        What::Length(_, interval) => {
            for end in interval.ends() {
                let is_length = match Number::of(end) {
                    Some(Number::Int { is_negative, .. }) => !is_negative,
                    Some(Number::Float(_)) => false,
                    None => !matches!(super::literal::bare(end), Expr::Lit(_)),
                };
                if !is_length {
                    cx.error(end, "a length is a whole number from 0");
                }
            }
            return;
        }
        _ => return,
    }
    for literal in literals {
        match (shape, Number::of(literal)) {
            (Shape::Int(ty), Some(number)) if !number.fits(ty) => {
                let (text, name) = (literal.to_token_stream(), ty.name);
                let text = text.to_string().replace(' ', "");
                cx.error(literal, format_args!("`{text}` is no `{name}`"));
            }
            (Shape::Int(_) | Shape::Float(_), None)
                if matches!(super::literal::bare(literal), Expr::Lit(_)) =>
            {
                let ty = shape.describe();
                cx.error(literal, format_args!("expected a number, as the field is {ty}"));
            }
            (Shape::Text | Shape::Str, Some(_)) => {
                cx.error(literal, "expected a text in quotes, as the field is text");
            }
            _ => {}
        }
    }
}

impl Interval {
    fn ends(&self) -> impl Iterator<Item = &Expr> {
        self.start.iter().chain(&self.end)
    }
}

/// An end of what a field may be: the number, whether it is left out, and the rule it is from.
struct End<'a> {
    number: Number,
    is_open: bool,
    rule: &'a Rule,
}

/// No interval is empty, neither of one rule nor of the bounds of a field together.
fn intervals(cx: &Ctxt, rules: &[Rule], shape: &Shape) {
    let (mut lows, mut highs) = (Vec::new(), Vec::new());
    // rules of different groups need not hold together
    for rule in rules.iter().filter(|rule| rule.group.is_none()) {
        let mut low = |number, is_open| lows.push(End { number, is_open, rule });
        let mut high = |number, is_open| highs.push(End { number, is_open, rule });
        match &rule.what {
            What::Range(interval) | What::Length(_, interval) => {
                let is_length = !matches!(rule.what, What::Range(_));
                let ends = (interval.start.as_ref(), interval.end.as_ref());
                let (start, end) = (ends.0.and_then(Number::of), ends.1.and_then(Number::of));
                let is_whole = is_length || matches!(shape, Shape::Int(_));
                if let (Some(start), Some(end)) = (start, end)
                    && is_empty(start, false, end, !interval.is_inclusive, is_whole)
                {
                    let text = interval.tokens.to_string().replace(' ', "");
                    let message = format!("the interval `{text}` is empty");
                    cx.error(&interval.tokens, message);
                } else if !is_length {
                    if let Some(start) = start {
                        low(start, false);
                    }
                    if let Some(end) = end {
                        high(end, !interval.is_inclusive);
                    }
                }
            }
            What::Bound(op, bound) => {
                if let Some(number) = Number::of(bound) {
                    match op {
                        Op::Min | Op::Above => low(number, *op == Op::Above),
                        Op::Max | Op::Below => high(number, *op == Op::Below),
                        Op::Equal => {
                            low(number, false);
                            high(number, false);
                        }
                    }
                }
            }
            What::Sign(Sign::Positive) => low(Number::ZERO, true),
            What::Sign(Sign::Negative) => high(Number::ZERO, true),
            _ => {}
        }
    }
    let is_whole = matches!(shape, Shape::Int(_));
    for low in &lows {
        for high in &highs {
            if std::ptr::eq(low.rule, high.rule) {
                continue;
            }
            if is_empty(low.number, low.is_open, high.number, high.is_open, is_whole) {
                let (a, b) = (low.rule.name(), high.rule.name());
                // at the rule that comes later
                let position = |rule: &Rule| rules.iter().position(|r| std::ptr::eq(r, rule));
                let is_high_later = position(high.rule) > position(low.rule);
                let (later, earlier) = if is_high_later { (high.rule, a) } else { (low.rule, b) };
                let message = format!(
                    "no value holds `{}` and `{earlier}`: the interval is empty",
                    later.name()
                );
                cx.error(&later.key.ident, message);
                return;
            }
        }
    }
}

fn is_empty(low: Number, low_open: bool, high: Number, high_open: bool, is_whole: bool) -> bool {
    match low.compare(high) {
        Some(Ordering::Greater) => true,
        Some(Ordering::Equal) => low_open || high_open,
        // whole numbers have nothing between neighbours
        _ => is_whole && low_open && high_open && high.as_f64() - low.as_f64() <= 1.0,
    }
}

/// Accessors have names that nothing else has.
fn accessors(cx: &Ctxt, model: &Model) {
    if model.is_open {
        return;
    }
    let mut taken = vec![("validate".to_owned(), "method"), ("is_valid".to_owned(), "method")];
    taken.extend(model.second_methods().map(|name| (name.to_owned(), "method")));
    if !model.no.new {
        taken.push(("new".to_owned(), "constructor"));
    }
    if !model.no.edit {
        taken.push(("edit".to_owned(), "method"));
    }
    for (is_made, name) in [
        (model.makers.builder, "builder"),
        (model.makers.patch, "apply"),
        (model.makers.input, "into_input"),
        (model.makers.json, "from_json"),
    ] {
        if is_made {
            taken.push((name.to_owned(), "method"));
        }
    }
    let names_with = model.names_with();
    let is_own = |field: &Field| {
        let is_named = matches!(field.get, Get::Named(_)) || field.name.starts_with("set_");
        !is_named && taken.iter().all(|(name, _)| *name != field.name)
    };
    if names_with.is_empty() && model.fields.iter().all(is_own) {
        // as most are; the names of all functions need not be made for that
        return;
    }
    taken.extend(names_with.iter().map(|name| (name.clone(), "method")));
    if !model.no.setters {
        let settable = model.fields.iter().filter(|field| field.is_settable());
        for field in settable.filter(|_| !names_with.is_empty()) {
            let setter = model.setter(field).to_string();
            if names_with.contains(&setter) {
                let message = format!(
                    "the setter `{setter}` would clash with the one of another field that takes \
                     the context; rename the field"
                );
                cx.error(&field.place(), message);
            }
        }
        let setters = model.fields.iter().filter(|field| field.is_settable());
        taken.extend(setters.map(|field| (model.setter_name(field), "setter")));
    }
    if model.no.getters || model.style == Style::Unit {
        return;
    }
    for field in model.fields.iter().filter(|field| !field.has_descriptor && !field.is_part) {
        let getter = model.getter_name(field);
        let found = taken.iter().find(|(name, _)| *name == getter);
        if let Some((_, what)) = found {
            let message = format!(
                "the getter `{getter}` would clash with the generated {what} `{getter}`; rename \
                 the field or write `#[validate(get = \"..\")]`"
            );
            cx.error(&field.place(), message);
        } else {
            taken.push((getter, "getter"));
        }
    }
}
