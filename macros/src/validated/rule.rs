//! `Rule`: one rule of a field, read from `#[validate(..)]`.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::{Expr, LitStr, Member, Path, Type};

use super::sanitize::{self, Sanitizer};
use super::{forms, pattern, synonyms};
use crate::kit::{Arg, ArgValue, Ctxt, Key, did_you_mean, split_arguments};

/// Every rule there is, but for the known forms of a text.
pub(super) const KNOWN: &[&str] = &[
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
    "graphemes",
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
    "with_ctx",
    "async_with",
    "async_with_ctx",
    "multiple_of",
    "sorted",
    "matches",
    "less_than",
    "required_if",
    "past",
    "future",
    "rule",
    "keys",
    "values",
    "when",
    "not",
];

/// Rules that need a library: the feature of dunder that brings it, and whether it is on.
const OF_FEATURES: &[(&str, bool)] =
    &[("graphemes", cfg!(feature = "graphemes")), ("url", cfg!(feature = "url"))];

/// What stands among the rules of a field without being one.
pub(crate) const OPTIONS: &[&str] = &["default", "secret", "show_value", "get", "skip"];

/// One rule.
pub(crate) struct Rule {
    pub(crate) key: Key,
    pub(crate) what: What,
    pub(crate) code: Option<LitStr>,
    pub(crate) message: Option<LitStr>,
    /// The group in which it is checked, else in every check.
    pub(crate) group: Option<LitStr>,
    /// `ctx = path` of `nested(..)`: what the values inside are checked in.
    pub(crate) mapped: Option<Expr>,
    /// `nested(async)`: the values inside have rules that wait.
    pub(crate) waits: bool,
    /// What changes the elements of `each` and the values of `values` before.
    pub(crate) sanitizers: Vec<Sanitizer>,
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
    /// Its function, and the type of the context if the struct says it.
    WithCtx(Path, Option<Box<Type>>),
    /// Its function, and whether that takes the context.
    AsyncWith(Path, bool),
    MultipleOf(Expr),
    Sorted,
    /// `past` where true, else `future`
    Moment(bool),
    Keys(Vec<Rule>),
    Values(Vec<Rule>),
    Not(Box<Rule>),
    When(Expr, Vec<Rule>),
    RequiredIf(Expr),
    /// `matches`, `less_than`
    Other(Comparison, Box<OtherField>),
    /// `rule = NAME`
    Named(Expr),
}

/// How a field compares with another.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Comparison {
    Matches,
    LessThan,
}

