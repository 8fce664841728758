//! The matcher's table, from a pattern's tree.

use super::Fault;
use super::dfa::{self, DEAD, Dfa, MATCHED};
use super::minimise;
use super::nfa;
use super::parse::Node;
use super::slots::Slots;

/// The rows of an automaton, as the matcher reads them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    /// The column of each byte.
    pub(crate) classes: [u8; 256],
    /// Little-endian `u16` offsets of rows, after two that stand for "never" and "matched".
    pub(crate) rows: Vec<u8>,
    /// The offset of the first row.
    pub(crate) start: u16,
    /// The offset of the first of the rows in which a text may end.
    pub(crate) accept: u16,
}

/// The most bytes of a table, with its classes.
const MOST: usize = 16 * 1024;
/// The offset of the first row: 0 and 1 are no rows.
const FIRST: usize = 2;

/// Compiles to a table.
pub(super) fn table(tree: &Node) -> Result<Table, Fault> {
    let dfa = dfa::build(&nfa::build(tree)?)?;
    let blocks = minimise::blocks(&dfa);
    if blocks.at(dfa.start) == blocks.at(DEAD) {
        return Err(Fault::new(
            0,
            "no text matches this pattern, nothing comes before `^` or after `$`",
        ));
    }
    let (states, accept) = order(&dfa, &blocks);
    let (classes, columns) = columns(&dfa, &blocks, &states);
    let width = 2 * columns.len();
    if 256 + FIRST + width * states.len() > MOST {
        return Err(too_large());
    }
    // Where each block's row is; `DEAD` and `MATCHED` are their own numbers.
    let mut offsets = vec![0; dfa.accepts.len()];
    offsets.put(blocks.at(MATCHED), MATCHED);
    for (row, state) in states.iter().enumerate() {
        offsets.put(blocks.at(*state), FIRST + row * width);
    }
    // Within `MOST`, so within `u16`.
    let offset = |state| u16::try_from(offsets.at(blocks.at(state))).unwrap_or_default();
    let mut rows = vec![0; FIRST];
    for state in &states {
        for column in &columns {
            rows.extend(offset(dfa.next.at(state * dfa.width + column)).to_le_bytes());
        }
    }
    let accept = u16::try_from(FIRST + accept * width).unwrap_or(u16::MAX);
    Ok(Table { classes, rows, start: offset(dfa.start), accept })
}

/// What is said of a pattern whose table is too large.
pub(super) fn too_large() -> Fault {
    Fault::new(
        0,
        "this pattern needs a table of more than 16 KiB, lower its repeats or \
         check it with `pattern_with = PATH`",
    )
}

/// One state of each block, those in which a text may end last; and how many come before them.
fn order(dfa: &Dfa, blocks: &[usize]) -> (Vec<usize>, usize) {
    let mut known = vec![false; blocks.len()];
    known.put(blocks.at(DEAD), true);
    known.put(blocks.at(MATCHED), true);
    let mut states = Vec::new();
    for (state, block) in blocks.iter().enumerate() {
        if !known.at(*block) {
            known.put(*block, true);
            states.push(state);
        }
    }
    states.sort_by_key(|state| dfa.accepts.at(*state));
    let accept = states.iter().filter(|state| !dfa.accepts.at(**state)).count();
    (states, accept)
}

/// The classes that still differ once states are merged: their bytes, and one old class of each.
fn columns(dfa: &Dfa, blocks: &[usize], states: &[usize]) -> ([u8; 256], Vec<usize>) {
    let column = |class: usize| -> Vec<usize> {
        states.iter().map(|state| blocks.at(dfa.next.at(state * dfa.width + class))).collect()
    };
    let mut distinct: Vec<Vec<usize>> = Vec::new();
    let mut columns = Vec::new();
    let mut renamed = vec![0; dfa.width];
    for class in 0..dfa.width {
        let new = column(class);
        let number = distinct.iter().position(|old| *old == new).unwrap_or_else(|| {
            distinct.push(new);
            columns.push(class);
            columns.len() - 1
        });
        renamed.put(class, u8::try_from(number).unwrap_or_default());
    }
    (dfa.classes.map(|class| renamed.at(class.into())), columns)
}
