//! A rule on an id that the store makes, or one that looks at it: the id comes after the rules.

use dunder::{crud_api, validated};

#[crud_api(table = "products")]
#[validated]
struct Product {
    #[crud(id)]
    #[validate(min = 1)]
    id: i64,
}

fn main() {}
