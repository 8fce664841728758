//! `from_json`: every fault of a document in one report, each with its JSON pointer.

use std::collections::{BTreeMap, HashMap};

use dunder::validated;
use dunder::validated::Invalid;
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

#[validated(json)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Product {
    #[validate(nonblank, chars(..=20))]
    full_name: String,
    #[serde(rename = "cost", alias = "price")]
    #[validate(above = 0.0)]
    unit_price: f64,
    #[validate(each(trimmed), unique)]
    tags: Vec<String>,
    #[validate(default = 1, min = 1)]
    in_stock: u32,
    note: Option<String>,
    #[validate(nested)]
    size: Option<Size>,
    #[validate(nested)]
    parts: Vec<Size>,
    #[serde(default)]
    #[validate(nested)]
    named: BTreeMap<String, Box<Size>>,
}

#[validated(json)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Size {
    #[validate(positive)]
    width: i32,
    #[validate(positive)]
    height: i32,
}

fn faults<T>(read: Result<T, Invalid>) -> Vec<String> {
    let invalid = read.err().unwrap();
    invalid.iter().map(|found| format!("{} {}", found.path(), found.code())).collect()
}

#[test]
fn what_is_well_is_read() {
    let made = Product::from_json(br#"{"fullName":"Pen","price":2,"tags":["a"],"parts":[]}"#);
    let made = made.unwrap();
    assert_eq!((made.full_name(), made.unit_price(), made.in_stock()), ("Pen", 2.0, 1));
    assert_eq!((made.note(), made.size(), made.parts().len()), (None, &None, 0));
    let text = r#" { "fullName" : "\u0050\n\ud83d\ude00" , "cost" : 1.5e0, "tags": [],
        "inStock": 7, "note": null, "size": {"width":1,"height":2}, "parts":[{"height":1,"width":3}],
        "named": {"a/b": {"width":1,"height":1}}, "strange": [1, {"x": true}] } "#;
    let made = Product::from_json(text.as_bytes()).unwrap();
    assert_eq!((made.full_name(), made.parts()[0].width()), ("P\n😀", 3));
    assert_eq!(made.named()["a/b"].height(), 1);
    let written = serde_json::to_vec(&made).unwrap();
    assert_eq!(Product::from_json(&written).unwrap(), made);
}

#[test]
fn missing_fields_wrong_types_and_broken_rules_are_told_together() {
    let text = r#"{"cost":"x","tags":[" a",7],"inStock":0,"note":5,
        "size":{"width":0},"parts":[{"width":1,"height":1},{"width":1.5,"height":-1,"depth":1},7],
        "named":{"a/b":{"width":0,"height":1}}}"#;
    let found = faults(Product::from_json(text.as_bytes()));
    assert_eq!(
        found,
        [
            "/fullName required",
            "/cost type",
            "/tags/1 type",
            "/inStock min",
            "/note type",
            "/size/width positive",
            "/size/height required",
            "/parts/1/width type",
            "/parts/1/height positive",
            "/parts/2 type",
            "/named/a~1b/width positive",
            "/parts/1/depth unknown",
        ]
    );
}

#[test]
fn messages_tell_what_is_wanted_and_never_the_value() {
    let text = r#"{"fullName":7,"cost":"hunter2","tags":{},"inStock":-1,"parts":"x"}"#;
    let invalid = Product::from_json(text.as_bytes()).unwrap_err();
    let expected = "/fullName: must be a text\n/cost: must be a number\n/tags: must be a list\n\
                    /inStock: must be a whole number from 0 to 4294967295\n/parts: must be a list";
    assert_eq!(invalid.to_string(), expected);
    assert!(!invalid.to_json().contains("hunter2"));
    assert_eq!(invalid.for_field("cost")[0].params(), [("type", "number".into())]);
}

