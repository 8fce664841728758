//! `properties`: methods that are listed, and asynchronous ones that are remembered.

#![expect(clippy::unused_async, reason = "some properties wait for nothing")]

use std::cell::Cell;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use dunder::descriptor::Remembered;
use dunder::{Properties, PropertyMeta, properties};

struct Mixer {
    level: u8,
    name: String,
}

#[properties]
impl Mixer {
    /// How loud.
    #[property]
    fn level(&self) -> u8 {
        self.level
    }

    #[property(setter)]
    fn set_level(&mut self, level: u8) {
        self.level = level.min(11);
    }

    #[property(deleter)]
    fn delete_level(&mut self) -> u8 {
        std::mem::take(&mut self.level)
    }

    #[property]
    async fn title(&self) -> Option<&str> {
        Some(&self.name)
    }

    #[property(setter)]
    fn set_secret(&mut self, secret: String) {
        self.name = secret;
    }

    fn unlisted(&self) -> usize {
        self.name.len()
    }

    #[cfg(any())]
    #[property]
    fn absent(&self) -> Absent {}
}

fn find(name: &str) -> &'static PropertyMeta {
    Mixer::LIST.iter().find(|property| property.name == name).unwrap()
}

#[test]
fn properties_are_methods() {
    let mut mixer = Mixer { level: 1, name: "a".into() };
    mixer.set_level(200);
    assert_eq!((mixer.level(), mixer.unlisted()), (11, 1));
    assert_eq!((mixer.delete_level(), mixer.level()), (11, 0));
    mixer.set_secret("bc".into());
    assert_eq!(block_on(mixer.title()), Some("bc"));
}

#[test]
fn properties_are_listed() {
    let names: Vec<&str> = Mixer::LIST.iter().map(|property| property.name).collect();
    assert_eq!(names, ["level", "title", "secret"]);
    let level = find("level");
    assert_eq!((level.owner, level.ty, level.doc), ("Mixer", "u8", "How loud."));
    assert_eq!(level.getter, Some("level"));
    assert_eq!((level.setter, level.deleter), (Some("set_level"), Some("delete_level")));
    let title = find("title");
    assert!(title.is_async && !level.is_async && !title.is_cached);
    assert_eq!((title.ty, title.setter), ("Option<&str>", None));
    let secret = find("secret");
    assert_eq!((secret.getter, secret.setter, secret.ty), (None, Some("set_secret"), "String"));
}

/// Runs a future that never has to wait for anything else.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits"),
    }
}

/// Counts how often it is woken.
#[derive(Default)]
struct Woken(AtomicU32);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// A future that the test lets go on.
#[derive(Clone, Default)]
struct Gate(Arc<Mutex<(bool, Option<Waker>)>>);

impl Gate {
    fn open(&self) {
        let waker = {
            let mut state = self.0.lock().unwrap();
            state.0 = true;
            state.1.take()
        };
        waker.into_iter().for_each(Waker::wake);
    }
}

impl Future for Gate {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.0.lock().unwrap();
        if state.0 {
            return Poll::Ready(());
        }
        state.1 = Some(cx.waker().clone());
        Poll::Pending
    }
}

#[derive(Default)]
struct Db {
    gate: Gate,
    asked: AtomicU32,
    status: Remembered<String>,
    size: Remembered<u32>,
    load: Remembered<u32>,
    fails: Cell<bool>,
}

#[properties]
impl Db {
    /// Asked for once.
    #[property(cached)]
    pub async fn status(&self) -> String {
        self.gate.clone().await;
        format!("status {}", self.asked.fetch_add(1, Ordering::SeqCst))
    }

    #[property(ttl = "1h", cell = size)]
    async fn bytes(&self) -> Result<u32, String> {
        let asked = self.asked.fetch_add(1, Ordering::SeqCst);
        if self.fails.get() {
            return Err(format!("failure {asked}"));
        }
        Ok(asked)
    }

    #[property(ttl = "1ns")]
    async fn load(&self) -> u32 {
        self.asked.fetch_add(1, Ordering::SeqCst)
    }
}

#[test]
fn a_cached_property_is_made_once() {
    let db = Db::default();
    db.gate.open();
    assert_eq!(block_on(db.status()), "status 0");
    assert_eq!(block_on(db.status()), "status 0");
    db.status.clear();
    assert_eq!(block_on(db.status()), "status 1");
    let status = Db::LIST[0];
    assert!(status.is_cached && status.is_async);
    assert_eq!(status.doc, "Asked for once.");
}

