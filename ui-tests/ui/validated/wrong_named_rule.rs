//! a named rule on a field of another type: say `for = TYPE`, or implement `RuleFor` for it

use dunder::{rule_alias, validated};

#[rule_alias(trimmed)]
struct Name;

struct Unruly;

#[validated]
struct User {
    #[validate(rule = Name)]
    age: u8,
    #[validate(rule = Unruly)]
    name: String,
    #[validate(past)]
    born: Unruly,
}

fn main() {}
