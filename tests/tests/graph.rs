//! `Graph`: identity, rings, depth, cells, traits, versions and dismantling.
#![expect(
    clippy::arc_with_non_send_sync,
    clippy::type_complexity,
    clippy::mutable_key_type,
    clippy::float_cmp,
    reason = "graphs of all kinds, compared with what was written"
)]

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::hash::{Hash, Hasher};
use std::rc::{Rc, Weak};
use std::sync::{Arc, Mutex, OnceLock, RwLock};
use std::thread;
use std::time::Duration;

use dunder::graph::{self, Registry};
use dunder::{CodecErrorKind, Graph, Limits, graph_dyn, validated};

type Link = Rc<RefCell<Node>>;

#[derive(Graph, Debug, Default)]
struct Node {
    id: u64,
    label: String,
    edges: Vec<Link>,
}

fn node(id: u64) -> Link {
    Rc::new(RefCell::new(Node { id, label: format!("node-{id}"), edges: Vec::new() }))
}

fn again<T: graph::Graph>(value: &T) -> T {
    let bytes = graph::to_bytes(value).unwrap();
    let made = graph::from_bytes(&bytes, &Limits::untrusted()).unwrap();
    // a dead target is not named again
    assert!(graph::to_bytes(&made).unwrap().len() <= bytes.len());
    made
}

fn kind<T: graph::Graph>(bytes: &[u8]) -> CodecErrorKind {
    let Err(fault) = graph::from_bytes::<T>(bytes, &Limits::default()) else {
        panic!("a fault is expected");
    };
    fault.kind()
}

fn on_a_small_stack(run: impl FnOnce() + Send + 'static) {
    thread::Builder::new().stack_size(64 << 10).spawn(run).unwrap().join().unwrap();
}

#[test]
fn a_ring_keeps_its_identity() {
    let nodes: Vec<Link> = (0..3).map(node).collect();
    for (place, node) in nodes.iter().enumerate() {
        node.borrow_mut().edges = vec![Rc::clone(&nodes[(place + 1) % 3]), Rc::clone(&nodes[0])];
    }
    let first = again(&nodes[0]);
    let second = Rc::clone(&first.borrow().edges[0]);
    let third = Rc::clone(&second.borrow().edges[0]);
    assert_eq!(third.borrow().label, "node-2");
    assert!(Rc::ptr_eq(&first, &third.borrow().edges[0]));
    assert!(Rc::ptr_eq(&first, &second.borrow().edges[1]));
    graph::dismantle(nodes);
    let watch = Rc::downgrade(&third);
    drop((second, third));
    graph::dismantle(first);
    assert!(watch.upgrade().is_none());
}

#[test]
fn a_ring_of_a_million_needs_no_stack() {
    on_a_small_stack(|| {
        let first = node(0);
        let mut last = Rc::clone(&first);
        for id in 1..1_000_000 {
            let next = Rc::new(RefCell::new(Node { id, label: String::new(), edges: vec![last] }));
            last = next;
        }
        first.borrow_mut().edges.push(Rc::clone(&last));
        drop(first);
        let bytes = graph::to_bytes(&last).unwrap();
        graph::dismantle(last);
        let made: Link = graph::from_bytes(&bytes, &Limits::default()).unwrap();
        let watch = Rc::downgrade(&made.borrow().edges[0]);
        assert_eq!(made.borrow().id, 999_999);
        let end = bytes.len() - 1;
        assert!(graph::from_bytes::<Link>(&bytes[..end], &Limits::default()).is_err());
        let mut spoiled = bytes.clone();
        let near_end = bytes.len() - 8;
        spoiled[near_end..].fill(0xff);
        assert!(graph::from_bytes::<Link>(&spoiled, &Limits::default()).is_err());
        let fault = graph::from_bytes::<Link>(&bytes, &Limits::untrusted()).unwrap_err();
        assert!(matches!(fault.kind(), CodecErrorKind::TooLarge | CodecErrorKind::TooDeep));
        graph::dismantle(made);
        assert!(watch.upgrade().is_none());
    });
}

#[derive(Graph)]
struct Chain {
    id: u32,
    next: Option<Rc<Chain>>,
}

