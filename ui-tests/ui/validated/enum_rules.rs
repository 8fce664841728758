//! an enum is checked only: what makes and compares fields is for structs

#[dunder::validated(builder, no(setters))]
enum Payment {
    Card {
        #[validate(digts)]
        number: String,
        #[validate(matches = number)]
        again: String,
        #[validate(default = 1, email)]
        month: u8,
    },
    Cash(#[validate(min = 3, max = 2)] u8),
    Name(#[validate(async_with = is_free)] String),
}

async fn is_free(_: &str) -> bool {
    true
}

fn main() {}
