//! a rule or an option that is promised but does not work yet: write `with = path` until then

#[dunder::validated(schema)]
struct User {
    #[validate(url)]
    home: String,
    #[validate(graphemes(1..))]
    name: String,
}

fn main() {}
