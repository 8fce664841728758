//! `Writer`: walks a graph with a list of what is still to be written, at no depth of the stack.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};

use super::pointers::Handle;
use super::schema::{Schema, TableType};
use crate::codec::{CodecError, CodecErrorKind};

/// The first bytes of a graph; the last is the version of the format.
pub(super) const MAGIC: [u8; 3] = [b'd', b'g', 1];

/// How deep values may be nested inside each other: what a reader takes by default.
const DEPTH: usize = 100;

/// Addresses are spread already; one multiplication brings the spread to the top bits.
#[derive(Default)]
pub(super) struct AddressHasher(u64);

impl Hasher for AddressHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
    }

    fn write_usize(&mut self, address: usize) {
        self.0 = (address as u64 >> 4).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(26);
    }
}

pub(super) type ByAddress<V> = HashMap<usize, V, BuildHasherDefault<AddressHasher>>;

/// Which tables have objects waiting; the lowest comes first, for writer and reader alike.
#[derive(Default)]
pub(super) struct Ready(Vec<u64>);

impl Ready {
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
pub(super) fn put(out: &mut Vec<u8>, mut number: u64) {
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

/// The objects of one table.
struct Nodes<H> {
    ids: ByAddress<u32>,
    objects: Vec<H>,
    /// Targets of weak references that nothing had reached; they are held, so that no other
    /// object takes their address.
    forward: Vec<H>,
    forward_ids: ByAddress<u32>,
}

impl<H> Default for Nodes<H> {
    fn default() -> Self {
        Self {
            ids: ByAddress::default(),
            objects: Vec::new(),
            forward: Vec::new(),
            forward_ids: ByAddress::default(),
        }
    }
}

struct Sheet {
    handle: TypeId,
    nodes: Box<dyn Any>,
    /// How many objects are written.
    done: usize,
    bodies: Vec<u8>,
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
            let (handle, nodes) = (*handle, (ops.nodes)());
            self.sheets.push(Sheet { handle, nodes, done: 0, bodies: Vec::new() });
        }
        self.hint = table;
        table
    }

    /// Appends a reference that owns its object.
    #[inline]
    pub(super) fn strong<H: Handle>(&mut self, table: usize, handle: &H) -> Result<(), CodecError> {
        let nodes = nodes::<H>(&mut self.sheets[table])?;
        let next = nodes.objects.len();
        let id = match nodes.ids.entry(handle.address()) {
            Entry::Occupied(entry) => *entry.get(),
            Entry::Vacant(entry) => {
                let id = u32::try_from(next).map_err(|_| CodecErrorKind::TooLarge)?;
                nodes.objects.push(handle.clone());
                self.ready.set(table);
                *entry.insert(id)
            }
        };
        self.varint(id.into());
        Ok(())
    }

    /// Appends a weak reference: twice the number and 2 of an object that was reached, twice the
    /// number and 1 in the list of those that may be reached later, or 0.
    pub(super) fn weak<H: Handle>(
        &mut self,
        table: usize,
        handle: Option<H>,
    ) -> Result<(), CodecError> {
        let Some(handle) = handle else {
            self.varint(0);
            return Ok(());
        };
        let nodes = nodes::<H>(&mut self.sheets[table])?;
        let address = handle.address();
        let number = match nodes.ids.get(&address) {
            Some(id) => u64::from(*id) * 2 + 2,
            None => {
                let next = nodes.forward.len();
                let id = match nodes.forward_ids.entry(address) {
                    Entry::Occupied(entry) => *entry.get(),
                    Entry::Vacant(entry) => {
                        let id = u32::try_from(next).map_err(|_| CodecErrorKind::TooLarge)?;
                        nodes.forward.push(handle);
                        *entry.insert(id)
                    }
                };
                u64::from(id) * 2 + 1
            }
        };
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
                    (self.schema.tables[number].ops.write_forward)(&*sheet.nodes, &mut out);
                    put_text(&mut out, &sheet.bodies);
                }
            }
        }
        out.extend_from_slice(&self.bytes);
        Ok(out)
    }
}

fn nodes<H: Handle>(sheet: &mut Sheet) -> Result<&mut Nodes<H>, CodecError> {
    sheet.nodes.downcast_mut().ok_or_else(|| CodecErrorKind::WrongType.into())
}

/// The empty list of a table's objects.
pub(super) fn no_nodes<H: Handle>() -> Box<dyn Any> {
    Box::new(Nodes::<H>::default())
}

/// Writes the objects of a table that wait, and those that they add to it.
pub(super) fn write_all<H: Handle>(out: &mut Writer, table: usize) -> Result<(), CodecError> {
    let bodies = std::mem::take(&mut out.sheets[table].bodies);
    let outer = std::mem::replace(&mut out.bytes, bodies);
    loop {
        let sheet = &mut out.sheets[table];
        let id = sheet.done;
        let Some(handle) = nodes::<H>(sheet)?.objects.get(id).cloned() else { break };
        sheet.done += 1;
        out.depth = 0;
        handle.graph_write(out).map_err(|fault| fault.in_index(id).in_field(&H::name()))?;
    }
    out.ready.clear(table);
    out.sheets[table].bodies = std::mem::replace(&mut out.bytes, outer);
    Ok(())
}

/// Appends what became of the targets of weak references: their number and 1, or 0 where nothing
/// owns them.
pub(super) fn write_forward<H: Handle>(nodes: &dyn Any, out: &mut Vec<u8>) {
    let Some(nodes) = nodes.downcast_ref::<Nodes<H>>() else { return put(out, 0) };
    put(out, nodes.forward.len() as u64);
    for handle in &nodes.forward {
        let id = nodes.ids.get(&handle.address());
        put(out, id.map_or(0, |id| u64::from(*id) + 1));
    }
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
