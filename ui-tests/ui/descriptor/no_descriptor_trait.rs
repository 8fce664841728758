//! a type is a descriptor when it implements `Descriptor<F>`; implement it

struct Upper;

#[dunder::descriptors]
struct Account {
    #[descriptor(Upper)]
    name: String,
}

fn main() {
    let _ = Account { name: String::new() };
}
