//! a remembered property needs a field `Remembered<T>` of its name, or the one that `cell` names

use dunder::descriptor::Remembered;

struct Db {
    status: u8,
    number: Remembered<String>,
}

#[dunder::properties]
impl Db {
    #[property(cached)]
    async fn size(&self) -> u8 {
        1
    }

    #[property(cached)]
    async fn status(&self) -> u8 {
        1
    }

    #[property(cached, cell = number)]
    async fn wrong(&self) -> u8 {
        1
    }
}

fn main() {
    let _ = Db { status: 1, number: Remembered::new() };
}
