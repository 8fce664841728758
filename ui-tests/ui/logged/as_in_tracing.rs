//! What `tracing`'s `#[instrument]` has: each error says what to write here.

use dunder::logged;

#[logged(fields(a = 1), skip_all, name = "f")]
fn one(_a: u8) {}

#[logged(err, ret)]
fn two() -> Result<(), ()> {
    Ok(())
}

#[logged(level = INFO)]
fn three() {}

#[logged(level = Level::WARN)]
fn four() {}

#[logged(level = "INFO")]
fn five(#[redacted] _card: &str, #[skiped] _b: u8) {}

#[logged(colour = 1)]
fn six() {}

struct Billing;

#[logged]
impl Billing {
    #[cfg_attr(all(), logged(off))]
    fn hot(&self) {}
}

fn main() {
    one(1);
    let _ = two();
    three();
    four();
    five("", 1);
    six();
    Billing.hot();
}
