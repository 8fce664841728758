//! a `dyn IsX` has these methods of its own: choose other names
use dunder::{class, methods};

#[class(dyn)]
pub struct Shape;
#[methods]
impl Shape {
    pub fn downcast(&self) -> u8 {
        1
    }
    pub async fn load(&self) -> u8 {
        2
    }
    pub fn boxed_load(&self) -> u8 {
        3
    }
    /// Nothing is written under this name, as there is nothing above.
    pub fn upcast(&self) -> u8 {
        4
    }
}

#[class(bases(Shape), dyn, pass)]
pub struct Square;

fn main() {}
