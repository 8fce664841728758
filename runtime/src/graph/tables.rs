//! The objects that are read: by table, and how references find them.

use std::any::{Any, TypeId};
use std::rc::Rc;

use super::build::Ops;
use super::pointers::Handle;
use super::read::{Mode, Reader, short};
use crate::codec::{CodecError, CodecErrorKind};

/// The objects of one table.
pub(super) struct Table {
    /// `Rc<..>`; nothing where no type of the program is meant.
    pub(super) handle: Option<TypeId>,
    pub(super) ops: Option<&'static Ops>,
    /// What was found behind a trait for it the last time.
    pub(super) entry: Option<&'static dyn Any>,
    /// What the input calls objects that are found behind a trait.
    pub(super) tag: String,
    /// A `Vec<Option<H>>`, which is borrowed apart while its objects are filled.
    pub(super) handles: Rc<dyn Any>,
    pub(super) count: usize,
    /// How many objects were named so far.
    pub(super) seen: usize,
    /// How many objects are linked.
    pub(super) linked: usize,
    pub(super) start: usize,
    /// Where the object that is linked next begins.
    pub(super) at: usize,
    pub(super) end: usize,
    /// Where each object begins, if that was asked.
    pub(super) offsets: Vec<usize>,
    /// How far each object is built; empty where all are.
    pub(super) states: Vec<State>,
    /// Which were named, where types have changed.
    pub(super) visited: Vec<bool>,
    /// The numbers of the targets of weak references, and 1; or 0.
    pub(super) forward: Vec<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Waiting,
    Begun,
    Built,
}

/// All objects, which are let go in an order that needs no stack.
#[derive(Default)]
pub(super) struct Tables {
    pub(super) all: Vec<Table>,
    /// What was built in which order, but for the objects that were built empty.
    pub(super) built: Vec<(u32, u32)>,
    /// Whether all cells are filled as the input says.
    pub(super) is_done: bool,
}

impl Drop for Tables {
    /// Empties the cells of an unfinished graph while every object is held; what is left owns what
    /// was built before it, and goes first.
    fn drop(&mut self) {
        if !self.is_done {
            let mut bin = super::Bin::default();
            for table in &self.all {
                if let Some(ops) = table.ops {
                    (ops.empty_all)(&*table.handles, &mut bin);
                }
            }
        }
        for (table, id) in self.built.drain(..).rev() {
            let table = &mut self.all[table as usize];
            if let (Some(ops), Some(handles)) = (table.ops, Rc::get_mut(&mut table.handles)) {
                (ops.drop_one)(handles, id as usize);
            }
        }
    }
}

