//! A function that is not async: only an `async fn` can be ended in time.

#[dunder::timeout("5s")]
fn fetch() -> std::io::Result<()> {
    Ok(())
}

fn main() {
    let _ = fetch();
}
