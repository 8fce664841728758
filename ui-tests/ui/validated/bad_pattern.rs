//! a pattern that is no pattern, or one that the macro cannot compile: the message says where

#[dunder::validated]
struct User {
    #[validate(pattern = r"^[a-z")]
    name: String,
    #[validate(pattern = "a{3,1}")]
    motto: String,
    #[validate(pattern = r"(a)\1")]
    twice: String,
    #[validate(pattern = r"(?=a)b", pattern_with = PATTERN)]
    ahead: String,
}

fn main() {}
