//! A logged argument of a type that may have no `Debug`: bound it, or write `#[skip]`.

#[dunder::logged]
async fn upload<T>(parts: T, #[skip] other: T) {
    let _ = (parts, other);
}

fn main() {
    drop(upload(1, 2));
}
