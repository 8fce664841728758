//! a rule that is wrong is told at the class that says it, and not at each subclass: write `nonblank`
use dunder::{class, validated};

#[class(pass)]
#[validated]
struct Person {
    #[validate(nonblnk)]
    name: String,
}

#[class(bases(Person), pass)]
#[validated]
struct Employee {
    #[validate(min = 1)]
    level: u32,
}

#[class(bases(Employee), pass)]
#[validated]
struct Manager;

fn main() {}
