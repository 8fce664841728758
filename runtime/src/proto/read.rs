//! Reading: a cursor over the bytes of one message at a time.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::mem;

use super::{Message, Unknown, Wire};
use crate::codec::{CodecError, CodecErrorKind, Limits, utf8};

/// A field's key: its tag and how its value stands on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    tag: u32,
    wire: Wire,
}

impl Key {
    /// The field's number.
    #[inline]
    #[must_use]
    pub const fn tag(self) -> u32 {
        self.tag
    }

    /// How its value stands on the wire.
    #[inline]
    #[must_use]
    pub const fn wire(self) -> Wire {
        self.wire
    }
}

/// A message that stands in several pieces.
struct Pieces<'de> {
    all: Vec<&'de [u8]>,
    /// How many of them were begun.
    begun: usize,
}

/// A cursor over the bytes of the message that is being read.
pub struct Reader<'de> {
    /// What is left of the message.
    rest: &'de [u8],
    /// All of the message, or its pieces where it stands in several.
    message: &'de [u8],
    pieces: Option<Box<Pieces<'de>>>,
    /// The address of the input's first byte.
    start: usize,
    depth: usize,
    items: usize,
    alloc: usize,
    /// The addresses of messages that were read before their turn.
    read: Vec<usize>,
}

impl<'de> Reader<'de> {
    pub(super) fn new(bytes: &'de [u8], limits: &Limits) -> Result<Self, CodecError> {
        if bytes.len() > limits.bytes {
            return Err(CodecErrorKind::TooLarge.into());
        }
        let reader = Self {
            rest: bytes,
            message: bytes,
            pieces: None,
            start: bytes.as_ptr() as usize,
            depth: limits.depth,
            items: limits.items,
            alloc: limits.alloc,
            read: Vec::new(),
        };
        if limits.depth == 0 { Err(reader.fail(CodecErrorKind::TooDeep)) } else { Ok(reader) }
    }

    /// How many bytes of the input stand before the cursor.
    #[must_use]
    pub fn offset(&self) -> usize {
        (self.rest.as_ptr() as usize).wrapping_sub(self.start)
    }

    /// An error at the cursor.
    #[cold]
    #[must_use]
    pub fn fail(&self, kind: CodecErrorKind) -> CodecError {
        CodecError::new(kind).at(self.offset())
    }

    /// Counts an element, and the memory that it takes.
    ///
    /// # Errors
    /// [`CodecErrorKind::TooLarge`] where the limits allow no more.
    #[inline]
    pub fn item(&mut self, bytes: usize) -> Result<(), CodecError> {
        let Some(items) = self.items.checked_sub(1) else {
            return Err(self.fail(CodecErrorKind::TooLarge));
        };
        self.items = items;
        self.memory(bytes)
    }

    /// Whether the limits allow so many elements; they are counted when they are there.
    ///
    /// # Errors
    /// [`CodecErrorKind::TooLarge`] where the limits allow no more.
    pub fn afford(&self, count: usize, size: usize) -> Result<(), CodecError> {
        if count <= self.items && count.saturating_mul(size) <= self.alloc {
            return Ok(());
        }
        Err(self.fail(CodecErrorKind::TooLarge))
    }

    /// Counts memory that a value takes.
    ///
    /// # Errors
    /// [`CodecErrorKind::TooLarge`] where the limits allow no more.
    #[inline]
    pub fn memory(&mut self, bytes: usize) -> Result<(), CodecError> {
        match self.alloc.checked_sub(bytes) {
            Some(left) => {
                self.alloc = left;
                Ok(())
            }
            None => Err(self.fail(CodecErrorKind::TooLarge)),
        }
    }

    /// A number.
    ///
    /// # Errors
    /// `Truncated`, or `Malformed` where it has more than 64 bits.
    #[inline]
    pub fn varint(&mut self) -> Result<u64, CodecError> {
        if let [byte, rest @ ..] = self.rest
            && *byte < 0x80
        {
            self.rest = rest;
            return Ok(u64::from(*byte));
        }
        self.long_varint()
    }

    fn long_varint(&mut self) -> Result<u64, CodecError> {
        let mut value = 0;
        for (i, byte) in self.rest.iter().enumerate().take(10) {
            value |= u64::from(byte & 0x7f) << (7 * i);
            if *byte < 0x80 {
                if i == 9 && *byte > 1 {
                    break;
                }
                self.rest = self.rest.get(i + 1..).unwrap_or_default();
                return Ok(value);
            }
        }
        let is_short = self.rest.len() < 10;
        let kind = if is_short { CodecErrorKind::Truncated } else { CodecErrorKind::Malformed };
        Err(self.fail(kind))
    }

