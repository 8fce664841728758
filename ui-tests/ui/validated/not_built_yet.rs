//! an option that is promised but does not work yet

#[dunder::validated(schema)]
struct User {
    name: String,
}

fn main() {}
