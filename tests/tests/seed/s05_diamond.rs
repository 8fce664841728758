//! 05: `D(B, C)`: `D().method()` is B's, the order is D B C A object.

use dunder::{class, methods};

#[class]
struct A {}
#[methods]
impl A {
    pub fn method(&self) -> &'static str {
        "A"
    }
}

#[class(bases(A))]
struct B {}
#[methods]
impl B {
    pub fn method(&self) -> &'static str {
        "B"
    }
}

#[class(bases(A))]
struct C {}
#[methods]
impl C {
    pub fn method(&self) -> &'static str {
        "C"
    }
}

#[class(bases(B, C), pass)]
struct D;

#[test]
fn the_left_base_comes_first_and_the_shared_one_last() {
    assert_eq!(D::new().method(), "B");
    assert_eq!(D::mro(), ["D", "B", "C", "A", "object"]);
}
