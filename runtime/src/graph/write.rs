//! `Writer`: walks a graph with a list of what is still to be written, at no depth of the stack.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::rc::Rc;

use super::addresses::Addresses;
use super::pointers::Handle;
use super::schema::{Schema, TableType};
use crate::codec::{CodecError, CodecErrorKind};

/// The first bytes of a graph; the last is the version of the format.
pub(super) const MAGIC: [u8; 3] = [b'd', b'g', 1];

/// How deep values may be nested inside each other: what a reader takes by default.
const DEPTH: usize = 100;

/// How many references of a list are looked up at a time.
const GLANCES: usize = 4;

/// How many objects are looked at before they are written.
const AHEAD: usize = 16;

/// Which tables have objects waiting; the lowest comes first, for writer and reader alike.
#[derive(Default)]
pub(super) struct Ready(Vec<u64>);

impl Ready {
    #[inline]
    pub(super) fn set(&mut self, table: usize) {
        let word = table / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (table % 64);
    }

    pub(super) fn clear(&mut self, table: usize) {
        if let Some(word) = self.0.get_mut(table / 64) {
            *word &= !(1 << (table % 64));
        }
    }

    pub(super) fn first(&self) -> Option<usize> {
        let word = self.0.iter().position(|word| *word != 0)?;
        Some(word * 64 + self.0[word].trailing_zeros() as usize)
    }
}

/// Appends a number, seven bits a byte, the least significant first.
#[inline]
pub(super) fn put(out: &mut Vec<u8>, number: u64) {
    if number < 0x80 {
        out.push((number & 0x7f) as u8);
    } else if number < 1 << 28 {
        put_word(out, number);
    } else {
        put_long(out, number);
    }
}

/// The same for up to four bytes, without a branch for each: how long the numbers of objects are
/// cannot be foretold.
#[inline]
fn put_word(out: &mut Vec<u8>, number: u64) {
    let spread = (number & 0x7f)
        | (number & (0x7f << 7)) << 1
        | (number & (0x7f << 14)) << 2
        | (number & (0x7f << 21)) << 3;
    let more = (number | 1).ilog2() / 7;
    let word = spread | (0x0080_8080 & ((1 << (8 * more)) - 1));
    let end = out.len() + more as usize + 1;
    out.extend_from_slice(&word.to_le_bytes());
    out.truncate(end);
}

fn put_long(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push((number & 0x7f) as u8);
}

/// Appends bytes behind their number.
pub(super) fn put_text(out: &mut Vec<u8>, text: &[u8]) {
    put(out, text.len() as u64);
    out.extend_from_slice(text);
}

/// Writes an object whose pointer does not say its type.
pub(super) type Body = Rc<dyn Fn(&mut Writer) -> Result<(), CodecError>>;

/// The handles of one table's objects.
struct Nodes<H> {
    /// By number; none where the object is held by a body.
    objects: Vec<Option<H>>,
    /// Targets of weak references, so that no other object takes their address.
    forward: Vec<H>,
}

/// One table: its objects, and what is written of them.
struct Sheet {
    handle: TypeId,
    /// The objects' numbers by their address.
    ids: Addresses,
    /// The addresses of the targets of weak references that nothing had reached.
    forward: Vec<usize>,
    forward_ids: Addresses,
    /// A `Nodes<H>`.
    nodes: Box<dyn Any>,
    bodies_behind: HashMap<usize, Body>,
    held: Vec<Box<dyn Any>>,
    /// How many objects are written.
    done: usize,
    bodies: Vec<u8>,
}

impl Sheet {
    fn new(handle: TypeId, nodes: Box<dyn Any>) -> Self {
        Self {
            handle,
            ids: Addresses::default(),
            forward: Vec::new(),
            forward_ids: Addresses::default(),
            nodes,
            bodies_behind: HashMap::new(),
            held: Vec::new(),
            done: 0,
            bodies: Vec::new(),
        }
    }

    /// The number of an object, and whether it is met for the first time.
    #[inline]
    fn meet(&mut self, address: usize) -> Result<(u32, bool), CodecError> {
        self.ids.meet(address).ok_or_else(|| CodecErrorKind::TooLarge.into())
    }

    /// Keeps an object until its turn.
    #[inline]
    fn hold<H: Handle>(&mut self, id: u32, handle: &H) -> Result<(), CodecError> {
        let objects = &mut nodes::<H>(&mut self.nodes)?.objects;
        objects.resize_with(id as usize, || None);
        objects.push(Some(handle.clone()));
        Ok(())
    }

