//! `Errors`: where violations go while a value is checked.

use alloc::boxed::Box;
use alloc::string::ToString;
use core::cell::Cell;
use core::fmt;

use super::invalid::{Entry, Node, NodeStep, Report, What};
use super::{Invalid, Rule, Violation};

/// How many violations a report holds at most.
pub(super) const MOST: usize = 100;

/// How many fields deep a check goes.
const DEEPEST: u32 = 64;

/// Where violations go while a value is checked.
///
/// It knows where in the value the check is, and allocates nothing before the first violation.
/// A report holds at most 100 violations; it says when there were more.
///
/// ```
/// use dunder::validated::{Errors, Violation};
///
/// let found = Errors::collect(|errors| {
///     errors.field("items", |errors| {
///         errors.index(2, |errors| errors.add("sku", Violation::new("taken", "is taken")));
///     });
/// });
/// assert_eq!(found.unwrap_err().to_string(), "/items/2/sku: is taken");
/// ```
pub struct Errors<'a> {
    found: &'a mut Found,
    here: Here<'a>,
}

/// What a check found, outside of any path.
#[derive(Default)]
pub struct Found {
    report: Option<Box<Report>>,
    /// Only whether there is a violation is asked for.
    probes: bool,
    is_hit: bool,
}

/// A place in the value, linked to the one around it.
struct Here<'a> {
    up: Option<&'a Here<'a>>,
    step: Step<'a>,
    /// The place's number in the report, 0 before its first violation.
    node: Cell<u32>,
    depth: u32,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Field(&'static str),
    Index(usize),
    Key(&'a dyn fmt::Display),
}

impl Found {
    /// For a check whose violations are wanted.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self { report: None, probes: false, is_hit: false }
    }

    /// For a check of which only the verdict is wanted: it allocates nothing.
    #[inline]
    #[must_use]
    pub const fn probe() -> Self {
        Self { report: None, probes: true, is_hit: false }
    }

    /// The way in for a check.
    #[inline]
    pub fn errors(&mut self) -> Errors<'_> {
        let here = Here { up: None, step: Step::Root, node: Cell::new(0), depth: 0 };
        Errors { found: self, here }
    }

    /// Whether no violation came.
    #[inline]
    #[must_use]
    pub const fn is_clean(&self) -> bool {
        !self.is_hit
    }

    /// The verdict.
    ///
    /// # Errors
    /// [`Invalid`] with every violation that came.
    #[inline]
    pub fn finish(self) -> Result<(), Invalid> {
        match self.report {
            None => Ok(()),
            Some(report) => Err(Invalid(report)),
        }
    }
}

impl Here<'_> {
    /// The number of this place in the report, which learns of it and of those around it.
    fn number(&self, report: &mut Report) -> u32 {
        let known = self.node.get();
        let (0, Some(up)) = (known, self.up) else { return known };
        let parent = up.number(report);
        let step = match self.step {
            Step::Root => return parent,
            Step::Field(name) => NodeStep::Field(name),
            Step::Index(index) => NodeStep::Index(index),
            Step::Key(key) => NodeStep::Key(key.to_string().into_boxed_str()),
        };
        report.nodes.push(Node { parent, step });
        // nodes are as few as violations times depth
        let number = u32::try_from(report.nodes.len()).unwrap_or(u32::MAX);
        self.node.set(number);
        number
    }
}

