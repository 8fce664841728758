//! JSON (RFC 8259) as a tree: bounded depth, every key once, and the offset of what is wrong.

use alloc::borrow::Cow;
use alloc::collections::BTreeSet;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use crate::json::{Scanner, Wrong};
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
    let scanner = Scanner::new(text);
    let mut parser = Parser { text: scanner, path: String::new(), twice: Vec::new() };
    let node = parser.value(0)?;
    parser.text.blanks();
    if !parser.text.is_at_end() {
        let violation = Violation::new("trailing", "goes on after its end");
        return Err(violation.param("offset", parser.text.at).into());
    }
    Ok((node, parser.twice))
}

#[cold]
fn syntax(what: &str, offset: usize) -> Invalid {
    let message = alloc::format!("is not JSON: {what} at byte {offset}");
    Violation::new("syntax", message).param("offset", offset).into()
}

impl From<Wrong> for Invalid {
    fn from(wrong: Wrong) -> Self {
        syntax(wrong.what, wrong.at)
    }
}

struct Parser<'a> {
    text: Scanner<'a>,
    /// The JSON pointer of the value that is read.
    path: String,
    twice: Vec<Violation>,
}

impl<'a> Parser<'a> {
    fn value(&mut self, depth: u32) -> Result<Node<'a>, Invalid> {
        self.text.blanks();
        match self.text.peek() {
            Some(b'{' | b'[') if depth >= DEEPEST => {
                let violation = Violation::new("depth", "must not nest deeper than 128 levels");
                Err(violation.param("max", DEEPEST).param("offset", self.text.at).into())
            }
            Some(b'{') => self.map(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => Ok(Node::Text(self.text.string()?)),
            Some(b'-' | b'0'..=b'9') => Ok(Node::Number(self.text.number()?.0)),
            Some(b't') => self.word("true", Node::Bool(true)),
            Some(b'f') => self.word("false", Node::Bool(false)),
            Some(b'n') => self.word("null", Node::Null),
            _ => Err(self.text.no_value().into()),
        }
    }

    fn word(&mut self, word: &str, node: Node<'a>) -> Result<Node<'a>, Invalid> {
        self.text.word(word)?;
        Ok(node)
    }

    fn list(&mut self, depth: u32) -> Result<Node<'a>, Invalid> {
        let mut nodes = Vec::new();
        let here = self.path.len();
        let mut has_more = self.text.opens(b']');
        while has_more {
            push_step(&mut self.path, &nodes.len().to_string());
            nodes.push(self.value(depth + 1)?);
            self.path.truncate(here);
            has_more = self.text.goes_on(b']')?;
        }
        Ok(Node::List(nodes))
    }

    fn map(&mut self, depth: u32) -> Result<Node<'a>, Invalid> {
        let mut entries = Vec::new();
        let here = self.path.len();
        let mut has_more = self.text.opens(b'}');
        while has_more {
            let key = self.text.key()?;
            push_step(&mut self.path, &key);
            let value = self.value(depth + 1)?;
            self.path.truncate(here);
            entries.push((key, value));
            has_more = self.text.goes_on(b'}')?;
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
}
