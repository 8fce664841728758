//! a graph has structs and enums
use dunder::Graph;

#[derive(Graph)]
union Bits {
    a: u32,
    b: f32,
}

#[derive(Graph)]
enum Never {}

fn main() {}
