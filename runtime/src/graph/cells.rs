//! Cells: what they hold is filled after all objects are there.

use std::cell::{Cell, OnceCell, RefCell};
use std::sync::{Mutex, OnceLock, RwLock, TryLockError};
use std::time::{Duration, Instant};

use super::pointers::objects;
use super::read::{Mode, Reader};
use super::schema::Schema;
use super::trace::Tracer;
use super::write::Writer;
use super::{Bin, Content};
use crate::codec::{CodecError, CodecErrorKind};

pub(super) fn borrowed() -> CodecError {
    CodecErrorKind::Borrowed.into()
}

/// What is found inside, whether or not someone panicked while it was locked.
fn locked<G>(lock: Result<G, TryLockError<G>>) -> Option<G> {
    match lock {
        Ok(guard) => Some(guard),
        Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}

/// How long a lock is waited for: whoever holds it may be this very thread.
const PATIENCE: Duration = Duration::from_secs(1);

/// What is found inside of a lock, which another thread may let go of meanwhile.
fn waited<G>(lock: impl Fn() -> Result<G, TryLockError<G>>) -> Option<G> {
    locked(lock()).or_else(|| {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            std::thread::yield_now();
            let guard = locked(lock());
            if guard.is_some() {
                return guard;
            }
        }
        None
    })
}

/// A cell whose content may stand behind a trait.
pub(super) trait Opened<T: ?Sized> {
    /// What `look` says of the content, unless someone may be changing it.
    fn look<R>(&self, look: impl FnOnce(&T) -> R) -> Option<R>;
    /// What `change` does with the content, unless someone looks at it.
    fn change<R>(&self, change: impl FnOnce(&mut T) -> R) -> Option<R>;
}

macro_rules! cell {
    ($cell:ident, $this:ident, $shared:expr, $waited:expr, $unique:expr, $mut:expr, |$seen:ident| $touched:expr) => {
        impl<T: ?Sized> Opened<T> for $cell<T> {
            fn look<R>(&self, look: impl FnOnce(&T) -> R) -> Option<R> {
                let $this = self;
                let value = $waited?;
                Some(look(&value))
            }

            fn change<R>(&self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
                let $this = self;
                let mut value = $unique?;
                Some(change(&mut value))
            }
        }

        impl<T: Content> Content for $cell<T> {
            type Form = super::Own;

            fn shape(schema: &mut Schema) {
                T::shape(schema);
            }

            #[inline]
            fn graph_write(&self, out: &mut Writer) -> Result<(), CodecError> {
                let $this = self;
                let value = $waited.ok_or_else(borrowed)?;
                T::graph_write(&value, out)
            }

            fn read(input: &mut Reader<'_>) -> Result<Self, CodecError> {
                input.in_cell(T::read).map(Self::new)
            }

            fn pass(input: &mut Reader<'_>) -> Result<(), CodecError> {
                input.in_cell(T::pass)
            }

            #[inline]
            fn graph_link(&self, input: &mut Reader<'_>) -> Result<(), CodecError> {
                let $this = self;
                if T::FILLS && input.mode == Mode::Full && input.is_exact() {
                    return T::graph_fill(&mut *$unique.ok_or_else(borrowed)?, input);
                }
                let value = T::read(input)?;
                let old = std::mem::replace(&mut *$unique.ok_or_else(borrowed)?, value);
                drop(old);
                Ok(())
            }

            fn blank() -> Option<Self> {
                T::blank().map(Self::new)
            }

            fn hollow() -> Option<Self> {
                T::blank().map(Self::new)
            }

            fn graph_trace(&self, tracer: &mut Tracer) {
                let $this = self;
                if let Some(value) = $shared {
                    T::graph_trace(&value, tracer);
                }
            }

            #[inline]
            fn graph_touch(&self) -> usize {
                let $seen = self;
                $touched
            }

            fn graph_clear(&mut self, bin: &mut Bin) -> bool {
                let $this = self;
                $mut.graph_clear(bin)
            }

            fn graph_empty(&self, bin: &mut Bin) {
                let $this = self;
                if let Some(mut value) = $unique {
                    value.graph_clear(bin);
                }
            }
        }
    };
}

