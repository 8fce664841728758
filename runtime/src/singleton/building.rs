//! Construction: at most one caller builds an instance, the others wait, a circle is a panic.

use core::any::TypeId;
use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::task::{Context, Poll, Waker};
use std::borrow::ToOwned;
use std::boxed::Box;
use std::string::String;
use std::sync::PoisonError;
use std::thread::ThreadId;
use std::vec::Vec;

use super::sync::{Condvar, Mutex, MutexGuard, innermost, set_innermost};

/// What is built: an instance of a type, of one thread where each thread has its own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    id: TypeId,
    thread: Option<ThreadId>,
    name: &'static str,
}

impl Key {
    pub(super) fn of<T: 'static>(thread: Option<ThreadId>) -> Self {
        Self { id: TypeId::of::<T>(), thread, name: core::any::type_name::<T>() }
    }
}

/// What is under construction. Its lock is held for a few steps, never while a user's code runs:
/// no constructor, destructor or waker.
pub(super) struct Site {
    now: Mutex<Now>,
    done: Condvar,
}

struct Now {
    /// The last number given to a work or a wait.
    last: u64,
    works: Vec<Work>,
    needs: Vec<Need>,
    sleepers: Vec<Sleeper>,
}

/// One constructor that has begun and not ended.
struct Work {
    number: u64,
    key: Key,
}

/// A constructor needs another instance: it waits for it or, in its own body, builds it.
struct Need {
    /// The work or the wait that the need ends with.
    number: u64,
    from: u64,
    to: Key,
}

/// A task that waits for an instance.
struct Sleeper {
    number: u64,
    key: Key,
    waker: Waker,
}

