//! `dismantle`: finds all that a root owns, empties the cells, and drops owners before what they own.

use std::any::{Any, TypeId};

use super::addresses::Addresses;
use super::pointers::Traced;
use super::tables::small;
use super::{Bin, Content};

/// What is done with the objects of one type.
pub(super) struct Ops {
    trace: fn(&mut Tracer, usize, usize),
    empty: fn(&dyn Any, &mut Bin),
    release: fn(&mut dyn Any, usize),
}

impl Ops {
    pub(super) const fn of<H: Traced>() -> Self {
        Self { trace: trace::<H>, empty: empty::<H>, release: release::<H> }
    }
}

struct Held<H> {
    ids: Addresses,
    objects: Vec<Option<H>>,
}

struct Shelf {
    handle: TypeId,
    ops: &'static Ops,
    held: Box<dyn Any>,
    /// How many owners each object has.
    owners: Vec<u32>,
}

enum What {
    /// Whether there are objects.
    Any,
    /// All objects.
    All,
    /// What one object owns.
    Owned,
}

/// Who is told of the objects that a value owns.
pub struct Tracer {
    what: What,
    found: bool,
    shelves: Vec<Shelf>,
    waiting: Vec<(u32, u32)>,
}

impl Tracer {
    fn new(what: What) -> Self {
        Self { what, found: false, shelves: Vec::new(), waiting: Vec::new() }
    }

    pub(super) fn counting() -> Self {
        Self::new(What::Any)
    }

    pub(super) fn found_any(&self) -> bool {
        self.found
    }

    /// Notes an object.
    pub(super) fn visit<H: Traced>(&mut self, handle: &H) {
        if let What::Any = self.what {
            self.found = true;
            return;
        }
        let id = TypeId::of::<H>();
        let number = match self.shelves.iter().position(|shelf| shelf.handle == id) {
            Some(number) => number,
            None => {
                let held = Box::new(Held::<H> { ids: Addresses::default(), objects: Vec::new() });
                let ops = const { &Ops::of::<H>() };
                self.shelves.push(Shelf { handle: id, ops, held, owners: Vec::new() });
                self.shelves.len() - 1
            }
        };
        let objects = &mut self.shelves[number];
        let Some(held) = objects.held.downcast_mut::<Held<H>>() else { return };
        let Some((place, is_new)) = held.ids.meet(handle.address()) else { return };
        if is_new {
            held.objects.push(Some(handle.clone()));
            objects.owners.push(0);
        } else if matches!(self.what, What::All) {
            return;
        }
        self.waiting.push((small(number), place));
    }

    fn trace(&mut self, (table, id): (u32, u32)) {
        let ops = self.shelves[table as usize].ops;
        (ops.trace)(self, table as usize, id as usize);
    }
}

fn trace<H: Traced>(tracer: &mut Tracer, table: usize, id: usize) {
    let held = tracer.shelves[table].held.downcast_ref::<Held<H>>();
    if let Some(Some(handle)) = held.and_then(|held| held.objects.get(id)) {
        let handle = handle.clone();
        handle.graph_trace(tracer);
    }
}

fn empty<H: Traced>(held: &dyn Any, bin: &mut Bin) {
    for handle in held.downcast_ref::<Held<H>>().iter().flat_map(|held| &held.objects).flatten() {
        handle.graph_empty(bin);
    }
}

fn release<H: Traced>(held: &mut dyn Any, id: usize) {
    if let Some(held) = held.downcast_mut::<Held<H>>() {
        held.objects[id] = None;
    }
}

pub(super) fn dismantle<T: Content>(root: T) {
    let mut tracer = Tracer::new(What::All);
    root.graph_trace(&mut tracer);
    while let Some(object) = tracer.waiting.pop() {
        tracer.trace(object);
    }
    let mut bin = Bin::default();
    for shelf in &tracer.shelves {
        (shelf.ops.empty)(&*shelf.held, &mut bin);
    }
    drop(bin);
    drop(root);
    // what is left owns in one direction: owners go first, so that each drop is one object's
    tracer.what = What::Owned;
    let all: Vec<_> = (0..tracer.shelves.len())
        .flat_map(|table| {
            let count = tracer.shelves[table].owners.len();
            (0..count).map(move |id| (small(table), small(id)))
        })
        .collect();
    for object in &all {
        tracer.trace(*object);
        for (table, id) in std::mem::take(&mut tracer.waiting) {
            tracer.shelves[table as usize].owners[id as usize] += 1;
        }
    }
    let is_free = |tracer: &Tracer, (table, id): (u32, u32)| {
        tracer.shelves[table as usize].owners[id as usize] == 0
    };
    let mut free: Vec<_> = all.into_iter().filter(|object| is_free(&tracer, *object)).collect();
    while let Some((table, id)) = free.pop() {
        tracer.trace((table, id));
        let owned = std::mem::take(&mut tracer.waiting);
        let shelf = &mut tracer.shelves[table as usize];
        (shelf.ops.release)(&mut *shelf.held, id as usize);
        for object in owned {
            let owners = &mut tracer.shelves[object.0 as usize].owners[object.1 as usize];
            *owners = owners.saturating_sub(1);
            if *owners == 0 {
                free.push(object);
            }
        }
    }
}
