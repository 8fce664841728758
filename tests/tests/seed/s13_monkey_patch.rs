//! 13: the `MonkeyPatch` context manager. The original is back on exit, what was added is gone;
//! here also on panic, for nested and repeated patches, in any order.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dunder::patchable::MonkeyPatch;
use dunder::{patch, patch_fn, patchable};

struct DatabaseConnection {
    host: String,
}

impl DatabaseConnection {
    fn new(host: &str) -> Self {
        Self { host: host.to_owned() }
    }
}

#[patchable(dyn)]
impl DatabaseConnection {
    fn connect(&self) -> String {
        format!("Connected to {}", self.host)
    }
}

#[test]
fn the_original_is_restored_on_exit() {
    let mut mp = MonkeyPatch::new();
    mp.patch(patch_fn!(DatabaseConnection::connect => |_| "Patched result!".to_owned()));
    mp.add_named("DatabaseConnection.ping", |_| "pong").unwrap();
    mp.scope(|| {
        assert_eq!(DatabaseConnection::new("test").connect(), "Patched result!");
        assert!(DatabaseConnection::call_dyn_static("ping", vec![]).is_ok());
    });
    assert_eq!(DatabaseConnection::new("test").connect(), "Connected to test");
    assert!(DatabaseConnection::call_dyn_static("ping", vec![]).is_err());
}

#[test]
fn also_on_panic_and_for_nested_and_repeated_patches() {
    let db = DatabaseConnection::new("test");
    let mut outer = MonkeyPatch::new();
    outer.patch(patch_fn!(DatabaseConnection::connect => |_| "outer".to_owned()));
    let mut inner = MonkeyPatch::new();
    inner
        .patch(patch_fn!(DatabaseConnection::connect => |this| this.connect() + " inner"))
        .patch(patch_fn!(DatabaseConnection::connect => |this| this.connect() + " again"));
    outer.scope(|| {
        assert_eq!(inner.scope(|| db.connect()), "outer inner again");
        let panicked = catch_unwind(AssertUnwindSafe(|| inner.scope(|| panic!("in the test"))));
        assert!(panicked.is_err());
        assert_eq!(db.connect(), "outer");
    });
    assert_eq!(db.connect(), "Connected to test");
}

#[test]
fn in_any_drop_order() {
    let db = DatabaseConnection::new("test");
    let first = patch!(DatabaseConnection::connect => |_| "first".to_owned());
    let second = patch!(DatabaseConnection::connect => |_| "second".to_owned());
    drop(first);
    assert_eq!(db.connect(), "second");
    drop(second);
    assert_eq!(db.connect(), "Connected to test");
}
