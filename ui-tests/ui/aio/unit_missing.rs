//! A length without its unit: write `"5s"`.

#[dunder::timeout(5)]
async fn fetch() -> std::io::Result<()> {
    Ok(())
}

#[dunder::timeout("5 days")]
async fn store() -> std::io::Result<()> {
    Ok(())
}

fn main() {
    drop((fetch(), store()));
}
