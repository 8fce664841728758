//! On an impl block: write it above each method that should end in time.

struct Client;

#[dunder::timeout("5s")]
impl Client {
    async fn fetch(&self) -> std::io::Result<()> {
        Ok(())
    }
}

fn main() {
    drop(Client.fetch());
}
