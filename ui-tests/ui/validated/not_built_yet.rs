//! a rule or an option that is promised but does not work yet: write `with = path` until then

#[dunder::validated(builder)]
struct User {
    #[validate(url)]
    home: String,
    #[validate(graphemes(1..))]
    name: String,
}

fn main() {}
