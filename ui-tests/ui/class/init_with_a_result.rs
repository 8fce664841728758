//! `init` returns nothing: what can fail is a rule, or a function beside `new`
use dunder::{class, methods};

#[class]
struct Door {
    pub width: u32,
}
#[methods]
impl Door {
    fn init(&mut self) -> Result<(), String> {
        if self.width == 0 { Err("no door".to_owned()) } else { Ok(()) }
    }
}

fn main() {}