#[test]
fn a_chain_without_cells_needs_no_stack() {
    on_a_small_stack(|| {
        let mut chain = None;
        for id in 0..1_000_000 {
            chain = Some(Rc::new(Chain { id, next: chain }));
        }
        let bytes = graph::to_bytes(&chain).unwrap();
        graph::dismantle(chain);
        let made: Rc<Chain> =
            graph::from_bytes::<Option<Rc<Chain>>>(&bytes, &Limits::default()).unwrap().unwrap();
        assert_eq!(made.next.as_ref().unwrap().id, 999_998);
        graph::dismantle(made);
        assert!(
            graph::from_bytes::<Option<Rc<Chain>>>(&bytes[..bytes.len() - 1], &Limits::default())
                .is_err()
        );
    });
}

#[derive(Graph)]
struct Person {
    name: String,
    boss: RefCell<Weak<Person>>,
    mentor: OnceCell<Weak<Person>>,
    team: RefCell<Vec<Rc<Person>>>,
}

fn person(name: &str) -> Rc<Person> {
    Rc::new(Person {
        name: name.to_owned(),
        boss: RefCell::default(),
        mentor: OnceCell::new(),
        team: RefCell::default(),
    })
}

#[test]
fn weak_references_lead_to_what_is_owned_and_are_dead_otherwise() {
    let (ada, bob, eve, gone) = (person("ada"), person("bob"), person("eve"), person("gone"));
    *bob.boss.borrow_mut() = Rc::downgrade(&ada);
    // met before the target is
    bob.mentor.set(Rc::downgrade(&eve)).unwrap();
    *eve.boss.borrow_mut() = Rc::downgrade(&gone);
    ada.team.borrow_mut().extend([Rc::clone(&bob), Rc::clone(&eve)]);
    let made = again(&ada);
    let team = made.team.borrow();
    assert_eq!(team[1].name, "eve");
    assert!(Rc::ptr_eq(&made, &team[0].boss.borrow().upgrade().unwrap()));
    assert!(Rc::ptr_eq(&team[1], &team[0].mentor.get().unwrap().upgrade().unwrap()));
    assert!(team[1].boss.borrow().upgrade().is_none());
    assert_eq!(Rc::strong_count(&made), 1);
    // a root that owns nothing itself
    assert!(again(&vec![Rc::downgrade(&ada)])[0].upgrade().is_none());
}

#[derive(Graph, Debug, Clone, PartialEq)]
enum Cargo {
    Empty,
    Boxes(Vec<u8>, i16),
    Tank { liters: f64, sealed: Option<bool> },
}

#[derive(Graph, Debug, Clone, PartialEq)]
struct Plain {
    cargo: Vec<Cargo>,
    tuple: (u8, i8, char, (), u128, i128),
    array: [Option<String>; 3],
    map: BTreeMap<String, HashMap<u16, bool>>,
    set: BTreeSet<i64>,
    hashed: HashSet<String>,
    queue: VecDeque<u8>,
    boxed: Box<str>,
    time: Duration,
    f: f32,
    size: (usize, isize),
    tree: Option<Box<Self>>,
    cell: Cell<i32>,
}

fn plain() -> Plain {
    Plain {
        cargo: vec![
            Cargo::Empty,
            Cargo::Boxes(vec![0, 200, 255], -300),
            Cargo::Tank { liters: -0.5, sealed: Some(true) },
        ],
        tuple: (255, -128, 'é', (), u128::MAX, i128::MIN),
        array: [None, Some("a".into()), Some(String::new())],
        map: BTreeMap::from([
            ("x".into(), HashMap::from([(1, true)])),
            ("y".into(), HashMap::new()),
        ]),
        set: BTreeSet::from([i64::MIN, -1, 0, i64::MAX]),
        hashed: HashSet::from(["q".into()]),
        queue: VecDeque::from([1, 2, 255]),
        boxed: "boxed".into(),
        time: Duration::new(u64::MAX, 999_999_999),
        f: f32::MIN_POSITIVE,
        size: (usize::MAX, isize::MIN),
        tree: None,
        cell: Cell::new(-7),
    }
}

