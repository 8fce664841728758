//! `skip` of an argument that the function does not have.

#[dunder::logged(skip(blobb))]
fn upload(blob: u8) {
    let _ = blob;
}

fn main() {
    upload(1);
}
