//! Rows from and to JSON.

use dunder::crud_api::{
    BodyError, Column as _, ColumnMeta, Model, Resource, Row, Timestamp, Value, json,
};
use proptest::prelude::*;

use crate::model::*;

fn written(model: &Model, row: &Row) -> String {
    let mut out = Vec::new();
    json::write_row(model, row, &mut out);
    String::from_utf8(out).expect("UTF-8")
}

/// Every fault of a body, `pointer code`.
fn faults<T>(read: Result<T, BodyError>) -> Vec<String> {
    match read {
        Err(BodyError::Invalid(invalid)) => {
            invalid.iter().map(|it| format!("{} {}", it.path(), it.code())).collect()
        }
        Err(other) => panic!("{other}"),
        Ok(_) => Vec::new(),
    }
}

#[test]
fn a_row_is_written_in_the_structs_order() {
    let mut row = Sheet::new_row(sheet("s\"1", 255));
    row[6] = Value::Int(1_500_000);
    assert_eq!(
        written(Sheet::MODEL, &row),
        r#"{"code":"s\"1","kind":"plain","number":255,"ratio":0.5,"is_open":true,"blob":"AP8=","at":"1970-01-01T00:00:01.5Z","extra":[1,2],"type":null}"#
    );
}

#[test]
fn what_was_written_is_read() {
    let row = Sheet::new_row(sheet("s1", 7));
    let read = json::read_new(Sheet::MODEL, written(Sheet::MODEL, &row).as_bytes());
    assert_eq!(read.expect("a row"), row);
}

#[test]
fn absent_fields_are_null_or_have_their_default() {
    let body = br#"{"name":"tea","price":12,"sku":"T1","tags":[]}"#;
    let row = json::read_new(Product::MODEL, body).expect("a row");
    assert_eq!(
        row[2..6],
        [Value::Float(12.0), Value::Text("T1".into()), Value::Int(0), Value::Null]
    );
}

#[test]
fn every_fault_of_a_body_is_reported_with_its_pointer() {
    let body = br#"{"id":1,"name":7,"price":"x","stock":2.5,"note":{"a":[1,{}]},"tags":[1],
        "version":9,"a/b":1,"created_at":null}"#;
    let mut found = faults(json::read_new(Product::MODEL, body));
    found.sort_unstable();
    assert_eq!(
        found,
        [
            "/a~1b unknown",
            "/created_at server_made",
            "/id server_made",
            "/name type",
            "/note type",
            "/price type",
            "/sku required",
            "/stock type",
            "/tags json",
            "/version server_made",
        ]
    );
}

