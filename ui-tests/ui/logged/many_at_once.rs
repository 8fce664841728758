//! Several mistakes: each is reported, at its own place, in one build.

struct Billing;

#[dunder::logged(level = "loud", slow = "soon", redact(card))]
impl Billing {
    #[logged(off = true, skip(user), skip(user))]
    fn charge(&self, amount: u8) {
        let _ = amount;
    }

    const fn limit(&self) -> u8 {
        7
    }

    #[logged(level, max_len = "nine")]
    fn refund(&self, #[redact] amount: u8) {
        let _ = amount;
    }
}

fn main() {
    Billing.charge(Billing.limit());
    Billing.refund(1);
}
