//! Compares the types that the input tells of with the program's, and plans what differs.

use std::any::TypeId;
use std::rc::Rc;

use super::dynamic::Registry;
use super::read::{Mode, Reader, State, Table};
use super::schema::{Record, Schema};
use super::write::MAGIC;
use crate::codec::{CodecError, CodecErrorKind, Limits};

/// How deep a shape may be nested.
const DEPTH: usize = 64;

/// Names and shapes.
type WireFields<'a> = Vec<(&'a str, &'a [u8])>;

struct WireRecord<'a> {
    name: &'a str,
    version: u32,
    is_enum: bool,
    variants: Vec<(&'a str, WireFields<'a>)>,
}

struct WireTable<'a> {
    tag: Option<(usize, &'a str)>,
    shape: &'a [u8],
}

/// How a derived type stands in the input.
pub(super) struct Plan {
    pub(super) version: u32,
    is_enum: bool,
    variants: Vec<VariantPlan>,
}

struct VariantPlan {
    /// The variant's number in the program.
    local: Option<usize>,
    fields: Vec<FieldPlan>,
}

struct FieldPlan {
    /// The field's number in the program.
    local: Option<usize>,
    shape: Rc<[u8]>,
}

/// The fields of a value, as they come in the input.
pub struct Walk {
    plan: Option<Rc<Plan>>,
    wire: usize,
    variant: usize,
    next: usize,
    count: usize,
}

impl Walk {
    /// Begins with a value of type `T`.
    ///
    /// # Errors
    /// `UnknownTag` for a variant that there is not.
    pub fn begin<T: Record>(input: &mut Reader<'_>) -> Result<Self, CodecError> {
        if input.exact {
            let variant = if T::INFO.is_enum { input.size()? } else { 0 };
            return match T::INFO.variants.get(variant) {
                Some(info) => {
                    let count = info.fields.len();
                    Ok(Self { plan: None, wire: variant, variant, next: 0, count })
                }
                None => Err(input.fault(CodecErrorKind::UnknownTag)),
            };
        }
        let Some(plan) = input.plans.get(&TypeId::of::<T>()).cloned() else {
            return Err(input.fault(CodecErrorKind::WrongType).in_field(T::INFO.name));
        };
        let wire = if plan.is_enum { input.size()? } else { 0 };
        let found = plan.variants.get(wire);
        match found.and_then(|found| Some((found.local?, found.fields.len()))) {
            Some((variant, count)) => Ok(Self { plan: Some(plan), wire, variant, next: 0, count }),
            None => Err(input.fault(CodecErrorKind::UnknownTag)),
        }
    }

    /// The variant's number in the program.
    pub fn variant(&self) -> usize {
        self.variant
    }

    /// The next field that the program has too; others are passed over.
    ///
    /// # Errors
    /// What is wrong in those.
    pub fn next(&mut self, input: &mut Reader<'_>) -> Result<Option<usize>, CodecError> {
        while self.next < self.count {
            let place = self.next;
            self.next += 1;
            let Some(plan) = &self.plan else { return Ok(Some(place)) };
            let Some(field) = plan.variants[self.wire].fields.get(place) else { break };
            match field.local {
                Some(local) => return Ok(Some(local)),
                None => {
                    let shape = Rc::clone(&field.shape);
                    input.skip(&mut &*shape)?;
                }
            }
        }
        Ok(None)
    }

    /// A field that the input does not have.
    ///
    /// # Errors
    /// Always.
    pub fn missing<T>(&self, input: &Reader<'_>, name: &str) -> Result<T, CodecError> {
        Err(input.fault(CodecErrorKind::MissingField).in_field(name))
    }

    /// A field that there is since a version, as it is for what was written before.
    ///
    /// # Errors
    /// `MissingField`, if it was written later.
    pub fn since<T: Default>(
        &self,
        input: &Reader<'_>,
        name: &str,
        version: u32,
    ) -> Result<T, CodecError> {
        match &self.plan {
            Some(plan) if plan.version < version => Ok(T::default()),
            _ => self.missing(input, name),
        }
    }
}

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

fn utf8<'a>(input: &mut Reader<'a>) -> Result<&'a str, CodecError> {
    let text = input.text()?;
    std::str::from_utf8(text).map_err(|_| input.fault(CodecErrorKind::BadUtf8))
}

fn read_fields<'a>(input: &mut Reader<'a>) -> Result<WireFields<'a>, CodecError> {
    let count = input.count()?;
    let mut fields = WireFields::new();
    for _ in 0..count {
        let name = utf8(input)?;
        if fields.iter().any(|(other, _)| *other == name) {
            return Err(input.fault(CodecErrorKind::DuplicateId).in_field(name));
        }
        fields.push((name, input.text()?));
    }
    Ok(fields)
}

fn read_record<'a>(input: &mut Reader<'a>) -> Result<WireRecord<'a>, CodecError> {
    let name = utf8(input)?;
    let version = u32::try_from(input.varint()?);
    let version = version.map_err(|_| input.fault(CodecErrorKind::Version))?;
    let is_enum = match input.byte()? {
        0 => false,
        1 => true,
        _ => return Err(input.fault(CodecErrorKind::Malformed)),
    };
    let mut variants: Vec<(&str, Vec<_>)> = Vec::new();
    if is_enum {
        for _ in 0..input.count()? {
            let name = utf8(input)?;
            if variants.iter().any(|(other, _)| *other == name) {
                return Err(input.fault(CodecErrorKind::DuplicateId).in_field(name));
            }
            variants.push((name, read_fields(input)?));
        }
    } else {
        variants.push(("", read_fields(input)?));
    }
    Ok(WireRecord { name, version, is_enum, variants })
}

