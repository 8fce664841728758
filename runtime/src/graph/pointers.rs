//! `Rc`, `Arc` and their weak sides: objects that may be referred to from many places.

use std::any::type_name;
use std::cell::RefCell;
use std::sync::{Mutex, RwLock};
use std::{rc, sync};

use super::dynamic::Slot;
use super::read::Reader;
use super::scalars::{text, write_text};
use super::schema::Schema;
use super::trace::Tracer;
use super::write::Writer;
use super::{Bin, Content};
use crate::codec::CodecError;

/// A pointer that owns an object with others, as `dismantle` sees it.
pub trait Traced: Clone + 'static {
    /// Where the object lies.
    fn address(&self) -> usize;
    /// Tells what the object owns.
    fn graph_trace(&self, tracer: &mut Tracer);
    /// Empties the object's cells.
    fn graph_empty(&self, bin: &mut Bin);
}

/// A pointer that owns an object with others.
pub trait Handle: Traced {
    /// How many bytes an object takes.
    const SIZE: usize;
    /// What an error's path calls the object.
    fn name() -> String;
    /// Appends the object's shape.
    fn shape(schema: &mut Schema);
    /// How many own the object, which stands where it begins.
    fn owners(&self) -> usize {
        0
    }
    /// As [`Content::graph_touch`].
    fn graph_touch(&self) -> usize {
        0
    }
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
    /// How references lead to it: `Plain`, but for what stands behind a trait.
    type By: Refer<Self, P>;
}

/// What a cell in an `Rc` or `Arc` may hold: a value, or what stands behind a `#[graph_dyn]` trait.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an object of a graph",
    label = "no `dunder::Graph` for `{Self}`",
    note = "put `#[derive(dunder::Graph)]` on the type, `#[dunder::graph_dyn]` on the trait and its \
            impls, or `#[graph(skip)]` on the field"
)]
pub trait InCell<P: Family>: 'static {
    /// How references lead to it in a `RefCell`.
    type RefCell: Refer<RefCell<Self>, P>;
    /// How references lead to it in a `Mutex`.
    type Mutex: Refer<Mutex<Self>, P>;
    /// How references lead to it in an `RwLock`.
    type RwLock: Refer<RwLock<Self>, P>;
}

impl<P: Family, T: Content> InCell<P> for T
where
    Plain: Refer<RefCell<T>, P> + Refer<Mutex<T>, P> + Refer<RwLock<T>, P>,
{
    type RefCell = Plain;
    type Mutex = Plain;
    type RwLock = Plain;
}

impl<P: Family, T: InCell<P> + ?Sized> Object<P> for RefCell<T> {
    type By = T::RefCell;
}

impl<P: Family, T: InCell<P> + ?Sized> Object<P> for Mutex<T> {
    type By = T::Mutex;
}

impl<P: Family, T: InCell<P> + ?Sized> Object<P> for RwLock<T> {
    type By = T::RwLock;
}

/// The way to objects whose type is known.
pub enum Plain {}

