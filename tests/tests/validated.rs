//! What `validated` does.

use dunder::validated;

#[validated]
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    #[validate(nonblank, chars(1..=100))]
    name: String,
    #[validate(above = 0.0)]
    price: f64,
    #[validate(min = 0)]
    quantity: i64,
    #[validate(each(trimmed, chars(1..=20)), items(..=10), unique)]
    tags: Vec<String>,
}

fn laptop() -> Product {
    Product::new("Laptop", 1200.5, 10, vec!["a".into()]).unwrap()
}

/// Paths and codes, in order.
fn faults(invalid: &dunder::Invalid) -> Vec<String> {
    invalid.iter().map(|violation| format!("{} {}", violation.path(), violation.code())).collect()
}

#[test]
fn a_valid_value_is_made_and_read() {
    let product = laptop();
    let (name, price, quantity): (&str, f64, i64) =
        (product.name(), product.price(), product.quantity());
    let tags: &[String] = product.tags();
    assert_eq!((name, price, quantity, tags.len()), ("Laptop", 1200.5, 10, 1));
    assert!(product.is_valid() && product.validate().is_ok());
}

#[test]
fn every_error_is_reported_at_once() {
    let tags = vec!["x".into(), " y".into(), String::new(), "x".into()];
    let invalid = Product::new(" ", f64::NAN, -1, tags).unwrap_err();
    let expected = [
        "/name nonblank",
        "/price above",
        "/quantity min",
        "/tags/1 trimmed",
        "/tags/2 chars",
        "/tags unique",
    ];
    assert_eq!(faults(&invalid), expected);
    assert_eq!(invalid.for_field("price")[0].message(), "must be above 0");
}

#[test]
fn a_failed_set_keeps_the_old_value() {
    let mut product = laptop();
    assert!(product.set_price(1150.0).is_ok());
    assert_eq!(product.price(), 1150.0);
    assert_eq!(faults(&product.set_price(-1.0).unwrap_err()), ["/price above"]);
    assert_eq!(product.price(), 1150.0);
    assert_eq!(faults(&product.set_name("").unwrap_err()), ["/name nonblank", "/name chars"]);
    assert_eq!(product.name(), "Laptop");
}

#[test]
fn an_edit_changes_all_or_nothing() {
    let mut product = laptop();
    product
        .edit(|draft| {
            draft.price = 2.0;
            draft.quantity = 1;
        })
        .unwrap();
    assert_eq!((product.price(), product.quantity()), (2.0, 1));
    let before = product.clone();
    let failed = product.edit(|draft| {
        draft.price = 3.0;
        draft.tags.push(" ".into());
    });
    assert_eq!(faults(&failed.unwrap_err()), ["/tags/1 trimmed"]);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        product.edit(|draft| {
            draft.price = 4.0;
            panic!("halfway")
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(product, before);
}
