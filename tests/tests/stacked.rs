//! `singleton`, `plugin`, `logged` and `patchable` on one block, in several orders.
#![deny(
    warnings,
    missing_docs,
    unreachable_pub,
    unused_qualifications,
    rust_2018_idioms,
    clippy::all,
    clippy::pedantic
)]
#![forbid(unsafe_code)]

use dunder::{logged, patch, patchable, plugin, plugin_registry, singleton};

struct First(u32);
#[logged(time)]
#[patchable]
#[singleton]
impl First {
    #[init]
    fn new(n: u32) -> Self {
        Self(n)
    }
    fn got(&self, mut a: u32, t: &str) -> Result<u32, String> {
        a += 1;
        if t.is_empty() {
            return Err(t.to_owned());
        }
        Ok(a + self.0)
    }
    async fn later(&self, a: u32) -> u32 {
        a + self.0
    }
    fn text(&self, a: String, b: String) -> String {
        a + &b + &self.0.to_string()
    }
}

struct Last(u32);
#[singleton]
#[patchable]
#[logged(span)]
impl Last {
    const K: u32 = 3;
    #[init]
    fn new(n: u32) -> Self {
        Self(n + Self::k())
    }
    fn got(&self, mut a: u32, t: &str) -> Result<u32, String> {
        a += 1;
        if t.is_empty() {
            return Err(t.to_owned());
        }
        Ok(a + self.0)
    }
    async fn later(&self, a: u32) -> u32 {
        a + self.0
    }
    fn text(&self, a: String, b: String) -> String {
        a + &b + &self.0.to_string()
    }
}

#[plugin_registry]
trait Work {
    fn work(&self, n: u32) -> u32;
}

struct Above(u32);
#[patchable]
#[plugin(Work)]
#[singleton]
impl Above {
    #[init]
    fn new() -> Self {
        Self(3)
    }
}
#[logged]
#[patchable]
impl Work for Above {
    fn work(&self, n: u32) -> u32 {
        n + self.0
    }
}

struct Below(u32);
#[plugin(Work)]
#[singleton]
#[patchable]
impl Below {
    #[init]
    fn new() -> Self {
        Self(3)
    }
}
#[patchable]
#[logged]
impl Work for Below {
    fn work(&self, n: u32) -> u32 {
        n + self.0
    }
}

#[tokio::test]
async fn they_stack_in_any_order() {
    let first = First::instance(2);
    assert_eq!(
        (first.got(1, "x"), first.got(1, "").is_err(), first.later(1).await),
        (Ok(4), true, 3)
    );
    let guard = patch!(First::got => |_, a, _| Ok(a));
    assert_eq!(first.got(1, ""), Ok(1));
    drop(guard);
    let guard = patch!(First::text => |_, a, _| a);
    assert_eq!(first.text("a".into(), "b".into()), "a");
    drop(guard);
    let limit = patch!(Last::K = 4);
    let last = Last::instance(2);
    drop(limit);
    assert_eq!((last.got(1, "x"), last.got(1, "").is_err(), last.later(1).await), (Ok(8), true, 7));
    let guard = patch!(Last::got => |_, a, _| Ok(a));
    assert_eq!(last.got(1, ""), Ok(1));
    drop(guard);
    assert_eq!(last.text("a".into(), "b".into()), "ab6");
    let registry = <dyn Work>::registry();
    assert_eq!(registry.names(), ["above", "below"]);
    let guard =
        (patch!(<Above as Work>::work => |_, _| 100), patch!(<Below as Work>::work => |_, _| 200));
    assert_eq!(
        (registry.create("above").unwrap().work(1), registry.create("below").unwrap().work(1)),
        (100, 200)
    );
    drop(guard);
    assert_eq!(
        (
            registry.create("above").unwrap().work(1),
            registry.create("below").unwrap().work(1),
            Above::instance().0,
            Below::instance().0
        ),
        (4, 4, 3, 3)
    );
    let guard = patch!(Above::new => || Above(9));
    assert_eq!(registry.create("above").unwrap().work(1), 10);
    drop(guard);
}
