//! rules with rules in them: one in `not`, some in `when`, a message at the rule that says it

#[dunder::validated]
struct User {
    #[validate(not(ascii, digits), keys(ascii))]
    name: String,
    #[validate(when(self.is_open))]
    nick: String,
    #[validate(each(chars(1..)), message = "short")]
    tags: Vec<String>,
    #[validate(not(each(chars(1..))))]
    words: Vec<String>,
    #[validate(multiple_of = 0, required_if = self.is_open, past)]
    age: u8,
    is_open: bool,
}

fn main() {}
