//! Where packed bytes come from.

use super::Layout;
use crate::codec::{CodecError, CodecErrorKind, Limits};

/// The bytes that are still to be read, and how deep the reading has gone.
pub struct Reader<'de> {
    rest: &'de [u8],
    whole: usize,
    depth: usize,
    items: usize,
    alloc: usize,
    /// How many bytes of memory lists may reserve for items that are not read yet.
    ahead: usize,
    /// How many more items of no bytes there may be.
    pub(super) empty: usize,
}

/// How many items of no bytes all lists may have, beside one for each byte of the input.
const MOST_EMPTY: usize = 1 << 16;

/// How much memory may be reserved ahead for each byte of the input, by all open lists together.
const AHEAD: usize = 4;

impl<'de> Reader<'de> {
    pub(super) fn new(bytes: &'de [u8], limits: &Limits) -> Result<Self, CodecError> {
        if bytes.len() > limits.bytes {
            return Err(CodecError::new(CodecErrorKind::TooLarge));
        }
        Ok(Self {
            rest: bytes,
            whole: bytes.len(),
            depth: limits.depth,
            items: limits.items,
            alloc: limits.alloc,
            ahead: bytes.len().saturating_mul(AHEAD),
            empty: bytes.len().saturating_add(MOST_EMPTY),
        })
    }

    /// How many bytes have been read.
    pub fn offset(&self) -> usize {
        self.whole - self.rest.len()
    }

    /// How many bytes are left.
    pub fn remaining(&self) -> usize {
        self.rest.len()
    }

    /// A fault at the place that is read next.
    #[cold]
    pub fn fault(&self, kind: CodecErrorKind) -> CodecError {
        CodecError::new(kind).at(self.offset())
    }

    /// The next bytes, borrowed.
    ///
    /// # Errors
    /// `Truncated`: there are fewer.
    #[inline]
    pub fn bytes(&mut self, count: usize) -> Result<&'de [u8], CodecError> {
        match self.rest.split_at_checked(count) {
            Some((bytes, rest)) => {
                self.rest = rest;
                Ok(bytes)
            }
            None => Err(self.fault(CodecErrorKind::Truncated)),
        }
    }

    /// The next bytes, as many as an array has.
    ///
    /// # Errors
    /// `Truncated`: there are fewer.
    #[inline]
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], CodecError> {
        match self.rest.split_first_chunk() {
            Some((bytes, rest)) => {
                self.rest = rest;
                Ok(*bytes)
            }
            None => Err(self.fault(CodecErrorKind::Truncated)),
        }
    }

    /// A length in bytes; those are checked to be there when they are read.
    ///
    /// # Errors
    /// `Truncated`, or `TooLarge` where the machine cannot address so many.
    #[inline]
    pub fn length<L: Layout>(&mut self) -> Result<usize, CodecError> {
        let mut wide = [0; 8];
        let length = if L::LEN == 4 {
            let bytes = self.array::<4>()?;
            u64::from(if L::LITTLE { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
        } else {
            let bytes = self.bytes(L::LEN)?;
            if L::LITTLE {
                wide.split_at_mut(L::LEN).0.copy_from_slice(bytes);
                u64::from_le_bytes(wide)
            } else {
                wide.split_at_mut(8 - L::LEN).1.copy_from_slice(bytes);
                u64::from_be_bytes(wide)
            }
        };
        usize::try_from(length).map_err(|_| self.fault(CodecErrorKind::TooLarge))
    }

    /// A count of items, which counts against [`Limits::items`].
    ///
    /// # Errors
    /// `Truncated`, or `TooLarge` where they are more than allowed.
    #[inline]
    pub fn count<L: Layout>(&mut self) -> Result<usize, CodecError> {
        let count = self.length::<L>()?;
        match self.items.checked_sub(count) {
            Some(items) => {
                self.items = items;
                Ok(count)
            }
            None => Err(self.fault(CodecErrorKind::TooLarge)),
        }
    }

    /// Reads one level deeper.
    ///
    /// # Errors
    /// `TooDeep`, and those of what is read.
    #[inline]
    pub fn nested<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, CodecError>,
    ) -> Result<T, CodecError> {
        let Some(depth) = self.depth.checked_sub(1) else {
            return Err(self.fault(CodecErrorKind::TooDeep));
        };
        self.depth = depth;
        let read = read(self);
        self.depth = depth + 1;
        read
    }

    /// Counts memory that is about to be asked for against [`Limits::alloc`].
    ///
    /// # Errors
    /// `TooLarge` where it is more than allowed.
    #[inline]
    pub(super) fn memory(&mut self, count: usize, size: usize) -> Result<(), CodecError> {
        match self.alloc.checked_sub(count.saturating_mul(size)) {
            Some(alloc) => {
                self.alloc = alloc;
                Ok(())
            }
            None => Err(self.fault(CodecErrorKind::TooLarge)),
        }
    }

    /// Counts those of some items for which no byte stands, all read since `before`.
    ///
    /// # Errors
    /// `TooLarge` where they are more than allowed.
    #[inline]
    pub(super) fn counted(&mut self, count: usize, before: usize) -> Result<(), CodecError> {
        let empty = count.saturating_sub(self.offset() - before);
        match self.empty.checked_sub(empty) {
            Some(left) => {
                self.empty = left;
                Ok(())
            }
            None => Err(self.fault(CodecErrorKind::TooLarge)),
        }
    }

    /// How many of these items to reserve memory for, whatever their count says.
    #[inline]
    pub(super) fn reserve(&mut self, count: usize, size: usize) -> usize {
        let count = count.min(self.ahead / size.max(1));
        self.ahead -= count * size;
        count
    }

    /// So many items are there now.
    #[inline]
    pub(super) fn filled(&mut self, count: usize, size: usize) {
        self.ahead += count * size;
    }

    pub(super) fn finish(self) -> Result<(), CodecError> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.fault(CodecErrorKind::TrailingBytes)) }
    }
}
