//! Methods whose results borrow from lifetimes that stand inside their arguments' types.
#![allow(missing_docs)]

use std::cell::Cell;

use dunder::{class, methods};

pub struct Words<'a>(pub &'a str);

#[class(dyn)]
struct Reader {
    pub fallback: &'static str,
}
#[methods]
impl Reader {
    pub fn either<'a>(&self, text: Option<&'a str>) -> &'a str {
        text.unwrap_or(self.fallback)
    }
    pub fn words<'a>(&self, words: Words<'a>) -> Words<'a> {
        Words(words.0)
    }
    pub fn any(text: Option<&str>) -> &str {
        text.unwrap_or("none")
    }
    pub fn two<'a, 'b>(&'b self, all: [&'a str; 2], own: &'b str) -> (&'a str, &'b str) {
        (all[0], if own.is_empty() { self.fallback } else { own })
    }
    pub fn length(&self) -> usize {
        self.either(None).len() + Self::any(Some("ab")).len() + self.words(Words("abc")).0.len()
    }
    pub fn by_path(&self) -> String {
        let (one, two) = self.two(["x", "y"], "z");
        format!("{}{one}{two}", Self::either(self, Some("w")))
    }
    pub fn with<'a>(&'a self, call: &'a dyn Fn(&'a str)) {
        call(self.fallback);
    }
}

#[class(bases(Reader))]
struct Loud {}
#[methods]
impl Loud {
    pub fn either<'x>(&self, text: Option<&'x str>) -> &'x str {
        let found = super().either(text);
        if found.is_empty() { "!" } else { found }
    }
    pub fn any(text: Option<&str>) -> &str {
        if text.is_none() { "NONE" } else { super().any(text) }
    }
    pub fn words<'a>(&self, words: Words<'a>) -> Words<'a> {
        Words(super().words(words).0.trim())
    }
    pub fn both<'a>(&self, one: Option<&'a str>) -> &'a str {
        let kept = self.either(one);
        Self::any(Some(kept))
    }
}

#[test]
fn a_result_borrows_from_what_an_argument_holds() {
    let reader = Reader::new("-");
    let text = String::from("kept");
    let kept = {
        let short_lived = Reader::new("+");
        short_lived.either(Some(&text))
    };
    assert_eq!((kept, reader.length(), Reader::any(None)), ("kept", 1 + 2 + 3, "none"));
    assert_eq!(reader.by_path(), "wxz");
    let seen = Cell::new(0);
    let call = |text: &str| seen.set(text.len());
    reader.with(&call);
    assert_eq!(seen.get(), 1);
}

#[test]
fn subclasses_override_it_and_are_called_late() {
    let loud = Loud::new("");
    assert_eq!((loud.either(None), loud.both(Some("a")), Loud::any(None)), ("!", "a", "NONE"));
    assert_eq!(loud.length(), 1 + 2 + 3);
    let held: &dyn IsReader = &loud;
    assert_eq!(
        (held.either(None), held.words(Words(" b ")).0, held.by_path()),
        ("!", "b", "wxz".into())
    );
}
