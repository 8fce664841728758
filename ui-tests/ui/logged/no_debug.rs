//! A logged argument without `Debug`: derive it, or write `#[skip]` or `skip(blob)`.

struct Blob;

#[dunder::logged]
fn upload(blob: Blob) {
    let _ = blob;
}

fn main() {
    upload(Blob);
}
