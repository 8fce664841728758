//! A check of a base as a whole cannot see a subclass's object: write rules on the fields.

use dunder::{class, validated};

#[class(pass)]
#[validated(check(whole))]
struct Account {
    #[validate(min = 1)]
    limit: u32,
}

fn whole(_: &Account, _: &mut dunder::validated::Errors<'_>) {}

#[class(bases(Account), pass)]
#[validated]
struct Savings;

fn main() {}
