//! `Invalid`: every rule that a value breaks, and `Violation`: one of them.

use alloc::borrow::{Cow, ToOwned as _};
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::{self, Vec};
use core::fmt::{self, Write as _};
use core::ops::Deref;

use super::rule::fill;
use super::{Param, Rule, json};

/// Every rule that a value breaks.
///
/// One word wide; texts and JSON are made when asked for. `Display` is a line per violation,
/// `path: message`. A value is in it only where its field says `show_value`.
///
/// ```
/// use dunder::validated::Errors;
///
/// let invalid = Errors::collect(|errors| {
///     errors.add("name", "is blank");
///     errors.add("price", "is negative");
/// })
/// .unwrap_err();
/// assert_eq!(invalid.len(), 2);
/// assert_eq!(invalid.for_field("price")[0].message(), "is negative");
/// assert_eq!(invalid.to_string(), "/name: is blank\n/price: is negative");
/// ```
#[derive(Clone, PartialEq)]
pub struct Invalid(pub(super) Box<Report>);

/// The violations at a field: an iterator, and a slice of those that are left.
///
/// ```
/// use dunder::validated::Errors;
///
/// let invalid = Errors::collect(|errors| errors.add("name", "is blank")).unwrap_err();
/// assert_eq!(invalid.for_field("name").len(), 1);
/// assert!(invalid.for_field("price").is_empty());
/// assert!(invalid.for_field("name").all(|violation| violation.code() == "invalid"));
/// ```
#[derive(Clone, Debug)]
#[must_use = "it does nothing unless it is looked at"]
pub struct Violations(vec::IntoIter<Violation>);

impl Iterator for Violations {
    type Item = Violation;

    fn next(&mut self) -> Option<Violation> {
        self.0.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl Deref for Violations {
    type Target = [Violation];

    fn deref(&self) -> &[Violation] {
        self.0.as_slice()
    }
}

#[derive(Clone, Default, PartialEq)]
pub(super) struct Report {
    pub(super) entries: Vec<Entry>,
    pub(super) nodes: Vec<Node>,
    pub(super) is_truncated: bool,
}

/// A violation, and the number of the place it was found at (0 is the top).
#[derive(Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) node: u32,
    pub(super) what: What,
}

#[derive(Clone, PartialEq)]
pub(super) enum What {
    Rule {
        field: &'static str,
        rule: &'static Rule,
        shown: Option<Box<str>>,
    },
    /// A rule with its numbers, as many as it has parameters; a fraction as its bits.
    Numbered {
        field: &'static str,
        rule: &'static Rule,
        numbers: [i64; 2],
    },
    Own {
        field: &'static str,
        violation: Box<Violation>,
    },
}

/// A step of a path; its parent is a number as in `Entry`.
#[derive(Clone, PartialEq)]
pub(super) struct Node {
    pub(super) parent: u32,
    pub(super) step: NodeStep,
}

#[derive(Clone, PartialEq)]
pub(super) enum NodeStep {
    Field(&'static str),
    Index(usize),
    Key(Box<str>),
}

impl Report {
    /// Writes the JSON pointer of a place.
    fn write_path(&self, node: u32, out: &mut String) {
        let above = (node as usize).checked_sub(1).and_then(|i| self.nodes.get(i));
        let Some(node) = above else { return };
        self.write_path(node.parent, out);
        match &node.step {
            NodeStep::Field(name) => json::push_step(out, name),
            NodeStep::Index(index) => json::push_step(out, &index.to_string()),
            NodeStep::Key(key) => json::push_step(out, key),
        }
    }

