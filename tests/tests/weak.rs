//! Caches, maps, sets and proxies that do not keep what they refer to.

use std::borrow::Borrow;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier, Mutex, Weak, mpsc};
use std::thread;

use dunder::weak::{KeyState, Stats};
use dunder::{Held, ReferenceError, WeakCache, WeakMap, WeakProxy, WeakSet, finalize};
use proptest::prelude::*;

/// What happened, in order.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn note(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// Says when it is dropped.
struct Loud(&'static str, Log);

impl Drop for Loud {
    fn drop(&mut self) {
        self.1.note(format!("{} dropped", self.0));
    }
}

#[test]
fn an_entry_goes_with_the_last_owner_of_its_value() {
    let cache: WeakCache<String, String> = WeakCache::new();
    let held = cache.put("key".into(), "value".into());
    let also = cache.get("key").expect("it is alive");
    assert!(held.ptr_eq(&also));
    drop(held);
    assert_eq!(cache.get("key").as_deref().map(String::as_str), Some("value"));
    drop(also);
    assert!(cache.get("key").is_none());
    assert_eq!(cache.len(), 0);
    let stats = Stats { hits: 2, misses: 1, inserts: 1, purged: 1, live: 0 };
    assert_eq!(cache.stats(), stats);
}

#[test]
fn a_value_that_is_replaced_stays_with_its_owners_and_leaves_the_new_entry_alone() {
    let cache = WeakCache::new();
    let first = cache.put(1, "first");
    let second = cache.put(1, "second");
    assert_eq!((*first, cache.get(&1).as_deref()), ("first", Some(&"second")));
    drop(first);
    assert_eq!((cache.get(&1).as_deref(), cache.stats().purged), (Some(&"second"), 0));
    drop(second);
    assert_eq!((cache.len(), cache.stats().purged), (0, 1));
}

#[test]
fn replacing_thousands_of_values_under_the_same_keys_leaves_no_dead_entry() {
    let cache = WeakCache::new();
    for round in 0..20 {
        let held: Vec<_> = (0..1_000).map(|key| cache.put(key, (key, round))).collect();
        assert_eq!(cache.len(), 1_000);
        let again: Vec<_> = (0..1_000).map(|key| cache.put(key, (key, round + 100))).collect();
        drop(held);
        assert_eq!(cache.len(), 1_000);
        drop(again);
        assert!(cache.is_empty());
    }
}

#[test]
fn removing_and_clearing_leave_the_values_to_their_owners() {
    let cache = WeakCache::new();
    let (one, two) = (cache.put("one", 1), cache.put("two", 2));
    assert!(cache.remove("one").is_some_and(|removed| removed.ptr_eq(&one)));
    assert!(cache.remove("one").is_none());
    cache.clear();
    assert_eq!((cache.len(), *one, *two), (0, 1, 2));
    drop((one, two));
    assert_eq!(cache.stats().purged, 0);
}

#[test]
fn a_cache_may_go_before_its_values() {
    let log = Log::default();
    let cache = WeakCache::new();
    let held = cache.put(1, Loud("value", log.clone()));
    let after = log.clone();
    finalize(&held, move || after.note("finalized"));
    drop(cache);
    log.note("the cache has gone");
    drop(held);
    assert_eq!(log.take(), ["the cache has gone", "finalized", "value dropped"]);
}

#[test]
fn a_held_is_its_value_for_most_uses() {
    let cache = WeakCache::new();
    let held: Held<String> = cache.put(1, "text".to_owned());
    assert_eq!(held.len(), 4);
    assert_eq!((format!("{held}"), format!("{held:?}")), ("text".into(), "\"text\"".into()));
    assert_eq!(held, cache.put(2, "text".to_owned()));
    let map = HashMap::from([(Held::clone(&held), 1)]);
    assert_eq!(map[&"text".to_owned()], 1);
    let weak = held.downgrade();
    assert!(weak.upgrade().is_some_and(|again| again.ptr_eq(&held)));
    assert_eq!(held.strong_count(), 2);
    drop(map);
    drop(held);
    assert!(weak.upgrade().is_none());
}

#[test]
fn values_are_those_with_owners() {
    let cache = WeakCache::new();
    let held: Vec<_> = (0..100).map(|key| cache.put(key, key)).collect();
    let mut seen: Vec<i32> = cache.values().iter().map(|held| **held).collect();
    seen.sort_unstable();
    assert_eq!(seen, (0..100).collect::<Vec<_>>());
    drop(held);
    assert!(cache.values().is_empty());
}

#[test]
fn a_value_is_built_once_for_all_who_ask_at_the_same_time() {
    const ASKING: usize = 8;
    let cache = WeakCache::new();
    let built = AtomicUsize::new(0);
    let together = Barrier::new(ASKING);
    let held: Vec<Held<usize>> = thread::scope(|scope| {
        let ask = || {
            together.wait();
            cache.get_or_insert_with("key", || built.fetch_add(1, SeqCst) + 1)
        };
        let asking: Vec<_> = (0..ASKING).map(|_| scope.spawn(ask)).collect();
        asking.into_iter().map(|asking| asking.join().unwrap()).collect()
    });
    assert!(held.iter().all(|held| **held == 1));
    let stats = cache.stats();
    assert_eq!((stats.misses, stats.inserts, stats.hits), (1, 1, ASKING as u64 - 1));
    drop(held);
    assert_eq!(*cache.get_or_insert_with("key", || 2), 2);
    assert!(cache.is_empty());
}

#[test]
fn a_building_that_fails_keeps_nothing() {
    let cache = WeakCache::new();
    assert_eq!(cache.try_get_or_insert_with(1, || Err::<u8, _>("no")), Err("no"));
    let panicked = catch_unwind(AssertUnwindSafe(|| cache.get_or_insert_with(1, || panic!("no"))));
    assert!(panicked.is_err());
    assert_eq!(cache.len(), 0);
    assert_eq!(cache.try_get_or_insert_with(1, || Ok::<_, ()>(7)).as_deref(), Ok(&7));
}

#[test]
fn those_who_wait_for_a_building_that_panics_build_themselves() {
    let cache = Arc::new(WeakCache::new());
    let (started, is_started) = mpsc::channel();
    let (go_on, may_go_on) = mpsc::channel::<()>();
    let beside = Arc::clone(&cache);
    let failing = thread::spawn(move || {
        beside.get_or_insert_with(1, || {
            started.send(()).unwrap();
            may_go_on.recv().unwrap();
            panic!("no");
        })
    });
    is_started.recv().unwrap();
    let beside = Arc::clone(&cache);
    let waiting = thread::spawn(move || beside.get_or_insert_with(1, || 7));
    go_on.send(()).unwrap();
    assert!(failing.join().is_err());
    assert_eq!(*waiting.join().unwrap(), 7);
}

#[test]
fn a_function_that_asks_for_its_own_key_panics_instead_of_waiting_for_ever() {
    let cache: WeakCache<u8, u8> = WeakCache::new();
    let asked = catch_unwind(AssertUnwindSafe(|| {
        cache.get_or_insert_with(1, || *cache.get_or_insert_with(1, || 7))
    }));
    let message = asked.unwrap_err().downcast::<&str>().unwrap();
    assert!(message.contains("its function asks for itself"), "{message}");
    assert_eq!(*cache.get_or_insert_with(1, || *cache.get_or_insert_with(2, || 7) + 1), 8);
}

#[test]
fn what_was_put_while_another_was_built_stays() {
    let cache = WeakCache::new();
    let mut put = None;
    let built = cache.get_or_insert_with(1, || {
        put = Some(cache.put(1, "put"));
        "built"
    });
    assert_eq!((*built, cache.len()), ("put", 1));
    assert!(put.is_some_and(|put| put.ptr_eq(&built)));
}

#[test]
fn what_was_removed_while_it_was_built_is_not_kept() {
    let cache = WeakCache::new();
    let built = cache.get_or_insert_with(1, || {
        assert!(cache.remove(&1).is_none());
        "of yesterday"
    });
    assert_eq!((*built, cache.get(&1)), ("of yesterday", None));
    let built = cache.get_or_insert_with(1, || {
        cache.clear();
        "of yesterday"
    });
    assert_eq!((*built, cache.len()), ("of yesterday", 0));
}

#[test]
fn finalizers_run_last_first_between_the_entry_and_the_value() {
    let log = Log::default();
    let cache = Arc::new(WeakCache::new());
    let held = cache.put("key", Loud("value", log.clone()));
    for name in ["first", "second", "third"] {
        let (log, cache) = (log.clone(), Arc::clone(&cache));
        finalize(&held, move || {
            log.note(format!("{name}: {} entries", cache.len()));
            assert!(name != "second", "one that panics stops no other");
        });
    }
    drop(held);
    let expected = ["third: 0 entries", "second: 0 entries", "first: 0 entries", "value dropped"];
    assert_eq!(log.take(), expected);
}

#[test]
fn a_finalizer_is_cancelled_by_its_handle_and_not_by_its_drop() {
    let log = Log::default();
    let cache = WeakCache::new();
    let held = cache.put(1, ());
    let note = |what: &'static str| {
        let log = log.clone();
        move || log.note(what)
    };
    drop(finalize(&held, note("kept")));
    let cancelled = finalize(&held, note("cancelled"));
    let alive = finalize(&held, note("alive"));
    assert!(cancelled.is_alive() && cancelled.cancel() && !cancelled.cancel());
    drop(held);
    assert!(!alive.is_alive() && !alive.cancel());
    assert_eq!(log.take(), ["alive", "kept"]);
}

