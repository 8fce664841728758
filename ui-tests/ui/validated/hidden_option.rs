//! a rule on what may be absent behind a pointer: write the `Option` around the pointer

use std::sync::Arc;

#[dunder::validated]
struct User {
    #[validate(min = 1)]
    age: Box<Option<i32>>,
    #[validate(trim, nonblank)]
    name: Arc<Option<String>>,
    #[validate(required, one_of(1, 2))]
    level: Box<Option<u8>>,
    #[validate(each(chars(1..)))]
    tags: Vec<Box<Option<String>>>,
    #[validate(email, with = known)]
    mail: Option<Box<String>>,
    #[validate(with = known)]
    site: Box<Option<String>>,
}

fn known<T>(_: &T) -> Result<(), &'static str> {
    Ok(())
}

fn main() {}