/// A number in a shape, which is taken off its front.
fn number(shape: &mut &[u8]) -> Option<usize> {
    let mut number = 0_usize;
    for shift in (0..28).step_by(7) {
        let (byte, rest) = shape.split_first()?;
        *shape = rest;
        number |= usize::from(byte & 0x7f) << shift;
        if *byte < 0x80 {
            return Some(number);
        }
    }
    None
}

fn has_number(sign: u8) -> bool {
    matches!(sign, b'#' | b'@' | b'~' | b'%' | b'^' | b'!' | b'(' | b'=')
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
                forward.push(super::read::small(id));
            }
            let bodies = self.size()?;
            let start = self.offset();
            self.raw(bodies)?;
            let ty = local.map(|local| &schema.tables[local]);
            if let Some(ty) = ty {
                self.table_of.insert(ty.handle, number);
            }
            self.first.push(super::read::small(total - count));
            let visited = if self.exact { Vec::new() } else { vec![false; count] };
            self.tables.all.push(Table {
                handle: ty.map(|ty| ty.handle),
                ops: ty.map(|ty| ty.ops),
                tag: wire.tag.map_or_else(String::new, |(_, tag)| tag.to_owned()),
                handles: Box::new(()),
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

    /// Passes over a value of a shape.
    pub(super) fn skip(&mut self, shape: &mut &[u8]) -> Result<(), CodecError> {
        self.skip_nested(shape, DEPTH)
    }

    fn skip_nested(&mut self, shape: &mut &[u8], depth: usize) -> Result<(), CodecError> {
        let malformed = |input: &Self| input.fault(CodecErrorKind::Malformed);
        let Some(depth) = depth.checked_sub(1) else {
            return Err(self.fault(CodecErrorKind::TooDeep));
        };
        let Some((sign, rest)) = shape.split_first() else { return Err(malformed(self)) };
        *shape = rest;
        let of = if has_number(*sign) { number(shape).ok_or_else(|| malformed(self))? } else { 0 };
        match sign {
            b'z' => {}
            b'u' | b'i' | b'h' | b'~' => {
                self.varint()?;
            }
            b'@' => {
                let id = self.size()?;
                if id >= self.tables.all.get(of).map_or(0, |table| table.count) {
                    return Err(self.fault(CodecErrorKind::DanglingRef));
                }
            }
            b'%' => {
                self.varint()?;
                self.varint()?;
            }
            b'^' => {
                if self.varint()? != 0 {
                    self.varint()?;
                }
            }
            b'o' => {
                self.byte()?;
            }
            b'f' => {
                self.raw(4)?;
            }
            b'd' => {
                self.raw(8)?;
            }
            b'q' | b'Q' => {
                self.raw(16)?;
            }
            b's' | b'y' => {
                self.text()?;
            }
            b'?' => match self.byte()? {
                0 => skim(shape, depth).ok_or_else(|| malformed(self))?,
                1 => self.skip_nested(shape, depth)?,
                _ => return Err(malformed(self)),
            },
            b'[' | b'{' | b'=' => {
                let count = if *sign == b'=' { of } else { self.count()? };
                let kinds = if *sign == b'{' { 2 } else { 1 };
                let items = *shape;
                for _ in 0..kinds {
                    skim(shape, depth).ok_or_else(|| malformed(self))?;
                }
                if *sign == b'=' && count > self.remaining() && items.first() != Some(&b'z') {
                    return Err(self.fault(CodecErrorKind::Truncated));
                }
                for _ in 0..count {
                    let mut item = items;
                    for _ in 0..kinds {
                        self.skip_nested(&mut item, depth)?;
                    }
                }
            }
            b'(' => {
                for _ in 0..of {
                    self.skip_nested(shape, depth)?;
                }
            }
            b'#' => {
                let plan = self.wire_plans.get(of).cloned().ok_or_else(|| malformed(self))?;
                let variant = if plan.is_enum { self.size()? } else { 0 };
                let Some(variant) = plan.variants.get(variant) else {
                    return Err(self.fault(CodecErrorKind::UnknownTag));
                };
                self.nested(|input| {
                    for field in &variant.fields {
                        input.skip_nested(&mut &*field.shape, depth)?;
                    }
                    Ok(())
                })?;
            }
            b'!' => {
                self.varint()?;
                self.text()?;
            }
            _ => return Err(malformed(self)),
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

/// Takes a shape off the front.
fn skim(shape: &mut &[u8], depth: usize) -> Option<()> {
    let mut left = 1_usize;
    while left > 0 {
        let (sign, rest) = shape.split_first()?;
        *shape = rest;
        let of = if has_number(*sign) { number(shape)? } else { 0 };
        left = left - 1
            + match sign {
                b'?' | b'[' | b'=' => 1,
                b'{' => 2,
                b'(' => of,
                _ => 0,
            };
        if left > depth * 256 {
            return None;
        }
    }
    Some(())
}
