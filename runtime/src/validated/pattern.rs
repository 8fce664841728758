//! The matcher of `#[validate(pattern = "..")]`: walks what the macro compiled, as constant data.

/// A compiled pattern, built by the macro and asked by the generated code.
#[derive(Clone, Copy, Debug)]
pub struct Pattern {
    shortest: usize,
    longest: usize,
    plan: Plan,
}

/// How the text is read.
#[derive(Clone, Copy, Debug)]
enum Plan {
    Runs(&'static [Run]),
    Table(Table),
}

/// A count of bytes that all lie in one set of byte ranges.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    min: usize,
    max: usize,
    ranges: &'static [(u8, u8)],
}

/// A minimised automaton: rows of little-endian `u16` offsets, one entry for each class of bytes.
#[derive(Clone, Copy, Debug)]
struct Table {
    classes: &'static [u8; 256],
    rows: &'static [u8],
    start: u16,
    accept: u16,
}

/// The offset of the state that no byte leaves and that matches nothing.
const DEAD: u16 = 0;
/// The offset of the state that no byte leaves and that has matched.
const MATCHED: u16 = 1;

impl Pattern {
    /// A pattern anchored at both ends that needs no choice: its runs follow one another.
    #[must_use]
    pub const fn runs(runs: &'static [Run]) -> Self {
        Self { shortest: 0, longest: usize::MAX, plan: Plan::Runs(runs) }
    }

    /// Any other pattern, as an automaton.
    ///
    /// An entry of `rows` is the byte offset of the next row, 0 for "never" or 1 for "matched";
    /// a text that ends in a row at `accept` or later matches.
    #[must_use]
    pub const fn table(
        classes: &'static [u8; 256],
        rows: &'static [u8],
        start: u16,
        accept: u16,
    ) -> Self {
        let plan = Plan::Table(Table { classes, rows, start, accept });
        Self { shortest: 0, longest: usize::MAX, plan }
    }

    /// The same pattern, known to match no text of fewer bytes.
    #[must_use]
    pub const fn at_least(self, shortest: usize) -> Self {
        Self { shortest, ..self }
    }

    /// The same pattern, known to match no text of more bytes.
    #[must_use]
    pub const fn at_most(self, longest: usize) -> Self {
        Self { longest, ..self }
    }

    /// Whether the pattern is found in `text`.
    // Inlined, a constant pattern of runs becomes the checks a person would write.
    #[must_use]
    #[inline]
    pub fn is_match(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        // A text of the wrong length is refused before a byte is read, whatever its size.
        if bytes.len() < self.shortest || bytes.len() > self.longest {
            return false;
        }
        match &self.plan {
            Plan::Runs(runs) if self.shortest == self.longest => fixed(runs, bytes),
            Plan::Runs(runs) => follow(runs, bytes),
            Plan::Table(table) if self.shortest == self.longest => table.steps(bytes),
            Plan::Table(table) => table.walk(bytes),
        }
    }
}

impl Run {
    /// A run of exactly `count` bytes.
    #[must_use]
    pub const fn exactly(count: usize, ranges: &'static [(u8, u8)]) -> Self {
        Self { min: count, max: count, ranges }
    }

    /// A run of `min` bytes or more.
    #[must_use]
    pub const fn at_least(min: usize, ranges: &'static [(u8, u8)]) -> Self {
        Self { min, max: usize::MAX, ranges }
    }

    /// A run of `min` to `max` bytes.
    #[must_use]
    pub const fn between(min: usize, max: usize, ranges: &'static [(u8, u8)]) -> Self {
        Self { min, max, ranges }
    }

    /// Whether a byte is in the set.
    #[inline]
    fn has(&self, byte: u8) -> bool {
        self.ranges.iter().any(|&(low, high)| low <= byte && byte <= high)
    }
}

/// Reads runs of varying length.
#[inline]
fn follow(runs: &[Run], mut rest: &[u8]) -> bool {
    for run in runs {
        // As many as there are is right: the macro makes runs only where the byte after a run of
        // varying length cannot be part of it.
        let count = rest.iter().take(run.max).take_while(|byte| run.has(**byte)).count();
        match rest.get(count..) {
            Some(tail) if count >= run.min => rest = tail,
            _ => return false,
        }
    }
    rest.is_empty()
}

/// Reads runs of fixed length, of a text that is as long as they are together.
#[inline]
fn fixed(runs: &[Run], mut rest: &[u8]) -> bool {
    for run in runs {
        let Some((head, tail)) = rest.split_at_checked(run.min) else { return false };
        if !head.iter().all(|byte| run.has(*byte)) {
            return false;
        }
        rest = tail;
    }
    rest.is_empty()
}

impl Table {
    /// Reads a text of a fixed length: a plain loop, which the compiler can unroll.
    #[inline]
    fn steps(&self, bytes: &[u8]) -> bool {
        let mut state = self.start;
        for byte in bytes {
            if state <= MATCHED {
                break;
            }
            state = self.next(state, *byte);
        }
        self.ends_in(state)
    }

    /// Reads a text of any length.
    fn walk(&self, bytes: &[u8]) -> bool {
        let mut state = self.start;
        let mut rest = bytes.iter();
        while state > MATCHED {
            let Some(byte) = rest.next() else { break };
            let mut next = self.next(state, *byte);
            if next == state {
                // While bytes stay in a row no load waits for the one before it, which is most
                // of the time of a long text.
                let mut nexts = rest.by_ref().map(|byte| self.next(state, *byte));
                match nexts.find(|next| *next != state) {
                    Some(other) => next = other,
                    None => break,
                }
            }
            state = next;
        }
        self.ends_in(state)
    }

    /// Whether a text that ends in a state matches.
    #[inline]
    fn ends_in(&self, state: u16) -> bool {
        state == MATCHED || state >= self.accept
    }

    /// The state behind a byte.
    #[inline]
    fn next(&self, state: u16, byte: u8) -> u16 {
        let class = self.classes.get(usize::from(byte)).copied().unwrap_or_default();
        let entry = usize::from(state) + 2 * usize::from(class);
        // The macro's tables have every entry; one that is not there refuses the text.
        match self.rows.get(entry..entry + 2) {
            Some(&[low, high]) => u16::from_le_bytes([low, high]),
            _ => DEAD,
        }
    }
}
