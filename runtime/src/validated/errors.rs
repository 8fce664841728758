//! `Errors`: where violations go while a value is checked.

use alloc::boxed::Box;
use alloc::string::ToString;
use core::any::{Any, type_name};
use core::cell::Cell;
use core::fmt;

use super::invalid::{Entry, Node, NodeStep, Report, What};
use super::kinds::Wrong;
use super::meta::Rules;
use super::{Invalid, Param, Rule, Validate, Violation};

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
    asked: Asked<'a>,
    here: Option<&'a Here<'a>>,
}

/// What a check is asked for.
// The question stands in the way in, and not where the answer is: it is known where a check is
// inlined, and the code of the other question is not there.
enum Asked<'a> {
    /// Every violation.
    Report(&'a mut Found),
    /// Whether there is one: from then on, another one changes nothing.
    Verdict(&'a mut bool),
}

/// The violations that a check found.
#[derive(Default)]
pub struct Found(Option<Box<Report>>);

/// Whether a check found a violation: it allocates nothing.
#[derive(Default)]
pub(super) struct Probe {
    is_broken: bool,
}

/// A place in the value, linked to the one around it.
struct Here<'a> {
    up: Option<&'a Here<'a>>,
    step: Step<'a>,
    /// Which element, of `Step::Index`.
    index: Cell<usize>,
    /// The place's number in the report, 0 before its first violation, and the `index` it is of.
    node: Cell<(u32, usize)>,
    depth: u32,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Field(&'static str),
    Index,
    Key(&'a dyn fmt::Display),
    /// No place: what the rules below may ask for.
    Context(&'a dyn Any),
    /// No place: the groups whose rules are wanted below.
    Groups(&'a [&'a str]),
}

impl Found {
    /// Nothing yet.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self(None)
    }

    /// The way in for a check.
    #[inline]
    pub fn errors(&mut self) -> Errors<'_> {
        Errors { asked: Asked::Report(self), here: None }
    }

    /// The verdict.
    ///
    /// # Errors
    /// [`Invalid`] with every violation that came.
    #[inline]
    pub fn finish(self) -> Result<(), Invalid> {
        match self.0 {
            None => Ok(()),
            Some(report) => Err(Invalid(report)),
        }
    }

    fn push(&mut self, here: Option<&Here<'_>>, what: What) {
        let report = self.0.get_or_insert_default();
        if report.entries.len() < MOST {
            let node = here.map_or(0, |here| here.number(report));
            report.entries.push(Entry { node, what });
        } else {
            report.is_truncated = true;
        }
    }
}

impl Probe {
    /// Nothing yet.
    #[inline]
    pub(super) const fn new() -> Self {
        Self { is_broken: false }
    }

    /// The way in for a check.
    #[inline]
    pub(super) fn errors(&mut self) -> Errors<'_> {
        Errors { asked: Asked::Verdict(&mut self.is_broken), here: None }
    }

    /// Whether no violation came.
    #[inline]
    pub(super) const fn is_clean(&self) -> bool {
        !self.is_broken
    }
}

impl Asked<'_> {
    /// The same question, of a part of the value.
    #[inline]
    fn again(&mut self) -> Asked<'_> {
        match self {
            Asked::Report(found) => Asked::Report(found),
            Asked::Verdict(is_broken) => Asked::Verdict(is_broken),
        }
    }
}

impl<'a> Here<'a> {
    #[inline]
    fn below(up: Option<&'a Self>, step: Step<'a>) -> Self {
        let deeper = u32::from(matches!(step, Step::Field(_)));
        let depth = up.map_or(0, |up| up.depth) + deeper;
        Here { up, step, index: Cell::new(0), node: Cell::new((0, 0)), depth }
    }

    /// The number of this place in the report, which learns of it and of those around it.
    fn number(&self, report: &mut Report) -> u32 {
        let index = self.index.get();
        let (known, of) = self.node.get();
        if known != 0 && of == index {
            return known;
        }
        let parent = self.up.map_or(0, |up| up.number(report));
        let step = match self.step {
            // `""` is the one field of a newtype, which is deeper and in the same place
            Step::Field("") | Step::Context(_) | Step::Groups(_) => return parent,
            Step::Field(name) => NodeStep::Field(name),
            Step::Index => NodeStep::Index(index),
            Step::Key(key) => NodeStep::Key(key.to_string().into_boxed_str()),
        };
        report.nodes.push(Node { parent, step });
        // nodes are as few as violations times depth
        let number = u32::try_from(report.nodes.len()).unwrap_or(u32::MAX);
        self.node.set((number, index));
        number
    }
}

