//! names are written in one of serde's cases
#[derive(dunder::Dict)]
#[dict(rename_all = "camelcase")]
struct User {
    first_name: String,
}

fn main() {}
