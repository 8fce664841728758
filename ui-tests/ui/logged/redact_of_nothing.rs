//! `redact` of an argument that no function of the block has; `self` is never logged at all.

struct Billing;

#[dunder::logged(redact(crad))]
impl Billing {
    fn charge(&self, card: &str) {
        let _ = card;
    }

    #[logged(redact(self))]
    fn refund(&self, amount: u8) {
        let _ = amount;
    }
}

fn main() {
    Billing.charge("4242");
    Billing.refund(1);
}
