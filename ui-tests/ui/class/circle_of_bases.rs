//! no class is its own base, directly or by others
use dunder::{class, methods};

#[class(bases(Below))]
pub struct Above {
    pub x: u32,
}
#[methods]
impl Above {
    pub fn x(&self) -> u32 {
        self.x
    }
}

#[class(bases(Above), pass)]
pub struct Between;

#[class(bases(Between), pass)]
pub struct Below;

#[class(bases(Own), pass)]
pub struct Own {
    pub y: u32,
}

fn main() {
    assert_eq!(Below::new(1).x() + Own::new(2).y, 3);
}
