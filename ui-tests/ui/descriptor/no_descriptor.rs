//! no field has a descriptor; write `#[descriptor(..)]` above one

#[dunder::descriptors]
struct Account {
    temp: f64,
}

fn main() {
    let _ = Account { temp: 1.0 }.temp;
}
