//! rules over fields of bases: those that anyone could set, two getters of one name, a misspelt field

use dunder::{class, validated};

#[class(pass)]
#[validated]
pub struct Base {
    #[validate(min = 1)]
    high: u32,
    pub free: u32,
}

#[class(pass)]
#[validated]
pub struct Other {
    #[validate(max = 5)]
    high: u32,
}

#[class(bases(Base), pass)]
#[validated]
pub struct Misspelt {
    #[validate(less_than = hihg)]
    low: u32,
}

#[class(bases(Base), pass)]
#[validated]
pub struct Free {
    #[validate(less_than = free)]
    low: u32,
}

#[class(bases(Base, Other), pass)]
#[validated]
pub struct Both;

fn main() {}