#[test]
fn plain_values_come_back_by_themselves_and_in_every_holder() {
    let mut value = plain();
    value.tree = Some(Box::new(plain()));
    assert_eq!(again(&value), value);
    assert_eq!(*again(&Rc::new(value.clone())), value);
    assert_eq!(*again(&Arc::new(value.clone())), value);
    assert_eq!(again(&RefCell::new(value.clone())).into_inner(), value);
    assert_eq!(*again(&Arc::new(Mutex::new(value.clone()))).lock().unwrap(), value);
    assert_eq!(*again(&Arc::new(RwLock::new(value.clone()))).read().unwrap(), value);
    assert_eq!(*again(&Rc::new(RefCell::new(value.clone()))).borrow(), value);
    assert_eq!(again(&Rc::new(OnceCell::from(value.clone()))).get(), Some(&value));
    assert_eq!(again(&Arc::new(OnceLock::from(value.clone()))).get(), Some(&value));
}

#[derive(Graph)]
struct Shared {
    cells: Arc<Mutex<Vec<Arc<Mutex<Vec<u8>>>>>>,
    lock: Arc<RwLock<Option<Arc<Shared>>>>,
    once: Arc<OnceLock<Arc<String>>>,
    text: Arc<String>,
    map: Mutex<HashMap<String, Arc<Shared>>>,
    options: (Option<Arc<String>>, BTreeMap<u8, Arc<String>>, [Arc<String>; 2]),
}

#[derive(Graph)]
struct Words {
    all: Vec<Rc<str>>,
    counts: BTreeMap<Rc<str>, u32>,
    last: RefCell<Weak<str>>,
    gone: RefCell<Weak<str>>,
    longest: Option<Arc<str>>,
    locked: Arc<Mutex<Option<Arc<str>>>>,
}

#[test]
fn shared_texts_stay_shared() {
    let (one, two): (Rc<str>, Rc<str>) = ("one".into(), "zwölf".into());
    let long: Arc<str> = "".into();
    let words = Words {
        all: vec![Rc::clone(&one), Rc::clone(&two), one],
        counts: BTreeMap::from([(Rc::clone(&two), 1)]),
        last: RefCell::new(Rc::downgrade(&two)),
        gone: RefCell::new(Rc::downgrade(&Rc::from("gone"))),
        longest: Some(Arc::clone(&long)),
        locked: Arc::new(Mutex::new(Some(long))),
    };
    let made = again(&Rc::new(words));
    assert_eq!(made.all.iter().map(AsRef::as_ref).collect::<Vec<_>>(), ["one", "zwölf", "one"]);
    assert!(Rc::ptr_eq(&made.all[0], &made.all[2]));
    assert!(made.counts.keys().all(|word| Rc::ptr_eq(word, &made.all[1])));
    assert!(made.last.borrow().upgrade().is_some_and(|word| Rc::ptr_eq(&word, &made.all[1])));
    assert!(made.gone.borrow().upgrade().is_none());
    let locked = made.locked.lock().unwrap();
    assert!(locked.iter().zip(&made.longest).all(|(locked, own)| Arc::ptr_eq(locked, own)));
    assert_eq!(locked.as_deref(), Some(""));
}

#[test]
fn a_shared_text_has_the_bytes_of_a_shared_string() {
    let text: Rc<str> = "text".into();
    let bytes = graph::to_bytes(&text).unwrap();
    assert_eq!(bytes, graph::to_bytes(&Rc::new("text".to_owned())).unwrap());
    let text: Arc<str> = graph::from_bytes(&bytes, &Limits::default()).unwrap();
    assert_eq!(&*text, "text");
}

