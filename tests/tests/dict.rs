//! `Dict`: dicts and JSON, what comes back, and what bad data is.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use dunder::dict::{self, FromDict, ToDict, Value};
use dunder::{CodecErrorKind, Dict, Limits};
use proptest::prelude::*;
use serde_json::json;

#[derive(Dict, Clone, Debug, PartialEq)]
struct Everything {
    flag: bool,
    letter: char,
    small: i8,
    wide: u128,
    real: f64,
    single: f32,
    text: String,
    shared: Arc<str>,
    list: Vec<Point>,
    maybe: Option<Box<Point>>,
    pair: (u16, String),
    fixed: [i32; 2],
    names: BTreeSet<String>,
    counts: BTreeMap<i64, u64>,
    hashed: HashMap<String, Vec<bool>>,
    span: Duration,
    at: SystemTime,
    shape: Shape,
    unit: (),
    wrapped: Wrapped,
    both: Both,
}

#[derive(Dict, Clone, Debug, PartialEq, Default)]
struct Point {
    x: i32,
    y: i32,
}

#[derive(Dict, Clone, Debug, PartialEq)]
struct Wrapped(String);

#[derive(Dict, Clone, Debug, PartialEq)]
struct Both(u8, String);

#[derive(Dict, Clone, Debug, PartialEq)]
enum Shape {
    Empty,
    Circle(f64),
    Line(i8, i8),
    Named { name: String, at: Point },
}

fn shapes() -> impl Strategy<Value = Shape> {
    prop_oneof![
        Just(Shape::Empty),
        (-1e300..1e300).prop_map(Shape::Circle),
        any::<(i8, i8)>().prop_map(|(a, b)| Shape::Line(a, b)),
        (".{0,8}", points()).prop_map(|(name, at)| Shape::Named { name, at }),
    ]
}

prop_compose! {
    fn points()(x: i32, y: i32) -> Point { Point { x, y } }
}

prop_compose! {
    fn everything()(
        (flag, letter, small, wide) in any::<(bool, char, i8, u128)>(),
        (real, single) in (-1e300..1e300, -1e30_f32..1e30),
        (text, shared) in (any::<String>(), ".{0,5}"),
        list in prop::collection::vec(points(), 0..4),
        maybe in prop::option::of(points()),
        (pair, fixed) in any::<((u16, String), [i32; 2])>(),
        names in prop::collection::btree_set(".{0,5}", 0..4),
        counts in any::<BTreeMap<i64, u64>>(),
        hashed in prop::collection::hash_map(".{0,5}", any::<Vec<bool>>(), 0..4),
        (seconds, nanos) in (-60_000_000_000..250_000_000_000_i64, 0..1_000_000_000_u32),
        span: Duration,
        shape in shapes(),
    ) -> Everything {
        let whole = Duration::from_secs(seconds.unsigned_abs());
        let at = if seconds < 0 { UNIX_EPOCH - whole } else { UNIX_EPOCH + whole };
        Everything {
            flag, letter, small, wide, real, single, text: text.clone(), shared: shared.into(), list,
            maybe: maybe.map(Box::new), pair, fixed, names, counts, hashed, span,
            at: at + Duration::from_nanos(nanos.into()), shape, unit: (),
            wrapped: Wrapped(text), both: Both(7, "b".into()),
        }
    }
}

