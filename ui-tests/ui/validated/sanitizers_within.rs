//! sanitizers behind a condition: write them in `each(..)` on the field itself

use dunder::validated;

#[validated]
struct Post {
    #[validate(when(self.is_new, each(trim, chars(1..=9))))]
    tags: Vec<String>,
    is_new: bool,
}

fn main() {}
