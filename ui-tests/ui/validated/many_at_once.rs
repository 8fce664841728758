//! several mistakes in one struct: all are reported in one build, each at its word

#[dunder::validated(opne)]
#[derive(Default)]
pub struct User {
    #[validate(emial, chars(5..=1), trimmed, trimmed)]
    pub name: String,
    #[validate(max = 300, min(1, message = "{mim}"), default = 0)]
    age: u8,
    #[validate(email)]
    height: f64,
    edit: bool,
}

fn main() {
    let mut user = User::new("a", 1.0, true).unwrap();
    user.set_age(3).unwrap();
    println!("{} {}", user.name(), user.age());
}