    fn violation(&self, entry: &Entry) -> Violation {
        let mut path = String::new();
        self.write_path(entry.node, &mut path);
        let (What::Rule { field, .. } | What::Numbered { field, .. } | What::Own { field, .. }) =
            &entry.what;
        if !field.is_empty() {
            json::push_step(&mut path, field);
        }
        match &entry.what {
            What::Rule { rule, shown, .. } => {
                Violation { path, text: Text::Rule(rule, shown.clone()) }
            }
            What::Numbered { rule, numbers, .. } => {
                Violation { path, text: Text::Numbered(rule, *numbers) }
            }
            What::Own { violation, .. } => {
                path.push_str(&violation.path);
                Violation { path, text: violation.text.clone() }
            }
        }
    }
}

impl Invalid {
    /// How many rules are broken, at most 100.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.entries.len()
    }

    /// Never: an `Invalid` holds at least one violation.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.entries.is_empty()
    }

    /// Whether more rules are broken than are in here.
    #[must_use]
    pub fn is_truncated(&self) -> bool {
        self.0.is_truncated
    }

    /// The violations, in the order of the fields.
    pub fn iter(&self) -> impl Iterator<Item = Violation> + '_ {
        self.0.entries.iter().map(|entry| self.0.violation(entry))
    }

    /// The violations at a field, or inside its value.
    pub fn for_field(&self, name: &str) -> Violations {
        let at = |violation: &Violation| json::first_step(&violation.path) == name;
        Violations(self.iter().filter(at).collect::<Vec<_>>().into_iter())
    }

    /// The violations by the field they are at, or inside of; `""` are those of the whole value.
    #[must_use]
    pub fn by_field(&self) -> BTreeMap<String, Vec<Violation>> {
        let mut map: BTreeMap<String, Vec<Violation>> = BTreeMap::new();
        for violation in self.iter() {
            map.entry(json::first_step(&violation.path)).or_default().push(violation);
        }
        map
    }

    /// `{"errors":[{"path","code","message","params"}],"truncated":false}`
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"errors\":[");
        for (i, violation) in self.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            violation.write_json("path", &violation.message(), &mut out);
        }
        out.push_str("],\"truncated\":");
        out.push_str(if self.is_truncated() { "true}" } else { "false}" });
        out
    }
}

/// Problem details (RFC 9457).
impl Invalid {
    /// The body of an answer of status 422 whose media type is `application/problem+json`:
    /// `{"type","title","status","detail","errors":[{"pointer","code","message","params"}],"truncated"}`.
    ///
    /// ```
    /// use dunder::validated::Errors;
    ///
    /// let invalid = Errors::collect(|errors| errors.add("price", "is too much")).unwrap_err();
    /// let problem = invalid.to_problem();
    /// assert!(problem.starts_with(r#"{"type":"about:blank","title":"Unprocessable Content","#));
    /// assert!(problem.contains(r#""status":422,"detail":"1 rule is broken","errors":[{"#));
    /// assert!(problem.contains(r#"{"pointer":"/price","code":"invalid","message":"is too much""#));
    /// ```
    #[must_use]
    pub fn to_problem(&self) -> String {
        self.to_problem_as(422, "Unprocessable Content", &|_: &Violation| None)
    }

    /// The same with another status and title, its messages in the words of a catalog.
    #[must_use]
    pub fn to_problem_as<C: super::Catalog + ?Sized>(
        &self,
        status: u16,
        title: &str,
        catalog: &C,
    ) -> String {
        let mut out = String::from("{\"type\":\"about:blank\",\"title\":");
        json::write_text(title, &mut out);
        let more = if self.is_truncated() { "more than " } else { "" };
        let broken = if self.len() == 1 { "rule is" } else { "rules are" };
        let detail = alloc::format!("{more}{} {broken} broken", self.len());
        out.push_str(",\"status\":");
        out.push_str(&status.to_string());
        out.push_str(",\"detail\":");
        json::write_text(&detail, &mut out);
        out.push_str(",\"errors\":[");
        for (i, violation) in self.iter().enumerate() {
            out.push_str(if i > 0 { "," } else { "" });
            let message = catalog.message(&violation).unwrap_or_else(|| violation.message());
            violation.write_json("pointer", &message, &mut out);
        }
        out.push_str("],\"truncated\":");
        out.push_str(if self.is_truncated() { "true}" } else { "false}" });
        out
    }
}

