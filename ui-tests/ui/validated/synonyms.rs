//! rules by the names that other libraries give them: write the one that is named

#[dunder::validated]
struct User {
    #[validate(gt = 1)]
    a: u8,
    #[validate(ge = 1)]
    b: u8,
    #[validate(lte = 9)]
    c: u8,
    #[validate(length(1..9))]
    d: String,
    #[validate(regex = "a")]
    e: String,
    #[validate(custom = check)]
    f: String,
    #[validate(not_empty)]
    g: String,
    #[validate(dive)]
    h: Vec<String>,
}

fn main() {}
