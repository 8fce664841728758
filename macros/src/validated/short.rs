//! `#[validated(open)]` on a struct as most are, in one pass: no hidden derive, no macro of the
//! runtime.
//!
//! A check of such a struct is a line for each rule. That is written as one text, which the compiler
//! reads faster than tokens that it is asked for, and it stands in no scope of its own: after an edit
//! the compiler looks at each item again, whatever is in it.

use std::fmt::Write as _;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;
use syn::{DeriveInput, Expr, Member};

use super::expand::refuse_deserialize;
use super::literal::Number;
use super::model::{Field, Model};
use super::rule::{Interval, Op, Rule, Sign, TextRule, Unit, What};
use super::shape::Shape;
use super::{check, table};
use crate::kit::{Ctxt, Emit, Readable as _, lexed};

/// Derives that look at none of our attributes, and may see the struct without them.
const BLIND: &[&str] =
    &["Debug", "Clone", "Copy", "PartialEq", "Eq", "PartialOrd", "Ord", "Hash", "Default"];

/// The struct with its check, unless something of it is unusual or wrong.
pub(super) fn expand(args: &TokenStream, item: &[TokenTree]) -> Option<TokenStream> {
    if !is_open(args) {
        return None;
    }
    let (body, head) = item.split_last()?;
    let TokenTree::Group(body) = body else { return None };
    if body.delimiter() != Delimiter::Brace || !are_blind(head) {
        return None;
    }
    let fields = without_rules(body)?;
    let cx = Ctxt::default();
    let read = DeriveInput::read(item.iter().cloned().collect()).ok()?;
    let model = Model::read(&cx, args.clone(), &read)?;
    check::run(&cx, &model);
    if !cx.is_clean() || !model.is_plain() {
        return None;
    }
    let code: TokenStream = lexed(&code(&model)?)?;
    let mut out: TokenStream = head.iter().cloned().chain([fields.into()]).collect();
    out.extend([code]);
    let mut asked = Emit::default();
    refuse_deserialize(&model, &mut asked);
    if !asked.is_empty() {
        let asked = asked.finish();
        out.extend(quote!(const _: () = {
            use ::dunder::__private::{self, Otherwise as _};
            #asked
        };));
    }
    Some(out)
}

/// Whether the arguments are the one word.
fn is_open(args: &TokenStream) -> bool {
    let mut args = args.clone().into_iter();
    matches!((args.next(), args.next()), (Some(TokenTree::Ident(word)), None) if word == "open")
}

/// Whether nothing above the struct's name looks at the fields' attributes.
fn are_blind(head: &[TokenTree]) -> bool {
    let is_hash = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(sign)) if sign.as_char() == '#');
    head.iter().enumerate().all(|(i, token)| match token {
        TokenTree::Group(attr) if is_hash(i.checked_sub(1).and_then(|i| head.get(i))) => {
            is_blind(attr)
        }
        // the parameters of a generic struct
        TokenTree::Punct(sign) => sign.as_char() == '#',
        _ => true,
    })
}

fn is_blind(attr: &Group) -> bool {
    let mut tokens = attr.stream().into_iter();
    let Some(TokenTree::Ident(word)) = tokens.next() else { return false };
    match (word.to_string().as_str(), tokens.next()) {
        ("doc" | "allow" | "expect" | "must_use", _) => true,
        ("derive", Some(TokenTree::Group(list))) => {
            list.stream().into_iter().all(|token| match token {
                TokenTree::Ident(name) => BLIND.contains(&name.to_string().as_str()),
                TokenTree::Punct(sign) => sign.as_char() == ',',
                _ => false,
            })
        }
        _ => false,
    }
}

/// The fields without their rules; nothing where another attribute than a comment is among them.
fn without_rules(body: &Group) -> Option<Group> {
    let mut kept: Vec<TokenTree> = Vec::new();
    let mut is_attr = false;
    for token in body.stream() {
        match &token {
            TokenTree::Group(attr) if is_attr => match attr.stream().into_iter().next() {
                Some(TokenTree::Ident(word)) if word == "validate" => {
                    kept.pop();
                }
                Some(TokenTree::Ident(word)) if word == "doc" => kept.push(token),
                _ => return None,
            },
            _ => {
                is_attr = matches!(&token, TokenTree::Punct(sign) if sign.as_char() == '#');
                kept.push(token);
                continue;
            }
        }
        is_attr = false;
    }
    let mut fields = Group::new(Delimiter::Brace, kept.into_iter().collect());
    fields.set_span(body.span());
    Some(fields)
}

