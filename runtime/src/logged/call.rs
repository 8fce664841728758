//! `Call`: one call of a logged function, from its first line to its end.

use core::fmt;
use std::sync::LazyLock;
use std::time::Instant;

use tracing::Level;
use tracing::field::{Value, debug};
use tracing::level_filters::{LevelFilter, STATIC_MAX_LEVEL};

use super::show::{Capped, Shown};
use super::site::{Said, Site};

/// Whether anyone may want events of this level; one load where the answer is no.
#[inline]
#[must_use]
pub fn on(level: Level) -> bool {
    level <= STATIC_MAX_LEVEL && level <= LevelFilter::current()
}

/// Calls the body; as an argument the closure is `FnOnce`, so that it may give away what it holds.
#[inline]
pub fn run<R>(body: impl FnOnce() -> R) -> R {
    body()
}

/// Tells of a result that someone wants to hear of; by value, so that elsewhere it needs no address.
#[cold]
pub fn told<R>(result: R, tell: impl FnOnce(&R)) -> R {
    tell(&result);
    result
}

/// One call: two words, passed by value, so that where nothing is logged it lives in registers.
#[derive(Clone, Copy, Debug)]
struct Begun {
    site: &'static Site,
    state: u64,
}

/// The call says nothing of its beginning.
const SILENT: u64 = 0;
/// It said that it began; a greater number is `TOLD` and the time of that.
const TOLD: u64 = 1;

/// Nanoseconds since the first of these calls: an `Instant` in one word.
fn now() -> u64 {
    static ORIGIN: LazyLock<Instant> = LazyLock::new(Instant::now);
    u64::try_from(ORIGIN.elapsed().as_nanos()).unwrap_or(u64::MAX / 2)
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

    /// A call that begins with an event.
    #[cold]
    #[must_use]
    pub fn enter(site: &'static Site, args: &[&dyn Value]) -> Self {
        site.say("enter", &Said { args, ..Said::default() });
        // After the event, so that the time is the body's alone.
        let state = if site.about.is_timed { now() + TOLD + 1 } else { TOLD };
        Self(Begun { site, state })
    }

    #[inline]
    #[must_use]
    pub fn has_entered(&self) -> bool {
        self.0.state != SILENT
    }

    #[inline]
    pub fn exit(&self, result: Option<Shown<'_>>) {
        exit(self.0, result);
    }

    #[inline]
    pub fn error(&self, error: &dyn fmt::Debug) {
        fail(self.0, error);
    }

    /// The call came to its end.
    #[inline]
    pub fn end(self) {
        core::mem::forget(self);
    }
}

impl Drop for Call {
    #[inline]
    fn drop(&mut self) {
        cut(self.0);
    }
}

#[cold]
fn exit(call: Begun, result: Option<Shown<'_>>) {
    let elapsed_us = call.elapsed_us();
    let result = result.map(|result| debug(Capped(result, call.site.about.max_len)));
    let said = Said {
        result: result.as_ref().map(|result| result as &dyn Value),
        elapsed_us: elapsed_us.as_ref().map(|us| us as &dyn Value),
        ..Said::default()
    };
    call.site.say("exit", &said);
}

#[cold]
fn fail(call: Begun, error: &dyn fmt::Debug) {
    let elapsed_us = call.elapsed_us();
    let error = debug(Capped(error, call.site.about.max_len));
    let said = Said {
        error: Some(&error),
        elapsed_us: elapsed_us.as_ref().map(|us| us as &dyn Value),
        ..Said::default()
    };
    call.site.complain("error", &said);
}

#[cold]
fn cut(call: Begun) {
    let elapsed_us = call.elapsed_us();
    let said =
        Said { elapsed_us: elapsed_us.as_ref().map(|us| us as &dyn Value), ..Said::default() };
    if std::thread::panicking() {
        if on(call.site.about.err) {
            call.site.complain("panic", &said);
        }
    } else if call.state != SILENT {
        call.site.say("cancelled", &said);
    }
}

impl Begun {
    fn elapsed_us(self) -> Option<u64> {
        let start = self.state.checked_sub(TOLD + 1)?;
        Some(now().saturating_sub(start) / 1000)
    }
}
