//! Construction: at most one thread builds an instance, the others wait, a circle is a panic.

use core::any::TypeId;
use std::borrow::ToOwned;
use std::string::String;
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::{self, ThreadId};
use std::vec::Vec;

/// What is under construction in the whole process. Locked at its beginning and end only, never
/// while a user's constructor or destructor runs.
static SITE: Mutex<Site> = Mutex::new(Site { works: Vec::new(), waits: Vec::new() });
static DONE: Condvar = Condvar::new();

struct Site {
    /// Oldest first, so that the works of one thread are in the order they need each other.
    works: Vec<Work>,
    waits: Vec<(ThreadId, TypeId)>,
}

/// One constructor that has begun and not ended.
struct Work {
    id: TypeId,
    name: &'static str,
    builder: ThreadId,
}

/// The value of `place`, or of `build`, whose error or panic leaves the place empty.
pub(super) fn build<T: 'static, E>(
    place: &'static OnceLock<T>,
    build: impl FnOnce() -> Result<T, E>,
) -> Result<&'static T, E> {
    let id = TypeId::of::<T>();
    let me = thread::current().id();
    let mut site = lock();
    loop {
        if let Some(value) = place.get() {
            return Ok(value);
        }
        if site.works.iter().all(|work| work.id != id) {
            break;
        }
        if let Some(circle) = site.circle(id, me) {
            drop(site);
            panic!("{circle}");
        }
        site.waits.push((me, id));
        site = DONE.wait(site).unwrap_or_else(PoisonError::into_inner);
        site.waits.retain(|(thread, _)| *thread != me);
    }
    site.works.push(Work { id, name: core::any::type_name::<T>(), builder: me });
    drop(site);
    let _at_end = End(id);
    let value = build()?;
    Ok(place.get_or_init(|| value))
}

fn lock() -> MutexGuard<'static, Site> {
    SITE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes the work off the site, also when the constructor fails or panics.
struct End(TypeId);

impl Drop for End {
    fn drop(&mut self) {
        lock().works.retain(|work| work.id != self.0);
        DONE.notify_all();
    }
}

impl Site {
    /// What to panic with if waiting for `id` would mean that `me` waits for itself, through
    /// constructors that other threads run too.
    fn circle(&self, id: TypeId, me: ThreadId) -> Option<String> {
        let mut chain = Vec::new();
        let mut wanted = id;
        loop {
            let builder = self.works.iter().find(|work| work.id == wanted)?.builder;
            let own = self.works.iter().filter(|work| work.builder == builder);
            chain.extend(own.skip_while(|work| work.id != wanted).map(|work| short(work.name)));
            if builder == me {
                break;
            }
            wanted = self.waits.iter().find(|(thread, _)| *thread == builder)?.1;
        }
        let first = chain.first()?.clone();
        chain.push(first.clone());
        Some(std::format!("{first} needs itself while being built: {}", chain.join(" -> ")))
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
