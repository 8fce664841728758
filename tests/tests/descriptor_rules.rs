//! Descriptors that keep rules: `Validated`, and `Rules` beside `#[validated]`.

use core::convert::Infallible;

use dunder::descriptor::{
    Clamp, FieldMeta, History, InnerRules, Observed, Once, Recorded, Rules, Validated,
};
use dunder::validated::{Errors, Violation};
use dunder::{DeleteDescriptor, Descriptor, Field, SetDescriptor, descriptors, validated};

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

/// A descriptor of a user, whose `delete` leaves a blank.
struct Blank;

impl<F: Field<Slot = String>> Descriptor<F> for Blank {
    type Get<'a>
        = &'a str
    where
        F::Owner: 'a;
    fn get<'a>(&self, owner: &'a F::Owner) -> &'a str {
        F::slot(owner)
    }
}

impl<F: Field<Slot = String>> SetDescriptor<F> for Blank {
    type Value = String;
    type Error = Infallible;
    fn set(&self, owner: &mut F::Owner, value: String) -> Result<(), Infallible> {
        *F::slot_mut(owner) = value;
        Ok(())
    }
}

impl<F: Field<Slot = String>> DeleteDescriptor<F> for Blank {
    type Old = String;
    fn delete(&self, owner: &mut F::Owner) -> String {
        core::mem::take(F::slot_mut(owner))
    }
}

#[descriptors]
#[validated]
#[derive(Debug, PartialEq)]
struct Card {
    #[validate(nonblank)]
    #[descriptor((Rules, Blank) = (Rules, Blank))]
    owner: String,
    #[validate(chars(..=9))]
    #[descriptor((Rules, Blank) = (Rules, Blank))]
    note: String,
    #[validate(required)]
    #[descriptor((Rules, Unset) = (Rules, Unset))]
    number: Option<u32>,
}

/// A number that may be taken away.
struct Unset;

impl<F: Field<Slot = Option<u32>>> Descriptor<F> for Unset {
    type Get<'a>
        = Option<u32>
    where
        F::Owner: 'a;
    fn get(&self, owner: &F::Owner) -> Option<u32> {
        *F::slot(owner)
    }
}

impl<F: Field<Slot = Option<u32>>> SetDescriptor<F> for Unset {
    type Value = Option<u32>;
    type Error = Infallible;
    fn set(&self, owner: &mut F::Owner, value: Option<u32>) -> Result<(), Infallible> {
        *F::slot_mut(owner) = value;
        Ok(())
    }
}

impl<F: Field<Slot = Option<u32>>> DeleteDescriptor<F> for Unset {
    type Old = Option<u32>;
    fn delete(&self, owner: &mut F::Owner) -> Option<u32> {
        F::slot_mut(owner).take()
    }
}

#[test]
fn what_delete_leaves_keeps_the_rules_or_the_old_value_stays() {
    let mut card = Card::new("Ann".to_owned(), "a".to_owned(), Some(7)).unwrap();
    assert_eq!(card.delete_owner().unwrap_err().to_string(), "/owner: must not be blank");
    assert_eq!(card.delete_number().unwrap_err().to_string(), "/number: is required");
    assert_eq!((card.owner(), card.number()), ("Ann", Some(7)));
    assert_eq!(card.delete_note().unwrap(), "a");
    assert_eq!(card.note(), "");
    assert!(card.is_valid());
}

#[descriptors]
#[validated(check(has_a_name))]
struct Pet {
    #[validate(chars(..=9))]
    #[descriptor((Rules, Blank) = (Rules, Blank))]
    name: String,
    is_ours: bool,
}

fn has_a_name(pet: &Pet, errors: &mut Errors<'_>) {
    if pet.is_ours && pet.name.is_empty() {
        errors.add("name", "is missing");
    }
}

#[test]
fn what_delete_leaves_keeps_the_rules_across_fields() {
    let mut pet = Pet::new("Rex".to_owned(), true).unwrap();
    assert_eq!(pet.delete_name().unwrap_err().to_string(), "/name: is missing");
    assert_eq!(pet.name(), "Rex");
    pet.set_is_ours(false).unwrap();
    assert_eq!(pet.delete_name().unwrap(), "Rex");
}

