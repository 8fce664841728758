//! Writing: keys, varints and lengths, in one walk over the values.
#![expect(clippy::cast_possible_truncation, reason = "a varint has seven bits in each byte")]

use alloc::vec::Vec;

use crate::codec::{CodecError, CodecErrorKind};

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

/// How deep messages may be nested that are written, since each level takes stack: well beyond the 100
/// that readers take by default, and below what a thread of 2 MiB holds in a build for tests.
const DEPTH: u32 = 512;

/// Counts the bytes.
pub(super) struct Counter {
    pub(super) bytes: usize,
    /// How many levels may still be entered.
    depth: u32,
    pub(super) is_too_deep: bool,
}

impl Counter {
    pub(super) fn new() -> Self {
        Self { bytes: 0, depth: DEPTH, is_too_deep: false }
    }
}

impl Sink for Counter {
    #[inline]
    fn bytes(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len();
    }

    #[inline]
    fn varint(&mut self, value: u64) {
        self.bytes += varint_len(value);
    }

    #[inline]
    fn delimited(&mut self, key: u32, bytes: &[u8]) {
        self.bytes += varint_len(key.into()) + varint_len(bytes.len() as u64) + bytes.len();
    }

    #[inline]
    fn nested(&mut self, write: impl FnOnce(&mut Self)) {
        let Some(depth) = self.depth.checked_sub(1) else {
            self.is_too_deep = true;
            return;
        };
        self.depth = depth;
        let before = self.bytes;
        write(self);
        self.bytes += varint_len((self.bytes - before) as u64);
        self.depth = depth + 1;
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
    /// How many levels may still be entered.
    depth: u32,
    is_too_deep: bool,
}

impl<'a> Writer<'a> {
    pub(super) fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out, long: Vec::new(), missing: 0, depth: DEPTH, is_too_deep: false }
    }

    /// Makes room for the longer lengths.
    ///
    /// # Errors
    /// `TooDeep`.
    #[inline]
    pub(super) fn finish(self) -> Result<(), CodecError> {
        if !self.long.is_empty() {
            make_room(self.out, self.long, self.missing);
        }
        if self.is_too_deep { Err(CodecErrorKind::TooDeep.into()) } else { Ok(()) }
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

    #[cold]
    fn long_delimited(&mut self, key: u32, bytes: &[u8]) {
        self.varint(key.into());
        self.varint(bytes.len() as u64);
        self.out.extend_from_slice(bytes);
    }

    /// Writes what follows the byte that was left for its length.
    #[inline]
    fn after_length(&mut self, write: impl FnOnce(&mut Self)) {
        let Some(depth) = self.depth.checked_sub(1) else {
            self.is_too_deep = true;
            return;
        };
        self.depth = depth;
        let (from, missing) = (self.out.len(), self.missing);
        write(self);
        self.depth = depth + 1;
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

    // the key is a constant of each call, which a function of its own would look at again
    #[expect(clippy::inline_always, reason = "it takes a sixth off a list of messages")]
    #[inline(always)]
    fn delimited(&mut self, key: u32, bytes: &[u8]) {
        if key < 0x80 && bytes.len() < 0x80 {
            self.out.extend_from_slice(&[key as u8, bytes.len() as u8]);
            self.out.extend_from_slice(bytes);
        } else {
            self.long_delimited(key, bytes);
        }
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
