//! JSON (RFC 8259) as a tree: bounded depth, every key once, and the offset of what is wrong.

use alloc::borrow::Cow;
use alloc::collections::BTreeSet;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use crate::validated::errors::MOST;
use crate::validated::json::push_step;
use crate::validated::{Invalid, Violation};

/// Lists and objects inside of one another, two for each of the 64 fields that a check goes deep.
const DEEPEST: u32 = 128;

/// A value, as it is written.
pub(super) enum Node<'a> {
    Null,
    Bool(bool),
    Number(&'a str),
    Text(Cow<'a, str>),
    List(Vec<Node<'a>>),
    Map(Vec<(Cow<'a, str>, Node<'a>)>),
}

/// The tree, and the keys that are there twice.
///
/// # Errors
/// The one place where the text is no JSON.
pub(super) fn parse(bytes: &[u8]) -> Result<(Node<'_>, Vec<Violation>), Invalid> {
    let text = match core::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(fault) => return Err(syntax("is not UTF-8", fault.valid_up_to())),
    };
    let mut parser = Parser { text, at: 0, path: String::new(), twice: Vec::new() };
    let node = parser.value(0)?;
    parser.blanks();
    if parser.at < text.len() {
        let violation = Violation::new("trailing", "goes on after its end");
        return Err(violation.param("offset", parser.at).into());
    }
    Ok((node, parser.twice))
}

#[cold]
fn syntax(what: &str, offset: usize) -> Invalid {
    let message = alloc::format!("is not JSON: {what} at byte {offset}");
    Violation::new("syntax", message).param("offset", offset).into()
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    /// The JSON pointer of the value that is read.
    path: String,
    twice: Vec<Violation>,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn eats(&mut self, byte: u8) -> bool {
        let eats = self.peek() == Some(byte);
        self.at += usize::from(eats);
        eats
    }

    fn blanks(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn fault<T>(&self, what: &str) -> Result<T, Invalid> {
        Err(syntax(what, self.at))
    }

    fn slice(&self, from: usize) -> &'a str {
        self.text.get(from..self.at).unwrap_or_default()
    }

    fn value(&mut self, depth: u32) -> Result<Node<'a>, Invalid> {
        self.blanks();
        match self.peek() {
            Some(b'{' | b'[') if depth >= DEEPEST => {
                let violation = Violation::new("depth", "must not nest deeper than 128 levels");
                Err(violation.param("max", DEEPEST).param("offset", self.at).into())
            }
            Some(b'{') => self.map(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => Ok(Node::Text(self.string()?)),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Node::Bool(true)),
            Some(b'f') => self.word("false", Node::Bool(false)),
            Some(b'n') => self.word("null", Node::Null),
            Some(_) => self.fault("no value begins so"),
            None => self.fault("a value is missing"),
        }
    }

    fn word(&mut self, word: &str, node: Node<'a>) -> Result<Node<'a>, Invalid> {
        if self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word)) {
            self.at += word.len();
            return Ok(node);
        }
        self.fault("no value begins so")
    }

    fn list(&mut self, depth: u32) -> Result<Node<'a>, Invalid> {
        self.at += 1;
        let mut nodes = Vec::new();
        self.blanks();
        if self.eats(b']') {
            return Ok(Node::List(nodes));
        }
        let here = self.path.len();
        loop {
            push_step(&mut self.path, &nodes.len().to_string());
            nodes.push(self.value(depth + 1)?);
            self.path.truncate(here);
            self.blanks();
            if self.eats(b']') {
                return Ok(Node::List(nodes));
            }
            if !self.eats(b',') {
                return self.fault("expected `,` or `]`");
            }
        }
    }

    fn map(&mut self, depth: u32) -> Result<Node<'a>, Invalid> {
        self.at += 1;
        let mut entries = Vec::new();
        self.blanks();
        if self.eats(b'}') {
            return Ok(Node::Map(entries));
        }
        let here = self.path.len();
        loop {
            self.blanks();
            if self.peek() != Some(b'"') {
                return self.fault("expected a key in quotes");
            }
            let key = self.string()?;
            self.blanks();
            if !self.eats(b':') {
                return self.fault("expected `:`");
            }
            push_step(&mut self.path, &key);
            let value = self.value(depth + 1)?;
            self.path.truncate(here);
            entries.push((key, value));
            self.blanks();
            if self.eats(b'}') {
                break;
            }
            if !self.eats(b',') {
                return self.fault("expected `,` or `}`");
            }
        }
        if self.finds_twice(&entries) {
            // told here, and the reader goes on with the first
            let mut seen = BTreeSet::new();
            entries.retain(|(key, _)| seen.insert(key.clone()));
        }
        Ok(Node::Map(entries))
    }

    fn finds_twice(&mut self, entries: &[(Cow<'a, str>, Node<'a>)]) -> bool {
        let mut keys: Vec<&str> = entries.iter().map(|(key, _)| &**key).collect();
        keys.sort_unstable();
        let mut last = None;
        for (key, next) in keys.iter().zip(keys.iter().skip(1)) {
            if key == next && last != Some(key) {
                last = Some(key);
                // a report holds no more, and says that there are
                if self.twice.len() <= MOST {
                    let mut path = self.path.clone();
                    push_step(&mut path, key);
                    self.twice.push(Violation::new("duplicate", "is there twice").at(path));
                }
            }
        }
        last.is_some()
    }

    fn number(&mut self) -> Result<Node<'a>, Invalid> {
        let from = self.at;
        self.eats(b'-');
        if !self.eats(b'0') && !self.digits() {
            return self.fault("expected a digit");
        }
        if self.eats(b'.') && !self.digits() {
            return self.fault("expected a digit");
        }
        if self.eats(b'e') || self.eats(b'E') {
            let _ = self.eats(b'+') || self.eats(b'-');
            if !self.digits() {
                return self.fault("expected a digit");
            }
        }
        Ok(Node::Number(self.slice(from)))
    }

    fn digits(&mut self) -> bool {
        let from = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        self.at > from
    }

    fn string(&mut self) -> Result<Cow<'a, str>, Invalid> {
        self.at += 1;
        let mut owned: Option<String> = None;
        let mut from = self.at;
        loop {
            match self.peek() {
                Some(b'"') => {
                    let rest = self.slice(from);
                    self.at += 1;
                    return Ok(match owned {
                        Some(mut text) => {
                            text.push_str(rest);
                            Cow::Owned(text)
                        }
                        None => Cow::Borrowed(rest),
                    });
                }
                Some(b'\\') => {
                    let text = owned.get_or_insert_default();
                    text.push_str(self.slice(from));
                    let c = self.escape()?;
                    owned.get_or_insert_default().push(c);
                    from = self.at;
                }
                Some(0..=0x1f) => return self.fault("a control character must be escaped"),
                Some(_) => self.at += 1,
                None => return self.fault("a text does not end"),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Invalid> {
        self.at += 1;
        let c = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                let high = self.hex()?;
                if (0xd800..0xdc00).contains(&high) {
                    if !(self.eats(b'\\') && self.eats(b'u')) {
                        return self.fault("half of a character");
                    }
                    let low = self.hex()?;
                    let low = low.checked_sub(0xdc00).filter(|low| *low < 0x400);
                    let c =
                        low.and_then(|low| char::from_u32(0x10000 + (high - 0xd800) * 0x400 + low));
                    return c.map_or_else(|| self.fault("half of a character"), Ok);
                }
                let c = char::from_u32(high);
                return c.map_or_else(|| self.fault("half of a character"), Ok);
            }
            _ => return self.fault("no character is escaped so"),
        };
        self.at += 1;
        Ok(c)
    }

    fn hex(&mut self) -> Result<u32, Invalid> {
        let mut number = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            let Some(digit) = digit else { return self.fault("expected four hexadecimal digits") };
            number = number * 16 + digit;
            self.at += 1;
        }
        Ok(number)
    }
}
