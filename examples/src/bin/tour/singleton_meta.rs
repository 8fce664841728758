//! Row 17: one instance of a class, the first arguments win.

use dunder::singleton;

/// A connection that the program has once.
pub struct DatabaseConnection {
    connection_string: String,
}

#[singleton]
impl DatabaseConnection {
    #[init]
    pub fn new(connection_string: &str) -> Self {
        Self { connection_string: connection_string.to_owned() }
    }
}

/// Asks for it twice, with different arguments.
pub(crate) fn run() {
    let db1 = DatabaseConnection::instance("sqlite:///test.db");
    let db2 = DatabaseConnection::instance("postgres://localhost/test");
    println!("db1 is db2: {}", std::ptr::eq(db1, db2));
    println!("{}", db1.connection_string);
}
