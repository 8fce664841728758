//! what is written in another way: each error says how

use dunder::validated;

fn whole(_: &Booking, _: &mut dunder::validated::Errors<'_>) {}

#[validated(check = self::whole)]
struct Booking {
    #[validate(required)]
    name: String,
    #[validate(min = 1, message = "bad {value}")]
    seats: u8,
}

#[validated]
fn function(_seats: u8) {}

fn main() {
    function(1);
}
