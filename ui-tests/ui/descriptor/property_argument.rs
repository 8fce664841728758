//! there is no such argument, or not together; the message says what to write

struct Db(u8);

#[dunder::properties]
impl Db {
    #[property(seter)]
    fn set_level(&mut self, level: u8) {
        self.0 = level;
    }

    #[property(setter, deleter)]
    fn set_other(&mut self, level: u8) {
        self.0 = level;
    }

    #[property]
    #[property]
    fn level(&self) -> u8 {
        self.0
    }

    #[property = "a"]
    fn other(&self) -> u8 {
        self.0
    }
}

fn main() {
    let _ = Db(1).level();
}
