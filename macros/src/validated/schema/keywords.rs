//! A rule as keywords of JSON Schema, where there are any.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Expr;

use super::pieces::{Pieces, quote_json};
use super::{forms, inside};
use crate::validated::literal::{self, Number};
use crate::validated::rule::{Affix, Interval, Op, Rule, Sign, TextRule, Unit, What};
use crate::validated::shape::Shape;

/// Keywords that stand in one object, and the objects that hold beside it.
pub(super) struct Keywords {
    out: Pieces,
    used: Vec<String>,
    beside: Vec<Pieces>,
}

/// The keywords of one rule.
struct Said {
    keys: Vec<String>,
    out: Pieces,
    /// Whether they refuse all that the rule refuses.
    is_exact: bool,
    /// Whether they look at `null` too.
    asks_null: bool,
}

impl Said {
    fn new() -> Self {
        Self { keys: Vec::new(), out: Pieces::default(), is_exact: true, asks_null: false }
    }

    /// A keyword and the JSON of its value.
    fn word(mut self, key: &str, json: &str) -> Self {
        self.key(key);
        self.out.text(json);
        self
    }

    fn key(&mut self, key: &str) {
        self.keys.push(key.to_owned());
        self.out.text(&format!(",\"{key}\":"));
    }

    fn loose(mut self) -> Self {
        self.is_exact = false;
        self
    }
}

/// The least and the most of a type that JSON can say.
fn limits(shape: &Shape) -> Option<(i128, i128)> {
    let Shape::Int(ty) = shape else { return None };
    let below = i128::try_from(ty.below_zero).ok()?;
    Some((-below, i128::try_from(ty.max).ok()?)).filter(|_| !ty.name.ends_with("128"))
}

impl Keywords {
    /// Those of the type, as far as its rules do not say the same more closely.
    pub(super) fn of_base(ty: &TokenStream, shape: &Shape, rules: &[Rule]) -> Self {
        let mut words = Self { out: Pieces::default(), used: Vec::new(), beside: Vec::new() };
        let (shape, is_option) = inside(shape);
        let with_null = |name: &str| {
            if is_option { format!("[\"{name}\",\"null\"]") } else { format!("\"{name}\"") }
        };
        let name = match shape {
            Shape::Int(_) => "integer",
            Shape::Float(_) => "number",
            Shape::Text | Shape::Str | Shape::PathBuf => "string",
            Shape::Bool => "boolean",
            _ => {
                words.out.of(ty);
                let known = match shape {
                    Shape::Vec(_) | Shape::Map(..) if !is_option => &["items"][..],
                    _ => &[
                        "items",
                        "minItems",
                        "maxItems",
                        "minLength",
                        "maxLength",
                        "minimum",
                        "maximum",
                        "pattern",
                        "format",
                        "enum",
                        "const",
                        "not",
                        "uniqueItems",
                        "anyOf",
                        "exclusiveMinimum",
                        "exclusiveMaximum",
                        "multipleOf",
                    ],
                };
                words.used.extend(known.iter().map(|key| (*key).to_owned()));
                return words;
            }
        };
        words.out.text(&format!(",\"type\":{}", with_null(name)));
        let says = |wanted: &[&str]| {
            rules.iter().any(|rule| {
                said(rule, shape)
                    .is_some_and(|said| said.keys.iter().any(|key| wanted.contains(&key.as_str())))
            })
        };
        if let Some((least, most)) = limits(shape) {
            if !says(&["minimum", "exclusiveMinimum"]) {
                words.out.text(&format!(",\"minimum\":{least}"));
                words.used.push("minimum".to_owned());
            }
            if !says(&["maximum", "exclusiveMaximum"]) {
                words.out.text(&format!(",\"maximum\":{most}"));
                words.used.push("maximum".to_owned());
            }
        } else if matches!(shape, Shape::Int(ty) if ty.name == "u128") && !says(&["minimum"]) {
            words.out.text(",\"minimum\":0");
            words.used.push("minimum".to_owned());
        }
        words
    }

    /// Those of rules.
    pub(super) fn rules(&mut self, rules: &[Rule], shape: &Shape) {
        let (shape, is_option) = inside(shape);
        for rule in rules {
            if matches!(rule.what, What::Required) && is_option {
                let mut out = Pieces::default();
                out.text(",\"not\":{\"type\":\"null\"}");
                self.beside.push(out);
                continue;
            }
            let Some(said) = said(rule, shape) else { continue };
            if said.asks_null && is_option {
                let mut out = Pieces::default();
                out.text(",\"anyOf\":[{\"type\":\"null\"},{");
                out.append(said.out);
                out.text("}]");
                self.beside.push(out);
            } else if said.keys.iter().any(|key| self.used.contains(key)) {
                self.beside.push(said.out);
            } else {
                self.used.extend(said.keys);
                self.out.append(said.out);
            }
        }
    }

    pub(super) fn write(self, out: &mut Pieces) {
        out.append(self.out);
        out.all_of(self.beside);
    }
}

