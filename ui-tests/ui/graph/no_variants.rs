//! an enum without variants has no values to write
#[derive(dunder::Graph)]
enum Never {}

fn main() {}
