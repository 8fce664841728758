//! Compares the types that the input tells of with the program's, and plans what differs.

use std::any::TypeId;
use std::rc::Rc;

use super::dynamic::Registry;
use super::head::{WireRecord, WireTable, read_record, utf8};
use super::read::{Mode, Reader};
use super::schema::Schema;
use super::skip::{has_number, number};
use super::tables::{State, Table, small};
use super::walk::{FieldPlan, Plan, VariantPlan};
use super::write::MAGIC;
use crate::codec::{CodecError, CodecErrorKind, Limits};

/// The head of the input, and what of it is which type of the program.
struct Binder<'a> {
    records: Vec<WireRecord<'a>>,
    tables: Vec<WireTable<'a>>,
    slots: usize,
    schema: Schema,
    record_of: Vec<Option<usize>>,
    table_of: Vec<Option<usize>>,
    slot_of: Vec<Option<usize>>,
    queue: Vec<Job>,
    plans: Vec<(TypeId, usize, Plan)>,
    is_exact: bool,
}

enum Job {
    Record(usize, usize),
    Table(usize, usize),
}

impl Binder<'_> {
    fn bind(&mut self, mut wire: &[u8], mut local: &[u8]) -> Result<(), CodecErrorKind> {
        while let Some((sign, rest)) = wire.split_first() {
            wire = rest;
            let (other, rest) = local.split_first().ok_or(CodecErrorKind::WrongType)?;
            local = rest;
            if sign != other {
                return Err(CodecErrorKind::WrongType);
            }
            if !has_number(*sign) {
                continue;
            }
            let theirs = number(&mut wire).ok_or(CodecErrorKind::Malformed)?;
            let ours = number(&mut local).ok_or(CodecErrorKind::Malformed)?;
            let (bound, job) = match sign {
                b'#' => (self.record_of.get_mut(theirs), Some(Job::Record(theirs, ours))),
                b'@' | b'~' => (self.table_of.get_mut(theirs), Some(Job::Table(theirs, ours))),
                b'%' | b'^' | b'!' => (self.slot_of.get_mut(theirs), None),
                _ if theirs == ours => continue,
                _ => return Err(CodecErrorKind::WrongType),
            };
            match bound {
                None => return Err(CodecErrorKind::Malformed),
                Some(bound @ None) => {
                    *bound = Some(ours);
                    self.is_exact &= theirs == ours;
                    self.queue.extend(job);
                }
                // one type may have become two: each has its plan, but objects have one type
                Some(Some(bound)) if *bound != ours && *sign == b'#' => {
                    self.is_exact = false;
                    self.queue.extend(job.filter(|_| {
                        let id = self.schema.records[ours].id;
                        !self.plans.iter().any(|(other, wire, _)| (*other, *wire) == (id, theirs))
                    }));
                }
                Some(Some(bound)) if *bound != ours => return Err(CodecErrorKind::WrongType),
                Some(Some(_)) => {}
            }
        }
        if local.is_empty() { Ok(()) } else { Err(CodecErrorKind::WrongType) }
    }

    fn run(&mut self) -> Result<(), CodecError> {
        while let Some(job) = self.queue.pop() {
            match job {
                Job::Table(theirs, ours) => {
                    let wire = self.tables[theirs].shape;
                    let local = self.schema.tables[ours].shape.clone();
                    let name = (self.schema.tables[ours].ops.name)();
                    self.bind(wire, &local)
                        .map_err(|kind| CodecError::new(kind).in_field(&name))?;
                }
                Job::Record(theirs, ours) => self.record(theirs, ours)?,
            }
        }
        Ok(())
    }

    fn record(&mut self, theirs: usize, ours: usize) -> Result<(), CodecError> {
        let id = self.schema.records[ours].id;
        if let Some((_, other, _)) = self.plans.iter().find(|(other, ..)| *other == id) {
            let is_other = *other != theirs;
            return if is_other { Err(CodecErrorKind::WrongType.into()) } else { Ok(()) };
        }
        let (info, shapes) =
            (self.schema.records[ours].info, self.schema.records[ours].shapes.clone());
        let wire = &self.records[theirs];
        let fault = |kind| CodecError::new(kind).in_field(info.name);
        if wire.name != info.name || wire.is_enum != info.is_enum {
            return Err(fault(CodecErrorKind::WrongType));
        }
        let (version, is_enum, wire) = (wire.version, wire.is_enum, wire.variants.clone());
        self.is_exact &= version == info.version && wire.len() == info.variants.len();
        let mut variants = Vec::with_capacity(wire.len());
        for (place, (name, wire)) in wire.into_iter().enumerate() {
            let local = info.variants.iter().position(|variant| variant.name == name);
            self.is_exact &= local == Some(place);
            let known = local.map_or(&[][..], |local| info.variants[local].fields);
            self.is_exact &= known.len() == wire.len();
            let mut fields = Vec::with_capacity(wire.len());
            for (place, (name, shape)) in wire.into_iter().enumerate() {
                let number = known.iter().position(|field| field.name == name);
                self.is_exact &= number == Some(place);
                if let (Some(local), Some(number)) = (local, number) {
                    self.bind(shape, &shapes[local][number])
                        .map_err(|kind| CodecError::new(kind).in_field(name).in_field(info.name))?;
                }
                fields.push(FieldPlan { local: number, shape: shape.into() });
            }
            variants.push(VariantPlan { local, fields });
        }
        self.plans.push((id, theirs, Plan { version, is_enum, variants }));
        Ok(())
    }

    /// Finds the types behind traits by their tags.
    fn tagged(&mut self, registry: Option<&Registry>) -> Result<(), CodecError> {
        let mut tags = Vec::new();
        for theirs in 0..self.tables.len() {
            let Some((slot, tag)) = self.tables[theirs].tag else { continue };
            if slot >= self.slots {
                return Err(CodecErrorKind::Malformed.into());
            }
            if tags.contains(&(slot, tag)) {
                return Err(CodecError::new(CodecErrorKind::DuplicateId).in_field(tag));
            }
            tags.push((slot, tag));
            let Some(slot) = self.slot_of[slot] else { continue };
            let find = self.schema.slots[slot].find;
            let Some(ours) = find(tag, registry, &mut self.schema, slot)? else { continue };
            self.schema.run();
            match self.table_of[theirs] {
                Some(other) if other != ours => {
                    return Err(CodecError::new(CodecErrorKind::WrongType).in_field(tag));
                }
                Some(_) => {}
                None if self.table_of.contains(&Some(ours)) => {
                    return Err(CodecError::new(CodecErrorKind::DuplicateId).in_field(tag));
                }
                None => {
                    self.table_of[theirs] = Some(ours);
                    self.is_exact &= theirs == ours;
                    self.queue.push(Job::Table(theirs, ours));
                    self.run()?;
                }
            }
        }
        Ok(())
    }
}