impl IntoIterator for &Invalid {
    type Item = Violation;
    type IntoIter = Violations;

    fn into_iter(self) -> Violations {
        Violations(self.iter().collect::<Vec<_>>().into_iter())
    }
}

impl IntoIterator for Invalid {
    type Item = Violation;
    type IntoIter = Violations;

    fn into_iter(self) -> Violations {
        (&self).into_iter()
    }
}

impl From<Violation> for Invalid {
    fn from(violation: Violation) -> Self {
        let what = What::Own { field: "", violation: Box::new(violation) };
        let entries = alloc::vec![Entry { node: 0, what }];
        Self(Box::new(Report { entries, ..Report::default() }))
    }
}

/// Code `invalid`, of the whole value.
impl From<&'static str> for Invalid {
    fn from(message: &'static str) -> Self {
        Violation::from(message).into()
    }
}

/// Code `invalid`, of the whole value.
impl From<String> for Invalid {
    fn from(message: String) -> Self {
        Violation::from(message).into()
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, violation) in self.iter().enumerate() {
            f.write_str(if i > 0 { "\n" } else { "" })?;
            violation.fmt(f)?;
        }
        f.write_str(if self.is_truncated() { "\n.. and more" } else { "" })
    }
}

impl fmt::Debug for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Invalid ")?;
        f.debug_list().entries(self.iter()).finish()
    }
}

impl core::error::Error for Invalid {}

/// One broken rule.
///
/// ```
/// use dunder::validated::Violation;
///
/// let taken = Violation::new("taken", "is taken").at("/owner/name").param("by", 7);
/// assert_eq!((taken.path(), taken.code()), ("/owner/name".into(), "taken"));
/// ```
#[derive(Clone)]
pub struct Violation {
    path: String,
    text: Text,
}

