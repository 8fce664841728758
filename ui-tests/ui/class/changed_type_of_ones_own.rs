//! an override repeats the types, those of one's own too, and in abstract and generic classes
use dunder::{class, methods};

struct Data;
struct Other;

#[class]
struct A {}
#[methods]
impl A {
    pub fn text(&self) -> String {
        String::new()
    }
    pub fn data(&self) -> Data {
        Data
    }
}

#[class(bases(A))]
struct B {}
#[methods]
impl B {
    pub fn text(&self) -> Data {
        Data
    }
}

#[class(abstract, bases(A))]
struct C {}
#[methods]
impl C {
    pub fn data(&self) -> Other {
        Other
    }
}

#[class(bases(A))]
struct D<T> {
    pub value: T,
}
#[methods]
impl<T> D<T> {
    pub fn data(&self) -> Other {
        Other
    }
}

fn main() {}
