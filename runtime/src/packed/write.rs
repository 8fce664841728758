//! Where packed bytes go.

use alloc::vec::Vec;

use super::Layout;
use crate::codec::{CodecError, CodecErrorKind};

/// Takes packed bytes, and remembers a length that did not fit.
pub struct Writer {
    bytes: Vec<u8>,
    /// Where the first length stands that did not fit.
    too_long: Option<usize>,
}

impl Writer {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self { bytes: Vec::with_capacity(bytes), too_long: None }
    }

    /// Appends bytes as they are.
    #[inline]
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Appends a length or a count.
    #[inline]
    pub fn length<L: Layout>(&mut self, length: usize) {
        let length = length as u64;
        if L::LEN < 8 && length >> (8 * L::LEN) != 0 {
            self.note_too_long();
        }
        let bytes = length.to_be_bytes();
        if L::LITTLE {
            let bytes = length.to_le_bytes();
            self.bytes.extend_from_slice(bytes.split_at(L::LEN).0);
        } else {
            self.bytes.extend_from_slice(bytes.split_at(8 - L::LEN).1);
        }
    }

    #[cold]
    fn note_too_long(&mut self) {
        self.too_long.get_or_insert(self.bytes.len());
    }

    /// How many bytes there are.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether there are none yet.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The bytes; a length that did not fit is a panic.
    #[inline]
    pub(super) fn into_bytes(self) -> Vec<u8> {
        if let Some(offset) = self.too_long {
            too_long(offset);
        }
        self.bytes
    }

    #[inline]
    pub(super) fn finish(self) -> Result<Vec<u8>, CodecError> {
        match self.too_long {
            None => Ok(self.bytes),
            Some(offset) => Err(CodecError::new(CodecErrorKind::TooLarge).at(offset)),
        }
    }
}

#[cold]
fn too_long(offset: usize) -> ! {
    panic!("{}", CodecError::new(CodecErrorKind::TooLarge).at(offset))
}
