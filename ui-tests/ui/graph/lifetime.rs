//! a graph owns what it reads: write `String` for `&str` and `Vec<T>` for `&[T]`
#[derive(dunder::Graph)]
struct View<'a> {
    name: &'a str,
}

fn main() {}
