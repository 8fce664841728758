//! Rules made of rules, and rules that look at other fields.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{Expr, Member};

use super::inherited;
use super::literal::bare;
use super::model::Field;
use super::of_class::Role;
use super::rule::{self, Comparison, OtherField, Rule, What};
use super::shape::Shape;
use super::what::form;
use crate::kit::{Ctxt, Key, did_you_mean, split_arguments};

/// `keys(..)`, `values(..)`, `not(..)`, `when(cond, ..)`
pub(super) fn read(cx: &Ctxt, key: &Key, values: &[TokenStream]) -> Option<What> {
    let name = key.text.as_str();
    let [tokens] = values else {
        return form(cx, key, if name == "when" { WHEN } else { "keys(chars(1..=20))" });
    };
    if name == "when" {
        return when(cx, key, tokens.clone());
    }
    let mut rules = rule::read(cx, tokens.clone(), false).rules;
    match name {
        "keys" => Some(What::Keys(rules)),
        "values" => Some(What::Values(rules)),
        _ => match (rules.pop(), rules.is_empty()) {
            (Some(rule), true) => Some(What::Not(Box::new(rule))),
            (Some(_), false) => {
                cx.error(&key.ident, "`not` takes one rule; write another `not(..)` with each");
                None
            }
            // the fault of what stands in it is said
            (None, _) if !tokens.is_empty() => None,
            (None, _) => form(cx, key, "not(contains = \"@\")"),
        },
    }
}

const WHEN: &str = "when(self.is_company, required)";

