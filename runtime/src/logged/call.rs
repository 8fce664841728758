//! `Call`: one call of a logged function, from its first line to its end.

use core::fmt;
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

/// One call. Dropped before [`Call::end`], it was cut short: by a panic, or by a dropped future.
#[derive(Debug)]
pub struct Call {
    site: &'static Site,
    has_entered: bool,
    start: Option<Instant>,
}

impl Call {
    #[inline]
    #[must_use]
    pub fn new(site: &'static Site) -> Self {
        Self { site, has_entered: false, start: None }
    }

    #[cold]
    pub fn enter(&mut self, args: &[&dyn Value]) {
        self.has_entered = true;
        self.site.say("enter", &Said { args, ..Said::default() });
        if self.site.about.is_timed {
            self.start = Some(Instant::now());
        }
    }

    #[inline]
    #[must_use]
    pub fn has_entered(&self) -> bool {
        self.has_entered
    }

    #[cold]
    pub fn exit(&self, result: Option<Shown<'_>>) {
        let elapsed_us = self.elapsed_us();
        let result = result.map(|result| debug(Capped(result, self.site.about.max_len)));
        let said = Said {
            result: result.as_ref().map(|result| result as &dyn Value),
            elapsed_us: elapsed_us.as_ref().map(|us| us as &dyn Value),
            ..Said::default()
        };
        self.site.say("exit", &said);
    }

    #[cold]
    pub fn error(&self, error: &dyn fmt::Debug) {
        let elapsed_us = self.elapsed_us();
        let error = debug(Capped(error, self.site.about.max_len));
        let said = Said {
            error: Some(&error),
            elapsed_us: elapsed_us.as_ref().map(|us| us as &dyn Value),
            ..Said::default()
        };
        self.site.complain("error", &said);
    }

    /// The call came to its end.
    #[inline]
    pub fn end(self) {
        core::mem::forget(self);
    }

    fn elapsed_us(&self) -> Option<u64> {
        let start = self.start?;
        Some(u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX))
    }
}

impl Drop for Call {
    #[cold]
    fn drop(&mut self) {
        let elapsed_us = self.elapsed_us();
        let said =
            Said { elapsed_us: elapsed_us.as_ref().map(|us| us as &dyn Value), ..Said::default() };
        if std::thread::panicking() {
            if on(self.site.about.err) {
                self.site.complain("panic", &said);
            }
        } else if self.has_entered {
            self.site.say("cancelled", &said);
        }
    }
}
