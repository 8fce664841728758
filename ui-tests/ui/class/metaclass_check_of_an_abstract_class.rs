//! a metaclass's `CHECK` looks at abstract classes too
use dunder::{Metaclass, MetaclassOf, Object, class};

struct Told;

impl Metaclass for Told {
    type Entry = ();
}

impl<T: Object> MetaclassOf<T> for Told {
    type Instance = T;
    const ENTRY: () = ();
    const CHECK: () = assert!(!T::CLASS.doc.is_empty(), "say what the class is");
    fn call(build: impl FnOnce() -> T) -> T {
        build()
    }
}

#[class(abstract, pass, metaclass = Told)]
struct Silent {}

fn main() {}