#[test]
fn shared_arcs_and_locks_stay_shared() {
    let text = Arc::new("text".to_owned());
    let bytes = Arc::new(Mutex::new(vec![1, 2]));
    let shared = Arc::new(Shared {
        cells: Arc::new(Mutex::new(vec![Arc::clone(&bytes), bytes])),
        lock: Arc::default(),
        once: Arc::new(OnceLock::from(Arc::clone(&text))),
        text: Arc::clone(&text),
        map: Mutex::default(),
        options: (
            Some(Arc::clone(&text)),
            BTreeMap::from([(1, Arc::clone(&text))]),
            [Arc::clone(&text), text],
        ),
    });
    *shared.lock.write().unwrap() = Some(Arc::clone(&shared));
    shared.map.lock().unwrap().insert("self".into(), Arc::clone(&shared));
    let made = again(&shared);
    graph::dismantle(shared);
    {
        let cells = made.cells.lock().unwrap();
        assert!(Arc::ptr_eq(&cells[0], &cells[1]));
    }
    assert!(Arc::ptr_eq(&made, made.lock.read().unwrap().as_ref().unwrap()));
    assert!(Arc::ptr_eq(&made, &made.map.lock().unwrap()["self"]));
    let (option, map, array) = &made.options;
    for text in [option.as_ref().unwrap(), &map[&1], &array[0], &array[1], made.once.get().unwrap()]
    {
        assert!(Arc::ptr_eq(text, &made.text));
    }
    let watch = Arc::downgrade(&made);
    graph::dismantle(made);
    assert!(watch.upgrade().is_none());
}

#[derive(Graph)]
struct Mixed {
    name: String,
    must: Rc<String>,
    cell_must: RefCell<Rc<String>>,
    peer: Option<Rc<RefCell<Self>>>,
}

#[test]
fn what_must_be_there_is_built_first_also_in_cells() {
    let name = Rc::new("shared".to_owned());
    let make = |label: &str| {
        Rc::new(RefCell::new(Mixed {
            name: label.to_owned(),
            must: Rc::clone(&name),
            cell_must: RefCell::new(Rc::clone(&name)),
            peer: None,
        }))
    };
    let (a, b) = (make("a"), make("b"));
    a.borrow_mut().peer = Some(Rc::clone(&b));
    b.borrow_mut().peer = Some(Rc::clone(&a));
    let copy = again(&a);
    let peer = copy.borrow().peer.clone().unwrap();
    assert_eq!(peer.borrow().name, "b");
    assert!(Rc::ptr_eq(&peer.borrow().must, &copy.borrow().cell_must.borrow()));
    assert!(Rc::ptr_eq(peer.borrow().peer.as_ref().unwrap(), &copy));
    drop(peer);
    graph::dismantle(copy);
    graph::dismantle(a);
    assert_eq!(Rc::strong_count(&name), 1 + 2, "b is held and empty");
    drop(b);
    assert_eq!(Rc::strong_count(&name), 1);
}

#[derive(Clone, Graph)]
struct Key(Rc<RefCell<String>>);

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.borrow().hash(state);
    }
}

#[test]
fn maps_by_the_content_of_objects_are_filled_last() {
    let key = |text: &str| Key(Rc::new(RefCell::new(text.to_owned())));
    let keys: Vec<Key> = ["a", "b", "c"].map(key).into();
    let map: HashMap<Key, u8> = keys.iter().cloned().zip(0..).collect();
    let set: HashSet<Key> = keys.iter().cloned().collect();
    let held = Rc::new(RefCell::new(map));
    let (held, map, set, list) = again(&(held.clone(), held.borrow().clone(), set, keys));
    for (place, key) in (0..).zip(&list) {
        assert_eq!(map.get(key), Some(&place));
        assert_eq!(held.borrow().get(key), Some(&place));
        assert!(Rc::ptr_eq(&set.get(key).unwrap().0, &key.0));
    }
}

#[test]
fn a_borrowed_cell_is_an_error_and_not_a_panic() {
    let root = node(1);
    root.borrow_mut().edges.push(node(2));
    let child = Rc::clone(&root.borrow().edges[0]);
    let guard = child.borrow_mut();
    let fault = graph::to_bytes(&root).unwrap_err();
    assert_eq!(fault.kind(), CodecErrorKind::Borrowed);
    assert_eq!(fault.path(), "RefCell<Node>[1]");
    drop(guard);
    let lock = Arc::new(Mutex::new(1));
    let guard = lock.lock().unwrap();
    assert_eq!(graph::to_bytes(&lock).unwrap_err().kind(), CodecErrorKind::Borrowed);
    drop(guard);
    let poisoned = Arc::clone(&lock);
    let _ = thread::spawn(move || {
        let _guard = poisoned.lock().unwrap();
        panic!("poisons the lock");
    })
    .join();
    assert_eq!(*again(&lock).lock().unwrap(), 1);
}

