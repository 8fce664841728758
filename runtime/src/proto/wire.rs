//! Writing: keys, varints and lengths, in one walk over the values.
#![expect(clippy::cast_possible_truncation, reason = "a varint has seven bits in each byte")]

use alloc::vec::Vec;

/// How a value stands on the wire.
///
/// See <https://protobuf.dev/programming-guides/encoding/#structure>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// A number of one to ten bytes.
    Varint = 0,
    /// Eight bytes, the least first.
    Fixed64 = 1,
    /// A length and as many bytes.
    Delimited = 2,
    /// Fields up to an `EndGroup` of the same tag; of proto2, and kept as an unknown field.
    StartGroup = 3,
    /// The end of a group.
    EndGroup = 4,
    /// Four bytes, the least first.
    Fixed32 = 5,
}

/// What takes the bytes of a message: a vector, or only their number.
pub trait Sink {
    /// Takes bytes as they are.
    fn bytes(&mut self, bytes: &[u8]);
    /// Takes a number in its shortest form.
    fn varint(&mut self, value: u64);
    /// Takes a key, a length, and as many bytes.
    fn delimited(&mut self, key: u32, bytes: &[u8]);
    /// Takes what `write` writes, after its length.
    fn nested(&mut self, write: impl FnOnce(&mut Self));

    /// Takes a key, and what `write` writes after its length.
    #[inline]
    fn keyed(&mut self, tag: u32, write: impl FnOnce(&mut Self)) {
        self.key(tag, Wire::Delimited);
        self.nested(write);
    }

    /// Takes the key of a field.
    #[inline]
    fn key(&mut self, tag: u32, wire: Wire) {
        self.varint(u64::from(key(tag, wire)));
    }
}

/// A field's key: its tag and how its value stands on the wire.
#[inline]
pub(super) const fn key(tag: u32, wire: Wire) -> u32 {
    tag << 3 | wire as u32
}

/// The length of a number's shortest form.
#[inline]
pub(super) const fn varint_len(value: u64) -> usize {
    ((value | 1).ilog2() / 7 + 1) as usize
}

/// Counts the bytes.
#[derive(Default)]
pub(super) struct Counter(pub(super) usize);

impl Sink for Counter {
    #[inline]
    fn bytes(&mut self, bytes: &[u8]) {
        self.0 += bytes.len();
    }

    #[inline]
    fn varint(&mut self, value: u64) {
        self.0 += varint_len(value);
    }

    #[inline]
    fn delimited(&mut self, key: u32, bytes: &[u8]) {
        self.0 += varint_len(key.into()) + varint_len(bytes.len() as u64) + bytes.len();
    }

    #[inline]
    fn nested(&mut self, write: impl FnOnce(&mut Self)) {
        let before = self.0;
        write(self);
        self.0 += varint_len((self.0 - before) as u64);
    }
}

/// Writes to the end of a vector.
///
/// A length is known only when its message is written. One byte is left for it, which is enough for
/// most; the longer ones are remembered and make room for themselves in one move at the end, so
/// that no value is walked twice and no byte is moved more than once.
pub(super) struct Writer<'a> {
    out: &'a mut Vec<u8>,
    /// Where a longer length stands, and the length.
    long: Vec<(usize, u64)>,
    /// How many bytes the lengths in `long` need beyond the one that each has.
    missing: usize,
}

impl<'a> Writer<'a> {
    pub(super) fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out, long: Vec::new(), missing: 0 }
    }

    /// Makes room for the longer lengths.
    pub(super) fn finish(self) {
        if !self.long.is_empty() {
            make_room(self.out, self.long, self.missing);
        }
    }

    #[cold]
    fn long_varint(&mut self, mut value: u64) {
        let mut bytes = [0; 10];
        let mut len = 0;
        for byte in &mut bytes {
            len += 1;
            *byte = (value as u8) | 0x80;
            value >>= 7;
            if value == 0 {
                *byte &= 0x7f;
                break;
            }
        }
        self.out.extend_from_slice(bytes.get(..len).unwrap_or_default());
    }

    /// Writes what follows the byte that was left for its length.
    #[inline]
    fn after_length(&mut self, write: impl FnOnce(&mut Self)) {
        let (from, missing) = (self.out.len(), self.missing);
        write(self);
        let len = (self.out.len() - from + self.missing - missing) as u64;
        match self.out.get_mut(from - 1) {
            Some(byte) if len < 0x80 => *byte = len as u8,
            _ => self.long_length(from - 1, len),
        }
    }

    #[cold]
    fn long_length(&mut self, at: usize, len: u64) {
        self.long.push((at, len));
        self.missing += varint_len(len) - 1;
    }
}

impl Sink for Writer<'_> {
    #[inline]
    fn bytes(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    #[inline]
    fn varint(&mut self, value: u64) {
        if value < 0x80 {
            self.out.push(value as u8);
        } else if value < 0x4000 {
            self.out.extend_from_slice(&[value as u8 | 0x80, (value >> 7) as u8]);
        } else {
            self.long_varint(value);
        }
    }

    #[inline]
    fn delimited(&mut self, key: u32, bytes: &[u8]) {
        if key < 0x80 && bytes.len() < 0x80 {
            self.out.extend_from_slice(&[key as u8, bytes.len() as u8]);
        } else {
            self.varint(key.into());
            self.varint(bytes.len() as u64);
        }
        self.out.extend_from_slice(bytes);
    }

    #[inline]
    fn nested(&mut self, write: impl FnOnce(&mut Self)) {
        self.out.push(0);
        self.after_length(write);
    }

    #[inline]
    fn keyed(&mut self, tag: u32, write: impl FnOnce(&mut Self)) {
        let key = key(tag, Wire::Delimited);
        if key < 0x80 {
            self.out.extend_from_slice(&[key as u8, 0]);
        } else {
            self.varint(key.into());
            self.out.push(0);
        }
        self.after_length(write);
    }
}

/// Puts the longer lengths in, from the last to the first: what follows one moves to its place.
fn make_room(out: &mut Vec<u8>, mut long: Vec<(usize, u64)>, missing: usize) {
    long.sort_unstable();
    let mut end = out.len();
    out.resize(end + missing, 0);
    let mut shift = missing;
    for (at, mut len) in long.into_iter().rev() {
        out.copy_within(at + 1..end, at + 1 + shift);
        let bytes = varint_len(len);
        let first = at + shift + 1 - bytes;
        for (i, byte) in out.iter_mut().skip(first).take(bytes).enumerate() {
            *byte = (len as u8 & 0x7f) | if i + 1 < bytes { 0x80 } else { 0 };
            len >>= 7;
        }
        end = at;
        shift -= bytes - 1;
    }
}