/// Another field of the struct.
pub(crate) struct OtherField {
    /// As the user wrote it.
    pub(crate) member: Member,
    /// Where that is in the object.
    pub(crate) at: TokenStream,
    /// Its name in JSON, once the whole struct is read.
    pub(crate) json: String,
    /// How many `Option`s are around its value, and whether that is text.
    pub(crate) options: usize,
    pub(crate) is_text: bool,
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
    Graphemes,
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
    /// A form whose check is the function of this name in the runtime's `formats`.
    Form(&'static str),
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
    pub(crate) sanitizers: Vec<Sanitizer>,
    /// Whether more than options is written, readable or not.
    pub(crate) names_rules: bool,
}

/// Reads the rules between brackets; `is_field` says whether `default` and its kin may be there.
pub(crate) fn read(cx: &Ctxt, tokens: TokenStream, is_field: bool) -> Listed {
    let mut listed = Listed::default();
    // the rule that `message` and `code` belong to: none, one that could not be read, one that was
    let mut last = Last::Nothing;
    for arg in Arg::read_all(tokens) {
        let Some(arg) = cx.ok(arg) else {
            (last, listed.names_rules) = (Last::Unreadable, true);
            continue;
        };
        let text = arg.key.text.as_str();
        if matches!(text, "code" | "message" | "group") {
            match (&last, listed.rules.last_mut()) {
                (Last::Rule, Some(rule)) => rename(cx, rule, &arg),
                (Last::Nothing, _) => cx.error(
                    &arg.key.ident,
                    format_args!("`{text}` follows the rule it is for: `min = 1, {text} = \"..\"`"),
                ),
                _ => {}
            }
        } else if sanitize::KNOWN.contains(&text) {
            (last, listed.names_rules) = (Last::Nothing, true);
            listed.sanitizers.extend(Sanitizer::read(cx, &arg));
        } else if is_field && OPTIONS.contains(&text) {
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

/// Takes `code = ".."`, `message = ".."` or `group = ".."` into a rule.
fn rename(cx: &Ctxt, rule: &mut Rule, arg: &Arg) {
    let Some(text) = arg.value::<LitStr>(cx) else { return };
    let slot = match arg.key.text.as_str() {
        "code" => &mut rule.code,
        "group" => &mut rule.group,
        _ => &mut rule.message,
    };
    if slot.replace(text).is_some() {
        cx.error(&arg.key.ident, format_args!("`{}` is given twice", arg.key.text));
    }
}

impl Rule {
    fn read(cx: &Ctxt, arg: &Arg, is_field: bool) -> Option<Self> {
        let name = arg.key.text.as_str();
        if !KNOWN.contains(&name) && forms::find(name).is_none() {
            unknown(cx, &arg.key, is_field);
            return None;
        }
        let mut rule = Self {
            key: arg.key.clone(),
            what: What::Required,
            code: None,
            message: None,
            group: None,
            mapped: None,
            waits: false,
            sanitizers: Vec::new(),
        };
        if OF_FEATURES.contains(&(name, false)) {
            let message = format!(
                "rule `{name}` needs dunder's feature `{name}`: write `dunder = {{ version = \"0.1\", \
                 features = [\"{name}\"] }}` in Cargo.toml"
            );
            cx.error(&arg.key.ident, message);
            return None;
        }
        let mut values = match &arg.value {
            ArgValue::Nothing => Vec::new(),
            ArgValue::Equals(tokens) if tokens.is_empty() => Vec::new(),
            ArgValue::Equals(tokens) => vec![tokens.clone()],
            ArgValue::List(tokens) if holds_rules(name) => vec![tokens.clone()],
            ArgValue::List(tokens) => split_arguments(tokens.clone()),
        };
        if let (ArgValue::List(_), false) = (&arg.value, holds_rules(name)) {
            values.retain(|piece| match renaming(piece) {
                Some(arg) => {
                    rename(cx, &mut rule, &arg);
                    false
                }
                None => true,
            });
        }
        if name == "nested" {
            values.retain(|piece| !rule.how_nested(cx, piece));
        }
        rule.what = What::read(cx, &arg.key, &values)?;
        if let (ArgValue::List(tokens), true) = (&arg.value, holds_rules(name)) {
            // their faults are reported with those of the rules
            let sanitizers = read(&Ctxt::default(), tokens.clone(), false).sanitizers;
            if matches!(name, "each" | "values") {
                rule.sanitizers = sanitizers;
            } else {
                sanitize::refuse(cx, &sanitizers, &format!("`{name}`"));
            }
        }
        // what is said of a rule turned round is said by `not`
        if let What::Not(inner) = &mut rule.what {
            rule.code = rule.code.or(inner.code.take());
            rule.message = rule.message.or(inner.message.take());
            rule.group = rule.group.or(inner.group.take());
        }
        Some(rule)
    }

    /// Takes `ctx = path` or `async` of `nested(..)`.
    fn how_nested(&mut self, cx: &Ctxt, piece: &TokenStream) -> bool {
        let Ok(arg) = Arg::read(piece.clone()) else { return false };
        match arg.key.text.as_str() {
            "ctx" => {
                if self.mapped.is_some() {
                    cx.error(&arg.key.ident, "`ctx` is given twice");
                }
                self.mapped = arg.value(cx);
            }
            "async" => self.waits = arg.flag(cx),
            text => {
                let hint = did_you_mean(text, &["ctx", "async"]);
                cx.error(&arg.key.ident, format_args!("unknown argument `{text}`{hint}"));
            }
        }
        true
    }

    /// Tells the functions of `with_ctx` the type of the struct's context.
    pub(crate) fn take_context(&mut self, ty: Option<&Type>) {
        if let What::WithCtx(_, context) = &mut self.what {
            *context = ty.cloned().map(Box::new);
        }
        self.inner_mut().iter_mut().for_each(|rule| rule.take_context(ty));
    }

    /// The group's name.
    pub(crate) fn group_name(&self) -> Option<String> {
        self.group.as_ref().map(LitStr::value)
    }

    /// Whether the rule, or one in it, is of this kind.
    pub(crate) fn any(&self, is_wanted: &dyn Fn(&Self) -> bool) -> bool {
        is_wanted(self) || self.inner().iter().any(|rule| rule.any(is_wanted))
    }

    /// Whether the rule, or one in it, waits.
    pub(crate) fn is_later(&self) -> bool {
        self.any(&|rule| rule.waits || matches!(rule.what, What::AsyncWith(..)))
    }

    /// Whether the rule is checked by comparisons alone, which may run twice.
    pub(crate) fn is_plain(&self) -> bool {
        self.group.is_none() && self.is_comparison()
    }

    fn is_comparison(&self) -> bool {
        matches!(self.what, What::Required | What::Sign(_) | What::NonEmpty)
            || matches!(self.what, What::Bound(..) | What::Range(_) | What::Among(..))
            || matches!(self.what, What::Length(..) | What::Text(_) | What::Affix(..))
            || matches!(&self.what, What::Not(rule) if rule.is_plain())
    }

    /// Whether the rule says another thing each time it is given.
    pub(crate) fn may_repeat(&self) -> bool {
        matches!(self.what, What::When(..) | What::Not(_) | What::Named(_))
            || matches!(self.what, What::Other(Comparison::LessThan, _) | What::RequiredIf(_))
    }

    /// The rules inside the rule.
    pub(crate) fn inner(&self) -> &[Self] {
        match &self.what {
            What::Each(rules) | What::Keys(rules) | What::Values(rules) | What::When(_, rules) => {
                rules
            }
            What::Not(rule) => std::slice::from_ref(rule),
            _ => &[],
        }
    }

    pub(crate) fn inner_mut(&mut self) -> &mut [Self] {
        match &mut self.what {
            What::Each(rules) | What::Keys(rules) | What::Values(rules) | What::When(_, rules) => {
                rules
            }
            What::Not(rule) => std::slice::from_mut(rule),
            _ => &mut [],
        }
    }

    /// Whether the rule looks at more of the struct than its field.
    pub(crate) fn is_cross(&self) -> bool {
        matches!(self.what, What::When(..) | What::RequiredIf(_) | What::Other(..))
            || self.inner().iter().any(Self::is_cross)
    }

    /// The rule's name.
    pub(crate) fn name(&self) -> &str {
        &self.key.text
    }

    /// The rule's place, for code in which locals are ours.
    pub(crate) fn span(&self) -> Span {
        Span::mixed_site().located_at(self.key.span())
    }
}

/// Whether rules stand in the brackets of the rule, each of which has its own `message`.
fn holds_rules(name: &str) -> bool {
    matches!(name, "each" | "keys" | "values" | "when" | "not")
}

fn unknown(cx: &Ctxt, key: &Key, is_field: bool) {
    let name = key.text.as_str();
    if !is_field && OPTIONS.contains(&name) {
        cx.error(&key.ident, format_args!("`{name}` is for the field, not for its elements"));
    } else if let Some(hint) = synonyms::hint(name) {
        cx.error(&key.ident, format_args!("unknown rule `{name}`, write {hint}"));
    } else {
        let mut known =
            [KNOWN, forms::FORMS, sanitize::KNOWN, &["code", "message", "group"]].concat();
        if is_field {
            known.extend(OPTIONS);
        }
        let hint = did_you_mean(name, &known);
        // a list of all seventy would hide the place
        let hint = if hint.contains("did you mean") {
            hint
        } else {
            "; a rule of your own is `with = path`".to_owned()
        };
        cx.error(&key.ident, format_args!("unknown rule `{name}`{hint}"));
    }
}

/// `code = ".."` or `message = ".."` in the brackets of a rule.
fn renaming(piece: &TokenStream) -> Option<Arg> {
    let first = piece.clone().into_iter().next();
    let is_renaming = matches!(&first, Some(TokenTree::Ident(word)) if word == "code" || word == "message" || word == "group");
    if !is_renaming {
        return None;
    }
    let arg = Arg::read(piece.clone()).ok()?;
    matches!(arg.value, ArgValue::Equals(_)).then_some(arg)
}
