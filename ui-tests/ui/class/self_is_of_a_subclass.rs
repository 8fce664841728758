//! What a body cannot say of `self`, which may be of a subclass; write what each message says.

use dunder::{class, methods};

#[class]
pub struct Shape {
    pub x: u32,
    pub y: u32,
}

#[methods]
impl Shape {
    pub fn doubled(&self) -> Self {
        Self { x: self.x * 2, y: self.y * 2 }
    }

    pub fn sum(&self) -> u32 {
        let Self { x, y } = self;
        x + y
    }

    pub fn product(&self) -> u32 {
        let Shape { x, y } = self;
        x * y
    }

    pub fn is_flat(&self) -> bool {
        match self {
            Shape { y: 0, .. } => true,
            _ => false,
        }
    }

    pub const LIMIT: u32 = 3;

    pub fn is_full(&self) -> bool {
        match self.x {
            0 => false,
            n if n > Self::LIMIT => true,
            Self::LIMIT => true,
            _ => false,
        }
    }

    pub fn chosen(&self) -> u32 {
        macro_rules! get {
            ($field:ident) => {
                self.$field
            };
        }
        get!(x) + get!(y)
    }

    pub const fn fixed(&self) -> u32 {
        self.x
    }

    const fn helper(&self) -> u32 {
        self.y
    }

    pub fn described(&self) -> u32 {
        self.helper() + self.fixed()
    }
}

fn main() {
    let _ = Shape::new(1, 2).described();
}
