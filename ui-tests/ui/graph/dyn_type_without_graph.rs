//! a type behind a trait stands in graphs itself: put `#[derive(Graph)]` on it
#[dunder::graph_dyn]
trait Shape {}

struct Circle;

#[dunder::graph_dyn]
impl Shape for Circle {}

fn main() {}
