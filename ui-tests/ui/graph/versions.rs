//! versions begin with 1, and a field is `since` a version that its type has reached
#[derive(dunder::Graph)]
#[graph(version = 0)]
struct Early;

#[derive(dunder::Graph)]
#[graph(version = 2)]
struct User {
    #[graph(since = 3)]
    email: String,
}

fn main() {}
