//! Sets of characters and their form in UTF-8.

/// The last Unicode scalar value.
const LAST: u32 = 0x10_FFFF;

/// A set of characters, as ranges of code points.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CharSet {
    ranges: Vec<(u32, u32)>,
}

/// The bytes of some characters, a range for each place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sequence {
    /// The ranges of the first bytes.
    pub(super) bytes: Vec<(u8, u8)>,
    /// Whether any continuation bytes may follow, up to the end of the character.
    pub(super) open: bool,
}

impl CharSet {
    /// One character.
    pub(super) fn one(char: char) -> Self {
        Self { ranges: vec![(char.into(), char.into())] }
    }

    /// The characters of some ranges.
    pub(super) fn of(ranges: &[(char, char)]) -> Self {
        let mut set = Self::default();
        for (low, high) in ranges {
            set.add(*low, *high);
        }
        set
    }

    /// Adds the characters from `low` to `high`.
    pub(super) fn add(&mut self, low: char, high: char) {
        self.ranges.push((low.into(), high.into()));
        self.tidy();
    }

    /// Adds the characters of another set.
    pub(super) fn join(&mut self, other: &Self) {
        self.ranges.extend(&other.ranges);
        self.tidy();
    }

    /// The characters that are not in this set.
    pub(super) fn inverse(&self) -> Self {
        let mut ranges = Vec::new();
        let mut from = 0;
        for (low, high) in &self.ranges {
            if from < *low {
                ranges.push((from, low - 1));
            }
            from = high + 1;
        }
        if from <= LAST {
            ranges.push((from, LAST));
        }
        Self { ranges }
    }

    /// The byte ranges of a set of ASCII characters.
    pub(super) fn ascii(&self) -> Option<Vec<(u8, u8)>> {
        let byte = |point: u32| u8::try_from(point).ok().filter(u8::is_ascii);
        self.ranges.iter().map(|(low, high)| Some((byte(*low)?, byte(*high)?))).collect()
    }

    /// The character of a set of one.
    pub(super) fn single(&self) -> Option<char> {
        match *self.ranges.as_slice() {
            [(low, high)] if low == high => char::from_u32(low),
            _ => None,
        }
    }

    /// The fewest and the most bytes a character of this set has, `None` for the empty set.
    pub(super) fn widths(&self) -> Option<(usize, usize)> {
        let width = |point: u32| match point {
            0..0x80 => 1,
            0x80..0x800 => 2,
            0x800..0x1_0000 => 3,
            _ => 4,
        };
        Some((width(self.ranges.first()?.0), width(self.ranges.last()?.1)))
    }

    /// The UTF-8 of the set.
    ///
    /// The matcher's text is a `str`, so continuation bytes that are free need not be counted:
    /// every non-ASCII character is "a first byte and what follows", one state instead of eight.
    pub(super) fn sequences(&self) -> Vec<Sequence> {
        let mut plain = Vec::new();
        for (low, high) in &self.ranges {
            // The bounds of each width, surrogates left out.
            for (first, last) in
                [(0, 0x7F), (0x80, 0x7FF), (0x800, 0xD7FF), (0xE000, 0xFFFF), (0x1_0000, LAST)]
            {
                let (low, high) = (first.max(*low), last.min(*high));
                if low <= high {
                    split(low, high, &mut plain);
                }
            }
        }
        let mut sequences: Vec<Sequence> = Vec::new();
        for sequence in plain.into_iter().map(open) {
            // `C2..DF` then any, `E0` then any: one range of first bytes.
            match (sequences.last_mut(), sequence.bytes.as_slice()) {
                (Some(Sequence { bytes, open: true }), &[(low, high)])
                    if sequence.open && bytes.len() == 1 =>
                {
                    match bytes.first_mut() {
                        Some(range) if range.1 + 1 == low => range.1 = high,
                        _ => sequences.push(sequence),
                    }
                }
                _ => sequences.push(sequence),
            }
        }
        sequences
    }

    fn tidy(&mut self) {
        self.ranges.sort_unstable();
        let mut tidy: Vec<(u32, u32)> = Vec::with_capacity(self.ranges.len());
        for (low, high) in self.ranges.drain(..) {
            match tidy.last_mut() {
                Some(last) if low <= last.1 + 1 => last.1 = last.1.max(high),
                _ => tidy.push((low, high)),
            }
        }
        self.ranges = tidy;
    }
}

/// Splits a range of one width where its bytes stop being independent of one another.
fn split(low: u32, high: u32, out: &mut Vec<Vec<(u8, u8)>>) {
    for bits in [6, 12, 18] {
        let mask = (1 << bits) - 1;
        if low >= 0x80 && low & !mask != high & !mask {
            if low & mask != 0 {
                split(low, low | mask, out);
                return split((low | mask) + 1, high, out);
            }
            if high & mask != mask {
                split(low, (high & !mask) - 1, out);
                return split(high & !mask, high, out);
            }
        }
    }
    if let (Some(low), Some(high)) = (char::from_u32(low), char::from_u32(high)) {
        let (mut from, mut to) = ([0; 4], [0; 4]);
        let (from, to) = (low.encode_utf8(&mut from), high.encode_utf8(&mut to));
        out.push(from.bytes().zip(to.bytes()).collect());
    }
}

/// Drops the last bytes as far as they are free in valid UTF-8.
fn open(mut bytes: Vec<(u8, u8)>) -> Sequence {
    let mut open = false;
    while let [before @ .., last] = bytes.as_slice() {
        // After some first bytes UTF-8 itself bars part of the second byte's range.
        let free = match before {
            [] => break,
            [(0xE0, 0xE0)] => (0xA0, 0xBF),
            [(0xED, 0xED)] => (0x80, 0x9F),
            [(0xF0, 0xF0)] => (0x90, 0xBF),
            [(0xF4, 0xF4)] => (0x80, 0x8F),
            _ => (0x80, 0xBF),
        };
        if *last != free {
            break;
        }
        bytes.pop();
        open = true;
    }
    Sequence { bytes, open }
}