#[test]
fn values_in_each_other_are_bounded_on_both_sides() {
    #[derive(Graph)]
    struct Nest(Option<Box<Nest>>);
    let nest = |depth| (0..depth).fold(Nest(None), |inner, _| Nest(Some(Box::new(inner))));
    let bytes = graph::to_bytes(&nest(99)).unwrap();
    assert!(graph::from_bytes::<Nest>(&bytes, &Limits::default()).is_ok());
    let few = Limits::default().depth(99);
    let fault = graph::from_bytes::<Nest>(&bytes, &few).err().unwrap();
    assert_eq!(fault.kind(), CodecErrorKind::TooDeep);
    assert_eq!(graph::to_bytes(&nest(100)).err().unwrap().kind(), CodecErrorKind::TooDeep);
}

#[test]
fn limits_bound_objects_items_memory_and_chains() {
    let nodes: Vec<Link> = (0..100).map(node).collect();
    for pair in nodes.windows(2) {
        pair[0].borrow_mut().edges.push(Rc::clone(&pair[1]));
    }
    let bytes = graph::to_bytes(&nodes[0]).unwrap();
    let kind =
        |limits: Limits| graph::from_bytes::<Link>(&bytes, &limits).err().map(|fault| fault.kind());
    let large = Some(CodecErrorKind::TooLarge);
    assert_eq!(kind(Limits::default().nodes(100)), None);
    assert_eq!(kind(Limits::default().nodes(99)), large);
    assert_eq!(kind(Limits::default().items(99)), None);
    assert_eq!(kind(Limits::default().items(98)), large);
    assert_eq!(kind(Limits::default().bytes(bytes.len() - 1)), large);
    assert_eq!(kind(Limits::default().alloc(4096)), large);
    assert_eq!(kind(Limits::default().alloc(32 << 10)), None);
    assert_eq!(kind(Limits::default().chain(100)), None);
    assert_eq!(kind(Limits::default().chain(99)), Some(CodecErrorKind::TooDeep));
}

#[graph_dyn]
trait Shape {
    fn area(&self) -> f64;
    fn peer(&self) -> Option<Rc<dyn Shape>> {
        None
    }
}

#[derive(Graph)]
struct Circle {
    radius: f64,
}

#[derive(Graph)]
struct Square {
    side: f64,
    peer: RefCell<Option<Rc<dyn Shape>>>,
    back: RefCell<Weak<dyn Shape>>,
}

#[graph_dyn]
impl Shape for Circle {
    fn area(&self) -> f64 {
        self.radius * self.radius * 3.0
    }
}

#[graph_dyn(tag = "Quad")]
impl Shape for Square {
    fn area(&self) -> f64 {
        self.side * self.side
    }

    fn peer(&self) -> Option<Rc<dyn Shape>> {
        self.peer.borrow().clone()
    }
}

struct Unknown;

impl Shape for Unknown {
    fn area(&self) -> f64 {
        0.0
    }
}

fn square(side: f64) -> Rc<Square> {
    let nothing: Weak<dyn Shape> = Weak::<Circle>::new();
    Rc::new(Square { side, peer: RefCell::default(), back: RefCell::new(nothing) })
}

#[test]
fn objects_behind_traits_keep_type_and_identity() {
    let circle = Rc::new(Circle { radius: 1.0 });
    let (a, b) = (square(2.0), square(3.0));
    *a.peer.borrow_mut() = Some(b.clone());
    *b.peer.borrow_mut() = Some(a.clone());
    let behind: Rc<dyn Shape> = circle.clone();
    *a.back.borrow_mut() = Rc::downgrade(&behind);
    let boxed: Vec<Box<dyn Shape>> = vec![Box::new(Circle { radius: 2.0 })];
    let shapes: Vec<Rc<dyn Shape>> = vec![a.clone(), behind, b.clone()];
    let (made, made_circle, made_boxed) = again(&(shapes, circle, boxed));
    assert_eq!(made.iter().map(|shape| shape.area()).collect::<Vec<_>>(), [4.0, 3.0, 9.0]);
    assert_eq!(made_boxed[0].area(), 12.0);
    let address = |shape: &Rc<dyn Shape>| Rc::as_ptr(shape).cast::<()>();
    assert_eq!(address(&made[0].peer().unwrap()), address(&made[2]));
    assert_eq!(address(&made[2].peer().unwrap()), address(&made[0]));
    assert_eq!(address(&made[1]), Rc::as_ptr(&made_circle).cast());
    let watch = Rc::downgrade(&made[0]);
    graph::dismantle(made);
    assert!(watch.upgrade().is_none());
    graph::dismantle((a, b));
}