#[test]
fn cancelled_finalizers_of_a_long_life_do_not_pile_up() {
    let cache = WeakCache::new();
    let held = cache.put(1, ());
    let witness = Arc::new(());
    for _ in 0..10_000 {
        let kept = Arc::clone(&witness);
        assert!(finalize(&held, move || drop(kept)).cancel());
    }
    assert_eq!(Arc::strong_count(&witness), 1);
}

#[test]
fn a_finalizer_runs_also_for_a_value_that_was_removed_or_replaced() {
    let log = Log::default();
    let cache = WeakCache::new();
    let (first, second) = (cache.put(1, "first"), cache.put(1, "second"));
    for held in [&first, &second] {
        let (log, name) = (log.clone(), **held);
        finalize(held, move || log.note(name));
    }
    drop(first);
    cache.remove(&1);
    drop(second);
    assert_eq!(log.take(), ["first", "second"]);
}

/// A key that uses the cache while it is dropped, and panics in `eq` when told to.
struct Key {
    name: &'static str,
    cache: Weak<WeakCache<Key, u8>>,
}

static EQ_PANICS: AtomicBool = AtomicBool::new(false);
static KEY_DROPS: AtomicUsize = AtomicUsize::new(0);

impl Drop for Key {
    fn drop(&mut self) {
        if let Some(cache) = self.cache.upgrade() {
            EQ_PANICS.store(false, SeqCst);
            cache.get(self.name);
            cache.len();
        }
        KEY_DROPS.fetch_add(1, SeqCst);
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Key {}

impl Borrow<str> for Key {
    fn borrow(&self) -> &str {
        assert!(!EQ_PANICS.load(SeqCst), "a comparison that panics");
        self.name
    }
}

#[test]
fn keys_may_use_the_cache_in_their_drop_and_panic_in_their_comparison() {
    let cache = Arc::new(WeakCache::new());
    let key = || Key { name: "key", cache: Arc::downgrade(&cache) };
    let first = cache.put(key(), 1);
    let second = cache.put(key(), 2);
    let same = cache.get_or_insert_with(key(), || unreachable!());
    assert!(same.ptr_eq(&second));
    EQ_PANICS.store(true, SeqCst);
    assert!(catch_unwind(AssertUnwindSafe(|| cache.get("key"))).is_err());
    assert!(catch_unwind(AssertUnwindSafe(|| cache.remove("key"))).is_err());
    EQ_PANICS.store(false, SeqCst);
    assert_eq!(cache.get("key").as_deref(), Some(&2));
    drop((first, same));
    let built = cache.get_or_insert_with(key(), || unreachable!());
    drop((second, built));
    assert_eq!(cache.len(), 0);
    cache.remove("key");
    assert_eq!(KEY_DROPS.load(SeqCst), 4);
}

/// A value that looks for itself and its parent while it is dropped.
struct Child {
    cache: Arc<WeakCache<&'static str, Child>>,
    parent: Option<Held<Child>>,
    log: Log,
}

impl Drop for Child {
    fn drop(&mut self) {
        let child = self.cache.get("child").is_some();
        let parent = self.cache.get("parent").is_some();
        self.log.note(format!("{} entries, {child}, {parent}", self.cache.len()));
        self.parent.take();
    }
}

#[test]
fn a_value_may_use_the_cache_in_its_drop() {
    let log = Log::default();
    let cache = Arc::new(WeakCache::new());
    let value = |parent| Child { cache: Arc::clone(&cache), parent, log: log.clone() };
    let parent = cache.put("parent", value(None));
    let child = cache.put("child", value(Some(parent)));
    drop(child);
    assert_eq!(log.take(), ["1 entries, false, true", "0 entries, false, false"]);
}

#[test]
fn many_threads_put_get_and_drop_without_losing_count() {
    const THREADS: u64 = 4;
    const ROUNDS: u64 = 20_000;
    let cache = WeakCache::new();
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let cache = &cache;
            scope.spawn(move || {
                let mut kept = Vec::new();
                for round in 0..ROUNDS {
                    let key = (round * 7 + thread) % 64;
                    match cache.get(&key) {
                        Some(held) => assert_eq!(*held % 64, key),
                        None => kept.push(cache.put(key, key + 64 * round)),
                    }
                    if kept.len() > 16 {
                        kept.clear();
                    }
                }
            });
        }
    });
    let stats = cache.stats();
    assert_eq!((stats.live, cache.len()), (0, 0));
    assert_eq!(stats.hits + stats.misses, THREADS * ROUNDS);
    assert_eq!(stats.misses, stats.inserts);
    assert!(stats.purged <= stats.inserts);
}

