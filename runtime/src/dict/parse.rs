//! JSON (RFC 8259) to a `Value`.

use alloc::borrow::{Cow, ToOwned as _};
use alloc::collections::BTreeMap;
use alloc::collections::btree_map::Entry;
use alloc::string::String;
use alloc::vec::Vec;

use super::Value;
use crate::codec::{CodecError, CodecErrorKind, Limits};

/// The data that this JSON is.
///
/// # Errors
/// `Syntax`, `BadUtf8`, `TooDeep`, `TrailingBytes`, and `DuplicateId` for a name that stands twice,
/// each with the byte where the text goes wrong.
pub fn parse(json: impl AsRef<[u8]>) -> Result<Value, CodecError> {
    parse_with(json, &Limits::default())
}

/// As [`parse`], within these limits.
///
/// # Errors
/// As [`parse`], and `TooLarge`.
pub fn parse_with(json: impl AsRef<[u8]>, limits: &Limits) -> Result<Value, CodecError> {
    let json = json.as_ref();
    if json.len() > limits.bytes {
        return Err(CodecError::new(CodecErrorKind::TooLarge));
    }
    let text = core::str::from_utf8(json)
        .map_err(|fault| CodecError::new(CodecErrorKind::BadUtf8).at(fault.valid_up_to()))?;
    let mut parser = Parser { text, at: 0, items: limits.items, alloc: limits.alloc };
    let value = parser.value(limits.depth)?;
    parser.blanks();
    if parser.at < text.len() {
        return Err(parser.fault(CodecErrorKind::TrailingBytes));
    }
    Ok(value)
}

struct Parser<'a> {
    text: &'a str,
    /// The next byte; always between two characters.
    at: usize,
    /// How many more elements there may be.
    items: usize,
    /// How many more bytes of memory they may take.
    alloc: usize,
}

/// How many entries a node of a map has room for, and how many it has at least.
const NODE: (usize, usize) = (11, 5);

impl<'a> Parser<'a> {
    #[cold]
    fn fault(&self, kind: CodecErrorKind) -> CodecError {
        CodecError::new(kind).at(self.at)
    }

