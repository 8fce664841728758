//! a metaclass takes the classes that its bounds allow
use dunder::{Metaclass, MetaclassOf, Object, class};

struct Cloning;
impl Metaclass for Cloning {
    type Entry = ();
}
impl<T: Object + Clone> MetaclassOf<T> for Cloning {
    type Instance = T;
    const ENTRY: () = ();
    fn call(build: impl FnOnce() -> T) -> T {
        build()
    }
}

#[class(metaclass = Cloning, pass)]
struct NoClone;

struct NoMetaclass;

#[class(metaclass = NoMetaclass, pass)]
struct Odd;

#[class(abstract, metaclass = NoMetaclass)]
struct Abstract;
#[dunder::methods]
impl Abstract {
    pub fn m(&self);
}

fn main() {}
