//! `Rule`: one rule of a field, read from `#[validate(..)]`.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Expr, LitStr, Path, RangeLimits};

use super::literal::bare;
use super::pattern;
use crate::kit::{Arg, ArgValue, Ctxt, Key, did_you_mean, split_arguments};

/// Every rule there is.
pub(crate) const KNOWN: &[&str] = &[
    "required",
    "min",
    "max",
    "above",
    "below",
    "range",
    "equal",
    "positive",
    "negative",
    "nonzero",
    "finite",
    "chars",
    "bytes",
    "items",
    "nonempty",
    "nonblank",
    "pattern",
    "pattern_with",
    "ascii",
    "alphanumeric",
    "digits",
    "trimmed",
    "starts_with",
    "ends_with",
    "contains",
    "email",
    "one_of",
    "none_of",
    "unique",
    "nested",
    "each",
    "with",
];

/// Rules that are promised and do not work yet.
const LATER: &[&str] = &[
    "required_if",
    "skip",
    "multiple_of",
    "graphemes",
    "alphabetic",
    "hex",
    "lowercase",
    "uppercase",
    "single_line",
    "no_control",
    "url",
    "uri",
    "hostname",
    "ip",
    "ipv4",
    "ipv6",
    "cidr",
    "uuid",
    "card",
    "phone",
    "slug",
    "semver",
    "base64",
    "date",
    "time",
    "datetime",
    "identifier",
    "sorted",
    "matches",
    "less_than",
    "past",
    "future",
    "with_ctx",
    "rule",
    "async_with",
    "trim",
    "lower",
    "upper",
    "collapse_ws",
    "clamp",
    "map",
    "keys",
    "values",
    "when",
    "not",
];

/// What stands among the rules of a field without being one.
pub(crate) const OPTIONS: &[&str] = &["default", "secret", "show_value", "get"];

/// One rule.
pub(crate) struct Rule {
    pub(crate) key: Key,
    pub(crate) what: What,
    pub(crate) code: Option<LitStr>,
    pub(crate) message: Option<LitStr>,
}

/// What a rule asks.
pub(crate) enum What {
    Required,
    /// `min`, `max`, `above`, `below`, `equal`
    Bound(Op, Expr),
    Range(Interval),
    Sign(Sign),
    Length(Unit, Interval),
    Text(TextRule),
    Affix(Affix, Expr),
    NonEmpty,
    Pattern(LitStr, Box<pattern::Program>),
    PatternWith(Path),
    /// `one_of` where true, else `none_of`
    Among(bool, Vec<Expr>),
    Unique,
    Nested,
    Each(Vec<Rule>),
    With(Path),
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Op {
    Min,
    Max,
    Above,
    Below,
    Equal,
}

#[derive(Clone, Copy)]
pub(crate) enum Sign {
    Positive,
    Negative,
    Nonzero,
    Finite,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Unit {
    Chars,
    Bytes,
    Items,
}

/// Rules for text that have no argument; the function that checks has the rule's name.
#[derive(Clone, Copy)]
pub(crate) enum TextRule {
    NonBlank,
    Ascii,
    Alphanumeric,
    Digits,
    Trimmed,
    Email,
}

#[derive(Clone, Copy)]
pub(crate) enum Affix {
    Start,
    End,
    Inside,
}

/// `a..=b` and its kin.
pub(crate) struct Interval {
    pub(crate) tokens: TokenStream,
    pub(crate) start: Option<Expr>,
    pub(crate) end: Option<Expr>,
    pub(crate) is_inclusive: bool,
}

/// Whatever stands in one `#[validate(..)]`.
#[derive(Default)]
pub(crate) struct Listed {
    pub(crate) rules: Vec<Rule>,
    pub(crate) options: Vec<Arg>,
    /// Whether more than options is written, readable or not.
    pub(crate) names_rules: bool,
}

/// Reads the rules between brackets; `is_field` says whether `default` and its kin may be there.
pub(crate) fn read(cx: &Ctxt, tokens: TokenStream, is_field: bool) -> Listed {
    let mut listed = Listed::default();
    // the rule that `message` and `code` belong to: none, one that could not be read, one that was
    let mut last = Last::Nothing;
    for piece in split_arguments(tokens) {
        let Some(arg) = cx.ok(Arg::read(piece)) else {
            (last, listed.names_rules) = (Last::Unreadable, true);
            continue;
        };
        let text = arg.key.text.as_str();
        if matches!(text, "code" | "message") {
            match (&last, listed.rules.last_mut()) {
                (Last::Rule, Some(rule)) => rename(cx, rule, &arg),
                (Last::Nothing, _) => cx.error(
                    &arg.key.ident,
                    format_args!("`{text}` follows the rule it is for: `min = 1, {text} = \"..\"`"),
                ),
                _ => {}
            }
        } else if is_field && OPTIONS.contains(&text) {
            last = Last::Nothing;
            listed.options.push(arg);
        } else {
            listed.names_rules = true;
            let rule = Rule::read(cx, &arg, is_field);
            last = if rule.is_some() { Last::Rule } else { Last::Unreadable };
            listed.rules.extend(rule);
        }
    }
    listed
}

/// What stands before a `message`.
enum Last {
    Nothing,
    Unreadable,
    Rule,
}

/// Takes `code = ".."` or `message = ".."` into a rule.
fn rename(cx: &Ctxt, rule: &mut Rule, arg: &Arg) {
    let Some(text) = arg.value::<LitStr>(cx) else { return };
    let slot = if arg.key.text == "code" { &mut rule.code } else { &mut rule.message };
    if slot.replace(text).is_some() {
        cx.error(&arg.key.ident, format_args!("`{}` is given twice", arg.key.text));
    }
}

impl Rule {
    fn read(cx: &Ctxt, arg: &Arg, is_field: bool) -> Option<Self> {
        let name = arg.key.text.as_str();
        if !KNOWN.contains(&name) {
            unknown(cx, &arg.key, is_field);
            return None;
        }
        let mut rule =
            Self { key: arg.key.clone(), what: What::Required, code: None, message: None };
        let mut values = match &arg.value {
            ArgValue::Nothing => Vec::new(),
            ArgValue::Equals(tokens) if tokens.is_empty() => Vec::new(),
            ArgValue::Equals(tokens) => vec![tokens.clone()],
            ArgValue::List(tokens) if name == "each" => vec![tokens.clone()],
            ArgValue::List(tokens) => split_arguments(tokens.clone()),
        };
        if let (ArgValue::List(_), false) = (&arg.value, name == "each") {
            values.retain(|piece| match renaming(piece) {
                Some(arg) => {
                    rename(cx, &mut rule, &arg);
                    false
                }
                None => true,
            });
        }
        rule.what = What::read(cx, &arg.key, &values)?;
        Some(rule)
    }

