//! a class has no lifetime parameters: hold what you own, `String` for `&'a str`
use dunder::{class, methods};

#[class(pass)]
struct Line<'a> {
    text: &'a str,
}

#[class]
struct Page<'a, T: 'static> {
    pub lines: &'a [T],
}
#[methods]
impl<'a, T: 'static> Page<'a, T> {
    pub fn count(&self) -> usize {
        self.lines.len()
    }
}

fn main() {}