#[test]
fn text_that_is_no_json_is_a_violation_with_its_offset() {
    for (text, code, offset) in [
        (&b""[..], "syntax", 0),
        (b"{\"a\":}", "syntax", 5),
        (b"{\"a\" 1}", "syntax", 5),
        (b"{,}", "syntax", 1),
        (b"[1,]", "syntax", 3),
        (b"[01]", "syntax", 2),
        (b"[1.]", "syntax", 3),
        (b"[-]", "syntax", 2),
        (b"[1e]", "syntax", 3),
        (b"\"\\x\"", "syntax", 2),
        (b"\"\\ud800\"", "syntax", 7),
        (b"\"a", "syntax", 2),
        (b"\"\n\"", "syntax", 1),
        (b"nul", "syntax", 0),
        (b"\"\xff\"", "syntax", 1),
        (b"{} {}", "trailing", 3),
        (b"{}x", "trailing", 2),
    ] {
        let invalid = Product::from_json(text).unwrap_err();
        let found = invalid.iter().next().unwrap();
        assert_eq!((found.code(), &*found.path()), (code, ""), "{text:?}");
        let params = found.params();
        let at = params.iter().find(|(name, _)| *name == "offset").map(|(_, at)| at.to_string());
        assert_eq!(at, Some(offset.to_string()), "{text:?}");
        assert!(serde_json::from_slice::<serde_json::Value>(text).is_err());
    }
}

