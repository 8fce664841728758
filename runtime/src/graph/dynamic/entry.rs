//! `Entry`: all that is done with a type behind a trait, as a table of functions.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::marker::PhantomData;
use std::rc::{self as rcs, Rc};
use std::sync::{self as arcs, Arc, Mutex, RwLock};

use super::super::pointers::{ByArc, ByRc, Family, Handle, Traced};
use super::super::read::Reader;
use super::super::schema::Schema;
use super::super::trace::Tracer;
use super::super::write::Writer;
use super::super::{Bin, Content};
use super::{Dyn, Implements};
use crate::codec::{CodecError, CodecErrorKind};

/// How a type behind a trait is written, read and held by one kind of pointer.
#[expect(clippy::type_complexity, reason = "a table of functions")]
pub(super) struct Way<P: Family, D: ?Sized + 'static> {
    handle: fn() -> TypeId,
    pub(super) add: fn(&mut Schema, usize) -> usize,
    pub(super) write: fn(P::Strong<D>, usize, &mut Writer, bool) -> Result<(), CodecError>,
    pub(super) read: fn(&mut Reader<'_>, usize) -> Result<P::Strong<D>, CodecError>,
    pub(super) read_weak: fn(&mut Reader<'_>, usize) -> Result<P::Weak<D>, CodecError>,
    pub(super) dead: fn() -> P::Weak<D>,
    pub(super) visit: fn(P::Strong<D>, &mut Tracer),
}

/// The same for a pointer to a cell: `S` is `Rc<RefCell<dyn Shape>>` and `W` its weak side.
///
/// Nothing leads back from `S` to the pointer's own type, so that it is written through the trait.
pub(super) struct CellWay<S: 'static, W: 'static> {
    handle: fn() -> TypeId,
    pub(super) add: fn(&mut Schema, usize) -> usize,
    pub(super) table: fn(&mut Writer, usize) -> usize,
    pub(super) read: fn(&mut Reader<'_>, usize) -> Result<S, CodecError>,
    pub(super) read_weak: fn(&mut Reader<'_>, usize) -> Result<W, CodecError>,
    pub(super) dead: fn() -> W,
}

/// The same for a box, which holds a value.
pub(super) struct BoxWay<D: ?Sized + 'static> {
    handle: fn() -> TypeId,
    pub(super) add: fn(&mut Schema, usize) -> usize,
    pub(super) table: fn(&mut Writer, usize) -> usize,
    pub(super) read: fn(&mut Reader<'_>) -> Result<Box<D>, CodecError>,
    pub(super) pass: fn(&mut Reader<'_>) -> Result<(), CodecError>,
    pub(super) link: fn(&dyn Any, &mut Reader<'_>) -> Result<(), CodecError>,
}

/// What is done with a value behind a trait, whatever holds it.
pub(super) struct Value {
    pub(super) write: fn(&dyn Any, &mut Writer) -> Result<(), CodecError>,
    pub(super) trace: fn(&dyn Any, &mut Tracer),
    pub(super) clear: fn(&mut dyn Any, &mut Bin) -> bool,
    pub(super) empty: fn(&dyn Any, &mut Bin),
}

/// One type behind a trait.
pub struct Entry<D: ?Sized + 'static> {
    pub(super) tag: &'static str,
    pub(super) id: fn() -> TypeId,
    pub(super) rc: Way<ByRc, D>,
    pub(super) arc: Way<ByArc, D>,
    pub(super) ref_cell: CellWay<Rc<RefCell<D>>, rcs::Weak<RefCell<D>>>,
    pub(super) mutex: CellWay<Arc<Mutex<D>>, arcs::Weak<Mutex<D>>>,
    pub(super) rw_lock: CellWay<Arc<RwLock<D>>, arcs::Weak<RwLock<D>>>,
    pub(super) boxed: BoxWay<D>,
    pub(super) value: Value,
}

macro_rules! way {
    ($strong:ident $weak:ident, $place:ident $rc:ident $rc_weak:ident) => {
        Way {
            handle: TypeId::of::<$strong<C>>,
            add: |schema, slot| schema.table::<$strong<C>>(Some((slot, C::TAG))),
            write: |this, slot, out, is_weak| {
                let mut own: Option<$strong<C>> = None;
                this.$place(&mut own);
                write::<$strong<C>>(own, slot, C::TAG, out, is_weak)
            },
            read: |input, table| input.strong_in(table).map(C::$rc),
            read_weak: |input, table| {
                let target = input.weak_in::<$strong<C>>(table)?;
                Ok(C::$rc_weak(target.as_ref().map($strong::downgrade).unwrap_or_default()))
            },
            dead: || C::$rc_weak($weak::Weak::new()),
            visit: |this, tracer| {
                let mut own: Option<$strong<C>> = None;
                this.$place(&mut own);
                if let Some(own) = &own {
                    tracer.visit(own);
                }
            },
        }
    };
}

macro_rules! cell_way {
    ($strong:ident $weak:ident $cell:ident, $as_dyn:ident $as_weak:ident) => {
        CellWay {
            handle: TypeId::of::<$strong<$cell<C>>>,
            add: |schema, slot| schema.table::<$strong<$cell<C>>>(Some((slot, C::TAG))),
            table: |out, slot| out.table::<$strong<$cell<C>>>(Some((slot, C::TAG))),
            read: |input, table| input.strong_in(table).map(C::$as_dyn),
            read_weak: |input, table| {
                let target = input.weak_in::<$strong<$cell<C>>>(table)?;
                Ok(C::$as_weak(target.as_ref().map($strong::downgrade).unwrap_or_default()))
            },
            dead: || C::$as_weak($weak::Weak::new()),
        }
    };
}

impl<D: Dyn + ?Sized> Entry<D> {
    /// The type `C`.
    pub const fn of<C: Implements<D, M>, M>() -> Self {
        Self {
            tag: C::TAG,
            id: TypeId::of::<C>,
            rc: way!(Rc rcs, __graph_rc rc rc_weak),
            arc: way!(Arc arcs, __graph_arc arc arc_weak),
            ref_cell: cell_way!(Rc rcs RefCell, ref_cell ref_cell_weak),
            mutex: cell_way!(Arc arcs Mutex, mutex mutex_weak),
            rw_lock: cell_way!(Arc arcs RwLock, rw_lock rw_lock_weak),
            boxed: BoxWay {
                handle: TypeId::of::<Boxed<C>>,
                add: |schema, slot| schema.table::<Boxed<C>>(Some((slot, C::TAG))),
                table: |out, slot| out.table::<Boxed<C>>(Some((slot, C::TAG))),
                read: |input| C::read(input).map(|value| C::boxed(Box::new(value))),
                pass: C::pass,
                link: |this, input| {
                    this.downcast_ref::<C>().map_or(Ok(()), |this| this.graph_link(input))
                },
            },
            value: Value {
                write: |this, out| match this.downcast_ref::<C>() {
                    Some(this) => this.graph_write(out),
                    None => Err(CodecErrorKind::WrongType.into()),
                },
                trace: |this, tracer| {
                    if let Some(this) = this.downcast_ref::<C>() {
                        this.graph_trace(tracer);
                    }
                },
                clear: |this, bin| {
                    this.downcast_mut::<C>().is_some_and(|this| this.graph_clear(bin))
                },
                empty: |this, bin| {
                    if let Some(this) = this.downcast_ref::<C>() {
                        this.graph_empty(bin);
                    }
                },
            },
        }
    }

    pub(super) fn is_held_by(&self, handle: TypeId) -> bool {
        let all = [
            self.rc.handle,
            self.arc.handle,
            self.ref_cell.handle,
            self.mutex.handle,
            self.rw_lock.handle,
            self.boxed.handle,
        ];
        all.iter().any(|other| other() == handle)
    }
}

fn write<H: Handle>(
    own: Option<H>,
    slot: usize,
    tag: &'static str,
    out: &mut Writer,
    is_weak: bool,
) -> Result<(), CodecError> {
    let Some(own) = own else { return Err(CodecErrorKind::WrongType.into()) };
    let table = out.table::<H>(Some((slot, tag)));
    if is_weak {
        out.varint(table as u64 + 1);
        out.weak(table, Some(own))
    } else {
        out.varint(table as u64);
        out.strong(table, &own)
    }
}

/// What a box of a `C` behind a trait is called among the tables; there is no object of it.
struct Boxed<C: 'static>(PhantomData<C>);

impl<C: 'static> Clone for Boxed<C> {
    fn clone(&self) -> Self {
        Self(PhantomData)
    }
}

impl<C: Content> Traced for Boxed<C> {
    fn address(&self) -> usize {
        0
    }

    fn graph_trace(&self, _: &mut Tracer) {}

    fn graph_empty(&self, _: &mut Bin) {}
}

impl<C: Content> Handle for Boxed<C> {
    const SIZE: usize = size_of::<C>();

    fn name() -> String {
        <Rc<C> as Handle>::name()
    }

    fn shape(schema: &mut Schema) {
        C::shape(schema);
    }

    fn graph_write(&self, _: &mut Writer) -> Result<(), CodecError> {
        Ok(())
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, CodecError> {
        Err(input.fault(CodecErrorKind::Malformed))
    }

    fn pass(input: &mut Reader<'_>) -> Result<(), CodecError> {
        Err(input.fault(CodecErrorKind::Malformed))
    }

    fn graph_link(&self, _: &mut Reader<'_>) -> Result<(), CodecError> {
        Ok(())
    }

    fn hollow() -> Option<Self> {
        None
    }
}
