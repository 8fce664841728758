//! 30: exercise 7, `WeakReferenceCache`: thread-safe, cleaned up by itself, with statistics.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier};
use std::thread;

use dunder::WeakCache;
use dunder::weak::Stats;

#[test]
fn the_statistics_say_what_happened() {
    let cache: WeakCache<String, Vec<u8>> = WeakCache::new();
    let (a, b) = (cache.put("a".into(), vec![1]), cache.put("b".into(), vec![2]));
    assert!(cache.get("a").is_some() && cache.get("c").is_none());
    assert_eq!(cache.stats(), Stats { hits: 1, misses: 1, inserts: 2, purged: 0, live: 2 });
    drop(a);
    assert!(cache.get("a").is_none());
    assert_eq!(cache.stats(), Stats { hits: 1, misses: 2, inserts: 2, purged: 1, live: 1 });
    cache.clear();
    assert_eq!((cache.stats().live, b.len()), (0, 1));
}

#[test]
fn many_threads_build_each_value_once_and_leave_nothing() {
    const THREADS: usize = 4;
    const KEYS: usize = 200;
    let cache = Arc::new(WeakCache::new());
    let built = Arc::new(AtomicUsize::new(0));
    let together = Arc::new(Barrier::new(THREADS));
    let threads: Vec<_> = (0..THREADS)
        .map(|_| {
            let (cache, built) = (Arc::clone(&cache), Arc::clone(&built));
            let together = Arc::clone(&together);
            thread::spawn(move || {
                let ask = |key: usize| {
                    let built = &built;
                    cache.get_or_insert_with(key, move || {
                        built.fetch_add(1, SeqCst);
                        key.to_string()
                    })
                };
                let held: Vec<_> = (0..KEYS).map(ask).collect();
                // Nobody lets go before everybody has asked.
                together.wait();
                assert!(held.iter().enumerate().all(|(key, held)| **held == key.to_string()));
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    let stats = cache.stats();
    assert_eq!((built.load(SeqCst), cache.len()), (KEYS, 0));
    assert_eq!((stats.inserts, stats.misses, stats.purged), (200, 200, 200));
    assert_eq!(stats.hits, 600);
}
