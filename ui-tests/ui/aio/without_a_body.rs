//! On a trait's method without a body: write it on the method in the impl.

trait Fetch {
    #[dunder::timeout("5s")]
    #[allow(async_fn_in_trait)]
    async fn fetch(&self) -> std::io::Result<()>;
}

struct Client;

impl Fetch for Client {
    async fn fetch(&self) -> std::io::Result<()> {
        Ok(())
    }
}

fn main() {
    drop(Client.fetch());
}