/// The code; nothing where a rule is no comparison with literals.
fn code(model: &Model) -> Option<String> {
    let mut checks = String::new();
    for field in &model.fields {
        write_field(field, &mut checks)?;
    }
    let (name, vis) = (model.ident.to_string(), vis(model));
    let errors = if checks.is_empty() { "_" } else { "errors" };
    Some(format!(
        "#[automatically_derived]
        impl ::dunder::__private::Validate for {name} {{
            #[inline]
            fn check(&self, {errors}: &mut ::dunder::__private::Errors<'_>) {{ {checks} }}
        }}
        #[allow(dead_code)]
        impl {name} {{
            #[doc = \"Checks every rule.\\n\\n# Errors\\nEvery rule that the value breaks.\"]
            #[inline]
            {vis} fn validate(&self) -> ::dunder::__private::Checked {{
                ::dunder::__private::Validate::validate(self)
            }}
            #[doc = \" Whether the value breaks no rule.\"]
            #[inline]
            #[must_use]
            {vis} fn is_valid(&self) -> ::dunder::__private::bool {{
                ::dunder::__private::Validate::is_valid(self)
            }}
        }}"
    ))
}

/// The struct's visibility as text.
fn vis(model: &Model) -> String {
    use quote::ToTokens as _;
    match &model.vis {
        syn::Visibility::Inherited => String::new(),
        syn::Visibility::Public(_) => "pub".to_owned(),
        vis @ syn::Visibility::Restricted(_) => vis.to_token_stream().to_string(),
    }
}

/// Writes a line for each rule of a field.
fn write_field(field: &Field, out: &mut String) -> Option<()> {
    let Member::Named(member) = &field.member else { return None };
    if !field.sanitizers.is_empty() || field.default.is_some() || field.shows_value {
        return None;
    }
    for rule in &field.rules {
        if rule.group.is_some() || rule.mapped.is_some() {
            return None;
        }
        let mut middle = String::new();
        write_condition(rule, &member.to_string(), &field.shape, &mut middle)?;
        let _ = write!(middle, ", {:?}", field.json);
        table::write_kept(rule, &field.shape, &middle, out)?;
    }
    Some(())
}

/// Writes a condition that is true where the rule holds, of `self.member`.
fn write_condition(rule: &Rule, member: &str, shape: &Shape, out: &mut String) -> Option<()> {
    let is_number = matches!(shape, Shape::Int(_) | Shape::Float("f64"));
    let is_text = matches!(shape, Shape::Text);
    let is_list = matches!(shape, Shape::Vec(_));
    match &rule.what {
        What::Bound(op, bound) if is_number => {
            let operator = match op {
                Op::Min => ">=",
                Op::Max => "<=",
                Op::Above => ">",
                Op::Below => "<",
                Op::Equal => "==",
            };
            compare(member, operator, bound, shape, out)?;
        }
        What::Range(interval) if is_number && interval.is_inclusive => {
            compare(member, ">=", interval.start.as_ref()?, shape, out)?;
            out.push_str(" && ");
            compare(member, "<=", interval.end.as_ref()?, shape, out)?;
        }
        What::Sign(sign) if is_number => {
            let zero = if matches!(shape, Shape::Int(_)) { "0" } else { "0.0" };
            let _ = match (sign, shape) {
                (Sign::Positive, _) => write!(out, "self.{member} > {zero}"),
                (Sign::Negative, _) => write!(out, "self.{member} < {zero}"),
                (Sign::Nonzero, Shape::Int(_)) => write!(out, "self.{member} != 0"),
                (Sign::Finite, Shape::Float(_)) => write!(out, "self.{member}.is_finite()"),
                _ => return None,
            };
        }
        What::NonEmpty if is_text || is_list => {
            let _ = write!(out, "!self.{member}.is_empty()");
        }
        What::Text(rule) if is_text => {
            let function = match rule {
                TextRule::Ascii => "core::primitive::str::is_ascii",
                TextRule::NonBlank => "checks::nonblank",
                TextRule::Alphanumeric => "checks::alphanumeric",
                TextRule::Digits => "checks::digits",
                TextRule::Trimmed => "checks::trimmed",
                TextRule::Email => "checks::email",
                TextRule::Form(name) => &format!("formats::{name}"),
            };
            let _ = write!(out, "::dunder::__private::{function}(&self.{member})");
        }
        What::Length(Unit::Chars, interval) if is_text => {
            let _ = write!(out, "::dunder::__private::checks::chars(&self.{member}");
            write_ends(interval, out)?;
        }
        What::Length(unit, interval)
            if (is_text && *unit == Unit::Bytes) || (is_list && *unit == Unit::Items) =>
        {
            let _ = write!(out, "::dunder::__private::checks::length(self.{member}.len()");
            write_ends(interval, out)?;
        }
        _ => return None,
    }
    Some(())
}

/// Writes a comparison with a literal.
fn compare(
    member: &str,
    operator: &str,
    bound: &Expr,
    shape: &Shape,
    out: &mut String,
) -> Option<()> {
    let _ = write!(out, "self.{member} {operator} ");
    let _ = match (Number::of(bound)?, shape) {
        (Number::Int { is_negative, magnitude }, Shape::Int(_)) => {
            write!(out, "{}{magnitude}", if is_negative { "-" } else { "" })
        }
        (number, Shape::Float(_)) if number.as_f64().is_finite() => {
            write!(out, "{:?}", number.as_f64())
        }
        _ => return None,
    };
    Some(())
}

/// Writes the ends of an interval of lengths as the last arguments of a call.
fn write_ends(interval: &Interval, out: &mut String) -> Option<()> {
    let whole = |end: &Expr| match Number::of(end)? {
        Number::Int { is_negative: false, magnitude } => Some(magnitude),
        _ => None,
    };
    if !interval.is_inclusive && interval.end.is_some() {
        return None;
    }
    let start = interval.start.as_ref().map_or(Some(0), whole)?;
    let _ = match &interval.end {
        Some(end) => write!(out, ", {start}, {})", whole(end)?),
        None => write!(out, ", {start}, ::dunder::__private::core::primitive::usize::MAX)"),
    };
    Some(())
}

impl Model {
    /// Whether only `Validate` is made, of fields that have names, each by itself.
    fn is_plain(&self) -> bool {
        self.makes_check_alone()
            && !self.is_cross()
            && !self.is_any_cleaned()
            && !table::is_read(self)
            && self.second_methods().next().is_none()
    }
}
