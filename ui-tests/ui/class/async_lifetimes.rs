//! an overridable async method has one inner lifetime: mark it `#[final_]`, or take values
use dunder::{class, methods};

#[class]
struct A;
#[methods]
impl A {
    pub async fn zip<'x, 'y>(&self, _x: &mut Vec<&'x str>, _y: &mut Vec<&'y str>) {}
    pub async fn many(&self, _a: &u8, _b: &u8, _c: &u8, _d: &u8, _e: &u8) {}
    #[final_]
    pub async fn fine<'x, 'y>(&self, _x: &mut Vec<&'x str>, _y: &mut Vec<&'y str>) {}
    pub async fn abstract_generic<T>(&self, _t: T);
}

fn main() {}
