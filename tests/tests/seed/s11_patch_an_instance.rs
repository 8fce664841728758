//! 11: patching one instance's method, calling the original. DEBUG lines for `db` only.

use std::sync::{Arc, Mutex};

use dunder::{original, patch, patchable};

struct DatabaseConnection {
    host: String,
}

#[patchable]
impl DatabaseConnection {
    fn connect(&self) -> String {
        format!("Connected to {}", self.host)
    }
}

#[test]
fn only_this_instance_has_the_debug_behaviour() {
    let db = DatabaseConnection { host: "localhost".to_owned() };
    let db2 = DatabaseConnection { host: "remote".to_owned() };
    let output = Arc::new(Mutex::new(Vec::new()));
    let lines = Arc::clone(&output);
    let guard = patch!(db, connect => |this| {
        lines.lock().unwrap().push(format!("DEBUG: Connecting to {}", this.host));
        let result = original!(DatabaseConnection::connect)(this);
        lines.lock().unwrap().push(format!("DEBUG: {result}"));
        result
    });
    assert_eq!(db.connect(), "Connected to localhost");
    assert_eq!(db2.connect(), "Connected to remote");
    assert_eq!(guard.calls(), 1);
    drop(guard);
    assert_eq!(db.connect(), "Connected to localhost");
    let shown = ["DEBUG: Connecting to localhost", "DEBUG: Connected to localhost"];
    assert_eq!(*output.lock().unwrap(), shown);
}
