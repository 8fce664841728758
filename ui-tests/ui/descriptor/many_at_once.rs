//! several mistakes are reported in one build; each message says what to write instead

use dunder::descriptor::{Clamp, Once, ReadOnly};

#[dunder::descriptors(dny)]
struct Account {
    #[descriptor(Clamp<f64>)]
    low: f64,
    #[descriptor(Once)]
    pub id: Option<u32>,
    #[descriptor(Clamp::new(0, 1))]
    level: u8,
    #[descriptor(ReadOnly, off(level))]
    number: u8,
}

#[dunder::properties]
impl Account {
    #[property]
    fn both(&mut self, other: u8) -> u8 {
        self.level + other
    }

    #[property(setter)]
    fn number_to(&mut self, number: u8) {
        self.number = number;
    }
}

fn main() {
    let mut account = Account { low: 1.0, id: None, level: 1, number: 2 };
    let _ = (account.set_low(2.0), account.set_id(1), account.set_level(3));
    let _ = (account.number(), account.both(1), Account::LOW.meta());
    let _ = <Account as dunder::Properties>::LIST;
}
