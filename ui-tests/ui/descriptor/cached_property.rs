//! only the getter of an `async` property is remembered, for a length of time with its unit

use dunder::descriptor::Remembered;

struct Db {
    status: Remembered<u8>,
}

#[dunder::properties]
impl Db {
    #[property(cached)]
    fn plain(&self) -> u8 {
        1
    }

    #[property(setter, ttl = "5s")]
    async fn set_status(&self, _status: u8) {}

    #[property(ttl = "5 days")]
    async fn status(&self) -> u8 {
        1
    }

    #[property(cell = status)]
    async fn other(&self) -> u8 {
        1
    }
}

fn main() {
    let db = Db { status: Remembered::new() };
    let _ = (db.plain(), &db.status);
}