#[test]
fn types_behind_traits_are_those_of_the_registry() {
    let shapes: Vec<Rc<dyn Shape>> = vec![Rc::new(Circle { radius: 1.0 }), square(1.0)];
    let bytes = graph::to_bytes(&shapes).unwrap();
    let all = Registry::new().with::<dyn Shape, Circle>().with::<dyn Shape, Square>();
    let read = |registry| {
        graph::from_bytes_with::<Vec<Rc<dyn Shape>>>(&bytes, &Limits::default(), registry)
    };
    assert_eq!(read(&all).unwrap().len(), 2);
    let fault = read(&Registry::new().with::<dyn Shape, Circle>()).err().unwrap();
    assert_eq!((fault.kind(), fault.path()), (CodecErrorKind::UnknownType, "[1].Quad"));
    let unknown: Rc<dyn Shape> = Rc::new(Unknown);
    let fault = graph::to_bytes(&unknown).unwrap_err();
    assert_eq!(fault.kind(), CodecErrorKind::Unsupported);
    assert!(fault.path().ends_with("Unknown"), "{}", fault.path());
}

#[graph_dyn]
trait Task: Send + Sync {
    fn name(&self) -> String;
}

#[derive(Graph)]
struct Job {
    name: String,
    after: Mutex<Vec<Arc<dyn Task + Send + Sync>>>,
}

#[graph_dyn]
impl Task for Job {
    fn name(&self) -> String {
        self.name.clone()
    }
}

#[test]
fn auto_traits_may_be_named_where_they_are_supertraits() {
    let job = |name: &str| Arc::new(Job { name: name.to_owned(), after: Mutex::default() });
    let (a, b) = (job("a"), job("b"));
    a.after.lock().unwrap().push(b);
    let task: Arc<dyn Task> = a;
    assert_eq!(again(&task).name(), "a");
    let task: Arc<dyn Task + Send + Sync> = job("c");
    assert_eq!(again(&task).name(), "c");
}

mod v1 {
    use super::{Graph, Rc, RefCell};

    #[derive(Graph)]
    #[graph(id = "app.User")]
    pub(super) struct User {
        pub(super) fax: Vec<Option<(String, [u8; 2])>>,
        pub(super) name: String,
        pub(super) age: u8,
        pub(super) friend: RefCell<Option<Rc<User>>>,
        pub(super) extra: Option<Rc<RefCell<Extra>>>,
        pub(super) kind: Kind,
    }

    #[derive(Graph)]
    pub(super) struct Extra(pub(super) Option<Rc<RefCell<Extra>>>);

    #[derive(Graph)]
    pub(super) enum Kind {
        Guest,
        Staff { room: u16, desk: f32 },
        Gone,
    }
}

mod v2 {
    use super::{Arc, Graph, Mutex};

    #[derive(Graph)]
    #[graph(id = "app.User", version = 2, removed("fax"))]
    pub(super) struct Account {
        #[graph(id = "name")]
        pub(super) label: String,
        #[graph(since = 2)]
        pub(super) email: Option<String>,
        pub(super) kind: Kind,
        pub(super) age: u64,
        #[graph(default = 7)]
        pub(super) level: u8,
        #[graph(default)]
        pub(super) tags: Vec<String>,
        #[graph(skip)]
        pub(super) cache: Option<u8>,
        pub(super) friend: Mutex<Option<Arc<Account>>>,
    }

    #[derive(Graph, Debug, PartialEq)]
    pub(super) enum Kind {
        Robot,
        Staff {
            #[graph(default)]
            floor: u8,
            room: u32,
        },
        #[graph(id = "Guest")]
        Visitor,
    }

    #[derive(Graph, Debug)]
    #[graph(id = "app.User")]
    pub(super) struct Strict {
        pub(super) name: String,
        pub(super) email: String,
    }
}

