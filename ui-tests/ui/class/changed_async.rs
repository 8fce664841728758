//! an override is `async` where the overridden method is
use dunder::{class, methods};

#[class]
struct A;
#[methods]
impl A {
    pub async fn load(&self) -> u32 {
        1
    }
    pub fn save(&self) -> u32 {
        1
    }
    pub async fn typed(&self, x: Vec<Item>) -> Option<Item> {
        x.into_iter().next()
    }
}
struct Item;
mod other {
    pub(crate) struct Item;
}

#[class(bases(A))]
struct B;
#[methods]
impl B {
    pub fn load(&self) -> u32 {
        2
    }
    pub async fn save(&self) -> u32 {
        2
    }
}

#[class(bases(A))]
struct C;
#[methods]
impl C {
    pub async fn load(&self) -> String {
        String::new()
    }
}

#[class(bases(A))]
struct D;
#[methods]
impl D {
    pub async fn typed(&self, _x: Vec<Item>) -> Option<other::Item> {
        None
    }
}

fn main() {}