/// The schema of elements that keep rules.
fn object(rules: &[Rule], shape: &Shape) -> Option<Pieces> {
    let mut words = Keywords { out: Pieces::default(), used: Vec::new(), beside: Vec::new() };
    words.rules(rules, shape);
    let is_empty = words.used.is_empty() && words.beside.is_empty();
    let mut out = Pieces::default();
    words.write(&mut out);
    (!is_empty).then_some(out)
}

/// What JSON Schema can say of a rule.
fn said(rule: &Rule, shape: &Shape) -> Option<Said> {
    let said = Said::new();
    Some(match &rule.what {
        What::Bound(Op::Equal, value) => {
            let mut said = said;
            said.asks_null = true;
            said.key("const");
            value_of(&mut said.out, value, shape)?;
            said
        }
        What::Bound(op, bound) => {
            let key = match op {
                Op::Min => "minimum",
                Op::Max => "maximum",
                Op::Above => "exclusiveMinimum",
                _ => "exclusiveMaximum",
            };
            number(said, key, bound, shape)?
        }
        What::Range(interval) => {
            let mut said = said;
            if let Some(start) = &interval.start {
                said = number(said, "minimum", start, shape)?;
            }
            if let Some(end) = &interval.end {
                let key = if interval.is_inclusive { "maximum" } else { "exclusiveMaximum" };
                said = number(said, key, end, shape)?;
            }
            said
        }
        What::Sign(Sign::Positive) => said.word("exclusiveMinimum", "0"),
        What::Sign(Sign::Negative) => said.word("exclusiveMaximum", "0"),
        What::Sign(Sign::Nonzero) => said.word("not", "{\"const\":0}"),
        What::MultipleOf(of) => {
            let of = Number::of(of).filter(|of| of.as_f64() > 0.0)?;
            said.word("multipleOf", &json_number(of)?)
        }
        What::Length(Unit::Chars, interval) => length(said, "Length", interval, 1)?,
        // a character has 1 to 4 bytes
        What::Length(Unit::Bytes, interval) => length(said, "Length", interval, 4)?.loose(),
        What::Length(Unit::Items, interval) => match shape {
            Shape::Map(..) => length(said, "Properties", interval, 1)?,
            Shape::Vec(_) | Shape::List(_) => length(said, "Items", interval, 1)?,
            _ => length(length(said, "Properties", interval, 1)?, "Items", interval, 1)?,
        },
        What::NonEmpty => match shape {
            Shape::Text | Shape::Str => said.word("minLength", "1"),
            Shape::Vec(_) | Shape::List(_) => said.word("minItems", "1"),
            Shape::Map(..) => said.word("minProperties", "1"),
            _ => said.word("minLength", "1").word("minItems", "1").word("minProperties", "1"),
        },
        What::Text(text) => form(said, text)?,
        What::Pattern(pattern, _) => match forms::ecma(&pattern.value()) {
            Some(pattern) => said.word("pattern", &quote_json(&pattern)),
            None => return None,
        },
        What::Affix(affix, text) => affixed(said, *affix, text, shape)?,
        What::Among(is_one_of, values) => among(said, *is_one_of, values, shape)?,
        What::Unique => said.word("uniqueItems", "true"),
        What::Each(rules) => {
            let (Shape::Vec(element) | Shape::List(element)) = shape else { return None };
            inner(said, "items", rule, rules, &element.shape)?
        }
        What::Keys(rules) => {
            let Shape::Map(key, _) = shape else { return None };
            if !key.shape.is_text() {
                return None;
            }
            inner(said, "propertyNames", rule, rules, &key.shape)?
        }
        What::Values(rules) => {
            let Shape::Map(_, value) = shape else { return None };
            inner(said, "additionalProperties", rule, rules, &value.shape)?
        }
        What::Not(rule) => {
            // of what refuses too little, the contrary refuses too much
            let inner = self::said(rule, shape).filter(|inner| inner.is_exact)?;
            if matches!(shape, Shape::Other | Shape::Ref) {
                return None;
            }
            let mut said = said;
            said.asks_null = true;
            said.key("not");
            said.out.text("{");
            said.out.append(inner.out);
            said.out.text("}");
            said
        }
        _ => return None,
    })
}

