//! The bytes of each format, as files: what was written once is read for ever, and written the same.
//! `GOLDEN=write` makes the files anew.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::rc::{Rc, Weak};
use std::time::{Duration, SystemTime};

use dunder::proto::{self, Unknown};
use dunder::{Dict, Graph, Limits, Packed, Proto, graph, graph_dyn};

#[derive(Clone, Debug, PartialEq, Dict, Packed, Proto)]
struct Order {
    #[proto(tag = 1)]
    id: u64,
    #[proto(tag = 2, sint64)]
    balance: i64,
    #[proto(tag = 3)]
    customer: Customer,
    #[proto(tag = 4)]
    items: Vec<Item>,
    #[proto(tag = 5)]
    state: State,
    #[proto(tag = 6)]
    note: Option<String>,
    #[proto(tag = 7)]
    counts: BTreeMap<String, u32>,
    #[proto(tag = 8)]
    price: f64,
    #[proto(tag = 9)]
    weight: f32,
    #[proto(tag = 10)]
    is_gift: bool,
    #[proto(tag = 11)]
    took: Duration,
    #[proto(tag = 12)]
    sizes: Vec<i32>,
    #[proto(tag = 13)]
    hash: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Dict, Packed, Proto)]
#[packed(order = "lengths-first", endian = "little", len = u16)]
struct Customer {
    #[proto(tag = 1)]
    name: String,
    #[proto(tag = 2, fixed32)]
    number: u32,
    #[proto(tag = 3)]
    emails: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Dict, Packed, Proto)]
struct Item {
    #[proto(tag = 1)]
    name: String,
    #[proto(tag = 2)]
    quantity: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Dict, Packed, Proto)]
enum State {
    Open,
    #[packed(tag = 9)]
    #[proto(tag = 4)]
    Paid,
}

/// What only one format has.
#[derive(Clone, Debug, PartialEq, Proto)]
struct More {
    #[proto(tag = 1)]
    at: SystemTime,
    #[proto(tag = 2, packed = false)]
    unpacked: Vec<u32>,
    #[proto(tag = 3, map(sint32, fixed64))]
    ids: BTreeMap<i32, u64>,
    #[proto(oneof)]
    way: Option<Way>,
    #[proto(tag = 900, sfixed64)]
    far: i64,
    #[proto(unknown)]
    rest: Unknown,
}

#[derive(Clone, Debug, PartialEq, Dict, Packed, Proto)]
enum Way {
    #[proto(tag = 20)]
    Address(String),
    #[proto(tag = 21)]
    Parcel(Item),
    #[proto(tag = 22)]
    Nowhere,
}

fn order() -> Order {
    Order {
        id: u64::MAX,
        balance: -1_000_000,
        customer: Customer {
            name: "Zoë \u{1f980}".into(),
            number: 7,
            emails: vec!["zoe@example.com".into(), String::new()],
        },
        items: vec![
            Item { name: "lamp".into(), quantity: 2 },
            Item { name: "x".repeat(130), quantity: 0 },
        ],
        state: State::Paid,
        note: Some("quick \"brown\"\n\u{1}fox".into()),
        counts: BTreeMap::from([("a".into(), 1), ("b".into(), u32::MAX)]),
        price: 19.99,
        weight: 0.1,
        is_gift: true,
        took: Duration::new(3, 500_000_000),
        sizes: vec![0, -1, 300],
        hash: vec![0, 255, 16],
    }
}

fn more() -> More {
    let mut more = More::decode(&[0x78, 0x05, 0x93, 0x01, 0x94, 0x01]).unwrap();
    assert_eq!(more.rest.tags().collect::<Vec<_>>(), [15, 18]);
    more.at = SystemTime::UNIX_EPOCH - Duration::from_millis(250);
    more.unpacked = vec![0, 128];
    more.ids = BTreeMap::from([(-1, 1), (5, u64::MAX)]);
    more.way = Some(Way::Parcel(Item { name: "box".into(), quantity: 1 }));
    more.far = -2;
    more
}

/// Lines of 32 bytes.
fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for line in bytes.chunks(32) {
        for byte in line {
            write!(text, "{byte:02x}").unwrap();
        }
        text.push('\n');
    }
    text
}

/// The file of that name; `GOLDEN=write` puts these bytes there first. Bytes stand as hex.
fn golden(name: &str, bytes: &[u8]) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden").join(name);
    let is_hex = name.strip_suffix(".hex").is_some();
    if std::env::var_os("GOLDEN").is_some() {
        let text = if is_hex { hex(bytes).into_bytes() } else { bytes.to_vec() };
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
    }
    let text = std::fs::read(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    if !is_hex {
        return text;
    }
    let text = String::from_utf8(text).unwrap();
    let digits: String = text.split_whitespace().collect();
    let pairs = (0..digits.len()).step_by(2).map(|at| digits[at..at + 2].to_owned());
    pairs.map(|pair| u8::from_str_radix(&pair, 16).unwrap()).collect()
}

