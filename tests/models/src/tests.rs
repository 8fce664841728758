//! What holds in every order of the threads' steps.

use std::hash::{BuildHasherDefault, DefaultHasher, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use shuttle::thread;

use crate::weak::{Events, Held, Listener, WeakCache, finalize};

/// Hashes the same in every run, as a scheduler that repeats a run needs.
type Cache<K, V> = WeakCache<K, V, BuildHasherDefault<DefaultHasher>>;

/// Random orders, and then orders with few changes of thread, which find what random ones do not.
pub fn in_every_order(model: impl Fn() + Send + Sync + Clone + 'static) {
    shuttle::check_random(model.clone(), 3_000);
    shuttle::check_pct(model, 3_000, 3);
}

/// A value that asks its cache for its own key while it is dropped.
struct Curious {
    cache: Arc<Cache<u8, Curious>>,
    drops: Arc<AtomicUsize>,
}

impl Drop for Curious {
    fn drop(&mut self) {
        if let Some(other) = self.cache.get(&1) {
            assert!(!std::ptr::eq(&raw const *other, self), "a dying value was returned");
        }
        self.drops.fetch_add(1, SeqCst);
    }
}

#[test]
fn a_drop_beside_a_put_of_the_same_key_takes_only_its_own_entry() {
    in_every_order(|| {
        let cache = Arc::new(Cache::<u8, u32>::default());
        let first = cache.put(1, 10);
        let dropping = thread::spawn(move || drop(first));
        let second = cache.put(1, 20);
        dropping.join().unwrap();
        assert_eq!((cache.get(&1).as_deref(), cache.len()), (Some(&20), 1));
        drop(second);
        assert!(cache.get(&1).is_none());
        assert_eq!((cache.len(), cache.stats().inserts), (0, 2));
    });
}

#[test]
fn a_drop_beside_gets_returns_a_live_value_or_none() {
    in_every_order(|| {
        let cache = Arc::new(Cache::<u8, String>::default());
        let only = cache.put(1, String::from("value"));
        let readers: Vec<_> = (0..2)
            .map(|_| {
                let cache = Arc::clone(&cache);
                thread::spawn(move || cache.get(&1).map(|held| held.len()))
            })
            .collect();
        drop(only);
        for reader in readers {
            assert!(matches!(reader.join().unwrap(), None | Some(5)));
        }
        let stats = cache.stats();
        assert_eq!((stats.live, stats.purged, stats.hits + stats.misses), (0, 1, 2));
    });
}

#[test]
fn a_value_may_use_its_cache_while_it_is_dropped() {
    in_every_order(|| {
        let drops = Arc::new(AtomicUsize::new(0));
        let cache = Arc::new(Cache::default());
        let value = || Curious { cache: Arc::clone(&cache), drops: Arc::clone(&drops) };
        let (first, another) = (cache.put(1, value()), value());
        let beside = Arc::clone(&cache);
        let dropping = thread::spawn(move || drop(first));
        let putting = thread::spawn(move || drop(beside.put(1, another)));
        dropping.join().unwrap();
        putting.join().unwrap();
        assert_eq!((drops.load(SeqCst), cache.len()), (2, 0));
    });
}

#[test]
fn a_cache_may_go_beside_its_values() {
    in_every_order(|| {
        let cache = Cache::<u8, Arc<()>>::default();
        let witness = Arc::new(());
        let ran = Arc::new(AtomicUsize::new(0));
        let held: Vec<Held<_>> = (0..2).map(|key| cache.put(key, Arc::clone(&witness))).collect();
        for held in &held {
            let ran = Arc::clone(&ran);
            finalize(held, move || {
                ran.fetch_add(1, SeqCst);
            });
        }
        let dropping = thread::spawn(move || drop(held));
        drop(cache);
        dropping.join().unwrap();
        assert_eq!((Arc::strong_count(&witness), ran.load(SeqCst)), (1, 2));
    });
}

#[test]
fn a_value_is_built_once_however_many_ask() {
    in_every_order(|| {
        let cache = Arc::new(Cache::<u8, u32>::default());
        let built = Arc::new(AtomicUsize::new(0));
        let asking: Vec<_> = (0..3)
            .map(|_| {
                let (cache, built) = (Arc::clone(&cache), Arc::clone(&built));
                thread::spawn(move || {
                    cache.get_or_insert_with(1, || {
                        built.fetch_add(1, SeqCst);
                        thread::yield_now();
                        7
                    })
                })
            })
            .collect();
        let held: Vec<_> = asking.into_iter().map(|asking| asking.join().unwrap()).collect();
        let first = &held[0];
        assert!(held.iter().all(|held| **held == 7 && held.ptr_eq(first)));
        let stats = cache.stats();
        assert_eq!((built.load(SeqCst), stats.misses, stats.hits), (1, 1, 2));
    });
}

#[test]
fn one_who_fails_to_build_lets_the_next_one_try() {
    in_every_order(|| {
        let cache = Arc::new(Cache::<u8, u32>::default());
        let beside = Arc::clone(&cache);
        let failing =
            thread::spawn(move || beside.try_get_or_insert_with(1, || Err("no")).map(|held| *held));
        let held = cache.get_or_insert_with(1, || 7);
        assert!(matches!(failing.join().unwrap(), Err("no") | Ok(7)));
        assert_eq!(cache.get(&1).as_deref(), Some(&7));
        drop(held);
        assert_eq!(cache.len(), 0);
    });
}

#[test]
fn a_removal_beside_a_building_leaves_nothing_that_is_dead() {
    in_every_order(|| {
        let cache = Arc::new(Cache::<u8, u32>::default());
        let beside = Arc::clone(&cache);
        let building = thread::spawn(move || beside.get_or_insert_with(1, || 7));
        drop(cache.remove(&1));
        let held = building.join().unwrap();
        let found = cache.get(&1);
        assert!(found.is_none_or(|found| found.ptr_eq(&held)));
        drop(held);
        assert_eq!(cache.len(), 0);
    });
}

#[test]
fn values_that_are_moved_are_found_also_by_drops_beside_it() {
    const MANY: usize = 200;
    let model = || {
        let cache = Arc::new(WeakCache::<usize, usize, BuildHasherDefault<One>>::default());
        let mut held: Vec<_> = (0..MANY).map(|key| cache.put(key, key)).collect();
        // The last drops make the slab small enough to be packed, on two threads at a time.
        let kept = held.split_off(MANY - 4);
        let last = held.split_off(MANY - 4 - 24);
        drop(held);
        let (mut some, mut others) = (Vec::new(), Vec::new());
        for (number, held) in last.into_iter().enumerate() {
            if number % 2 == 0 { some.push(held) } else { others.push(held) }
        }
        let dropping = thread::spawn(move || drop(some));
        let beside = Arc::clone(&cache);
        let putting = thread::spawn(move || beside.put(MANY, MANY));
        drop(others);
        dropping.join().unwrap();
        let new = putting.join().unwrap();
        assert_eq!(cache.len(), 5);
        assert!(kept.iter().chain([&new]).all(|held| cache.get(&**held).is_some()));
        drop((kept, new));
        let stats = cache.stats();
        assert_eq!((stats.live, stats.purged, stats.inserts), (0, 201, 201));
    };
    shuttle::check_random(model, 300);
    shuttle::check_pct(model, 300, 3);
}

/// Hashes that all fall into one shard.
#[derive(Default)]
struct One(u64);

impl Hasher for One {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {}
    fn write_usize(&mut self, number: usize) {
        self.0 = number as u64 % 1_000;
    }
}

struct Ear(AtomicUsize);

impl Listener<u8> for Ear {
    fn on_event(&self, _: &u8) {
        self.0.fetch_add(1, SeqCst);
    }
}

#[test]
fn notifying_beside_subscribing_and_dropping_tells_who_stays() {
    in_every_order(|| {
        let events = Arc::new(Events::<u8>::new());
        let [stays, comes, goes] = [0; 3].map(|_| Arc::new(Ear(AtomicUsize::new(0))));
        events.subscribe(&stays);
        events.subscribe(&goes);
        let (beside, ear) = (Arc::clone(&events), Arc::clone(&comes));
        let coming = thread::spawn(move || {
            beside.subscribe(&ear);
        });
        let going = thread::spawn(move || drop(goes));
        let told = events.notify(&1);
        coming.join().unwrap();
        going.join().unwrap();
        assert_eq!(stays.0.load(SeqCst), 1);
        assert!(told.panicked == 0 && (1..=3).contains(&(told.delivered + told.dead)));
        let then = events.notify(&2);
        assert_eq!((then.delivered, then.dead + told.dead <= 1), (2, true));
        assert_eq!(events.len(), 2);
    });
}

#[test]
fn a_closure_goes_with_its_subscription_or_with_the_event_that_it_hears() {
    in_every_order(|| {
        let events = Arc::new(Events::<u8>::new());
        let witness = Arc::new(AtomicUsize::new(0));
        let heard = Arc::clone(&witness);
        let subscription = events.on(move |_| {
            heard.fetch_add(1, SeqCst);
        });
        let beside = Arc::clone(&events);
        let notifying = thread::spawn(move || beside.notify(&1).delivered);
        drop(subscription);
        let delivered = notifying.join().unwrap();
        assert_eq!((witness.load(SeqCst), Arc::strong_count(&witness)), (delivered, 1));
        assert_eq!(events.notify(&2).delivered, 0);
    });
}
