//! Objects behind traits: the tag of a type stands in the bytes, a registry knows whose it is.

use std::any::{Any, TypeId, type_name};
use std::collections::HashMap;
use std::marker::PhantomData;
use std::rc::{self as rcs, Rc};
use std::sync::{self as arcs, Arc};

use super::pointers::{ByArc, ByRc, Family, Handle};
use super::read::Reader;
use super::schema::Schema;
use super::trace::Tracer;
use super::write::Writer;
use super::{Bin, Graph};
use crate::codec::{CodecError, CodecErrorKind};

/// By what a `#[graph_dyn]` trait's object knows its own type; everything is one.
pub trait Dyn: 'static {
    #[doc(hidden)]
    fn __graph_type(&self) -> (TypeId, &'static str);
    #[doc(hidden)]
    fn __graph_any(&self) -> &dyn Any;
    #[doc(hidden)]
    fn __graph_rc(self: Rc<Self>, place: &mut dyn Any);
    #[doc(hidden)]
    fn __graph_arc(self: Arc<Self>, place: &mut dyn Any);
    #[doc(hidden)]
    fn __graph_mut(&mut self) -> &mut dyn Any;
}

impl<T: 'static> Dyn for T {
    fn __graph_type(&self) -> (TypeId, &'static str) {
        (TypeId::of::<T>(), type_name::<T>())
    }

    fn __graph_any(&self) -> &dyn Any {
        self
    }

    fn __graph_rc(self: Rc<Self>, place: &mut dyn Any) {
        if let Some(place) = place.downcast_mut() {
            *place = Some(self);
        }
    }

    fn __graph_arc(self: Arc<Self>, place: &mut dyn Any) {
        if let Some(place) = place.downcast_mut() {
            *place = Some(self);
        }
    }

    fn __graph_mut(&mut self) -> &mut dyn Any {
        self
    }
}

/// A type that may stand behind a trait; `#[graph_dyn]` on the impl implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no known type behind this trait",
    label = "no `#[graph_dyn]` impl",
    note = "put `#[dunder::graph_dyn]` on the impl of the trait"
)]
pub trait Implements<D: ?Sized + 'static>: Graph {
    /// What the bytes call it.
    const TAG: &'static str;
    #[doc(hidden)]
    fn rc(this: Rc<Self>) -> Rc<D>;
    #[doc(hidden)]
    fn rc_weak(this: rcs::Weak<Self>) -> rcs::Weak<D>;
    #[doc(hidden)]
    fn arc(this: Arc<Self>) -> Arc<D>;
    #[doc(hidden)]
    fn arc_weak(this: arcs::Weak<Self>) -> arcs::Weak<D>;
    #[doc(hidden)]
    fn boxed(this: Box<Self>) -> Box<D>;
}

/// The `dyn` type of a `#[graph_dyn]` trait.
pub trait DynObject: Dyn {
    /// The trait's name.
    const NAME: &'static str;
    /// Its types that `#[graph_dyn]` stands on.
    fn types() -> &'static Types<Self>;
}