/// All the same, the worst there can be.
#[derive(Clone, Default)]
struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {}
}

#[test]
fn a_cache_grows_shrinks_and_is_filled_again_whatever_the_hashes() {
    fn run<S: BuildHasher>(cache: WeakCache<String, usize, S>, many: usize) {
        let mut held: Vec<_> = (0..many).map(|n| cache.put(n.to_string(), n)).collect();
        for round in 0..4 {
            // The last one of each fifty lives, so that those who are moved are found.
            held.retain(|held| **held % 50 == 49);
            assert_eq!(cache.len(), many / 50);
            for n in 0..many {
                let found = cache.get(n.to_string().as_str()).map(|held| *held);
                assert_eq!(found, (n % 50 == 49).then_some(n), "round {round}");
            }
            let more = (0..many).filter(|n| n % 50 != 49);
            held.extend(more.map(|n| cache.put(n.to_string(), n)));
            assert_eq!(cache.len(), many);
        }
        let stats = cache.stats();
        drop(held);
        let purged = u64::try_from(many).unwrap();
        assert_eq!(cache.stats(), Stats { live: 0, purged: stats.purged + purged, ..stats });
    }
    run(WeakCache::new(), 20_000);
    run(WeakCache::with_hasher(BuildHasherDefault::<Same>::default()), 800);
}

