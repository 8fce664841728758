//! A timeout without a length: say it, as in `#[timeout("5s")]`.

#[dunder::timeout]
async fn fetch() -> std::io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
}
