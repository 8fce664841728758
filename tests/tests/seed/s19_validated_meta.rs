//! Row 19: `Person`, whose attributes the metaclass `ValidatedMeta` validates.

use dunder::validated;

#[validated]
#[derive(Clone, Debug)]
struct Person {
    #[validate(default = "Unknown")]
    name: String,
    #[validate(default = 0, range(0..=150), show_value, message = "Invalid age: {value}")]
    age: i32,
    #[validate(default = "unknown@example.com", email, show_value)]
    email: String,
}

#[test]
fn a_person_begins_with_the_defaults() {
    let person = Person::new().unwrap();
    let unknown = ("Unknown", 0, "unknown@example.com");
    assert_eq!((person.name(), person.age(), person.email()), unknown);
}

#[test]
fn alice_is_thirty_and_never_two_hundred() {
    let mut person = Person::new().unwrap();
    person.set_name("Alice").unwrap();
    person.set_age(30).unwrap();
    person.set_email("alice@example.com").unwrap();
    let error = person.set_age(200).unwrap_err();
    assert_eq!(error.for_field("age")[0].message(), "Invalid age: 200");
    assert!(person.set_email("nowhere").is_err());
    let alice = ("Alice", 30, "alice@example.com");
    assert_eq!((person.name(), person.age(), person.email()), alice);
}
