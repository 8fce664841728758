//! a type of the same name is another type: name the one that the overridden method names
use dunder::{class, methods};

mod base {
    use dunder::{class, methods};
    pub struct Data;
    #[class]
    pub struct A {}
    #[methods]
    impl A {
        pub fn data(&self) -> Data {
            Data
        }
    }
}
struct Data;
#[class(bases(base::A))]
struct X {}
#[methods]
impl X {
    pub fn data(&self) -> Data {
        Data
    }
}

fn main() {
    X::new().data();
}