/// Has few different hashes, so that keys stand in each other's way.
#[derive(Default)]
struct Few(u64);

impl Hasher for Few {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {}
    fn write_u64(&mut self, number: u64) {
        self.0 = number % 7;
    }
}

#[test]
fn keys_that_come_and_go_in_any_order_are_those_of_a_plain_map() {
    fn run<S: BuildHasher + Default>(keys: u64) {
        let cache: WeakCache<u64, u64, S> = WeakCache::default();
        let mut held = HashMap::new();
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        for step in 0..20_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let key = (state >> 33) % keys;
            match (state >> 20) % 8 {
                0..3 => drop(held.insert(key, cache.put(key, step))),
                3..6 => drop(held.remove(&key)),
                6 => assert_eq!(cache.remove(&key).is_some(), held.remove(&key).is_some()),
                _ => {}
            }
            assert_eq!(cache.get(&key).as_deref(), held.get(&key).map(|held| &**held));
            assert_eq!(cache.len(), held.len());
        }
        for key in 0..keys {
            assert_eq!(cache.get(&key).as_deref(), held.get(&key).map(|held| &**held));
        }
    }
    run::<BuildHasherDefault<Few>>(60);
    run::<BuildHasherDefault<Upper>>(300);
    run::<KeyState>(300);
}

