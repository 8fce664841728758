//! JSON (RFC 8259) by its tokens, for those who make values of it.

use alloc::borrow::Cow;
use alloc::string::String;

/// Where a text is no JSON, and what it should be there.
#[derive(Debug)]
pub(crate) struct Wrong {
    pub(crate) at: usize,
    #[cfg_attr(
        not(all(feature = "validated", feature = "json")),
        expect(dead_code, reason = "a `CodecError` has a kind only")
    )]
    pub(crate) what: &'static str,
    /// Where it ends, if it should go on there.
    #[cfg_attr(not(feature = "dict"), expect(dead_code, reason = "the report says `what`"))]
    pub(crate) end: Option<usize>,
}

/// A cursor over a text; it stands between two characters where a token ends.
pub(crate) struct Scanner<'a> {
    text: &'a str,
    /// How many bytes stand before it.
    pub(crate) at: usize,
}

impl<'a> Scanner<'a> {
    pub(crate) const fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Whether nothing follows.
    pub(crate) const fn is_at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    /// The place of the cursor, if nothing follows.
    const fn end(&self) -> Option<usize> {
        if self.is_at_end() { Some(self.at) } else { None }
    }

    #[cold]
    pub(crate) const fn wrong(&self, what: &'static str) -> Wrong {
        Wrong { at: self.at, what, end: self.end() }
    }

    #[inline]
    pub(crate) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(crate) fn blanks(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    /// Whether the next byte is this one, which is then read.
    #[inline]
    pub(crate) fn takes(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    /// `null`, `true` or `false`.
    pub(crate) fn word(&mut self, word: &str) -> Result<(), Wrong> {
        let before = self.at;
        if word.bytes().all(|byte| self.takes(byte)) {
            return Ok(());
        }
        Err(Wrong { at: before, what: "no value begins so", end: self.end() })
    }

    /// What begins no value.
    #[cold]
    pub(crate) const fn no_value(&self) -> Wrong {
        self.wrong(if self.is_at_end() { "a value is missing" } else { "no value begins so" })
    }

    /// Goes into a list or an object; whether something is in it.
    pub(crate) fn opens(&mut self, close: u8) -> bool {
        self.at += 1;
        self.blanks();
        !self.takes(close)
    }

    /// What follows an item of a list or an object; whether one more does.
    pub(crate) fn goes_on(&mut self, close: u8) -> Result<bool, Wrong> {
        self.blanks();
        if self.takes(close) {
            return Ok(false);
        }
        if self.takes(b',') {
            return Ok(true);
        }
        Err(self.wrong(if close == b']' { "expected `,` or `]`" } else { "expected `,` or `}`" }))
    }

    /// The name of what follows in an object.
    pub(crate) fn key(&mut self) -> Result<Cow<'a, str>, Wrong> {
        self.blanks();
        if self.peek() != Some(b'"') {
            return Err(self.wrong("expected a key in quotes"));
        }
        let key = self.string()?;
        self.blanks();
        if self.takes(b':') { Ok(key) } else { Err(self.wrong("expected `:`")) }
    }

    /// A number as it is written, and whether it is whole.
    pub(crate) fn number(&mut self) -> Result<(&'a str, bool), Wrong> {
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
        Ok((self.text.get(before..self.at).unwrap_or_default(), is_whole))
    }

    /// One digit or more.
    fn digits(&mut self) -> Result<(), Wrong> {
        let before = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at > before { Ok(()) } else { Err(self.wrong("expected a digit")) }
    }

    /// A text in quotes.
    pub(crate) fn string(&mut self) -> Result<Cow<'a, str>, Wrong> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let plain = plain(rest.as_bytes());
            let part = rest.get(..plain).unwrap_or_default();
            self.at += plain;
            if self.takes(b'"') {
                if out.is_empty() {
                    return Ok(Cow::Borrowed(part));
                }
                out.push_str(part);
                return Ok(Cow::Owned(out));
            }
            out.push_str(part);
            if !self.takes(b'\\') {
                let ends = self.is_at_end();
                let control = "a control character must be escaped";
                return Err(self.wrong(if ends { "a text does not end" } else { control }));
            }
            out.push(self.escaped()?);
        }
    }

    /// What follows a backslash.
    fn escaped(&mut self) -> Result<char, Wrong> {
        let escaped = match self.peek() {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                return self.scalar();
            }
            _ => return Err(self.wrong("no character is escaped so")),
        };
        self.at += 1;
        Ok(escaped)
    }

    /// What follows `\u`: four digits, or two times four for a character beyond them.
    fn scalar(&mut self) -> Result<char, Wrong> {
        const HALF: &str = "half of a character";
        let half = |at| Wrong { at, what: HALF, end: None };
        let before = self.at;
        let mut code = self.four()?;
        if (0xd800..0xdc00).contains(&code) {
            if !(self.takes(b'\\') && self.takes(b'u')) {
                return Err(self.wrong(HALF));
            }
            let low = self.four()?;
            let Some(low) = low.checked_sub(0xdc00).filter(|low| *low < 0x400) else {
                return Err(half(before));
            };
            code = 0x10000 + ((code - 0xd800) << 10) + low;
        }
        char::from_u32(code).ok_or_else(|| half(before))
    }

    fn four(&mut self) -> Result<u32, Wrong> {
        let mut code = 0;
        for _ in 0..4 {
            let Some(digit) = self.peek().and_then(|byte| char::from(byte).to_digit(16)) else {
                return Err(self.wrong("expected four hexadecimal digits"));
            };
            self.at += 1;
            code = code * 16 + digit;
        }
        Ok(code)
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
