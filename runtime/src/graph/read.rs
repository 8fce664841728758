//! `Reader`: reads values.

use std::any::TypeId;
use std::collections::HashMap;
use std::rc::Rc;

use super::tables::Tables;
use super::walk::Plan;
use super::write::Ready;
use crate::codec::{CodecError, CodecErrorKind, Limits};

/// How many items of no bytes all lists may have, beside one for each byte of the input.
const MOST_EMPTY: usize = 1 << 16;

/// How much memory may be reserved ahead for each byte of the input, by all open lists together.
const AHEAD: usize = 64;

/// What is done with the references that are met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// An object is built: what it owns outside its cells must be built before.
    Early,
    /// A cell of such an object: what may be empty stays empty until it is filled.
    Late,
    /// Values are passed over.
    Ignore,
    /// Cells are filled; every object there is, and what is owned is noted.
    Full,
    /// What waits for all other cells is filled.
    Last,
}

/// What the bytes of the input do not bound by themselves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spare {
    /// How many bytes of memory lists may reserve for items that are not read yet.
    ahead: usize,
    /// How many more items of no bytes there may be.
    empty: usize,
}

/// What a graph is read from.
pub struct Reader<'a> {
    pub(super) all: &'a [u8],
    /// The input up to the end of what is read now.
    pub(super) bytes: &'a [u8],
    pub(super) pos: usize,
    pub(super) mode: Mode,
    depth: usize,
    items: usize,
    alloc: usize,
    pub(super) spare: Spare,
    pub(super) tables: Tables,
    pub(super) hint: usize,
    /// The table of each type of handle.
    pub(super) table_of: HashMap<TypeId, usize>,
    /// Whether all types are as they were written.
    pub(super) exact: bool,
    pub(super) plans: HashMap<TypeId, Rc<Plan>>,
    pub(super) wire_plans: Vec<Rc<Plan>>,
    pub(super) ready: Ready,
    /// The objects that what is passed over needs.
    pub(super) needs: Vec<(u32, u32)>,
    /// Whether the fault is an object that is not built yet.
    pub(super) missing: bool,
    /// Whether the object must be filled after all others.
    pub(super) deferred: bool,
    /// How many references were read.
    pub(super) references: usize,
    /// Objects that were named and wait, where types have changed.
    pub(super) found: Vec<(u32, u32)>,
    /// Who owns whom, if the chains are counted.
    pub(super) edges: Option<Vec<(u32, u32)>>,
    /// The number among all objects of the one that is linked.
    pub(super) owner: u32,
    /// The number among all objects of each table's first.
    pub(super) first: Vec<u32>,
}