    /// As many bytes as an array has.
    ///
    /// # Errors
    /// `Truncated`.
    #[inline]
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], CodecError> {
        match self.rest.split_first_chunk() {
            Some((bytes, rest)) => {
                self.rest = rest;
                Ok(*bytes)
            }
            None => Err(self.fail(CodecErrorKind::Truncated)),
        }
    }

    /// A length and as many bytes.
    ///
    /// # Errors
    /// `Truncated`, or those of the length.
    #[inline]
    pub fn delimited(&mut self) -> Result<&'de [u8], CodecError> {
        let len = usize::try_from(self.varint()?).unwrap_or(usize::MAX);
        match self.rest.split_at_checked(len) {
            Some((bytes, rest)) => {
                self.rest = rest;
                Ok(bytes)
            }
            None => Err(self.fail(CodecErrorKind::Truncated)),
        }
    }

    /// A length and a text of as many bytes.
    ///
    /// # Errors
    /// `BadUtf8` at the first wrong byte, or those of the length.
    #[inline]
    pub fn text(&mut self) -> Result<&'de str, CodecError> {
        let bytes = self.delimited()?;
        match utf8(bytes) {
            Ok(text) => Ok(text),
            Err(fault) => {
                let at = self.offset() - bytes.len() + fault.valid_up_to();
                Err(CodecError::new(CodecErrorKind::BadUtf8).at(at))
            }
        }
    }

    /// The next key; nothing at the end of the message.
    #[inline]
    fn key(&mut self) -> Result<Option<Key>, CodecError> {
        while self.rest.is_empty() {
            match &mut self.pieces {
                None => return Ok(None),
                Some(pieces) => match pieces.all.get(pieces.begun) {
                    None => return Ok(None),
                    Some(piece) => {
                        self.rest = piece;
                        pieces.begun += 1;
                    }
                },
            }
        }
        let value = self.varint()?;
        let wire = match value & 7 {
            0 => Wire::Varint,
            1 => Wire::Fixed64,
            2 => Wire::Delimited,
            3 => Wire::StartGroup,
            4 => Wire::EndGroup,
            5 => Wire::Fixed32,
            _ => return Err(self.fail(CodecErrorKind::Malformed)),
        };
        match u32::try_from(value >> 3) {
            Ok(tag @ 1..=0x1fff_ffff) => Ok(Some(Key { tag, wire })),
            _ => Err(self.fail(CodecErrorKind::Malformed)),
        }
    }

    /// Goes past a field that nobody knows.
    ///
    /// # Errors
    /// Those of the field's value.
    pub fn skip(&mut self, key: Key) -> Result<(), CodecError> {
        match key.wire {
            Wire::Varint => self.varint().map(drop),
            Wire::Fixed64 => self.array::<8>().map(drop),
            Wire::Fixed32 => self.array::<4>().map(drop),
            Wire::Delimited => self.delimited().map(drop),
            Wire::StartGroup => self.skip_group(key.tag),
            Wire::EndGroup => Err(self.fail(CodecErrorKind::Malformed)),
        }
    }

    /// Goes past a group; the groups in it are on a list and not on the stack.
    fn skip_group(&mut self, tag: u32) -> Result<(), CodecError> {
        let mut open = Vec::from([tag]);
        while let Some(innermost) = open.last() {
            if self.rest.is_empty() {
                return Err(self.fail(CodecErrorKind::Truncated));
            }
            let Some(key) = self.key()? else {
                return Err(self.fail(CodecErrorKind::Truncated));
            };
            match key.wire {
                Wire::StartGroup if open.len() >= self.depth => {
                    return Err(self.fail(CodecErrorKind::TooDeep));
                }
                Wire::StartGroup => open.push(key.tag),
                Wire::EndGroup if key.tag == *innermost => drop(open.pop()),
                _ => self.skip(key)?,
            }
        }
        Ok(())
    }

    /// Keeps a field that nobody knows.
    ///
    /// # Errors
    /// Those of the field's value.
    pub fn keep(&mut self, key: Key, unknown: &mut Unknown) -> Result<(), CodecError> {
        let before = self.rest;
        self.skip(key)?;
        let value = before.get(..before.len() - self.rest.len()).unwrap_or_default();
        self.memory(value.len() + 5)?;
        unknown.push_raw(super::wire::key(key.tag, key.wire), value);
        Ok(())
    }

    /// Refuses a value that stands on the wire in another way than its field's.
    ///
    /// # Errors
    /// [`CodecErrorKind::WrongType`].
    #[inline]
    pub fn expect(&self, key: Key, wire: Wire) -> Result<(), CodecError> {
        if key.wire == wire { Ok(()) } else { Err(self.fail(CodecErrorKind::WrongType)) }
    }

    /// Reads the values of a packed list.
    ///
    /// # Errors
    /// Those of the values.
    #[inline]
    pub fn packed(
        &mut self,
        mut read: impl FnMut(&mut Self) -> Result<(), CodecError>,
    ) -> Result<(), CodecError> {
        let list = self.delimited()?;
        let outer = mem::replace(&mut self.rest, list);
        while !self.rest.is_empty() {
            read(self)?;
        }
        self.rest = outer;
        Ok(())
    }

    /// How many bytes are left of the message, or of a packed list.
    #[inline]
    #[must_use]
    pub fn left(&self) -> usize {
        self.rest.len()
    }

    /// Reads the fields of a nested message into what is there of it, then runs its rules.
    ///
    /// # Errors
    /// Those of its fields and rules, and `TooDeep`.
    #[inline]
    pub fn message<M: Message<'de>>(&mut self, value: &mut M) -> Result<(), CodecError> {
        let bytes = self.delimited()?;
        self.inside(bytes, |reader| reader.fields(value))
    }

    /// Reads what stands in a nested message.
    #[inline]
    fn inside(
        &mut self,
        bytes: &'de [u8],
        read: impl FnOnce(&mut Self) -> Result<(), CodecError>,
    ) -> Result<(), CodecError> {
        if self.depth <= 1 {
            return Err(self.fail(CodecErrorKind::TooDeep));
        }
        let (rest, message) = (self.rest, self.message);
        let pieces = self.pieces.take();
        self.depth -= 1;
        (self.rest, self.message) = (bytes, bytes);
        let done = read(self);
        self.depth += 1;
        (self.rest, self.message) = (rest, message);
        self.pieces = pieces;
        done
    }

    /// Reads fields to the end of the message, then runs its rules.
    pub(super) fn fields<M: Message<'de>>(&mut self, value: &mut M) -> Result<(), CodecError> {
        self.some_fields(value)?;
        value.finish().map_err(|error| error.at(self.offset()))
    }

    /// Reads fields to the end of the input, and asks no rules: others may follow.
    #[inline]
    pub(super) fn some_fields<M: Message<'de>>(&mut self, value: &mut M) -> Result<(), CodecError> {
        while let Some(key) = self.key()? {
            if let Err(error) = value.read_field(key, self) {
                let field = M::fields().find(|field| field.tag == key.tag);
                return Err(match field {
                    Some(field) => error.in_field(field.name),
                    None => error,
                });
            }
        }
        Ok(())
    }

    /// Reads the key and the value of a map's entry.
    ///
    /// # Errors
    /// Those of both, and `TooDeep`.
    pub fn entry(
        &mut self,
        mut read: impl FnMut(Key, &mut Self) -> Result<(), CodecError>,
    ) -> Result<(), CodecError> {
        let bytes = self.delimited()?;
        self.inside(bytes, |reader| {
            while let Some(key) = reader.key()? {
                read(key, reader)?;
            }
            Ok(())
        })
    }

    /// Reads a message that a field has once. Rules run when all pieces of it are there: where the
    /// first ones alone break some, the pieces that follow are read before their turn.
    ///
    /// # Errors
    /// Those of [`Reader::message`].
    #[inline]
    pub fn singular<M: Message<'de>>(&mut self, key: Key, value: &mut M) -> Result<(), CodecError> {
        let bytes = self.delimited()?;
        if !self.read.is_empty() && self.read.contains(&(bytes.as_ptr() as usize)) {
            return Ok(());
        }
        match self.inside(bytes, |reader| reader.fields(value)) {
            Err(error) if error.kind() == CodecErrorKind::Invalid => {
                self.whole(key, value).unwrap_or(Err(error))
            }
            done => done,
        }
    }

    /// Reads a message anew from all its pieces, if there is more than one.
    fn whole<M: Message<'de>>(
        &mut self,
        key: Key,
        value: &mut M,
    ) -> Option<Result<(), CodecError>> {
        let alone = [self.message];
        let all = self.pieces.as_ref().map_or(&alone[..], |pieces| &pieces.all);
        let mut pieces = Vec::new();
        for piece in all {
            let mut scan = Self::new(piece, &Limits::default()).ok()?;
            // what is wrong with the fields that follow is found in their turn
            while let Ok(Some(found)) = scan.key() {
                if found == key {
                    pieces.push(scan.delimited().ok()?);
                } else if scan.skip(found).is_err() {
                    break;
                }
            }
        }
        if pieces.len() < 2 {
            return None;
        }
        self.read.extend(pieces.iter().map(|piece| piece.as_ptr() as usize));
        *value = M::empty();
        Some(self.inside(pieces.first().copied()?, |reader| {
            reader.pieces = Some(Box::new(Pieces { all: pieces, begun: 1 }));
            let done = reader.fields(value);
            reader.pieces = None;
            done
        }))
    }
}
