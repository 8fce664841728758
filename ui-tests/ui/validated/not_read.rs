//! write `#[derive(serde::Deserialize)]` below the `#[validated]` of what is in the struct

use dunder::validated;

#[validated(json)]
struct Order {
    #[validate(nested)]
    customer: Customer,
    #[validate(nested)]
    lines: Vec<Line>,
    kind: Kind,
}

#[validated]
struct Customer {
    #[validate(nonblank)]
    name: String,
}

#[validated]
struct Line {
    #[validate(min = 1)]
    count: u32,
}

enum Kind {
    Usual,
}

fn main() {
    let _ = Order::from_json(b"{}");
    let _ = Kind::Usual;
}
