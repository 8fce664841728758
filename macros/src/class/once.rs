//! That a class is given one block of methods: the fault is told at the second.
//!
//! The compiler calls the macro of the class with the last block first, so where the blocks stand is
//! kept as `#[methods]` sees them. What a macro server keeps alive is no crate that is compiled once,
//! and its tokens have no files: nothing is kept there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use proc_macro2::Ident;

/// Where the classes of one name in one file stand, and the blocks for such a name.
#[derive(Default)]
struct Places {
    classes: Vec<(usize, u64)>,
    blocks: Vec<usize>,
}

#[derive(Default)]
struct Seen {
    places: BTreeMap<(String, String), Places>,
    bound: BTreeSet<u64>,
}

static SEEN: Mutex<Option<Seen>> = Mutex::new(None);

fn with<R: Default>(name: &Ident, f: impl FnOnce(&mut Seen, (String, String), usize) -> R) -> R {
    if !proc_macro::is_available() {
        return R::default();
    }
    let span = name.span().unwrap();
    if span.local_file().is_none() {
        return R::default();
    }
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    f(seen.get_or_insert_default(), (span.file(), name.to_string()), span.line())
}

/// A class that waits for its methods.
pub(super) fn class(name: &Ident, id: u64) {
    with(name, |seen, key, line| seen.places.entry(key).or_default().classes.push((line, id)));
}

/// A block that asks for its class.
pub(super) fn block(name: &Ident) {
    with(name, |seen, key, line| seen.places.entry(key).or_default().blocks.push(line));
}

/// Whether the class has another block, which stands above this one or was read before it.
pub(super) fn is_second(name: &Ident, id: u64) -> bool {
    with(name, |seen, key, line| {
        if seen.places.get(&key).is_some_and(|places| places.has_above(line, id)) {
            return true;
        }
        !seen.bound.insert(id)
    })
}

impl Places {
    /// Whether another block of the class stands between it and this line.
    fn has_above(&self, line: usize, id: u64) -> bool {
        let Some(of_class) = self.classes.iter().find(|(_, one)| *one == id).map(|(at, _)| *at)
        else {
            return false;
        };
        // a block belongs to the nearest class above it, unless that one is in a module within
        let nearest =
            |block: usize| self.classes.iter().map(|(at, _)| *at).filter(|at| *at < block).max();
        let between = |block: &&usize| of_class < **block && **block < line;
        self.blocks.iter().filter(between).any(|block| nearest(*block) == Some(of_class))
    }
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn a_block_is_the_second_of_its_own_class_only() {
        let places = Places { classes: vec![(1, 7), (5, 9)], blocks: vec![8, 20, 25] };
        assert!(!places.has_above(8, 9), "the block of the class in a module within");
        assert!(!places.has_above(20, 7), "between stands the block of another class");
        let places = Places { classes: vec![(1, 7)], blocks: vec![3, 9] };
        assert!(!places.has_above(3, 7));
        assert!(places.has_above(9, 7));
    }
}