#[test]
fn messages() {
    let bytes = order().encode_to_vec();
    let file = golden("proto.hex", &bytes);
    assert_eq!(Order::decode(&file), Ok(order()));
    assert_eq!(bytes, file);
    let bytes = more().encode_to_vec();
    let file = golden("proto_more.hex", &bytes);
    assert_eq!(More::decode(&file), Ok(more()));
    assert_eq!(bytes, file);
    let text = proto::file::<(Order, More)>("golden");
    let file = golden("golden.proto", text.as_bytes());
    proto::assert_file::<(Order, More)>("golden", std::str::from_utf8(&file).unwrap());
    assert_eq!(text.as_bytes(), file);
}

#[test]
fn packed_bytes() {
    let bytes = order().pack();
    let file = golden("packed.hex", &bytes);
    assert_eq!(Order::unpack(&file), Ok(order()));
    assert_eq!(bytes, file);
    let ways = vec![Way::Nowhere, Way::Address("here".into()), more().way.unwrap()];
    let bytes = dunder::packed::pack(&ways);
    let file = golden("packed_enum.hex", &bytes);
    assert_eq!(dunder::packed::unpack(&file), Ok(ways));
    assert_eq!(bytes, file);
}

#[test]
fn json() {
    let ways = vec![Way::Nowhere, Way::Address("here".into()), more().way.unwrap()];
    let bytes = dunder::dict::to_json(&(order(), ways.clone())).into_bytes();
    let file = golden("dict.json", &bytes);
    assert_eq!(dunder::dict::from_json(&file), Ok((order(), ways)));
    assert_eq!(bytes, file);
}

#[graph_dyn]
trait Shape {
    fn sides(&self) -> u32;
}

#[derive(Graph)]
struct Polygon {
    sides: u32,
    peers: RefCell<Vec<Rc<dyn Shape>>>,
}

#[graph_dyn(tag = "shapes.Polygon")]
impl Shape for Polygon {
    fn sides(&self) -> u32 {
        self.sides
    }
}

type Link = Rc<RefCell<Node>>;

#[derive(Graph)]
#[graph(id = "golden.Node", version = 3)]
struct Node {
    id: i64,
    label: String,
    next: Option<Link>,
    back: Weak<RefCell<Self>>,
    by_name: BTreeMap<String, Link>,
    shape: Option<Rc<dyn Shape>>,
    boxed: Option<Box<dyn Shape>>,
    once: OnceCell<Rc<String>>,
    kind: Kind,
    bits: (bool, char, f64, u128, Vec<u8>, [u16; 2]),
}

#[derive(Graph)]
enum Kind {
    Plain,
    Named { name: String },
}

/// What a later program reads of the same bytes.
#[derive(Graph)]
#[graph(id = "golden.Node", version = 4, removed("bits"))]
struct Later {
    label: String,
    id: i64,
    #[graph(since = 4)]
    note: Option<String>,
}

fn ring() -> Link {
    let node = |id, label: &str, kind| {
        Rc::new(RefCell::new(Node {
            id,
            label: label.into(),
            next: None,
            back: Weak::new(),
            by_name: BTreeMap::new(),
            shape: None,
            boxed: None,
            once: OnceCell::new(),
            kind,
            bits: (true, 'é', -0.5, u128::MAX, vec![0, 255], [1, 300]),
        }))
    };
    let first = node(-1, "first", Kind::Plain);
    let second = node(300, "second", Kind::Named { name: "x".into() });
    let polygon = Rc::new(Polygon { sides: 5, peers: RefCell::default() });
    polygon.peers.borrow_mut().push(polygon.clone());
    first.borrow_mut().next = Some(Rc::clone(&second));
    first.borrow_mut().once.set(Rc::new("once".into())).unwrap();
    {
        let mut second = second.borrow_mut();
        second.back = Rc::downgrade(&first);
        second.by_name.insert("first".into(), Rc::clone(&first));
        second.boxed = Some(Box::new(Polygon { sides: 3, peers: RefCell::default() }));
        second.shape = Some(polygon);
    }
    first
}

#[test]
fn graphs() {
    let root = ring();
    let bytes = graph::to_bytes(&root).unwrap();
    graph::dismantle(root);
    let file = golden("graph_1.hex", &bytes);
    assert_eq!(bytes, file);
    let first: Link = graph::from_bytes(&file, &Limits::untrusted()).unwrap();
    assert_eq!(graph::to_bytes(&first).unwrap(), file);
    let second = Rc::clone(first.borrow().next.as_ref().unwrap());
    assert!(Rc::ptr_eq(&second.borrow().back.upgrade().unwrap(), &first));
    assert!(Rc::ptr_eq(&second.borrow().by_name["first"], &first));
    let sides = second.borrow().shape.as_ref().map(|shape| shape.sides());
    assert_eq!(
        (sides, second.borrow().boxed.as_ref().map(|shape| shape.sides())),
        (Some(5), Some(3))
    );
    assert!(matches!(&second.borrow().kind, Kind::Named { name } if name == "x"));
    drop(second);
    graph::dismantle(first);
    let later: Rc<Later> = graph::from_bytes(&file, &Limits::default()).unwrap();
    assert_eq!((later.label.as_str(), later.id, &later.note), ("first", -1, &None));
}
