//! Each of serde's attributes under `#[validated]`: read by serde and by `from_json` alike, through
//! the rules. What would go round them is refused: `ui/validated/serde_goes_round.rs`.
#![allow(clippy::trivially_copy_pass_by_ref)]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;

use dunder::{Invalid, validated};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What is read, which must not depend on who reads: the value as `Debug` shows it, or `None`.
fn same<T: Debug>(
    json: &str,
    by_serde: Result<T, serde_json::Error>,
    by_json: Result<T, Invalid>,
) -> Option<String> {
    let shown = |value: &T| format!("{value:?}");
    let (by_serde, by_json) = (by_serde.as_ref().map(shown), by_json.as_ref().map(shown));
    match (by_serde, by_json) {
        (Ok(one), Ok(other)) => {
            assert_eq!(one, other, "{json}");
            Some(one)
        }
        (Err(_), Err(_)) => None,
        (one, other) => panic!("{json}: {one:?}, but from_json {other:?}"),
    }
}

macro_rules! read {
    ($ty:ty, $json:expr) => {{
        let json: &str = $json;
        same::<$ty>(json, serde_json::from_str(json), <$ty>::from_json(json.as_bytes()))
    }};
}

/// The document is read as this.
macro_rules! takes {
    ($ty:ty, $($json:expr => $shown:expr),+ $(,)?) => {
        $(assert_eq!(read!($ty, $json).as_deref(), Some($shown), "{}", $json);)+
    };
}

/// The documents are refused.
macro_rules! refuses {
    ($ty:ty, $($json:expr),+ $(,)?) => {
        $(assert_eq!(read!($ty, $json), None, "{}", $json);)+
    };
}

mod cents {
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
        f64::deserialize(from).map(super::to_cents)
    }

    #[expect(clippy::cast_precision_loss, reason = "small")]
    pub(super) fn serialize<S: Serializer>(cents: &i64, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_f64(*cents as f64 / 100.0)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "small")]
fn to_cents(value: f64) -> i64 {
    (value * 100.0).round() as i64
}

fn half<'de, D: Deserializer<'de>>(from: D) -> Result<u8, D::Error> {
    u8::deserialize(from).map(|value| value / 2)
}

fn doubled<S: Serializer>(value: &u8, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_u8(value * 2)
}

fn seven() -> u8 {
    7
}

#[validated(json)]
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename = "Item", rename_all = "camelCase", deny_unknown_fields, expecting = "an item")]
struct Names {
    #[validate(min = 1)]
    unit_count: u8,
    #[validate(nonblank)]
    #[serde(rename = "label", alias = "title", alias = "headline")]
    name: String,
    #[validate(max = 9)]
    #[serde(rename(serialize = "out", deserialize = "in"), default)]
    both: u8,
}