#[test]
fn whoever_asks_meanwhile_waits_for_the_one_who_makes_it() {
    let db = Db::default();
    let (first, second) = (Arc::new(Woken::default()), Arc::new(Woken::default()));
    let (a_waker, b_waker) = (Waker::from(first.clone()), Waker::from(second.clone()));
    let (mut a_cx, mut b_cx) = (Context::from_waker(&a_waker), Context::from_waker(&b_waker));
    let (mut a, mut b) = (pin!(db.status()), pin!(db.status()));
    assert!(a.as_mut().poll(&mut a_cx).is_pending());
    assert!(b.as_mut().poll(&mut b_cx).is_pending());
    assert!(b.as_mut().poll(&mut b_cx).is_pending());
    db.gate.open();
    assert_eq!((first.0.load(Ordering::SeqCst), second.0.load(Ordering::SeqCst)), (1, 0));
    assert_eq!(a.as_mut().poll(&mut a_cx), Poll::Ready("status 0".to_owned()));
    assert_eq!(second.0.load(Ordering::SeqCst), 1);
    assert_eq!(b.as_mut().poll(&mut b_cx), Poll::Ready("status 0".to_owned()));
    assert_eq!(db.asked.load(Ordering::SeqCst), 1);
}

#[test]
fn another_makes_it_if_the_first_gives_up() {
    let db = Db::default();
    let woken = Arc::new(Woken::default());
    let waker = Waker::from(woken.clone());
    let mut cx = Context::from_waker(&waker);
    let mut a = Box::pin(db.status());
    let mut b = pin!(db.status());
    assert!(a.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    assert!(b.as_mut().poll(&mut cx).is_pending());
    drop(a);
    assert_eq!(woken.0.load(Ordering::SeqCst), 1);
    db.gate.open();
    assert_eq!(b.as_mut().poll(&mut cx), Poll::Ready("status 0".to_owned()));
}

#[test]
fn an_error_is_not_remembered() {
    let db = Db::default();
    db.fails.set(true);
    assert_eq!(block_on(db.bytes()), Err("failure 0".to_owned()));
    assert_eq!(block_on(db.bytes()), Err("failure 1".to_owned()));
    db.fails.set(false);
    assert_eq!(block_on(db.bytes()), Ok(2));
    db.fails.set(true);
    assert_eq!(block_on(db.bytes()), Ok(2));
}

#[test]
fn a_value_past_its_time_is_made_anew() {
    let db = Db::default();
    let first = block_on(db.load());
    assert!(block_on(db.load()) > first);
}

#[test]
fn a_value_made_while_it_is_thrown_away_is_not_kept() {
    let db = Db::default();
    let mut cx = Context::from_waker(Waker::noop());
    let mut a = pin!(db.status());
    assert!(a.as_mut().poll(&mut cx).is_pending());
    db.status.clear();
    db.gate.open();
    assert_eq!(a.as_mut().poll(&mut cx), Poll::Ready("status 0".to_owned()));
    assert_eq!(block_on(db.status()), "status 1");
}

#[test]
fn a_panic_lets_the_next_one_try() {
    let memo = Remembered::<u8>::new();
    let make =
        std::panic::AssertUnwindSafe(|| block_on(memo.get_or_make(None, async { panic!() })));
    assert!(std::panic::catch_unwind(make).is_err());
    assert_eq!(block_on(memo.get_or_make(None, async { 1 })), 1);
    assert_eq!(block_on(memo.clone().get_or_make(Some(Duration::MAX), async { 2 })), 1);
}

#[test]
fn many_threads_make_it_once() {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).build().unwrap();
    let memo = Arc::new(Remembered::new());
    let tasks: Vec<_> = (0..64)
        .map(|_| {
            let memo = Arc::clone(&memo);
            runtime.spawn(async move {
                let make = async {
                    tokio::task::yield_now().await;
                    MADE.fetch_add(1, Ordering::SeqCst)
                };
                memo.get_or_make(None, make).await
            })
        })
        .collect();
    let values = runtime.block_on(async {
        let mut values = Vec::new();
        for task in tasks {
            values.push(task.await.unwrap());
        }
        values
    });
    assert!(values.iter().all(|value| *value == 0));
    assert_eq!(MADE.load(Ordering::SeqCst), 1);
}
