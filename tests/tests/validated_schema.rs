//! `JSON_SCHEMA`: what it takes is what `from_json` takes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use dunder::validated;
use jsonschema::Validator;
use proptest::prelude::*;
use serde_json::{Value, json};

const MOST: u32 = 9;
const START: &str = "a.";

#[validated(schema, json)]
#[serde(rename_all = "camelCase")]
struct Product {
    /// What it is called.
    #[validate(nonblank, trimmed, chars(1..=4))]
    full_name: String,
    #[validate(above = 0.0, max = 2.5)]
    price: f64,
    #[validate(min = 1, max = MOST)]
    count: u32,
    #[validate(min = Self::LEAST)]
    level: i8,
    #[validate(each(trimmed, chars(1..)), items(..=2), unique)]
    tags: Vec<String>,
    note: Option<String>,
    #[validate(one_of("a", "b"))]
    kind: Option<String>,
    #[validate(required)]
    must: Option<bool>,
    #[validate(default = 3, multiple_of = 3)]
    step: i64,
    #[serde(alias = "other")]
    aliased: u8,
    #[validate(values(min = 1), keys(slug), items(..2))]
    map: BTreeMap<String, u8>,
}

impl Product {
    const LEAST: i8 = -100;
}

#[validated(schema, json)]
struct Texts {
    #[validate(pattern = r"^\w+\s.$")]
    pattern: Option<String>,
    #[validate(starts_with = START)]
    start: Option<String>,
    #[validate(ends_with = "$", not(contains = "^"))]
    end: Option<String>,
    #[validate(alphanumeric)]
    alphanumeric: Option<String>,
    #[validate(lowercase)]
    lower: Option<String>,
    #[validate(no_control, ascii)]
    plain: Option<String>,
    #[validate(single_line)]
    line: Option<String>,
    #[validate(email)]
    email: Option<String>,
    #[validate(semver)]
    semver: Option<String>,
    #[validate(identifier)]
    identifier: Option<String>,
    #[validate(ipv4)]
    ip: Option<String>,
    #[validate(uuid)]
    uuid: Option<String>,
}

#[validated(schema, json)]
#[serde(deny_unknown_fields)]
struct Tree {
    #[validate(nested)]
    leaf: Option<Leaf>,
    #[validate(nested, items(..=2))]
    children: Vec<Tree>,
}

#[validated(schema, json)]
#[derive(serde::Deserialize)]
struct Leaf(#[validate(range(0..=9))] i32);

#[validated(schema, json)]
struct Page<T> {
    #[validate(nonempty)]
    items: Vec<T>,
}

fn compiled(schema: &str) -> Validator {
    let schema: Value = serde_json::from_str(schema).unwrap();
    assert!(jsonschema::meta::is_valid(&schema), "{schema}");
    jsonschema::validator_for(&schema).unwrap()
}

fn text() -> impl Strategy<Value = Value> {
    prop_oneof![
        "[ab \\n]{0,5}".prop_map(Value::from),
        prop_oneof![
            Just("a b."),
            Just("ab c"),
            Just("a.x"),
            Just("x$"),
            Just("^$"),
            Just("Äb1"),
            Just("äb"),
            Just("a@b.c"),
            Just("a@-b"),
            Just("1.0.0-rc.1+x"),
            Just("01.0.0"),
            Just("_a1"),
            Just("1a"),
            Just("10.0.0.1"),
            Just("10.0.0.256"),
            Just("\u{85}"),
            Just("\u{1}"),
            Just("a\u{2028}b"),
            Just("550e8400-e29b-41d4-a716-446655440000"),
            Just("b"),
            Just("a"),
        ]
        .prop_map(Value::from),
        ".{0,4}".prop_map(Value::from),
    ]
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => text(),
        2 => (-2_i64..12).prop_map(Value::from),
        1 => prop_oneof![Just(300_i64), Just(-129), Just(5_000_000_000)].prop_map(Value::from),
        1 => prop_oneof![Just(0.5), Just(2.5), Just(2.75), Just(-0.5)].prop_map(Value::from),
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
    ]
}

fn field(good: impl Strategy<Value = Value> + 'static) -> impl Strategy<Value = Option<Value>> {
    prop_oneof![12 => good.prop_map(Some), 1 => any_value().prop_map(Some), 1 => Just(None)]
}

