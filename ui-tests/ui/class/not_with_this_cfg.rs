//! what a `cfg` leaves out is no field, unless the use is left out with it
use dunder::{class, methods};

#[class]
struct A {
    pub count: u32,
    #[cfg(any())]
    pub extra: u32,
}
#[methods]
impl A {
    pub fn fine(&self) -> u32 {
        #[cfg(any())]
        return self.extra;
        self.count
    }
    pub fn wrong(&self) -> u32 {
        #[cfg(all())]
        return self.extra;
    }
    #[cfg(all())]
    pub fn twice(&self) {}
    #[cfg(any())]
    pub fn gone(&self) {}
    pub fn calls(&self) {
        self.gone();
    }
}

fn main() {}
