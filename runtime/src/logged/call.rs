//! `Call`: one call of a logged function, from its first line to its end.

use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll};
use std::sync::LazyLock;
use std::time::Instant;

use tracing::field::{Value, debug};
use tracing::instrument::{Instrument, Instrumented};
use tracing::level_filters::{LevelFilter, STATIC_MAX_LEVEL};
use tracing::{Level, Span};

use super::show::{Capped, Shown};
use super::site::{Said, Site};

/// Whether anyone may want events of this level; one load where the answer is no.
#[inline]
#[must_use]
pub fn on(level: Level) -> bool {
    level <= STATIC_MAX_LEVEL && level <= LevelFilter::current()
}

/// Runs a body, and tells how it went where someone wants to hear of it.
///
/// What is logged is a function of its own, so that where nothing is logged the registers that it
/// needs are not saved.
#[inline]
pub fn run<R>(
    call: Call,
    err: Level,
    body: impl FnOnce() -> R,
    is_err: impl FnOnce(&R) -> bool,
    tell: impl FnOnce(Teller, &R),
) -> R {
    if call.is_awake() {
        return run_told(call, body, tell);
    }
    let mut result = body();
    if is_err(&result) && on(err) {
        result = told(call.teller(), result, tell);
    }
    call.end();
    result
}

#[cold]
#[inline(never)]
fn run_told<R>(call: Call, body: impl FnOnce() -> R, tell: impl FnOnce(Teller, &R)) -> R {
    let result = body();
    tell(call.teller(), &result);
    call.end();
    result
}

/// Tells of a result; by value, so that elsewhere it needs no address.
#[cold]
#[inline(never)]
pub fn told<R>(call: Teller, result: R, tell: impl FnOnce(Teller, &R)) -> R {
    tell(call, &result);
    result
}

/// One call: two words, passed by value, so that where nothing is logged it lives in registers.
#[derive(Clone, Copy, Debug)]
struct Begun {
    site: &'static Site,
    /// What it is to say: [`TOLD`] if it said that it began, what is known of its future, and above
    /// that the time of its beginning, if anyone will ask for it.
    state: u64,
}

/// The call says nothing of its beginning.
const SILENT: u64 = 0;
/// It said that it began.
const TOLD: u64 = 1;
/// Its body is awaited.
const AWAITED: u64 = 2;
/// Its awaited body has panicked.
const PANICKED: u64 = 4;
/// Where the time stands.
const TIME: u32 = 3;

/// Nanoseconds since the first of these calls, and 1: an `Instant` in one word, which is not 0.
fn now() -> u64 {
    static ORIGIN: LazyLock<Instant> = LazyLock::new(Instant::now);
    u64::try_from(ORIGIN.elapsed().as_nanos()).unwrap_or(u64::MAX / 16) + 1
}

/// The time as a state.
fn clock() -> u64 {
    now() << TIME
}

/// A call that runs. Dropped before [`Call::end`], it was cut short: by a panic, or by a dropped
/// future.
#[derive(Debug)]
pub struct Call(Begun);

impl Call {
    /// A call that says nothing of its beginning.
    #[inline]
    #[must_use]
    pub fn new(site: &'static Site) -> Self {
        Self(Begun { site, state: SILENT })
    }

    /// A call that says nothing of its beginning, but may be slow.
    #[cold]
    #[must_use]
    pub fn watch(site: &'static Site) -> Self {
        let state = if site.watches() { clock() } else { SILENT };
        Self(Begun { site, state })
    }

    /// A call that begins with an event.
    #[inline]
    #[must_use]
    pub fn enter(site: &'static Site, args: &[&dyn Value]) -> Self {
        // Written here, so that the compiler sees that the call is awake and keeps what follows
        // apart from a call that is not logged.
        Self(Begun { site, state: enter(site, args) | TOLD })
    }

    /// A call that begins with a span and, in it, an event.
    #[cold]
    #[must_use]
    pub fn open(site: &'static Site, args: &[&dyn Value]) -> (Span, Self) {
        let span = site.span(args);
        let call = span.in_scope(|| Self::enter(site, args));
        (span, call)
    }

    /// Whether it is to be asked how it went, also where it went well.
    #[inline]
    #[must_use]
    pub fn is_awake(&self) -> bool {
        self.0.is_awake()
    }

    /// Polls the body of an `async` call: a future that is dropped while its thread panics has
    /// panicked itself only if it was running.
    #[inline]
    pub fn poll<F: Future>(&mut self, body: Pin<&mut F>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.0.state |= AWAITED;
        let running = Running(&mut self.0);
        let poll = body.poll(cx);
        core::mem::forget(running);
        poll
    }

