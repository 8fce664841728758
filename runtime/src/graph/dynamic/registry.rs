//! The types behind a trait: those of the program, or of a `Registry`.

use std::any::{Any, TypeId};
use std::collections::HashMap;

use super::super::read::Reader;
use super::super::schema::Schema;
#[cfg(target_family = "wasm")]
use super::Registered;
#[cfg(not(target_family = "wasm"))]
use super::TYPES;
use super::entry::Entry;
use super::{Dyn, DynObject, Implements};
use crate::codec::{CodecError, CodecErrorKind};

/// The types behind one trait.
pub struct Types<D: ?Sized + 'static> {
    by_tag: HashMap<&'static str, &'static Entry<D>>,
    pub(super) by_type: HashMap<TypeId, &'static Entry<D>>,
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

    pub(super) fn checked(&self) -> Result<&Self, CodecError> {
        match self.twice {
            None => Ok(self),
            Some(tag) => Err(CodecError::new(CodecErrorKind::DuplicateId).in_field(tag)),
        }
    }
}

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
///
/// Two types of one tag behind one trait are an error of the reading, `DuplicateId`.
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
    pub fn with<D: DynObject + ?Sized, C: Implements<D, D::Marks>>(mut self) -> Self {
        let entry: &'static Entry<D> = const { &Entry::of::<C, D::Marks>() };
        self.entries.push(entry);
        self
    }

    fn by_tag<D: Dyn + ?Sized>(&self, tag: &str) -> Result<Option<&'static Entry<D>>, CodecError> {
        let all = self.entries.iter().filter_map(|entry| entry.downcast_ref::<Entry<D>>());
        let mut found = all.filter(|entry| entry.tag == tag);
        let Some(first) = found.next() else { return Ok(None) };
        if found.any(|other| (other.id)() != (first.id)()) {
            return Err(CodecError::new(CodecErrorKind::DuplicateId).in_field(tag));
        }
        Ok(Some(first))
    }
}

/// What stands behind a trait, held by one kind of pointer.
#[derive(Clone, Copy)]
pub(crate) struct Slot {
    /// `Rc<dyn Shape>`.
    pub(in super::super) handle: TypeId,
    pub(in super::super) name: &'static str,
    pub(in super::super) find: Find,
}

/// Adds the type of a tag to the program's side.
pub(in super::super) type Find =
    fn(&str, Option<&Registry>, &mut Schema, usize) -> Result<Option<usize>, CodecError>;

pub(super) fn by_tag<D: DynObject + ?Sized>(
    tag: &str,
    registry: Option<&Registry>,
) -> Result<Option<&'static Entry<D>>, CodecError> {
    match registry {
        Some(registry) => registry.by_tag(tag),
        None => Ok(D::types().checked()?.by_tag.get(tag).copied()),
    }
}

pub(super) fn by_type<D: DynObject + ?Sized>(
    (id, name): (TypeId, &'static str),
) -> Result<&'static Entry<D>, CodecError> {
    match D::types().checked()?.by_type.get(&id) {
        Some(entry) => Ok(entry),
        None => Err(CodecError::new(CodecErrorKind::Unsupported).in_field(name)),
    }
}

impl Reader<'_> {
    /// The type of a table, as one behind a trait.
    pub(super) fn behind<D: DynObject + ?Sized>(
        &mut self,
        table: usize,
    ) -> Result<&'static Entry<D>, CodecError> {
        let place = self.tables.all.get(table);
        // as it was the last time, but for a type behind several traits
        if let Some(entry) = place.and_then(|table| table.entry?.downcast_ref()) {
            return Ok(entry);
        }
        let handle = place.and_then(|table| table.handle);
        let handle = handle.ok_or_else(|| self.fault(CodecErrorKind::UnknownType))?;
        let entry = D::types().checked()?.by_type.values().find(|entry| entry.is_held_by(handle));
        let entry = *entry.ok_or_else(|| self.fault(CodecErrorKind::WrongType))?;
        self.tables.all[table].entry = Some(entry);
        Ok(entry)
    }
}

impl Slot {
    /// What a pointer `H` to `D` holds.
    pub(super) fn of<D: DynObject + ?Sized, H: 'static>(find: Find) -> Self {
        Self { handle: TypeId::of::<H>(), name: D::NAME, find }
    }
}
