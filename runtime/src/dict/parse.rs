//! JSON (RFC 8259) to a `Value`.

use alloc::borrow::Cow;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use super::view::{Token, names};
use super::{Value, View};
use crate::codec::{CodecError, CodecErrorKind, Limits};
use crate::json::{Scanner, Wrong};

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
    let mut parser =
        Parser { text: Scanner::new(text), items: limits.items, alloc: limits.alloc, tokens };
    parser.value(limits.depth)?;
    parser.text.blanks();
    if !parser.text.is_at_end() {
        return Err(parser.fault(CodecErrorKind::TrailingBytes));
    }
    match View::first(&parser.tokens) {
        Some((view, _)) => Ok(read(view)),
        None => Err(parser.text.no_value().into()),
    }
}

struct Parser<'a> {
    text: Scanner<'a>,
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
        CodecError::new(kind).at(self.text.at)
    }

    /// Reads a value to the end of the tokens.
    fn value(&mut self, depth: usize) -> Result<(), CodecError> {
        let Some(depth) = depth.checked_sub(1) else {
            return Err(self.fault(CodecErrorKind::TooDeep));
        };
        self.text.blanks();
        let token = match self.text.peek() {
            Some(b'n') => self.word("null", Token::Null)?,
            Some(b't') => self.word("true", Token::Bool(true))?,
            Some(b'f') => self.word("false", Token::Bool(false))?,
            Some(b'"') => {
                let text = self.text.string()?;
                Token::Text(self.counted(text)?)
            }
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b'[') => return self.list(depth),
            Some(b'{') => return self.dict(depth),
            _ => return Err(self.text.no_value().into()),
        };
        self.tokens.push(token);
        Ok(())
    }

    fn word(&mut self, word: &str, token: Token<'a>) -> Result<Token<'a>, CodecError> {
        self.text.word(word)?;
        Ok(token)
    }

    /// A text whose memory is counted.
    fn counted(&mut self, text: Cow<'a, str>) -> Result<Cow<'a, str>, CodecError> {
        self.memory(text.len())?;
        Ok(text)
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
        let mut count = 0_usize;
        let place = self.tokens.len();
        self.tokens.push(Token::List(0));
        let mut has_more = self.text.opens(b']');
        while has_more {
            self.item()?;
            if count == 0 || count >= 4 && count.is_power_of_two() {
                // it doubles, from four on
                self.memory(count.max(4) * size_of::<Value>())?;
            }
            count += 1;
            self.value(depth)?;
            has_more = self.text.goes_on(b']')?;
        }
        self.close(place, Token::List);
        Ok(())
    }

    fn dict(&mut self, depth: usize) -> Result<(), CodecError> {
        let place = self.tokens.len();
        self.tokens.push(Token::Dict(0));
        let mut names = Names::default();
        let mut has_more = self.text.opens(b'}');
        while has_more {
            self.item()?;
            if names.count % NODE.1 == 0 {
                self.memory(NODE.0 * size_of::<(Cow<'static, str>, Value)>())?;
            }
            self.text.blanks();
            let before = self.text.at;
            let name = self.text.key()?;
            let name = self.counted(name)?;
            self.tokens.push(Token::Text(name));
            let is_new = names.add_last(self.tokens.get(place + 1..).unwrap_or_default());
            self.value(depth)?;
            if !is_new {
                return Err(CodecError::new(CodecErrorKind::DuplicateId).at(before));
            }
            has_more = self.text.goes_on(b'}')?;
        }
        self.close(place, Token::Dict);
        Ok(())
    }

    fn number(&mut self) -> Result<Token<'a>, CodecError> {
        let before = self.text.at;
        let (text, is_whole) = self.text.number()?;
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

impl From<Wrong> for CodecError {
    #[cold]
    fn from(wrong: Wrong) -> Self {
        match wrong.end {
            Some(end) => Self::new(CodecErrorKind::Truncated).at(end),
            None => Self::new(CodecErrorKind::Syntax).at(wrong.at),
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
