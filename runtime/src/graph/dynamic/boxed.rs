//! How a boxed `dyn` type is a value.
#![expect(missing_docs, clippy::missing_errors_doc, reason = "they are those of `Content`")]

use super::super::{Bin, Reader, Schema, Tracer, Writer};
use super::registry::{Slot, by_tag, by_type};
use super::{DynObject, Entry};
use crate::codec::{CodecError, CodecErrorKind};

fn slot<D: DynObject + ?Sized>() -> Slot {
    Slot::of::<D, Box<D>>(|tag, registry, schema, slot| {
        let entry = by_tag::<D>(tag, registry)?;
        Ok(entry.map(|entry| (entry.boxed.add)(schema, slot)))
    })
}

fn known<D: DynObject + ?Sized>(this: &D) -> Option<&'static Entry<D>> {
    by_type::<D>(this.__graph_type()).ok()
}

pub fn shape<D: DynObject + ?Sized>(schema: &mut Schema) {
    schema.behind(slot::<D>(), b'!');
}

pub fn write<D: DynObject + ?Sized>(this: &D, out: &mut Writer) -> Result<(), CodecError> {
    let entry = by_type::<D>(this.__graph_type())?;
    let slot = out.schema.slot(slot::<D>());
    let table = (entry.boxed.table)(out, slot);
    out.varint(table as u64);
    out.framed(|out| (entry.value.write)(this.__graph_any(), out))
}

pub fn read<D: DynObject + ?Sized>(input: &mut Reader<'_>) -> Result<Box<D>, CodecError> {
    let table = input.table_number()?;
    let entry = input.behind::<D>(table)?;
    input.framed(|input| input.nested(entry.boxed.read))
}

pub fn pass<D: DynObject + ?Sized>(input: &mut Reader<'_>) -> Result<(), CodecError> {
    let table = input.table_number()?;
    let entry = input.behind::<D>(table)?;
    input.framed(|input| input.nested(entry.boxed.pass))
}

pub fn link<D: DynObject + ?Sized>(this: &D, input: &mut Reader<'_>) -> Result<(), CodecError> {
    let table = input.table_number()?;
    let entry = input.behind::<D>(table)?;
    input.framed(|input| input.nested(|input| (entry.boxed.link)(this.__graph_any(), input)))
}

pub fn trace<D: DynObject + ?Sized>(this: &D, tracer: &mut Tracer) {
    if let Some(entry) = known(this) {
        (entry.value.trace)(this.__graph_any(), tracer);
    }
}

pub fn clear<D: DynObject + ?Sized>(this: &mut D, bin: &mut Bin) -> bool {
    known(this).is_some_and(|entry| (entry.value.clear)(this.__graph_mut(), bin))
}

pub fn empty<D: DynObject + ?Sized>(this: &D, bin: &mut Bin) {
    if let Some(entry) = known(this) {
        (entry.value.empty)(this.__graph_any(), bin);
    }
}

impl Writer {
    /// Writes a value behind the number of its bytes.
    fn framed(
        &mut self,
        write: impl FnOnce(&mut Self) -> Result<(), CodecError>,
    ) -> Result<(), CodecError> {
        let outer = self.begin_frame();
        let written = self.nested(write);
        self.end_frame(outer);
        written
    }
}

impl Reader<'_> {
    /// Reads a value behind the number of its bytes, all of them.
    fn framed<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, CodecError>,
    ) -> Result<T, CodecError> {
        let size = self.size()?;
        let end = self.offset().saturating_add(size);
        let before = self.remaining();
        let value = read(self)?;
        if self.offset() != end || size > before {
            return Err(self.fault(CodecErrorKind::Malformed));
        }
        Ok(value)
    }
}
