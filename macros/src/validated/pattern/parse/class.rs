//! `[..]`.

use super::escape::Escape;
use super::{CharSet, Fault, Parser};

/// One part of a class.
enum Part {
    Char(char),
    Set(CharSet),
}

impl Parser<'_> {
    /// Reads a class from behind its `[` at `start`.
    pub(super) fn class(&mut self, start: usize) -> Result<CharSet, Fault> {
        let inverse = self.eat("^");
        if self.eat("]") {
            return Err(Fault::new(start, "this class is empty, write `\\]` for a bracket in it"));
        }
        let mut set = CharSet::default();
        while !self.eat("]") {
            let from = self.at;
            let first = self.part(start)?;
            // A hyphen is itself where it cannot make a range: last in the class.
            if !self.rest().starts_with('-') || self.rest().starts_with("-]") {
                match first {
                    Part::Char(char) => set.add(char, char),
                    Part::Set(part) => set.join(&part),
                }
                continue;
            }
            let first_text = self.since(from);
            self.eat("-");
            let middle = self.at;
            let last = self.part(start)?;
            match (first, last) {
                (Part::Char(low), Part::Char(high)) if low <= high => set.add(low, high),
                (Part::Char(_), Part::Char(_)) => {
                    let last_text = self.since(middle);
                    return Err(Fault::new(
                        from,
                        format!(
                            "the range `{first_text}-{last_text}` is reversed, \
                             write `{last_text}-{first_text}`"
                        ),
                    ));
                }
                _ => {
                    return Err(Fault::new(
                        from,
                        "a range is from one character to another, write `\\-` for a hyphen",
                    ));
                }
            }
        }
        if inverse {
            set = set.inverse();
        }
        match set.widths() {
            Some(_) => Ok(set),
            None => Err(Fault::new(
                start,
                "no character is in this class, drop the `^` or one of its parts",
            )),
        }
    }

    fn part(&mut self, start: usize) -> Result<Part, Fault> {
        let at = self.at;
        // Other flavours read these as sets within sets: refused, not silently read as characters.
        if self.rest().starts_with('[') {
            return Err(self.here(
                "a class in a class is not supported in `pattern`, write `\\[` for a bracket",
            ));
        }
        if self.rest().starts_with("&&") {
            return Err(
                self.here("`&&` is not supported in `pattern`, write `\\&` for the character")
            );
        }
        match self.next() {
            None => Err(Fault::new(start, "this class is not closed, add `]` or write `\\[`")),
            Some('\\') => match self.escaped(at)? {
                Escape::Char(char) => Ok(Part::Char(char)),
                Escape::Set(set) => Ok(Part::Set(set)),
                // ECMA's backspace.
                Escape::Boundary => Ok(Part::Char('\u{8}')),
                Escape::Inside => Err(Fault::new(at, "`\\B` is a place, it cannot be in a class")),
            },
            Some(char) => Ok(Part::Char(char)),
        }
    }
}
