//! 27: `ConnectionPool` with weak reference callbacks. In the guide nothing is ever collected; here
//! the callback runs once when the last owner goes, and the pool's figures fall.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

use dunder::{Held, WeakCache, finalize};

#[derive(Default)]
struct ConnectionPool {
    connections: WeakCache<String, DatabaseConnection>,
    cleaned: Arc<AtomicUsize>,
    closed: Arc<Mutex<Vec<String>>>,
}

struct DatabaseConnection {
    conn_string: String,
    closed: Arc<Mutex<Vec<String>>>,
}

impl Drop for DatabaseConnection {
    fn drop(&mut self) {
        self.closed.lock().unwrap().push(format!("Connection {} closed", self.conn_string));
    }
}

impl ConnectionPool {
    fn connect(&self, conn_string: &str) -> Held<DatabaseConnection> {
        let closed = Arc::clone(&self.closed);
        let connection = DatabaseConnection { conn_string: conn_string.into(), closed };
        let connection = self.connections.put(conn_string.into(), connection);
        let cleaned = Arc::clone(&self.cleaned);
        finalize(&connection, move || {
            cleaned.fetch_add(1, SeqCst);
        });
        connection
    }

    fn active_connections(&self) -> usize {
        self.connections.stats().live
    }
}

#[test]
fn the_callback_runs_once_and_the_figures_fall() {
    let pool = ConnectionPool::default();
    let (conn1, conn2) = (pool.connect("db1"), pool.connect("db2"));
    let also = pool.connections.get("db1");
    assert_eq!((pool.active_connections(), pool.cleaned.load(SeqCst)), (2, 0));
    drop(conn1);
    assert_eq!((pool.active_connections(), pool.cleaned.load(SeqCst)), (2, 0));
    drop(also);
    assert_eq!((pool.active_connections(), pool.cleaned.load(SeqCst)), (1, 1));
    assert_eq!(*pool.closed.lock().unwrap(), ["Connection db1 closed"]);
    drop(conn2);
    assert_eq!((pool.active_connections(), pool.cleaned.load(SeqCst)), (0, 2));
}
