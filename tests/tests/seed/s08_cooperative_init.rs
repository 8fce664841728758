//! 08: cooperative `__init__`: D, B, C, A, each once.

use std::cell::RefCell;

use dunder::{class, methods};

thread_local!(static LOG: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) });

fn log(name: &'static str) {
    LOG.with(|log| log.borrow_mut().push(name));
}

#[class]
struct A {}
#[methods]
impl A {
    fn init(&mut self) {
        log("A");
        super().init();
    }
}

#[class(bases(A))]
struct B {}
#[methods]
impl B {
    fn init(&mut self) {
        log("B");
        super().init();
    }
}

#[class(bases(A))]
struct C {}
#[methods]
impl C {
    fn init(&mut self) {
        log("C");
        super().init();
    }
}

#[class(bases(B, C))]
struct D {}
#[methods]
impl D {
    fn init(&mut self) {
        log("D");
        super().init();
    }
}

#[test]
fn each_init_runs_once_in_the_order_of_the_mro() {
    D::new();
    assert_eq!(LOG.with(RefCell::take), ["D", "B", "C", "A"]);
}