    /// The rule's name.
    pub(crate) fn name(&self) -> &str {
        &self.key.text
    }

    pub(crate) fn span(&self) -> Span {
        self.key.span()
    }
}

fn unknown(cx: &Ctxt, key: &Key, is_field: bool) {
    let name = key.text.as_str();
    if LATER.contains(&name) {
        let message = format!("rule `{name}` is not built yet; until then write `with = path`");
        cx.error(&key.ident, message);
    } else if !is_field && OPTIONS.contains(&name) {
        cx.error(&key.ident, format_args!("`{name}` is for the field, not for its elements"));
    } else {
        let mut known = [KNOWN, LATER].concat();
        if is_field {
            known.extend(OPTIONS);
        }
        let hint = did_you_mean(name, &known);
        // a list of all seventy would hide the place
        let hint = if hint.contains("did you mean") { hint } else { String::new() };
        cx.error(&key.ident, format_args!("unknown rule `{name}`{hint}"));
    }
}

/// `code = ".."` or `message = ".."` in the brackets of a rule.
fn renaming(piece: &TokenStream) -> Option<Arg> {
    let first = piece.clone().into_iter().next();
    let is_renaming =
        matches!(&first, Some(TokenTree::Ident(word)) if word == "code" || word == "message");
    let arg = Arg::read(piece.clone()).ok().filter(|_| is_renaming)?;
    matches!(arg.value, ArgValue::Equals(_)).then_some(arg)
}

impl What {
    fn read(cx: &Ctxt, key: &Key, values: &[TokenStream]) -> Option<Self> {
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
            _ => None,
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
            "items" => Interval::read(cx, key, values, true).map(|i| Self::Length(Unit::Items, i)),
            "range" => Interval::read(cx, key, values, false).map(Self::Range),
            "one_of" | "none_of" => among(cx, key, values),
            "each" => match values {
                [tokens] => Some(Self::Each(read(cx, tokens.clone(), false).rules)),
                _ => form(cx, key, "each(trimmed, chars(1..=20))"),
            },
            "pattern" => Self::pattern(cx, key, values),
            _ => Self::with_value(cx, key, values),
        }
    }

    fn with_value(cx: &Ctxt, key: &Key, values: &[TokenStream]) -> Option<Self> {
        let name = key.text.as_str();
        let [value] = values else { return form(cx, key, &format!("{name} = ..")) };
        if matches!(name, "with" | "pattern_with") {
            let path = cx.ok(syn::parse2::<Path>(value.clone()))?;
            return Some(match name {
                "with" => Self::With(path),
                _ => Self::PatternWith(path),
            });
        }
        let value = cx.ok(syn::parse2::<Expr>(value.clone()))?;
        Some(match name {
            "min" => Self::Bound(Op::Min, value),
            "max" => Self::Bound(Op::Max, value),
            "above" => Self::Bound(Op::Above, value),
            "below" => Self::Bound(Op::Below, value),
            "starts_with" => Self::Affix(Affix::Start, value),
            "ends_with" => Self::Affix(Affix::End, value),
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
fn form<T>(cx: &Ctxt, key: &Key, form: &str) -> Option<T> {
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
        let tokens = tokens.clone();
        let expr: Expr = cx.ok(syn::parse2(tokens.clone()))?;
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
        let same =
            |a: &Expr, b: &Expr| a.to_token_stream().to_string() == b.to_token_stream().to_string();
        self.is_inclusive && matches!((&self.start, &self.end), (Some(a), Some(b)) if same(a, b))
    }
}
