//! Row 19: a class whose attributes have defaults and rules.

use dunder::validated;

/// Somebody, unknown at first.
#[validated]
#[derive(Clone, Debug)]
pub struct Person {
    #[validate(nonblank, default = "Unknown".to_owned())]
    name: String,
    #[validate(range(0..=150), default = 0, show_value)]
    age: i64,
    #[validate(email, default = "unknown@example.com".to_owned())]
    email: String,
}

/// Sets the three attributes, then an age that nobody has.
pub(crate) fn run() {
    let mut person = Person::new().unwrap();
    let set = person.edit(|person| {
        person.name = "Alice".to_owned();
        person.age = 30;
        person.email = "alice@example.com".to_owned();
    });
    println!("Set: {set:?}");
    println!("Name: {}", person.name());
    println!("Age: {}", person.age());
    println!("Email: {}", person.email());
    if let Err(refused) = person.set_age(200) {
        println!("Validation error: {refused}");
    }
}
