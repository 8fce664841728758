//! `Site`: one logged function, and its two callsites in `tracing`.
//!
//! An expansion is one static; the callsites are made when the first event is about to be sent.

use core::panic::Location;
use core::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::boxed::Box;
use std::sync::OnceLock;
use std::vec::Vec;

use tracing::callsite::{self, Identifier};
use tracing::dispatcher;
use tracing::field::{FieldSet, Value};
use tracing::metadata::Kind;
use tracing::subscriber::Interest;
use tracing::{Callsite, Event, Level, Metadata, Span};

use super::call::on;

/// What the macro knows of a function.
#[derive(Debug)]
pub struct About {
    pub method: &'static str,
    pub target: &'static str,
    pub module: &'static str,
    pub file: &'static str,
    pub line: u32,
    /// Of `enter`, `exit` and `cancelled`.
    pub level: Level,
    /// Of `error` and `panic`.
    pub err: Level,
    /// The names of the logged arguments.
    pub args: &'static [&'static str],
    pub is_timed: bool,
    /// The longest text of a value, in characters.
    pub max_len: Option<usize>,
    /// From how many nanoseconds on a call is slow.
    pub slow: Option<u64>,
    /// One call in so many is logged.
    pub sample: Option<u64>,
}

/// One logged function.
#[derive(Debug)]
pub struct Site {
    pub about: About,
    callsites: OnceLock<[&'static Point; 2]>,
    slow: OnceLock<[&'static Point; 2]>,
    span: OnceLock<&'static Point>,
    /// How many calls there were that could be logged.
    count: AtomicU64,
}

/// What one event says beyond the method's name.
#[derive(Default)]
pub(super) struct Said<'a> {
    pub(super) args: &'a [&'a dyn Value],
    pub(super) result: Option<&'a dyn Value>,
    pub(super) error: Option<&'a dyn Value>,
    pub(super) elapsed_us: Option<&'a dyn Value>,
}

/// The fields before the arguments, and those behind.
const BEFORE: usize = 2;
const BEHIND: usize = 3;
/// So many fields need no allocation.
const FEW: usize = 16;

impl Site {
    /// A function in a module; the file and the line are the caller's.
    #[must_use]
    #[track_caller]
    pub const fn new(
        method: &'static str,
        module: &'static str,
        level: Level,
        err: Level,
        args: &'static [&'static str],
    ) -> Self {
        let at = Location::caller();
        let (file, line) = (at.file(), at.line());
        let (target, is_timed, max_len) = (module, false, None);
        Self {
            about: About {
                method,
                target,
                module,
                file,
                line,
                level,
                err,
                args,
                is_timed,
                max_len,
                slow: None,
                sample: None,
            },
            callsites: OnceLock::new(),
            slow: OnceLock::new(),
            span: OnceLock::new(),
            count: AtomicU64::new(0),
        }
    }

    /// `target = ".."`.
    #[must_use]
    pub const fn target(mut self, target: &'static str) -> Self {
        self.about.target = target;
        self
    }

    /// `time`.
    #[must_use]
    pub const fn timed(mut self) -> Self {
        self.about.is_timed = true;
        self
    }

    /// `max_len = ..`.
    #[must_use]
    pub const fn max_len(mut self, max_len: usize) -> Self {
        self.about.max_len = Some(max_len);
        self
    }

    /// `slow = ".."`, in nanoseconds.
    #[must_use]
    pub const fn slow(mut self, slow: u64) -> Self {
        self.about.slow = Some(slow);
        self
    }

    /// `sample = ..`.
    #[must_use]
    pub const fn sampled(mut self, sample: u64) -> Self {
        self.about.sample = Some(sample);
        self
    }

    /// Whether this call is to be logged from its beginning on.
    #[inline]
    pub fn begins(&self) -> bool {
        on(self.about.level) && self.is_picked()
    }

    /// Whether this call is one of the sample: the first, and every so many after it.
    fn is_picked(&self) -> bool {
        self.about.sample.is_none_or(|sample| {
            self.count.fetch_add(1, Ordering::Relaxed).checked_rem(sample) == Some(0)
        })
    }

    /// Whether a slow call would be logged.
    pub(super) fn watches(&self) -> bool {
        self.about.slow.is_some() && self.slow_levels().into_iter().any(on)
    }

    /// Of slow calls, and of those that fail.
    fn slow_levels(&self) -> [Level; 2] {
        [self.about.level, self.about.err].map(|level| Level::WARN.min(level))
    }

    fn slow_callsites(&'static self) -> [&'static Point; 2] {
        *self.slow.get_or_init(|| {
            let names = self.about.event_fields();
            self.slow_levels().map(|level| Point::new(&self.about, level, names, Kind::EVENT))
        })
    }

    /// Sends an event at the level of slow calls.
    pub(super) fn warn(&'static self, phase: &str, said: &Said<'_>) {
        let [calls, _] = self.slow_callsites();
        calls.send(&self.about, phase, said);
    }

    /// Sends an event at the level of slow calls that fail.
    pub(super) fn warn_of_failure(&'static self, phase: &str, said: &Said<'_>) {
        let [_, errors] = self.slow_callsites();
        errors.send(&self.about, phase, said);
    }

    /// A span with the arguments, or none where nobody wants it.
    pub(super) fn span(&'static self, args: &[&dyn Value]) -> Span {
        let about = &self.about;
        let new = || Point::new(about, about.level, about.args, Kind::SPAN);
        let point = *self.span.get_or_init(new);
        if !point.is_enabled() {
            return Span::none();
        }
        let values: Vec<Option<&dyn Value>> = args.iter().map(|arg| Some(*arg)).collect();
        let metadata = point.metadata();
        Span::new(metadata, &metadata.fields().value_set_all(&values))
    }

    /// Sends an event at the level of calls.
    pub(super) fn say(&'static self, phase: &str, said: &Said<'_>) {
        let [calls, _] = self.callsites();
        calls.send(&self.about, phase, said);
    }

    /// Sends an event at the level of errors.
    pub(super) fn complain(&'static self, phase: &str, said: &Said<'_>) {
        let [_, errors] = self.callsites();
        errors.send(&self.about, phase, said);
    }

    fn callsites(&'static self) -> [&'static Point; 2] {
        *self.callsites.get_or_init(|| {
            let about = &self.about;
            let names = about.event_fields();
            [about.level, about.err].map(|level| Point::new(about, level, names, Kind::EVENT))
        })
    }
}

