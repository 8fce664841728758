//! Std's traits and operators on classes: derived ones see the ancestors' fields, private ones too.
#![allow(missing_docs)]

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::ops::{Add, AddAssign, Deref, Index, Neg};

use dunder::{class, methods};
use serde::{Deserialize, Serialize};

mod base {
    use dunder::{class, methods};

    #[class]
    #[derive(
        Debug,
        Clone,
        PartialEq,
        Eq,
        PartialOrd,
        Ord,
        Hash,
        Default,
        serde::Serialize,
        serde::Deserialize,
    )]
    pub struct Money {
        pub currency: String,
        #[default(1)]
        cents: i64,
    }
    #[methods]
    impl Money {
        pub fn cents(&self) -> i64 {
            self.cents
        }
        pub fn set_cents(&mut self, cents: i64) {
            self.cents = cents;
        }
        pub fn shown(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "{}.{:02} {}", self.cents / 100, self.cents % 100, self.currency)
        }
    }
}
use base::Money;

#[class(bases(Money), builder)]
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Price {
    pub rank: u8,
    #[default(vec![1])]
    tiers: Vec<u16>,
}
#[methods]
impl Price {
    #[overrides]
    pub fn shown(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{} ", self.rank)?;
        super().shown(f)
    }
    fn init(&mut self) {
        super().init();
        self.tiers.push(u16::from(self.rank));
    }
}

#[class(bases(Price))]
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Deal {}
#[methods]
impl Deal {
    pub fn tiers(&self) -> usize {
        1
    }
}

fn deal(rank: u8, currency: &str, cents: i64) -> Deal {
    let mut deal = Deal::new(rank, currency);
    deal.set_cents(cents);
    deal
}

impl fmt::Display for Deal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.shown(f)
    }
}
impl Add for Deal {
    type Output = Self;
    fn add(mut self, other: Self) -> Self {
        self += other;
        self
    }
}
impl AddAssign for Deal {
    fn add_assign(&mut self, other: Self) {
        self.set_cents(self.cents() + other.cents());
    }
}
impl Neg for Deal {
    type Output = Self;
    fn neg(mut self) -> Self {
        self.set_cents(-self.cents());
        self
    }
}
impl PartialEq<i64> for Deal {
    fn eq(&self, cents: &i64) -> bool {
        self.cents() == *cents
    }
}

#[test]
fn debug_and_display_show_one_object() {
    let deal = deal(2, "EUR", 1205);
    let debug = r#"Deal { rank: 2, tiers: [1, 2], currency: "EUR", cents: 1205 }"#;
    assert_eq!(format!("{deal:?}"), debug);
    assert!(format!("{deal:#?}").contains("\n    cents: 1205,\n"));
    assert_eq!(deal.to_string(), "#2 12.05 EUR");
}

#[test]
fn comparison_and_hash_see_every_field() {
    let one = deal(1, "EUR", 5);
    assert_eq!(one, one.clone());
    assert_ne!(one, deal(1, "EUR", 6));
    assert_ne!(one, deal(1, "USD", 5));
    assert_ne!(one, deal(2, "EUR", 5));
    // the class's own fields come first, then those of its ancestors
    assert_eq!(one.cmp(&deal(2, "AAA", 0)), Ordering::Less);
    assert_eq!(one.cmp(&deal(1, "AAA", 9)), Ordering::Greater);
    assert_eq!(one.partial_cmp(&deal(1, "EUR", 9)), Some(Ordering::Less));
    let set: HashSet<Deal> = [one.clone(), one.clone(), deal(1, "EUR", 6)].into();
    assert_eq!(set.len(), 2);
    let sorted: BTreeSet<Deal> = [deal(1, "B", 0), deal(1, "A", 1), deal(1, "A", 0)].into();
    let shown: Vec<(String, i64)> =
        sorted.iter().map(|deal| (deal.currency.clone(), deal.cents())).collect();
    assert_eq!(shown, [("A".to_owned(), 0), ("A".to_owned(), 1), ("B".to_owned(), 0)]);
}

#[test]
fn default_uses_the_defaults_of_every_class_and_runs_init() {
    let deal = Deal::default();
    assert_eq!((deal.rank, deal.cents(), deal.currency.as_str()), (0, 1, ""));
    assert!(format!("{deal:?}").contains("tiers: [1, 0]"));
}

#[test]
fn json_is_one_object_with_the_private_fields() {
    let deal = deal(1, "EUR", 5);
    let json = serde_json::to_string(&deal).unwrap();
    assert_eq!(json, r#"{"rank":1,"tiers":[1,1],"currency":"EUR","cents":5}"#);
    assert_eq!(serde_json::from_str::<Deal>(&json).unwrap(), deal);
    let missing = serde_json::from_str::<Deal>(r#"{"rank":1,"tiers":[]}"#).unwrap_err();
    assert!(missing.to_string().contains("missing field"), "{missing}");
}

#[test]
fn operators_are_the_classes_own_impls() {
    let mut sum = deal(1, "EUR", 5) + deal(1, "EUR", 6);
    sum += deal(1, "EUR", 1);
    assert_eq!(-sum, -12);
}

#[class]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Point {
    pub x: i32,
    y: i32,
}
#[methods]
impl Point {}

#[class(bases(Point), pass)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Point3 {
    pub z: i32,
}

#[test]
fn a_class_of_copies_is_copied() {
    let a = Point3::new(1, 2, 3);
    let b = a;
    assert_eq!((a, size_of::<Point3>()), (b, 12));
    assert!(Point3::default() < a);
}

#[class]
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stack<T> {
    items: Vec<T>,
}
#[methods]
impl<T> Stack<T> {
    pub fn push(&mut self, item: T) {
        self.items.push(item);
    }
    pub fn items(&self) -> &[T] {
        &self.items
    }
}
#[class(bases(Stack<T>), pass)]
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Named<T> {
    pub name: String,
}
impl<T> Index<usize> for Named<T> {
    type Output = T;
    fn index(&self, at: usize) -> &T {
        &self.items()[at]
    }
}
impl<T> Deref for Named<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        self.items()
    }
}
impl<T> Extend<T> for Named<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        items.into_iter().for_each(|item| self.push(item));
    }
}

#[test]
fn generic_classes_derive_for_what_they_hold() {
    struct Opaque;
    let mut named: Named<f32> = Named::default();
    named.extend([1.0, 2.5]);
    assert_eq!((named[1], named.len(), named.first()), (2.5, 2, Some(&1.0)));
    assert_eq!(format!("{named:?}"), r#"Named { name: "", items: [1.0, 2.5] }"#);
    assert_eq!(named, named.clone());
    // no bound on what is not copied
    let mut opaque = Named::<Opaque>::new("x", vec![]);
    opaque.push(Opaque);
    assert_eq!(opaque.items().len(), 1);
}