/// The same data as `serde_json` has it.
fn theirs(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => json!(null),
        Value::Bool(value) => json!(value),
        Value::Int(value) => match i64::try_from(*value) {
            Ok(value) => json!(value),
            Err(_) => match u64::try_from(*value) {
                Ok(value) => json!(value),
                Err(_) => json!(value.to_string().parse::<f64>().expect("a number")),
            },
        },
        Value::Float(value) => json!(value),
        Value::Text(value) => json!(value),
        Value::List(values) => values.iter().map(theirs).collect(),
        Value::Dict(values) => {
            values.iter().map(|(name, value)| (name.to_string(), theirs(value))).collect()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_goes_out_comes_back_by_dict_and_by_json(value in everything()) {
        prop_assert_eq!(&Everything::from_dict(&value.to_dict()).unwrap(), &value);
        let json = value.to_json();
        prop_assert_eq!(&Everything::from_json(&json).unwrap(), &value);
        let again = theirs(&dict::parse(&json).unwrap());
        prop_assert_eq!(again, theirs(&value.to_value()));
        prop_assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok());
    }

    #[test]
    fn json_is_read_as_serde_json_reads_it(text in r#"[\[\]{},:"\\a-cn0-9.eE+ \-ttrueu]{0,12}"#) {
        let other = serde_json::from_str::<serde_json::Value>(&text);
        match (dict::parse(&text), other) {
            (Ok(ours), Ok(other)) => prop_assert_eq!(theirs(&ours), other),
            (Err(_), Err(_)) => {}
            // the last of two names stands there
            (Err(fault), Ok(_)) => prop_assert_eq!(fault.kind(), CodecErrorKind::DuplicateId),
            (ours, other) => prop_assert!(false, "{ours:?} and {other:?} for {text}"),
        }
    }

    #[test]
    fn texts_are_escaped_as_serde_json_escapes_them(text: String, odd in "[\\x00-\\x1f\"\\\\]{0,8}") {
        for text in [text, odd] {
            prop_assert_eq!(dict::to_json(&text), serde_json::to_string(&text).unwrap());
            prop_assert_eq!(dict::from_json::<String>(dict::to_json(&text)), Ok(text));
        }
    }

    #[test]
    fn numbers_are_written_as_they_are_read(whole: i128, big: u128, real in any::<f64>()) {
        prop_assert_eq!(dict::to_json(&whole), whole.to_string());
        let digits = dict::to_json(&big);
        prop_assert_eq!(digits.trim_matches('"'), big.to_string());
        prop_assert_eq!(dict::from_json::<u128>(&digits), Ok(big));
        if real.is_finite() {
            let json = dict::to_json(&real);
            prop_assert_eq!(json.parse::<f64>().unwrap().to_bits(), real.to_bits());
            prop_assert_eq!(dict::from_json::<f64>(&json).unwrap().to_bits(), real.to_bits());
        }
    }

    #[test]
    fn json_that_is_read_at_once_is_what_its_value_is(
        value in everything(),
        place: prop::sample::Index,
        instead in prop::sample::select(vec![
            "null", "true", "7", "-1", "1e3", "300", "340282366920938463463374607431768211455",
            "\"\"", "\"x\"", "\"\\u00e9\\n\"", "[]", "[1]", "[1,2]", "[1,2,3]", "{}", "{\"x\":1}",
            "{\"x\":1,\"y\":2,\"z\":[{}]}", "{\"x\":1,\"\\u0078\":2}", "\"Empty\"", "{\"Circle\":1}",
            "{\"Named\":{\"at\":{\"y\":1,\"x\":2},\"name\":\"\"}}", "{\"nanos\":1000000000,\"secs\":1}", "",
        ]),
    ) {
        let json = value.to_json();
        // one value, of whatever depth, in the place of another; of two faults in a map, JSON has
        // the first in its order and a value the first by name, which is the same here
        let starts: Vec<_> = json.match_indices([':', '[', ',']).map(|(at, _)| at + 1).collect();
        let start = starts[place.index(starts.len())];
        let mut values = serde_json::Deserializer::from_str(&json[start..]).into_iter::<serde_json::Value>();
        let _ = values.next();
        let json = format!("{}{instead}{}", &json[..start], &json[start + values.byte_offset()..]);
        let by_value = dict::parse(&json).and_then(|value| Everything::from_value(&value));
        prop_assert_eq!(Everything::from_json(&json), by_value, "{}", json);
    }

    #[test]
    fn random_bytes_do_no_harm(bytes: Vec<u8>) {
        let _ = dict::parse(&bytes);
        let _ = Everything::from_json(&bytes);
    }
}

