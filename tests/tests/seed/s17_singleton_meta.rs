//! 17: `SingletonMeta`. `True`, and the first arguments win; here without the guide's race.

use dunder::singleton;

struct DatabaseConnection {
    connection_string: String,
    connected: bool,
}

#[singleton]
impl DatabaseConnection {
    #[init]
    pub fn new(connection_string: &str) -> Self {
        Self { connection_string: connection_string.to_owned(), connected: false }
    }
}

/// Another class with the same metaclass has its own instance.
#[singleton]
#[derive(Default)]
struct Cache {
    hits: u32,
}

#[test]
fn the_guide_prints_true_and_the_first_connection_string() {
    let db1 = DatabaseConnection::instance("sqlite:///test.db");
    let db2 = DatabaseConnection::instance("postgres://localhost/test");
    assert!(std::ptr::eq(db1, db2));
    assert_eq!(db1.connection_string, "sqlite:///test.db");
    assert!(!db1.connected);
}

#[test]
fn each_class_has_its_own_instance() {
    assert_eq!(Cache::instance().hits, 0);
    assert!(std::ptr::eq(Cache::instance(), Cache::instance()));
}

#[test]
fn threads_that_race_get_the_same_instance() {
    struct Raced(std::thread::ThreadId);
    #[singleton]
    impl Raced {
        #[init]
        fn new() -> Self {
            Self(std::thread::current().id())
        }
    }
    let threads: Vec<_> = (0..8).map(|_| std::thread::spawn(|| Raced::instance().0)).collect();
    let ids: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert!(ids.iter().all(|id| *id == ids[0]));
}
