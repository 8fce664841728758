//! A default that breaks a rule of its own field: a client who leaves it out could write no row.

use dunder::{crud_api, validated};

#[crud_api(table = "products")]
#[validated]
struct Product {
    #[crud(id)]
    id: i64,
    #[crud(default = 0)]
    #[validate(min = 1)]
    stock: i64,
    #[crud(filter, default = "lead")]
    #[validate(one_of("gold", "silver"))]
    tier: String,
}

fn main() {}
