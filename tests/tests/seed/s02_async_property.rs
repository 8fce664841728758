//! 02: `AsyncProperty`. Disconnected, then Connected with 42 queries; the properties are listed.

use std::sync::atomic::{AtomicU32, Ordering};

use dunder::descriptor::Remembered;
use dunder::{Properties, properties};

#[derive(Default)]
struct AsyncDatabaseConnection {
    connection_string: String,
    connection: Option<String>,
    asked: AtomicU32,
    server_version: Remembered<u32>,
}

impl AsyncDatabaseConnection {
    fn new(connection_string: &str) -> Self {
        Self { connection_string: connection_string.to_owned(), ..Self::default() }
    }

    async fn connect(&mut self) {
        tokio::task::yield_now().await;
        self.connection = Some(format!("Connected to {}", self.connection_string));
    }

    async fn disconnect(&mut self) {
        tokio::task::yield_now().await;
        self.connection = None;
    }
}

#[properties]
impl AsyncDatabaseConnection {
    /// Async property to check connection status.
    #[property]
    async fn connection_status(&self) -> &'static str {
        if self.connection.is_none() {
            return "Disconnected";
        }
        tokio::task::yield_now().await;
        "Connected"
    }

    /// Async property to get active query count.
    #[property]
    async fn active_queries(&self) -> u32 {
        if self.connection.is_none() {
            return 0;
        }
        tokio::task::yield_now().await;
        42
    }

    /// Asked of the server once, however many want to know.
    #[property(cached)]
    async fn server_version(&self) -> u32 {
        tokio::task::yield_now().await;
        self.asked.fetch_add(1, Ordering::SeqCst) + 16
    }
}

#[tokio::test]
async fn the_guide_prints_disconnected_then_connected_with_42_queries() {
    let mut db = AsyncDatabaseConnection::new("postgresql://localhost/mydb");
    assert_eq!((db.connection_status().await, db.active_queries().await), ("Disconnected", 0));
    db.connect().await;
    assert_eq!((db.connection_status().await, db.active_queries().await), ("Connected", 42));
    db.disconnect().await;
    assert_eq!((db.connection_status().await, db.active_queries().await), ("Disconnected", 0));
}

#[test]
fn async_properties_stand_in_the_descriptor_table() {
    let list = <AsyncDatabaseConnection as Properties>::LIST;
    let names: Vec<&str> = list.iter().map(|property| property.name).collect();
    assert_eq!(names, ["connection_status", "active_queries", "server_version"]);
    let status = &list[0];
    assert_eq!((status.owner, status.ty), ("AsyncDatabaseConnection", "&'static str"));
    assert_eq!(status.doc, "Async property to check connection status.");
    assert!(list.iter().all(|property| property.is_async && property.setter.is_none()));
}

#[tokio::test]
async fn an_async_property_can_be_spawned_and_awaited_by_many() {
    let db = std::sync::Arc::new(AsyncDatabaseConnection::new("postgresql://localhost/mydb"));
    let ask = |db: &std::sync::Arc<AsyncDatabaseConnection>| {
        let db = std::sync::Arc::clone(db);
        tokio::spawn(async move { (db.server_version().await, db.connection_status().await) })
    };
    let (a, b) = (ask(&db), ask(&db));
    assert_eq!((a.await.unwrap(), b.await.unwrap()), ((16, "Disconnected"), (16, "Disconnected")));
    assert_eq!(db.asked.load(Ordering::SeqCst), 1);
}