fn object(fields: Vec<(&'static str, Option<Value>)>) -> Value {
    fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

fn list(of: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    prop::collection::vec(of, 0..4).prop_map(Value::from)
}

fn map() -> impl Strategy<Value = Value> {
    prop::collection::btree_map("[a-]{1,2}", 0_u8..3, 0..3).prop_map(|map| json!(map))
}

fn product() -> impl Strategy<Value = Value> {
    let names =
        (field(text()), field(text()), field(text()), field(any::<bool>().prop_map(Value::from)));
    let numbers = (
        field(prop_oneof![Just(json!(0.5)), Just(json!(2.5)), Just(json!(2)), Just(json!(3))]),
        field((0_i64..11).prop_map(Value::from)),
        field((-130_i64..130).prop_map(Value::from)),
        field((-3_i64..7).prop_map(Value::from)),
        field((0_i64..260).prop_map(Value::from)),
    );
    let others = (field(list(text())), field(map()), field(Just(json!(1))));
    (names, numbers, others).prop_map(
        |((name, note, kind, must), (price, count, level, step, aliased), (tags, map, other))| {
            object(vec![
                ("fullName", name),
                ("note", note),
                ("kind", kind),
                ("must", must),
                ("price", price),
                ("count", count),
                ("level", level),
                ("step", step),
                ("aliased", aliased),
                ("tags", tags),
                ("map", map),
                ("other", other.filter(|_| false)),
            ])
        },
    )
}

fn tree() -> impl Strategy<Value = Value> {
    let leaf = || prop_oneof![6 => (-1_i64..11).prop_map(Value::from), 1 => any_value()];
    let base =
        field(leaf()).prop_map(|leaf| object(vec![("leaf", leaf), ("children", Some(json!([])))]));
    base.prop_recursive(3, 12, 3, move |inner| {
        (field(leaf()), field(list(inner)), prop_oneof![9 => Just(None), 1 => Just(Some(json!(1)))])
            .prop_map(|(leaf, children, strange)| {
                object(vec![("leaf", leaf), ("children", children), ("strange", strange)])
            })
    })
}

static PRODUCT: LazyLock<Validator> = LazyLock::new(|| compiled(Product::JSON_SCHEMA));
static TREE: LazyLock<Validator> = LazyLock::new(|| compiled(Tree::JSON_SCHEMA));
static TEXTS: LazyLock<Validator> = LazyLock::new(|| compiled(Texts::JSON_SCHEMA));

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn a_product_is_taken_by_both_or_by_none(value in product()) {
        let ours = Product::from_json(value.to_string().as_bytes());
        let theirs = PRODUCT.is_valid(&value);
        prop_assert_eq!(ours.is_ok(), theirs, "{:?}", ours.err());
    }

    #[test]
    fn a_tree_is_taken_by_both_or_by_none(value in tree()) {
        let ours = Tree::from_json(value.to_string().as_bytes());
        let theirs = TREE.is_valid(&value);
        prop_assert_eq!(ours.is_ok(), theirs, "{:?}", ours.err());
    }

    #[test]
    fn a_text_is_taken_by_both_or_by_none(value in text(), which in 0_usize..12) {
        let names = ["pattern", "start", "end", "alphanumeric", "lower", "plain", "line", "email",
            "semver", "identifier", "ip", "uuid"];
        let value = object(vec![(names[which], Some(value))]);
        let ours = Texts::from_json(value.to_string().as_bytes());
        let theirs = TEXTS.is_valid(&value);
        prop_assert_eq!(ours.is_ok(), theirs, "{:?}", ours.err());
    }
}

#[test]
fn a_good_product_is_taken() {
    let value = json!({"fullName": "Pen", "price": 1, "count": 1, "level": 0, "tags": ["a"],
        "must": true, "aliased": 1, "map": {"a": 1}});
    assert!(Product::from_json(value.to_string().as_bytes()).is_ok());
    assert!(compiled(Product::JSON_SCHEMA).is_valid(&value));
}

#[test]
fn a_schema_is_a_constant_text() {
    const LEAF: &str = Leaf::JSON_SCHEMA;
    assert_eq!(
        LEAF,
        r#"{"$schema":"https://json-schema.org/draft/2020-12/schema","title":"Leaf","type":"integer","minimum":0,"maximum":9}"#,
    );
    assert_eq!(
        Tree::JSON_SCHEMA,
        r##"{"$schema":"https://json-schema.org/draft/2020-12/schema","title":"Tree","type":"object","properties":{"leaf":{"anyOf":[{"$ref":"#/$defs/Leaf"},{"type":"null"}]},"children":{"type":"array","items":{"$ref":"#"},"maxItems":2}},"required":["children"],"additionalProperties":false,"$defs":{"Leaf":{"title":"Leaf","type":"integer","minimum":0,"maximum":9}}}"##,
    );
    assert!(Page::<Leaf>::JSON_SCHEMA.contains(r##""items":{"$ref":"#/$defs/Leaf"}"##));
    compiled(Page::<Leaf>::JSON_SCHEMA);
    compiled(Texts::JSON_SCHEMA);
}

#[test]
fn a_value_whose_type_has_no_schema_may_be_anything() {
    #[validated]
    #[derive(serde::Deserialize)]
    struct Size {
        #[validate(positive)]
        width: i32,
    }
    #[validated(schema)]
    #[derive(serde::Deserialize)]
    struct Parcel {
        #[validate(nested)]
        size: Size,
        #[validate(items(1..), each(nested))]
        more: Vec<Size>,
    }
    let schema: Value = serde_json::from_str(Parcel::JSON_SCHEMA).unwrap();
    assert_eq!(schema["properties"]["size"], json!({}));
    let validator = compiled(Parcel::JSON_SCHEMA);
    assert!(validator.is_valid(&json!({"size": 1, "more": ["a"]})));
    assert!(!validator.is_valid(&json!({"size": {"width": 1}, "more": []})));
}

#[validated(schema, json)]
#[derive(Debug)]
struct Man {
    #[validate(nonblank)]
    name: String,
    #[validate(nested)]
    house: Option<Box<House>>,
}

#[validated(schema, json)]
#[derive(Debug)]
struct House {
    #[validate(nested, items(..=2))]
    men: Vec<Man>,
    #[validate(nested)]
    next: Option<Box<Street>>,
}

#[validated(schema, json)]
#[derive(Debug)]
#[serde(rename_all = "snake_case")]
enum Street {
    Road(#[validate(nested)] Box<House>),
    Blind {
        #[validate(max = 9)]
        number: u8,
    },
    Back(#[validate(nested)] Man),
}

#[test]
fn types_that_hold_each_other_refer_to_each_other() {
    let schema = compiled(Man::JSON_SCHEMA);
    let man = json!({"name": "a", "house": {"men": [{"name": "b", "house": null}],
        "next": {"road": {"men": [], "next": {"blind": {"number": 9}}}}}});
    assert!(schema.is_valid(&man), "{}", Man::JSON_SCHEMA);
    assert!(Man::from_json(man.to_string().as_bytes()).is_ok());
    for (pointer, bad) in [
        ("/house/men/0/name", json!(" ")),
        ("/house/men/0/house", json!(1)),
        ("/house/next/road/next/blind/number", json!(10)),
        ("/house/next/road/next", json!({"lane": 1})),
        ("/house/next/road/next", json!({"back": {"name": ""}})),
    ] {
        let mut man = man.clone();
        *man.pointer_mut(pointer).unwrap() = bad;
        assert!(!schema.is_valid(&man), "{man}");
        assert!(Man::from_json(man.to_string().as_bytes()).is_err(), "{man}");
    }
    for text in [House::JSON_SCHEMA, Street::JSON_SCHEMA] {
        let schema: Value = serde_json::from_str(text).unwrap();
        assert_eq!(schema["$defs"].as_object().unwrap().len(), 2);
    }
}

#[validated(schema, json)]
#[serde(rename_all = "snake_case", rename_all_fields = "camelCase")]
enum Outside {
    #[serde(alias = "visa")]
    BankCard {
        #[validate(min = 1, max = 12)]
        valid_month: u8,
        #[validate(nonblank)]
        owner: Option<String>,
    },
    Cash(#[validate(above = 0.0)] f64),
    Both(#[validate(min = 1)] u8, #[validate(max = 3)] u8),
    Leaf(#[validate(nested)] Leaf),
    #[serde(skip)]
    #[allow(dead_code)]
    Hidden(u8),
    Free,
}

#[validated(schema, json)]
#[serde(tag = "t", rename_all = "lowercase", deny_unknown_fields)]
enum Inside {
    Card {
        #[validate(min = 1, max = 12)]
        month: u8,
        #[serde(default)]
        #[validate(nonblank)]
        owner: Option<String>,
    },
    Man(#[validate(nested)] Box<Man>),
    Free,
}

#[validated(schema, json)]
#[serde(tag = "t", content = "c")]
enum Beside {
    Card {
        #[validate(min = 1, max = 12)]
        month: u8,
    },
    Perhaps(#[validate(min = 1)] Option<u8>),
    Both(#[validate(min = 1)] u8, #[validate(max = 3)] u8),
    Free,
    #[serde(other)]
    Other,
}

#[validated(schema, json)]
#[serde(untagged)]
enum Bare {
    Small(#[validate(max = 5)] u8),
    Big(#[validate(min = 100)] u32),
    Text(#[validate(nonblank)] String),
    Named {
        #[validate(max = 5)]
        n: u8,
    },
    Nothing,
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => (0_u16..14).prop_map(Value::from),
        1 => Just(json!(150)),
        1 => Just(json!(-1)),
        1 => Just(json!(0.5)),
        1 => Just(json!("")),
        1 => Just(json!("a")),
        1 => Just(Value::Null),
    ]
}

fn one_key(key: &'static str, of: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    of.prop_map(move |value| json!({ key: value }))
}

fn outside() -> impl Strategy<Value = Value> {
    let card = || {
        (field(scalar()), field(scalar()))
            .prop_map(|(month, owner)| object(vec![("validMonth", month), ("owner", owner)]))
    };
    prop_oneof![
        one_key("bank_card", card()),
        one_key("visa", card()),
        one_key("cash", scalar()),
        one_key("both", prop::collection::vec(scalar(), 1..4).prop_map(Value::from)),
        one_key("leaf", scalar()),
        one_key("hidden", scalar()),
        one_key("free", scalar()),
        prop_oneof![Just("free"), Just("cash"), Just("what")].prop_map(Value::from),
        Just(json!({"free": null, "cash": 1})),
        Just(json!({})),
        scalar(),
    ]
}

fn inside() -> impl Strategy<Value = Value> {
    let tag =
        prop_oneof![Just("card"), Just("man"), Just("free"), Just("what")].prop_map(Value::from);
    (field(tag), field(scalar()), field(scalar()), field(scalar()), field(scalar())).prop_map(
        |(tag, month, owner, name, more)| {
            let is_man = tag.as_ref().is_some_and(|tag| tag == "man");
            let mut fields = vec![("t", tag)];
            if is_man {
                fields.push(("name", name));
            } else {
                let more = more.filter(|more| more == &json!(1));
                fields.extend([("month", month), ("owner", owner), ("more", more)]);
            }
            object(fields)
        },
    )
}

fn beside() -> impl Strategy<Value = Value> {
    let tag = ["Card", "Perhaps", "Both", "Free", "Other", "what"].map(Just);
    let tag = prop::sample::select(tag.map(|Just(tag)| Value::from(tag)).to_vec());
    let content = prop_oneof![
        scalar(),
        one_key("month", scalar()),
        prop::collection::vec(scalar(), 1..4).prop_map(Value::from),
    ];
    (field(tag), field(content)).prop_map(|(tag, content)| object(vec![("t", tag), ("c", content)]))
}

static OUTSIDE: LazyLock<Validator> = LazyLock::new(|| compiled(Outside::JSON_SCHEMA));
static INSIDE: LazyLock<Validator> = LazyLock::new(|| compiled(Inside::JSON_SCHEMA));
static BESIDE: LazyLock<Validator> = LazyLock::new(|| compiled(Beside::JSON_SCHEMA));
static BARE: LazyLock<Validator> = LazyLock::new(|| compiled(Bare::JSON_SCHEMA));

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn an_enum_told_by_its_key_is_taken_by_both_or_by_none(value in outside()) {
        let ours = Outside::from_json(value.to_string().as_bytes());
        prop_assert_eq!(ours.is_ok(), OUTSIDE.is_valid(&value), "{} {:?}", value, ours.err());
    }

    #[test]
    fn an_enum_told_by_a_field_is_taken_by_both_or_by_none(value in inside()) {
        let ours = Inside::from_json(value.to_string().as_bytes());
        // serde takes a variant's number for its name, of which the schema says nothing
        if !value["t"].is_number() {
            prop_assert_eq!(ours.is_ok(), INSIDE.is_valid(&value), "{} {:?}", value, ours.err());
        }
    }

    #[test]
    fn an_enum_told_beside_is_taken_by_both_or_by_none(value in beside()) {
        let ours = Beside::from_json(value.to_string().as_bytes());
        prop_assert_eq!(ours.is_ok(), BESIDE.is_valid(&value), "{} {:?}", value, ours.err());
    }

    #[test]
    fn an_enum_told_by_nothing_is_taken_by_both_or_by_none(
        value in prop_oneof![scalar(), one_key("n", scalar()), list(scalar())],
    ) {
        let ours = Bare::from_json(value.to_string().as_bytes());
        // of the fields in their order, in a list, the schema says nothing
        if !value.is_array() {
            prop_assert_eq!(ours.is_ok(), BARE.is_valid(&value), "{} {:?}", value, ours.err());
        }
    }
}
