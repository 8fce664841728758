//! `#[graph_dyn]` stands on the trait and on its impls; the type takes `#[derive(Graph)]`
#[dunder::graph_dyn]
struct Circle;

fn main() {}
