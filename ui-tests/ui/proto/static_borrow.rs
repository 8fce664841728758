//! decoding borrows from the input, so a field that borrows has a lifetime of the message's own

use dunder::Proto;
use std::borrow::Cow;

#[derive(Proto)]
struct Names {
    #[proto(tag = 1)]
    first: &'static str,
    #[proto(tag = 2)]
    more: Vec<Cow<'static, str>>,
    #[proto(oneof)]
    kind: Option<Kind>,
    #[proto(skip)]
    cached: &'static str,
}

#[derive(Proto)]
enum Kind {
    #[proto(tag = 3)]
    Word(Cow<'static, str>),
}

fn main() {
    let _ = Names::decode(&[]);
}
