//! `Unknown`: the fields of a message that its type does not know, in order.

use alloc::vec::Vec;
use core::fmt;

use super::wire::{Sink, Wire, Writer, key};

/// The fields that a message has and its type does not, kept as they came and written back.
///
/// ```
/// use dunder::Proto;
///
/// #[derive(Proto)]
/// struct New {
///     #[proto(tag = 1)]
///     name: String,
///     #[proto(tag = 2)]
///     age: u32,
/// }
///
/// #[derive(Proto)]
/// struct Old {
///     #[proto(tag = 1)]
///     name: String,
///     #[proto(unknown)]
///     rest: dunder::proto::Unknown,
/// }
///
/// let bytes = New { name: "Ada".into(), age: 36 }.encode_to_vec();
/// let old = Old::decode(&bytes)?;
/// assert_eq!(old.rest.tags().collect::<Vec<_>>(), [2]);
/// assert_eq!(New::decode(&old.encode_to_vec())?.age, 36);
/// # Ok::<(), dunder::CodecError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Unknown {
    bytes: Vec<u8>,
    /// The tag of each field, and where it ends.
    fields: Vec<(u32, usize)>,
}

impl Unknown {
    /// No field.
    #[must_use]
    pub const fn new() -> Self {
        Self { bytes: Vec::new(), fields: Vec::new() }
    }

    /// How many fields there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The tag of each field, in the order in which they came.
    pub fn tags(&self) -> impl Iterator<Item = u32> + '_ {
        self.fields.iter().map(|(tag, _)| *tag)
    }

    /// All fields as they stand on the wire.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Forgets the fields.
    pub fn clear(&mut self) {
        *self = Self::new();
    }

    /// Adds a field with its value as it stands on the wire.
    pub(super) fn push_raw(&mut self, key: u32, value: &[u8]) {
        let mut writer = Writer::new(&mut self.bytes);
        writer.varint(key.into());
        // without a nested message there is nothing to finish
        writer.bytes(value);
        self.fields.push((key >> 3, self.bytes.len()));
    }

    /// Adds a number.
    pub fn push_varint(&mut self, tag: u32, value: u64) {
        let mut bytes = Vec::new();
        Writer::new(&mut bytes).varint(value);
        self.push_raw(key(tag, Wire::Varint), &bytes);
    }

    /// Adds bytes, a text or a message.
    pub fn push_bytes(&mut self, tag: u32, value: &[u8]) {
        let mut bytes = Vec::new();
        let mut writer = Writer::new(&mut bytes);
        writer.varint(value.len() as u64);
        writer.bytes(value);
        self.push_raw(key(tag, Wire::Delimited), &bytes);
    }
}

impl fmt::Debug for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        let mut from = 0;
        for (tag, to) in &self.fields {
            map.entry(tag, &self.bytes.get(from..*to).unwrap_or_default());
            from = *to;
        }
        map.finish()
    }
}

/// Writes the fields that were kept.
#[inline]
pub fn write_unknown<S: Sink>(unknown: &Unknown, out: &mut S) {
    out.bytes(&unknown.bytes);
}
