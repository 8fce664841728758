//! Makes the objects of a graph: all of them first, as empty as they may be, then what they hold.

use std::any::Any;
use std::rc::Rc;

use super::Bin;
use super::pointers::Handle;
use super::read::{Mode, Reader};
use super::schema::Schema;
use super::tables::{State, Table, Tables, small};
use super::write::{self, Writer};
use crate::codec::{CodecError, CodecErrorKind};

/// What can be done with the objects of one table, whatever their type.
pub(super) struct Ops {
    pub(super) shape: fn(&mut Schema),
    pub(super) nodes: fn() -> Box<dyn Any>,
    pub(super) write_all: fn(&mut Writer, usize) -> Result<(), CodecError>,
    hollow_all: fn(&mut Reader<'_>, usize) -> bool,
    build_all: fn(&mut Reader<'_>, usize) -> Result<bool, CodecError>,
    build_one: fn(&mut Reader<'_>, usize, usize) -> Result<(), CodecError>,
    pass: fn(&mut Reader<'_>) -> Result<(), CodecError>,
    link_all: fn(&mut Reader<'_>, usize) -> Result<(), CodecError>,
    link_one: fn(&mut Reader<'_>, usize, usize) -> Result<(), CodecError>,
    pub(super) empty_all: fn(&dyn Any, &mut Bin),
    pub(super) drop_one: fn(&mut dyn Any, usize),
    pub(super) name: fn() -> String,
    /// How many bytes an object takes.
    size: usize,
}

impl Ops {
    pub(super) const fn of<H: Handle>() -> Self {
        Self {
            shape: H::shape,
            nodes: write::no_nodes::<H>,
            write_all: write::write_all::<H>,
            hollow_all: hollow_all::<H>,
            build_all: build_all::<H>,
            build_one: build_one::<H>,
            pass: H::pass,
            link_all: link_all::<H>,
            link_one: link_one::<H>,
            empty_all: empty_all::<H>,
            drop_one: drop_one::<H>,
            name: H::name,
            size: H::SIZE,
        }
    }
}

type Handles<H> = Vec<Option<H>>;

fn handles<H: Handle>(table: &Table) -> Result<Rc<Handles<H>>, CodecError> {
    Rc::clone(&table.handles).downcast().map_err(|_| CodecErrorKind::WrongType.into())
}

/// Makes all objects of a table empty, if there is an empty one.
fn hollow_all<H: Handle>(input: &mut Reader<'_>, number: usize) -> bool {
    let table = &mut input.tables.all[number];
    let mut made = Handles::<H>::with_capacity(table.count);
    for _ in 0..table.count {
        match H::hollow() {
            Some(handle) => made.push(Some(handle)),
            None => {
                made.resize_with(table.count, || None);
                table.handles = Rc::new(made);
                table.states = vec![State::Waiting; table.count];
                return false;
            }
        }
    }
    table.handles = Rc::new(made);
    true
}

fn set<H: Handle>(tables: &mut Tables, table: usize, id: usize, made: H) -> Result<(), CodecError> {
    let place = &mut tables.all[table];
    let handles = Rc::get_mut(&mut place.handles).and_then(|handles| handles.downcast_mut());
    let handles: &mut Handles<H> = handles.ok_or(CodecErrorKind::WrongType)?;
    handles[id] = Some(made);
    place.states[id] = State::Built;
    tables.built.push((small(table), small(id)));
    Ok(())
}

/// Builds objects one after the other, until one needs what is not there.
fn build_all<H: Handle>(input: &mut Reader<'_>, number: usize) -> Result<bool, CodecError> {
    let Table { count, start, end, .. } = input.tables.all[number];
    input.go(start, end);
    for id in 0..count {
        let spare = input.spare;
        match input.within(Mode::Early, H::read) {
            Ok(made) => set(&mut input.tables, number, id, made)?,
            Err(_) if input.missing => {
                (input.missing, input.spare) = (false, spare);
                return Ok(false);
            }
            Err(fault) => return Err(fault.in_index(id).in_field(&H::name())),
        }
    }
    Ok(true)
}

fn build_one<H: Handle>(
    input: &mut Reader<'_>,
    number: usize,
    id: usize,
) -> Result<(), CodecError> {
    let table = &input.tables.all[number];
    input.go(table.offsets[id], table.end);
    let made = input.within(Mode::Early, H::read);
    let made = made.map_err(|fault| fault.in_index(id).in_field(&H::name()))?;
    set(&mut input.tables, number, id, made)
}

/// Fills the objects of a table that were named, and those that this names in it.
fn link_all<H: Handle>(input: &mut Reader<'_>, number: usize) -> Result<(), CodecError> {
    let table = &input.tables.all[number];
    let handles = handles::<H>(table)?;
    input.go(table.at, table.end);
    loop {
        let table = &mut input.tables.all[number];
        let id = table.linked;
        if id >= table.seen {
            break;
        }
        table.linked += 1;
        let Some(Some(handle)) = handles.get(id) else { break };
        if input.edges.is_some() {
            input.owner = input.first[number] + small(id);
        }
        let begins = input.offset();
        handle.graph_link(input).map_err(|fault| fault.in_index(id).in_field(&H::name()))?;
        if std::mem::take(&mut input.deferred) {
            input.needs.push((small(number), small(id)));
            input.tables.all[number].offsets.push(begins);
        }
    }
    input.ready.clear(number);
    input.tables.all[number].at = input.offset();
    Ok(())
}

/// Fills one object, from where the input stands.
fn link_one<H: Handle>(input: &mut Reader<'_>, number: usize, id: usize) -> Result<(), CodecError> {
    let handles = handles::<H>(&input.tables.all[number])?;
    let Some(Some(handle)) = handles.get(id) else { return Ok(()) };
    handle.graph_link(input).map_err(|fault| fault.in_index(id).in_field(&H::name()))
}

fn empty_all<H: Handle>(handles: &dyn Any, bin: &mut Bin) {
    for handle in handles.downcast_ref::<Handles<H>>().into_iter().flatten().flatten() {
        handle.graph_empty(bin);
    }
}

fn drop_one<H: Handle>(handles: &mut dyn Any, id: usize) {
    if let Some(handle) = handles.downcast_mut::<Handles<H>>().and_then(|all| all.get_mut(id)) {
        *handle = None;
    }
}

impl Reader<'_> {
    /// Makes every object.
    pub(super) fn build(&mut self) -> Result<(), CodecError> {
        let mut rest = Vec::new();
        for number in 0..self.tables.all.len() {
            let table = &self.tables.all[number];
            if let Some(ops) = table.ops {
                self.reserve(table.count.saturating_mul(ops.size + 8))?;
                if !(ops.hollow_all)(self, number) {
                    rest.push((number, ops));
                }
            }
        }
        let mut slow = Vec::new();
        for (number, ops) in rest {
            if !(ops.build_all)(self, number)? {
                slow.push(number);
            }
        }
        for number in slow {
            // what an object owns was met after it, as a rule
            for id in (0..self.tables.all[number].count).rev() {
                self.build_with_needs((small(number), small(id)))?;
            }
        }
        Ok(())
    }

    /// Builds an object after all that it owns, with a list instead of the stack.
    fn build_with_needs(&mut self, object: (u32, u32)) -> Result<(), CodecError> {
        let mut waiting = vec![object];
        while let Some(&(table, id)) = waiting.last() {
            let (number, id) = (table as usize, id as usize);
            self.find_offsets(number)?;
            let table = &mut self.tables.all[number];
            let Some(ops) = table.ops else {
                let tag = table.tag.clone();
                return Err(self.fault(CodecErrorKind::UnknownType).in_field(&tag));
            };
            match table.states.get(id).copied().unwrap_or(State::Built) {
                State::Built => {
                    waiting.pop();
                }
                State::Begun => {
                    (ops.build_one)(self, number, id)?;
                    waiting.pop();
                }
                State::Waiting => {
                    table.states[id] = State::Begun;
                    let (at, end) = (table.offsets[id], table.end);
                    self.go(at, end);
                    self.needs.clear();
                    self.within(Mode::Early, ops.pass)
                        .map_err(|fault| fault.in_index(id).in_field(&(ops.name)()))?;
                    for need in std::mem::take(&mut self.needs) {
                        let states = &self.tables.all[need.0 as usize].states;
                        match states.get(need.1 as usize) {
                            Some(State::Begun) => {
                                return Err(CodecError::new(CodecErrorKind::Cycle)
                                    .at(at)
                                    .in_index(id)
                                    .in_field(&(ops.name)()));
                            }
                            Some(State::Waiting) => waiting.push(need),
                            _ if self.tables.all[need.0 as usize].ops.is_none() => {
                                waiting.push(need);
                            }
                            _ => {}
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Finds where each object of a table begins.
    fn find_offsets(&mut self, number: usize) -> Result<(), CodecError> {
        let Table { count, start, end, ref offsets, ops, .. } = self.tables.all[number];
        let Some(ops) = ops else { return Ok(()) };
        if offsets.len() == count {
            return Ok(());
        }
        self.go(start, end);
        let mut offsets = Vec::with_capacity(count);
        for id in 0..count {
            offsets.push(self.offset());
            self.within(Mode::Ignore, ops.pass)
                .map_err(|fault| fault.in_index(id).in_field(&(ops.name)()))?;
        }
        self.tables.all[number].offsets = offsets;
        Ok(())
    }

    /// Fills every object that is owned by what the root owns.
    pub(super) fn link(&mut self) -> Result<(), CodecError> {
        if !self.exact {
            return self.link_found();
        }
        for table in &mut self.tables.all {
            table.offsets.clear();
        }
        self.needs.clear();
        while let Some(number) = self.ready.first() {
            let Some(ops) = self.tables.all[number].ops else {
                let tag = self.tables.all[number].tag.clone();
                return Err(self.fault(CodecErrorKind::UnknownType).in_field(&tag));
            };
            (ops.link_all)(self, number)?;
        }
        for table in &self.tables.all {
            if table.linked < table.count {
                return Err(CodecError::new(CodecErrorKind::DanglingRef).at(table.at));
            }
            if table.at < table.end {
                return Err(CodecError::new(CodecErrorKind::TrailingBytes).at(table.at));
            }
        }
        Ok(())
    }

    /// The same where types have changed: fields that are not read may own objects too.
    fn link_found(&mut self) -> Result<(), CodecError> {
        let mut last = Vec::new();
        while let Some((table, id)) = self.found.pop() {
            let (number, place) = (table as usize, id as usize);
            self.find_offsets(number)?;
            let table = &self.tables.all[number];
            let Some(ops) = table.ops else {
                let tag = table.tag.clone();
                return Err(self.fault(CodecErrorKind::UnknownType).in_field(&tag));
            };
            self.go(table.offsets[place], table.end);
            self.owner = self.first.get(number).copied().unwrap_or_default() + id;
            (ops.link_one)(self, number, place)?;
            if std::mem::take(&mut self.deferred) {
                last.push((small(number), id));
            }
        }
        self.needs = last;
        Ok(())
    }

    /// Fills what waits for all else: maps by the content of objects, and cells that are set once.
    pub(super) fn link_last(&mut self) -> Result<(), CodecError> {
        self.mode = Mode::Last;
        let mut next = vec![0; self.tables.all.len()];
        for (table, id) in std::mem::take(&mut self.needs) {
            let (number, id) = (table as usize, id as usize);
            let table = &self.tables.all[number];
            let Some(ops) = table.ops else { continue };
            let place = if self.exact { next[number] } else { id };
            next[number] += 1;
            self.go(table.offsets[place], table.end);
            (ops.link_one)(self, number, id)?;
        }
        Ok(())
    }
}