/// The number of up to four bytes that stands here, and how many those are; nothing where it is
/// longer, or not as short as it may be. Without a branch for each byte: how long the numbers of
/// objects are cannot be foretold.
#[inline]
pub(super) fn short(bytes: &[u8]) -> Option<(usize, usize)> {
    let word = u32::from_le_bytes(*bytes.first_chunk()?);
    let ends = !word & 0x8080_8080;
    if ends == 0 {
        return None;
    }
    // its bytes, and the bits of them that count
    let whole = ends ^ (ends - 1);
    let word = word & whole & 0x7f7f_7f7f;
    let pairs = (word & 0x007f_007f) | (word & 0x7f00_7f00) >> 1;
    let number = (pairs & 0x3fff) | (pairs & 0x3fff_0000) >> 2;
    // the last byte of several is zero
    let is_longer = whole > 0xff && word <= whole >> 8;
    (!is_longer).then_some((number as usize, ends.trailing_zeros() as usize / 8 + 1))
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8], limits: &Limits) -> Result<Self, CodecError> {
        if bytes.len() > limits.bytes {
            return Err(CodecErrorKind::TooLarge.into());
        }
        Ok(Self {
            all: bytes,
            bytes,
            pos: 0,
            mode: Mode::Early,
            depth: limits.depth,
            items: limits.items,
            alloc: limits.alloc,
            spare: Spare {
                ahead: bytes.len().saturating_mul(AHEAD),
                empty: bytes.len().saturating_add(MOST_EMPTY),
            },
            tables: Tables::default(),
            hint: 0,
            table_of: HashMap::new(),
            exact: true,
            plans: HashMap::new(),
            wire_plans: Vec::new(),
            ready: Ready::default(),
            needs: Vec::new(),
            missing: false,
            deferred: false,
            references: 0,
            found: Vec::new(),
            edges: None,
            owner: u32::MAX,
            first: Vec::new(),
        })
    }

    /// How many bytes stand before what is read next.
    pub fn offset(&self) -> usize {
        self.pos
    }

    /// How many bytes are left of what is read now.
    pub fn remaining(&self) -> usize {
        self.bytes.len() - self.pos
    }

    /// A fault at this place.
    #[cold]
    pub fn fault(&self, kind: CodecErrorKind) -> CodecError {
        CodecError::new(kind).at(self.pos)
    }

    /// Goes to a place of the input, and no further than to an end.
    pub(super) fn go(&mut self, at: usize, end: usize) {
        self.bytes = &self.all[..end];
        self.pos = at;
    }

    /// One byte.
    ///
    /// # Errors
    /// `Truncated`.
    #[inline]
    pub fn byte(&mut self) -> Result<u8, CodecError> {
        match self.bytes.get(self.pos) {
            Some(byte) => {
                self.pos += 1;
                Ok(*byte)
            }
            None => Err(self.fault(CodecErrorKind::Truncated)),
        }
    }

    /// This many bytes.
    ///
    /// # Errors
    /// `Truncated`.
    #[inline]
    pub fn raw(&mut self, count: usize) -> Result<&'a [u8], CodecError> {
        let end = self.pos.checked_add(count);
        match end.and_then(|end| self.bytes.get(self.pos..end)) {
            Some(bytes) => {
                self.pos += count;
                Ok(bytes)
            }
            None => Err(self.fault(CodecErrorKind::Truncated)),
        }
    }

    /// A number.
    ///
    /// # Errors
    /// `Truncated`, or `Malformed` for a number in more bytes than it needs.
    #[inline]
    pub fn varint(&mut self) -> Result<u64, CodecError> {
        match self.bytes.get(self.pos) {
            Some(byte) if *byte < 0x80 => {
                self.pos += 1;
                Ok(u64::from(*byte))
            }
            _ => match self.bytes.get(self.pos..).and_then(short) {
                Some((number, len)) => {
                    self.pos += len;
                    Ok(number as u64)
                }
                None => self.long_varint(),
            },
        }
    }

    #[cold]
    fn long_varint(&mut self) -> Result<u64, CodecError> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return Err(self.fault(CodecErrorKind::Malformed));
            }
            number |= bits << shift;
            if byte < 0x80 {
                let is_longer = byte == 0 && shift > 0;
                return if is_longer {
                    Err(self.fault(CodecErrorKind::Malformed))
                } else {
                    Ok(number)
                };
            }
        }
        Err(self.fault(CodecErrorKind::Malformed))
    }

    /// A number that counts something in memory.
    ///
    /// # Errors
    /// As `varint`, and `TooLarge`.
    #[inline]
    pub fn size(&mut self) -> Result<usize, CodecError> {
        let number = self.varint()?;
        usize::try_from(number).map_err(|_| self.fault(CodecErrorKind::TooLarge))
    }

    /// How many items follow, within the limit.
    ///
    /// # Errors
    /// As `size`.
    #[inline]
    pub fn count(&mut self) -> Result<usize, CodecError> {
        let count = self.size()?;
        // an item of no bytes is rare, one byte each is the rule
        if count > self.remaining().saturating_add(self.spare.empty) {
            return Err(self.fault(CodecErrorKind::Truncated));
        }
        if self.mode == Mode::Full {
            match self.items.checked_sub(count) {
                Some(left) => self.items = left,
                None => return Err(self.fault(CodecErrorKind::TooLarge)),
            }
        }
        Ok(count)
    }

    /// Bytes behind their number.
    ///
    /// # Errors
    /// `Truncated`, `TooLarge`.
    #[inline]
    pub fn text(&mut self) -> Result<&'a [u8], CodecError> {
        let count = self.size()?;
        self.raw(count)
    }

    /// Counts memory that is about to be asked for.
    ///
    /// # Errors
    /// `TooLarge`.
    #[inline]
    pub fn reserve(&mut self, bytes: usize) -> Result<(), CodecError> {
        if self.mode == Mode::Last {
            return Ok(());
        }
        match self.alloc.checked_sub(bytes) {
            Some(left) => {
                self.alloc = left;
                Ok(())
            }
            None => Err(self.fault(CodecErrorKind::TooLarge)),
        }
    }

    /// A list with room for `count` references, as far as the input may fill it.
    ///
    /// # Errors
    /// `TooLarge`.
    #[inline]
    pub fn list<T>(&mut self, count: usize) -> Result<Vec<T>, CodecError> {
        self.reserve(count.saturating_mul(size_of::<T>()))?;
        Ok(Vec::with_capacity(count.min(self.remaining())))
    }

    /// A list of values that may have lists in them: however deep those are, what is reserved for
    /// items to come stays within a constant times the input.
    ///
    /// # Errors
    /// `TooLarge`, or as `read`.
    #[inline]
    pub(super) fn items<T>(
        &mut self,
        mut read: impl FnMut(&mut Self) -> Result<T, CodecError>,
    ) -> Result<Vec<T>, CodecError> {
        let count = self.count()?;
        let begins = self.pos;
        self.reserve(count.saturating_mul(size_of::<T>()))?;
        let room = count.min(self.spare.ahead / size_of::<T>().max(1));
        self.spare.ahead -= room * size_of::<T>();
        let mut list = Vec::with_capacity(room);
        for index in 0..count {
            list.push(read(self).map_err(|fault| fault.in_index(index))?);
        }
        self.spare.ahead += room * size_of::<T>();
        let empty = count.saturating_sub(self.pos - begins);
        match self.spare.empty.checked_sub(empty) {
            Some(left) => self.spare.empty = left,
            None => return Err(self.fault(CodecErrorKind::TooLarge)),
        }
        Ok(list)
    }

    /// Reads what stands inside a value.
    ///
    /// # Errors
    /// `TooDeep`, or as `read`.
    #[inline]
    pub fn nested<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, CodecError>,
    ) -> Result<T, CodecError> {
        let Some(left) = self.depth.checked_sub(1) else {
            return Err(self.fault(CodecErrorKind::TooDeep));
        };
        self.depth = left;
        let value = read(self);
        self.depth = left + 1;
        value
    }

    /// Reads in another mode.
    pub(super) fn within<T>(&mut self, mode: Mode, read: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.mode, mode);
        let value = read(self);
        self.mode = outer;
        value
    }

    /// Reads what stands in a cell.
    #[inline]
    pub(super) fn in_cell<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        if self.mode == Mode::Early { self.within(Mode::Late, read) } else { read(self) }
    }

    /// Whether what may be empty is to stay so for now.
    #[inline]
    pub fn is_late(&self) -> bool {
        self.mode == Mode::Late
    }

    /// Whether all types are as they were written.
    #[inline]
    pub fn is_exact(&self) -> bool {
        self.exact
    }
}

