//! `#[graph_dyn]` stands on traits without parameters and on impls of types that have a name
use dunder::{Graph, graph, graph_dyn};

#[graph_dyn]
trait Many<T> {
    fn get(&self) -> T;
}

#[graph_dyn]
trait Shape {}

#[derive(Graph)]
struct List<T>(Vec<T>);

#[graph_dyn]
impl<T: graph::Graph> Shape for List<T> {}

struct Array<T>(T);

#[graph_dyn]
impl Shape for Array<u8> {}

#[graph_dyn(tga = "x")]
impl Shape for Array<u16> {}

#[graph_dyn]
impl List<u16> {}

#[graph_dyn]
struct Circle;

struct Stranger;

#[graph_dyn]
impl Shape for Stranger {}

fn main() {}
