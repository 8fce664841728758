//! `input`: the open twin, and the ways there and back.

use dunder::validated;
use serde::Deserialize;

#[validated(input)]
#[derive(Clone, Debug, PartialEq)]
struct Product {
    #[validate(trim, nonblank)]
    name: String,
    #[validate(above = 0.0)]
    price: f64,
    #[validate(default = 1, min = 1)]
    #[serde(rename = "inStock")]
    stock: u32,
    #[validate(nested)]
    size: Option<Size>,
}

#[validated(input, json, builder, patch)]
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Size {
    #[validate(positive)]
    width: i32,
}

#[test]
fn an_open_twin_goes_through_the_rules() {
    let mut input = ProductInput { name: " Pen ".into(), price: 2.5, stock: 1, size: None };
    let made = Product::try_from(input).unwrap();
    assert_eq!(made.name(), "Pen");
    input = made.clone().into_input();
    assert_eq!((&*input.name, input.stock), ("Pen", 1));
    input.price = -1.0;
    input.stock = 0;
    let invalid = Product::try_from(input).unwrap_err();
    assert_eq!(invalid.to_string(), "/price: must be above 0\n/inStock: must be 1 or more");
    let back: ProductInput = made.into();
    let made: Product = back.try_into().unwrap();
    assert!((made.price() - 2.5).abs() < 1e-9);
}

#[test]
fn an_open_twin_is_read_without_rules() {
    let text = r#"{"name":"","price":-1,"size":{"width":1}}"#;
    let input: ProductInput = serde_json::from_str(text).unwrap();
    assert_eq!((input.stock, input.size.as_ref().map(Size::width)), (1, Some(1)));
    assert_eq!(Product::try_from(input).unwrap_err().len(), 2);
    // what has rules of its own keeps them
    let text = r#"{"name":"","price":-1,"size":{"width":0}}"#;
    assert!(serde_json::from_str::<ProductInput>(text).is_err());
    let size = SizeInput { width: 0 };
    assert!(Size::try_from(size).is_err());
}

/// No serde.
#[derive(Clone, Debug, PartialEq)]
struct Opaque;

#[validated(input)]
#[derive(Clone)]
struct Generic<'a, T: Clone>
where
    T: PartialOrd,
{
    #[validate(nonempty)]
    name: &'a str,
    value: T,
    opaque: Opaque,
}

#[test]
fn a_twin_of_what_cannot_be_read_is_made_too() {
    let input = GenericInput { name: "a", value: 1, opaque: Opaque };
    let made = Generic::try_from(input).unwrap();
    assert_eq!((made.name(), made.value(), made.opaque()), ("a", &1, &Opaque));
    let input = GenericInput { name: "", ..made.into_input() };
    assert!(Generic::try_from(input).is_err());
}

#[validated(input)]
#[derive(Debug, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
struct Settings {
    #[validate(min = 1)]
    http_port: u16,
    #[serde(skip)]
    cache: Option<u8>,
    host: String,
    #[cfg(any())]
    never: u8,
}

impl Default for Settings {
    fn default() -> Self {
        Self { http_port: 80, cache: Some(1), host: "localhost".to_owned() }
    }
}

#[test]
fn serdes_attributes_hold_for_the_twin() {
    let input: SettingsInput = serde_json::from_str(r#"{"httpPort":0}"#).unwrap();
    assert_eq!((input.http_port, input.cache, &*input.host), (0, None, "localhost"));
    assert!(Settings::try_from(input).is_err());
    assert!(serde_json::from_str::<SettingsInput>(r#"{"port":0}"#).is_err());
    let made: Settings = serde_json::from_str("{}").unwrap();
    assert_eq!((made.http_port(), made.host()), (80, "localhost"));
}

#[validated(input, strict, open)]
struct Open {
    #[validate(min = 1)]
    size: u8,
}

#[test]
fn an_open_struct_has_a_twin_too() {
    assert!(Open::try_from(OpenInput { size: 0 }).is_err());
    assert_eq!(Open::try_from(OpenInput { size: 1 }).unwrap().into_input().size, 1);
}

#[validated(input, json)]
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
enum Payment {
    Card {
        #[validate(trim, card)]
        card_number: String,
        #[serde(default)]
        #[validate(max = 12)]
        month: u8,
    },
    Sized(#[validate(nested)] Size),
    #[serde(skip_deserializing)]
    Own(Opaque),
    Free,
}

#[validated(input)]
#[derive(Clone, Debug, PartialEq)]
enum Tree<T> {
    Leaf(#[validate(min = 1)] u8, T),
    Pair(#[validate(nested)] Box<Tree<T>>, #[validate(nested)] Box<Tree<T>>),
}

#[test]
fn an_enum_has_an_open_twin() {
    let text = r#"{"kind":"card","cardNumber":" 4111111111111112 "}"#;
    let input: PaymentInput = serde_json::from_str(text).unwrap();
    assert!(
        matches!(&input, PaymentInput::Card { card_number, month: 0 } if card_number.len() > 16)
    );
    let fault = Payment::try_from(input).unwrap_err();
    assert_eq!(fault.to_string(), "/cardNumber: must be the number of a payment card");
    let right = PaymentInput::Card { card_number: " 4111111111111111".into(), month: 1 };
    let made = Payment::try_from(right).unwrap();
    assert_eq!(made, Payment::Card { card_number: "4111111111111111".into(), month: 1 });
    assert!(matches!(made.into_input(), PaymentInput::Card { month: 1, .. }));
    assert_eq!(Payment::try_from(PaymentInput::Free).unwrap(), Payment::Free);
    assert_eq!(Payment::try_from(PaymentInput::Own(Opaque)).unwrap(), Payment::Own(Opaque));
    let leaf = |n| Box::new(Tree::Leaf(n, "a"));
    let bad = TreeInput::Pair(leaf(1), leaf(0));
    assert_eq!(Tree::try_from(bad).unwrap_err().to_string(), "/1/0: must be 1 or more");
    assert!(Tree::try_from(Tree::Pair(leaf(1), leaf(2)).into_input()).is_ok());
}

#[validated(input)]
#[derive(Clone, Debug, PartialEq)]
struct Age(#[validate(max = 150)] u8);

#[validated(input)]
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Range<T>(
    #[validate(less_than = 1)] i32,
    #[validate(max = 9)] i32,
    #[serde(default)] Option<T>,
)
where
    T: Clone;

#[test]
fn a_tuple_has_an_open_twin() {
    assert!(Age::try_from(AgeInput(151)).is_err());
    assert_eq!(Age::try_from(AgeInput(50)).unwrap().into_input().0, 50);
    let input: RangeInput<u8> = serde_json::from_str("[5,3]").unwrap();
    assert_eq!((input.0, input.1, input.2), (5, 3, None));
    assert!(Range::try_from(input).is_err());
    assert_eq!(Range::<u8>::try_from(RangeInput(1, 3, None)).unwrap()._1(), 3);
}