fn affixed(mut said: Said, affix: Affix, text: &Expr, shape: &Shape) -> Option<Said> {
    let (before, after) = match affix {
        Affix::Start => ("^", ""),
        Affix::End => ("", "$"),
        Affix::Inside => ("", ""),
    };
    if let Some(text) = literal::text(text) {
        let pattern = format!("{before}{}{after}", forms::escaped(&text));
        return Some(said.word("pattern", &quote_json(&pattern)));
    }
    if !literal::is_constant(text) || !shape.is_text() {
        return None;
    }
    said.key("pattern");
    said.out.text(&format!("\"{before}"));
    said.out.piece(&quote!(__private::schema::Piece::Literal(#text)));
    said.out.text(&format!("{after}\""));
    Some(said)
}

fn among(mut said: Said, is_one_of: bool, values: &[Expr], shape: &Shape) -> Option<Said> {
    said.asks_null = true;
    said.key(if is_one_of { "enum" } else { "not" });
    said.out.text(if is_one_of { "[" } else { "{\"enum\":[" });
    for (i, value) in values.iter().enumerate() {
        said.out.text(if i > 0 { "," } else { "" });
        value_of(&mut said.out, value, shape)?;
    }
    said.out.text(if is_one_of { "]" } else { "]}" });
    Some(said)
}

fn inner(mut said: Said, key: &str, rule: &Rule, rules: &[Rule], shape: &Shape) -> Option<Said> {
    if !rule.sanitizers.is_empty() {
        return None;
    }
    let object = object(rules, shape)?;
    // the type's own keyword is there already
    said.keys.extend(["items", "additionalProperties"].map(str::to_owned));
    said.key(key);
    said.out.text("{");
    said.out.append(object);
    said.out.text("}");
    said.is_exact = false;
    Some(said)
}

fn form(mut said: Said, rule: &TextRule) -> Option<Said> {
    let name = match rule {
        TextRule::NonBlank => "nonblank",
        TextRule::Ascii => "ascii",
        TextRule::Alphanumeric => "alphanumeric",
        TextRule::Digits => "digits",
        TextRule::Trimmed => "trimmed",
        TextRule::Email => "email",
        TextRule::Form(name) => name,
    };
    let form = forms::find(name)?;
    if let Some(format) = form.format {
        said = said.word("format", &quote_json(format));
    }
    if let Some(longest) = form.longest {
        said = said.word("maxLength", &longest.to_string());
    }
    if let Some(pattern) = form.pattern {
        said = said.word("pattern", &quote_json(&pattern));
    }
    said.is_exact = form.is_exact;
    Some(said)
}

/// A bound on a number.
fn number(mut said: Said, key: &str, bound: &Expr, shape: &Shape) -> Option<Said> {
    if let Some(number) = Number::of(bound) {
        return Some(said.word(key, &json_number(number)?));
    }
    match shape {
        Shape::Int(ty) if literal::is_constant(bound) && ty.name != "u128" => {
            said.key(key);
            said.out.piece(&quote!(__private::schema::Piece::Int(
                #bound as __private::core::primitive::i128
            )));
            Some(said)
        }
        Shape::Float(_) if literal::is_constant(bound) => {
            said.keys.push(key.to_owned());
            said.out.piece(&quote!(__private::schema::Piece::Bound(
                #key,
                #bound as __private::core::primitive::f64
            )));
            Some(said.loose())
        }
        _ => None,
    }
}

/// A number as JSON.
pub(super) fn json_number(number: Number) -> Option<String> {
    match number {
        Number::Int { is_negative, magnitude } => {
            let sign = if is_negative && magnitude > 0 { "-" } else { "" };
            Some(format!("{sign}{magnitude}"))
        }
        Number::Float(value) => value.is_finite().then(|| format!("{value:?}")),
    }
}

/// The bounds of a length, of which each unit may be `parts` of what is counted.
fn length(mut said: Said, of: &str, interval: &Interval, parts: u128) -> Option<Said> {
    let ends = [("min", &interval.start, 0), ("max", &interval.end, 1)];
    for (end, expr, less) in ends {
        let Some(expr) = expr else { continue };
        let less = if interval.is_inclusive { 0 } else { less };
        match Number::of(expr) {
            Some(Number::Int { is_negative: false, magnitude }) => {
                let count = if end == "min" {
                    magnitude.div_ceil(parts)
                } else {
                    magnitude.saturating_sub(less)
                };
                said = said.word(&format!("{end}{of}"), &count.to_string());
            }
            None if literal::is_constant(expr) => {
                let parts = i128::try_from(parts).ok().filter(|_| end == "min").unwrap_or(1);
                let less = i128::try_from(less).ok()?;
                said.key(&format!("{end}{of}"));
                said.out.piece(&quote!(__private::schema::Piece::Int(
                    (#expr as __private::core::primitive::i128 - #less + (#parts - 1)) / #parts
                )));
            }
            _ => return None,
        }
    }
    Some(said)
}

/// A value to compare with.
fn value_of(out: &mut Pieces, value: &Expr, shape: &Shape) -> Option<()> {
    if let Some(text) = literal::text(value) {
        out.quoted(&text);
    } else if let Some(number) = Number::of(value) {
        out.text(&json_number(number)?);
    } else if let Expr::Lit(lit) = literal::bare(value) {
        match &lit.lit {
            syn::Lit::Bool(value) => out.text(&value.value.to_string()),
            syn::Lit::Char(value) => out.quoted(&value.value().to_string()),
            _ => return None,
        }
    } else if literal::is_constant(value) && shape.is_text() {
        out.piece(&quote!(__private::schema::Piece::Quoted(#value)));
    } else if literal::is_constant(value) && matches!(shape, Shape::Int(ty) if ty.name != "u128") {
        out.piece(&quote!(__private::schema::Piece::Int(
            #value as __private::core::primitive::i128
        )));
    } else {
        return None;
    }
    Some(())
}
