//! what a pointer or a cell holds behind a trait needs `#[graph_dyn]` on the trait
use std::cell::RefCell;
use std::rc::Rc;

trait Shape {}

#[derive(dunder::Graph)]
struct Holder {
    shape: Rc<dyn Shape>,
    cell: Rc<RefCell<dyn Shape>>,
}

fn main() {}
