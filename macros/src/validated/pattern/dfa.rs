//! The automaton without choices: each state is a set of states of the one with choices.

use std::collections::HashMap;

use super::Fault;
use super::nfa::{Nfa, State};
use super::parse::Look;
use super::slots::Slots;

/// An automaton without choices.
#[derive(Clone, Debug)]
pub(super) struct Dfa {
    /// The class of each byte: bytes of a class are not told apart.
    pub(super) classes: [u8; 256],
    /// How many classes there are.
    pub(super) width: usize,
    /// The next state, by state and class.
    pub(super) next: Vec<usize>,
    /// Whether a text that ends in a state matches.
    pub(super) accepts: Vec<bool>,
    /// The state at the text's start.
    pub(super) start: usize,
}

/// The state that no byte leaves and that matches nothing.
pub(super) const DEAD: usize = 0;
/// The state that no byte leaves and that has matched.
pub(super) const MATCHED: usize = 1;
/// The most states before those that are alike are merged.
const MOST_STATES: usize = 8_192;
/// The most steps of building, so that no pattern holds up the user's build.
const MOST_STEPS: usize = 3_000_000;

/// What is on one side of a place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Side {
    /// The text's start or end.
    Edge,
    /// A byte of `\w`.
    Word,
    /// Another byte.
    Other,
    /// A byte inside a character: before it is no place at all.
    Inside,
}

/// A set of states, and what is before it.
type Key = (Vec<usize>, Side);

/// Builds the automaton.
pub(super) fn build(nfa: &Nfa) -> Result<Dfa, Fault> {
    let boundaries = nfa
        .states
        .iter()
        .any(|state| matches!(state, State::Look { look: Look::Boundary | Look::Inside, .. }));
    let (classes, firsts) = classes(nfa, boundaries);
    let mut builder = Builder {
        nfa,
        boundaries,
        seen: vec![0; nfa.states.len()],
        round: 0,
        steps: 0,
        numbers: HashMap::new(),
        keys: vec![(Vec::new(), Side::Other); 2],
    };
    let start = builder.state(&[nfa.start], Side::Edge)?;
    let mut dfa = Dfa {
        classes,
        width: firsts.len(),
        next: vec![DEAD; firsts.len()],
        accepts: vec![false, true],
        start,
    };
    dfa.next.extend(vec![MATCHED; firsts.len()]);
    let mut at = MATCHED + 1;
    while let Some((set, before)) = builder.keys.get(at).cloned() {
        for byte in &firsts {
            dfa.next.push(builder.step(&set, before, *byte)?);
        }
        dfa.accepts.push(builder.close(&set, before, Some(Side::Edge)).is_none());
        if builder.keys.len() > MOST_STATES || builder.steps > MOST_STEPS {
            return Err(super::table::too_large());
        }
        at += 1;
    }
    Ok(dfa)
}

/// Numbers the bytes by what the states tell apart; also the first byte of each class.
fn classes(nfa: &Nfa, boundaries: bool) -> ([u8; 256], Vec<u8>) {
    let mut begins = [false; 256];
    let mut range = |low: u8, high: u8| {
        begins.put(low.into(), true);
        begins.put(usize::from(high) + 1, true);
    };
    for state in &nfa.states {
        if let State::Byte { low, high, .. } = state {
            range(*low, *high);
        }
    }
    if boundaries {
        for (low, high) in [(b'0', b'9'), (b'A', b'Z'), (b'_', b'_'), (b'a', b'z'), (0x80, 0xBF)] {
            range(low, high);
        }
    }
    let mut classes = [0; 256];
    let mut firsts: Vec<u8> = Vec::new();
    let mut class = 0;
    for byte in 0..=u8::MAX {
        if firsts.is_empty() || begins.at(byte.into()) {
            // At most as many classes as bytes, so the number fits.
            class = u8::try_from(firsts.len()).unwrap_or_default();
            firsts.push(byte);
        }
        classes.put(byte.into(), class);
    }
    (classes, firsts)
}

/// The states so far, with a stamp for each state of the source to visit it once a round.
struct Builder<'n> {
    nfa: &'n Nfa,
    boundaries: bool,
    seen: Vec<usize>,
    round: usize,
    steps: usize,
    numbers: HashMap<Key, usize>,
    keys: Vec<Key>,
}

impl Builder<'_> {
    /// The state behind a byte.
    fn step(&mut self, set: &[usize], before: Side, byte: u8) -> Result<usize, Fault> {
        let resolved;
        let set = if self.boundaries {
            match self.close(set, before, Some(side(byte))) {
                Some(states) => {
                    resolved = states;
                    &resolved
                }
                None => return Ok(MATCHED),
            }
        } else {
            set
        };
        let mut targets = Vec::new();
        for state in set {
            self.steps += 1;
            if let Some(State::Byte { low, high, next }) = self.nfa.states.get(*state)
                && (*low..=*high).contains(&byte)
            {
                targets.push(*next);
            }
        }
        let before = match side(byte) {
            Side::Word => Side::Word,
            _ => Side::Other,
        };
        self.state(&targets, before)
    }

    /// The number of a set of states.
    fn state(&mut self, seeds: &[usize], before: Side) -> Result<usize, Fault> {
        let Some(set) = self.close(seeds, before, None) else { return Ok(MATCHED) };
        if set.is_empty() {
            return Ok(DEAD);
        }
        if self.steps > MOST_STEPS {
            return Err(super::table::too_large());
        }
        // Only `\b` and `\B` still ask what is before; `^` is settled by now.
        let before = if self.boundaries { before } else { Side::Other };
        let key = (set, before);
        if let Some(number) = self.numbers.get(&key) {
            return Ok(*number);
        }
        let number = self.keys.len();
        self.numbers.insert(key.clone(), number);
        self.keys.push(key);
        Ok(number)
    }

    /// All that is reached with no byte: the states that wait for a byte or for what is `after`,
    /// in order; `None` if the pattern is found.
    fn close(&mut self, seeds: &[usize], before: Side, after: Option<Side>) -> Option<Vec<usize>> {
        self.round += 1;
        let mut waiting = Vec::new();
        let mut todo = seeds.to_vec();
        while let Some(number) = todo.pop() {
            self.steps += 1;
            if self.seen.at(number) == self.round {
                continue;
            }
            self.seen.put(number, self.round);
            match self.nfa.states.get(number)? {
                State::Match => return None,
                State::Byte { .. } => waiting.push(number),
                State::Split(targets) => todo.extend(targets),
                State::Look { look, next } => match holds(*look, before, after) {
                    Some(true) => todo.push(*next),
                    Some(false) => {}
                    None => waiting.push(number),
                },
            }
        }
        waiting.sort_unstable();
        Some(waiting)
    }
}

/// Whether a place is here, if that is known yet.
fn holds(look: Look, before: Side, after: Option<Side>) -> Option<bool> {
    let differs = |after| (before == Side::Word) != (after == Side::Word);
    match look {
        Look::Start => Some(before == Side::Edge),
        Look::End => after.map(|after| after == Side::Edge),
        Look::Boundary => after.map(|after| after != Side::Inside && differs(after)),
        Look::Inside => after.map(|after| after != Side::Inside && !differs(after)),
    }
}

/// What a byte is to a place next to it.
fn side(byte: u8) -> Side {
    match byte {
        b'0'..=b'9' | b'A'..=b'Z' | b'_' | b'a'..=b'z' => Side::Word,
        0x80..=0xBF => Side::Inside,
        _ => Side::Other,
    }
}
