//! `\..`, in a class and outside.

use super::{CharSet, Fault, Look, Node, Parser};

/// What an escape means.
pub(super) enum Escape {
    Char(char),
    Set(CharSet),
    Boundary,
    Inside,
}

impl Parser<'_> {
    /// Reads an escape outside a class from behind its backslash at `start`.
    pub(super) fn escape(&mut self, start: usize) -> Result<Node, Fault> {
        Ok(match self.escaped(start)? {
            Escape::Char(char) => Node::Set(CharSet::one(char)),
            Escape::Set(set) => Node::Set(set),
            Escape::Boundary => Node::Look(Look::Boundary),
            Escape::Inside => Node::Look(Look::Inside),
        })
    }

    /// Reads any escape from behind its backslash at `start`.
    pub(super) fn escaped(&mut self, start: usize) -> Result<Escape, Fault> {
        let fault = |message: String| Err(Fault::new(start, message));
        let Some(char) = self.next() else {
            return fault("nothing follows this `\\`, write `\\\\` for the character".into());
        };
        let digits = || CharSet::of(&[('0', '9')]);
        let words = || CharSet::of(&[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]);
        let spaces = || CharSet::of(&[('\t', '\r'), (' ', ' ')]);
        Ok(match char {
            'd' => Escape::Set(digits()),
            'D' => Escape::Set(digits().inverse()),
            'w' => Escape::Set(words()),
            'W' => Escape::Set(words().inverse()),
            's' => Escape::Set(spaces()),
            'S' => Escape::Set(spaces().inverse()),
            'b' => Escape::Boundary,
            'B' => Escape::Inside,
            'n' => Escape::Char('\n'),
            'r' => Escape::Char('\r'),
            't' => Escape::Char('\t'),
            'f' => Escape::Char('\u{C}'),
            'v' => Escape::Char('\u{B}'),
            '0' if !self.peek().is_some_and(|next| next.is_ascii_digit()) => Escape::Char('\0'),
            'x' => Escape::Char(self.byte(start)?),
            'u' => Escape::Char(self.unicode(start)?),
            _ if char.is_ascii_punctuation() => Escape::Char(char),
            '0' => return fault("octal is not supported in `pattern`, write `\\xHH`".into()),
            '1'..='9' | 'k' => {
                return fault(
                    "a back-reference is not supported in `pattern`, \
                     check it with `pattern_with = PATH`"
                        .into(),
                );
            }
            'p' | 'P' => {
                return fault(format!(
                    "`\\{char}` is not supported in `pattern`, write the ranges, such as \
                     `[à-ÿ]`, or check it with `pattern_with = PATH`"
                ));
            }
            'A' => return fault("`\\A` is not supported in `pattern`, write `^`".into()),
            'z' | 'Z' => {
                return fault(format!("`\\{char}` is not supported in `pattern`, write `$`"));
            }
            _ if char.is_ascii_alphanumeric() => {
                return fault(format!("unknown escape `\\{char}`, a character is `\\u{{H..}}`"));
            }
            _ => return fault(format!("`{char}` needs no `\\`, write `{char}`")),
        })
    }

    fn byte(&mut self, start: usize) -> Result<char, Fault> {
        self.hex(2)
            .and_then(char::from_u32)
            .ok_or_else(|| Fault::new(start, "`\\x` needs two hexadecimal digits, as in `\\x7F`"))
    }

    fn unicode(&mut self, start: usize) -> Result<char, Fault> {
        let malformed = || {
            Fault::new(start, "`\\u` needs a character's number, as in `\\u00E9` or `\\u{1F600}`")
        };
        let point = if self.eat("{") {
            let from = self.at;
            while self.peek().is_some_and(|char| char.is_ascii_hexdigit()) {
                self.next();
            }
            let point = u32::from_str_radix(self.since(from), 16).ok();
            point.filter(|_| self.eat("}"))
        } else {
            self.hex(4)
        };
        let mut point = point.ok_or_else(malformed)?;
        // JSON and ECMA write a character beyond U+FFFF as a pair.
        if (0xD800..0xDC00).contains(&point) && self.eat("\\u") {
            let low = self.hex(4).filter(|low| (0xDC00..0xE000).contains(low));
            point = 0x1_0000 + (point - 0xD800) * 0x400 + low.ok_or_else(malformed)? - 0xDC00;
        }
        char::from_u32(point).ok_or_else(malformed)
    }

    fn hex(&mut self, digits: usize) -> Option<u32> {
        let text = self.rest().get(..digits)?;
        if !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.at += digits;
        u32::from_str_radix(text, 16).ok()
    }
}
