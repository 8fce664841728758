//! Ways in that take the context: `new_with` and its like.
#![allow(clippy::trivially_copy_pass_by_ref)]

use dunder::validated::{Errors, Violation};
use dunder::{Invalid, validated};

struct Tenant {
    most: u32,
    words: &'static [&'static str],
}

const TENANT: Tenant = Tenant { most: 5, words: &["red", "blue"] };

fn affordable(count: &u32, tenant: &Tenant) -> Result<(), Violation> {
    if *count <= tenant.most { Ok(()) } else { Err(Violation::new("limit", "is too much")) }
}

fn allowed(word: &str, tenant: &Tenant) -> Result<(), &'static str> {
    if tenant.words.contains(&word) { Ok(()) } else { Err("is not in the plan") }
}

fn whole(order: &Order, errors: &mut Errors<'_>) {
    if let Some(tenant) = errors.context::<Tenant>()
        && order.count + order.extra > tenant.most
    {
        errors.add("", Violation::new("sum", "is too much in all"));
    }
}

#[validated(context = Tenant, check(whole), builder, patch, input, json)]
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
struct Order {
    #[validate(min = 1, with_ctx = affordable)]
    count: u32,
    #[validate(trim, nonblank, with_ctx = allowed)]
    word: String,
    #[validate(default = 0, max = 9)]
    extra: u32,
}

fn said<T>(verdict: Result<T, Invalid>) -> String {
    verdict.err().map_or_else(String::new, |invalid| invalid.to_string())
}

#[test]
fn every_way_in_takes_the_context() {
    let both = "/count: is too much\n/word: is not in the plan\nis too much in all";
    assert_eq!(said(Order::new_with(6, "pink", &TENANT)), both);
    assert_eq!(said(Order::new_with(0, " ", &TENANT)).lines().count(), 3);
    let built = Order::builder().count(6).word("pink");
    assert_eq!(said(built.build_with(&TENANT)), both);
    let built = Order::builder().count(6);
    assert_eq!(said(built.build_with(&TENANT)), "/count: is too much\n/word: is required");
    let input = OrderInput { count: 6, word: " pink ".into(), extra: 0 };
    assert_eq!(said(Order::from_input_with(input, &TENANT)), both);
    let json = br#"{"count":6,"word":"pink"}"#;
    assert_eq!(said(Order::from_json_with(json, &TENANT)), both);
    // without a context those rules are no part of what the value keeps
    assert!(Order::new(6, "pink").is_ok() && Order::from_json(json).is_ok());
}

#[test]
fn every_change_takes_the_context_and_a_refused_one_changes_nothing() {
    let mut order = Order::new_with(2, " red", &TENANT).unwrap();
    assert_eq!(order.word(), "red");
    let before = order.clone();
    assert_eq!(said(order.set_count_with(9, &TENANT)), "/count: is too much\nis too much in all");
    assert_eq!(said(order.set_extra_with(4, &TENANT)), "is too much in all");
    assert_eq!(said(order.set_extra_with(10, &TENANT)).lines().count(), 2);
    assert_eq!(said(order.set_word_with("green ", &TENANT)), "/word: is not in the plan");
    assert_eq!(said(order.edit_with(&TENANT, |draft| draft.count = 6)).lines().count(), 2);
    let patch = OrderPatch { word: Some("green".into()), ..Default::default() };
    assert_eq!(said(order.apply_with(patch, &TENANT)), "/word: is not in the plan");
    assert_eq!(order, before);

    assert!(order.set_word_with(" blue ", &TENANT).is_ok());
    assert!(order.edit_with(&TENANT, |draft| (draft.count, draft.extra) = (3, 2)).is_ok());
    let patch = OrderPatch { count: Some(1), ..Default::default() };
    assert!(order.apply_with(patch, &TENANT).is_ok());
    assert_eq!((order.count(), order.word(), order.extra()), (1, "blue", 2));
    assert!(order.validate_with(&TENANT).is_ok());
}

/// A tuple, generics, and fields named as the parameters of what is made.
#[validated(context = Tenant, builder, patch)]
#[derive(Clone, Debug)]
struct Named<T: Clone> {
    #[validate(with_ctx = affordable)]
    context: u32,
    change: T,
    value: u32,
}

#[validated(context = Tenant, input)]
#[derive(Clone, Debug)]
struct Count(#[validate(with_ctx = affordable)] u32);

#[test]
fn names_and_shapes_of_fields_are_free() {
    let mut named = Named::new_with(1, "a", 2, &TENANT).unwrap();
    assert!(named.set_context_with(6, &TENANT).is_err());
    assert!(named.set_change_with("b", &TENANT).is_ok());
    assert!(named.edit_with(&TENANT, |draft| draft.value = 3).is_ok());
    assert!(Named::builder().context(9).change(()).value(1).build_with(&TENANT).is_err());
    assert_eq!((named.context(), *named.change(), named.value()), (1, "b", 3));

    assert!(Count::new_with(6, &TENANT).is_err());
    let mut count = Count::new_with(5, &TENANT).unwrap();
    assert!(count.set_with(6, &TENANT).is_err() && count.set_with(4, &TENANT).is_ok());
    assert!(Count::from_input_with(CountInput(6), &TENANT).is_err());
    assert_eq!(count.get(), 4);
}

#[validated(context = Tenant)]
struct Outer {
    #[validate(nested)]
    inner: Count,
}

#[test]
fn the_context_goes_down_into_nested_values() {
    let invalid = Outer::new_with(Count::new(9).unwrap(), &TENANT).err().unwrap();
    assert_eq!(invalid.to_string(), "/inner: is too much");
    let mut outer = Outer::new(Count::new(1).unwrap()).unwrap();
    assert!(outer.set_inner_with(Count::new(9).unwrap(), &TENANT).is_err());
    assert_eq!(outer.inner().get(), 1);
}
