//! a base's private field is its module's: give the base a method for it, or make the field `pub`
use dunder::{class, methods};

mod base {
    use dunder::{class, methods};
    #[class]
    pub struct Validatable {
        #[default]
        errors: Vec<String>,
    }
    #[methods]
    impl Validatable {
        pub fn add(&mut self, error: &str) {
            self.errors.push(error.to_owned());
        }
    }
}

#[class(bases(base::Validatable))]
struct User {}
#[methods]
impl User {
    pub fn peek(&self) -> usize {
        self.errors.len()
    }
}

fn main() {
    User::new().peek();
}
