//! Mistakes in a body are reported once, where they are.

#[dunder::logged]
fn charge(user: u64) -> Result<u64, String> {
    let card: u8 = "4242";
    Ok(user.lenght())
}

fn main() {
    let _ = charge(1);
}
