//! tags are compared by the linker, or with `check = "runtime"` when they are used
#[dunder::graph_dyn(check = "runtme")]
trait Shape {}

fn main() {}