#[cfg(test)]
mod tests {
    use super::{Reader, short};
    use crate::codec::{CodecErrorKind, Limits};
    use crate::graph::write::put;

    #[test]
    fn numbers_are_read_as_they_were_written() {
        let powers = (0..64).map(|power| 1_u64 << power);
        for number in powers.flat_map(|power| [power - 1, power, power + 1]).chain([u64::MAX]) {
            let mut bytes = Vec::new();
            put(&mut bytes, number);
            let len = bytes.len();
            assert_eq!(len, (number | 1).ilog2() as usize / 7 + 1);
            for after in [&[][..], &[0xff; 4], &[0; 4]] {
                let all = [&*bytes, after].concat();
                let mut input = Reader::new(&all, &Limits::default()).unwrap();
                assert_eq!((input.varint(), input.offset()), (Ok(number), len));
                let expected = (len <= 4).then(|| (usize::try_from(number).unwrap(), len));
                assert_eq!(short(&all), expected.filter(|_| all.len() >= 4));
            }
        }
    }

    #[test]
    fn a_number_in_more_bytes_than_it_needs_is_refused() {
        for count in 1..9 {
            for after in [&[][..], &[1; 4]] {
                let all = [&*vec![0x80; count], &[0], after].concat();
                assert_eq!(short(&all), None);
                let fault = Reader::new(&all, &Limits::default()).unwrap().varint().unwrap_err();
                assert_eq!(fault.kind(), CodecErrorKind::Malformed);
            }
        }
    }
}