#[test]
fn numbers_outside_of_the_fields_type_are_out_of_range() {
    for number in ["256", "-1", "1e30", "9223372036854775808", "-9223372036854775809"] {
        let body = format!(r#"{{"number":{number}}}"#);
        assert_eq!(faults(json::read_patch(Sheet::MODEL, body.as_bytes())), ["/number range"]);
    }
    assert_eq!(faults(json::read_patch(Sheet::MODEL, br#"{"ratio":1e300}"#)), ["/ratio type"]);
    let whole = json::read_patch(Sheet::MODEL, br#"{"number":7.0}"#).expect("a whole number");
    assert_eq!(whole, [(2, Value::Int(7))]);
}

#[test]
fn texts_with_a_form_are_read_by_it() {
    for (body, fault) in [
        (r#"{"at":"yesterday"}"#, "/at datetime"),
        (r#"{"at":"2024-02-30T00:00:00Z"}"#, "/at datetime"),
        (r#"{"at":5}"#, "/at type"),
        (r#"{"blob":"?"}"#, "/blob base64"),
        (r#"{"is_open":"true"}"#, "/is_open type"),
        (r#"{"is_open":null}"#, "/is_open type"),
        (r#"{"kind":"a","kind":"b"}"#, "/kind duplicate"),
    ] {
        assert_eq!(faults(json::read_patch(Sheet::MODEL, body.as_bytes())), [fault], "{body}");
    }
    let read = json::read_patch(Sheet::MODEL, br#"{"at":"2024-01-01T02:00:00.1234567+02:00"}"#);
    assert_eq!(read.expect("a time"), [(6, Value::Int(1_704_067_200_123_456))]);
}

#[test]
fn in_a_patch_null_empties_and_absence_leaves() {
    let read = |body: &str| json::read_patch(Sheet::MODEL, body.as_bytes());
    assert_eq!(read("{}").expect("a patch"), []);
    assert_eq!(read(r#"{"ratio":null}"#).expect("a patch"), [(3, Value::Null)]);
    assert_eq!(faults(read(r#"{"kind":null}"#)), ["/kind type"]);
    assert_eq!(faults(read(r#"{"code":"s2"}"#)), ["/code server_made"]);
}

#[test]
fn a_whole_row_may_name_only_the_id_of_its_path() {
    let id = Value::Text("s1".into());
    let body = |code: &str| {
        format!(r#"{{{code}"kind":"a","number":1,"is_open":true,"blob":""}}"#).into_bytes()
    };
    let read = |code| json::read_full(Sheet::MODEL, &body(code), &id);
    assert_eq!(read("").expect("a row")[0], id);
    assert_eq!(read(r#""code":"s1","#).expect("a row")[0], id);
    assert_eq!(faults(read(r#""code":"s2","#)), ["/code id"]);
}

#[test]
fn what_is_no_object_is_said() {
    for body in ["[]", "[{}]", "1", "-1", "1.5", "\"a\"", "null", "true"] {
        assert_eq!(faults(json::read_new(Sheet::MODEL, body.as_bytes())), [" type"], "{body}");
    }
}

#[test]
fn what_is_no_json_is_a_fault_of_syntax() {
    let deep = "[".repeat(100_000);
    for body in ["", "{", "{\"a\":}", "{} x", "{\"price\":1e999}", "\u{feff}{}", &deep] {
        let read = json::read_new(Product::MODEL, body.as_bytes());
        assert!(matches!(read, Err(BodyError::Syntax(_))), "{body:.20}");
    }
    let read = json::read_new(Product::MODEL, b"{\"name\":\"\xff\"}");
    assert!(matches!(read, Err(BodyError::Syntax(_))));
    let nested = format!(r#"{{"note":{}}}"#, "[".repeat(200));
    assert!(matches!(
        json::read_patch(Product::MODEL, nested.as_bytes()),
        Err(BodyError::Syntax(_))
    ));
}

#[test]
fn ids_have_one_spelling() {
    for text in ["1.0", "01", "+1", " 1", "1e0", "", "x", "9223372036854775808", "null"] {
        assert_eq!(json::read_id(Product::MODEL, text), None, "{text}");
    }
    assert_eq!(json::read_id(Product::MODEL, "-7"), Some(Value::Int(-7)));
    assert_eq!(json::read_id(Sheet::MODEL, "null"), Some(Value::Text("null".into())));
    assert_eq!(json::read_id(Sheet::MODEL, "a\0"), None);
}

#[test]
fn a_small_float_is_written_as_it_was_said() {
    let read = json::read_new(
        Sheet::MODEL,
        br#"{"code":"a","kind":"b","number":1,"ratio":0.1,
        "is_open":true,"blob":""}"#,
    );
    let row = read.expect("a row");
    assert!(written(Sheet::MODEL, &row).contains(r#""ratio":0.1,"#));
}

proptest! {
    #[test]
    fn a_small_float_comes_back(float in proptest::num::f32::ANY) {
        let back = f32::from_value(float.into_value()).expect("a float");
        prop_assert!(back.to_bits() == float.to_bits() || float.is_nan(), "{float:e} is {back:e}");
    }


    #[test]
    fn no_body_makes_the_reader_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = json::read_new(Product::MODEL, &body);
    }

    #[test]
    fn any_json_is_a_row_or_a_fault(
        fields in prop::collection::btree_map(
            prop::sample::select(
                Sheet::MODEL.columns.iter().map(|it: &ColumnMeta| it.name).collect::<Vec<_>>()
            ),
            prop::sample::select(vec![
                "null", "0", "-1", "1.5", "1e400", "\"\"", "\"a\"", "[]", "[1]", "{}", "true",
                "18446744073709551615", "\"\\u0000\"", "\"\\ud800\"",
            ]),
            0..9,
        )
    ) {
        let fields: Vec<_> = fields.iter().map(|(name, it)| format!("\"{name}\":{it}")).collect();
        let body = format!("{{{}}}", fields.join(","));
        if let Ok(row) = json::read_new(Sheet::MODEL, body.as_bytes()) {
            prop_assert!(Sheet::from_row(row).is_ok(), "{body}");
        }
    }
}

/// A row that handlers of a program's own may answer.
#[dunder::crud_api(table = "events")]
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
struct Event {
    #[crud(id)]
    id: i64,
    #[crud(created)]
    at: Timestamp,
}

#[test]
fn a_row_with_times_can_be_serialized_and_is_the_same_json() {
    let at = "2001-02-03T04:05:06.000007Z".parse().expect("a time");
    let event = Event { id: 1, at };
    let ours = written(Event::MODEL, &event.clone().into_row());
    assert_eq!(serde_json::to_string(&event).expect("JSON"), ours);
}