fn user(name: &str, kind: v1::Kind) -> Rc<v1::User> {
    Rc::new(v1::User {
        fax: vec![None, Some(("1".to_owned(), [1, 2]))],
        name: name.to_owned(),
        age: 200,
        friend: RefCell::default(),
        extra: None,
        kind,
    })
}

#[test]
fn other_versions_are_read_by_the_names_of_fields() {
    let (a, b) = (user("a", v1::Kind::Staff { room: 9, desk: 1.0 }), user("b", v1::Kind::Guest));
    *a.friend.borrow_mut() = Some(Rc::clone(&b));
    *b.friend.borrow_mut() = Some(Rc::clone(&a));
    let bytes = graph::to_bytes(&a).unwrap();
    let made: Arc<v2::Account> = graph::from_bytes(&bytes, &Limits::default()).unwrap();
    assert_eq!((made.label.as_str(), made.age, made.level), ("a", 200, 7));
    assert_eq!((&made.email, &made.tags, &made.cache), (&None, &Vec::new(), &None));
    assert_eq!(made.kind, v2::Kind::Staff { floor: 0, room: 9 });
    let friend = made.friend.lock().unwrap().clone().unwrap();
    assert_eq!((friend.label.as_str(), &friend.kind), ("b", &v2::Kind::Visitor));
    assert!(Arc::ptr_eq(&made, friend.friend.lock().unwrap().as_ref().unwrap()));
    drop(friend);
    graph::dismantle(made);
    for end in 0..bytes.len() {
        assert!(graph::from_bytes::<Arc<v2::Account>>(&bytes[..end], &Limits::default()).is_err());
    }
    let fault = graph::from_bytes::<Rc<v2::Strict>>(&bytes, &Limits::default()).unwrap_err();
    assert_eq!((fault.kind(), fault.path()), (CodecErrorKind::MissingField, "Strict[0].email"));
    let unknown = graph::to_bytes(&user("c", v1::Kind::Gone)).unwrap();
    assert_eq!(kind::<Arc<v2::Account>>(&unknown), CodecErrorKind::UnknownTag);
}

#[test]
fn what_only_unread_fields_own_is_not_kept() {
    let user = user("a", v1::Kind::Guest);
    let extra = Rc::new(RefCell::new(v1::Extra(None)));
    extra.borrow_mut().0 = Some(Rc::clone(&extra));
    let with_extra = v1::User { extra: Some(extra), ..Rc::into_inner(user).unwrap() };
    let bytes = graph::to_bytes(&with_extra).unwrap();
    let made: v2::Account = graph::from_bytes(&bytes, &Limits::default()).unwrap();
    assert_eq!(made.label, "a");
    graph::dismantle(with_extra);
}

#[test]
fn types_that_do_not_fit_are_errors() {
    #[derive(Graph, Debug)]
    #[graph(id = "Node")]
    struct Other {
        id: String,
    }
    #[derive(Graph, Debug)]
    struct Stranger {
        id: u64,
    }
    let bytes = graph::to_bytes(&Node::default()).unwrap();
    let fault = graph::from_bytes::<Other>(&bytes, &Limits::default()).unwrap_err();
    assert_eq!((fault.kind(), fault.path()), (CodecErrorKind::WrongType, "Node.id"));
    assert_eq!(kind::<Stranger>(&bytes), CodecErrorKind::WrongType);
    assert_eq!(kind::<u8>(&graph::to_bytes(&300_u16).unwrap()), CodecErrorKind::WrongType);
    assert_eq!(
        graph::from_bytes::<u64>(&graph::to_bytes(&3_u16).unwrap(), &Limits::default()),
        Ok(3)
    );
    assert_eq!(kind::<Node>(b""), CodecErrorKind::Truncated);
    assert_eq!(kind::<Node>(b"nothing of ours"), CodecErrorKind::Malformed);
    assert_eq!(kind::<Node>(b"dg\x02"), CodecErrorKind::Version);
    let mut longer = bytes;
    longer.push(0);
    assert_eq!(kind::<Node>(&longer), CodecErrorKind::TrailingBytes);
    let _ = (Other { id: String::new() }.id, Stranger { id: 1 }.id);
}

