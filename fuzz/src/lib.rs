//! What each decoder is fed with: whatever comes in, a value that writes itself as it was read, or an
//! error.
#![allow(missing_docs, reason = "a program")]

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::{Rc, Weak};
use std::sync::{Arc, Mutex, RwLock};

use dunder::{Dict, Graph, Limits, Packed, Proto, dict, graph, graph_dyn, proto};

/// A value of every form that three of the formats have in common.
#[derive(Clone, Debug, PartialEq, Dict, Packed, Proto)]
pub struct Tree {
    #[proto(tag = 1)]
    pub name: String,
    #[proto(tag = 2)]
    pub children: Vec<Self>,
    #[proto(tag = 3)]
    pub only: Option<Box<Self>>,
    #[proto(tag = 4, sint64)]
    pub numbers: Vec<i64>,
    #[proto(tag = 5)]
    pub small: Vec<u8>,
    #[proto(tag = 6)]
    pub map: BTreeMap<String, i32>,
    #[proto(tag = 7)]
    pub bit: bool,
    #[proto(tag = 8)]
    pub state: State,
    #[proto(tag = 9, packed = false)]
    pub wide: Vec<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Dict, Packed, Proto)]
pub enum State {
    Open,
    Shut,
}

/// What only messages have.
#[derive(Clone, Debug, PartialEq, Proto)]
pub struct Whole {
    #[proto(tag = 1)]
    pub tree: Tree,
    #[proto(oneof)]
    pub choice: Option<Choice>,
    #[proto(tag = 3, map(sint32, fixed64))]
    pub ids: BTreeMap<i32, u64>,
    #[proto(tag = 4)]
    pub time: std::time::SystemTime,
    #[proto(unknown)]
    pub rest: proto::Unknown,
}

#[derive(Clone, Debug, PartialEq, Proto)]
pub enum Choice {
    #[proto(tag = 20, fixed32)]
    Number(u32),
    #[proto(tag = 21)]
    Whole(Box<Whole>),
    #[proto(tag = 22)]
    Nothing,
}

pub fn tree() -> Tree {
    let leaf = |name: &str| Tree {
        name: name.into(),
        children: Vec::new(),
        only: None,
        numbers: vec![0, -1, i64::MAX],
        small: vec![0, 255],
        map: BTreeMap::from([("a".into(), 1), ("\"\u{1}\\".into(), -1)]),
        bit: true,
        state: State::Shut,
        wide: vec![300],
    };
    let (only, children) = (Some(Box::new(leaf("only"))), vec![leaf("first"), leaf("")]);
    Tree { children, only, ..leaf("Zoë \u{1f980}") }
}

pub fn proto(bytes: &[u8]) {
    if let Ok(value) = Whole::decode_with(bytes, &Limits::untrusted()) {
        let again = value.encode_to_vec();
        assert_eq!(again.len(), value.encoded_len());
        assert_eq!(Whole::decode(&again), Ok(value));
    }
}

pub fn packed(bytes: &[u8]) {
    if let Ok(value) = Tree::unpack_with(bytes, &Limits::untrusted()) {
        // no two packed bytes are one value
        let again = value.pack();
        assert_eq!(Tree::unpack(&again).as_ref(), Ok(&value));
        assert!(again == bytes || !value.map.is_empty() || has_map(&value));
    }
}

/// The entries of a map may come in any order.
fn has_map(tree: &Tree) -> bool {
    let mut inner = tree.children.iter().chain(tree.only.as_deref());
    !tree.map.is_empty() || inner.any(has_map)
}

pub fn dict(bytes: &[u8]) {
    if let Ok(value) = dict::from_json_with::<dict::Value>(bytes, &Limits::untrusted()) {
        let json = dict::to_json(&value);
        let again = dict::from_json::<dict::Value>(&json);
        assert_eq!(again.map(|value| dict::to_json(&value)).as_ref(), Ok(&json));
    }
    if let Ok(value) = dict::from_json_with::<Tree>(bytes, &Limits::untrusted()) {
        assert_eq!(Tree::from_json(value.to_json()).as_ref(), Ok(&value));
        assert_eq!(Tree::from_dict(&value.to_dict()), Ok(value));
    }
}

/// A node of a graph with every kind of edge.
#[derive(Default, Graph)]
pub struct Node {
    pub id: u64,
    pub label: String,
    pub edges: Vec<Rc<RefCell<Self>>>,
    pub back: Vec<Weak<RefCell<Self>>>,
    pub rows: BTreeMap<i8, Rc<RefCell<Self>>>,
    pub set: BTreeSet<u16>,
    pub early: Option<Rc<Early>>,
    pub lock: Option<Arc<Mutex<Shared>>>,
    pub shape: Option<Rc<dyn Shape>>,
    pub boxed: Option<Box<dyn Shape>>,
    pub kind: Kind,
    pub values: (u8, i128, f32, char, [bool; 2]),
}

