//! What `#[validated]` makes elsewhere, the class makes: `#[class(builder)]`, `#[default]`.

use dunder::{class, methods, validated};

#[class]
#[validated(builder, check(whole))]
#[derive(Default)]
struct Account {
    #[validate(min = 1)]
    limit: u32,
}
#[methods]
impl Account {
    pub fn set_limit(&mut self, limit: u32) {
        self.limit = limit;
    }
}

fn whole(_: &Account, _: &mut dunder::validated::Errors<'_>) {}

fn main() {}