    /// How a weak reference is written, and whether its target is met for the first time: twice the
    /// number and 2 of an object that was reached, twice the number and 1 in the list of those
    /// that may be reached later.
    fn meet_weakly(&mut self, address: usize) -> Result<(u64, bool), CodecError> {
        if let Some(id) = self.ids.get(address) {
            return Ok((u64::from(id) * 2 + 2, false));
        }
        let met = self.forward_ids.meet(address);
        let (id, is_new) = met.ok_or_else(|| CodecError::from(CodecErrorKind::TooLarge))?;
        if is_new {
            self.forward.push(address);
        }
        Ok((u64::from(id) * 2 + 1, is_new))
    }

    /// Appends what became of the targets of weak references: their number and 1, or 0 where
    /// nothing owns them.
    fn write_forward(&self, out: &mut Vec<u8>) {
        put(out, self.forward.len() as u64);
        for address in &self.forward {
            put(out, self.ids.get(*address).map_or(0, |id| u64::from(id) + 1));
        }
    }
}

/// What a graph is written to.
pub struct Writer {
    bytes: Vec<u8>,
    pub(super) schema: Schema,
    sheets: Vec<Sheet>,
    /// The table that was used last.
    hint: usize,
    ready: Ready,
    depth: usize,
    /// The tables of cells behind traits, by their address and slot.
    pub(super) behind: HashMap<(usize, usize), usize>,
}

impl Writer {
    pub(super) fn new(schema: Schema) -> Self {
        Self {
            bytes: Vec::new(),
            schema,
            sheets: Vec::new(),
            hint: 0,
            ready: Ready::default(),
            depth: 0,
            behind: HashMap::new(),
        }
    }

    /// Appends a number.
    #[inline]
    pub fn varint(&mut self, number: u64) {
        put(&mut self.bytes, number);
    }

    /// Appends how many items follow.
    #[inline]
    pub fn count(&mut self, count: usize) {
        put(&mut self.bytes, count as u64);
    }

