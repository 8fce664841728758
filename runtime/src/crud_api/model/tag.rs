//! `Tag`: which state of a row a client has seen.

use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};

use super::Model;
use crate::crud_api::value::{Row, Value};

/// Which state of a row a client has seen: the text of its entity tag, without quotes.
///
/// ```
/// use dunder::crud_api::Tag;
///
/// assert_eq!(Tag::Version(3).to_string(), "v3");
/// assert_eq!(Tag::parse("v3"), Some(Tag::Version(3)));
/// assert_eq!(Tag::parse("3"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Tag {
    /// `v3`: the version, where the store makes the ids and gives none out twice.
    Version(i64),
    /// `v3-1f`: the version, and the number that tells the row from an earlier one with its id.
    Nonced {
        /// The version.
        version: i64,
        /// The number.
        nonce: i64,
    },
    /// `h..`: a hash of the row, where nothing counts versions.
    Hash(u64),
}

impl Tag {
    /// Whether a client that has seen `self` has seen `row`; a bare version fits any nonce.
    pub fn fits(self, model: &Model, row: &Row) -> bool {
        match (self, model.tag(row)) {
            (Self::Version(seen), Self::Nonced { version, .. }) => seen == version,
            (seen, tag) => seen == tag,
        }
    }

    /// Reads what `Display` wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = |digits: &str| {
            let is_hex = digits.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
            is_hex.then(|| u64::from_str_radix(digits, 16).ok()).flatten()
        };
        let version = |digits: &str| {
            digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
        };
        if let Some(digits) = text.strip_prefix('h') {
            return hex(digits).map(Self::Hash);
        }
        let rest = text.strip_prefix('v')?;
        match rest.split_once('-') {
            Some((count, nonce)) => {
                Some(Self::Nonced { version: version(count)?, nonce: hex(nonce)?.cast_signed() })
            }
            None => version(rest).map(Self::Version),
        }
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(version) => write!(f, "v{version}"),
            Self::Nonced { version, nonce } => write!(f, "v{version}-{:x}", nonce.cast_unsigned()),
            Self::Hash(hash) => write!(f, "h{hash:x}"),
        }
    }
}

/// What an item in a list of writes calls the entity tag of the state that it is for, where no field is called so.
#[cfg(any(feature = "axum", feature = "client", feature = "openapi"))]
pub(in crate::crud_api) const IF_MATCH: &str = "if_match";

/// Whether an item names the state that it is for by an entity tag: where there is no version.
#[cfg(any(feature = "axum", feature = "client", feature = "openapi"))]
pub(in crate::crud_api) fn takes_tags(model: &Model) -> bool {
    model.version.is_none()
        && model.etag != super::Etag::Off
        && model.columns.iter().all(|column| column.name != IF_MATCH)
}

/// FNV-1a: the same in every process and every release.
#[derive(Clone, Copy)]
pub(in crate::crud_api) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    pub(in crate::crud_api) fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    pub(in crate::crud_api) fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.bytes(b"n"),
            Value::Bool(it) => self.bytes(&[b'b', u8::from(*it)]),
            Value::Int(it) => {
                self.bytes(b"i");
                self.bytes(&it.to_le_bytes());
            }
            Value::Float(it) => {
                self.bytes(b"f");
                self.bytes(&it.to_bits().to_le_bytes());
            }
            Value::Text(it) => self.sized(b't', it.as_bytes()),
            Value::Bytes(it) => self.sized(b'y', it),
        }
    }

    fn sized(&mut self, kind: u8, bytes: &[u8]) {
        self.bytes(&[kind]);
        self.bytes(&(bytes.len() as u64).to_le_bytes());
        self.bytes(bytes);
    }

    pub(in crate::crud_api) const fn finish(self) -> u64 {
        self.0
    }
}

/// A hash of what answers show: one of a secret would be a means to guess it.
pub(super) fn hash_row(model: &Model, row: &Row) -> u64 {
    let mut hash = Fnv::default();
    for (_, value) in model.columns.iter().zip(row).filter(|(column, _)| !column.write_only) {
        hash.value(value);
    }
    hash.finish()
}

/// A number that no earlier row with the same id had.
pub(in crate::crud_api) fn fresh_nonce() -> i64 {
    RandomState::new().build_hasher().finish().cast_signed()
}
