//! JSON (RFC 8259) to a `Value`.

use alloc::borrow::Cow;
use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use super::view::{Token, names};
use super::{Value, View};
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
    read(json.as_ref(), limits, |view| view.value().into_owned())
}

/// What is read of this JSON, which is JSON to its end.
pub(super) fn read<T>(
    json: &[u8],
    limits: &Limits,
    read: impl FnOnce(View<'_>) -> T,
) -> Result<T, CodecError> {
    if json.len() > limits.bytes {
        return Err(CodecError::new(CodecErrorKind::TooLarge));
    }
    let text = core::str::from_utf8(json)
        .map_err(|fault| CodecError::new(CodecErrorKind::BadUtf8).at(fault.valid_up_to()))?;
    // what a value takes in most texts, without a promise to texts of one long value
    let tokens = Vec::with_capacity((text.len() / 8).min(1 << 10));
    let mut parser = Parser { text, at: 0, items: limits.items, alloc: limits.alloc, tokens };
    parser.value(limits.depth)?;
    parser.blanks();
    if parser.at < text.len() {
        return Err(parser.fault(CodecErrorKind::TrailingBytes));
    }
    match View::first(&parser.tokens) {
        Some((view, _)) => Ok(read(view)),
        None => parser.syntax(),
    }
}

struct Parser<'a> {
    text: &'a str,
    /// The next byte; always between two characters.
    at: usize,
    /// How many more elements there may be.
    items: usize,
    /// How many more bytes of memory they may take.
    alloc: usize,
    /// What has been read, a list or dict before what it has.
    tokens: Vec<Token<'a>>,
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

    /// Reads a value to the end of the tokens.
    fn value(&mut self, depth: usize) -> Result<(), CodecError> {
        let Some(depth) = depth.checked_sub(1) else {
            return Err(self.fault(CodecErrorKind::TooDeep));
        };
        self.blanks();
        let token = match self.peek() {
            Some(b'n') => self.word("null", Token::Null)?,
            Some(b't') => self.word("true", Token::Bool(true))?,
            Some(b'f') => self.word("false", Token::Bool(false))?,
            Some(b'"') => Token::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b'[') => return self.list(depth),
            Some(b'{') => return self.dict(depth),
            _ => return self.syntax(),
        };
        self.tokens.push(token);
        Ok(())
    }

    fn word(&mut self, word: &str, token: Token<'a>) -> Result<Token<'a>, CodecError> {
        for byte in word.bytes() {
            if !self.takes(byte) {
                return self.syntax();
            }
        }
        Ok(token)
    }

    /// Says how many tokens stand behind the one that was put at this place.
    fn close(&mut self, place: usize, close: fn(usize) -> Token<'a>) {
        let width = self.tokens.len() - place - 1;
        if let Some(token) = self.tokens.get_mut(place) {
            *token = close(width);
        }
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

    /// Counts memory that a [`Value`] takes; tokens take less.
    fn memory(&mut self, bytes: usize) -> Result<(), CodecError> {
        match self.alloc.checked_sub(bytes) {
            Some(alloc) => {
                self.alloc = alloc;
                Ok(())
            }
            None => Err(self.fault(CodecErrorKind::TooLarge)),
        }
    }

    fn list(&mut self, depth: usize) -> Result<(), CodecError> {
        self.at += 1;
        let mut count = 0_usize;
        let place = self.tokens.len();
        self.tokens.push(Token::List(0));
        self.blanks();
        if self.takes(b']') {
            return Ok(());
        }
        loop {
            self.item()?;
            if count == 0 || count >= 4 && count.is_power_of_two() {
                // it doubles, from four on
                self.memory(count.max(4) * size_of::<Value>())?;
            }
            count += 1;
            self.value(depth)?;
            self.blanks();
            if self.takes(b']') {
                self.close(place, Token::List);
                return Ok(());
            }
            if !self.takes(b',') {
                return self.syntax();
            }
        }
    }

    fn dict(&mut self, depth: usize) -> Result<(), CodecError> {
        self.at += 1;
        let place = self.tokens.len();
        self.tokens.push(Token::Dict(0));
        let mut names = Names::default();
        self.blanks();
        if self.takes(b'}') {
            return Ok(());
        }
        loop {
            self.item()?;
            if names.count % NODE.1 == 0 {
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
            self.tokens.push(Token::Text(name));
            let is_new = names.add_last(self.tokens.get(place + 1..).unwrap_or_default());
            self.value(depth)?;
            if !is_new {
                return Err(CodecError::new(CodecErrorKind::DuplicateId).at(before));
            }
            self.blanks();
            if self.takes(b'}') {
                self.close(place, Token::Dict);
                return Ok(());
            }
            if !self.takes(b',') {
                return self.syntax();
            }
        }
    }

    fn string(&mut self) -> Result<Cow<'a, str>, CodecError> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let plain = plain(rest.as_bytes());
            let part = rest.get(..plain).unwrap_or_default();
            self.at += plain;
            if self.takes(b'"') {
                self.memory(out.len() + part.len())?;
                if out.is_empty() {
                    return Ok(Cow::Borrowed(part));
                }
                out.push_str(part);
                return Ok(Cow::Owned(out));
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

    fn number(&mut self) -> Result<Token<'a>, CodecError> {
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
        if is_whole {
            // what most numbers fit, which is read faster
            let number = text.parse::<i64>().map(i128::from).or_else(|_| text.parse());
            if let Ok(number) = number {
                return Ok(Token::Int(number));
            }
        }
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Token::Float(number)),
            _ => Err(CodecError::new(CodecErrorKind::TooLarge).at(before)),
        }
    }
}

/// The names of a dict so far.
#[derive(Default)]
struct Names<'a> {
    count: usize,
    /// All of them, once they are many.
    many: BTreeSet<Cow<'a, str>>,
}

impl<'a> Names<'a> {
    /// Adds the last of a dict's tokens; whether it is new.
    fn add_last(&mut self, tokens: &[Token<'a>]) -> bool {
        const FEW: usize = 16;
        let Some((Token::Text(name), before)) = tokens.split_last() else { return true };
        self.count += 1;
        if self.count <= FEW {
            return names(before).all(|other| other != name);
        }
        if self.many.is_empty() {
            self.many = names(before).cloned().collect();
        }
        self.many.insert(name.clone())
    }
}

/// How many bytes stand before a quote, a backslash, a control character or the end.
fn plain(bytes: &[u8]) -> usize {
    const EACH: u64 = u64::MAX / 255;
    let (words, rest) = bytes.as_chunks::<8>();
    for (count, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        // the highest bit of each byte that is less than another, where that is 128 at most
        let less = |word: u64, than: u64| word.wrapping_sub(EACH * than) & !word & (EACH << 7);
        let special = less(word, 0x20)
            | less(word ^ (EACH * u64::from(b'"')), 1)
            | less(word ^ (EACH * u64::from(b'\\')), 1);
        if special != 0 {
            // a borrow may mark a byte too many, but none before the first that is meant
            return count * 8 + special.trailing_zeros() as usize / 8;
        }
    }
    let is_special = |b: &u8| *b < 0x20 || *b == b'"' || *b == b'\\';
    let tail = rest.iter().position(is_special).unwrap_or(rest.len());
    words.len() * 8 + tail
}