#[test]
fn names_are_serdes() {
    takes!(Names,
        r#"{"unitCount":1,"label":"a","in":2}"# => r#"Names { unit_count: 1, name: "a", both: 2 }"#,
        r#"{"unitCount":1,"title":"a"}"# => r#"Names { unit_count: 1, name: "a", both: 0 }"#,
        r#"{"unitCount":1,"headline":"a"}"# => r#"Names { unit_count: 1, name: "a", both: 0 }"#,
    );
    refuses!(
        Names,
        r#"{"unit_count":1,"label":"a"}"#,
        r#"{"unitCount":1,"label":"a","out":2}"#,
        r#"{"unitCount":1,"label":"a","title":"b"}"#,
        r#"{"unitCount":0,"label":"a"}"#,
        r#"{"unitCount":1,"label":" "}"#,
        r#"{"unitCount":1,"label":"a","in":10}"#,
    );
    let written = serde_json::to_string(&Names::new(1, "a", 2).unwrap()).unwrap();
    assert_eq!(written, r#"{"unitCount":1,"label":"a","out":2}"#);
    let paths = |json: &str| Names::from_json(json.as_bytes()).unwrap_err().to_string();
    assert!(paths(r#"{"unitCount":0,"label":"","in":10}"#).contains("/unitCount: "));
    assert!(paths(r#"{"unitCount":0,"label":"","in":10}"#).contains("/label: "));
    assert!(paths(r#"{"unitCount":0,"label":"","in":10}"#).contains("/in: "));
}

#[validated(json)]
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all(serialize = "UPPERCASE", deserialize = "kebab-case"))]
struct Sides {
    #[validate(min = 1)]
    unit_count: u8,
}

#[test]
fn the_side_that_is_read_gives_the_names() {
    takes!(Sides, r#"{"unit-count":1}"# => "Sides { unit_count: 1 }");
    refuses!(Sides, r#"{"UNIT_COUNT":1}"#, r#"{"unit-count":0}"#);
    assert!(Sides::from_json(b"{}").unwrap_err().to_string().starts_with("/unit-count: "));
}

#[validated(json)]
#[derive(Debug, Serialize, Deserialize)]
struct Defaults {
    #[serde(default)]
    #[validate(max = 9)]
    plain: u8,
    #[serde(default = "seven")]
    #[validate(max = 9)]
    path: u8,
    #[serde(skip)]
    #[validate(max = 9)]
    skipped: u8,
    #[serde(skip_deserializing)]
    #[validate(max = 9)]
    written: u8,
    #[serde(skip_serializing, default)]
    #[validate(max = 9)]
    read: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[validate(max = 9)]
    option: Option<u8>,
    #[serde(skip, default = "seven")]
    #[validate(max = 9)]
    made: u8,
}

#[test]
fn defaults_and_what_is_skipped_are_serdes() {
    let of = |plain, path, read, option: Option<u8>| {
        format!(
            "Defaults {{ plain: {plain}, path: {path}, skipped: 0, written: 0, read: {read}, \
             option: {option:?}, made: 7 }}"
        )
    };
    takes!(Defaults,
        "{}" => &*of(0, 7, 0, None),
        r#"{"plain":1,"path":2,"skipped":50,"written":50,"read":3,"option":4,"made":50}"#
            => &*of(1, 2, 3, Some(4)),
    );
    refuses!(Defaults, r#"{"plain":10}"#, r#"{"path":10}"#, r#"{"read":10}"#, r#"{"option":10}"#);
    let made = Defaults::from_json(b"{}").unwrap();
    assert_eq!(serde_json::to_string(&made).unwrap(), r#"{"plain":0,"path":7,"written":0}"#);
}

#[validated(json)]
#[derive(Debug, Deserialize)]
struct BadDefault {
    #[serde(default)]
    #[validate(min = 1)]
    count: u8,
    #[serde(skip)]
    #[validate(max = 1)]
    skipped: u8,
}

#[test]
fn what_is_filled_in_keeps_the_rules_too() {
    refuses!(BadDefault, "{}", r#"{"count":0}"#);
    takes!(BadDefault, r#"{"count":1}"# => "BadDefault { count: 1, skipped: 0 }");
}

#[validated(json)]
#[derive(Debug, Deserialize)]
#[serde(default)]
struct FromDefault {
    #[validate(min = 1)]
    count: u8,
    #[validate(max = 9)]
    #[serde(default = "seven")]
    other: u8,
}

impl Default for FromDefault {
    fn default() -> Self {
        Self { count: 5, other: 1 }
    }
}

#[validated(json)]
#[derive(Debug, Deserialize)]
#[serde(default = "BrokenDefault::made")]
struct BrokenDefault {
    #[validate(min = 1)]
    count: u8,
    other: u8,
}

impl BrokenDefault {
    fn made() -> Self {
        Self { count: 0, other: 1 }
    }
}

#[test]
fn a_default_of_the_whole_fills_what_is_missing_and_keeps_the_rules() {
    takes!(FromDefault,
        "{}" => "FromDefault { count: 5, other: 7 }",
        r#"{"count":1,"other":9}"# => "FromDefault { count: 1, other: 9 }",
    );
    refuses!(FromDefault, r#"{"count":0}"#, r#"{"other":10}"#);
    takes!(BrokenDefault, r#"{"count":1}"# => "BrokenDefault { count: 1, other: 1 }");
    refuses!(BrokenDefault, "{}", r#"{"other":1}"#);
}

#[validated(json)]
#[derive(Debug, Serialize, Deserialize)]
struct Readers {
    #[serde(with = "cents")]
    #[validate(range(1..=1000))]
    price: i64,
    #[serde(deserialize_with = "half", serialize_with = "doubled")]
    #[validate(max = 9)]
    size: u8,
    #[serde(deserialize_with = "half", default)]
    #[validate(max = 9)]
    more: u8,
}

#[test]
fn functions_read_and_write_what_they_stand_on() {
    takes!(Readers, r#"{"price":2.5,"size":4}"# => "Readers { price: 250, size: 2, more: 0 }");
    refuses!(
        Readers,
        r#"{"price":0,"size":4}"#,
        r#"{"price":10.01,"size":4}"#,
        r#"{"price":1,"size":20}"#,
        r#"{"price":1,"size":2,"more":20}"#,
        r#"{"price":"1","size":2}"#,
        r#"{"size":2}"#,
    );
    let written = serde_json::to_string(&Readers::new(250, 2, 0).unwrap()).unwrap();
    assert_eq!(written, r#"{"price":2.5,"size":4,"more":0}"#);
}

#[validated(json)]
#[derive(Debug, Serialize, Deserialize)]
struct Size {
    #[validate(positive)]
    width: i32,
}

#[validated(json)]
#[derive(Debug, Serialize, Deserialize)]
struct Flat {
    #[validate(nonblank)]
    name: String,
    #[serde(flatten)]
    #[validate(nested)]
    size: Size,
    #[serde(flatten)]
    #[validate(items(..=1), values(max = 9))]
    rest: BTreeMap<String, u8>,
}

#[test]
fn flattened_fields_stand_among_the_others() {
    takes!(Flat,
        r#"{"name":"a","width":1}"# => r#"Flat { name: "a", size: Size { width: 1 }, rest: {} }"#,
        r#"{"name":"a","width":1,"b":2}"#
            => r#"Flat { name: "a", size: Size { width: 1 }, rest: {"b": 2} }"#,
    );
    refuses!(
        Flat,
        r#"{"name":"a"}"#,
        r#"{"name":"a","width":0}"#,
        r#"{"name":"a","width":1,"b":2,"c":3}"#,
        r#"{"name":"a","width":1,"b":10}"#,
        r#"{"name":" ","width":1}"#,
    );
    let faults = Flat::from_json(br#"{"name":"","width":0,"b":10}"#).unwrap_err();
    let paths: Vec<String> = faults.iter().map(|fault| fault.path()).collect();
    assert!(paths.contains(&"/name".into()) && paths.contains(&"/width".into()), "{paths:?}");
}

#[validated(json)]
#[derive(Debug, Deserialize)]
struct Borrowing<'a> {
    #[validate(nonblank)]
    plain: &'a str,
    #[serde(borrow)]
    #[validate(nonblank)]
    cow: Cow<'a, str>,
    #[serde(borrow, default)]
    #[validate(items(..=1))]
    list: Vec<&'a str>,
}

#[test]
fn what_is_borrowed_is_read_in_place() {
    let json = r#"{"plain":"a","cow":"b","list":["c"]}"#;
    let read: Borrowing<'_> = serde_json::from_str(json).unwrap();
    assert_eq!((read.plain(), &**read.cow(), read.list()), ("a", "b", &["c"][..]));
    assert!(matches!(read.cow(), Cow::Borrowed(_)));
    let read = Borrowing::from_json(json.as_bytes()).unwrap();
    assert!(matches!(read.cow(), Cow::Borrowed("b")));
    for bad in [r#"{"plain":"","cow":"b"}"#, r#"{"plain":"a","cow":" "}"#] {
        assert!(serde_json::from_str::<Borrowing<'_>>(bad).is_err());
        assert!(Borrowing::from_json(bad.as_bytes()).is_err());
    }
}

trait Kind {
    type Value;
}

#[derive(Debug)]
struct Bytes;

impl Kind for Bytes {
    type Value = u8;
}

#[validated(json)]
#[derive(Debug, Deserialize)]
#[serde(bound(deserialize = "K::Value: Deserialize<'de>"))]
struct Bound<K: Kind>
where
    K::Value: Debug,
{
    #[validate(items(1..))]
    values: Vec<K::Value>,
}

#[validated(json)]
#[derive(Debug, Deserialize)]
struct FieldBound<K: Kind>
where
    K::Value: Debug,
{
    #[serde(bound(deserialize = "K::Value: Deserialize<'de>"))]
    #[validate(items(1..))]
    values: Vec<K::Value>,
}

#[test]
fn bounds_are_the_users() {
    takes!(Bound<Bytes>, r#"{"values":[1]}"# => "Bound { values: [1] }");
    refuses!(Bound<Bytes>, r#"{"values":[]}"#, r#"{"values":["a"]}"#);
    takes!(FieldBound<Bytes>, r#"{"values":[1]}"# => "FieldBound { values: [1] }");
    refuses!(FieldBound<Bytes>, r#"{"values":[]}"#, r#"{"values":["a"]}"#);
}

#[validated(json)]
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "type")]
struct TaggedStruct {
    #[validate(min = 1)]
    count: u8,
}

#[validated(json)]
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(into = "u8")]
struct Into8 {
    #[validate(min = 1)]
    count: u8,
}

impl From<Into8> for u8 {
    fn from(value: Into8) -> Self {
        value.count
    }
}

#[test]
fn what_is_for_writing_stays_for_writing() {
    takes!(TaggedStruct, r#"{"type":"TaggedStruct","count":1}"# => "TaggedStruct { count: 1 }");
    refuses!(TaggedStruct, r#"{"type":"TaggedStruct","count":0}"#);
    let written = serde_json::to_string(&TaggedStruct::new(1).unwrap()).unwrap();
    assert_eq!(written, r#"{"type":"TaggedStruct","count":1}"#);
    takes!(Into8, r#"{"count":1}"# => "Into8 { count: 1 }");
    assert_eq!(serde_json::to_string(&Into8::new(3).unwrap()).unwrap(), "3");
}

#[validated(json)]
#[derive(Debug, Serialize, Deserialize)]
struct Pair(
    #[validate(min = 1)] u8,
    #[serde(default)]
    #[validate(max = 9)]
    u8,
    #[serde(skip)] u8,
);

#[validated(json)]
#[derive(Debug, Serialize, Deserialize)]
struct One(#[validate(min = 1)] u8);

#[test]
fn fields_without_names_take_the_same_attributes() {
    takes!(Pair, "[1]" => "Pair(1, 0, 0)", "[1,9]" => "Pair(1, 9, 0)");
    refuses!(Pair, "[]", "[0]", "[1,10]", "[1,2,3]");
    takes!(One, "1" => "One(1)");
    refuses!(One, "0", "[1]");
}

#[validated(json)]
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", rename_all_fields = "camelCase", deny_unknown_fields)]
enum Outside {
    #[serde(alias = "credit")]
    BankCard {
        #[validate(min = 1)]
        valid_month: u8,
    },
    #[serde(rename = "CASH", rename_all = "UPPERCASE")]
    Cash {
        #[validate(above = 0.0)]
        amount: f64,
    },
    #[serde(skip)]
    Hidden(#[validate(min = 1)] u8),
    #[serde(skip_deserializing)]
    Written(#[validate(min = 1)] u8),
    Both(#[validate(min = 1)] u8, #[serde(default)] u8),
    #[serde(deserialize_with = "half", serialize_with = "doubled")]
    Half(#[validate(max = 9)] u8),
    #[serde(with = "cents")]
    Cents(#[validate(max = 900)] i64),
    Free,
}

#[test]
fn variants_are_named_and_read_as_serde_says() {
    takes!(Outside,
        r#"{"bank_card":{"validMonth":1}}"# => "BankCard { valid_month: 1 }",
        r#"{"credit":{"validMonth":1}}"# => "BankCard { valid_month: 1 }",
        r#"{"CASH":{"AMOUNT":1.5}}"# => "Cash { amount: 1.5 }",
        r#"{"both":[1]}"# => "Both(1, 0)",
        r#"{"half":8}"# => "Half(4)",
        r#"{"cents":8}"# => "Cents(800)",
        r#""free""# => "Free",
    );
    refuses!(
        Outside,
        r#"{"bank_card":{"validMonth":0}}"#,
        r#"{"bank_card":{"validMonth":1,"more":1}}"#,
        r#"{"CASH":{"AMOUNT":0}}"#,
        r#"{"cash":{"AMOUNT":1}}"#,
        r#"{"hidden":1}"#,
        r#"{"written":1}"#,
        r#"{"both":[0,1]}"#,
        r#"{"half":20}"#,
        r#"{"cents":9.01}"#,
        r#""fee""#,
    );
    assert_eq!(serde_json::to_string(&Outside::Written(1)).unwrap(), r#"{"written":1}"#);
}

#[validated(json)]
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Inside {
    Card {
        #[validate(min = 1)]
        month: u8,
    },
    Size(#[validate(nested)] Size),
    Free,
    #[serde(other)]
    Other,
}

#[validated(json)]
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "t", content = "c", deny_unknown_fields)]
enum Beside {
    Card {
        #[validate(min = 1)]
        month: u8,
    },
    Size(#[validate(nested)] Size),
    Perhaps(#[validate(min = 1)] Option<u8>),
    Free,
}

#[validated(json)]
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Bare {
    Small {
        #[validate(max = 9)]
        count: u8,
    },
    Text(#[validate(nonblank)] String),
    Size(#[validate(nested)] Size),
    Nothing,
}

#[validated(json)]
#[derive(Debug, Serialize, Deserialize)]
enum Mixed {
    Card(#[validate(min = 1)] u8),
    #[serde(untagged)]
    Text(#[validate(nonblank)] String),
}

#[test]
fn every_way_to_tell_a_variant_goes_through_the_rules() {
    takes!(Inside,
        r#"{"kind":"card","month":1}"# => "Card { month: 1 }",
        r#"{"kind":"size","width":1}"# => "Size(Size { width: 1 })",
        r#"{"kind":"free"}"# => "Free",
        r#"{"kind":"what"}"# => "Other",
    );
    refuses!(Inside, r#"{"kind":"card","month":0}"#, r#"{"kind":"size","width":0}"#, "{}");
    takes!(Beside,
        r#"{"t":"Card","c":{"month":1}}"# => "Card { month: 1 }",
        r#"{"c":{"width":1},"t":"Size"}"# => "Size(Size { width: 1 })",
        r#"{"t":"Perhaps"}"# => "Perhaps(None)",
        r#"{"t":"Free"}"# => "Free",
    );
    refuses!(
        Beside,
        r#"{"t":"Card","c":{"month":0}}"#,
        r#"{"t":"Size","c":{"width":0}}"#,
        r#"{"t":"Perhaps","c":0}"#,
        r#"{"t":"Free","more":1}"#,
        r#"{"t":"Card"}"#,
    );
    takes!(Bare,
        r#"{"count":1}"# => "Small { count: 1 }",
        r#""a""# => r#"Text("a")"#,
        r#"{"width":1}"# => "Size(Size { width: 1 })",
        "null" => "Nothing",
    );
    refuses!(Bare, r#"{"count":10}"#, r#"" ""#, r#"{"width":0}"#, "1");
    takes!(Mixed, r#"{"Card":1}"# => "Card(1)", r#""a""# => r#"Text("a")"#);
    refuses!(Mixed, r#"{"Card":0}"#, r#"" ""#, "1");
}

#[validated(json)]
#[derive(Debug, Deserialize)]
enum Lent<'a> {
    #[serde(borrow)]
    Text(#[validate(nonblank)] Cow<'a, str>),
}

#[validated(json)]
#[derive(Debug, Deserialize)]
#[serde(bound(deserialize = "K::Value: Deserialize<'de>"))]
enum Of<K: Kind>
where
    K::Value: Debug,
{
    Values(#[validate(items(1..))] Vec<K::Value>),
}

#[test]
fn enums_borrow_and_are_bound() {
    let read = Lent::from_json(br#"{"Text":"a"}"#).unwrap();
    assert!(matches!(read, Lent::Text(Cow::Borrowed("a"))));
    assert!(Lent::from_json(br#"{"Text":" "}"#).is_err());
    takes!(Of<Bytes>, r#"{"Values":[1]}"# => "Values([1])");
    refuses!(Of<Bytes>, r#"{"Values":[]}"#);
}
