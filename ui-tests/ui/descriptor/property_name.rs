//! a setter is named `set_PROPERTY`, a deleter `delete_PROPERTY`

struct Db(u8);

#[dunder::properties]
impl Db {
    #[property(setter)]
    fn level(&mut self, level: u8) {
        self.0 = level;
    }

    #[property(deleter)]
    fn remove_level(&mut self) {
        self.0 = 0;
    }
}

fn main() {
    Db(1).level(2);
}
