//! an argument that the attribute does not know: write the one that is suggested

#[dunder::validated(opne)]
struct A {
    #[validate(min = 1)]
    age: u8,
}

#[dunder::validated(no(seters), check)]
struct B {
    #[validate(min = 1)]
    age: u8,
}

fn main() {}