#[derive(Default, Graph)]
pub enum Kind {
    #[default]
    Plain,
    Pair(i32, Box<Self>),
    Named {
        bytes: Vec<u8>,
        cell: Cell<u8>,
    },
}

/// An object without a cell around it: what it owns is built first.
#[derive(Default, Graph)]
pub struct Early {
    pub next: Option<Rc<Self>>,
    pub late: RefCell<Option<Rc<Self>>>,
    pub back: RefCell<Weak<Self>>,
    /// Not of `Self`: bytes may tie a ring of such cells, which `dismantle` cannot open, and which would
    /// be counted as a leak.
    pub once: OnceCell<Rc<Leaf>>,
}

/// An object that owns none.
#[derive(Default, Graph)]
pub struct Leaf {
    pub back: RefCell<Weak<Early>>,
    pub once: OnceCell<u8>,
}

#[derive(Default, Graph)]
pub struct Shared {
    pub text: Arc<String>,
    pub peers: Vec<Arc<Mutex<Self>>>,
    pub locks: RwLock<Vec<Arc<Self>>>,
}

#[graph_dyn]
pub trait Shape {
    fn sides(&self) -> u32;
}

#[derive(Graph)]
pub struct Polygon {
    pub sides: u32,
    pub inner: RefCell<Vec<Rc<dyn Shape>>>,
}

#[graph_dyn]
impl Shape for Polygon {
    fn sides(&self) -> u32 {
        self.sides
    }
}

#[derive(Graph)]
pub struct Circle;

#[graph_dyn]
impl Shape for Circle {
    fn sides(&self) -> u32 {
        0
    }
}

/// What became of `Node` later: fields are gone, new, wider and elsewhere.
#[derive(Default, Graph)]
#[graph(id = "Node", version = 2, removed("back", "boxed"))]
pub struct Later {
    pub rows: BTreeMap<i64, Arc<RwLock<Self>>>,
    pub edges: Vec<Arc<RwLock<Self>>>,
    #[graph(since = 2)]
    pub note: String,
    pub label: Box<str>,
    pub id: u64,
}

pub fn nodes() -> Rc<RefCell<Node>> {
    let node = |id| Rc::new(RefCell::new(Node { id, label: format!("n{id}"), ..Node::default() }));
    let (a, b) = (node(1), node(300));
    let early = Rc::new(Early::default());
    let ring = Rc::new(Early { next: Some(Rc::clone(&early)), ..Early::default() });
    *early.late.borrow_mut() = Some(Rc::clone(&ring));
    *early.back.borrow_mut() = Rc::downgrade(&ring);
    let leaf = Rc::new(Leaf { back: RefCell::new(Rc::downgrade(&early)), once: 7.into() });
    let _ = ring.once.set(leaf);
    let lock = Arc::new(Mutex::new(Shared::default()));
    if let Ok(mut shared) = lock.lock() {
        shared.peers.push(Arc::clone(&lock));
        shared.locks = RwLock::new(vec![Arc::default()]);
    }
    let polygon = Rc::new(Polygon { sides: 5, inner: RefCell::default() });
    polygon.inner.borrow_mut().extend([polygon.clone() as Rc<dyn Shape>, Rc::new(Circle)]);
    {
        let mut a = a.borrow_mut();
        a.edges = vec![Rc::clone(&b)];
        a.rows.insert(-3, Rc::clone(&b));
        a.set.extend([7, 500]);
        a.early = Some(ring);
        a.boxed = Some(Box::new(Circle));
        a.kind = Kind::Pair(-1, Box::new(Kind::Named { bytes: vec![1], cell: Cell::new(2) }));
        a.values = (255, i128::MIN, 0.5, 'é', [true, false]);
    }
    {
        let mut b = b.borrow_mut();
        b.edges = vec![Rc::clone(&a), Rc::clone(&a)];
        b.back = vec![Rc::downgrade(&a), Weak::new()];
        b.lock = Some(lock);
        b.shape = Some(polygon);
    }
    a
}

pub fn graph(bytes: &[u8]) {
    let limits = Limits::untrusted();
    if let Ok(made) = graph::from_bytes::<Rc<RefCell<Node>>>(bytes, &limits) {
        // a dead target is not named again, so that the second writing is the last
        if let Ok(first) = graph::to_bytes(&made) {
            let again = graph::from_bytes::<Rc<RefCell<Node>>>(&first, &Limits::default());
            let again = again.unwrap_or_else(|fault| panic!("{fault}"));
            assert_eq!(graph::to_bytes(&again).as_ref(), Ok(&first));
            graph::dismantle(again);
        }
        graph::dismantle(made);
    }
    if let Ok(later) = graph::from_bytes::<Arc<RwLock<Later>>>(bytes, &limits) {
        graph::dismantle(later);
    }
}
