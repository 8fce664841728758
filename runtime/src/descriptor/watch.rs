//! `Observed` and `History`: descriptors that see what a field was and what it becomes.

use core::convert::Infallible;
use core::fmt;

use super::{Attr, Change, Descriptor, Field, FieldMeta, Record, Recorded};
use super::{SetDescriptor, Slot, assign};

/// A value whose changes are told to a function: the field, the old value if there is one, the
/// new one.
///
/// It is told of a change that stays: in a tuple of what all members let pass, and where one of them
/// may refuse or change what it stores, of what is there in the end.
///
/// ```
/// use dunder::descriptor::Observed;
/// use std::sync::atomic::{AtomicU32, Ordering};
///
/// static TOLD: AtomicU32 = AtomicU32::new(0);
///
/// #[dunder::descriptors]
/// struct Player {
///     #[descriptor(Observed<u32> = Observed::new(|field, old, new| {
///         assert_eq!((field.name, old), ("score", Some(&1)));
///         TOLD.store(*new, Ordering::Relaxed);
///     }))]
///     score: u32,
/// }
/// let Ok(()) = Player { score: 1 }.set_score(2);
/// assert_eq!(TOLD.load(Ordering::Relaxed), 2);
/// ```
pub struct Observed<T> {
    tell: Tell<T>,
}

type Tell<T> = fn(&'static FieldMeta, Option<&T>, &T);

impl<T> Observed<T> {
    /// With the function that is told.
    pub const fn new(tell: fn(&'static FieldMeta, Option<&T>, &T)) -> Self {
        Self { tell }
    }
}

impl<T, F: Field<Slot: Slot<T> + 'static>> Descriptor<F> for Observed<T> {
    type Get<'a>
        = &'a F::Slot
    where
        F::Owner: 'a;

    #[inline]
    fn get<'a>(&self, owner: &'a F::Owner) -> &'a F::Slot {
        F::slot(owner)
    }
}

impl<T, F: Field<Slot: Slot<T> + 'static>> SetDescriptor<F> for Observed<T> {
    type Value = T;
    type Error = Infallible;

    const EXACT: bool = true;

    #[inline]
    fn tell(&self, change: Change<'_, F::Slot, T>) {
        let new = change.after.and_then(Slot::held).unwrap_or(change.value);
        (self.tell)(const { &F::META }, change.before.held(), new);
    }

    #[inline]
    fn store(&self, owner: &mut F::Owner, value: T) -> Result<(), Infallible> {
        F::slot_mut(owner).hold(value);
        Ok(())
    }

    #[inline]
    fn set(&self, owner: &mut F::Owner, value: T) -> Result<(), Infallible> {
        assign::<F, Self>(self, owner, value)
    }
}

impl<T> Clone for Observed<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Observed<T> {}

impl<T> fmt::Debug for Observed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Observed")
    }
}

/// A value that remembers those it had before; its field is a [`Recorded`].
///
/// ```
/// use dunder::descriptor::{History, Recorded};
///
/// #[dunder::descriptors]
/// struct Page {
///     #[descriptor(History = History::last(2))]
///     title: Recorded<String>,
/// }
/// let mut page = Page { title: Recorded::new("a".to_owned()) };
/// for title in ["b", "c", "d"] {
///     let Ok(()) = page.set_title(title.to_owned());
/// }
/// assert_eq!(page.title(), "d");
/// assert_eq!(Page::TITLE.past(&page), ["b", "c"]);
/// assert_eq!(Page::TITLE.undo(&mut page).as_deref(), Some("d"));
/// assert_eq!(page.title(), "c");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct History {
    limit: usize,
}

impl History {
    /// All of them.
    pub const ALL: Self = Self { limit: usize::MAX };

    /// At most so many, the latest.
    #[must_use]
    pub const fn last(limit: usize) -> Self {
        Self { limit }
    }
}

impl<F: Field<Slot: Record<Value: 'static> + 'static>> Descriptor<F> for History {
    type Get<'a>
        = &'a <F::Slot as Record>::Value
    where
        F::Owner: 'a;

    #[inline]
    fn get<'a>(&self, owner: &'a F::Owner) -> Self::Get<'a> {
        F::slot(owner).record()
    }
}

impl<F: Field<Slot: Record<Value: Clone + 'static> + 'static>> SetDescriptor<F> for History {
    type Value = <F::Slot as Record>::Value;
    type Error = Infallible;

    const EXACT: bool = true;

    #[inline]
    fn changing(&self, owner: &mut F::Owner, _: &Self::Value) {
        F::slot_mut(owner).record_mut().remember(self.limit);
    }

    #[inline]
    fn store(&self, owner: &mut F::Owner, value: Self::Value) -> Result<(), Infallible> {
        F::slot_mut(owner).record_mut().hold(value);
        Ok(())
    }

    #[inline]
    fn set(&self, owner: &mut F::Owner, value: Self::Value) -> Result<(), Infallible> {
        assign::<F, Self>(self, owner, value)
    }
}

impl<T, F: Field<Slot = Recorded<T>>, D> Attr<F, D> {
    /// The values that the field had before, the oldest first.
    #[must_use]
    pub fn past<'a>(&self, owner: &'a F::Owner) -> &'a [T]
    where
        T: 'a,
    {
        F::slot(owner).past()
    }

    /// Goes back to the value before, if there is one and the descriptor keeps it; yields the value
    /// that it takes away.
    pub fn undo(&self, owner: &mut F::Owner) -> Option<T>
    where
        D: SetDescriptor<F>,
    {
        /// Goes forth again when it goes, unless it may stay.
        struct Forth<'a, T, F: Field<Slot = Recorded<T>>> {
            owner: &'a mut F::Owner,
            gone: Option<T>,
        }
        impl<T, F: Field<Slot = Recorded<T>>> Drop for Forth<'_, T, F> {
            fn drop(&mut self) {
                if let Some(gone) = self.gone.take() {
                    F::slot_mut(self.owner).go_forth(gone);
                }
            }
        }
        let gone = F::slot_mut(owner).go_back();
        let mut forth = Forth::<T, F> { owner, gone };
        self.keeps(forth.owner).ok()?;
        forth.gone.take()
    }
}