/// Leaves the lower half empty, as multiplications of round numbers do.
#[derive(Default)]
struct Upper(u64);

impl Hasher for Upper {
    fn finish(&self) -> u64 {
        self.0 << 32
    }
    fn write(&mut self, _: &[u8]) {}
    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

#[test]
fn hashes_that_differ_in_their_upper_half_are_enough() {
    const MANY: u64 = 100_000;
    let cache = WeakCache::with_hasher(BuildHasherDefault::<Upper>::default());
    let held: Vec<_> = (0..MANY).map(|key| cache.put(key, key)).collect();
    assert!((0..MANY).all(|key| cache.get(&key).as_deref() == Some(&key)));
    drop(held);
    assert!(cache.is_empty());
}

#[test]
fn values_that_are_moved_while_others_are_dropped_are_all_found_or_gone() {
    let cache = WeakCache::new();
    thread::scope(|scope| {
        for thread in 0..4_u64 {
            let cache = &cache;
            scope.spawn(move || {
                for round in 0..10 {
                    let keys = (0..6_000).map(|n| n * 4 + thread);
                    let mut held: Vec<_> = keys.map(|key| cache.put(key, key)).collect();
                    held.retain(|held| (**held + round) % 96 < 4);
                    assert!(
                        held.iter()
                            .all(|held| cache.get(&**held).is_some_and(|got| got.ptr_eq(held)))
                    );
                }
            });
        }
    });
    let stats = cache.stats();
    assert_eq!((stats.live, stats.purged), (0, stats.inserts));
}

#[test]
fn keys_are_told_apart_by_all_of_what_they_are_made_of() {
    let state = KeyState::new();
    let hashes = |keys: Vec<u64>| keys.into_iter().collect::<HashSet<_>>().len();
    // The bounds between texts, and an integer before, between and after them.
    let texts = [("ab", "c"), ("a", "bc"), ("", "abc"), ("abc", "")];
    let texts = texts.map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(hashes(texts.iter().map(|pair| state.hash_one(pair)).collect()), 4);
    let mixed = (0..10_u8).flat_map(|n| {
        let state = &state;
        [state.hash_one((n, "a")), state.hash_one(("a", n)), state.hash_one(("a", n, "b"))]
    });
    assert_eq!(hashes(mixed.collect()), 30);
    let wide = (0..100_u128).flat_map(|n| [state.hash_one(n << 64), state.hash_one(n + 1)]);
    assert_eq!(hashes(wide.collect()), 200);
    assert_ne!(state.hash_one(7), KeyState::new().hash_one(7), "each state has its own numbers");
    // Integers with a pattern fall evenly into the places of a table, from either end.
    for shift in [0, 8, 20, 40, 56] {
        for end in [0, 40, 57] {
            let mut counts = [0; 64];
            for n in 0..64_000_u64 {
                let place = state.hash_one(n.rotate_left(shift)) >> end;
                counts[usize::try_from(place % 64).unwrap()] += 1;
            }
            let most = counts.iter().max().unwrap();
            assert!(*most < 4_000, "{most} of 64000 in one of 64 places, {shift} {end}");
        }
    }
}

proptest! {
    #[test]
    fn a_cache_of_many_keys_is_a_map_of_what_is_held(
        steps in prop::collection::vec((0..6_u8, 0..3_000_u16), 0..3_000),
        same in prop::bool::weighted(0.1),
    ) {
        let keys = if same { 1 } else { 3_000 };
        let cache: WeakCache<u16, usize> = WeakCache::new();
        let mut held: Vec<Held<usize>> = Vec::new();
        let mut oracle: HashMap<u16, usize> = HashMap::new();
        for (number, (step, key)) in steps.into_iter().enumerate() {
            let key = key % keys;
            match step {
                0..3 => {
                    held.push(cache.put(key, number));
                    oracle.insert(key, number);
                }
                3 if key % 100 == 0 => {
                    held.drain(..held.len() - held.len() / 20);
                    let kept: HashSet<usize> = held.iter().map(|held| **held).collect();
                    oracle.retain(|_, value| kept.contains(value));
                }
                4 => prop_assert_eq!(cache.remove(&key).map(|held| *held), oracle.remove(&key)),
                _ => prop_assert_eq!(cache.get(&key).map(|held| *held), oracle.get(&key).copied()),
            }
            prop_assert_eq!(cache.len(), oracle.len());
        }
        let mut values: Vec<_> = cache.values().iter().map(|held| **held).collect();
        let mut expected: Vec<_> = oracle.into_values().collect();
        values.sort_unstable();
        expected.sort_unstable();
        prop_assert_eq!(values, expected);
    }

    #[test]
    fn a_cache_is_a_map_of_what_is_held(steps in prop::collection::vec((0..5_u8, 0..8_u8), 0..200)) {
        let cache: WeakCache<u8, usize> = WeakCache::new();
        let mut held: Vec<Held<usize>> = Vec::new();
        let mut oracle: HashMap<u8, usize> = HashMap::new();
        for (number, (step, key)) in steps.into_iter().enumerate() {
            match step {
                0 => {
                    held.push(cache.put(key, number));
                    oracle.insert(key, number);
                }
                1 if !held.is_empty() => {
                    let gone = *held.swap_remove(usize::from(key) % held.len());
                    if held.iter().all(|held| **held != gone) {
                        oracle.retain(|_, value| *value != gone);
                    }
                }
                2 => prop_assert_eq!(cache.remove(&key).map(|held| *held), oracle.remove(&key)),
                3 => {
                    let got = cache.get_or_insert_with(key, || number);
                    prop_assert_eq!(*got, *oracle.entry(key).or_insert(number));
                    held.push(got);
                }
                _ => prop_assert_eq!(cache.get(&key).map(|held| *held), oracle.get(&key).copied()),
            }
            prop_assert_eq!(cache.len(), oracle.len());
        }
        drop(held);
        prop_assert_eq!(cache.len(), 0);
    }
}

#[test]
fn a_weak_map_returns_what_is_alive_and_forgets_the_rest() {
    let map: WeakMap<String, str> = WeakMap::new();
    let alice: Arc<str> = "Alice".into();
    map.put("1".into(), &alice);
    assert!(map.get("1").is_some_and(|found| Arc::ptr_eq(&found, &alice)));
    drop(alice);
    assert!(map.get("1").is_none() && map.is_empty());
    assert_eq!((map.purge(), map.purge()), (1, 0));
}

#[test]
fn a_weak_map_does_not_grow_with_what_has_died() {
    let witness = Arc::new(());
    let map = WeakMap::new();
    for round in 0..100_000 {
        map.put((round, Arc::clone(&witness)), &Arc::new(round));
    }
    assert!(Arc::strong_count(&witness) < 2_000, "{} keys", Arc::strong_count(&witness));
    map.clear();
    assert_eq!(Arc::strong_count(&witness), 1);
}

#[test]
fn a_weak_map_replaces_and_removes() {
    let map = WeakMap::new();
    let (one, two) = (Arc::new(1), Arc::new(2));
    map.put("key", &one);
    map.put("key", &two);
    assert_eq!((map.len(), map.get("key").as_deref()), (1, Some(&2)));
    assert_eq!(map.remove("key").as_deref(), Some(&2));
    assert!(map.get("key").is_none());
}

#[test]
fn a_weak_set_knows_objects_by_identity_and_in_order() {
    let set = WeakSet::new();
    let [a, b, c] = ["same", "same", "other"].map(|text| Arc::new(text.to_owned()));
    assert!(set.add(Arc::clone(&a)) && set.add(Arc::clone(&b)) && set.add(Arc::clone(&c)));
    assert!(!set.add(Arc::clone(&a)));
    assert_eq!(set.len(), 3);
    assert!(set.discard(&b) && !set.discard(&b) && !set.contains(&b) && set.contains(&c));
    drop(a);
    assert_eq!(set.len(), 1);
    let mut seen = 0;
    set.for_each_live(|member| {
        assert_eq!(member, "other");
        assert!(set.discard(&c));
        seen += 1;
    });
    assert_eq!((seen, set.is_empty()), (1, true));
}

#[test]
fn a_weak_set_that_owns_the_last_reference_adds_nothing_for_long() {
    let set: WeakSet<dyn Fn() + Send + Sync> = WeakSet::new();
    for _ in 0..10_000 {
        set.add(Arc::new(|| ()));
    }
    assert!(set.is_empty());
    let kept: Arc<dyn Fn() + Send + Sync> = Arc::new(|| ());
    assert!(set.add(Arc::clone(&kept)));
    assert_eq!(set.snapshot().len(), 1);
}

#[test]
fn a_proxy_uses_its_object_and_says_when_it_has_gone() {
    let object: Arc<str> = "text".into();
    let proxy = WeakProxy::new(&object);
    assert_eq!(proxy.clone().with(str::len), Ok(4));
    assert!(proxy.is_alive());
    drop(object);
    let error: ReferenceError = proxy.with(str::len).unwrap_err();
    assert_eq!(error.to_string(), "weakly-referenced object no longer exists");
    assert!(!proxy.is_alive() && proxy.try_get().is_err());
    let boxed: Box<dyn std::error::Error + Send + Sync> = error.into();
    assert!(boxed.is::<ReferenceError>());
}

#[test]
fn all_of_them_are_shared_between_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<WeakCache<String, Mutex<u8>>>();
    // A key need not be shared.
    shared::<WeakCache<std::cell::Cell<u8>, u8>>();
    shared::<Held<String>>();
    shared::<dunder::HeldWeak<String>>();
    shared::<WeakMap<String, str>>();
    shared::<WeakSet<str>>();
    shared::<WeakProxy<str>>();
    shared::<dunder::Events<str>>();
    shared::<dunder::Subscription>();
    shared::<dunder::Finalizer>();
}

