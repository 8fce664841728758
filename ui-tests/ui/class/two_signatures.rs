//! an object has one method of a name: give both the same signature, or one another name
use dunder::{class, methods};

#[class]
struct Clock {}
#[methods]
impl Clock {
    pub fn reset(&mut self) {}
}

#[class]
struct Counter {}
#[methods]
impl Counter {
    pub fn reset(&mut self, to: u32) {
        let _ = to;
    }
}

#[class(bases(Clock, Counter), pass)]
struct Timer;

fn main() {}
