//! a property is read of `&self` alone and has a value; a setter takes one value

struct Db(u8);

#[dunder::properties]
impl Db {
    #[property]
    fn nothing(&self) {}

    #[property]
    fn of_nobody() -> u8 {
        1
    }

    #[property]
    fn changing(&mut self) -> u8 {
        self.0
    }

    #[property]
    fn taking(self) -> u8 {
        self.0
    }

    #[property]
    fn asking(&self, more: u8) -> u8 {
        self.0 + more
    }

    #[property]
    fn generic<T: Default>(&self) -> T {
        T::default()
    }

    #[property]
    unsafe fn risky(&self) -> u8 {
        self.0
    }

    #[property(setter)]
    fn set_nothing(&mut self) {}

    #[property(setter)]
    fn set_two(&mut self, one: u8, two: u8) {
        self.0 = one + two;
    }

    #[property(deleter)]
    fn delete_one(&mut self, one: u8) {
        self.0 = one;
    }
}

fn main() {
    let _ = (Db::of_nobody(), <Db as dunder::Properties>::LIST);
}