/// How a type behind a trait is written, read and held by one kind of pointer.
#[expect(clippy::type_complexity, reason = "a table of functions")]
struct Way<P: Family, D: ?Sized + 'static> {
    handle: fn() -> TypeId,
    add: fn(&mut Schema, usize) -> usize,
    write: fn(P::Strong<D>, usize, &mut Writer, bool) -> Result<(), CodecError>,
    read: fn(&mut Reader<'_>, usize) -> Result<P::Strong<D>, CodecError>,
    read_weak: fn(&mut Reader<'_>, usize) -> Result<P::Weak<D>, CodecError>,
    dead: fn() -> P::Weak<D>,
    visit: fn(P::Strong<D>, &mut Tracer),
}

/// The same for a box, which holds a value.
struct BoxWay<D: ?Sized + 'static> {
    handle: fn() -> TypeId,
    add: fn(&mut Schema, usize) -> usize,
    write: fn(&dyn Any, usize, &mut Writer) -> Result<(), CodecError>,
    read: fn(&mut Reader<'_>) -> Result<Box<D>, CodecError>,
    pass: fn(&mut Reader<'_>) -> Result<(), CodecError>,
    link: fn(&dyn Any, &mut Reader<'_>) -> Result<(), CodecError>,
    trace: fn(&dyn Any, &mut Tracer),
    clear: fn(&mut dyn Any, &mut Bin) -> bool,
    empty: fn(&dyn Any, &mut Bin),
}

/// One type behind a trait.
pub struct Entry<D: ?Sized + 'static> {
    tag: &'static str,
    id: fn() -> TypeId,
    rc: Way<ByRc, D>,
    arc: Way<ByArc, D>,
    boxed: BoxWay<D>,
}

impl<D: Dyn + ?Sized> Entry<D> {
    /// The type `C`.
    pub const fn of<C: Implements<D>>() -> Self {
        Self {
            tag: C::TAG,
            id: TypeId::of::<C>,
            rc: Way {
                handle: TypeId::of::<Rc<C>>,
                add: |schema, slot| schema.table::<Rc<C>>(Some((slot, C::TAG))),
                write: |this, slot, out, is_weak| {
                    let mut own: Option<Rc<C>> = None;
                    this.__graph_rc(&mut own);
                    write::<Rc<C>>(own, slot, C::TAG, out, is_weak)
                },
                read: |input, table| input.strong_in(table).map(C::rc),
                read_weak: |input, table| {
                    let target = input.weak_in::<Rc<C>>(table)?;
                    Ok(C::rc_weak(target.as_ref().map(Rc::downgrade).unwrap_or_default()))
                },
                dead: || C::rc_weak(rcs::Weak::new()),
                visit: |this, tracer| {
                    let mut own: Option<Rc<C>> = None;
                    this.__graph_rc(&mut own);
                    if let Some(own) = &own {
                        tracer.visit(own);
                    }
                },
            },
            arc: Way {
                handle: TypeId::of::<Arc<C>>,
                add: |schema, slot| schema.table::<Arc<C>>(Some((slot, C::TAG))),
                write: |this, slot, out, is_weak| {
                    let mut own: Option<Arc<C>> = None;
                    this.__graph_arc(&mut own);
                    write::<Arc<C>>(own, slot, C::TAG, out, is_weak)
                },
                read: |input, table| input.strong_in(table).map(C::arc),
                read_weak: |input, table| {
                    let target = input.weak_in::<Arc<C>>(table)?;
                    Ok(C::arc_weak(target.as_ref().map(Arc::downgrade).unwrap_or_default()))
                },
                dead: || C::arc_weak(arcs::Weak::new()),
                visit: |this, tracer| {
                    let mut own: Option<Arc<C>> = None;
                    this.__graph_arc(&mut own);
                    if let Some(own) = &own {
                        tracer.visit(own);
                    }
                },
            },
            boxed: BoxWay {
                handle: TypeId::of::<Boxed<C>>,
                add: |schema, slot| schema.table::<Boxed<C>>(Some((slot, C::TAG))),
                write: |this, slot, out| {
                    let table = out.table::<Boxed<C>>(Some((slot, C::TAG)));
                    out.varint(table as u64);
                    match this.downcast_ref::<C>() {
                        Some(this) => out.framed(|out| this.graph_write(out)),
                        None => Err(CodecErrorKind::WrongType.into()),
                    }
                },
                read: |input| C::read(input).map(|value| C::boxed(Box::new(value))),
                pass: C::pass,
                link: |this, input| {
                    this.downcast_ref::<C>().map_or(Ok(()), |this| this.graph_link(input))
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

    fn is_held_by(&self, handle: TypeId) -> bool {
        [self.rc.handle, self.arc.handle, self.boxed.handle].iter().any(|other| other() == handle)
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
pub(super) struct Boxed<C>(PhantomData<C>);

impl<C> Clone for Boxed<C> {
    fn clone(&self) -> Self {
        Self(PhantomData)
    }
}

impl<C: Graph> Handle for Boxed<C> {
    const SIZE: usize = size_of::<C>();

    fn address(&self) -> usize {
        0
    }

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

    fn graph_trace(&self, _: &mut Tracer) {}

    fn graph_empty(&self, _: &mut Bin) {}
}

/// The types behind one trait.
pub struct Types<D: ?Sized + 'static> {
    by_tag: HashMap<&'static str, &'static Entry<D>>,
    by_type: HashMap<TypeId, &'static Entry<D>>,
    /// A tag that two types have.
    twice: Option<&'static str>,
}

impl<D: Dyn + ?Sized> Types<D> {
    fn from_entries(entries: impl Iterator<Item = &'static Entry<D>>) -> Self {
        let mut types = Self { by_tag: HashMap::new(), by_type: HashMap::new(), twice: None };
        for entry in entries {
            match types.by_tag.insert(entry.tag, entry) {
                Some(other) if (other.id)() != (entry.id)() => types.twice = Some(entry.tag),
                _ => {}
            }
            types.by_type.insert((entry.id)(), entry);
        }
        types
    }

    /// Every type of this trait in the program.
    pub fn linked() -> Self {
        #[cfg(not(target_family = "wasm"))]
        let all = TYPES.static_slice().iter();
        #[cfg(target_family = "wasm")]
        let all = inventory::iter::<Registered>();
        Self::from_entries(all.filter_map(|registered| registered.0.downcast_ref()))
    }

    fn checked(&self) -> Result<&Self, CodecError> {
        match self.twice {
            None => Ok(self),
            Some(tag) => Err(CodecError::new(CodecErrorKind::DuplicateId).in_field(tag)),
        }
    }
}

/// An `Entry<D>` of any trait.
pub struct Registered(pub &'static (dyn Any + Send + Sync));

/// Every type behind every trait in this program.
#[cfg(not(target_family = "wasm"))]
#[linkme::distributed_slice]
pub static TYPES: [Registered];

#[cfg(target_family = "wasm")]
inventory::collect!(Registered);

/// The types that may stand behind traits in one reading, where not all of the program shall.
///
/// ```
/// use dunder::graph::{self, Registry};
/// use dunder::{CodecErrorKind, Graph, Limits, graph_dyn};
/// use std::rc::Rc;
///
/// #[graph_dyn]
/// trait Shape {
///     fn area(&self) -> f64;
/// }
///
/// #[derive(Graph)]
/// struct Square {
///     side: f64,
/// }
///
/// #[graph_dyn]
/// impl Shape for Square {
///     fn area(&self) -> f64 {
///         self.side * self.side
///     }
/// }
///
/// let bytes = graph::to_bytes(&(Rc::new(Square { side: 2.0 }) as Rc<dyn Shape>))?;
/// let known = Registry::new().with::<dyn Shape, Square>();
/// let shape: Rc<dyn Shape> = graph::from_bytes_with(&bytes, &Limits::default(), &known)?;
/// assert_eq!(shape.area(), 4.0);
///
/// let none = Registry::new();
/// let fault = graph::from_bytes_with::<Rc<dyn Shape>>(&bytes, &Limits::default(), &none);
/// assert_eq!(fault.err().unwrap().kind(), CodecErrorKind::UnknownType);
/// # Ok::<(), dunder::CodecError>(())
/// ```
#[derive(Default)]
pub struct Registry {
    entries: Vec<&'static (dyn Any + Send + Sync)>,
}

impl Registry {
    /// A registry of no types.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The registry with the type `C` behind the trait of `D`.
    #[must_use]
    pub fn with<D: DynObject + ?Sized, C: Implements<D>>(mut self) -> Self {
        let entry: &'static Entry<D> = const { &Entry::of::<C>() };
        self.entries.push(entry);
        self
    }

    fn find<D: Dyn + ?Sized>(
        &self,
        is_it: impl Fn(&Entry<D>) -> bool,
    ) -> Option<&'static Entry<D>> {
        self.entries.iter().filter_map(|entry| entry.downcast_ref()).find(|entry| is_it(entry))
    }
}

/// What stands behind a trait, held by one kind of pointer.
#[derive(Clone, Copy)]
pub(super) struct Slot {
    /// `Rc<dyn Shape>`.
    pub(super) handle: TypeId,
    pub(super) name: &'static str,
    pub(super) find: Find,
}

/// Adds the type of a tag to the program's side.
type Find = fn(&str, Option<&Registry>, &mut Schema, usize) -> Result<Option<usize>, CodecError>;

fn by_tag<D: DynObject + ?Sized>(
    tag: &str,
    registry: Option<&Registry>,
) -> Result<Option<&'static Entry<D>>, CodecError> {
    match registry {
        Some(registry) => Ok(registry.find::<D>(|entry| entry.tag == tag)),
        None => Ok(D::types().checked()?.by_tag.get(tag).copied()),
    }
}

fn by_type<D: DynObject + ?Sized>(
    (id, name): (TypeId, &'static str),
) -> Result<&'static Entry<D>, CodecError> {
    match D::types().checked()?.by_type.get(&id) {
        Some(entry) => Ok(entry),
        None => Err(CodecError::new(CodecErrorKind::Unsupported).in_field(name)),
    }
}

impl Reader<'_> {
    /// The type of a table, as one behind a trait.
    fn behind<D: DynObject + ?Sized>(&self, table: usize) -> Result<&'static Entry<D>, CodecError> {
        let handle = self.tables.all.get(table).and_then(|table| table.handle);
        let handle = handle.ok_or_else(|| self.fault(CodecErrorKind::UnknownType))?;
        let entry = D::types().checked()?.by_type.values().find(|entry| entry.is_held_by(handle));
        entry.copied().ok_or_else(|| self.fault(CodecErrorKind::WrongType))
    }
}

/// The slot, with a sign before its number.
fn slot_of<D: DynObject + ?Sized, P>(handle: TypeId, find: Find) -> Slot {
    let _ = PhantomData::<P>;
    Slot { handle, name: D::NAME, find }
}

macro_rules! behind {
    ($module:ident::$strong:ident $way:ident) => {
        pub mod $way {
            //! How a `dyn` type is an `Object`.
            #![expect(
                missing_docs,
                clippy::missing_errors_doc,
                reason = "they are those of `Object`"
            )]

            use std::any::TypeId;
            use std::$module;

            use super::super::{Reader, Schema, Tracer, Writer};
            use super::{DynObject, Slot, by_tag, by_type, slot_of};
            use crate::codec::{CodecError, CodecErrorKind};

            pub type Strong<D> = $module::$strong<D>;
            pub type Weak<D> = $module::Weak<D>;

            fn slot<D: DynObject + ?Sized>() -> Slot {
                slot_of::<D, Strong<D>>(TypeId::of::<Strong<D>>(), |tag, registry, schema, slot| {
                    let entry = by_tag::<D>(tag, registry)?;
                    Ok(entry.map(|entry| (entry.$way.add)(schema, slot)))
                })
            }

            pub fn refer_shape<D: DynObject + ?Sized>(schema: &mut Schema, is_weak: bool) {
                schema.behind(slot::<D>(), if is_weak { b'^' } else { b'%' });
            }

            pub fn refer<D: DynObject + ?Sized>(
                this: &Strong<D>,
                out: &mut Writer,
            ) -> Result<(), CodecError> {
                let entry = by_type::<D>(D::__graph_type(&**this))?;
                let slot = out.schema.slot(slot::<D>());
                (entry.$way.write)(this.clone(), slot, out, false)
            }

            pub fn refer_weak<D: DynObject + ?Sized>(
                this: Option<Strong<D>>,
                out: &mut Writer,
            ) -> Result<(), CodecError> {
                let Some(this) = this else {
                    out.varint(0);
                    return Ok(());
                };
                let entry = by_type::<D>(D::__graph_type(&*this))?;
                let slot = out.schema.slot(slot::<D>());
                (entry.$way.write)(this, slot, out, true)
            }

            pub fn follow<D: DynObject + ?Sized>(
                input: &mut Reader<'_>,
            ) -> Result<Strong<D>, CodecError> {
                let table = input.table_number()?;
                (input.behind::<D>(table)?.$way.read)(input, table)
            }

            pub fn follow_weak<D: DynObject + ?Sized>(
                input: &mut Reader<'_>,
            ) -> Result<Weak<D>, CodecError> {
                let table = input.size()?;
                match table.checked_sub(1) {
                    Some(table) => (input.behind::<D>(table)?.$way.read_weak)(input, table),
                    None => match dead::<D>() {
                        Some(dead) => Ok(dead),
                        None => Err(input.fault(CodecErrorKind::Unsupported).in_field(D::NAME)),
                    },
                }
            }

            pub fn pass_by(input: &mut Reader<'_>) -> Result<(), CodecError> {
                if input.ignores() {
                    input.varint()?;
                    return input.varint().map(drop);
                }
                let table = input.table_number()?;
                input.pass_strong_in(table)
            }

            pub fn pass_weak(input: &mut Reader<'_>) -> Result<(), CodecError> {
                if input.varint()? == 0 { Ok(()) } else { input.varint().map(drop) }
            }

            pub fn dead<D: DynObject + ?Sized>() -> Option<Weak<D>> {
                D::types().by_type.values().next().map(|entry| (entry.$way.dead)())
            }

            pub fn visit<D: DynObject + ?Sized>(this: &Strong<D>, tracer: &mut Tracer) {
                if let Ok(entry) = by_type::<D>(D::__graph_type(&**this)) {
                    (entry.$way.visit)(this.clone(), tracer);
                }
            }
        }
    };
}

behind!(rc::Rc rc);
behind!(sync::Arc arc);

pub mod boxed {
    //! How a boxed `dyn` type is a value.
    #![expect(missing_docs, clippy::missing_errors_doc, reason = "they are those of `Graph`")]

    use std::any::TypeId;

    use super::super::{Bin, Reader, Schema, Tracer, Writer};
    use super::{DynObject, Entry, Slot, by_tag, by_type, slot_of};
    use crate::codec::CodecError;

    fn slot<D: DynObject + ?Sized>() -> Slot {
        slot_of::<D, Box<D>>(TypeId::of::<Box<D>>(), |tag, registry, schema, slot| {
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
        (entry.boxed.write)(this.__graph_any(), slot, out)
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
            (entry.boxed.trace)(this.__graph_any(), tracer);
        }
    }

    pub fn clear<D: DynObject + ?Sized>(this: &mut D, bin: &mut Bin) -> bool {
        known(this).is_some_and(|entry| (entry.boxed.clear)(this.__graph_mut(), bin))
    }

    pub fn empty<D: DynObject + ?Sized>(this: &D, bin: &mut Bin) {
        if let Some(entry) = known(this) {
            (entry.boxed.empty)(this.__graph_any(), bin);
        }
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
