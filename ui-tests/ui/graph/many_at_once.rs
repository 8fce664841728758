//! each mistake of an item is reported at its own place, in one build
use dunder::Graph;

#[derive(Graph)]
#[graph(ident = "app.Node", version = 0, removed(fax, "name"))]
struct Node<'a> {
    name: &'a str,
    #[graph(since = 9)]
    email: String,
    #[graph(skip, id = "c")]
    cache: u8,
    #[graph(defualt)]
    level: u8,
    #[graph]
    bare: u8,
    #[graph(id = "level")]
    again: u8,
    #[graph(skip, since = 1)]
    both: u8,
}

#[derive(Graph)]
enum Kind {
    #[graph(id = "B")]
    A,
    B,
}

fn main() {}