#[derive(Clone)]
enum Text {
    Rule(&'static Rule, Option<Box<str>>),
    Numbered(&'static Rule, [i64; 2]),
    Own {
        code: Cow<'static, str>,
        message: Cow<'static, str>,
        params: Vec<(Cow<'static, str>, Param)>,
    },
}

/// By what they tell, however they came to be.
impl PartialEq for Violation {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
            && self.code() == other.code()
            && self.params() == other.params()
            && self.message() == other.message()
    }
}

/// The parameters of a rule, with these numbers in their place.
fn numbered(rule: &'static Rule, numbers: [i64; 2]) -> impl Iterator<Item = (&'static str, Param)> {
    rule.params.iter().zip(numbers).map(|((name, of), number)| {
        let number = match of {
            Param::Float(_) => Param::Float(f64::from_bits(number.cast_unsigned())),
            _ => number.into(),
        };
        (*name, number)
    })
}

impl Violation {
    /// A violation of a rule of your own: a code for programs, a message for people.
    pub fn new(code: impl Into<Cow<'static, str>>, message: impl Into<Cow<'static, str>>) -> Self {
        let text = Text::Own { code: code.into(), message: message.into(), params: Vec::new() };
        Self { path: String::new(), text }
    }

    /// With a value that the message speaks of.
    #[must_use]
    pub fn param(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Param>) -> Self {
        let own = match &self.text {
            Text::Rule(rule, shown) => {
                Some((rule.code, rule.message_with(shown.as_deref()), rule.params.to_vec()))
            }
            Text::Numbered(rule, numbers) => {
                Some((rule.code, self.message(), numbered(rule, *numbers).collect()))
            }
            Text::Own { .. } => None,
        };
        if let Some((code, message, params)) = own {
            let params = params.into_iter().map(|(name, value)| (Cow::Borrowed(name), value));
            self.text = Text::Own {
                code: Cow::Borrowed(code),
                message: Cow::Owned(message),
                params: params.collect(),
            };
        }
        if let Text::Own { params, .. } = &mut self.text {
            params.push((name.into(), value.into()));
        }
        self
    }

    /// At a place further in: a JSON pointer (`/items/0`), or one name.
    #[must_use]
    pub fn at(mut self, path: impl AsRef<str>) -> Self {
        let path = path.as_ref();
        if path.starts_with('/') || path.is_empty() {
            self.path.push_str(path);
        } else {
            json::push_step(&mut self.path, path);
        }
        self
    }

    /// With a path before its own.
    pub(super) fn below(mut self, path: &str) -> Self {
        self.path.insert_str(0, path);
        self
    }

    /// Where, as a JSON pointer (RFC 6901): `/items/0/sku`, and `""` for the whole value.
    #[must_use]
    pub fn path(&self) -> String {
        self.path.clone()
    }

    /// What programs tell violations apart by: the rule's name, unless the rule has a `code`.
    #[must_use]
    pub fn code(&self) -> &str {
        match &self.text {
            Text::Rule(rule, _) | Text::Numbered(rule, _) => rule.code,
            Text::Own { code, .. } => code,
        }
    }

    /// What to tell people, in English.
    #[must_use]
    pub fn message(&self) -> String {
        match &self.text {
            Text::Rule(rule, shown) => rule.message_with(shown.as_deref()),
            Text::Numbered(rule, numbers) => fill(rule.template, |name, out| {
                let found = numbered(rule, *numbers).find(|(known, _)| *known == name);
                // writing to a `String` cannot fail
                let _ = match found {
                    Some((_, value)) => write!(out, "{value}"),
                    None => write!(out, "{{{name}}}"),
                };
            }),
            Text::Own { message, .. } => message.to_string(),
        }
    }

    /// The values that the rule compares with, by name; `value` too where the field shows it.
    #[must_use]
    pub fn params(&self) -> Vec<(&str, Param)> {
        match &self.text {
            Text::Rule(rule, shown) => {
                let known = rule.params.iter().map(|(name, value)| (*name, value.clone()));
                let shown = shown.iter().map(|text| ("value", text.to_string().into()));
                known.chain(shown).collect()
            }
            Text::Numbered(rule, numbers) => numbered(rule, *numbers).collect(),
            Text::Own { params, .. } => {
                params.iter().map(|(name, value)| (&**name, value.clone())).collect()
            }
        }
    }

    /// Under another code or message, where the rule gives one.
    pub(super) fn renamed(
        mut self,
        code: Option<&'static str>,
        message: Option<&'static str>,
    ) -> Self {
        if code.is_some() || message.is_some() {
            let params = self.params().into_iter();
            let params = params.map(|(name, value)| (Cow::Owned(name.to_owned()), value)).collect();
            let code = code.map_or_else(|| Cow::Owned(self.code().to_owned()), Cow::Borrowed);
            let message = message.map_or_else(|| Cow::Owned(self.message()), Cow::Borrowed);
            self.text = Text::Own { code, message, params };
        }
        self
    }

    fn write_json(&self, place: &str, message: &str, out: &mut String) {
        let texts = [(place, &*self.path), ("code", self.code()), ("message", message)];
        for (i, (name, text)) in texts.into_iter().enumerate() {
            out.push(if i > 0 { ',' } else { '{' });
            json::write_text(name, out);
            out.push(':');
            json::write_text(text, out);
        }
        out.push_str(",\"params\":{");
        for (i, (name, value)) in self.params().iter().enumerate() {
            out.push_str(if i > 0 { "," } else { "" });
            json::write_text(name, out);
            out.push(':');
            value.write_json(out);
        }
        out.push_str("}}");
    }
}

/// Code `invalid`.
impl From<&'static str> for Violation {
    fn from(message: &'static str) -> Self {
        Self::new("invalid", message)
    }
}

/// Code `invalid`.
impl From<String> for Violation {
    fn from(message: String) -> Self {
        Self::new("invalid", message)
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message())
    }
}

impl fmt::Debug for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Violation")
            .field("path", &self.path)
            .field("code", &self.code())
            .field("message", &self.message())
            .finish_non_exhaustive()
    }
}

impl core::error::Error for Violation {}
