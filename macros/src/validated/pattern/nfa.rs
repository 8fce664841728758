//! A pattern as an automaton with choices: Thompson's construction over UTF-8 bytes.

use super::Fault;
use super::charset::CharSet;
use super::parse::{Look, Node};

/// Where a state goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// On a byte of a range.
    Byte { low: u8, high: u8, next: usize },
    /// To any of several, with no byte.
    Split(Vec<usize>),
    /// On, with no byte, at a place.
    Look { look: Look, next: usize },
    /// Nowhere: the pattern is found.
    Match,
}

/// An automaton with choices.
#[derive(Clone, Debug)]
pub(super) struct Nfa {
    /// The states, by number.
    pub(super) states: Vec<State>,
    /// Where a search starts.
    pub(super) start: usize,
}

/// The most steps of building: what takes more has far too large a table.
const MOST: usize = 30_000;

/// The automaton that searches for a pattern.
pub(super) fn build(tree: &Node) -> Result<Nfa, Fault> {
    let mut builder = Builder { states: Vec::new(), steps: 0 };
    let found = builder.push(State::Match);
    let start = builder.push(State::Split(Vec::new()));
    let again = builder.push(State::Byte { low: 0, high: u8::MAX, next: start });
    let pattern = builder.node(tree, found)?;
    builder.reach(start, &[pattern, again]);
    Ok(Nfa { states: builder.states, start })
}

/// States so far; built from the end, as each needs to know its next.
struct Builder {
    states: Vec<State>,
    steps: usize,
}

impl Builder {
    fn push(&mut self, state: State) -> usize {
        self.states.push(state);
        self.states.len() - 1
    }

    fn reach(&mut self, split: usize, targets: &[usize]) {
        if let Some(State::Split(old)) = self.states.get_mut(split) {
            old.extend(targets);
        }
    }

    fn node(&mut self, node: &Node, next: usize) -> Result<usize, Fault> {
        self.steps += 1;
        if self.steps.max(self.states.len()) > MOST {
            return Err(super::table::too_large());
        }
        Ok(match node {
            Node::Look(look) => self.push(State::Look { look: *look, next }),
            Node::Set(set) => self.set(set, next),
            Node::All(nodes) => {
                nodes.iter().rev().try_fold(next, |next, node| self.node(node, next))?
            }
            Node::Any(nodes) => {
                let entries: Result<_, _> =
                    nodes.iter().map(|node| self.node(node, next)).collect();
                self.push(State::Split(entries?))
            }
            Node::Repeat { node, min, max } => self.repeat(node, *min, *max, next)?,
        })
    }

    fn set(&mut self, set: &CharSet, next: usize) -> usize {
        let sequences = set.sequences();
        let end = if sequences.iter().any(|sequence| sequence.open) {
            let end = self.push(State::Split(vec![next]));
            let more = self.push(State::Byte { low: 0x80, high: 0xBF, next: end });
            self.reach(end, &[more]);
            end
        } else {
            next
        };
        let mut entries = Vec::with_capacity(sequences.len());
        for sequence in sequences {
            let entry = sequence.bytes.iter().rev().fold(end, |next, (low, high)| {
                self.push(State::Byte { low: *low, high: *high, next })
            });
            entries.push(entry);
        }
        match entries.as_slice() {
            [entry] => *entry,
            _ => self.push(State::Split(entries)),
        }
    }

    fn repeat(
        &mut self,
        node: &Node,
        min: usize,
        max: Option<usize>,
        next: usize,
    ) -> Result<usize, Fault> {
        let mut entry = next;
        match max {
            None => {
                entry = self.push(State::Split(vec![next]));
                let again = self.node(node, entry)?;
                self.reach(entry, &[again]);
            }
            Some(max) => {
                for _ in min..max {
                    let once = self.node(node, entry)?;
                    entry = self.push(State::Split(vec![once, next]));
                }
            }
        }
        for _ in 0..min {
            entry = self.node(node, entry)?;
        }
        Ok(entry)
    }
}
