//! 26: `CacheWithWeakRefs`. `obj1` is gone after its last owner, `obj2` is there; no dead entry stays.

use std::fmt;

use dunder::WeakCache;

struct ExpensiveObject {
    id: u32,
    data: Vec<u32>,
}

impl ExpensiveObject {
    fn new(id: u32) -> Self {
        Self { id, data: (0..10_000).collect() }
    }
}

impl fmt::Display for ExpensiveObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExpensiveObject(id={})", self.id)
    }
}

#[test]
fn the_guide_finds_obj2_only_after_obj1_is_deleted() {
    let cache: WeakCache<String, ExpensiveObject> = WeakCache::new();
    let obj1 = cache.put("obj1".into(), ExpensiveObject::new(1));
    let obj2 = cache.put("obj2".into(), ExpensiveObject::new(2));
    let shown = |key: &str| cache.get(key).map(|object| object.to_string());
    assert_eq!(shown("obj1").as_deref(), Some("ExpensiveObject(id=1)"));
    assert_eq!(shown("obj2").as_deref(), Some("ExpensiveObject(id=2)"));
    drop(obj1);
    assert_eq!(shown("obj1"), None);
    assert_eq!(shown("obj2").as_deref(), Some("ExpensiveObject(id=2)"));
    assert_eq!((cache.len(), obj2.data.len()), (1, 10_000));
}