#[test]
fn a_cache_begins_anew_whatever_one_before_it_did() {
    struct Own;
    for round in 0..3_u64 {
        let cache = WeakCache::<u64, Own>::new();
        assert_eq!(cache.stats(), Stats::default());
        assert!(cache.get(&1).is_none() && cache.is_empty());
        let held: Vec<_> = (0..100).map(|key| cache.put(key, Own)).collect();
        assert_eq!((cache.len(), cache.stats().inserts), (100, 100));
        let ran = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&ran);
        let finalizer = finalize(&held[0], move || {
            counter.fetch_add(1, SeqCst);
        });
        drop(cache);
        // while its values are there, their shards are theirs
        let next = WeakCache::<u64, Own>::new();
        let other = next.put(round, Own);
        drop(held);
        assert_eq!((next.len(), next.stats().purged), (1, 0));
        assert_eq!((ran.load(SeqCst), finalizer.is_alive()), (1, false));
        drop(other);
        assert_eq!((next.len(), next.stats().purged), (0, 1));
    }
}

/// A key that counts its drops; that of number 7 panics.
struct Bad(u32, Arc<AtomicUsize>);

impl PartialEq for Bad {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Bad {}

impl Hash for Bad {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl Drop for Bad {
    fn drop(&mut self) {
        self.1.fetch_add(1, SeqCst);
        assert!(self.0 != 7, "no");
    }
}

#[test]
fn a_key_whose_drop_panics_stops_no_other_when_its_cache_goes() {
    let drops = Arc::new(AtomicUsize::new(0));
    let cache = WeakCache::new();
    let held: Vec<_> = (0..200).map(|n| cache.put(Bad(n, Arc::clone(&drops)), n)).collect();
    assert!(catch_unwind(AssertUnwindSafe(|| drop(cache))).is_err());
    assert_eq!(drops.load(SeqCst), 200);
    drop(held);
}

#[test]
fn a_key_whose_drop_panics_stops_no_other_when_all_are_cleared() {
    let drops = Arc::new(AtomicUsize::new(0));
    let cache = WeakCache::new();
    let map = WeakMap::new();
    for _ in 0..8 {
        drops.store(0, SeqCst);
        let key = |n| Bad(n, Arc::clone(&drops));
        let held: Vec<_> = (0..200).map(|n| cache.put(key(n), n)).collect();
        assert!(catch_unwind(AssertUnwindSafe(|| cache.clear())).is_err());
        assert_eq!((cache.len(), drops.load(SeqCst)), (0, 200));
        drop(held);
        let values: Vec<_> = (0..200).map(Arc::new).collect();
        (0..).zip(&values).for_each(|(n, value)| map.put(key(n), value));
        drop(values);
        assert!(catch_unwind(AssertUnwindSafe(|| map.purge())).is_err());
        assert_eq!((map.purge(), drops.load(SeqCst)), (0, 400));
        let values: Vec<_> = (0..200).map(Arc::new).collect();
        (0..).zip(&values).for_each(|(n, value)| map.put(key(n), value));
        assert!(catch_unwind(AssertUnwindSafe(|| map.clear())).is_err());
        assert_eq!((map.len(), drops.load(SeqCst)), (0, 600));
    }
}

#[test]
fn a_cache_goes_through_an_unwinding_by_reference() {
    fn is_unwind_safe<T: std::panic::RefUnwindSafe>(_: &T) {}
    let cache = WeakCache::<u64, u64>::new();
    is_unwind_safe(&cache);
    assert!(catch_unwind(|| cache.get(&1).is_none()).unwrap());
}

#[test]
fn who_waits_for_a_slow_comparison_goes_on_after_it() {
    struct Slow {
        waits: bool,
        began: mpsc::Sender<()>,
        go_on: Arc<Barrier>,
    }
    impl PartialEq for Slow {
        fn eq(&self, other: &Self) -> bool {
            if self.waits || other.waits {
                self.began.send(()).unwrap();
                self.go_on.wait();
            }
            true
        }
    }
    impl Eq for Slow {}
    impl Hash for Slow {
        fn hash<H: Hasher>(&self, state: &mut H) {
            0.hash(state);
        }
    }
    let (began, has_begun) = mpsc::channel();
    let go_on = Arc::new(Barrier::new(2));
    let key = |waits| Slow { waits, began: began.clone(), go_on: Arc::clone(&go_on) };
    let cache = WeakCache::new();
    let held = cache.put(key(false), 7);
    let (slow, fast) = (key(true), key(false));
    thread::scope(|scope| {
        let first = scope.spawn(|| cache.get(&slow).as_deref().copied());
        has_begun.recv().unwrap();
        // its shard is locked until the barrier; the others ask meanwhile
        let others = [0; 3].map(|_| scope.spawn(|| cache.get(&fast).as_deref().copied()));
        go_on.wait();
        assert_eq!(first.join().unwrap(), Some(7));
        assert!(others.map(|other| other.join().unwrap()).iter().all(|found| *found == Some(7)));
    });
    assert_eq!((*held, cache.stats().hits), (7, 4));
}
