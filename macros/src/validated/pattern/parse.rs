//! The grammar: what ECMA 262, as JSON Schema uses it, and the `regex` crate have in common.

mod class;
mod escape;

use super::Fault;
use super::charset::CharSet;

/// A pattern as a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// A place, which has no width.
    Look(Look),
    /// One character of a set.
    Set(CharSet),
    /// One after the other; of none, the empty text.
    All(Vec<Node>),
    /// One of several.
    Any(Vec<Node>),
    /// The same `min` to `max` times.
    Repeat { node: Box<Node>, min: usize, max: Option<usize> },
}

/// A place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Look {
    /// `^`
    Start,
    /// `$`
    End,
    /// `\b`
    Boundary,
    /// `\B`
    Inside,
}

/// The highest number in `{m,n}`.
const MOST: usize = 1000;
/// How deep groups may nest: the tree is walked by recursion.
const DEPTH: usize = 100;

/// Reads a pattern.
pub(super) fn parse(pattern: &str) -> Result<Node, Fault> {
    let mut parser = Parser { text: pattern, at: 0, depth: 0 };
    let node = parser.alternatives()?;
    match parser.peek() {
        None => Ok(node),
        Some(_) => Err(parser.here("this `)` closes no group, write `\\)` for the character")),
    }
}

/// A place in the pattern, moving right.
struct Parser<'p> {
    text: &'p str,
    at: usize,
    depth: usize,
}

