//! How references lead to objects behind a trait.

use std::{rc, sync};

use super::super::pointers::{ByArc, ByRc, Refer};
use super::super::{Reader, Schema, Tracer, Writer};
use super::DynObject;
use super::registry::{Slot, by_tag, by_type};
use crate::codec::{CodecError, CodecErrorKind};

/// The way to objects behind a trait.
pub enum Behind {}

macro_rules! behind {
    ($family:ident $module:ident::$strong:ident $way:ident) => {
        impl<D: DynObject + ?Sized> Refer<D, $family> for Behind {
            fn refer_shape(schema: &mut Schema, is_weak: bool) {
                schema.behind($way::<D>(), if is_weak { b'^' } else { b'%' });
            }

            fn refer(this: &$module::$strong<D>, out: &mut Writer) -> Result<(), CodecError> {
                let entry = by_type::<D>(D::__graph_type(&**this))?;
                let slot = out.schema.slot($way::<D>());
                (entry.$way.write)(this.clone(), slot, out, false)
            }

            fn refer_weak(
                this: Option<$module::$strong<D>>,
                out: &mut Writer,
            ) -> Result<(), CodecError> {
                let Some(this) = this else {
                    out.varint(0);
                    return Ok(());
                };
                let entry = by_type::<D>(D::__graph_type(&*this))?;
                let slot = out.schema.slot($way::<D>());
                (entry.$way.write)(this, slot, out, true)
            }

            fn follow(input: &mut Reader<'_>) -> Result<$module::$strong<D>, CodecError> {
                let table = input.table_number()?;
                (input.behind::<D>(table)?.$way.read)(input, table)
            }

            fn follow_weak(input: &mut Reader<'_>) -> Result<$module::Weak<D>, CodecError> {
                match input.size()?.checked_sub(1) {
                    Some(table) => (input.behind::<D>(table)?.$way.read_weak)(input, table),
                    None => <Self as Refer<D, $family>>::dead()
                        .ok_or_else(|| input.fault(CodecErrorKind::Unsupported).in_field(D::NAME)),
                }
            }

            fn pass_by(input: &mut Reader<'_>) -> Result<(), CodecError> {
                input.pass_behind()
            }

            fn pass_weak(input: &mut Reader<'_>) -> Result<(), CodecError> {
                input.pass_weak_behind()
            }

            fn dead() -> Option<$module::Weak<D>> {
                D::types().by_type.values().next().map(|entry| (entry.$way.dead)())
            }

            fn visit(this: &$module::$strong<D>, tracer: &mut Tracer) {
                if let Ok(entry) = by_type::<D>(D::__graph_type(&**this)) {
                    (entry.$way.visit)(this.clone(), tracer);
                }
            }
        }

        fn $way<D: DynObject + ?Sized>() -> Slot {
            Slot::of::<D, $module::$strong<D>>(|tag, registry, schema, slot| {
                let entry = by_tag::<D>(tag, registry)?;
                Ok(entry.map(|entry| (entry.$way.add)(schema, slot)))
            })
        }
    };
}

behind!(ByRc rc::Rc rc);
behind!(ByArc sync::Arc arc);

impl Reader<'_> {
    /// Passes over a reference behind a trait.
    pub(super) fn pass_behind(&mut self) -> Result<(), CodecError> {
        if self.ignores() {
            self.varint()?;
            return self.varint().map(drop);
        }
        let table = self.table_number()?;
        self.pass_strong_in(table)
    }

    /// Passes over a weak reference behind a trait.
    pub(super) fn pass_weak_behind(&mut self) -> Result<(), CodecError> {
        if self.varint()? == 0 { Ok(()) } else { self.varint().map(drop) }
    }
}
