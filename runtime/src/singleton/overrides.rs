//! Overrides for tests: another value in an instance's place, on one thread, until a guard drops.

use core::any::Any;
use core::cell::RefCell;
use core::marker::PhantomData;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::boxed::Box;
use std::vec::Vec;

use super::{Place, Single};

/// How many overrides of one type are in force, on any thread; most of the time none, so that a
/// read pays for one load.
pub(super) struct Count(AtomicUsize);

impl Count {
    pub(super) const fn new() -> Self {
        Self(AtomicUsize::new(0))
    }

    /// This thread's override, the newest if there are several.
    #[inline]
    pub(super) fn get<T: 'static>(&self) -> Option<&'static T> {
        if self.0.load(Ordering::Relaxed) == 0 { None } else { newest() }
    }
}

/// One override of this thread.
struct Entry {
    number: usize,
    value: &'static dyn Any,
}

std::thread_local! {
    static ENTRIES: RefCell<(usize, Vec<Entry>)> = const { RefCell::new((0, Vec::new())) };
}

#[cold]
fn newest<T: 'static>() -> Option<&'static T> {
    ENTRIES
        .try_with(|entries| {
            let entries = entries.borrow();
            entries.1.iter().rev().find_map(|entry| entry.value.downcast_ref())
        })
        .ok()
        .flatten()
}

/// Keeps a value in an instance's place, on the thread that made it; guards may drop in any order.
///
/// The value itself is never dropped: whoever asked for the instance holds it as `&'static`.
#[must_use = "the override ends when the guard drops"]
pub struct Override {
    number: usize,
    count: &'static AtomicUsize,
    /// The override is this thread's, so its guard stays here.
    here: PhantomData<*const ()>,
}

impl core::fmt::Debug for Override {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Override").finish_non_exhaustive()
    }
}

impl Override {
    #[doc(hidden)]
    pub fn new<T: Single>(value: T) -> Self {
        let Place { overrides: Count(count), .. } = T::cell();
        let value: &'static T = Box::leak(Box::new(value));
        let number = ENTRIES.with(|entries| {
            let (next, entries) = &mut *entries.borrow_mut();
            *next += 1;
            entries.push(Entry { number: *next, value });
            *next
        });
        count.fetch_add(1, Ordering::Relaxed);
        Self { number, count, here: PhantomData }
    }
}

impl Drop for Override {
    fn drop(&mut self) {
        self.count.fetch_sub(1, Ordering::Relaxed);
        // A thread at its end has no entries any more, and nobody left to read them.
        let _ =
            ENTRIES.try_with(|entries| entries.borrow_mut().1.retain(|e| e.number != self.number));
    }
}
