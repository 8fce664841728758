//! Every mistake at once, each at its own word.

#[dunder::timeout(5, limit = "5s", 7)]
fn fetch() -> std::io::Result<()> {
    Ok(())
}

fn main() {
    let _ = fetch();
}
