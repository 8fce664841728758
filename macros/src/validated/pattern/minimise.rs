//! Merges the states that no text tells apart: Hopcroft's algorithm.

use super::dfa::Dfa;
use super::slots::Slots;

/// The block of each state; states of a block are alike.
pub(super) fn blocks(dfa: &Dfa) -> Vec<usize> {
    let count = dfa.accepts.len();
    let sources = Sources::new(dfa);
    let mut partition = Partition {
        states: (0..count).collect(),
        place: (0..count).collect(),
        block: vec![0; count],
        bounds: vec![(0, count)],
        marked: vec![0],
    };
    for (state, accepts) in dfa.accepts.iter().enumerate() {
        if *accepts {
            partition.mark(state);
        }
    }
    let mut queued = vec![true];
    let mut queue = vec![0];
    queue.extend(partition.split(0).inspect(|_| queued.push(true)));
    let mut touched = Vec::new();
    while let Some(splitter) = queue.pop() {
        queued.put(splitter, false);
        let members = partition.members(splitter).to_vec();
        for class in 0..dfa.width {
            for target in &members {
                for source in sources.of(*target, class) {
                    let block = partition.block.at(*source);
                    if partition.marked.at(block) == 0 {
                        touched.push(block);
                    }
                    partition.mark(*source);
                }
            }
            for block in touched.drain(..) {
                let Some(new) = partition.split(block) else { continue };
                // One half is enough to look at again, unless the whole still waits.
                let smaller = partition.members(new).len() <= partition.members(block).len();
                let again = if queued.at(block) || smaller { new } else { block };
                queued.push(false);
                queued.put(again, true);
                queue.push(again);
            }
        }
    }
    partition.block
}

/// The states before a state, by class.
struct Sources {
    count: usize,
    starts: Vec<usize>,
    states: Vec<usize>,
}

impl Sources {
    fn new(dfa: &Dfa) -> Self {
        let count = dfa.accepts.len();
        let mut starts = vec![0; count * dfa.width + 1];
        let slots = || {
            dfa.next.chunks(dfa.width).enumerate().flat_map(move |(source, row)| {
                row.iter().enumerate().map(move |(class, target)| (source, class * count + target))
            })
        };
        for (_, slot) in slots() {
            let more = starts.at(slot) + 1;
            starts.put(slot, more);
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let mut states = vec![0; total];
        for (source, slot) in slots() {
            let place = starts.at(slot) - 1;
            starts.put(slot, place);
            states.put(place, source);
        }
        Self { count, starts, states }
    }

    fn of(&self, target: usize, class: usize) -> &[usize] {
        let slot = class * self.count + target;
        self.states.get(self.starts.at(slot)..self.starts.at(slot + 1)).unwrap_or_default()
    }
}

/// States in blocks, a block's marked ones first.
struct Partition {
    states: Vec<usize>,
    place: Vec<usize>,
    block: Vec<usize>,
    bounds: Vec<(usize, usize)>,
    marked: Vec<usize>,
}

impl Partition {
    fn members(&self, block: usize) -> &[usize] {
        let (start, end) = self.bounds.at(block);
        self.states.get(start..end).unwrap_or_default()
    }

    fn mark(&mut self, state: usize) {
        let block = self.block.at(state);
        let to = self.bounds.at(block).0 + self.marked.at(block);
        let from = self.place.at(state);
        if from < to {
            return;
        }
        let other = self.states.at(to);
        self.states.put(to, state);
        self.states.put(from, other);
        self.place.put(state, to);
        self.place.put(other, from);
        let more = self.marked.at(block) + 1;
        self.marked.put(block, more);
    }

    /// Makes a block of the marked states, unless all are; clears the marks.
    fn split(&mut self, block: usize) -> Option<usize> {
        let (start, end) = self.bounds.at(block);
        let middle = start + self.marked.at(block);
        self.marked.put(block, 0);
        if middle == start || middle == end {
            return None;
        }
        let new = self.bounds.len();
        self.bounds.push((start, middle));
        self.bounds.put(block, (middle, end));
        self.marked.push(0);
        for state in self.states.get(start..middle).unwrap_or_default() {
            self.block.put(*state, new);
        }
        Some(new)
    }
}
