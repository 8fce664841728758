//! Cursors: where a list goes on, as text that clients hand back untouched.
//!
//! Base64url of a version byte, a hash of the table, filters and sort, the last row's keys, and a
//! sum of all that. A cursor of another list, or one with a letter changed, is refused: it never
//! becomes another place in this one. Of keys that no address has room for it has the row's id.

use std::fmt;

use super::base64;
use super::model::{Fnv, Model};
use super::parse::keepable;
use super::query::{Order, Query};
use super::value::{ColumnKind, Row, Value};

/// With the last row's keys.
const PLACE: u8 = 1;
/// With the last row's id.
const ROW: u8 = 2;

/// Characters of a cursor with keys, at most: it stands in an address and in a header, for which
/// proxies keep some kibibytes.
const LONGEST: usize = 3 * 1024;

/// Where a list goes on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cursor(String);

impl Cursor {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<String> for Cursor {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Cursor {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<&Self> for Cursor {
    fn from(cursor: &Self) -> Self {
        cursor.clone()
    }
}

/// A text is no cursor of this list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CursorError {
    /// It is no cursor at all.
    Malformed,
    /// It is from a list with other filters or another order.
    OtherList,
}

impl fmt::Display for CursorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "is no cursor",
            Self::OtherList => "is the cursor of a list with other filters or another order",
        })
    }
}

impl std::error::Error for CursorError {}

/// The cursor after `last`, a row of this query's list.
pub fn encode(model: &Model, query: &Query, last: &Row) -> Cursor {
    let hash = hash(model, query).to_le_bytes();
    let of = |version: u8, columns: &[usize]| {
        let mut bytes = vec![version];
        bytes.extend_from_slice(&hash);
        for column in columns {
            push(&mut bytes, &last[*column]);
        }
        let sum = sum(&bytes);
        bytes.extend_from_slice(&sum);
        Cursor(base64::encode_url(&bytes))
    };
    let keys: Vec<usize> = query.keys(model).iter().map(|(column, _)| *column).collect();
    let cursor = of(PLACE, &keys);
    if cursor.0.len() > LONGEST { of(ROW, &[model.id]) } else { cursor }
}

/// The keys of the row after which this query's list goes on, or only its id where they are too
/// long for a cursor, see [`write::place`](super::write::place).
///
/// # Errors
/// [`CursorError`] where the text is no cursor, or that of another list.
pub fn decode(model: &Model, query: &Query, text: &str) -> Result<Vec<Value>, CursorError> {
    let bytes = base64::decode_url(text).ok_or(CursorError::Malformed)?;
    let (mut rest, found) = bytes.split_last_chunk().ok_or(CursorError::Malformed)?;
    if *found != sum(rest) {
        return Err(CursorError::Malformed);
    }
    let columns: Vec<usize> = match take(&mut rest, 1) {
        Some([PLACE]) => query.keys(model).iter().map(|(column, _)| *column).collect(),
        Some([ROW]) => vec![model.id],
        _ => return Err(CursorError::Malformed),
    };
    let found = take_array(&mut rest).map(u64::from_le_bytes).ok_or(CursorError::Malformed)?;
    if found != hash(model, query) {
        return Err(CursorError::OtherList);
    }
    let mut keys = Vec::new();
    for column in columns {
        let column = &model.columns[column];
        let value = pull(&mut rest).ok_or(CursorError::Malformed)?;
        let is_of_kind = match (&value, column.kind) {
            (Value::Null, _) => column.nullable,
            (Value::Bool(_), ColumnKind::Bool)
            | (Value::Int(_), ColumnKind::Int { .. } | ColumnKind::Timestamp)
            | (Value::Text(_), ColumnKind::Text | ColumnKind::Json | ColumnKind::Uuid)
            | (Value::Bytes(_), ColumnKind::Bytes) => true,
            (Value::Float(float), ColumnKind::Float) => float.is_finite(),
            _ => false,
        };
        if !is_of_kind || !keepable(column, &value) {
            return Err(CursorError::Malformed);
        }
        keys.push(value);
    }
    if rest.is_empty() { Ok(keys) } else { Err(CursorError::Malformed) }
}

/// Half a hash of the bytes: for mistakes, not against malice, which finds nothing here to gain.
fn sum(bytes: &[u8]) -> [u8; 4] {
    let mut hash = Fnv::default();
    hash.bytes(bytes);
    let hash = hash.finish();
    let [a, b, c, d, ..] = (hash ^ (hash >> 32)).to_le_bytes();
    [a, b, c, d]
}

/// What makes two lists the same list.
fn hash(model: &Model, query: &Query) -> u64 {
    let mut hash = Fnv::default();
    let mut word = |text: &str| {
        hash.bytes(text.as_bytes());
        hash.bytes(&[0]);
    };
    word(model.table);
    for (column, order) in query.keys(model) {
        word(model.columns[column].sql);
        word(if order == Order::Asc { "asc" } else { "desc" });
    }
    for filter in &query.filters {
        let mut before = 0;
        filter.each(&mut |filter| {
            hash.bytes(model.columns[filter.column].sql.as_bytes());
            hash.bytes(&[before, filter.op as u8]);
            // what comes next is enough in its place
            before = 1;
            for value in &filter.values {
                hash.value(value);
            }
        });
    }
    hash.finish()
}

fn push(out: &mut Vec<u8>, value: &Value) {
    let mut sized = |kind: u8, bytes: &[u8]| {
        out.push(kind);
        out.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
        out.extend_from_slice(bytes);
    };
    match value {
        Value::Null => out.push(0),
        Value::Bool(it) => out.extend_from_slice(&[1, u8::from(*it)]),
        Value::Int(it) => {
            out.push(2);
            out.extend_from_slice(&it.to_le_bytes());
        }
        Value::Float(it) => {
            out.push(3);
            out.extend_from_slice(&it.to_le_bytes());
        }
        Value::Text(it) => sized(4, it.as_bytes()),
        Value::Bytes(it) => sized(5, it),
    }
}

fn pull(rest: &mut &[u8]) -> Option<Value> {
    let kind = *take(rest, 1)?.first()?;
    Some(match kind {
        0 => Value::Null,
        1 => match take(rest, 1)? {
            [0] => Value::Bool(false),
            [1] => Value::Bool(true),
            _ => return None,
        },
        2 => Value::Int(i64::from_le_bytes(take_array(rest)?)),
        3 => Value::Float(f64::from_le_bytes(take_array(rest)?)),
        4 | 5 => {
            let len = u32::from_le_bytes(take_array(rest)?);
            let bytes = take(rest, len as usize)?.to_vec();
            if kind == 4 {
                Value::Text(String::from_utf8(bytes).ok()?)
            } else {
                Value::Bytes(bytes)
            }
        }
        _ => return None,
    })
}

fn take<'a>(rest: &mut &'a [u8], len: usize) -> Option<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(len)?;
    *rest = after;
    Some(taken)
}

fn take_array<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    take(rest, N)?.try_into().ok()
}
