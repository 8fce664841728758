//! `Site`: one logged function, and its two callsites in `tracing`.
//!
//! An expansion is one static; the callsites are made when the first event is about to be sent.

use core::panic::Location;
use core::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::boxed::Box;
use std::sync::OnceLock;
use std::vec::Vec;

use tracing::callsite::{self, Identifier};
use tracing::dispatcher;
use tracing::field::{FieldSet, Value};
use tracing::metadata::Kind;
use tracing::subscriber::Interest;
use tracing::{Callsite, Event, Level, Metadata};

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
}

/// One logged function.
#[derive(Debug)]
pub struct Site {
    pub about: About,
    callsites: OnceLock<[&'static Point; 2]>,
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
            },
            callsites: OnceLock::new(),
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
            let mut names = Vec::with_capacity(BEFORE + about.args.len() + BEHIND);
            names.extend(["method", "phase"]);
            names.extend(about.args);
            names.extend(["result", "error", "elapsed_us"]);
            let names: &'static [&'static str] = names.leak();
            [Point::new(about, about.level, names), Point::new(about, about.err, names)]
        })
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
    fn new(about: &'static About, level: Level, names: &'static [&'static str]) -> &'static Self {
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
                Kind::EVENT,
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
        let len = BEFORE + about.args.len() + BEHIND;
        let mut values: Vec<Option<&dyn Value>> = Vec::with_capacity(len);
        values.extend([Some(&method as &dyn Value), Some(&phase)]);
        values.extend(said.args.iter().map(|arg| Some(*arg)));
        // Only `enter` has arguments; the fields of the others stay empty.
        values.resize(len - BEHIND, None);
        values.extend([said.result, said.error, said.elapsed_us]);
        let metadata = self.metadata();
        // Only tracing's macros have a documented way to a set of values, and they know their
        // fields at compile time. This is what they expand to in every user's crate,
        // so that it stays as long as `tracing` 0.1 does.
        Event::dispatch(metadata, &metadata.fields().value_set_all(&values));
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