impl Site {
    pub(super) const fn new() -> Self {
        let now = Now { last: 0, works: Vec::new(), needs: Vec::new(), sleepers: Vec::new() };
        Self { now: Mutex::new(now), done: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What `read` finds, or what `build` makes; its error or panic leaves the place empty.
    pub(super) fn build<V, E>(
        &'static self,
        key: Key,
        read: impl Fn() -> Option<V>,
        build: impl FnOnce() -> Result<V, E>,
    ) -> Result<V, E> {
        let mut now = self.lock();
        let number = loop {
            if let Some(value) = read() {
                return Ok(value);
            }
            if !now.builds(key) {
                break now.begin(key);
            }
            if let Some(circle) = now.circle(key) {
                drop(now);
                panic!("{circle}");
            }
            let wait = now.number();
            now.need(wait, key);
            now = self.done.wait(now).unwrap_or_else(PoisonError::into_inner);
            now.needs.retain(|need| need.number != wait);
        };
        drop(now);
        let _at_end = End { site: self, number, key };
        let _inside = Inside::of(number);
        build()
    }

    /// As [`build`](Self::build), for a constructor that is awaited. Dropped before its end it
    /// leaves the place empty, and one of those who wait builds.
    pub(super) async fn build_async<V, E, F: Future<Output = Result<V, E>>>(
        &'static self,
        key: Key,
        read: impl Fn() -> Option<V>,
        build: impl FnOnce() -> F,
    ) -> Result<V, E> {
        let mut wait = Wait { site: self, number: 0 };
        let at_end = match poll_fn(|cx| wait.poll(cx, key, &read)).await {
            Ok(value) => return Ok(value),
            Err(at_end) => at_end,
        };
        drop(wait);
        let mut work = {
            let _inside = Inside::of(at_end.number);
            Box::pin(build())
        };
        poll_fn(|cx| {
            let _inside = Inside::of(at_end.number);
            Pin::as_mut(&mut work).poll(cx)
        })
        .await
    }
}

/// Takes the work off the site, also when the constructor fails, panics or is cancelled.
struct End {
    site: &'static Site,
    number: u64,
    key: Key,
}

impl Drop for End {
    fn drop(&mut self) {
        let mut now = self.site.lock();
        now.works.retain(|work| work.number != self.number);
        now.needs.retain(|need| need.number != self.number && need.from != self.number);
        let woken: Vec<Sleeper> =
            now.sleepers.extract_if(.., |sleeper| sleeper.key == self.key).collect();
        drop(now);
        self.site.done.notify_all();
        for sleeper in woken {
            sleeper.waker.wake();
        }
    }
}

/// While it lives, this thread runs the constructor of that number.
struct Inside {
    before: u64,
}

impl Inside {
    fn of(number: u64) -> Self {
        Self { before: set_innermost(number) }
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        set_innermost(self.before);
    }
}

/// One task's wait for an instance.
struct Wait {
    site: &'static Site,
    /// Its number, 0 until it has to wait.
    number: u64,
}

impl Wait {
    /// The instance, or the work of building it.
    fn poll<V>(
        &mut self,
        cx: &Context<'_>,
        key: Key,
        read: impl Fn() -> Option<V>,
    ) -> Poll<Result<V, End>> {
        // The waker is the executor's code.
        let waker = cx.waker().clone();
        let mut now = self.site.lock();
        if let Some(value) = read() {
            return Poll::Ready(Ok(value));
        }
        if !now.builds(key) {
            let number = now.begin(key);
            return Poll::Ready(Err(End { site: self.site, number, key }));
        }
        if let Some(circle) = now.circle(key) {
            drop(now);
            panic!("{circle}");
        }
        if self.number == 0 {
            self.number = now.number();
        }
        let number = self.number;
        let before = now.forget(number);
        now.sleepers.push(Sleeper { number, key, waker });
        now.need(number, key);
        drop(now);
        drop(before);
        Poll::Pending
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        if self.number != 0 {
            let sleeper = self.site.lock().forget(self.number);
            drop(sleeper);
        }
    }
}

impl Now {
    fn number(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    fn builds(&self, key: Key) -> bool {
        self.works.iter().any(|work| work.key == key)
    }

    fn begin(&mut self, key: Key) -> u64 {
        let number = self.number();
        self.works.push(Work { number, key });
        self.need(number, key);
        number
    }

    /// Notes that the constructor which runs on this thread needs `to`, until `number` ends.
    fn need(&mut self, number: u64, to: Key) {
        let from = innermost();
        if from != 0 {
            self.needs.push(Need { number, from, to });
        }
    }

    /// Takes back what a wait has noted; its waker is for the caller to drop without the lock.
    fn forget(&mut self, number: u64) -> Option<Sleeper> {
        self.needs.retain(|need| need.number != number);
        let place = self.sleepers.iter().position(|sleeper| sleeper.number == number)?;
        Some(self.sleepers.swap_remove(place))
    }

    /// What to panic with if waiting for `wanted` would mean that the constructor which runs here
    /// waits for itself, through constructors that other threads and tasks run too.
    fn circle(&self, wanted: Key) -> Option<String> {
        let me = innermost();
        let mut chain = Vec::new();
        let found = me != 0 && self.leads(wanted, me, &mut Vec::new(), &mut chain);
        // No other thread builds what is this thread's own.
        if !found && wanted.thread.is_none() {
            return None;
        }
        let first = short(wanted.name);
        if chain.is_empty() {
            chain.push(first.clone());
        }
        chain.push(first.clone());
        Some(std::format!("{first} needs itself while being built: {}", chain.join(" -> ")))
    }

    /// Whether the work on `key` needs, by however many steps, the end of the work `goal`; the
    /// types on the way.
    fn leads(&self, key: Key, goal: u64, seen: &mut Vec<u64>, chain: &mut Vec<String>) -> bool {
        let Some(work) = self.works.iter().find(|work| work.key == key) else { return false };
        if seen.contains(&work.number) {
            return false;
        }
        seen.push(work.number);
        chain.push(short(key.name));
        let mut needs = self.needs.iter().filter(|need| need.from == work.number);
        if work.number == goal || needs.any(|need| self.leads(need.to, goal, seen, chain)) {
            return true;
        }
        chain.pop();
        false
    }
}

/// A type's name without the paths, `Registry<User>` of `app::Registry<app::User>`.
fn short(name: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == ':' || c == '{' || c == '}';
    let mut out = String::new();
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len()).max(first.len_utf8());
        let (word, after) = rest.split_at(end);
        out += &word.rsplit("::").next().map_or_else(String::new, ToOwned::to_owned);
        rest = after;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn a_short_name_has_no_paths() {
        assert_eq!(short("app::Db"), "Db");
        assert_eq!(short("app::main::{{closure}}::Db"), "Db");
        assert_eq!(
            short("app::Registry<alloc::string::String, (u8, &app::T)>"),
            "Registry<String, (u8, &T)>"
        );
    }
}
