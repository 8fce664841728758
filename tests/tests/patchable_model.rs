//! What threads share of patches, from its source, in every order in which loom can run them.

use loom::model;
use loom::sync::mpsc::channel;
use loom::thread::spawn;

mod sync {
    pub(super) use loom::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
    pub(super) use loom::sync::{Arc, RwLock};
}

#[path = "../../runtime/src/patchable/life.rs"]
mod life;

use life::{Life, Live, Shelf};
use sync::{Arc, AtomicUsize, RwLock};

fn live() -> Live {
    Live { all: AtomicUsize::new(0), everywhere: AtomicUsize::new(0) }
}

/// A site, and the shelf of the patches that hold everywhere.
struct World {
    live: Live,
    shelf: Shelf<Life>,
}

impl World {
    fn new() -> Arc<Self> {
        Arc::new(Self { live: live(), shelf: Shelf { all: RwLock::new(Vec::new()) } })
    }

    fn install(&self, times: Option<u64>) -> Arc<Life> {
        let patch = Arc::new(Life::new(times, true));
        self.shelf.add(Arc::clone(&patch));
        self.live.add(true);
        patch
    }

    fn end(&self, patch: &Arc<Life>) {
        if patch.end() {
            self.live.remove(true);
            drop(self.shelf.remove(|one| std::ptr::eq(one, &raw const **patch)));
        }
    }

    /// A call: whether it was the patch's.
    fn call(&self) -> bool {
        if !self.live.is_any() || !self.live.is_everywhere() {
            return false;
        }
        let found = self.shelf.look(|all| all.iter().rev().find(|one| one.is_alive()).cloned());
        found.is_some_and(|patch| patch.take())
    }

    fn is_clean(&self) -> bool {
        !self.live.is_any() && !self.live.is_everywhere() && self.shelf.look(<[_]>::is_empty)
    }
}

#[test]
fn a_limited_patch_takes_no_more_calls_than_it_says() {
    model(|| {
        let world = World::new();
        let patch = world.install(Some(1));
        let other = Arc::clone(&world);
        let other = spawn(move || other.call());
        let taken = u64::from(world.call()) + u64::from(other.join().unwrap());
        assert_eq!((taken, patch.calls()), (1, 1));
    });
}

#[test]
fn a_patch_that_two_end_is_taken_away_once() {
    model(|| {
        let world = World::new();
        let (kept, patch) = (world.install(None), world.install(None));
        let (other, same) = (Arc::clone(&world), Arc::clone(&patch));
        let other = spawn(move || other.end(&same));
        world.end(&patch);
        other.join().unwrap();
        assert!(world.live.is_any() && world.call());
        world.end(&kept);
        assert!(world.is_clean());
    });
}

#[test]
fn calls_beside_a_patch_that_comes_and_goes_find_it_or_do_not() {
    model(|| {
        let world = World::new();
        let other = Arc::clone(&world);
        let caller = spawn(move || u64::from(other.call()) + u64::from(other.call()));
        let patch = world.install(None);
        world.end(&patch);
        assert_eq!(caller.join().unwrap(), patch.calls());
        assert!(world.is_clean());
    });
}

#[test]
fn who_hears_of_an_installed_patch_finds_it_and_of_its_end_does_not() {
    model(|| {
        let world = World::new();
        let other = Arc::clone(&world);
        let (say, hear) = channel();
        let (answer, answered) = channel();
        let caller = spawn(move || {
            hear.recv().unwrap();
            let while_installed = other.call();
            answer.send(()).unwrap();
            hear.recv().unwrap();
            (while_installed, other.call())
        });
        let patch = world.install(None);
        say.send(()).unwrap();
        answered.recv().unwrap();
        world.end(&patch);
        say.send(()).unwrap();
        assert_eq!(caller.join().unwrap(), (true, false));
    });
}

#[test]
fn calls_are_counted_before_and_after_a_patch_is_shared() {
    model(|| {
        let live = live();
        live.add(false);
        let patch = Arc::new(Life::new(None, false));
        assert!(patch.take() && live.is_any() && !live.is_everywhere());
        patch.share();
        let other = Arc::clone(&patch);
        let other = spawn(move || other.take());
        assert!(patch.take());
        assert!(other.join().unwrap());
        assert_eq!(patch.calls(), 3);
        live.remove(false);
        assert!(!live.is_any());
    });
}
