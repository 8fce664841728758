//! Derives and other attributes on the classes of a hierarchy, its first class in another crate.
#![allow(missing_docs)]

use std::collections::{BTreeSet, HashSet};
use std::fmt::Debug;
use std::hash::Hash;

use dunder::{Dict, Graph, Packed, Proto, class, graph, logged, methods, patch, patchable, plugin};
use dunder::{plugin_registry, singleton};
use dunder_test_classes::Counted;

#[class(bases(Counted), pass)]
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Left {
    #[default(1)]
    side: u8,
}

#[class(bases(Counted), pass)]
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Right {
    #[default("r".to_owned())]
    pub right: String,
}

#[class(bases(Left, Right))]
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Bottom<T: Debug + Clone + Ord + Hash + Default + 'static> {
    #[default]
    value: Option<T>,
    #[cfg(windows)]
    gone: u8,
    #[cfg(not(windows))]
    #[default(9)]
    kept: u8,
}
#[methods]
impl<T: Debug + Clone + Ord + Hash + Default + 'static> Bottom<T> {
    pub fn put(&mut self, value: T) {
        self.value = Some(value);
        self.kept += 1;
    }
}

#[class(bases(Bottom<String>), pass)]
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Last;

#[test]
fn stds_derives_hold_over_a_generic_diamond_of_two_crates() {
    let mut one = Last::default();
    one.put("x".to_owned());
    assert_eq!(
        format!("{one:?}"),
        r#"Last { value: Some("x"), kept: 10, side: 1, right: "r", shown: 0, count: 0 }"#
    );
    let two = one.clone();
    assert_eq!(one, two);
    let mut three = two.clone();
    three.tick();
    assert!(three != one && three > one);
    assert_eq!(HashSet::from([one.clone(), two, three.clone()]).len(), 2);
    assert_eq!(BTreeSet::from([three.clone(), one]).last(), Some(&three));
}

#[class(pass)]
#[derive(Debug, Clone, PartialEq, Dict, Packed, Proto, Graph)]
pub struct Item {
    #[dict(rename = "label")]
    #[proto(tag = 1)]
    pub name: String,
    #[proto(tag = 2)]
    pub tags: Vec<u32>,
}

#[class(bases(Item), pass)]
#[derive(Debug, Clone, PartialEq, Dict, Packed, Proto, Graph)]
pub struct Priced {
    #[proto(tag = 3)]
    pub cents: u64,
}

#[class(bases(Priced), pass)]
#[derive(Debug, Clone, PartialEq, Dict, Packed, Proto, Graph)]
pub struct Book {
    #[proto(tag = 4)]
    pages: u32,
}

#[test]
fn our_derives_hold_over_three_generations() {
    let book = Book::new(300, 1990_u64, "Dune", vec![1, 2]);
    let dict = book.to_dict();
    assert!(dict.contains_key("label") && dict.contains_key("pages"));
    assert_eq!(Book::from_dict(&dict).unwrap(), book);
    assert_eq!(Book::unpack(&book.pack()).unwrap(), book);
    let mut bytes = Vec::new();
    book.encode(&mut bytes);
    assert_eq!(Book::decode(&bytes).unwrap(), book);
    let bytes = graph::to_bytes(&book).unwrap();
    assert_eq!(graph::from_bytes::<Book>(&bytes, &dunder::Limits::default()).unwrap(), book);
}

#[plugin_registry]
trait Shown: Send + Sync {
    fn shown(&self) -> String;
}

#[class(bases(Counted))]
#[plugin(Shown, name = "counted")]
#[derive(Default)]
struct Plugged {}
#[methods]
impl Plugged {
    #[logged(level = "debug")]
    pub fn tick(&mut self) -> u32 {
        super().tick() + 1
    }
}
impl Shown for Plugged {
    fn shown(&self) -> String {
        format!("shown {}", self.shown)
    }
}

#[class(bases(Counted), pass)]
#[singleton]
#[derive(Default)]
struct Settings {
    #[default(80)]
    pub port: u16,
}

/// A block beside the class's own, whose methods no subclass has.
#[class(bases(Counted), pass)]
#[derive(Default)]
struct Patched;
#[patchable]
impl Patched {
    pub fn told(&self, more: u32) -> u32 {
        self.shown + more
    }
}

#[test]
fn other_attributes_stand_on_a_subclass_of_another_crates_class() {
    assert_eq!(<dyn Shown>::registry().create("counted").unwrap().shown(), "shown 0");
    assert_eq!(Plugged::new().tick(), 2);
    assert_eq!((Settings::instance().port, Settings::instance().shown), (80, 0));
    let patched = Patched::new();
    let guard = patch!(Patched::told => |_this, more| more * 2);
    assert_eq!(patched.told(21), 42);
    drop(guard);
    assert_eq!(patched.told(21), 21);
}
