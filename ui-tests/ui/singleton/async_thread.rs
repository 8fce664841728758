//! An async constructor of a thread's own instance: make the constructor plain, or the scope the process.

struct Db;

#[dunder::singleton(scope = "thread")]
impl Db {
    #[init]
    async fn connect(_url: &str) -> Self {
        Self
    }
}

async fn uses() -> std::rc::Rc<Db> {
    Db::instance("url").await
}

fn main() {
    let _ = uses();
}
