//! a nested value without rules of its own: put `#[validated]` on its type

#[derive(Clone)]
struct Plain;

#[dunder::validated]
struct Outer {
    #[validate(nested)]
    one: Plain,
    #[validate(each(nested))]
    many: Vec<Plain>,
}

fn main() {}