impl<'a> Errors<'a> {
    /// The steps to here, the last first.
    fn around(&self) -> impl Iterator<Item = Step<'a>> + use<'a> {
        core::iter::successors(self.here, |here| here.up).map(|here| here.step)
    }

    fn any_context(&self) -> Option<&'a dyn Any> {
        self.around().find_map(|step| match step {
            Step::Context(context) => Some(context),
            _ => None,
        })
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
    #[inline]
    pub fn rule(&mut self, field: &'static str, rule: &'static Rule) {
        match &mut self.asked {
            // its parts, so that they may stay in registers where no rule is broken
            Asked::Report(found) => broken_rule(found, self.here, field, rule),
            Asked::Verdict(is_broken) => **is_broken = true,
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
    #[inline]
    pub fn field<R>(&mut self, name: &'static str, check: impl FnOnce(&mut Errors<'_>) -> R) -> R {
        self.step(Step::Field(name), check)
    }

    /// Goes one step down, into an element of a list.
    #[inline]
    pub fn index<R>(&mut self, index: usize, check: impl FnOnce(&mut Errors<'_>) -> R) -> R {
        let here = Here::below(self.here, Step::Index);
        here.index.set(index);
        check(&mut Errors { asked: self.asked.again(), here: Some(&here) })
    }

    /// Goes one step down, into the value under a key of a map.
    #[inline]
    pub fn key<R>(&mut self, key: &str, check: impl FnOnce(&mut Errors<'_>) -> R) -> R {
        self.step(Step::Key(&key), check)
    }

    /// Runs a check with a context, which rules of `with_ctx` inside of it are given.
    pub fn with_context<R>(
        &mut self,
        context: &dyn Any,
        check: impl FnOnce(&mut Errors<'_>) -> R,
    ) -> R {
        self.step(Step::Context(context), check)
    }

    /// The context of the check, if it has one of this type.
    ///
    /// ```
    /// # use dunder::validated::Errors;
    /// let found = Errors::collect(|errors| {
    ///     errors.with_context(&7_u8, |errors| assert_eq!(errors.context(), Some(&7_u8)));
    /// });
    /// assert!(found.is_ok());
    /// ```
    #[must_use]
    pub fn context<C: Any>(&self) -> Option<&C> {
        self.any_context().and_then(<dyn Any>::downcast_ref)
    }

    /// Runs a check with the rules of these groups, beside those that are in none.
    pub fn with_groups<R>(
        &mut self,
        groups: &[&str],
        check: impl FnOnce(&mut Errors<'_>) -> R,
    ) -> R {
        self.step(Step::Groups(groups), check)
    }

    /// Whether the rules of this group are wanted.
    #[must_use]
    pub fn in_group(&self, group: &str) -> bool {
        self.around().any(|step| matches!(step, Step::Groups(groups) if groups.contains(&group)))
    }

    /// Whether no violation came, here or anywhere else in the value.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        match &self.asked {
            Asked::Report(found) => found.0.is_none(),
            Asked::Verdict(is_broken) => !**is_broken,
        }
    }

    /// How many violations came, at most 100.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.asked {
            Asked::Report(found) => found.0.as_ref().map_or(0, |report| report.entries.len()),
            Asked::Verdict(_) => 0,
        }
    }

    /// Whether no violation came.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.is_clean()
    }

    /// Whether another violation changes nothing, so that a long list need not be read on.
    #[inline]
    #[must_use]
    pub fn is_full(&self) -> bool {
        match &self.asked {
            Asked::Report(found) => found.0.as_ref().is_some_and(|report| report.is_truncated),
            Asked::Verdict(is_broken) => **is_broken,
        }
    }