    /// Appends bytes as they are.
    #[inline]
    pub fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Writes what stands inside a value.
    ///
    /// # Errors
    /// `TooDeep`, or as `write`.
    #[inline]
    pub fn nested(
        &mut self,
        write: impl FnOnce(&mut Self) -> Result<(), CodecError>,
    ) -> Result<(), CodecError> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(CodecErrorKind::TooDeep.into());
        }
        write(self)?;
        self.depth -= 1;
        Ok(())
    }

    /// The number of the table for handles of this type, behind a trait if it has a tag.
    #[inline]
    pub(super) fn table<H: Handle>(&mut self, tag: Option<(usize, &'static str)>) -> usize {
        let handle = TypeId::of::<H>();
        match self.sheets.get(self.hint) {
            Some(sheet) if sheet.handle == handle => self.hint,
            _ => self.other_table::<H>(tag),
        }
    }

    fn other_table<H: Handle>(&mut self, tag: Option<(usize, &'static str)>) -> usize {
        let table = self.schema.table::<H>(tag);
        self.schema.run();
        for number in self.sheets.len()..self.schema.tables.len() {
            let TableType { handle, ops, .. } = &self.schema.tables[number];
            let sheet = Sheet::new(*handle, (ops.nodes)());
            self.sheets.push(sheet);
        }
        self.hint = table;
        table
    }

    /// Appends a reference that owns its object.
    #[inline]
    pub(super) fn strong<H: Handle>(&mut self, table: usize, handle: &H) -> Result<(), CodecError> {
        let sheet = &mut self.sheets[table];
        let (id, is_new) = sheet.meet(handle.address())?;
        if is_new {
            sheet.hold(id, handle)?;
            self.ready.set(table);
        }
        self.varint(id.into());
        Ok(())
    }

    /// Appends references that own their objects, one after the other.
    pub(super) fn all_strong<H: Handle>(
        &mut self,
        table: usize,
        handles: &[H],
    ) -> Result<(), CodecError> {
        let sheet = &mut self.sheets[table];
        let mut is_any_new = false;
        for few in handles.chunks(GLANCES) {
            let mut glances = [0; GLANCES];
            for (handle, glance) in few.iter().zip(&mut glances) {
                *glance = sheet.ids.glance(handle.address());
            }
            for (handle, glance) in few.iter().zip(glances) {
                let id = if let Some(id) = glance.checked_sub(1) {
                    id
                } else {
                    let (id, is_new) = sheet.meet(handle.address())?;
                    if is_new {
                        is_any_new = true;
                        sheet.hold(id, handle)?;
                    }
                    id
                };
                put(&mut self.bytes, id.into());
            }
        }
        if is_any_new {
            self.ready.set(table);
        }
        Ok(())
    }

    /// The same, of an object that `body` writes.
    pub(super) fn strong_behind(
        &mut self,
        table: usize,
        address: usize,
        body: impl FnOnce() -> Body,
    ) -> Result<(), CodecError> {
        let sheet = &mut self.sheets[table];
        let (id, is_new) = sheet.meet(address)?;
        if is_new {
            sheet.bodies_behind.insert(id as usize, body());
            self.ready.set(table);
        }
        self.varint(id.into());
        Ok(())
    }

    /// Appends a weak reference, 0 if its target is dead.
    pub(super) fn weak<H: Handle>(
        &mut self,
        table: usize,
        handle: Option<H>,
    ) -> Result<(), CodecError> {
        let Some(handle) = handle else {
            self.varint(0);
            return Ok(());
        };
        let sheet = &mut self.sheets[table];
        let (number, is_new) = sheet.meet_weakly(handle.address())?;
        if is_new {
            nodes::<H>(&mut sheet.nodes)?.forward.push(handle);
        }
        self.varint(number);
        Ok(())
    }

    /// The same, of a target that is held as it is.
    pub(super) fn weak_behind(
        &mut self,
        table: usize,
        address: usize,
        hold: impl FnOnce() -> Box<dyn Any>,
    ) -> Result<(), CodecError> {
        let sheet = &mut self.sheets[table];
        let (number, is_new) = sheet.meet_weakly(address)?;
        if is_new {
            sheet.held.push(hold());
        }
        self.varint(number);
        Ok(())
    }

    /// Writes every object that is waiting, and what those lead to.
    pub(super) fn finish(mut self, root: &[u8]) -> Result<Vec<u8>, CodecError> {
        while let Some(table) = self.ready.first() {
            (self.schema.tables[table].ops.write_all)(&mut self, table)?;
        }
        let bodies: usize = self.sheets.iter().map(|sheet| sheet.bodies.len()).sum();
        let mut out = Vec::with_capacity(bodies + self.bytes.len() + 256);
        out.extend_from_slice(&MAGIC);
        self.schema.write(root, &mut out);
        for number in 0..self.schema.tables.len() {
            match self.sheets.get(number) {
                None => out.extend_from_slice(&[0, 0, 0]),
                Some(sheet) => {
                    put(&mut out, sheet.done as u64);
                    sheet.write_forward(&mut out);
                    put_text(&mut out, &sheet.bodies);
                }
            }
        }
        out.extend_from_slice(&self.bytes);
        Ok(out)
    }
}

fn nodes<H: Handle>(nodes: &mut Box<dyn Any>) -> Result<&mut Nodes<H>, CodecError> {
    nodes.downcast_mut().ok_or_else(|| CodecErrorKind::WrongType.into())
}

/// The empty list of a table's objects.
pub(super) fn no_nodes<H: Handle>() -> Box<dyn Any> {
    Box::new(Nodes::<H> { objects: Vec::new(), forward: Vec::new() })
}

/// Looks at the objects that are written soon, so that those waits for memory are one wait and not one
/// after the other: objects lie anywhere. First where they begin, a round later what they hold.
#[inline(never)]
fn look_ahead<H: Handle>(objects: &[Option<H>]) {
    let mut seen = 0_usize;
    for handle in objects.iter().skip(AHEAD).take(AHEAD).flatten() {
        seen = seen.wrapping_add(handle.owners());
    }
    for handle in objects.iter().take(AHEAD).flatten() {
        seen = seen.wrapping_add(handle.graph_touch());
    }
    std::hint::black_box(seen);
}

/// Writes the objects of a table that wait, and those that they add to it.
pub(super) fn write_all<H: Handle>(out: &mut Writer, table: usize) -> Result<(), CodecError> {
    let bodies = std::mem::take(&mut out.sheets[table].bodies);
    let outer = std::mem::replace(&mut out.bytes, bodies);
    loop {
        let sheet = &mut out.sheets[table];
        let id = sheet.done;
        let objects = &nodes::<H>(&mut sheet.nodes)?.objects;
        if id.is_multiple_of(AHEAD) {
            look_ahead(objects.get(id..).unwrap_or_default());
        }
        let handle = objects.get(id).cloned().flatten();
        let body = match handle {
            Some(_) => None,
            None => match sheet.bodies_behind.get(&id) {
                Some(body) => Some(Rc::clone(body)),
                None => break,
            },
        };
        sheet.done += 1;
        out.depth = 0;
        match (&handle, body) {
            (Some(handle), _) => handle.graph_write(out),
            (None, Some(body)) => body(out),
            (None, None) => break,
        }
        .map_err(|fault| fault.in_index(id).in_field(&H::name()))?;
    }
    out.ready.clear(table);
    out.sheets[table].bodies = std::mem::replace(&mut out.bytes, outer);
    Ok(())
}

impl Writer {
    /// Sets aside what is written, and what is returned goes before what follows.
    pub(super) fn begin_frame(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
    }

    /// Ends a frame that began with this.
    pub(super) fn end_frame(&mut self, outer: Vec<u8>) {
        let inner = std::mem::replace(&mut self.bytes, outer);
        put_text(&mut self.bytes, &inner);
    }
}