impl Reader<'_> {
    /// The number of the table for handles of this type.
    #[inline]
    fn table<H: Handle>(&mut self) -> Result<usize, CodecError> {
        let handle = Some(TypeId::of::<H>());
        match self.tables.all.get(self.hint) {
            Some(table) if table.handle == handle => Ok(self.hint),
            _ => match self.table_of.get(&TypeId::of::<H>()) {
                Some(table) => {
                    self.hint = *table;
                    Ok(*table)
                }
                None => Err(self.fault(CodecErrorKind::WrongType)),
            },
        }
    }

    /// Notes that an object is owned.
    #[inline]
    fn reach(&mut self, table: usize, id: usize) -> Result<(), CodecError> {
        let place = &mut self.tables.all[table];
        if self.exact {
            if id == place.seen && id < place.count {
                place.seen += 1;
                self.ready.set(table);
            } else if id >= place.seen {
                return Err(self.fault(CodecErrorKind::DanglingRef));
            }
        } else {
            match place.visited.get_mut(id) {
                Some(true) => {}
                Some(visited) => {
                    *visited = true;
                    self.found.push((small(table), small(id)));
                }
                None => return Err(self.fault(CodecErrorKind::DanglingRef)),
            }
        }
        if let Some(edges) = &mut self.edges {
            edges.push((self.owner, self.first[table] + small(id)));
        }
        Ok(())
    }

    /// A reference that owns its object.
    #[inline]
    pub(super) fn strong<H: Handle>(&mut self) -> Result<H, CodecError> {
        let table = self.table::<H>()?;
        self.strong_in(table)
    }

    /// The same, in a table that is known.
    #[inline]
    pub(super) fn strong_in<H: Handle>(&mut self, table: usize) -> Result<H, CodecError> {
        self.references += 1;
        let id = self.size()?;
        if self.mode == Mode::Full {
            self.reach(table, id)?;
        }
        match self.handle::<H>(table, id) {
            Ok(handle) => Ok(handle.clone()),
            Err(kind) => {
                self.missing = kind == CodecErrorKind::Cycle;
                Err(self.fault(kind))
            }
        }
    }

    /// As many references that own their objects, to an empty list.
    #[inline]
    pub(super) fn all_strong<H: Handle>(
        &mut self,
        count: usize,
        list: &mut Vec<H>,
    ) -> Result<(), CodecError> {
        let table = self.table::<H>()?;
        self.references += count;
        if self.exact && self.edges.is_none() {
            self.plain_strong(table, count, list);
        }
        if list.len() < count { self.rest_strong(table, count, list) } else { Ok(()) }
    }

    /// The same one by one, to the first fault.
    #[cold]
    fn rest_strong<H: Handle>(
        &mut self,
        table: usize,
        count: usize,
        list: &mut Vec<H>,
    ) -> Result<(), CodecError> {
        for index in list.len()..count {
            let id = self.size()?;
            if self.mode == Mode::Full {
                self.reach(table, id).map_err(|fault| fault.in_index(index))?;
            }
            match self.handle::<H>(table, id) {
                Ok(handle) => list.push(handle.clone()),
                Err(kind) => {
                    self.missing = kind == CodecErrorKind::Cycle;
                    return Err(self.fault(kind).in_index(index));
                }
            }
        }
        Ok(())
    }

    /// The same as far as nothing is wrong; what is, is left to be read again.
    #[inline]
    fn plain_strong<H: Handle>(&mut self, table: usize, count: usize, list: &mut Vec<H>) {
        let Some(place) = self.tables.all.get_mut(table) else { return };
        let Some(handles) = place.handles.downcast_ref::<Vec<Option<H>>>() else { return };
        // an object is named for the first time in order; where that is not asked, none is
        let is_full = self.mode == Mode::Full;
        let seen = if is_full { place.seen } else { usize::MAX };
        let (pos, seen) = follow(self.bytes, self.pos, handles, seen, list, count);
        self.pos = pos;
        if is_full && seen > place.seen {
            place.seen = seen;
            self.ready.set(table);
        }
    }

    /// An object that was made.
    #[inline]
    fn handle<H: Handle>(&self, table: usize, id: usize) -> Result<&H, CodecErrorKind> {
        let handles = self.tables.all.get(table).map(|table| &table.handles);
        let handles = handles.and_then(|handles| handles.downcast_ref::<Vec<Option<H>>>());
        match handles.map(|handles| handles.get(id)) {
            Some(Some(Some(handle))) => Ok(handle),
            Some(Some(None)) => Err(CodecErrorKind::Cycle),
            Some(None) => Err(CodecErrorKind::DanglingRef),
            None => Err(CodecErrorKind::WrongType),
        }
    }

    /// Passes over a reference that owns its object.
    pub(super) fn pass_strong<H: Handle>(&mut self) -> Result<(), CodecError> {
        let table = self.table::<H>()?;
        self.pass_strong_in(table)
    }

    /// The same, in a table that is known.
    pub(super) fn pass_strong_in(&mut self, table: usize) -> Result<(), CodecError> {
        let id = self.size()?;
        match self.mode {
            Mode::Full => self.reach(table, id),
            Mode::Early | Mode::Late => {
                if id >= self.tables.all[table].count {
                    return Err(self.fault(CodecErrorKind::DanglingRef));
                }
                self.needs.push((small(table), small(id)));
                Ok(())
            }
            Mode::Ignore | Mode::Last => Ok(()),
        }
    }

    /// The object that a weak reference leads to.
    pub(super) fn weak<H: Handle>(&mut self) -> Result<Option<H>, CodecError> {
        let table = self.table::<H>()?;
        self.weak_in(table)
    }

    /// The same, in a table that is known.
    pub(super) fn weak_in<H: Handle>(&mut self, table: usize) -> Result<Option<H>, CodecError> {
        let number = self.size()?;
        let Some(table) = self.tables.all.get(table) else {
            return Err(self.fault(CodecErrorKind::WrongType));
        };
        let id = if number == 0 {
            return Ok(None);
        } else if number % 2 == 0 {
            number / 2 - 1
        } else {
            match table.forward.get(number / 2) {
                Some(0) => return Ok(None),
                Some(id) => *id as usize - 1,
                None => return Err(self.fault(CodecErrorKind::DanglingRef)),
            }
        };
        if self.mode == Mode::Early {
            return Err(self.fault(CodecErrorKind::Unsupported));
        }
        match table.handles.downcast_ref::<Vec<Option<H>>>() {
            Some(handles) => match handles.get(id) {
                Some(Some(handle)) => Ok(Some(handle.clone())),
                _ => Err(self.fault(CodecErrorKind::DanglingRef)),
            },
            None => Err(self.fault(CodecErrorKind::WrongType)),
        }
    }
}

/// How many objects are found before one of them has one more owner: to count that waits for each
/// of them, which lie anywhere.
const TOGETHER: usize = 4;

/// Reads references to objects that are there, which are named for the first time in order, until a
/// list has as many, or something is wrong; where the input stands then, and how many were named.
fn follow<H: Handle>(
    bytes: &[u8],
    mut pos: usize,
    handles: &[Option<H>],
    mut seen: usize,
    list: &mut Vec<H>,
    count: usize,
) -> (usize, usize) {
    let Some(Some(any)) = handles.first() else { return (pos, seen) };
    let mut left = count.saturating_sub(list.len());
    while left > 0 {
        let few = left.min(TOGETHER);
        let (mut found, mut len) = ([any; TOGETHER], 0);
        for place in &mut found[..few] {
            let Some((id, bytes)) = bytes.get(pos..).and_then(short) else { break };
            if id > seen {
                break;
            }
            let Some(Some(handle)) = handles.get(id) else { break };
            pos += bytes;
            seen += usize::from(id == seen);
            *place = handle;
            len += 1;
        }
        list.extend(found[..len].iter().copied().cloned());
        left = if len < few { 0 } else { left - few };
    }
    (pos, seen)
}

/// A number of a table or object; both are counted and fit.
pub(super) fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
