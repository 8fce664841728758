//! a metaclass refuses a class when it is compiled: do as its message says
use dunder::{Metaclass, MetaclassOf, Object, class};

struct Documented;
impl Metaclass for Documented {
    type Entry = ();
}
impl<T: Object> MetaclassOf<T> for Documented {
    type Instance = T;
    const ENTRY: () = ();
    const CHECK: () = assert!(!T::CLASS.doc.is_empty(), "write a doc comment on the class");
    fn call(build: impl FnOnce() -> T) -> T {
        build()
    }
}
#[class(metaclass = Documented, pass)]
struct Silent;

fn main() {}