impl Reader<'_> {
    /// Reads the head of the input and the places of all objects.
    pub(super) fn open(
        &mut self,
        root: fn(&mut Schema),
        limits: &Limits,
        registry: Option<&Registry>,
    ) -> Result<Schema, CodecError> {
        let magic = self.raw(MAGIC.len())?;
        if magic[..2] != MAGIC[..2] {
            return Err(CodecErrorKind::Malformed.into());
        }
        if magic != MAGIC {
            return Err(self.fault(CodecErrorKind::Version));
        }
        let mut records = Vec::new();
        for _ in 0..self.count()? {
            records.push(read_record(self)?);
        }
        let slots = self.count()?;
        for _ in 0..slots {
            utf8(self)?;
        }
        let mut tables = Vec::new();
        for _ in 0..self.count()? {
            let tag = match self.size()? {
                0 => None,
                slot => Some((slot - 1, utf8(self)?)),
            };
            tables.push(WireTable { tag, shape: self.text()? });
        }
        let shape = self.text()?;
        let (schema, local) = Schema::of(root);
        let mut binder = Binder {
            record_of: vec![None; records.len()],
            table_of: vec![None; tables.len()],
            slot_of: vec![None; slots],
            records,
            tables,
            slots,
            schema,
            queue: Vec::new(),
            plans: Vec::new(),
            is_exact: true,
        };
        binder.bind(shape, &local).map_err(CodecError::new)?;
        binder.run()?;
        binder.tagged(registry)?;
        let Binder { tables, table_of, schema, plans, is_exact, records, .. } = binder;
        self.exact = is_exact && table_of.iter().all(Option::is_some);
        self.places(&tables, &table_of, &schema, limits)?;
        if !self.exact {
            self.plan(&records, plans);
        }
        Ok(schema)
    }

    fn plan(&mut self, records: &[WireRecord<'_>], plans: Vec<(TypeId, usize, Plan)>) {
        // what is not read is passed over by these
        let whole = records.iter().map(|record| {
            let variants = record.variants.iter().map(|(_, fields)| {
                let fields = fields.iter();
                let fields =
                    fields.map(|(_, shape)| FieldPlan { local: None, shape: (*shape).into() });
                VariantPlan { local: None, fields: fields.collect() }
            });
            let (version, is_enum) = (record.version, record.is_enum);
            Rc::new(Plan { version, is_enum, variants: variants.collect() })
        });
        self.wire_plans = whole.collect();
        self.plans = plans.into_iter().map(|(id, _, plan)| (id, Rc::new(plan))).collect();
    }

    fn places(
        &mut self,
        tables: &[WireTable<'_>],
        table_of: &[Option<usize>],
        schema: &Schema,
        limits: &Limits,
    ) -> Result<(), CodecError> {
        let mut total = 0_usize;
        for (number, (wire, local)) in tables.iter().zip(table_of).enumerate() {
            let count = self.size()?;
            total = total.saturating_add(count);
            // each object is named somewhere, in a byte at least
            if total > self.all.len() || total > limits.nodes || u32::try_from(total).is_err() {
                return Err(self.fault(CodecErrorKind::TooLarge));
            }
            let mut forward = Vec::new();
            for _ in 0..self.count()? {
                let id = self.size()?;
                if id > count {
                    return Err(self.fault(CodecErrorKind::DanglingRef));
                }
                forward.push(small(id));
            }
            let bodies = self.size()?;
            let start = self.offset();
            self.raw(bodies)?;
            let ty = local.map(|local| &schema.tables[local]);
            if let Some(ty) = ty {
                self.table_of.insert(ty.handle, number);
            }
            self.first.push(small(total - count));
            let visited = if self.exact { Vec::new() } else { vec![false; count] };
            self.tables.all.push(Table {
                handle: ty.map(|ty| ty.handle),
                ops: ty.map(|ty| ty.ops),
                entry: None,
                tag: wire.tag.map_or_else(String::new, |(_, tag)| tag.to_owned()),
                handles: Rc::new(()),
                count,
                seen: 0,
                linked: 0,
                start,
                at: start,
                end: start + bodies,
                offsets: Vec::new(),
                states: if ty.is_none() { vec![State::Waiting; count] } else { Vec::new() },
                visited,
                forward,
            });
        }
        if total > limits.chain {
            self.edges = Some(Vec::new());
        }
        Ok(())
    }

    /// The table that a reference behind a trait names.
    pub(super) fn table_number(&mut self) -> Result<usize, CodecError> {
        let number = self.size()?;
        match self.tables.all.get(number) {
            Some(table) if table.handle.is_some() => Ok(number),
            Some(table) => {
                let tag = table.tag.clone();
                Err(self.fault(CodecErrorKind::UnknownType).in_field(&tag))
            }
            None => Err(self.fault(CodecErrorKind::DanglingRef)),
        }
    }

    /// Whether references are only passed over.
    pub(super) fn ignores(&self) -> bool {
        matches!(self.mode, Mode::Ignore)
    }
}