impl Errors<'_> {
    /// Runs a check from the top of a value.
    ///
    /// # Errors
    /// [`Invalid`] with every violation that the check added.
    pub fn collect(check: impl FnOnce(&mut Errors<'_>)) -> Result<(), Invalid> {
        let mut found = Found::new();
        check(&mut found.errors());
        found.finish()
    }

    /// Adds the violation of a rule at a field; `""` is the value itself.
    #[cold]
    #[inline(never)]
    pub fn rule(&mut self, field: &'static str, rule: &'static Rule) {
        self.push(What::Rule { field, rule, shown: None });
    }

    /// Adds the violation of a rule, and the value that broke it.
    #[cold]
    #[inline(never)]
    pub fn rule_showing(
        &mut self,
        field: &'static str,
        rule: &'static Rule,
        value: &dyn fmt::Debug,
    ) {
        if self.wants_more() {
            let shown = Some(alloc::format!("{value:?}").into_boxed_str());
            self.push(What::Rule { field, rule, shown });
        } else {
            self.push(What::Rule { field, rule, shown: None });
        }
    }

    /// Adds a violation at a field; `""` is the value itself.
    ///
    /// ```
    /// # use dunder::validated::Errors;
    /// let found = Errors::collect(|errors| errors.add("end", "is before the start"));
    /// assert_eq!(found.unwrap_err().to_string(), "/end: is before the start");
    /// ```
    #[cold]
    pub fn add(&mut self, field: &'static str, violation: impl Into<Violation>) {
        if self.wants_more() {
            self.push(What::Own { field, violation: Box::new(violation.into()) });
        } else {
            self.push_none();
        }
    }

    /// Goes one step down, into a field.
    pub fn field<R>(&mut self, name: &'static str, check: impl FnOnce(&mut Errors<'_>) -> R) -> R {
        check(&mut self.at_field(name))
    }

    /// Goes one step down, into an element of a list.
    pub fn index<R>(&mut self, index: usize, check: impl FnOnce(&mut Errors<'_>) -> R) -> R {
        check(&mut self.at_index(index))
    }

    /// Goes one step down, into the value under a key of a map.
    pub fn key<R>(&mut self, key: &str, check: impl FnOnce(&mut Errors<'_>) -> R) -> R {
        check(&mut self.at_key(&key))
    }

    /// Whether no violation came, here or anywhere else in the value.
    #[must_use]
    pub const fn is_clean(&self) -> bool {
        self.found.is_clean()
    }

    /// How many violations came, at most 100.
    #[must_use]
    pub fn len(&self) -> usize {
        self.found.report.as_ref().map_or(0, |report| report.entries.len())
    }

    /// Whether no violation came.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.is_clean()
    }

    /// Whether another violation changes nothing, so that a long list need not be read on.
    #[inline]
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.found.is_hit
            && (self.found.probes
                || self.found.report.as_ref().is_some_and(|report| report.is_truncated))
    }

    /// Whether a violation would be kept.
    fn wants_more(&self) -> bool {
        !self.found.probes && self.len() < MOST
    }

    fn push_none(&mut self) {
        self.found.is_hit = true;
        if let Some(report) = &mut self.found.report {
            report.is_truncated = true;
        }
    }

    fn push(&mut self, what: What) {
        if !self.wants_more() {
            self.push_none();
            return;
        }
        self.found.is_hit = true;
        let report = self.found.report.get_or_insert_default();
        let node = self.here.number(report);
        report.entries.push(Entry { node, what });
    }
}

#[doc(hidden)]
impl<'a> Errors<'a> {
    /// One step down, into a field.
    #[inline]
    pub fn at_field(&mut self, name: &'static str) -> Errors<'_> {
        self.at(Step::Field(name), 1)
    }

    /// One step down, into an element.
    #[inline]
    pub fn at_index(&mut self, index: usize) -> Errors<'_> {
        self.at(Step::Index(index), 0)
    }

    /// One step down, into the value under a key.
    #[inline]
    pub fn at_key<'s>(&'s mut self, key: &'s dyn fmt::Display) -> Errors<'s> {
        self.at(Step::Key(key), 0)
    }

    #[inline]
    fn at<'s>(&'s mut self, step: Step<'s>, deeper: u32) -> Errors<'s> {
        let depth = self.here.depth + deeper;
        let here = Here { up: Some(&self.here), step, node: Cell::new(0), depth };
        Errors { found: &mut *self.found, here }
    }

    /// On to another element of the same list, cheaper than up and down again.
    #[inline]
    pub fn move_to(&mut self, index: usize) {
        self.here.step = Step::Index(index);
        self.here.node.set(0);
    }

    /// Whether the check may go on into a value at this place; a violation if it is too deep.
    #[inline]
    pub fn may_enter(&mut self) -> bool {
        self.here.depth <= DEEPEST || self.too_deep()
    }

    #[cold]
    fn too_deep(&mut self) -> bool {
        static DEPTH: Rule = Rule {
            code: "depth",
            params: &[("max", super::Param::Int(DEEPEST as i128))],
            template: "must not nest deeper than {max}",
            inner: &[],
        };
        self.rule("", &DEPTH);
        false
    }
}

impl fmt::Debug for Errors<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Errors").field("len", &self.len()).finish_non_exhaustive()
    }
}
