//! Where `etag = required` has no version, a field cannot be called as the tag is: rename it.
#[dunder::crud_api(path = "/tabs", etag = required)]
struct Tab {
    #[crud(id)]
    id: i64,
    if_match: String,
}

fn main() {}
