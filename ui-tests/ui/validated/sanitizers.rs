//! sanitizers that cannot run: write them on a field of a type that they change, once, in reach

use dunder::{rule_alias, validated};

#[validated]
struct User {
    #[validate(trim, trim, clamp(5..=1))]
    name: String,
    #[validate(lower, clamp(0..))]
    age: u8,
    #[validate(each(clamp(1..=2), uper), when(self.age > 1, trim, items(1..)))]
    tags: Vec<String>,
    #[validate(trim, message = "blank")]
    nick: String,
    #[validate(map)]
    code: String,
}

#[validated(open)]
struct Open {
    #[validate(trim)]
    name: String,
}

#[rule_alias(trim, nonempty)]
struct Name;

#[validated]
struct Borrowed {
    #[validate(upper)]
    word: Word,
}

struct Word;

fn main() {}
