//! Enums with rules.
#![allow(clippy::trivially_copy_pass_by_ref)]

use std::collections::BTreeMap;

use dunder::validated::Errors;
use dunder::{Validate as _, validated};

#[validated]
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
enum Payment {
    Card {
        #[validate(trim, card)]
        number: String,
        #[validate(range(1..=12))]
        valid_month: u8,
    },
    Cash {
        #[validate(above = 0.0)]
        amount: f64,
    },
    Free,
}

fn at(payment: &Payment) -> Vec<String> {
    match payment.validate() {
        Ok(()) => Vec::new(),
        Err(invalid) => invalid.iter().map(|v| format!("{} {}", v.path(), v.code())).collect(),
    }
}

#[test]
fn the_rules_of_the_variant_are_checked() {
    assert_eq!(
        at(&Payment::Card { number: "1".into(), valid_month: 13 }),
        ["/number card", "/validMonth range"]
    );
    assert_eq!(at(&Payment::Cash { amount: f64::NAN }), ["/amount above"]);
    assert!(Payment::Free.is_valid());
}

#[test]
fn what_is_read_goes_through_the_rules() {
    let read = serde_json::from_str::<Payment>;
    let card = read(r#"{"kind":"card","number":" 4111111111111111 ","validMonth":3}"#).unwrap();
    assert_eq!(card, Payment::Card { number: "4111111111111111".into(), valid_month: 3 });
    let fault = read(r#"{"kind":"cash","amount":-1}"#).unwrap_err().to_string();
    assert!(fault.contains("/amount: must be above 0"), "{fault}");
    assert!(read(r#"{"kind":"free"}"#).is_ok() && read(r#"{"kind":"fee"}"#).is_err());
}

#[validated]
#[derive(Clone, Debug, serde::Deserialize)]
enum Node<T: Clone> {
    Leaf(#[validate(nonblank)] String),
    Pair(#[validate(nested)] Box<Node<T>>, #[validate(nested)] Box<Node<T>>),
    Value(T),
    Many {
        #[validate(each(nested), items(1..))]
        nodes: Vec<Node<T>>,
    },
}

#[test]
fn every_kind_of_variant_has_rules() {
    let leaf = || Box::new(Node::<u8>::Leaf(" ".into()));
    let node = Node::Many { nodes: vec![Node::Pair(leaf(), leaf()), Node::Value(1), *leaf()] };
    let invalid = node.validate().unwrap_err();
    let paths: Vec<String> = invalid.iter().map(|v| v.path()).collect();
    assert_eq!(paths, ["/nodes/0/0", "/nodes/0/1", "/nodes/2"]);
    let read = serde_json::from_str::<Node<u8>>;
    assert!(read(r#"{"Pair":[{"Leaf":"a"},{"Value":2}]}"#).is_ok());
    assert!(read(r#"{"Pair":[{"Leaf":""},{"Value":2}]}"#).is_err());
}

#[validated]
struct Order {
    #[validate(nested)]
    payment: Payment,
    #[validate(values(nested))]
    others: BTreeMap<String, Payment>,
}

#[test]
fn an_enum_in_a_struct_is_nested() {
    let others = BTreeMap::from([("a/b".to_owned(), Payment::Cash { amount: 0.0 })]);
    let invalid = Order::new(Payment::Cash { amount: -1.0 }, others).err().unwrap();
    let paths: Vec<String> = invalid.iter().map(|v| v.path()).collect();
    assert_eq!(paths, ["/payment/amount", "/others/a~1b/amount"]);
}

fn whole(shape: &Shape, errors: &mut Errors<'_>) {
    if let Shape::Ring { outer, inner } = shape
        && inner >= outer
    {
        errors.add("inner", "is no smaller than `outer`");
    }
}

fn big(value: &f64, most: &f64) -> bool {
    value < most
}

#[validated(check(whole))]
#[derive(Clone, Copy, Default)]
enum Shape {
    #[default]
    Point,
    Ring {
        #[validate(positive, with_ctx = big)]
        outer: f64,
        #[validate(when(Shape::is_large, max = 5.0))]
        inner: f64,
    },
}

impl Shape {
    fn is_large(&self) -> bool {
        matches!(self, Self::Ring { outer, .. } if *outer > 10.0)
    }
}

#[test]
fn checks_conditions_and_contexts_work_in_enums() {
    assert!(Shape::default().is_valid());
    let at = |outer, inner| match (Shape::Ring { outer, inner }).validate_with(&20.0_f64) {
        Ok(()) => String::new(),
        Err(invalid) => invalid.to_string(),
    };
    assert_eq!(at(2.0, 3.0), "/inner: is no smaller than `outer`");
    assert_eq!(at(11.0, 6.0), "/inner: must be 5 or less");
    assert_eq!(at(30.0, 1.0), "/outer: is invalid");
    assert_eq!(at(3.0, 1.0), "");
}

#[validated]
enum Never {}

#[validated(strict)]
enum Plain {
    One,
    #[allow(dead_code)]
    Two(#[validate(skip)] u8),
}

#[test]
fn enums_without_rules_are_valid() {
    assert!(Plain::One.is_valid());
    let none: Option<Never> = None;
    assert!(none.is_valid());
}