    /// Who says how it went.
    #[inline]
    #[must_use]
    pub fn teller(&self) -> Teller {
        Teller(self.0)
    }

    /// The call came to its end.
    #[inline]
    pub fn end(self) {
        core::mem::forget(self);
    }
}

/// A poll of a body; dropped by a panic alone.
struct Running<'a>(&'a mut Begun);

impl Drop for Running<'_> {
    #[cold]
    fn drop(&mut self) {
        self.0.state |= PANICKED;
    }
}

/// Says how a call went that came to its end.
#[derive(Clone, Copy, Debug)]
pub struct Teller(Begun);

impl Teller {
    /// Whether an exit now would be logged.
    #[must_use]
    pub fn says(self) -> bool {
        self.0.state & TOLD != 0 || self.0.slowness().is_some()
    }

    pub fn exit(self, result: Option<Shown<'_>>) {
        exit(self.0, result);
    }

    pub fn error(self, error: &dyn fmt::Debug) {
        fail(self.0, error);
    }
}

impl Drop for Call {
    #[inline]
    fn drop(&mut self) {
        cut(self.0);
    }
}

#[cold]
fn enter(site: &'static Site, args: &[&dyn Value]) -> u64 {
    site.say("enter", &Said { args, ..Said::default() });
    // After the event, so that the time is the body's alone.
    if site.about.is_timed || site.about.slow.is_some() { clock() } else { SILENT }
}

#[cold]
fn exit(call: Begun, result: Option<Shown<'_>>) {
    let result = result.map(|result| debug(Capped(result, call.site.about.max_len)));
    let result = result.as_ref().map(|result| result as &dyn Value);
    call.tell("exit", Said { result, ..Said::default() });
}

#[cold]
fn fail(call: Begun, error: &dyn fmt::Debug) {
    let error = debug(Capped(error, call.site.about.max_len));
    call.complain("error", Said { error: Some(&error), ..Said::default() });
}

#[cold]
fn cut(call: Begun) {
    let has_panicked = match call.state & AWAITED {
        0 => std::thread::panicking(),
        _ => call.state & PANICKED != 0,
    };
    if has_panicked {
        call.complain("panic", Said::default());
    } else if call.is_awake() {
        call.tell("cancelled", Said::default());
    }
}

impl Begun {
    #[inline]
    fn is_awake(self) -> bool {
        self.state & !(AWAITED | PANICKED) != SILENT
    }

    /// How long it has been running, in nanoseconds, if that was to be known.
    fn elapsed(self) -> Option<u64> {
        let start = self.state >> TIME;
        (start != 0).then(|| now().saturating_sub(start))
    }

    fn elapsed_us(self) -> Option<u64> {
        if self.site.about.is_timed { Some(self.elapsed()? / 1000) } else { None }
    }

    /// How long it has been running, in microseconds, if that is too long.
    fn slowness(self) -> Option<u64> {
        let slow = self.site.about.slow?;
        self.elapsed().filter(|elapsed| *elapsed >= slow).map(|elapsed| elapsed / 1000)
    }

    /// Says that it failed: at the level of slow calls where it was one and that is more.
    fn complain(self, phase: &str, said: Said<'_>) {
        let slowness = self.slowness();
        let elapsed_us = slowness.or_else(|| self.elapsed_us());
        let elapsed_us = elapsed_us.as_ref().map(|us| us as &dyn Value);
        let said = Said { elapsed_us, ..said };
        if slowness.is_some() {
            self.site.warn_of_failure(phase, &said);
        } else if on(self.site.about.err) {
            self.site.complain(phase, &said);
        }
    }

    /// Says how it ended: at the level of slow calls where it was one, else if it said that it
    /// began.
    fn tell(self, phase: &str, said: Said<'_>) {
        let slowness = self.slowness();
        let elapsed_us = slowness.or_else(|| self.elapsed_us());
        let elapsed_us = elapsed_us.as_ref().map(|us| us as &dyn Value);
        let said = Said { elapsed_us, ..said };
        if slowness.is_some() {
            self.site.warn(phase, &said);
        } else if self.state & TOLD != 0 {
            self.site.say(phase, &said);
        }
    }
}

/// Awaits a body in its call's span.
pub fn in_span<F: Future>(span: Span, body: F) -> Instrumented<F> {
    body.instrument(span)
}
