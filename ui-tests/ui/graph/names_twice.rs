//! bytes know fields and variants by their names: no two may share one, nor have a removed one's
use dunder::Graph;

#[derive(Graph)]
#[graph(removed("fax"))]
struct User {
    fax: String,
    name: String,
    #[graph(id = "name")]
    label: String,
}

#[derive(Graph)]
enum Kind {
    Guest,
    #[graph(id = "Guest")]
    Visitor,
}

fn main() {}
