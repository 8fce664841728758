//! Operations and tags that there are none of: write those that there are.

use dunder::crud_api;

#[crud_api(table = "notes", operations(list, raed), etag = strong, index(title, titel))]
struct Note {
    #[crud(id)]
    id: i64,
    title: String,
    text: String,
}

fn main() {}
