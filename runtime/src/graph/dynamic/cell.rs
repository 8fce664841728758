//! How references lead to cells whose content stands behind a trait: `Rc<RefCell<dyn Shape>>`.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Mutex, RwLock};
use std::{rc, sync};

use super::super::cells::{Opened, borrowed};
use super::super::pointers::{ByArc, ByRc, Family, Refer, Traced};
use super::super::write::Body;
use super::super::{Bin, Reader, Schema, Tracer, Writer};
use super::DynObject;
use super::registry::{Slot, by_tag, by_type};
use crate::codec::{CodecError, CodecErrorKind};

/// The way to a `RefCell` whose content stands behind a trait.
pub enum InRefCell {}

/// The way to a `Mutex` whose content stands behind a trait.
pub enum InMutex {}

/// The way to an `RwLock` whose content stands behind a trait.
pub enum InRwLock {}

/// A pointer to a cell, as `dismantle` sees it: apart from the pointers that know the type.
struct Shared<S>(S);

impl<S: Clone> Clone for Shared<S> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

macro_rules! in_cell {
    ($way:ident: $family:ident $module:ident::$strong:ident $cell:ident $entry:ident) => {
        impl<D: DynObject + ?Sized> Traced for Shared<$module::$strong<$cell<D>>> {
            fn address(&self) -> usize {
                $module::$strong::as_ptr(&self.0).cast::<()>() as usize
            }

            fn graph_trace(&self, tracer: &mut Tracer) {
                self.0.look(|value| {
                    if let Ok(entry) = by_type::<D>(value.__graph_type()) {
                        (entry.value.trace)(value.__graph_any(), tracer);
                    }
                });
            }

            fn graph_empty(&self, bin: &mut Bin) {
                self.0.change(|value| {
                    if let Ok(entry) = by_type::<D>(value.__graph_type()) {
                        (entry.value.clear)(value.__graph_mut(), bin);
                    }
                });
            }
        }

        impl<D: DynObject + ?Sized> Refer<$cell<D>, $family> for $way {
            fn refer_shape(schema: &mut Schema, is_weak: bool) {
                schema.behind(Self::slot::<D>(), if is_weak { b'^' } else { b'%' });
            }

            fn refer(
                this: &$module::$strong<$cell<D>>,
                out: &mut Writer,
            ) -> Result<(), CodecError> {
                let table = Self::table(this, out)?;
                out.varint(table as u64);
                let address = $module::$strong::as_ptr(this).cast::<()>() as usize;
                out.strong_behind(table, address, || Self::body(this))
            }

            fn refer_weak(
                this: Option<$module::$strong<$cell<D>>>,
                out: &mut Writer,
            ) -> Result<(), CodecError> {
                let Some(this) = this else {
                    out.varint(0);
                    return Ok(());
                };
                let table = Self::table(&this, out)?;
                out.varint(table as u64 + 1);
                let address = $module::$strong::as_ptr(&this).cast::<()>() as usize;
                out.weak_behind(table, address, || Box::new(this))
            }

            fn follow(input: &mut Reader<'_>) -> Result<$module::$strong<$cell<D>>, CodecError> {
                let table = input.table_number()?;
                (input.behind::<D>(table)?.$entry.read)(input, table)
            }

            fn follow_weak(input: &mut Reader<'_>) -> Result<$module::Weak<$cell<D>>, CodecError> {
                match input.size()?.checked_sub(1) {
                    Some(table) => (input.behind::<D>(table)?.$entry.read_weak)(input, table),
                    None => <Self as Refer<$cell<D>, $family>>::dead()
                        .ok_or_else(|| input.fault(CodecErrorKind::Unsupported).in_field(D::NAME)),
                }
            }

            fn pass_by(input: &mut Reader<'_>) -> Result<(), CodecError> {
                input.pass_behind()
            }

            fn pass_weak(input: &mut Reader<'_>) -> Result<(), CodecError> {
                input.pass_weak_behind()
            }

            fn dead() -> Option<$module::Weak<$cell<D>>> {
                D::types().by_type.values().next().map(|entry| (entry.$entry.dead)())
            }

            fn visit(this: &$module::$strong<$cell<D>>, tracer: &mut Tracer) {
                tracer.visit(&Shared($module::$strong::clone(this)));
            }
        }

        impl $way {
            fn slot<D: DynObject + ?Sized>() -> Slot {
                Slot::of::<D, $module::$strong<$cell<D>>>(|tag, registry, schema, slot| {
                    let entry = by_tag::<D>(tag, registry)?;
                    Ok(entry.map(|entry| (entry.$entry.add)(schema, slot)))
                })
            }

            /// The table of an object; its content is looked at where it is met first alone, as it
            /// may be locked later, when it is written and leads to itself.
            fn table<D: DynObject + ?Sized>(
                this: &$module::$strong<$cell<D>>,
                out: &mut Writer,
            ) -> Result<usize, CodecError> {
                let slot = out.schema.slot(Self::slot::<D>());
                let key = ($module::$strong::as_ptr(this).cast::<()>() as usize, slot);
                if let Some(table) = out.behind.get(&key) {
                    return Ok(*table);
                }
                let ty = this.look(|value| value.__graph_type()).ok_or_else(borrowed)?;
                let table = (by_type::<D>(ty)?.$entry.table)(out, slot);
                out.behind.insert(key, table);
                Ok(table)
            }

            /// What writes an object when its turn comes.
            fn body<D: DynObject + ?Sized>(this: &$module::$strong<$cell<D>>) -> Body {
                let this = $module::$strong::clone(this);
                Rc::new(move |out| {
                    let written = this.look(|value| {
                        let entry = by_type::<D>(value.__graph_type())?;
                        (entry.value.write)(value.__graph_any(), out)
                    });
                    written.unwrap_or_else(|| Err(borrowed()))
                })
            }
        }
    };
}