fn when(cx: &Ctxt, key: &Key, tokens: TokenStream) -> Option<What> {
    let mut pieces = split_arguments(tokens).into_iter();
    let Some(condition) = pieces.next() else { return form(cx, key, WHEN) };
    let rules: Vec<TokenStream> = pieces.collect();
    if rules.is_empty() {
        return form(cx, key, WHEN);
    }
    let condition = cx.ok(syn::parse2::<Expr>(condition))?;
    Some(What::When(condition, rule::read(cx, quote!(#(#rules),*), false).rules))
}

/// `matches = other`, `less_than = other`
pub(super) fn other(cx: &Ctxt, key: &Key, values: &[TokenStream]) -> Option<What> {
    let name = key.text.as_str();
    let [value] = values else { return form(cx, key, &format!("{name} = other_field")) };
    let member = cx.ok(syn::parse2::<Member>(value.clone()))?;
    let comparison = if name == "matches" { Comparison::Matches } else { Comparison::LessThan };
    let at = member.to_token_stream();
    let other = OtherField { member, at, json: String::new(), options: 0, is_text: false };
    Some(What::Other(comparison, Box::new(other)))
}

/// Finds the other fields that rules name.
pub(super) fn resolve(cx: &Ctxt, fields: &mut [Field], held: &mut [Field], role: Role) {
    if role == Role::Part {
        // what looks at fields of the whole object is checked there
        let names: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
        for field in &mut *fields {
            field.rules.retain(|rule| inherited::is_within(rule, &names));
        }
    }
    let holders: Vec<(String, Ident)> =
        held.iter().filter_map(|field| Some((field.name.clone(), field.holder()?))).collect();
    for at in 0..held.len() {
        let holder = held.get(at).and_then(Field::holder);
        let same = holders.iter().filter(|(_, other)| holder.as_ref() == Some(other));
        let same: Vec<String> = same.map(|(name, _)| name.clone()).collect();
        if let Some(field) = held.get_mut(at) {
            inherited::part(field, &same);
        }
    }
    for field in &mut *fields {
        inherited::part(field, &[]);
    }
    let all = fields.iter().filter(|field| !field.is_part).chain(&*held);
    let known: Vec<Known> = all.map(Known::of).collect();
    for field in fields.iter_mut().chain(held) {
        let own = field.at().to_string();
        let whose =
            field.inherited.as_ref().map(|from| format!("`{}` of `{}`", field.name, from.name));
        for rule in &mut field.rules {
            resolve_rule(cx, rule, &own, &known);
            if !holders.is_empty() || whose.is_some() {
                place(cx, rule, &holders, whose.as_deref());
            }
        }
    }
}

/// Finds the fields that conditions look at where they are held.
fn place(cx: &Ctxt, rule: &mut Rule, holders: &[(String, Ident)], whose: Option<&str>) {
    for inner in rule.inner_mut() {
        place(cx, inner, holders, whose);
    }
    let name = rule.name().to_owned();
    let (What::When(condition, _) | What::RequiredIf(condition)) = &mut rule.what else { return };
    if let (Some(whose), None) = (whose, inherited::looks_at(condition)) {
        let message = format!(
            "the condition of `{name}` at {whose} takes an object of that class, and not one of a \
             subclass: write it over fields there, `{name}(self.is_open, ..)`"
        );
        cx.error(&condition, message);
    }
    if let Ok(placed) = syn::parse2(inherited::placed(condition.to_token_stream(), holders)) {
        *condition = placed;
    }
}

/// What a rule needs to know of another field.
struct Known {
    member: Member,
    at: TokenStream,
    name: String,
    json: String,
    options: usize,
    is_text: bool,
}

impl Known {
    fn of(field: &Field) -> Self {
        let (mut shape, mut options) = (&field.shape, 0);
        while let Shape::Option(inner) = shape {
            shape = &inner.shape;
            options += 1;
        }
        Self {
            member: field.member.clone(),
            at: field.at(),
            name: field.name.clone(),
            json: field.json.clone(),
            options,
            is_text: shape.is_text(),
        }
    }
}

fn resolve_rule(cx: &Ctxt, rule: &mut Rule, own: &str, known: &[Known]) {
    for inner in rule.inner_mut() {
        resolve_rule(cx, inner, own, known);
    }
    let name = rule.name().to_owned();
    let What::Other(_, other) = &mut rule.what else { return };
    if other.member.to_token_stream().to_string() == own {
        let message = format!("`{name}` compares with another field, this is the same");
        cx.error(&other.member, message);
    } else if let Some(found) = known.iter().find(|field| field.member == other.member) {
        other.json.clone_from(&found.json);
        other.at.clone_from(&found.at);
        (other.options, other.is_text) = (found.options, found.is_text);
    } else {
        let text = other.member.to_token_stream().to_string();
        let names: Vec<&str> = known.iter().map(|field| field.name.as_str()).collect();
        let hint = did_you_mean(&text, &names);
        cx.error(&other.member, format_args!("there is no field `{text}`{hint}"));
    }
}

/// A condition as code: a function of `&Self`, or an expression over `self`.
pub(super) fn condition(expr: &Expr) -> TokenStream {
    match bare(expr) {
        Expr::Path(path) if !path.path.is_ident("self") => quote!(#path(self)),
        expr => quote!(#expr),
    }
}

/// What is wrong with rules inside a rule, if anything is.
pub(super) fn fits(rule: &Rule) -> Result<(), String> {
    let name = rule.name();
    let has_text = rule.code.is_some() || rule.message.is_some();
    if rule.group.is_some() && rule.is_later() {
        return Err(format!("`{name}` waits, and rules that wait are in no `group`"));
    }
    match &rule.what {
        What::Each(_)
        | What::Keys(_)
        | What::Values(_)
        | What::When(..)
        | What::Named(_)
        | What::Nested
            if has_text =>
        {
            Err(format!(
                "`{name}` says nothing itself; a `code` or `message` belongs to a rule in it"
            ))
        }
        What::Not(inner)
            if !inner.inner().is_empty()
                || inner.is_cross()
                || matches!(inner.what, What::Required | What::Nested | What::Named(_))
                || matches!(inner.what, What::WithCtx(..) | What::AsyncWith(..)) =>
        {
            Err(format!("`not` takes a rule about one value, `{}` is none", inner.name()))
        }
        _ => Ok(()),
    }
}