impl About {
    /// The names of an event's fields; they live as long as its callsite, which is forever.
    fn event_fields(&self) -> &'static [&'static str] {
        let mut names = Vec::with_capacity(BEFORE + self.args.len() + BEHIND);
        names.extend(["method", "phase"]);
        names.extend(self.args);
        names.extend(["result", "error", "elapsed_us"]);
        names.leak()
    }
}

/// One callsite: a site at one level.
#[derive(Debug)]
struct Point {
    metadata: OnceLock<Metadata<'static>>,
    is_registered: AtomicBool,
    interest: AtomicU8,
}

const NEVER: u8 = 0;
const SOMETIMES: u8 = 1;
const ALWAYS: u8 = 2;

impl Point {
    fn new(
        about: &'static About,
        level: Level,
        names: &'static [&'static str],
        kind: Kind,
    ) -> &'static Self {
        let point: &'static Self = Box::leak(Box::new(Self {
            metadata: OnceLock::new(),
            is_registered: AtomicBool::new(false),
            interest: AtomicU8::new(SOMETIMES),
        }));
        point.metadata.get_or_init(|| {
            Metadata::new(
                about.method,
                about.target,
                level,
                Some(about.file),
                Some(about.line),
                Some(about.module),
                FieldSet::new(names, Identifier(point)),
                kind,
            )
        });
        point
    }

    fn is_enabled(&'static self) -> bool {
        // The subscriber's code runs here, so it is outside `get_or_init`: it may log too.
        if !self.is_registered.swap(true, Ordering::AcqRel) {
            callsite::register(self);
        }
        match self.interest.load(Ordering::Relaxed) {
            NEVER => false,
            ALWAYS => true,
            _ => dispatcher::get_default(|dispatch| dispatch.enabled(self.metadata())),
        }
    }

    fn send(&'static self, about: &About, phase: &str, said: &Said<'_>) {
        if !self.is_enabled() {
            return;
        }
        let (method, phase) =
            (tracing::field::display(about.method), tracing::field::display(phase));
        let ends: [Option<&dyn Value>; BEHIND] = [said.result, said.error, said.elapsed_us];
        let values = [Some(&method as &dyn Value), Some(&phase)]
            .into_iter()
            .chain(said.args.iter().map(|arg| Some(*arg)))
            // Only `enter` has arguments; the fields of the others stay empty.
            .chain(core::iter::repeat_n(None, about.args.len() - said.args.len()))
            .chain(ends);
        let len = BEFORE + about.args.len() + BEHIND;
        let mut few = [None; FEW];
        if let Some(few) = few.get_mut(..len) {
            few.iter_mut().zip(values).for_each(|(place, value)| *place = value);
            self.dispatch(few);
        } else {
            self.dispatch(&values.collect::<Vec<_>>());
        }
    }

    fn dispatch(&'static self, values: &[Option<&dyn Value>]) {
        let metadata = self.metadata();
        // Only tracing's macros have a documented way to a set of values, and they know their
        // fields at compile time. This is what they expand to in every user's crate,
        // so that it stays as long as `tracing` 0.1 does.
        Event::dispatch(metadata, &metadata.fields().value_set_all(values));
    }

    fn metadata(&self) -> &Metadata<'static> {
        self.metadata.get().expect("a point gets its metadata before anyone sees it")
    }
}

impl Callsite for Point {
    fn set_interest(&self, interest: Interest) {
        let interest = match () {
            () if interest.is_never() => NEVER,
            () if interest.is_always() => ALWAYS,
            () => SOMETIMES,
        };
        self.interest.store(interest, Ordering::Relaxed);
    }

    fn metadata(&self) -> &Metadata<'_> {
        self.metadata()
    }
}