in_cell!(InRefCell: ByRc rc::Rc RefCell ref_cell);
in_cell!(InMutex: ByArc sync::Arc Mutex mutex);
in_cell!(InRwLock: ByArc sync::Arc RwLock rw_lock);

/// The way to what has none: `Arc<RefCell<dyn Shape>>` and `Rc<Mutex<dyn Shape>>`.
pub enum Nowhere {}

impl<X: ?Sized + 'static, P: Family> Refer<X, P> for Nowhere {
    fn refer_shape(_: &mut Schema, _: bool) {
        const {
            panic!(
                "this cell holds no object behind a trait: write `Rc<RefCell<dyn ..>>`, \
                 `Arc<Mutex<dyn ..>>` or `Arc<RwLock<dyn ..>>`"
            )
        }
    }

    fn refer(_: &P::Strong<X>, _: &mut Writer) -> Result<(), CodecError> {
        Err(CodecErrorKind::Unsupported.into())
    }

    fn refer_weak(_: Option<P::Strong<X>>, _: &mut Writer) -> Result<(), CodecError> {
        Err(CodecErrorKind::Unsupported.into())
    }

    fn follow(input: &mut Reader<'_>) -> Result<P::Strong<X>, CodecError> {
        Err(input.fault(CodecErrorKind::Unsupported))
    }

    fn follow_weak(input: &mut Reader<'_>) -> Result<P::Weak<X>, CodecError> {
        Err(input.fault(CodecErrorKind::Unsupported))
    }

    fn pass_by(input: &mut Reader<'_>) -> Result<(), CodecError> {
        Err(input.fault(CodecErrorKind::Unsupported))
    }

    fn pass_weak(input: &mut Reader<'_>) -> Result<(), CodecError> {
        Err(input.fault(CodecErrorKind::Unsupported))
    }

    fn dead() -> Option<P::Weak<X>> {
        None
    }

    fn visit(_: &P::Strong<X>, _: &mut Tracer) {}
}
