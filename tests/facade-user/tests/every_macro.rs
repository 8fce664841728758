//! Each macro in a crate that has no dependency on `dunder` and reaches it by `crate = path`.
#![forbid(unsafe_code)]

use dunder_facade::macros::crud_api::{Memory, Migrate};
use dunder_facade::macros::{
    Dict, Packed, Proto, crud_api, logged, patch, patchable, plugin, plugin_registry, singleton,
    validated,
};

/// Says hello.
#[plugin_registry(crate = dunder_facade::macros)]
pub trait Greeter: Send + Sync {
    /// Says it.
    fn greet(&self) -> String;
}

/// In English.
#[plugin(Greeter, crate = dunder_facade::macros)]
#[derive(Default)]
pub struct EnglishPlugin;

impl Greeter for EnglishPlugin {
    fn greet(&self) -> String {
        "hello".to_owned()
    }
}

struct Settings {
    name: String,
}

#[singleton(crate = dunder_facade::macros)]
impl Settings {
    #[init]
    fn new(name: &str) -> Self {
        Self { name: name.to_owned() }
    }
}

/// A note.
#[crud_api(path = "/notes", table = "notes", crate = dunder_facade::macros)]
#[validated(crate = dunder_facade::macros)]
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    #[crud(id)]
    id: i64,
    #[validate(nonblank, chars(1..=10), pattern = "^[a-z]+$")]
    text: String,
}

struct Counter(u32);

#[logged(level = "info", crate = dunder_facade::macros)]
impl Counter {
    fn add(&mut self, n: u32) -> Result<u32, String> {
        self.0 = self.0.checked_add(n).ok_or("too much")?;
        Ok(self.0)
    }
}

#[patchable(dyn, crate = dunder_facade::macros)]
impl Settings {
    const LIMIT: u8 = 1;

    fn shout(&self) -> String {
        self.name.to_uppercase()
    }
}

#[test]
fn the_patch_is_undone() {
    let settings = Settings { name: "a".to_owned() };
    let guard = patch!(settings, shout => |_| "b".to_owned(), crate = dunder_facade::macros);
    assert_eq!((settings.shout(), Settings::limit()), ("b".to_owned(), 1));
    drop(guard);
    assert_eq!(settings.shout(), "A");
}

/// A point.
#[derive(Debug, PartialEq, Dict, Packed, Proto)]
#[dict(crate = dunder_facade::macros)]
#[packed(crate = dunder_facade::macros)]
#[proto(crate = dunder_facade::macros)]
pub struct Point {
    #[proto(tag = 1)]
    x: i32,
    #[proto(tag = 2)]
    name: Option<String>,
    #[proto(oneof)]
    way: Option<Way>,
}

/// A way.
#[derive(Debug, PartialEq, Dict, Packed, Proto)]
#[dict(crate = dunder_facade::macros)]
#[packed(crate = dunder_facade::macros)]
#[proto(crate = dunder_facade::macros)]
pub enum Way {
    /// With a name.
    #[proto(tag = 3)]
    Named(String),
    /// None.
    #[proto(tag = 4)]
    Nowhere,
}

/// For prost.
#[derive(Default, Proto)]
#[proto(prost, crate = dunder_facade::macros)]
pub struct Message {
    #[proto(tag = 1)]
    x: i32,
}

#[test]
fn values_come_back() {
    let point = Point { x: -1, name: Some("a".to_owned()), way: Some(Way::Nowhere) };
    assert_eq!(Point::decode(&point.encode_to_vec()).as_ref(), Ok(&point));
    assert_eq!(Point::unpack(&point.pack()).as_ref(), Ok(&point));
    assert_eq!(Point::from_json(point.to_json()).as_ref(), Ok(&point));
    assert_eq!(Point::from_dict(&point.to_dict()).as_ref(), Ok(&point));
    assert_eq!(Message { x: 1 }.encode_to_vec(), [8, 1]);
}

#[test]
fn the_plugin_is_found() {
    let greeter = <dyn Greeter>::registry().create("english").expect("the plugin");
    assert_eq!(greeter.greet(), "hello");
}

#[test]
fn the_singleton_is_one() {
    assert_eq!(Settings::instance("a").name, "a");
    assert_eq!(Settings::instance("b").name, "a");
}

#[test]
fn the_log_changes_nothing() {
    let mut counter = Counter(1);
    assert_eq!(counter.add(2), Ok(3));
    assert!(counter.add(u32::MAX).is_err());
}

#[tokio::test]
async fn the_row_is_checked_and_stored() {
    let db = Memory::new();
    db.migrate::<(Note,)>(Migrate::Additive).await.expect("a table");
    let notes = Note::repo(&db);
    let note = notes.create(NewNote { text: "abc".to_owned() }).await.expect("a row");
    assert_eq!(note.text(), "abc");
    assert!(notes.create(NewNote { text: "A B".to_owned() }).await.is_err());
}