impl<'p> Parser<'p> {
    fn rest(&self) -> &'p str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn since(&self, start: usize) -> &'p str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let char = self.peek()?;
        self.at += char.len_utf8();
        Some(char)
    }

    fn eat(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    fn here(&self, message: impl Into<String>) -> Fault {
        Fault::new(self.at, message)
    }

    fn alternatives(&mut self) -> Result<Node, Fault> {
        let mut branches = vec![self.sequence()?];
        while self.eat("|") {
            branches.push(self.sequence()?);
        }
        Ok(one_or(branches, Node::Any))
    }

    fn sequence(&mut self) -> Result<Node, Fault> {
        let mut nodes = Vec::new();
        while !matches!(self.peek(), None | Some('|' | ')')) {
            let node = self.atom()?;
            nodes.push(self.repeated(node)?);
        }
        Ok(one_or(nodes, Node::All))
    }

    fn atom(&mut self) -> Result<Node, Fault> {
        let start = self.at;
        let Some(char) = self.next() else { return Ok(Node::All(Vec::new())) };
        let fault = |message: String| Err(Fault::new(start, message));
        Ok(match char {
            '^' => Node::Look(Look::Start),
            '$' => Node::Look(Look::End),
            '.' => Node::Set(CharSet::one('\n').inverse()),
            '[' => Node::Set(self.class(start)?),
            '(' => self.group(start)?,
            '\\' => self.escape(start)?,
            '*' | '+' | '?' | '{' => {
                return fault(format!(
                    "`{char}` has nothing to repeat, write `\\{char}` for the character"
                ));
            }
            ']' => return fault("this `]` closes no class, write `\\]` for the character".into()),
            '}' => return fault("this `}` closes no repeat, write `\\}` for the character".into()),
            _ => Node::Set(CharSet::one(char)),
        })
    }

    fn group(&mut self, start: usize) -> Result<Node, Fault> {
        let unsupported = |what: &str| {
            Fault::new(
                start,
                format!(
                    "{what} is not supported in `pattern`, check it with `pattern_with = PATH`"
                ),
            )
        };
        if self.eat("?") && !self.eat(":") {
            if self.eat("=") || self.eat("!") {
                return Err(unsupported("look-ahead"));
            }
            if self.eat("<=") || self.eat("<!") {
                return Err(unsupported("look-behind"));
            }
            if self.eat(">") {
                return Err(unsupported("an atomic group"));
            }
            if self.eat("P<") {
                return Err(Fault::new(start, "write `(?<name>..)` for a named group"));
            }
            if self.eat("<") {
                self.name()?;
            } else if matches!(self.peek(), Some('-' | 'a'..='z' | 'A'..='Z')) {
                return Err(Fault::new(
                    start,
                    "flags are not supported in `pattern`, write what they mean, \
                     such as `[Aa]` for `a` in any case",
                ));
            } else {
                return Err(Fault::new(start, "unknown group, write `(..)` or `(?:..)`"));
            }
        }
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(Fault::new(
                start,
                format!("groups nest {DEPTH} deep at most, write this one flatter"),
            ));
        }
        let node = self.alternatives()?;
        self.depth -= 1;
        if self.eat(")") {
            Ok(node)
        } else {
            Err(Fault::new(start, "this group is not closed, add `)` or write `\\(`"))
        }
    }

    fn name(&mut self) -> Result<(), Fault> {
        let start = self.at;
        while self.peek().is_some_and(|char| char.is_alphanumeric() || matches!(char, '_' | '$')) {
            self.next();
        }
        let name = self.since(start);
        if name.is_empty() || name.starts_with(|char: char| char.is_numeric()) || !self.eat(">") {
            return Err(Fault::new(start, "a group's name is a word, write `(?<name>..)`"));
        }
        Ok(())
    }

    fn repeated(&mut self, node: Node) -> Result<Node, Fault> {
        let start = self.at;
        let (min, max) = match self.peek() {
            // The numbers of `{` are read below.
            Some('*' | '{') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            _ => return Ok(node),
        };
        if let Node::Look(_) = node {
            return Err(self.here("`^`, `$`, `\\b` and `\\B` have no width to repeat, drop this"));
        }
        let (min, max) = if self.eat("{") {
            self.counts(start)?
        } else {
            self.next();
            (min, max)
        };
        // A lazy repeat finds a shorter match where there is one, so in no other text.
        let lazy = self.eat("?");
        match self.peek() {
            Some('+') if !lazy => {
                Err(self
                    .here("a possessive repeat is not supported in `pattern`, drop the second `+`"))
            }
            Some(char @ ('*' | '+' | '?' | '{')) => Err(self.here(format!(
                "`{char}` repeats a repeat, put a group around what comes before it"
            ))),
            _ => Ok(Node::Repeat { node: Box::new(node), min, max }),
        }
    }

    fn counts(&mut self, start: usize) -> Result<(usize, Option<usize>), Fault> {
        let malformed = || {
            Fault::new(start, "a repeat is `{m}`, `{m,}` or `{m,n}`, write `\\{` for the character")
        };
        let min = self.number()?.ok_or_else(malformed)?;
        let max = if self.eat(",") { self.number()? } else { Some(min) };
        if !self.eat("}") {
            return Err(malformed());
        }
        match max {
            Some(max) if max < min => Err(Fault::new(
                start,
                format!("`{{{min},{max}}}` is reversed, write `{{{max},{min}}}`"),
            )),
            _ => Ok((min, max)),
        }
    }

    fn number(&mut self) -> Result<Option<usize>, Fault> {
        let start = self.at;
        while self.peek().is_some_and(|char| char.is_ascii_digit()) {
            self.next();
        }
        let digits = self.since(start);
        if digits.is_empty() {
            return Ok(None);
        }
        match digits.parse() {
            Ok(number) if number <= MOST => Ok(Some(number)),
            _ => Err(Fault::new(
                start,
                format!("a repeat counts to {MOST} at most, check lengths with `chars(..)`"),
            )),
        }
    }
}

fn one_or(mut nodes: Vec<Node>, several: fn(Vec<Node>) -> Node) -> Node {
    match nodes.pop() {
        Some(node) if nodes.is_empty() => node,
        Some(node) => {
            nodes.push(node);
            several(nodes)
        }
        // Only a sequence is ever empty.
        None => Node::All(nodes),
    }
}
