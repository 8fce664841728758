//! bases with two metaclasses: name the one of the class in `#[class(metaclass = ..)]`
use dunder::{Metaclass, MetaclassOf, Object, class};

struct One;
impl Metaclass for One {
    type Entry = ();
}
impl<T: Object> MetaclassOf<T> for One {
    type Instance = T;
    const ENTRY: () = ();
    fn call(build: impl FnOnce() -> T) -> T {
        build()
    }
}
struct Two;
impl Metaclass for Two {
    type Entry = ();
}
impl<T: Object> MetaclassOf<T> for Two {
    type Instance = T;
    const ENTRY: () = ();
    fn call(build: impl FnOnce() -> T) -> T {
        build()
    }
}
#[class(metaclass = One, pass)]
struct A;
#[class(metaclass = Two, pass)]
struct B;
#[class(bases(A, B), pass)]
struct C;

fn main() {
    C::create();
}
