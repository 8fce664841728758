//! `super.told()` and `Shape::told(self)` are Python's: write `super().told()`.
//! `edit` of a `#[validated]` class is the object's: set one field at a time.

use dunder::{class, methods, validated};

#[class(abstract)]
struct Shape {}
#[methods]
impl Shape {
    pub fn told(&self) -> String {
        String::new()
    }
}

#[class(bases(Shape))]
#[validated]
struct Square {
    #[validate(max = 3)]
    side: u32,
}
#[methods]
impl Square {
    pub fn told(&self) -> String {
        super.told()
    }
    pub fn name(&self) -> String {
        Shape::told(self)
    }
    pub fn size(&self) -> u32 {
        Square::told(self).len() as u32 + self.side()
    }
    pub fn grow(&mut self) {
        self.edit(|draft| draft.side += 1);
    }
    pub fn late(&self) -> String {
        super::<Shap>().told()
    }
}

fn main() {}
