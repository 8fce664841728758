//! a base is a class: put `#[class]` on the struct
use dunder::class;

struct NotAClass;

#[class(bases(NotAClass), pass)]
struct X;

fn main() {}
