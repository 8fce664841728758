//! a field whose getter has the name of something generated: rename it or write `get = ".."`

#[dunder::validated]
struct User {
    edit: u8,
    validate: u8,
    #[validate(get = "new")]
    is_new: bool,
    age: u8,
    set_age: u8,
}

fn main() {
    let _ = User::new(1, 2, true, 3, 4);
}