#[test]
fn numbers_at_the_edges_are_written_whole() {
    for number in [0, 9, 10, 99, 100, 101, 12_345, u64::MAX.into(), 1 << 64, 10_u128.pow(38)] {
        assert_eq!(dict::to_json(&number), number.to_string());
    }
    assert_eq!(dict::to_json(&i128::MIN), i128::MIN.to_string());
    assert_eq!(dict::to_json(&u128::MAX), format!("\"{}\"", u128::MAX));
    assert_eq!(u128::from_value(&u128::MAX.to_value()), Ok(u128::MAX));
    assert_eq!(dict::to_json(&[f64::NAN, f64::INFINITY]), "[null,null]");
    assert_eq!(dict::to_json(&0.1_f32), "0.1");
    assert_eq!(dict::to_json(&1.0_f64), "1.0");
    assert_eq!(dict::from_json::<f64>("3"), Ok(3.0));
}

#[test]
fn names_and_values_have_the_form_of_the_page() {
    let shapes = vec![
        Shape::Empty,
        Shape::Circle(1.5),
        Shape::Line(1, -2),
        Shape::Named { name: "n".into(), at: Point { x: 1, y: 2 } },
    ];
    let json =
        r#"["Empty",{"Circle":1.5},{"Line":[1,-2]},{"Named":{"name":"n","at":{"x":1,"y":2}}}]"#;
    assert_eq!(dict::to_json(&shapes), json);
    assert_eq!(dict::from_json::<Vec<Shape>>(json), Ok(shapes));
    assert_eq!(Wrapped("w".into()).to_json(), r#""w""#);
    assert_eq!(Both(1, "b".into()).to_json(), r#"[1,"b"]"#);
    let point = Point { x: 1, y: 2 };
    assert_eq!(point.to_dict(), BTreeMap::from([("x", Value::Int(1)), ("y", Value::Int(2))]));
    let owned: HashMap<String, i32> = HashMap::from([("x".to_owned(), 3)]);
    assert_eq!(dict::to_json(&owned), r#"{"x":3}"#);
}

#[test]
fn a_dict_with_any_text_as_keys_is_read() {
    let owned = BTreeMap::from([("x".to_owned(), Value::from(1)), ("y".to_owned(), 2.into())]);
    let borrowed = BTreeMap::from([("x", Value::from(1)), ("y", 2.into())]);
    let cows = BTreeMap::from([(Cow::from("x"), Value::from(1)), ("y".into(), 2.into())]);
    for point in [Point::from_dict(&owned), Point::from_dict(&borrowed), Point::from_dict(&cows)] {
        assert_eq!(point, Ok(Point { x: 1, y: 2 }));
    }
}

#[test]
fn a_struct_that_borrows_is_written() {
    #[derive(Dict)]
    struct View<'a, T> {
        name: &'a str,
        parts: &'a [T],
        note: Cow<'a, str>,
    }
    let view = View { name: "n", parts: &[Rc::new(1_u8)], note: "x".into() };
    assert_eq!(view.to_json(), r#"{"name":"n","parts":[1],"note":"x"}"#);
    assert_eq!(view.to_dict()["parts"][0], 1);
}

#[test]
fn generic_and_recursive_types_work() {
    #[derive(Dict, Debug, PartialEq)]
    struct Tree<T: Clone> {
        value: T,
        #[dict(default)]
        children: Vec<Tree<T>>,
    }
    fn leaf<T: Clone>(value: T) -> Tree<T> {
        Tree { value, children: Vec::new() }
    }
    let tree = Tree { value: 1_u8, children: vec![leaf(2)] };
    assert_eq!(Tree::from_json(tree.to_json()), Ok(tree));
    assert_eq!(Tree::from_json(r#"{"value":"a"}"#), Ok(leaf("a".to_owned())));
}

#[test]
fn an_error_tells_the_path_or_the_byte() {
    #[derive(Dict, Debug)]
    struct Users {
        users: Vec<User>,
    }
    #[derive(Dict, Debug)]
    struct User {
        tags: BTreeMap<String, Vec<u8>>,
        shape: Option<Shape>,
    }
    let fault = |json: &str| {
        let fault = Users::from_json(json).unwrap_err();
        (fault.kind(), fault.path().to_owned(), fault.offset())
    };
    let at = |path: &str| (path.to_owned(), 0);
    let (kind, path, byte) = fault(r#"{"users":[{"tags":{}},{"tags":{"a":[1,256]}}]}"#);
    assert_eq!((kind, (path, byte)), (CodecErrorKind::WrongType, at(r#"users[1].tags["a"][1]"#)));
    let (kind, path, byte) = fault(r#"{"users":[{}]}"#);
    assert_eq!((kind, (path, byte)), (CodecErrorKind::MissingField, at("users[0].tags")));
    let (kind, path, byte) = fault(r#"{"users":[{"tags":{},"shape":"Round"}]}"#);
    assert_eq!((kind, (path, byte)), (CodecErrorKind::UnknownTag, at("users[0].shape.Round")));
    let (kind, path, byte) = fault(r#"{"users":[{"tags":{},"shape":{"Line":[1]}}]}"#);
    assert_eq!((kind, (path, byte)), (CodecErrorKind::WrongType, at("users[0].shape.Line")));
    for (json, kind, byte) in [
        ("", CodecErrorKind::Truncated, 0),
        (r#"{"users":"#, CodecErrorKind::Truncated, 9),
        (r#"{"users":[]}x"#, CodecErrorKind::TrailingBytes, 12),
        (r#"{"users":[],"users":[]}"#, CodecErrorKind::DuplicateId, 12),
        (r#"{"users":[1,]}"#, CodecErrorKind::Syntax, 12),
        (r#"{"users":01}"#, CodecErrorKind::Syntax, 10),
        (r#"{"users":1e999}"#, CodecErrorKind::TooLarge, 9),
        ("{\"users\":\"\n\"}", CodecErrorKind::Syntax, 10),
        (r#"{"users":"\ud800"}"#, CodecErrorKind::Syntax, 16),
        (r#"{"users":"\udc00x"}"#, CodecErrorKind::Syntax, 12),
        ("nul", CodecErrorKind::Truncated, 3),
        ("\u{feff}{}", CodecErrorKind::Syntax, 0),
    ] {
        assert_eq!(fault(json), (kind, String::new(), byte), "{json}");
    }
    let fault = dict::parse(b"\"\xff\"").unwrap_err();
    assert_eq!((fault.kind(), fault.offset()), (CodecErrorKind::BadUtf8, 1));
}

#[test]
fn names_stand_in_any_order_and_are_many_or_escaped() {
    let read = |json: &str| Point::from_json(json).map_err(|fault| (fault.kind(), fault.offset()));
    assert_eq!(read(r#"{"y": 2, "x": 1}"#), Ok(Point { x: 1, y: 2 }));
    assert_eq!(read(r#"{"\u0079": 2, "z": [[{"x": 9}]], "x": 1}"#), Ok(Point { x: 1, y: 2 }));
    for many in [15, 16, 17, 64, 65, 1_000] {
        let others: Vec<_> = (0..many).map(|n| format!("\"{n}\":{{\"x\":[{n}]}},")).collect();
        let others = others.concat();
        let json = format!("{{\"y\":2,{others}\"x\":1}}");
        assert_eq!(read(&json), Ok(Point { x: 1, y: 2 }), "{many}");
        let missing = (CodecErrorKind::MissingField, 0);
        assert_eq!(read(&format!("{{{others}\"x\":1}}")), Err(missing), "{many}");
        let twice = |name: &str| {
            let twice = format!("{{\"y\":2,{others}\"x\":1,");
            let fault = Err((CodecErrorKind::DuplicateId, twice.len()));
            assert_eq!(read(&format!("{twice}{name}:0}}")), fault, "{many} {name}");
        };
        twice("\"x\"");
        twice("\"\\u0079\"");
        twice("\"14\"");
    }
    // texts of each length before what ends or escapes them
    for length in 0..40 {
        for text in ["a", "é", "\u{7f}", "\u{20}"] {
            let text = text.repeat(length);
            for end in ["", "\"", "\\", "\u{1f}", "\u{0}!"] {
                let text = format!("{text}{end}{text}");
                assert_eq!(dict::from_json::<String>(dict::to_json(&text)), Ok(text));
            }
            let raw = dict::from_json::<String>(format!("\"{text}\u{1f}{text}\"")).unwrap_err();
            assert_eq!((raw.kind(), raw.offset()), (CodecErrorKind::Syntax, 1 + text.len()));
        }
    }
}

#[test]
fn limits_hold() {
    let deep = "[".repeat(1_000_000);
    let fault = dict::parse(&deep).unwrap_err();
    assert_eq!((fault.kind(), fault.offset()), (CodecErrorKind::TooDeep, 100));
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(dict::parse(nested(100)).is_ok());
    let few = Limits::default().depth(3).items(3).bytes(20);
    assert!(dict::parse_with("[[1],2]", &few).is_ok());
    for json in ["[[[[]]]]", "[1,2,3,4]", "                     1"] {
        assert!(dict::parse_with(json, &few).is_err(), "{json}");
    }
    let few = Limits::default().alloc(10_000);
    for piece in ["[1]", "{\"\":{}}", "\"0123456789\""] {
        let list = |count: usize| format!("[{}]", vec![piece; count].join(","));
        assert!(dict::parse_with(list(8), &few).is_ok(), "{piece}");
        let fault = dict::parse_with(list(1_000), &few).unwrap_err();
        assert_eq!(fault.kind(), CodecErrorKind::TooLarge, "{piece}");
    }
}

#[test]
fn options_of_the_page_work_in_variants_too() {
    mod reversed {
        use dunder::CodecError;
        use dunder::dict::{FromDict as _, Value};

        pub(crate) fn to_value(text: &str) -> Value {
            Value::Text(text.chars().rev().collect())
        }

        pub(crate) fn from_value(value: &Value) -> Result<String, CodecError> {
            Ok(String::from_value(value)?.chars().rev().collect())
        }
    }
    #[derive(Dict, Debug, PartialEq)]
    #[dict(rename_all = "kebab-case")]
    enum Event {
        SignedIn {
            #[dict(rename = "who\"s", with = reversed)]
            user: String,
            #[dict(default = 3)]
            tries: u8,
            #[dict(skip, default = 9)]
            cache: u8,
        },
        #[dict(rename = "out")]
        SignedOut(#[dict(with = reversed)] String),
        Two(u8, #[dict(skip)] u8, u8),
        AllGone,
    }
    let signed = Event::SignedIn { user: "ab".into(), tries: 1, cache: 2 };
    let json = r#"{"signed-in":{"who\"s":"ba","tries":1}}"#;
    assert_eq!(signed.to_json(), json);
    let read = Event::from_json(r#"{"signed-in":{"who\"s":"ba"}}"#).unwrap();
    assert_eq!(read, Event::SignedIn { user: "ab".into(), tries: 3, cache: 9 });
    assert_eq!(Event::SignedOut("ab".into()).to_json(), r#"{"out":"ba"}"#);
    assert_eq!(Event::from_json(r#"{"out":"ba"}"#), Ok(Event::SignedOut("ab".into())));
    assert_eq!(Event::Two(1, 2, 3).to_json(), r#"{"two":[1,3]}"#);
    assert_eq!(Event::from_json(r#"{"two":[1,3]}"#), Ok(Event::Two(1, 0, 3)));
    assert_eq!(Event::from_json(r#""all-gone""#), Ok(Event::AllGone));
    let fault = Event::from_json(r#"{"out":7}"#).unwrap_err();
    assert_eq!((fault.kind(), fault.path()), (CodecErrorKind::WrongType, "out"));
}

#[test]
fn unknown_names_are_left_alone_unless_they_are_denied() {
    #[derive(Dict, Debug)]
    #[dict(deny_unknown)]
    struct Strict {
        a: u8,
    }
    assert!(Point::from_json(r#"{"x":1,"y":2,"z":3}"#).is_ok());
    let fault = Strict::from_json(r#"{"a":1,"b":2}"#).unwrap_err();
    assert_eq!((fault.kind(), fault.path()), (CodecErrorKind::UnknownTag, "b"));
    assert_eq!(Strict::from_json(r#"{"a":1}"#).unwrap().a, 1);
}

#[test]
fn instants_are_rfc_3339_and_nothing_else() {
    let at = |seconds: i64, nanos: u32| {
        let whole = Duration::from_secs(seconds.unsigned_abs());
        let at = if seconds < 0 { UNIX_EPOCH - whole } else { UNIX_EPOCH + whole };
        at + Duration::from_nanos(nanos.into())
    };
    for (text, time) in [
        ("1970-01-01T00:00:00Z", at(0, 0)),
        ("1969-12-31T23:59:59.5Z", at(-1, 500_000_000)),
        ("2000-02-29T12:00:00Z", at(951_825_600, 0)),
        ("2026-11-22T17:00:00.000000001Z", at(1_795_366_800, 1)),
    ] {
        assert_eq!(time.to_value(), *text);
        assert_eq!(SystemTime::from_value(&text.into()), Ok(time));
    }
    let shifted = SystemTime::from_value(&"2026-11-22t18:30:00+01:30".into());
    assert_eq!(shifted, Ok(at(1_795_366_800, 0)));
    for text in [
        "2026-11-22",
        "2026-02-29T00:00:00Z",
        "2026-11-22T24:00:00Z",
        "2026-11-22T17:00:00",
        "2026-11-22T17:00:00.Z",
        "2026-11-22T17:00:00Z ",
        "+026-11-22T17:00:00Z",
        "2026-11-22T17:00:00é",
    ] {
        let fault = SystemTime::from_value(&text.into()).unwrap_err();
        assert_eq!(fault.kind(), CodecErrorKind::Malformed, "{text}");
    }
}

#[test]
fn a_validated_struct_is_cleaned_and_checked_last() {
    #[dunder::validated]
    #[derive(Dict, Debug, PartialEq)]
    struct Account {
        #[validate(trim, nonblank)]
        name: String,
        #[validate(max = 10)]
        level: u8,
    }
    assert_eq!(Account::from_json(r#"{"name":" ann ","level":3}"#).unwrap().name(), "ann");
    let fault = Account::from_json(r#"{"name":" ","level":11}"#).unwrap_err();
    assert_eq!(fault.kind(), CodecErrorKind::Invalid);
    assert_eq!(fault.invalid().unwrap().len(), 2);
    let fields = BTreeMap::from([("name", Value::from("ann")), ("level", 11.into())]);
    assert_eq!(Account::from_dict(&fields).unwrap_err().kind(), CodecErrorKind::Invalid);
}

#[test]
fn a_value_is_looked_into_by_name_and_place() {
    let value = dict::parse(r#"{"a": [1, true, "x", 2.5, null]}"#).unwrap();
    assert_eq!(value["a"][0].as_u64(), Some(1));
    assert_eq!(value["a"][1], true);
    assert_eq!(value["a"][2], "x");
    assert_eq!(value["a"][3], 2.5);
    assert!(value["a"][4].is_null() && value["b"]["c"][9].is_null());
    assert_eq!(value["a"].as_list().map(<[Value]>::len), Some(5));
    assert_eq!(Value::from(vec![Some(1), None]).to_string(), "[1,null]");
    assert_eq!(dict::from_json::<Value>(value.to_string()), Ok(value));
}

#[test]
fn any_value_is_a_key_of_a_map() {
    #[derive(Clone, Copy, Debug, Dict, PartialEq, Eq, Hash, PartialOrd, Ord)]
    struct Id(u32);
    #[derive(Clone, Copy, Debug, Dict, PartialEq, Eq, PartialOrd, Ord)]
    enum Level {
        Low,
        High(u8),
    }
    #[derive(Debug, Dict, PartialEq)]
    struct Maps {
        ids: HashMap<Id, bool>,
        levels: BTreeMap<Level, u8>,
        uuids: BTreeMap<uuid::Uuid, u8>,
        pairs: BTreeMap<(u8, String), u8>,
        texts: BTreeMap<Arc<str>, u8>,
        options: BTreeMap<Option<String>, u8>,
    }
    let options = [
        None,
        Some("null".to_owned()),
        Some("\"null\"".to_owned()),
        Some("\"".to_owned()),
        Some("a".to_owned()),
    ];
    let maps = Maps {
        ids: [(Id(4), true)].into(),
        levels: [(Level::Low, 1), (Level::High(2), 3)].into(),
        uuids: [(uuid::Uuid::from_u128(7), 7)].into(),
        pairs: [((1, "a".to_owned()), 2)].into(),
        texts: [("12".into(), 1)].into(),
        options: options.into_iter().zip(0..).collect(),
    };
    let json: serde_json::Value = serde_json::from_str(&maps.to_json()).unwrap();
    assert_eq!(json["ids"], json!({"4": true}));
    assert_eq!(json["levels"], json!({"Low": 1, r#"{"High":2}"#: 3}));
    assert_eq!(json["pairs"], json!({r#"[1,"a"]"#: 2}));
    assert_eq!(Maps::from_json(maps.to_json()).unwrap(), maps);
    assert_eq!(Maps::from_dict(&maps.to_dict()).unwrap(), maps);
    let fault = Maps::from_json(
        r#"{"ids":{"x":true},"levels":{},"uuids":{},"pairs":{},"texts":{},"options":{}}"#,
    );
    assert_eq!(fault.unwrap_err().kind(), CodecErrorKind::WrongType);
}

#[test]
fn cells_and_locks_are_what_is_in_them() {
    #[derive(Debug, Dict)]
    struct Shared {
        hits: std::cell::Cell<u8>,
        names: std::cell::RefCell<Vec<String>>,
        total: std::sync::Mutex<u64>,
        last: Rc<std::sync::RwLock<Option<u8>>>,
        port: std::num::NonZeroU16,
        host: std::net::IpAddr,
    }
    let text = r#"{"hits":1,"names":["a"],"total":2,"last":null,"port":80,"host":"::1"}"#;
    let shared = Shared::from_json(text).unwrap();
    *shared.total.lock().unwrap() += 1;
    assert_eq!(shared.to_json(), text.replace("\"total\":2", "\"total\":3"));
    let again = Shared::from_dict(&shared.to_dict()).unwrap();
    assert_eq!(again.to_json(), shared.to_json());
    for wrong in [text.replace("80", "0"), text.replace("::1", "1.2")] {
        assert!(Shared::from_json(wrong).is_err());
    }
}

#[test]
fn type_parameters_may_have_any_name() {
    #[derive(Dict, Debug, PartialEq)]
    struct Pair<K: Ord, V> {
        map: BTreeMap<K, V>,
        one: Option<V>,
    }
    let pair = Pair { map: BTreeMap::from([(1, 2)]), one: None };
    assert_eq!(Pair::<u8, u8>::from_dict(&pair.to_dict()), Ok(pair));
}
