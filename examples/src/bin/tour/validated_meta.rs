//! Row 19: a class whose attributes have defaults and rules.

use dunder::validated;

use crate::Outcome;

/// Somebody, unknown at first.
#[validated]
#[derive(Clone, Debug)]
pub(crate) struct Person {
    #[validate(nonblank, default = "Unknown")]
    name: String,
    #[validate(range(0..=150), default = 0, show_value, message = "Invalid age: {value}")]
    age: i64,
    #[validate(email, default = "unknown@example.com")]
    email: String,
}

/// Sets the three attributes, then an age that nobody has.
pub(crate) fn run() -> Outcome {
    let mut person = Person::new()?;
    person.edit(|person| {
        person.name = "Alice".into();
        person.age = 30;
        person.email = "alice@example.com".into();
    })?;
    println!("Name: {}", person.name());
    println!("Age: {}", person.age());
    println!("Email: {}", person.email());
    if let Err(refused) = person.set_age(200) {
        println!("Validation error: {refused}");
    }
    Ok(())
}