    #[cold]
    fn syntax<T>(&self) -> Result<T, CodecError> {
        let ends = self.at >= self.text.len();
        Err(self.fault(if ends { CodecErrorKind::Truncated } else { CodecErrorKind::Syntax }))
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    /// Whether the next byte is this one, which is then read.
    fn takes(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn value(&mut self, depth: usize) -> Result<Value, CodecError> {
        let Some(depth) = depth.checked_sub(1) else {
            return Err(self.fault(CodecErrorKind::TooDeep));
        };
        self.blanks();
        match self.peek() {
            Some(b'n') => self.word("null", Value::Null),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'"') => self.string().map(Value::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b'[') => self.list(depth),
            Some(b'{') => self.dict(depth),
            _ => self.syntax(),
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, CodecError> {
        for byte in word.bytes() {
            if !self.takes(byte) {
                return self.syntax();
            }
        }
        Ok(value)
    }

    fn item(&mut self) -> Result<(), CodecError> {
        match self.items.checked_sub(1) {
            Some(items) => {
                self.items = items;
                Ok(())
            }
            None => Err(self.fault(CodecErrorKind::TooLarge)),
        }
    }

    /// Counts memory that is about to be asked for.
    fn memory(&mut self, bytes: usize) -> Result<(), CodecError> {
        match self.alloc.checked_sub(bytes) {
            Some(alloc) => {
                self.alloc = alloc;
                Ok(())
            }
            None => Err(self.fault(CodecErrorKind::TooLarge)),
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, CodecError> {
        self.at += 1;
        let mut values = Vec::new();
        self.blanks();
        if self.takes(b']') {
            return Ok(Value::List(values));
        }
        loop {
            self.item()?;
            if values.len() == values.capacity() {
                // it doubles, from four on
                self.memory(values.len().max(4) * size_of::<Value>())?;
            }
            values.push(self.value(depth)?);
            self.blanks();
            if self.takes(b']') {
                return Ok(Value::List(values));
            }
            if !self.takes(b',') {
                return self.syntax();
            }
        }
    }

    fn dict(&mut self, depth: usize) -> Result<Value, CodecError> {
        self.at += 1;
        let mut values = BTreeMap::new();
        self.blanks();
        if self.takes(b'}') {
            return Ok(Value::Dict(values));
        }
        loop {
            self.item()?;
            if values.len() % NODE.1 == 0 {
                self.memory(NODE.0 * size_of::<(Cow<'static, str>, Value)>())?;
            }
            self.blanks();
            let before = self.at;
            if self.peek() != Some(b'"') {
                return self.syntax();
            }
            let name = self.string()?;
            self.blanks();
            if !self.takes(b':') {
                return self.syntax();
            }
            let value = self.value(depth)?;
            match values.entry(Cow::Owned(name)) {
                Entry::Vacant(place) => {
                    place.insert(value);
                }
                Entry::Occupied(_) => {
                    return Err(CodecError::new(CodecErrorKind::DuplicateId).at(before));
                }
            }
            self.blanks();
            if self.takes(b'}') {
                return Ok(Value::Dict(values));
            }
            if !self.takes(b',') {
                return self.syntax();
            }
        }
    }

    fn string(&mut self) -> Result<String, CodecError> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let special = |b: u8| b < 0x20 || b == b'"' || b == b'\\';
            let Some(plain) = rest.bytes().position(special) else {
                self.at = self.text.len();
                return self.syntax();
            };
            let part = rest.get(..plain).unwrap_or_default();
            self.at += plain;
            if self.takes(b'"') {
                self.memory(out.len() + part.len())?;
                if out.is_empty() {
                    return Ok(part.to_owned());
                }
                out.push_str(part);
                return Ok(out);
            }
            out.push_str(part);
            if !self.takes(b'\\') {
                return self.syntax();
            }
            let escaped = match self.peek() {
                Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
                Some(b'b') => '\u{8}',
                Some(b'f') => '\u{c}',
                Some(b'n') => '\n',
                Some(b'r') => '\r',
                Some(b't') => '\t',
                Some(b'u') => {
                    self.at += 1;
                    out.push(self.scalar()?);
                    continue;
                }
                _ => return self.syntax(),
            };
            self.at += 1;
            out.push(escaped);
        }
    }

    /// What follows `\u`: four digits, or two times four for a character beyond them.
    fn scalar(&mut self) -> Result<char, CodecError> {
        let before = self.at;
        let first = self.four()?;
        let code = if (0xd800..0xdc00).contains(&first) {
            if !(self.takes(b'\\') && self.takes(b'u')) {
                return self.syntax();
            }
            let second = self.four()?;
            if !(0xdc00..0xe000).contains(&second) {
                self.at = before;
                return self.syntax();
            }
            0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
        } else {
            first
        };
        match char::from_u32(code) {
            Some(scalar) => Ok(scalar),
            None => {
                self.at = before;
                self.syntax()
            }
        }
    }

    fn four(&mut self) -> Result<u32, CodecError> {
        let mut code = 0;
        for _ in 0..4 {
            let Some(digit) = self.peek().and_then(|byte| char::from(byte).to_digit(16)) else {
                return self.syntax();
            };
            self.at += 1;
            code = code * 16 + digit;
        }
        Ok(code)
    }

    /// One digit or more.
    fn digits(&mut self) -> Result<(), CodecError> {
        if !matches!(self.peek(), Some(b'0'..=b'9')) {
            return self.syntax();
        }
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self) -> Result<Value, CodecError> {
        let before = self.at;
        self.takes(b'-');
        if !self.takes(b'0') {
            self.digits()?;
        }
        let mut is_whole = true;
        if self.takes(b'.') {
            is_whole = false;
            self.digits()?;
        }
        if self.takes(b'e') || self.takes(b'E') {
            is_whole = false;
            if !self.takes(b'+') {
                self.takes(b'-');
            }
            self.digits()?;
        }
        let text: &'a str = self.text.get(before..self.at).unwrap_or_default();
        if is_whole && let Ok(number) = text.parse() {
            return Ok(Value::Int(number));
        }
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Value::Float(number)),
            _ => Err(CodecError::new(CodecErrorKind::TooLarge).at(before)),
        }
    }
}
