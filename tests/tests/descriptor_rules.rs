//! Descriptors that keep rules: `Validated`, and `Rules` beside `#[validated]`.

use dunder::descriptor::{Clamp, History, Once, Recorded, Rules, Validated};
use dunder::validated::{Errors, Violation};
use dunder::{descriptors, validated};

#[expect(clippy::ptr_arg, reason = "a function that checks a `String` sees one")]
fn is_short(text: &String) -> Result<(), Violation> {
    match text.len() {
        0..=5 => Ok(()),
        len => Err(Violation::new("short", "is too long").param("len", len)),
    }
}

#[descriptors]
#[derive(Default)]
struct User {
    #[descriptor((Validated<String, Violation>, Once) = (Validated::new(is_short), Once))]
    name: Option<String>,
    #[descriptor((Validated<String, Violation>, History) = (
        Validated::new(is_short),
        History::ALL,
    ))]
    title: Recorded<String>,
}

#[test]
fn a_function_checks_and_the_error_names_the_field() {
    let mut user = User::default();
    let invalid = user.set_name("too long".to_owned()).unwrap_err();
    assert_eq!(invalid.to_string(), "/name: is too long");
    assert_eq!(invalid.for_field("name")[0].code(), "short");
    assert_eq!(user.name(), None);
    user.set_name("short".to_owned()).unwrap();
    let invalid = user.set_name("again".to_owned()).unwrap_err();
    assert_eq!(invalid.to_string(), "/name: is set already");
    assert_eq!(user.name().map(String::as_str), Some("short"));

    user.set_title("a".to_owned()).unwrap();
    user.set_title("too long".to_owned()).unwrap_err();
    assert_eq!((user.title().as_str(), User::TITLE.past(&user)), ("a", &[String::new()][..]));
}

#[descriptors]
#[validated(check(in_order))]
#[derive(Clone, Debug, PartialEq)]
struct Span {
    #[validate(min = 0)]
    #[descriptor(Rules)]
    start: i32,
    #[validate(max = 100)]
    #[descriptor((Rules, Clamp<i32>) = (Rules, Clamp::new(-5, 200)))]
    end: i32,
    #[descriptor(Once)]
    label: Option<String>,
    #[validate(nonblank)]
    note: String,
}

fn in_order(span: &Span, errors: &mut Errors<'_>) {
    if span.start > span.end {
        errors.add("start", "is after the end");
    }
}

#[test]
fn validated_leaves_the_accessors_to_the_descriptor_which_keeps_the_rules() {
    let mut span = Span::new(1, 10, None, "a").unwrap();
    assert_eq!(span.set_start(-1).unwrap_err().to_string(), "/start: must be 0 or more");
    assert_eq!(span.set_start(11).unwrap_err().to_string(), "/start: is after the end");
    assert_eq!(span.set_end(500).unwrap_err().to_string(), "/end: must be 100 or less");
    assert_eq!((span.start(), span.end()), (&1, 10));
    span.set_end(20).unwrap();
    span.set_start(15).unwrap();
    span.set_label("x".to_owned()).unwrap();
    assert!(span.set_label("y".to_owned()).is_err());
    span.set_note("b").unwrap();
    span.edit(|draft| draft.note = "c".into()).unwrap();
    assert_eq!((span.start(), span.end(), span.note()), (&15, 20, "c"));
    assert!(span.is_valid());
}

#[test]
fn the_attributes_stand_in_any_order() {
    #[validated]
    #[descriptors]
    struct Account {
        #[descriptor(Rules)]
        #[validate(above = 0.0)]
        price: f64,
        #[descriptor(Clamp<u8> = Clamp::new(0, 9))]
        level: u8,
    }
    let mut account = Account::new(1.0, 3).unwrap();
    assert!(account.set_price(0.0).is_err());
    let Ok(()) = account.set_level(20);
    assert_eq!((account.price(), account.level()), (&1.0, 9));
}

/// A row of a table, with descriptors on its fields.
#[dunder::crud_api(path = "/sensors", table = "sensors")]
#[descriptors]
#[validated]
#[derive(Clone, Debug, PartialEq)]
pub struct Sensor {
    #[crud(id)]
    id: i64,
    #[validate(chars(1..=9))]
    #[descriptor(Rules)]
    name: String,
    #[descriptor(Clamp<f64> = Clamp::new(-90.0, 60.0))]
    temp: f64,
}

#[tokio::test]
async fn a_row_of_a_table_may_have_descriptors() {
    use dunder::crud_api::{Memory, Migrate};

    let db = Memory::new();
    db.migrate::<(Sensor,)>(Migrate::Additive).await.unwrap();
    let made = NewSensor { name: "mast".to_owned(), temp: 20.0 };
    let mut sensor = Sensor::repo(&db).create(made).await.unwrap();
    let Ok(()) = sensor.set_temp(99.0);
    assert!((sensor.temp() - 60.0).abs() < f64::EPSILON);
    assert!(sensor.set_name(String::new()).is_err());
    assert_eq!((sensor.name().as_str(), Sensor::TEMP.meta().name), ("mast", "temp"));
}
