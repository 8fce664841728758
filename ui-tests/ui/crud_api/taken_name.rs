//! A field whose accessor has the name of what `#[crud_api]` makes: rename one of them.

use dunder::{crud_api, validated};

#[crud_api(table = "libraries")]
#[validated]
struct Library {
    #[crud(id)]
    id: i64,
    #[validate(min = 1)]
    columns: i64,
    #[validate(min = 1, get = "repository")]
    repo: i64,
}

fn main() {}