#[test]
fn keys_that_are_there_twice_are_violations() {
    let text = br#"{"fullName":"a","fullName":"a","fullName":"a","cost":1,"tags":[],
        "parts":[{"width":1,"height":1,"width":2}],"x":{"y":1,"y":2}}"#;
    let found = faults(Product::from_json(text));
    assert!(found.contains(&"/fullName duplicate".to_owned()), "{found:?}");
    assert!(found.iter().all(|fault| fault.ends_with(" duplicate")), "{found:?}");
    for place in ["/parts/0/width duplicate", "/x/y duplicate"] {
        assert!(found.contains(&place.to_owned()), "{found:?}");
    }
    let found = faults(Product::from_json(br#"{"cost":1,"price":1}"#));
    assert_eq!(found, ["/cost duplicate"]);
}

#[test]
fn hostile_documents_are_refused_in_bounded_memory() {
    for text in ["[".repeat(100_000), "{\"a\":".repeat(100_000)] {
        assert_eq!(faults(Product::from_json(text.as_bytes())), [" depth"]);
    }
    let text = format!("{}1{}", "[".repeat(129), "]".repeat(129));
    assert_eq!(faults(Product::from_json(text.as_bytes())), [" depth"]);
    let text = format!("{}1{}", "[".repeat(128), "]".repeat(128));
    assert_eq!(faults(Product::from_json(text.as_bytes())), [" type"]);
    let tags: Vec<String> = (0..10_000).map(|i| format!("\" {i}\"")).collect();
    let text = format!(r#"{{"fullName":"a","cost":1,"tags":[{}],"parts":[]}}"#, tags.join(","));
    let invalid = Product::from_json(text.as_bytes()).unwrap_err();
    assert!(invalid.len() == 100 && invalid.is_truncated());
    let parts = "7,".repeat(100_000);
    let text = format!(r#"{{"fullName":"a","cost":1,"tags":[],"parts":[{parts}7]}}"#);
    let invalid = Product::from_json(text.as_bytes()).unwrap_err();
    assert!(invalid.len() == 100 && invalid.is_truncated());
    let keys: Vec<String> = (0..10_000).map(|i| format!("\"k{i}\":1,\"k{i}\":1")).collect();
    let invalid = Product::from_json(format!("{{{}}}", keys.join(",")).as_bytes()).unwrap_err();
    assert!(invalid.len() == 100 && invalid.is_truncated());
}

/// Without `derive(Deserialize)`, and shapes of all kinds.
#[validated(json)]
#[derive(Clone, Debug, PartialEq)]
struct Plain<'a> {
    name: &'a str,
    #[validate(min = 0)]
    level: i8,
    big: u128,
    #[validate(secret, chars(8..))]
    password: String,
    #[serde(skip)]
    cache: u8,
    kind: Kind,
    counts: HashMap<u8, f32>,
    pair: (u8, bool),
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    One,
    Two(u8),
    Three { depth: u8 },
}

#[test]
fn a_struct_without_the_derive_is_read_too() {
    let text = br#"{"name":"a","level":1,"big":340282366920938463463374607431768211455,
        "password":"hunter22","kind":{"three":{"depth":3}},"counts":{"7":0.5},"pair":[1,true]}"#;
    let made = Plain::from_json(text).unwrap();
    assert_eq!((made.name(), made.big(), made.counts()[&7]), ("a", u128::MAX, 0.5));
    assert_eq!(made.kind(), &Kind::Three { depth: 3 });
    let text = br#"{"name":"\n","level":200,"big":-1,"password":1234,
        "kind":"four","counts":{"x":1},"pair":[1,true,2]}"#;
    let found = faults(Plain::from_json(text));
    let expected = [
        "/name type",
        "/level type",
        "/big type",
        "/password invalid",
        "/kind one_of",
        "/counts/x type",
        "/pair type",
    ];
    assert_eq!(found, expected);
    let found = faults(Plain::from_json(br#"{"kind":{"two":"x"}}"#));
    assert_eq!(found[4], "/kind/two type");
    assert_eq!(found[3], "/password required");
}

#[validated(json, deserialize = "own")]
#[derive(Debug)]
struct Own {
    #[validate(min = 1)]
    count: u8,
}

impl<'de> Deserialize<'de> for Own {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u8::deserialize(deserializer).map(|count| Self { count })
    }
}

#[validated(json)]
struct Percent(#[validate(range(0..=100))] u8);

#[validated(json)]
struct Page<T> {
    #[validate(nonempty)]
    items: Vec<T>,
    #[validate(default = 10, max = 100)]
    size: u8,
}

#[test]
fn other_shapes_are_read_too() {
    assert_eq!(Own::from_json(b"1").unwrap().count(), 1);
    assert_eq!(faults(Own::from_json(b"0")), ["/count min"]);
    assert_eq!(Percent::from_json(b"100").unwrap().get(), 100);
    assert_eq!(faults(Percent::from_json(b"101")), [" range"]);
    let page: Page<u8> = Page::from_json(br#"{"items":[1]}"#).unwrap();
    assert_eq!((page.items().len(), page.size()), (1, 10));
    assert_eq!(faults(Page::<u8>::from_json(br#"{"items":[],"size":"a"}"#)).len(), 1);
}

#[validated(json)]
#[derive(Debug, Deserialize)]
#[serde(default)]
struct Settings {
    #[validate(min = 1)]
    port: u16,
    #[serde(flatten)]
    #[validate(nested)]
    size: Option<Size2>,
    #[serde(flatten)]
    rest: HashMap<String, u8>,
}

#[validated]
#[derive(Debug, Deserialize)]
struct Size2 {
    #[validate(positive)]
    width: i32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { port: 80, size: None, rest: HashMap::new() }
    }
}

#[test]
fn flattened_fields_are_at_their_place_in_the_document() {
    let made = Settings::from_json(br#"{"width":1,"x":2}"#).unwrap();
    assert_eq!((made.port(), made.rest()["x"]), (80, 2));
    assert_eq!(made.size().as_ref().map(Size2::width), Some(1));
    assert_eq!(faults(Settings::from_json(br#"{"port":0}"#)), ["/port min"]);
    let invalid = serde_json::from_str::<Settings>(r#"{"port":0,"width":0}"#).unwrap_err();
    assert!(invalid.to_string().contains("/port: "), "{invalid}");
}

#[validated(json)]
#[derive(Debug, Deserialize)]
enum Figure {
    Circle(#[validate(nested)] Size2),
    Square {
        #[validate(min = 1)]
        side: u8,
        name: String,
    },
    None,
}

#[validated(json)]
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Either {
    Size(#[validate(nested)] Size2),
    Text(#[validate(nonempty)] String),
}

#[test]
fn enums_are_read_too() {
    assert!(matches!(Figure::from_json(b"\"None\""), Ok(Figure::None)));
    let made = Figure::from_json(br#"{"Square":{"side":1,"name":"a"}}"#).unwrap();
    assert!(matches!(made, Figure::Square { side: 1, name } if name == "a"));
    assert_eq!(faults(Figure::from_json(br#"{"Square":{"side":0,"name":""}}"#)), ["/side min"]);
    let found = faults(Figure::from_json(br#"{"Square":{"side":"a"}}"#));
    assert_eq!(found, ["/side type", "/name required"]);
    assert_eq!(faults(Figure::from_json(br#"{"Circle":{"width":0}}"#)), ["/width positive"]);
    assert_eq!(faults(Figure::from_json(br#"{"Oval":1}"#)), [" one_of"]);
    assert!(matches!(Either::from_json(b"\"a\""), Ok(Either::Text(text)) if text == "a"));
    assert!(Either::from_json(b"\"\"").is_err() && Either::from_json(b"7").is_err());
    let made = Either::from_json(br#"{"width":1}"#);
    assert!(matches!(made, Ok(Either::Size(size)) if size.width() == 1));
    assert!(Either::from_json(br#"{"width":0}"#).is_err());
}

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::Value;
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::hash_map("[a-c\"\\\\/~]{0,2}", inner, 0..6)
                .prop_map(Value::from_iter),
        ]
    })
}

#[validated(json)]
struct Anything(serde_json::Value);

proptest! {
    #[test]
    fn any_document_is_read_as_it_was_written(value in any_json(), is_pretty in any::<bool>()) {
        let write = if is_pretty { serde_json::to_string_pretty } else { serde_json::to_string };
        let text = write(&value);
        let made = Anything::from_json(text.unwrap().as_bytes()).unwrap();
        prop_assert_eq!(made.get(), &value);
    }

    #[test]
    fn what_serde_json_refuses_is_refused(text in "[\\[\\]{}\",:0-9eE.+ \\-tfn\\\\]{0,12}") {
        let expected = serde_json::from_str::<serde_json::Value>(&text);
        let read = Anything::from_json(text.as_bytes());
        match (&read, &expected) {
            (Ok(made), Ok(value)) => prop_assert_eq!(made.get(), value),
            // it keeps the last of two equal keys
            (Err(invalid), Ok(_)) => {
                let first = invalid.iter().next().unwrap();
                prop_assert_eq!(first.code(), "duplicate");
            }
            (Ok(_), Err(fault)) => prop_assert!(false, "{fault}"),
            (Err(_), Err(_)) => {}
        }
    }
}

#[validated(json)]
#[derive(Debug)]
struct Bag {
    bytes: Vec<u8>,
    pair: (u8, String),
    array: [bool; 2],
    #[validate(nonempty)]
    name: String,
    lists: Option<BTreeMap<String, Vec<Option<u8>>>>,
    #[validate(nested)]
    sizes: (Size, Size),
}

#[test]
fn every_element_of_another_type_is_told() {
    let text = br#"{"bytes":[1,256,"x",3,-1],"pair":["a",1],"array":[1,true,null],"name":"",
        "lists":{"a":[null,1,"x"],"b":3},"sizes":[{"width":0,"height":1},{"width":1}]}"#;
    assert_eq!(
        faults(Bag::from_json(text)),
        [
            "/bytes/1 type",
            "/bytes/2 type",
            "/bytes/4 type",
            "/pair/0 type",
            "/pair/1 type",
            "/array/0 type",
            "/array/2 type",
            "/name nonempty",
            "/lists/a/2 type",
            "/lists/b type",
            "/sizes/0/width positive",
            "/sizes/1/height required",
        ]
    );
    let text = br#"{"bytes":[],"pair":[1],"array":{},"name":"a","sizes":3}"#;
    assert_eq!(
        Bag::from_json(text).unwrap_err().to_string(),
        "/pair: must be a list of 2 elements\n/array: must be a list of 2 elements\n\
         /sizes: must be a list of 2 elements"
    );
    let text = br#"{"bytes":[1],"pair":[1,"a"],"array":[true,false],"name":"a",
        "lists":{"a":[null,2]},"sizes":[{"width":1,"height":1},{"width":2,"height":2}]}"#;
    let read = Bag::from_json(text).unwrap();
    assert_eq!((read.bytes(), read.pair().1.as_str(), read.array()[0]), (&[1][..], "a", true));
    assert_eq!(read.sizes().1.width(), 2);
}

#[test]
fn a_key_that_is_there_twice_is_told_once_and_the_rest_with_it() {
    let read = Size::from_json(br#"{"width":0,"width":1,"width":2}"#);
    assert_eq!(faults(read), ["/width positive", "/height required", "/width duplicate"]);
}

#[validated(json)]
#[derive(Debug, Deserialize)]
#[serde(tag = "kind")]
enum Shape {
    Rect {
        #[validate(trim, chars(..=3))]
        name: String,
        #[validate(above = 0.0)]
        width: f64,
        #[validate(finite)]
        height: f64,
    },
    Empty,
}

#[validated(json)]
#[derive(Debug, Deserialize)]
enum Outside {
    Both(#[validate(min = 1)] u8, #[validate(nonblank)] String),
}

#[validated(json)]
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Number(#[validate(min = 1)] u8),
}

#[test]
fn the_rules_of_a_variant_are_told_with_the_types_of_its_other_fields() {
    let read = Shape::from_json(br#"{"kind":"Rect","name":" abcd ","width":0,"height":"x"}"#);
    assert_eq!(faults(read), ["/name chars", "/width above", "/height type"]);
    // sanitizers run first
    let read = Shape::from_json(br#"{"kind":"Rect","name":" abc ","width":1,"height":"x"}"#);
    assert_eq!(faults(read), ["/height type"]);
    assert_eq!(faults(Outside::from_json(br#"{"Both":[0,1]}"#)), ["/0 min", "/1 type"]);
}

#[test]
fn what_an_enum_expects_is_said_without_words_of_rust() {
    let said = |text: &str| Shape::from_json(text.as_bytes()).unwrap_err().to_string();
    assert_eq!(said("3"), "must be an object");
    assert_eq!(said("[]"), "/kind: is required");
    assert_eq!(said(r#"{"kind":7}"#), "/kind: must be the name of a variant");
    let read = Outside::from_json(br#"{"Both":[1]}"#);
    assert_eq!(read.unwrap_err().to_string(), "/Both: must be a list of 2 elements");
    let read = Untagged::from_json(b"true");
    let said = read.unwrap_err().to_string();
    assert_eq!(said, "data did not match any variant of untagged enum Untagged");
}

#[validated(json)]
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
struct Day(#[validate(range(1..=31))] u8);

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[validated(json)]
#[derive(Debug)]
struct Month {
    #[validate(keys(nested))]
    notes: BTreeMap<Day, String>,
    #[validate(nested)]
    sizes: BTreeMap<u8, Size>,
    sums: BTreeMap<u8, u8>,
}

#[test]
fn what_is_wrong_with_a_key_is_at_the_key() {
    let text = br#"{"notes":{"1":"a","32":"b"},"sizes":{"x":{"width":1,"height":1},"1":{"width":0,
        "height":1},"256":{}},"sums":{"-1":1,"y":2,"3":"z"}}"#;
    assert_eq!(
        Month::from_json(text).unwrap_err().to_string(),
        "/notes/32: must be between 1 and 31\n/sizes/x: must be a whole number from 0 to 255\n\
         /sizes/1/width: must be positive\n/sizes/256: must be a whole number from 0 to 255\n\
         /sums/-1: must be a whole number from 0 to 255\n\
         /sums/y: must be a whole number from 0 to 255\n\
         /sums/3: must be a whole number from 0 to 255"
    );
}
