//! a field's type must be able to stand in a graph: derive `Graph` for it, or skip the field
use dunder::Graph;
use std::rc::Rc;

struct Stranger;

#[derive(Graph)]
struct Holder {
    plain: Stranger,
    shared: Rc<Stranger>,
    borrowed: &'static str,
}

fn main() {}
