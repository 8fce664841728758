//! `Rc`, `Arc` and their weak sides: objects that may be referred to from many places.

use std::any::type_name;
use std::{rc, sync};

use super::dynamic::Slot;
use super::read::Reader;
use super::schema::Schema;
use super::trace::Tracer;
use super::write::Writer;
use super::{Bin, Graph};
use crate::codec::CodecError;

/// A pointer that owns an object with others.
pub trait Handle: Clone + 'static {
    /// How many bytes an object takes.
    const SIZE: usize;
    /// Where the object lies.
    fn address(&self) -> usize;
    /// What an error's path calls the object.
    fn name() -> String;
    /// Appends the object's shape.
    fn shape(schema: &mut Schema);
    /// Writes the object.
    fn graph_write(&self, out: &mut Writer) -> Result<(), CodecError>;
    /// Reads an object.
    fn read(input: &mut Reader<'_>) -> Result<Self, CodecError>;
    /// Passes over an object.
    fn pass(input: &mut Reader<'_>) -> Result<(), CodecError>;
    /// Fills an object.
    fn graph_link(&self, input: &mut Reader<'_>) -> Result<(), CodecError>;
    /// An empty object.
    fn hollow() -> Option<Self>;
    /// Tells what the object owns.
    fn graph_trace(&self, tracer: &mut Tracer);
    /// Empties the object's cells.
    fn graph_empty(&self, bin: &mut Bin);
}

/// `Rc` or `Arc`.
pub trait Family: Sized + 'static {
    /// The pointer that owns.
    type Strong<X: ?Sized + 'static>: 'static;
    /// The pointer that does not.
    type Weak<X: ?Sized + 'static>: 'static;
}

/// `Rc`.
pub enum ByRc {}
/// `Arc`.
pub enum ByArc {}

impl Family for ByRc {
    type Strong<X: ?Sized + 'static> = rc::Rc<X>;
    type Weak<X: ?Sized + 'static> = rc::Weak<X>;
}

impl Family for ByArc {
    type Strong<X: ?Sized + 'static> = sync::Arc<X>;
    type Weak<X: ?Sized + 'static> = sync::Weak<X>;
}

/// What an `Rc` or `Arc` in a graph may hold: a value, or what stands behind a `#[graph_dyn]` trait.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an object of a graph",
    label = "no `dunder::Graph` for `{Self}`",
    note = "put `#[derive(dunder::Graph)]` on the type, `#[dunder::graph_dyn]` on the trait and its \
            impls, or `#[graph(skip)]` on the field"
)]
pub trait Object<P: Family>: 'static {
    /// Appends the shape of a reference.
    fn refer_shape(schema: &mut Schema, is_weak: bool);
    /// Appends a reference.
    fn refer(this: &P::Strong<Self>, out: &mut Writer) -> Result<(), CodecError>;
    /// Appends a weak reference.
    fn refer_weak(this: Option<P::Strong<Self>>, out: &mut Writer) -> Result<(), CodecError>;
    /// Reads a reference.
    fn follow(input: &mut Reader<'_>) -> Result<P::Strong<Self>, CodecError>;
    /// Reads a weak reference.
    fn follow_weak(input: &mut Reader<'_>) -> Result<P::Weak<Self>, CodecError>;
    /// Passes over a reference.
    fn pass_by(input: &mut Reader<'_>) -> Result<(), CodecError>;
    /// Passes over a weak reference.
    fn pass_weak(input: &mut Reader<'_>) -> Result<(), CodecError>;
    /// A weak reference to nothing.
    fn dead() -> Option<P::Weak<Self>>;
    /// Tells a tracer of the object.
    fn visit(this: &P::Strong<Self>, tracer: &mut Tracer);
}

/// Refuses, while compiling, what cannot be linked without `unsafe`.
const fn check_weak(fault: Option<&'static str>) {
    if let Some(fault) = fault {
        panic!("{}", fault);
    }
}

macro_rules! pointers {
    ($family:ident, $module:ident::$strong:ident) => {
        impl<X: Graph> Handle for $module::$strong<X> {
            const SIZE: usize = size_of::<X>() + 2 * size_of::<usize>();

            fn address(&self) -> usize {
                $module::$strong::as_ptr(self).cast::<()>() as usize
            }

            fn name() -> String {
                let name = type_name::<X>();
                let name = name.split('<').map(|part| part.rsplit("::").next().unwrap_or(part));
                name.collect::<Vec<_>>().join("<")
            }

            fn shape(schema: &mut Schema) {
                X::shape(schema);
            }

            #[inline]
            fn graph_write(&self, out: &mut Writer) -> Result<(), CodecError> {
                X::graph_write(self, out)
            }

            fn read(input: &mut Reader<'_>) -> Result<Self, CodecError> {
                X::read(input).map(Self::new)
            }

            fn pass(input: &mut Reader<'_>) -> Result<(), CodecError> {
                X::pass(input)
            }

            #[inline]
            fn graph_link(&self, input: &mut Reader<'_>) -> Result<(), CodecError> {
                X::graph_link(self, input)
            }

            fn hollow() -> Option<Self> {
                X::hollow().map(Self::new)
            }

            fn graph_trace(&self, tracer: &mut Tracer) {
                X::graph_trace(self, tracer);
            }

            fn graph_empty(&self, bin: &mut Bin) {
                X::graph_empty(self, bin);
            }
        }

        impl<X: Graph> Object<$family> for X {
            fn refer_shape(schema: &mut Schema, is_weak: bool) {
                const { check_weak(X::WEAK) }
                let table = schema.table::<$module::$strong<X>>(None);
                schema.sign(if is_weak { b'~' } else { b'@' });
                schema.number(table);
            }

            #[inline]
            fn refer(this: &$module::$strong<X>, out: &mut Writer) -> Result<(), CodecError> {
                let table = out.table::<$module::$strong<X>>(None);
                out.strong(table, this)
            }

            fn refer_weak(
                this: Option<$module::$strong<X>>,
                out: &mut Writer,
            ) -> Result<(), CodecError> {
                let table = out.table::<$module::$strong<X>>(None);
                out.weak(table, this)
            }

            #[inline]
            fn follow(input: &mut Reader<'_>) -> Result<$module::$strong<X>, CodecError> {
                input.strong()
            }

            fn follow_weak(input: &mut Reader<'_>) -> Result<$module::Weak<X>, CodecError> {
                let target = input.weak::<$module::$strong<X>>()?;
                Ok(target.as_ref().map($module::$strong::downgrade).unwrap_or_default())
            }

            fn pass_by(input: &mut Reader<'_>) -> Result<(), CodecError> {
                input.pass_strong::<$module::$strong<X>>()
            }

            fn pass_weak(input: &mut Reader<'_>) -> Result<(), CodecError> {
                input.varint().map(drop)
            }

            fn dead() -> Option<$module::Weak<X>> {
                Some($module::Weak::new())
            }

            fn visit(this: &$module::$strong<X>, tracer: &mut Tracer) {
                tracer.visit(this);
            }
        }

        impl<X: Object<$family> + ?Sized> Graph for $module::$strong<X> {
            fn shape(schema: &mut Schema) {
                X::refer_shape(schema, false);
            }

            #[inline]
            fn graph_write(&self, out: &mut Writer) -> Result<(), CodecError> {
                X::refer(self, out)
            }

            #[inline]
            fn read(input: &mut Reader<'_>) -> Result<Self, CodecError> {
                X::follow(input)
            }

            fn pass(input: &mut Reader<'_>) -> Result<(), CodecError> {
                X::pass_by(input)
            }

            fn graph_trace(&self, tracer: &mut Tracer) {
                X::visit(self, tracer);
            }

            fn graph_clear(&mut self, _: &mut Bin) -> bool {
                true
            }
        }

        impl<X: Object<$family> + ?Sized> Graph for $module::Weak<X> {
            const WEAK: Option<&'static str> = Some(
                "a `Weak` outside a cell cannot be linked while its owner is built: write \
                 `RefCell<Weak<..>>` or `OnceCell<Weak<..>>`, or hold the whole object in a cell, \
                 `Rc<RefCell<..>>`",
            );
            const DIRECT_WEAK: Option<&'static str> = Self::WEAK;

            fn shape(schema: &mut Schema) {
                X::refer_shape(schema, true);
            }

            fn graph_write(&self, out: &mut Writer) -> Result<(), CodecError> {
                X::refer_weak(self.upgrade(), out)
            }

            fn read(input: &mut Reader<'_>) -> Result<Self, CodecError> {
                if input.is_late()
                    && let Some(dead) = X::dead()
                {
                    X::pass_weak(input)?;
                    return Ok(dead);
                }
                X::follow_weak(input)
            }

            fn pass(input: &mut Reader<'_>) -> Result<(), CodecError> {
                X::pass_weak(input)
            }

            fn blank() -> Option<Self> {
                X::dead()
            }
        }
    };
}

pointers!(ByRc, rc::Rc);
pointers!(ByArc, sync::Arc);

impl Schema {
    /// Appends a reference behind a trait.
    pub(super) fn behind(&mut self, slot: Slot, sign: u8) {
        let number = self.slot(slot);
        self.sign(sign);
        self.number(number);
    }
}