    #[inline]
    fn step<R>(&mut self, step: Step<'_>, check: impl FnOnce(&mut Errors<'_>) -> R) -> R {
        let here = Here::below(self.here, step);
        check(&mut Errors { asked: self.asked.again(), here: Some(&here) })
    }

    /// Goes into each element of a list, until a further violation changes nothing.
    #[inline]
    pub(super) fn each<'t, T: 't>(
        &mut self,
        values: impl Iterator<Item = &'t T>,
        check: impl Fn(&'t T, &mut Errors<'_>),
    ) {
        let here = Here::below(self.here, Step::Index);
        let mut errors = Errors { asked: self.asked.again(), here: Some(&here) };
        for (i, value) in values.enumerate() {
            here.index.set(i);
            check(value, &mut errors);
            if errors.is_full() {
                break;
            }
        }
    }

    /// The same of elements side by side, of which a few more may be checked than change anything:
    /// asking after each whether the report is full costs as much as a comparison.
    #[inline]
    pub(super) fn each_of<T>(&mut self, values: &[T], check: impl Fn(&T, &mut Errors<'_>)) {
        const AT_ONCE: usize = 32;
        let here = Here::below(self.here, Step::Index);
        let mut errors = Errors { asked: self.asked.again(), here: Some(&here) };
        for (first, values) in (0..).step_by(AT_ONCE).zip(values.chunks(AT_ONCE)) {
            for (i, value) in values.iter().enumerate() {
                here.index.set(first + i);
                check(value, &mut errors);
            }
            if errors.is_full() {
                break;
            }
        }
    }

    /// Goes one step down, into the value under a key whose text is made only if it is needed.
    #[doc(hidden)]
    #[inline]
    pub fn shown_key(&mut self, key: &dyn fmt::Display, check: impl FnOnce(&mut Errors<'_>)) {
        self.step(Step::Key(key), check);
    }

    /// Whether a violation would be kept.
    fn wants_more(&self) -> bool {
        matches!(self.asked, Asked::Report(_)) && self.len() < MOST
    }

    fn push(&mut self, what: What) {
        match &mut self.asked {
            Asked::Report(found) => found.push(self.here, what),
            Asked::Verdict(is_broken) => **is_broken = true,
        }
    }

    /// Notes that there is a violation that nobody wants to know.
    fn push_none(&mut self) {
        match &mut self.asked {
            Asked::Report(Found(Some(report))) => report.is_truncated = true,
            // a report that holds nothing takes whatever comes
            Asked::Report(Found(None)) => {}
            Asked::Verdict(is_broken) => **is_broken = true,
        }
    }
}

/// Tells the compiler that the code around the call rarely runs, so that it stands aside: a cold
/// function that may panic does not tell it.
#[cold]
#[inline]
pub(super) const fn unlikely() {}

#[cold]
#[inline(never)]
fn broken_rule(
    found: &mut Found,
    here: Option<&Here<'_>>,
    field: &'static str,
    rule: &'static Rule,
) {
    found.push(here, What::Rule { field, rule, shown: None });
}

#[cold]
#[inline(never)]
fn broken_numbered(
    found: &mut Found,
    here: Option<&Here<'_>>,
    field: &'static str,
    rule: &'static Rule,
    numbers: [i64; 2],
) {
    found.push(here, What::Numbered { field, rule, numbers });
}

/// What expansions call.
#[doc(hidden)]
impl Errors<'_> {
    /// The verdict on a value that could not be made: something is missing.
    ///
    /// # Errors
    /// Always, with what the check added.
    pub fn collect_into<T>(check: impl FnOnce(Errors<'_>)) -> Result<T, Invalid> {
        let mut found = Found::new();
        check(found.errors());
        match found.finish() {
            Err(invalid) => Err(invalid),
            Ok(()) => Err(Invalid::from(Violation::new("required", "is required"))),
        }
    }

    /// The same of a value that is made in a context.
    ///
    /// # Errors
    /// Always, with what the check added.
    pub fn collect_into_in<T>(
        context: &dyn Any,
        check: impl FnOnce(Errors<'_>),
    ) -> Result<T, Invalid> {
        Self::collect_into(|mut errors| {
            errors.with_context(context, |errors| {
                check(Errors { asked: errors.asked.again(), here: errors.here });
            });
        })
    }

    /// Adds the violation of a rule that does not hold.
    // The condition is an argument because that is less for rustc to check than an `if` in every
    // expansion.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the verdict is a register only if it is inlined")]
    pub fn keep(&mut self, holds: bool, field: &'static str, rule: &'static Rule) {
        if !holds {
            unlikely();
            self.rule(field, rule);
        }
    }

    /// The same of a rule whose number is an argument of its own: a constant made of it would be
    /// one more body to check for rustc.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the verdict is a register only if it is inlined")]
    pub fn keep_number(
        &mut self,
        holds: bool,
        field: &'static str,
        rule: &'static Rule,
        number: i64,
    ) {
        self.keep_numbers(holds, field, rule, number, 0);
    }

    /// The same of two numbers.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the verdict is a register only if it is inlined")]
    pub fn keep_numbers(
        &mut self,
        holds: bool,
        field: &'static str,
        rule: &'static Rule,
        first: i64,
        second: i64,
    ) {
        if !holds {
            unlikely();
            match &mut self.asked {
                Asked::Report(found) => {
                    broken_numbered(found, self.here, field, rule, [first, second]);
                }
                Asked::Verdict(is_broken) => **is_broken = true,
            }
        }
    }

    /// The same of a number with a fraction.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the verdict is a register only if it is inlined")]
    pub fn keep_float(
        &mut self,
        holds: bool,
        field: &'static str,
        rule: &'static Rule,
        number: f64,
    ) {
        self.keep_number(holds, field, rule, number.to_bits().cast_signed());
    }

    /// Adds every violation of a report, which is of the value of a field; `""` is this value.
    #[cold]
    #[inline(never)]
    pub fn graft(&mut self, field: &'static str, invalid: &Invalid) {
        for violation in invalid.iter() {
            self.add(field, violation);
        }
        if invalid.is_truncated() {
            self.push_none();
        }
    }

    /// Adds the violation of a rule of a table.
    #[cold]
    #[inline(never)]
    pub fn broken(&mut self, rules: Rules, field: usize, rule: usize) {
        self.broken_at(rules, &[field, rule], &[], None);
    }

    /// Adds the violation of a rule of elements: `which` goes on with the places of the inner
    /// rules, and `at` says which element of the field's value.
    #[cold]
    #[inline(never)]
    pub fn broken_inside(&mut self, rules: Rules, which: &[usize], at: &[usize]) {
        self.broken_at(rules, which, at, None);
    }

    /// Adds it with the value that broke the rule.
    #[cold]
    #[inline(never)]
    pub fn broken_showing(
        &mut self,
        rules: Rules,
        which: &[usize],
        at: &[usize],
        value: &dyn fmt::Debug,
    ) {
        self.broken_at(rules, which, at, Some(value));
    }

    fn broken_at(
        &mut self,
        rules: Rules,
        which: &[usize],
        at: &[usize],
        value: Option<&dyn fmt::Debug>,
    ) {
        let &[field, rule, ref inner @ ..] = which else { return };
        let Some((field, rules)) = rules.get(field) else { return };
        let Some(mut rule) = rules.get(rule) else { return };
        for &i in inner {
            let Some(inner) = rule.inner.get(i) else { return };
            rule = inner;
        }
        if at.is_empty() {
            self.rule_with(field, rule, value);
        } else {
            self.step_into(field, |errors| errors.rule_inside(at, rule, value));
        }
    }

    /// Goes into a field, or stays where its name is `""`.
    #[inline]
    fn step_into(&mut self, field: &'static str, check: impl FnOnce(&mut Errors<'_>)) {
        if field.is_empty() {
            check(self);
        } else {
            self.field(field, check);
        }
    }

    /// Goes into an element of a field's value, or of this one where the field is `""`.
    pub fn place(
        &mut self,
        field: &'static str,
        at: &[usize],
        check: impl FnOnce(&mut Errors<'_>),
    ) {
        fn inside(errors: &mut Errors<'_>, at: &[usize], check: &mut dyn FnMut(&mut Errors<'_>)) {
            match at {
                [] => check(errors),
                [index, rest @ ..] => errors.index(*index, |errors| inside(errors, rest, check)),
            }
        }
        self.step_into(field, |errors| match at {
            [] => check(errors),
            at => {
                let mut check = Some(check);
                inside(errors, at, &mut |errors| {
                    if let Some(check) = check.take() {
                        check(errors);
                    }
                });
            }
        });
    }

    /// Adds the violation of a rule of a table where the check is, inside a map's value.
    #[cold]
    #[inline(never)]
    pub fn broken_here(
        &mut self,
        rules: Rules,
        which: &[usize],
        at: &[usize],
        value: Option<&dyn fmt::Debug>,
    ) {
        let &[field, ref which @ ..] = which else { return };
        let Some(&(_, mut rules)) = rules.get(field) else { return };
        let mut found = None;
        for &i in which {
            let Some(rule) = rules.get(i) else { return };
            (found, rules) = (Some(*rule), rule.inner);
        }
        if let Some(rule) = found {
            self.rule_inside(at, rule, value);
        }
    }

    fn rule_inside(&mut self, at: &[usize], rule: &'static Rule, value: Option<&dyn fmt::Debug>) {
        match at {
            [] => self.rule_with("", rule, value),
            [index, rest @ ..] => {
                self.index(*index, |errors| errors.rule_inside(rest, rule, value));
            }
        }
    }

    fn rule_with(
        &mut self,
        field: &'static str,
        rule: &'static Rule,
        value: Option<&dyn fmt::Debug>,
    ) {
        let value = value.filter(|_| self.wants_more());
        let shown = value.map(|value| alloc::format!("{value:?}").into_boxed_str());
        self.push(What::Rule { field, rule, shown });
    }

    /// Adds what a user's function says, under the `code` and `message` that the rule may give.
    #[cold]
    #[inline(never)]
    pub fn broken_own(
        &mut self,
        (field, at, name): (&'static str, &[usize], &'static str),
        wrong: Wrong,
        code: Option<&'static str>,
        message: Option<&'static str>,
    ) {
        if !self.wants_more() {
            self.push_none();
            return;
        }
        wrong.told(name, code, message, |violation| match at {
            [] => self.add(field, violation),
            at => self.place(field, at, |errors| errors.add("", violation)),
        });
    }

    /// What a rule of `with_ctx` finds wrong: nothing where the check has no context.
    pub fn in_context<C: Any>(&self, rule: impl FnOnce(&C) -> Option<Wrong>) -> Option<Wrong> {
        let context = self.any_context()?;
        match context.downcast_ref() {
            Some(context) => rule(context),
            None => Some(Wrong::One(other_context::<C>())),
        }
    }

    /// Runs a check with what the map makes of the context, if there is one.
    pub fn mapped<A: Any, B: Any>(
        &mut self,
        field: &'static str,
        map: impl FnOnce(&A) -> &B,
        check: impl FnOnce(&mut Errors<'_>),
    ) {
        let Some(context) = self.any_context() else { return check(self) };
        match context.downcast_ref() {
            Some(context) => {
                let here = Here::below(self.here, Step::Context(map(context)));
                check(&mut Errors { asked: self.asked.again(), here: Some(&here) });
            }
            None => self.add(field, other_context::<A>()),
        }
    }

    /// Goes into a field whose value has rules of its own.
    #[inline]
    pub fn nested<T: Validate + ?Sized>(&mut self, field: &'static str, value: &T) {
        self.step_into(field, |errors| errors.enter(value));
    }

    /// Goes into an element of a field whose elements have rules of their own.
    pub fn nested_at<T: Validate + ?Sized>(
        &mut self,
        field: &'static str,
        at: &[usize],
        value: &T,
    ) {
        self.step_into(field, |errors| errors.enter_at(at, value));
    }

    fn enter_at<T: Validate + ?Sized>(&mut self, at: &[usize], value: &T) {
        match at {
            [] => self.enter(value),
            [index, rest @ ..] => self.index(*index, |errors| errors.enter_at(rest, value)),
        }
    }

    /// Checks a value in this place, unless it is too deep.
    #[inline]
    pub fn enter<T: Validate + ?Sized>(&mut self, value: &T) {
        if self.here.is_none_or(|here| here.depth <= DEEPEST) {
            value.check(self);
        } else {
            self.too_deep();
        }
    }

    #[cold]
    fn too_deep(&mut self) {
        static DEPTH: Rule = Rule {
            code: "depth",
            params: &[("max", Param::Int(DEEPEST as i128))],
            template: "must not nest deeper than {max}",
            inner: &[],
        };
        self.rule("", &DEPTH);
    }
}

/// A rule was given a context of another type than it takes: it cannot say that it holds.
pub(super) fn other_context<C>() -> Violation {
    Violation::new("context", "was checked in a context of another type")
        .param("expected", type_name::<C>())
}

impl fmt::Debug for Errors<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Errors").field("len", &self.len()).finish_non_exhaustive()
    }
}