cell!(
    RefCell,
    this,
    this.try_borrow().ok(),
    this.try_borrow().ok(),
    this.try_borrow_mut().ok(),
    this.get_mut(),
    |cell| cell.try_borrow().map_or(0, |value| value.graph_touch())
);
cell!(
    Mutex,
    this,
    locked(this.try_lock()),
    waited(|| this.try_lock()),
    locked(this.try_lock()),
    this.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner),
    // another thread may want the lock
    |_lock| 0
);
cell!(
    RwLock,
    this,
    locked(this.try_read()),
    waited(|| this.try_read()),
    locked(this.try_write()),
    this.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner),
    // another thread may want the lock
    |_lock| 0
);

macro_rules! once {
    ($cell:ident) => {
        impl<T: Content> Content for $cell<T> {
            type Form = super::Own;

            fn shape(schema: &mut Schema) {
                schema.sign(b'?');
                T::shape(schema);
            }

            fn graph_write(&self, out: &mut Writer) -> Result<(), CodecError> {
                out.raw(&[u8::from(self.get().is_some())]);
                self.get().map_or(Ok(()), |value| value.graph_write(out))
            }

            fn read(input: &mut Reader<'_>) -> Result<Self, CodecError> {
                if matches!(input.mode, Mode::Early | Mode::Late) {
                    input.leave(Option::<T>::pass)?;
                    return Ok(Self::new());
                }
                Ok(Option::<T>::read(input)?.map_or_else(Self::new, Self::from))
            }

            fn pass(input: &mut Reader<'_>) -> Result<(), CodecError> {
                match input.mode {
                    Mode::Early | Mode::Late => input.leave(Option::<T>::pass),
                    _ => Option::<T>::pass(input),
                }
            }

            /// It cannot be emptied again, so that it waits until nothing can be wrong any more.
            fn graph_link(&self, input: &mut Reader<'_>) -> Result<(), CodecError> {
                let value = Option::<T>::read(input)?;
                if input.mode == Mode::Last {
                    if let Some(value) = value {
                        let _ = self.set(value);
                    }
                } else {
                    input.deferred = true;
                }
                Ok(())
            }

            fn blank() -> Option<Self> {
                Some(Self::new())
            }

            fn hollow() -> Option<Self> {
                Some(Self::new())
            }

            fn graph_trace(&self, tracer: &mut Tracer) {
                if let Some(value) = self.get() {
                    value.graph_trace(tracer);
                }
            }

            fn graph_clear(&mut self, bin: &mut Bin) -> bool {
                if self.get_mut().is_some_and(|value| value.graph_clear(bin)) {
                    bin.keep(self.take());
                }
                false
            }

            fn graph_empty(&self, bin: &mut Bin) {
                if let Some(value) = self.get() {
                    value.graph_empty(bin);
                }
            }
        }
    };
}

once!(OnceCell);
once!(OnceLock);

objects! {
    [T: Content] OnceCell<T>;
    [T: Content] OnceLock<T>;
    [T: Content + Copy] Cell<T>;
}

impl<T: Content + Copy> Content for Cell<T> {
    type Form = super::Own;

    fn shape(schema: &mut Schema) {
        T::shape(schema);
    }

    fn graph_write(&self, out: &mut Writer) -> Result<(), CodecError> {
        self.get().graph_write(out)
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, CodecError> {
        input.in_cell(T::read).map(Self::new)
    }

    fn pass(input: &mut Reader<'_>) -> Result<(), CodecError> {
        T::pass(input)
    }

    fn graph_link(&self, input: &mut Reader<'_>) -> Result<(), CodecError> {
        self.set(T::read(input)?);
        Ok(())
    }

    fn blank() -> Option<Self> {
        T::blank().map(Self::new)
    }

    fn hollow() -> Option<Self> {
        Self::blank()
    }
}
