//! Overrides for tests: another value in an instance's place, on one thread, until a guard drops.
//!
//! An override is its thread's, so the thread keeps what it reads: the first read copies the
//! instance's address into a thread-local, an override puts its own there. A read is one load and
//! one branch, as without overrides.

use core::any::Any;
use core::cell::{Cell, RefCell};
use core::marker::PhantomData;
use std::boxed::Box;
use std::rc::Rc;
use std::thread::LocalKey;
use std::vec::Vec;

use super::process::built;
use super::{Local, Single};

/// What a thread reads of one type; empty until it has read it.
pub type Here<T> = LocalKey<Cell<Option<&'static T>>>;

/// This thread's override or the instance.
#[inline]
pub(super) fn read<T: Single>() -> Option<&'static T> {
    match T::here() {
        Some(here) => here.get().or_else(|| first_read(here)),
        None => of().or_else(|| built()),
    }
}

#[cold]
fn first_read<T: Single>(here: &'static Here<T>) -> Option<&'static T> {
    let value = of().or_else(|| built());
    here.set(value);
    value
}

/// This thread's override, the newest if there are several.
#[inline]
pub(super) fn of<T: 'static>() -> Option<&'static T> {
    if COUNT.get() == 0 { None } else { newest() }
}

/// One override of this thread.
struct Entry {
    number: usize,
    value: &'static dyn Any,
}

std::thread_local! {
    /// How many overrides this thread has, of all types; most of the time none.
    static COUNT: Cell<usize> = const { Cell::new(0) };
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
    /// Makes the thread read anew.
    forget: fn(),
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
        let value: &'static T = Box::leak(Box::new(value));
        let number = push(value);
        set_here(Some(value));
        Self { number, forget: || set_here::<T>(None), here: PhantomData }
    }

    /// The override of an instance that each thread has its own of.
    #[doc(hidden)]
    pub fn of_thread<T: Local>(value: T) -> Self {
        let number = push(Box::leak(Box::new(Rc::new(value))));
        Self { number, forget: || (), here: PhantomData }
    }
}

fn push(value: &'static dyn Any) -> usize {
    let number = ENTRIES.with(|entries| {
        let (next, entries) = &mut *entries.borrow_mut();
        *next += 1;
        entries.push(Entry { number: *next, value });
        *next
    });
    COUNT.set(COUNT.get() + 1);
    number
}

impl Drop for Override {
    fn drop(&mut self) {
        COUNT.set(COUNT.get() - 1);
        // A thread at its end has no entries any more, and nobody left to read them.
        let _ =
            ENTRIES.try_with(|entries| entries.borrow_mut().1.retain(|e| e.number != self.number));
        (self.forget)();
    }
}

fn set_here<T: Single>(value: Option<&'static T>) {
    if let Some(here) = T::here() {
        here.set(value);
    }
}
