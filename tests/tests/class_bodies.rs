//! Bodies as they are written in a plain `impl`: what they take apart, name and say.
#![allow(clippy::cast_possible_truncation, clippy::type_complexity)] // bodies as users write them

use std::cell::RefCell;
use std::rc::Rc;

use dunder::{class, methods};

fn top() -> u32 {
    3
}

/// Notes when it is dropped.
struct Noted(&'static str, Rc<RefCell<Vec<&'static str>>>);

impl Drop for Noted {
    fn drop(&mut self) {
        self.1.borrow_mut().push(self.0);
    }
}

#[class]
struct Basket {
    pub name: String,
    pub size: u32,
    items: Vec<u32>,
}

#[methods]
impl Basket {
    pub fn with_size(mut self, size: u32) -> Self {
        self.size = size;
        self
    }

    pub fn into_items(self) -> Vec<u32> {
        self.items
    }

    pub fn into_parts(self) -> (String, Vec<u32>) {
        (self.name, self.items)
    }

    pub fn filled(mut self, more: u32) -> Vec<u32> {
        let wanted = self.limit();
        while (self.items.len() as u32) < wanted {
            self.items.push(more);
        }
        self.items
    }

    pub fn limit(&self) -> u32 {
        2
    }

    pub fn take_from(&mut self, other: &mut Self) {
        self.items.append(&mut other.items);
        std::mem::swap(&mut self.size, &mut other.size);
    }

    pub fn module(&self) -> u32 {
        self::top() + super_like::top_of_parent() + self.size
    }

    pub fn is_crate(&self) -> bool {
        self.isinstance::<Crate>()
    }

    pub fn limits(&self) -> u32 {
        Self::limit(self)
    }

    pub fn checked(&self) {
        assert!(self.limit() > 1 && self.size < 100);
    }

    pub fn text(&self) -> &'static str {
        stringify!(self.size)
    }
}

mod super_like {
    pub(crate) fn top_of_parent() -> u32 {
        super::top()
    }

    pub(crate) mod inner {
        use dunder::{class, methods};

        #[class]
        pub(crate) struct Asks {
            pub x: u32,
        }

        #[methods]
        impl Asks {
            pub fn asked(&self) -> usize {
                super::top_of_parent().to_string().len()
            }
        }
    }
}

#[class(bases(Basket))]
struct Crate {
    pub label: String,
}

#[methods]
impl Crate {
    pub fn limit(&self) -> u32 {
        4
    }

    pub fn into_label(self) -> (String, String) {
        let many = self.limit();
        (self.label, format!("{}{many}", self.name))
    }
}

#[test]
fn an_object_of_ones_own_is_changed_and_gives_its_fields_away() {
    let basket = Basket::new("b", 1, vec![7]).with_size(9);
    assert_eq!((basket.size, basket.into_parts()), (9, ("b".to_owned(), vec![7])));
    assert_eq!(Basket::new("b", 1, vec![7]).into_items(), [7]);
    assert_eq!(Basket::new("b", 1, vec![7]).filled(8), [7, 8]);
}

#[test]
fn an_object_of_a_subclass_is_taken_apart_by_inherited_methods() {
    let made = || Crate::new("l", "c", 1, vec![7]);
    assert_eq!(made().with_size(5).size, 5);
    assert_eq!(made().into_items(), [7]);
    assert_eq!(made().filled(8), [7, 8, 8, 8]);
    assert_eq!(made().into_label(), ("l".to_owned(), "c4".to_owned()));
}

#[class]
struct Guarded {
    pub first: Noted,
    pub second: Noted,
    pub done: Rc<RefCell<Vec<&'static str>>>,
}

#[methods]
impl Guarded {
    pub fn first_of(self) -> Noted {
        self.done.borrow_mut().push("body");
        self.first
    }
}

#[class(bases(Guarded), pass)]
struct MoreGuarded {
    pub third: Noted,
}

#[test]
fn what_no_body_takes_lives_to_its_end() {
    let log = Rc::new(RefCell::new(Vec::new()));
    let noted = |name| Noted(name, Rc::clone(&log));
    let object = MoreGuarded::new(noted("third"), noted("first"), noted("second"), Rc::clone(&log));
    let first = object.first_of();
    assert_eq!(*log.borrow(), ["body", "third", "second"]);
    drop(first);
    assert_eq!(*log.borrow(), ["body", "third", "second", "first"]);
}

#[test]
fn two_objects_of_the_class_change_each_other() {
    let mut crate_ = Crate::new("l", "c", 1, vec![7]);
    let mut other = Crate::new("m", "d", 2, vec![8]);
    crate_.take_from(&mut other);
    assert_eq!((crate_.size, other.size), (2, 1));
    assert_eq!((crate_.into_items(), other.into_items()), (vec![7, 8], vec![]));
}

#[test]
fn paths_of_modules_and_of_the_class_are_those_of_a_plain_impl() {
    assert_eq!(Basket::new("b", 1, vec![]).module(), 7);
    assert_eq!(super_like::inner::Asks::new(1).asked(), 1);
    assert_eq!(Basket::new("b", 1, vec![]).limits(), 2);
    assert_eq!(Crate::new("l", "c", 1, vec![]).limits(), 4);
}

