//! `Schema`: what the types of a graph look like, as the head of its bytes says it.

use std::any::TypeId;
use std::collections::{HashMap, VecDeque};

use super::build::Ops;
use super::dynamic::Slot;
use super::pointers::Handle;
use super::write::{put, put_text};

/// What a derive says about its type.
pub struct RecordInfo {
    /// `id = ".."`, or the type's name.
    pub name: &'static str,
    /// `version = ..`, or 1.
    pub version: u32,
    /// Whether a variant's number stands before its fields.
    pub is_enum: bool,
    /// The variants; a struct is the one of its own.
    pub variants: &'static [VariantInfo],
}

/// One variant of an enum, or a struct.
pub struct VariantInfo {
    /// Its name, empty for a struct.
    pub name: &'static str,
    /// Its fields, without those that are skipped.
    pub fields: &'static [FieldText],
    /// What their types look like.
    pub shapes: &'static [fn(&mut Schema)],
}

/// What there is to say of a field.
pub struct FieldText {
    /// Its name, or its number.
    pub name: &'static str,
    /// What to write instead, if it has a `Weak` that cannot be linked.
    pub weak: &'static str,
}

/// A type that `#[derive(Graph)]` stands on.
pub trait Record: super::Content {
    /// What it looks like.
    const INFO: &'static RecordInfo;
}

/// A derived type with the shapes of its fields.
pub(super) struct RecordType {
    pub(super) id: TypeId,
    pub(super) info: &'static RecordInfo,
    /// The shapes by variant and field.
    pub(super) shapes: Vec<Vec<Vec<u8>>>,
}

/// The objects of one type, `Rc<RefCell<Node>>`.
pub(super) struct TableType {
    /// The handle's type, `Rc<..>`.
    pub(super) handle: TypeId,
    pub(super) ops: &'static Ops,
    pub(super) shape: Vec<u8>,
    /// The slot and tag of objects that are found behind a trait alone.
    pub(super) tag: Option<(usize, &'static str)>,
}

enum Job {
    Record(usize),
    Table(usize),
}

/// The types of a graph, numbered as they are met.
///
/// A shape is a type in prefix notation: `?@` and a number is an optional object of that table.
#[derive(Default)]
pub struct Schema {
    shape: Vec<u8>,
    pub(super) records: Vec<RecordType>,
    pub(super) tables: Vec<TableType>,
    pub(super) slots: Vec<Slot>,
    numbers: HashMap<TypeId, usize>,
    queue: VecDeque<Job>,
}

impl Schema {
    /// What can be reached from a root of this type, and the root's shape.
    pub(super) fn of(root: fn(&mut Self)) -> (Self, Vec<u8>) {
        let mut schema = Self::default();
        let shape = schema.describe(root);
        schema.run();
        (schema, shape)
    }

    fn describe(&mut self, shape: fn(&mut Self)) -> Vec<u8> {
        let outer = std::mem::take(&mut self.shape);
        shape(self);
        std::mem::replace(&mut self.shape, outer)
    }

    /// Looks at all types that were met; a loop, as types may lead far.
    pub(super) fn run(&mut self) {
        while let Some(job) = self.queue.pop_front() {
            match job {
                Job::Record(number) => {
                    let variants = self.records[number].info.variants;
                    let shapes = variants
                        .iter()
                        .map(|variant| {
                            variant.shapes.iter().map(|shape| self.describe(*shape)).collect()
                        })
                        .collect();
                    self.records[number].shapes = shapes;
                }
                Job::Table(number) => {
                    let shape = self.tables[number].ops.shape;
                    self.tables[number].shape = self.describe(shape);
                }
            }
        }
    }

    /// Appends a sign to the shape.
    pub fn sign(&mut self, sign: u8) {
        self.shape.push(sign);
    }

    /// Appends a number to the shape.
    pub fn number(&mut self, number: usize) {
        put(&mut self.shape, number as u64);
    }

    /// Appends a derived type to the shape.
    pub fn record<T: Record>(&mut self) {
        let id = TypeId::of::<T>();
        let number = self.numbers.get(&id).copied().unwrap_or_else(|| {
            let number = self.records.len();
            self.numbers.insert(id, number);
            self.records.push(RecordType { id, info: T::INFO, shapes: Vec::new() });
            self.queue.push_back(Job::Record(number));
            number
        });
        self.sign(b'#');
        self.number(number);
    }

    /// The number of the table for handles of this type.
    pub(super) fn table<H: Handle>(&mut self, tag: Option<(usize, &'static str)>) -> usize {
        let handle = TypeId::of::<H>();
        self.numbers.get(&handle).copied().unwrap_or_else(|| {
            let number = self.tables.len();
            self.numbers.insert(handle, number);
            let ops = const { &Ops::of::<H>() };
            self.tables.push(TableType { handle, ops, shape: Vec::new(), tag });
            self.queue.push_back(Job::Table(number));
            number
        })
    }

    /// The number of what stands behind a trait.
    pub(super) fn slot(&mut self, slot: Slot) -> usize {
        self.numbers.get(&slot.handle).copied().unwrap_or_else(|| {
            let number = self.slots.len();
            self.numbers.insert(slot.handle, number);
            self.slots.push(slot);
            number
        })
    }

    /// Appends the head of a graph's bytes.
    pub(super) fn write(&self, root: &[u8], out: &mut Vec<u8>) {
        put(out, self.records.len() as u64);
        for RecordType { info, shapes, .. } in &self.records {
            put_text(out, info.name.as_bytes());
            put(out, u64::from(info.version));
            out.push(info.is_enum.into());
            if info.is_enum {
                put(out, info.variants.len() as u64);
            }
            for (variant, shapes) in info.variants.iter().zip(shapes) {
                if info.is_enum {
                    put_text(out, variant.name.as_bytes());
                }
                put(out, variant.fields.len() as u64);
                for (field, shape) in variant.fields.iter().zip(shapes) {
                    put_text(out, field.name.as_bytes());
                    put_text(out, shape);
                }
            }
        }
        put(out, self.slots.len() as u64);
        for slot in &self.slots {
            put_text(out, slot.name.as_bytes());
        }
        put(out, self.tables.len() as u64);
        for table in &self.tables {
            match table.tag {
                None => out.push(0),
                Some((slot, tag)) => {
                    put(out, slot as u64 + 1);
                    put_text(out, tag.as_bytes());
                }
            }
            put_text(out, &table.shape);
        }
        put_text(out, root);
    }
}