std::thread_local! {
    static TOLD: std::cell::RefCell<Vec<String>> = const { std::cell::RefCell::new(Vec::new()) };
}

fn tell(_: &FieldMeta, old: Option<&String>, new: &String) {
    TOLD.with_borrow_mut(|told| told.push(format!("{old:?} to {new}")));
}

#[descriptors]
#[validated(check(Self::not_alike))]
#[derive(Clone, Debug, PartialEq)]
struct Member {
    #[validate(trim, chars(3..=5))]
    #[descriptor((InnerRules, Observed<String>, Once) = (InnerRules, Observed::new(tell), Once))]
    name: Option<String>,
    #[validate(required, chars(..=5))]
    #[descriptor((InnerRules, Once) = (InnerRules, Once))]
    role: Option<String>,
    #[validate(nonblank, chars(..=5))]
    #[descriptor((InnerRules, History) = (InnerRules, History::ALL))]
    title: Recorded<String>,
    #[validate(max = 9)]
    #[descriptor(InnerRules)]
    level: Option<u8>,
    #[descriptor(Clamp<u8> = Clamp::new(0, 9))]
    lowest: u8,
}

impl Member {
    fn not_alike(&self, errors: &mut Errors<'_>) {
        if self.role.as_ref() == Some(&self.title) {
            errors.add("title", "is the role");
        }
        if self.level.is_some_and(|level| level < self.lowest) {
            errors.add("level", "is too low");
        }
    }
}

fn member() -> Member {
    Member::new(None, Some("cook".to_owned()), Recorded::new("a".to_owned()), None, 0).unwrap()
}

#[test]
fn inner_rules_hold_what_an_option_is_set_to() {
    let mut member = member();
    let invalid = member.set_name(" ab ".to_owned()).unwrap_err();
    assert_eq!(invalid.to_string(), "/name: must have 3 to 5 characters");
    assert_eq!(member, self::member());
    member.set_name("  Ann ".to_owned()).unwrap();
    assert_eq!(member.name().map(String::as_str), Some("Ann"));
    let invalid = member.set_name("Bob".to_owned()).unwrap_err();
    assert_eq!(invalid.to_string(), "/name: is set already");
    assert_eq!(TOLD.take(), ["None to Ann"]);
    assert_eq!(member.delete_name().unwrap().as_deref(), Some("Ann"));

    assert_eq!(member.delete_role().unwrap_err().to_string(), "/role: is required");
    assert_eq!(member.role().map(String::as_str), Some("cook"));

    assert_eq!(member.set_level(10).unwrap_err().to_string(), "/level: must be 9 or less");
    member.set_level(3).unwrap();
    assert_eq!(member.set_lowest(4).unwrap_err().to_string(), "/level: is too low");
    member.set_lowest(3).unwrap();
    assert_eq!(member.set_level(2).unwrap_err().to_string(), "/level: is too low");
    assert_eq!(member.level(), &Some(3));
}

#[test]
fn inner_rules_hold_what_a_record_remembers_and_goes_back_to() {
    let mut member = member();
    assert_eq!(
        member.set_title(" ".to_owned()).unwrap_err().to_string(),
        "/title: must not be blank"
    );
    assert_eq!(member.set_title("cook".to_owned()).unwrap_err().to_string(), "/title: is the role");
    assert_eq!((member.title().as_str(), Member::TITLE.past(&member)), ("a", &[][..]));
    member.set_title("b".to_owned()).unwrap();
    assert_eq!(Member::TITLE.past(&member), ["a"]);

    let mut other = Member::new(None, Some("a".to_owned()), member.title.clone(), None, 0).unwrap();
    // what was fine before is not now
    assert_eq!(Member::TITLE.undo(&mut other), None);
    assert_eq!((other.title().as_str(), Member::TITLE.past(&other)), ("b", &["a".to_owned()][..]));
    assert_eq!(Member::TITLE.undo(&mut member).as_deref(), Some("b"));
    assert_eq!(member.title(), "a");
}
