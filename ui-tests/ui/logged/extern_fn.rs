//! An `extern` function: take `#[logged]` away.

#[dunder::logged]
extern "C" fn callback(_value: u8) {}

fn main() {
    callback(1);
}