#[validated]
#[derive(Graph, Debug, Clone)]
struct Account {
    #[validate(email, trim)]
    email: String,
    #[validate(nonempty)]
    codes: Vec<u8>,
}

#[test]
fn rules_run_last_also_in_cells() {
    let account = |email: &str, codes: &[u8]| Account { email: email.into(), codes: codes.into() };
    let good = Rc::new(RefCell::new(account(" a@example.com", &[1])));
    let made = graph::from_bytes::<Rc<RefCell<Account>>>(
        &graph::to_bytes(&good).unwrap(),
        &Limits::default(),
    );
    assert_eq!(made.unwrap().borrow().email, "a@example.com");
    let bad = Rc::new(RefCell::new(account("nobody", &[])));
    let bytes = graph::to_bytes(&bad).unwrap();
    let fault = graph::from_bytes::<Rc<RefCell<Account>>>(&bytes, &Limits::default()).unwrap_err();
    assert_eq!(fault.kind(), CodecErrorKind::Invalid);
    assert_eq!(fault.invalid().unwrap().len(), 2);
}

#[derive(Graph)]
struct Pair<T, const N: usize>
where
    T: Clone,
{
    one: T,
    many: [Rc<T>; N],
}

#[test]
fn generic_types_are_graphs_of_theirs() {
    let pair = Pair { one: 1_u8, many: [Rc::new(2), Rc::new(3)] };
    let made = again(&pair);
    assert_eq!((made.one, *made.many[1]), (1, 3));
}

#[test]
fn dismantling_empties_cells_that_others_hold_and_keeps_plain_values() {
    let (a, b) = (node(1), node(2));
    a.borrow_mut().edges.push(Rc::clone(&b));
    b.borrow_mut().edges.push(Rc::clone(&a));
    graph::dismantle(Rc::clone(&a));
    assert!(a.borrow().edges.is_empty() && b.borrow().edges.is_empty());
    assert_eq!(b.borrow().label, "node-2");
    assert_eq!((Rc::strong_count(&a), Rc::strong_count(&b)), (1, 1));
    // a cell that is borrowed stays as it is
    a.borrow_mut().edges.push(Rc::clone(&b));
    let guard = a.borrow();
    graph::dismantle(Rc::clone(&a));
    assert_eq!(guard.edges.len(), 1);
}

#[test]
fn what_older_bytes_lack_and_what_none_have_is_what_default_says() {
    mod old {
        #[derive(dunder::Graph)]
        #[graph(id = "app.Job")]
        pub(crate) struct Job {
            pub(crate) name: String,
        }
    }
    #[derive(Debug, Graph, PartialEq)]
    #[graph(id = "app.Job", version = 2)]
    struct Job {
        name: String,
        #[graph(since = 2, default = 3)]
        tries: u8,
        #[graph(skip, default = 60)]
        patience: u16,
    }
    let bytes = graph::to_bytes(&old::Job { name: "mail".into() }).unwrap();
    let job: Job = graph::from_bytes(&bytes, &Limits::default()).unwrap();
    assert_eq!(job, Job { name: "mail".into(), tries: 3, patience: 60 });
    let bytes = graph::to_bytes(&Job { tries: 5, patience: 1, ..job }).unwrap();
    let job: Job = graph::from_bytes(&bytes, &Limits::default()).unwrap();
    assert_eq!((job.tries, job.patience), (5, 60));
}

/// What the outside sees, made of what it does not.
mod house {
    use dunder::Graph;

    #[derive(Graph, Debug, PartialEq)]
    struct Room {
        doors: u8,
    }

    #[derive(Graph, Debug, PartialEq)]
    #[allow(unreachable_pub, reason = "as in a library")]
    pub struct House<T> {
        hall: Room,
        rooms: Vec<Room>,
        owner: T,
    }

    #[derive(Graph, Debug, PartialEq)]
    pub(crate) struct Hut(Room);

    pub(crate) fn house() -> (House<String>, Hut) {
        let room = |doors| Room { doors };
        (
            House { hall: room(3), rooms: vec![room(1), room(2)], owner: "Ann".to_owned() },
            Hut(room(4)),
        )
    }
}

#[test]
fn fields_may_have_types_that_are_less_visible_than_the_struct() {
    assert_eq!(again(&house::house()), house::house());
}