/// A way in which references lead to objects.
pub trait Refer<X: ?Sized + 'static, P: Family> {
    /// How many bytes a weak reference to nothing takes elsewhere.
    const DEAD: usize = 0;
    /// Appends the shape of a reference.
    fn refer_shape(schema: &mut Schema, is_weak: bool);
    /// Appends a reference.
    fn refer(this: &P::Strong<X>, out: &mut Writer) -> Result<(), CodecError>;
    /// Appends a weak reference.
    fn refer_weak(this: Option<P::Strong<X>>, out: &mut Writer) -> Result<(), CodecError>;
    /// Appends references one after the other.
    fn refer_all(all: &[P::Strong<X>], out: &mut Writer) -> Result<(), CodecError> {
        for (index, this) in all.iter().enumerate() {
            Self::refer(this, out).map_err(|fault| fault.in_index(index))?;
        }
        Ok(())
    }
    /// Reads as many references to a list.
    fn follow_into(
        count: usize,
        list: &mut Vec<P::Strong<X>>,
        input: &mut Reader<'_>,
    ) -> Result<(), CodecError> {
        for index in 0..count {
            list.push(Self::follow(input).map_err(|fault| fault.in_index(index))?);
        }
        Ok(())
    }
    /// Reads a reference.
    fn follow(input: &mut Reader<'_>) -> Result<P::Strong<X>, CodecError>;
    /// Reads a weak reference.
    fn follow_weak(input: &mut Reader<'_>) -> Result<P::Weak<X>, CodecError>;
    /// Passes over a reference.
    fn pass_by(input: &mut Reader<'_>) -> Result<(), CodecError>;
    /// Passes over a weak reference.
    fn pass_weak(input: &mut Reader<'_>) -> Result<(), CodecError>;
    /// A weak reference to nothing.
    fn dead() -> Option<P::Weak<X>>;
    /// Tells a tracer of the object.
    fn visit(this: &P::Strong<X>, tracer: &mut Tracer);
}

/// How many objects of a list are looked at before it is written.
const TOUCHED: usize = 4;

/// How many bytes a shared text takes: two counts, and what its allocation is rounded up to.
const TEXT: usize = 4 * size_of::<usize>();

/// Refuses, while compiling, what cannot be linked without `unsafe`.
pub(super) const fn check_weak(fault: Option<&'static str>) {
    if let Some(fault) = fault {
        panic!("{}", fault);
    }
}

/// The way to objects of a type: what it has of a `Weak` that cannot be linked, and a dead `Weak` to one.
macro_rules! refers {
    ([$($generics:tt)*] $ty:ty, $family:ident, $module:ident::$strong:ident, $weak:expr, $bytes:expr, $dead:expr) => {
    impl<$($generics)*> Refer<$ty, $family> for Plain {
        const DEAD: usize = $bytes;

        fn refer_shape(schema: &mut Schema, is_weak: bool) {
            const { check_weak($weak) }
            let table = schema.table::<$module::$strong<$ty>>(None);
            schema.sign(if is_weak { b'~' } else { b'@' });
            schema.number(table);
        }

        #[inline]
        fn refer(this: &$module::$strong<$ty>, out: &mut Writer) -> Result<(), CodecError> {
            let table = out.table::<$module::$strong<$ty>>(None);
            out.strong(table, this)
        }

        fn refer_all(
            all: &[$module::$strong<$ty>],
            out: &mut Writer,
        ) -> Result<(), CodecError> {
            let table = out.table::<$module::$strong<$ty>>(None);
            out.all_strong(table, all)
        }

        fn follow_into(
            count: usize,
            list: &mut Vec<$module::$strong<$ty>>,
            input: &mut Reader<'_>,
        ) -> Result<(), CodecError> {
            input.all_strong(count, list)
        }

        fn refer_weak(
            this: Option<$module::$strong<$ty>>,
            out: &mut Writer,
        ) -> Result<(), CodecError> {
            let table = out.table::<$module::$strong<$ty>>(None);
            out.weak(table, this)
        }

        #[inline]
        fn follow(input: &mut Reader<'_>) -> Result<$module::$strong<$ty>, CodecError> {
            input.strong()
        }

        fn follow_weak(input: &mut Reader<'_>) -> Result<$module::Weak<$ty>, CodecError> {
            if let Some(target) = input.weak::<$module::$strong<$ty>>()? {
                return Ok($module::$strong::downgrade(&target));
            }
            input.reserve(<Self as Refer<$ty, $family>>::DEAD)?;
            Ok($dead)
        }

        fn pass_by(input: &mut Reader<'_>) -> Result<(), CodecError> {
            input.pass_strong::<$module::$strong<$ty>>()
        }

        fn pass_weak(input: &mut Reader<'_>) -> Result<(), CodecError> {
            input.varint().map(drop)
        }

        fn dead() -> Option<$module::Weak<$ty>> {
            Some($dead)
        }

        fn visit(this: &$module::$strong<$ty>, tracer: &mut Tracer) {
            tracer.visit(this);
        }
    }
    };
}

macro_rules! pointers {
    ($family:ident, $module:ident::$strong:ident) => {
        impl<X: Content> Traced for $module::$strong<X> {
            #[inline]
            fn address(&self) -> usize {
                $module::$strong::as_ptr(self).cast::<()>() as usize
            }

            fn graph_trace(&self, tracer: &mut Tracer) {
                X::graph_trace(self, tracer);
            }

            fn graph_empty(&self, bin: &mut Bin) {
                X::graph_empty(self, bin);
            }
        }

        impl<X: Content> Handle for $module::$strong<X> {
            const SIZE: usize = size_of::<X>() + 2 * size_of::<usize>();

            fn name() -> String {
                let name = type_name::<X>();
                let name = name.split('<').map(|part| part.rsplit("::").next().unwrap_or(part));
                name.collect::<Vec<_>>().join("<")
            }

            fn shape(schema: &mut Schema) {
                X::shape(schema);
            }

            #[inline]
            fn owners(&self) -> usize {
                $module::$strong::strong_count(self)
            }

            #[inline]
            fn graph_touch(&self) -> usize {
                X::graph_touch(self)
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
        }

        refers!([X: Content] X, $family, $module::$strong, X::WEAK, 0, $module::Weak::new());
        refers!([] str, $family, $module::$strong, None, TEXT, {
            $module::$strong::downgrade(&$module::$strong::from(""))
        });

        impl Traced for $module::$strong<str> {
            fn address(&self) -> usize {
                $module::$strong::as_ptr(self).cast::<()>() as usize
            }

            fn graph_trace(&self, _: &mut Tracer) {}

            fn graph_empty(&self, _: &mut Bin) {}
        }

        impl Handle for $module::$strong<str> {
            const SIZE: usize = TEXT;

            fn name() -> String {
                "str".to_owned()
            }

            fn shape(schema: &mut Schema) {
                String::shape(schema);
            }

            fn graph_write(&self, out: &mut Writer) -> Result<(), CodecError> {
                write_text(self, out);
                Ok(())
            }

            fn read(input: &mut Reader<'_>) -> Result<Self, CodecError> {
                text(input).map(Self::from)
            }

            fn pass(input: &mut Reader<'_>) -> Result<(), CodecError> {
                String::pass(input)
            }

            fn graph_link(&self, input: &mut Reader<'_>) -> Result<(), CodecError> {
                String::pass(input)
            }

            fn hollow() -> Option<Self> {
                None
            }
        }

        impl Object<$family> for str {
            type By = Plain;
        }

        impl<X: Object<$family> + ?Sized> Content for $module::$strong<X> {
            type Form = super::Own;

            const FILLS: bool = true;
            const FILLS_LIST: bool = true;

            fn shape(schema: &mut Schema) {
                <X::By as Refer<X, $family>>::refer_shape(schema, false);
            }

            #[inline]
            fn graph_write(&self, out: &mut Writer) -> Result<(), CodecError> {
                <X::By as Refer<X, $family>>::refer(self, out)
            }

            #[inline]
            fn read(input: &mut Reader<'_>) -> Result<Self, CodecError> {
                <X::By as Refer<X, $family>>::follow(input)
            }

            fn pass(input: &mut Reader<'_>) -> Result<(), CodecError> {
                <X::By as Refer<X, $family>>::pass_by(input)
            }

            fn graph_trace(&self, tracer: &mut Tracer) {
                <X::By as Refer<X, $family>>::visit(self, tracer);
            }

            fn graph_clear(&mut self, _: &mut Bin) -> bool {
                true
            }

            #[inline]
            fn graph_touch(&self) -> usize {
                $module::$strong::strong_count(self)
            }

            #[inline]
            fn touch_list(list: &[Self]) -> usize {
                let few = list.iter().take(TOUCHED).map($module::$strong::strong_count);
                few.fold(0, usize::wrapping_add)
            }

            fn write_list(list: &[Self], out: &mut Writer) -> Result<(), CodecError> {
                out.count(list.len());
                <X::By as Refer<X, $family>>::refer_all(list, out)
            }

            fn fill_list(list: &mut Vec<Self>, input: &mut Reader<'_>) -> Result<(), CodecError> {
                let count = input.count()?;
                *list = input.list(count)?;
                <X::By as Refer<X, $family>>::follow_into(count, list, input)
            }

            fn read_list(input: &mut Reader<'_>) -> Result<Vec<Self>, CodecError> {
                let count = input.count()?;
                let mut list = input.list(count)?;
                <X::By as Refer<X, $family>>::follow_into(count, &mut list, input)?;
                Ok(list)
            }
        }

        impl<X: Object<$family> + ?Sized> Content for $module::Weak<X> {
            type Form = super::Own;

            const FILLS: bool = true;
            const FILLS_LIST: bool = true;

            const WEAK: Option<&'static str> = Some(
                "a `Weak` outside a cell cannot be linked while its owner is built: write \
                 `RefCell<Weak<..>>` or `OnceCell<Weak<..>>`, or hold the whole object in a cell, \
                 `Rc<RefCell<..>>`",
            );
            const DIRECT_WEAK: Option<&'static str> = Self::WEAK;

            fn shape(schema: &mut Schema) {
                <X::By as Refer<X, $family>>::refer_shape(schema, true);
            }

            fn graph_write(&self, out: &mut Writer) -> Result<(), CodecError> {
                <X::By as Refer<X, $family>>::refer_weak(self.upgrade(), out)
            }

            fn read(input: &mut Reader<'_>) -> Result<Self, CodecError> {
                if input.is_late()
                    && let Some(dead) = <X::By as Refer<X, $family>>::dead()
                {
                    input.reserve(<X::By as Refer<X, $family>>::DEAD)?;
                    <X::By as Refer<X, $family>>::pass_weak(input)?;
                    return Ok(dead);
                }
                <X::By as Refer<X, $family>>::follow_weak(input)
            }

            fn pass(input: &mut Reader<'_>) -> Result<(), CodecError> {
                <X::By as Refer<X, $family>>::pass_weak(input)
            }

            fn blank() -> Option<Self> {
                <X::By as Refer<X, $family>>::dead()
            }
        }
    };
}

pointers!(ByRc, rc::Rc);
pointers!(ByArc, sync::Arc);

/// Types whose references lead to objects of a known type: all that are values.
macro_rules! objects {
    ($([$($generics:tt)*] $ty:ty;)+) => {$(
        impl<$($generics)*> $crate::graph::Object<$crate::graph::ByRc> for $ty {
            type By = $crate::graph::Plain;
        }

        impl<$($generics)*> $crate::graph::Object<$crate::graph::ByArc> for $ty {
            type By = $crate::graph::Plain;
        }
    )+};
}

pub(super) use objects;

objects! {
    [X: Object<ByRc> + ?Sized] rc::Rc<X>;
    [X: Object<ByRc> + ?Sized] rc::Weak<X>;
    [X: Object<ByArc> + ?Sized] sync::Arc<X>;
    [X: Object<ByArc> + ?Sized] sync::Weak<X>;
}

impl Schema {
    /// Appends a reference behind a trait.
    pub(super) fn behind(&mut self, slot: Slot, sign: u8) {
        let number = self.slot(slot);
        self.sign(sign);
        self.number(number);
    }
}