#[test]
fn a_body_asks_of_which_class_its_object_is() {
    assert!(Crate::new("l", "c", 1, vec![]).is_crate());
    assert!(!Basket::new("b", 1, vec![]).is_crate());
}

#[test]
fn what_a_failed_assertion_says_is_what_was_written() {
    let failed = std::panic::catch_unwind(|| Basket::new("b", 100, vec![]).checked());
    let said = failed.unwrap_err();
    let said = said.downcast_ref::<String>().map(String::as_str);
    assert_eq!(said, Some("assertion failed: self.limit() > 1 && self.size < 100"));
    assert_eq!(Basket::new("b", 100, vec![]).text(), "self.size");
}

#[class]
struct Calls {
    pub plain: for<'a> fn(&'a str) -> &'a str,
    pub elided: fn(&str) -> &str,
    pub boxed: Box<dyn Fn(&str, u8) -> Option<&str>>,
    pub nested: Vec<Box<dyn for<'a> Fn(&'a [u8]) -> Box<dyn Fn(&u8) -> &u8 + 'a>>>,
}

#[methods]
impl Calls {
    pub fn each(&self) -> usize {
        (self.plain)("abc").len() + (self.elided)("ab").len() + self.by(&*self.boxed)
    }

    pub fn by(&self, find: &dyn Fn(&str, u8) -> Option<&str>) -> usize {
        find("a", 1).map_or(0, str::len)
    }

    pub fn given<'a>(&'a self, sink: &'a mut dyn FnMut(&'a str)) {
        sink((self.plain)("abc"));
    }

    pub fn rows(&self, rows: Vec<(&str, &str, &str, &str, &str)>) -> usize {
        rows.len()
    }

    pub fn pairs(&self, pairs: Vec<(&Self, &str)>) -> usize {
        pairs.iter().map(|(_, text)| text.len()).sum()
    }

    pub fn stop(&self) -> ! {
        panic!("stopped")
    }

    pub fn maybe(&self, stops: bool) -> u32 {
        if stops { self.stop() } else { 1 }
    }
}

#[class(bases(Calls))]
struct MoreCalls {}

#[methods]
impl MoreCalls {
    pub fn by(&self, find: &dyn Fn(&str, u8) -> Option<&str>) -> usize {
        super().by(find) + 10
    }

    pub fn rows(&self, rows: Vec<(&str, &str, &str, &str, &str)>) -> usize {
        super().rows(rows) + 1
    }

    pub fn stop(&self) -> ! {
        panic!("stopped below")
    }
}

#[test]
fn types_with_lifetimes_of_their_own_are_fields_and_arguments() {
    let calls =
        MoreCalls::new(|text| text, |text| text, Box::new(|text, _| Some(text)), Vec::new());
    assert_eq!(calls.each(), 16);
    let mut seen = String::new();
    calls.given(&mut |text| seen.push_str(text));
    assert_eq!(seen, "abc");
    assert_eq!(calls.rows(vec![("a", "b", "c", "d", "e")]), 2);
    assert_eq!(calls.pairs(vec![(&calls, "ab")]), 2);
}

#[test]
fn a_method_that_never_returns_is_overridden() {
    let calls =
        MoreCalls::new(|text| text, |text| text, Box::new(|text, _| Some(text)), Vec::new());
    assert_eq!(calls.maybe(false), 1);
    let said = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| calls.maybe(true)));
    assert_eq!(said.unwrap_err().downcast_ref::<&str>(), Some(&"stopped below"));
}

#[class]
struct Gone {
    pub x: u32,
}

#[methods]
impl Gone {
    pub fn covered(&self) -> u32 {
        let n = self.x;
        #[cfg(any())]
        let n = if n > 1 { 0 } else { self.extra };
        #[cfg(any())]
        if n > 1 {
            return 0;
        } else {
            return self.extra;
        }
        n
    }
}

#[test]
fn what_cfg_leaves_out_ends_with_its_statement() {
    assert_eq!(Gone::new(4).covered(), 4);
}

#[class]
struct Told {
    pub size: u32,
}
#[methods]
impl Told {
    pub fn shown(&mut self) -> (u32, u32) {
        let doubled = dbg!(self.size * 2);
        self.size += 1;
        let (_, tripled) = dbg!(self.size, self.tripled());
        (doubled, tripled)
    }

    pub fn tripled(&self) -> u32 {
        self.size * 3
    }
}

#[test]
fn dbg_shows_each_expression_as_it_is_written() {
    const CHILD: &str = "DUNDER_TEST_TOLD";
    if std::env::var_os(CHILD).is_some() {
        assert_eq!(Told::new(1).shown(), (2, 6));
        return;
    }
    let name = "dbg_shows_each_expression_as_it_is_written";
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    let output = child.args(["--exact", name, "--nocapture"]).env(CHILD, "1").output().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stderr).unwrap();
    for shown in ["self.size * 2 = 2", "self.size = 2", "self.tripled() = 6"] {
        assert!(text.contains(&format!("] {shown}\n")), "{shown} in {text}");
    }
}
