//! an object of a subclass is none of the base: write the condition over fields
use dunder::{class, validated};

#[class(pass)]
#[validated]
struct Person {
    #[validate(when(is_known, nonblank))]
    name: String,
    #[default]
    known: bool,
}

fn is_known(person: &Person) -> bool {
    person.known
}

#[class(bases(Person), pass)]
#[validated]
struct Employee {
    #[validate(min = 1)]
    level: u32,
}

fn main() {}
