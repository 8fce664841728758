//! an alias is a struct without fields with rules about one value, and for the type that it says

use dunder::{rule_alias, validated};

#[rule_alias(emial, chars(5..=1), when(self.a, ascii), min = 1)]
struct Wrong {
    field: u8,
}

#[rule_alias]
struct Nothing;

#[rule_alias(trimmed)]
struct Name;

#[validated]
struct User {
    #[validate(rule = Wrong)]
    name: String,
}

fn main() {}
