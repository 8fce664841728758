//! the same rule twice on a field: keep one

#[dunder::validated]
struct User {
    #[validate(min = 1, max = 9, min = 2)]
    age: u8,
    #[validate(trimmed)]
    #[validate(each(min = 1, min = 2), trimmed)]
    name: String,
}

fn main() {}
