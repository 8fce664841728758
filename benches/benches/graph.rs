//! `Graph` beside an arena by hand, fory and pickle: a ring of 100 000 nodes with 300 000 edges.
#![allow(missing_docs, reason = "a program")]
#![allow(clippy::cast_precision_loss, reason = "times and sizes far below 2^52")]

use std::cell::RefCell;
use std::hint::black_box;
use std::process::Command;
use std::rc::Rc;
use std::thread;

use dunder::{Graph, Limits, graph};
use dunder_benches::cpu::Clock;
use dunder_benches::{Bench, over, quartiles};

/// How many nodes there are.
const NODES: usize = 100_000;

type Link = Rc<RefCell<Node>>;

#[derive(Graph)]
struct Node {
    id: u64,
    label: String,
    edges: Vec<Link>,
}

/// The places of the nodes that a node leads to: the next one, and two far away.
fn targets(place: usize) -> [usize; 3] {
    [place + 1, place.wrapping_mul(7_919), place.wrapping_mul(104_729)].map(|to| to % NODES)
}

fn ring() -> Vec<Link> {
    let node = |place| Node { id: place as u64, label: format!("node-{place}"), edges: Vec::new() };
    let all: Vec<Link> = (0..NODES).map(|place| Rc::new(RefCell::new(node(place)))).collect();
    for (place, node) in all.iter().enumerate() {
        node.borrow_mut().edges = targets(place).map(|to| Rc::clone(&all[to])).to_vec();
    }
    all
}

/// What a careful person writes for this one type.
mod hand {
    use super::{Link, Node, Rc, RefCell};
    use std::collections::HashMap;
    use std::hash::{BuildHasherDefault, Hasher};

    /// Addresses are spread already.
    #[derive(Default)]
    struct ByAddress(u64);

    impl Hasher for ByAddress {
        fn finish(&self) -> u64 {
            self.0
        }

        fn write(&mut self, _: &[u8]) {
            unreachable!("addresses only");
        }

        fn write_usize(&mut self, address: usize) {
            self.0 = (address as u64 >> 4).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(26);
        }
    }

    fn put(mut number: u64, out: &mut Vec<u8>) {
        while number >= 0x80 {
            out.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        out.push(number.to_le_bytes()[0]);
    }

    fn get(input: &mut &[u8]) -> Option<usize> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = input.split_first()?;
            *input = rest;
            number |= usize::from(byte & 0x7f) << shift;
            if *byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    pub(super) fn to_bytes(root: &Link) -> Vec<u8> {
        let mut ids: HashMap<usize, u64, BuildHasherDefault<ByAddress>> = HashMap::default();
        let mut all = vec![Rc::clone(root)];
        ids.insert(Rc::as_ptr(root) as usize, 0);
        let mut out = Vec::with_capacity(1 << 20);
        let mut place = 0;
        while let Some(node) = all.get(place).cloned() {
            place += 1;
            let node = node.borrow();
            put(node.id, &mut out);
            put(node.label.len() as u64, &mut out);
            out.extend_from_slice(node.label.as_bytes());
            put(node.edges.len() as u64, &mut out);
            for edge in &node.edges {
                let next = all.len() as u64;
                let id = *ids.entry(Rc::as_ptr(edge) as usize).or_insert_with(|| {
                    all.push(Rc::clone(edge));
                    next
                });
                put(id, &mut out);
            }
        }
        let mut whole = Vec::with_capacity(out.len() + 5);
        put(all.len() as u64, &mut whole);
        whole.extend_from_slice(&out);
        whole
    }

    pub(super) fn from_bytes(mut input: &[u8]) -> Option<Vec<Link>> {
        let input = &mut input;
        let count = get(input).filter(|count| *count <= input.len() / 3)?;
        let node = || Node { id: 0, label: String::new(), edges: Vec::new() };
        let all: Vec<Link> = (0..count).map(|_| Rc::new(RefCell::new(node()))).collect();
        for node in &all {
            let mut node = node.borrow_mut();
            node.id = get(input)? as u64;
            let len = get(input)?;
            let (label, rest) = input.split_at_checked(len)?;
            *input = rest;
            std::str::from_utf8(label).ok()?.clone_into(&mut node.label);
            let edges = get(input).filter(|edges| *edges <= input.len())?;
            node.edges.reserve_exact(edges);
            for _ in 0..edges {
                let edge = Rc::clone(all.get(get(input)?)?);
                node.edges.push(edge);
            }
        }
        Some(all)
    }
}

/// The same graph for fory, whose cycles need its own weak pointers.
#[allow(clippy::used_underscore_binding, reason = "fory's derive makes such")]
mod peer {
    use super::{NODES, Rc, RefCell, targets};
    use fory::{Fory, RcWeak};

    #[derive(fory::ForyStruct)]
    pub(super) struct Node {
        id: u64,
        label: String,
        next: RcWeak<RefCell<Node>>,
        more: Vec<RcWeak<RefCell<Node>>>,
    }

    #[derive(fory::ForyStruct)]
    pub(super) struct Whole {
        pub(super) nodes: Vec<Rc<RefCell<Node>>>,
    }

    pub(super) fn ring() -> Whole {
        let node = |place| {
            let label = format!("node-{place}");
            Node { id: place as u64, label, next: RcWeak::new(), more: Vec::new() }
        };
        let nodes: Vec<_> = (0..NODES).map(|place| Rc::new(RefCell::new(node(place)))).collect();
        for (place, node) in nodes.iter().enumerate() {
            let [next, one, other] = targets(place).map(|to| RcWeak::from(&nodes[to]));
            let mut node = node.borrow_mut();
            (node.next, node.more) = (next, vec![one, other]);
        }
        Whole { nodes }
    }

    pub(super) fn fory() -> Fory {
        let builder = Fory::builder().xlang(false).compatible(false).track_ref(true);
        let mut fory = builder.max_dyn_depth(1_000_000_000).build();
        fory.register::<Node>(1).expect("a free number");
        fory.register::<Whole>(2).expect("a free number");
        fory
    }
}

/// Lets the allocator sort what was given back before: glibc does it when it is asked for something
/// large, in the time of whoever asks.
fn settle() {
    drop(black_box(Vec::<u8>::with_capacity(1 << 16)));
}

/// The orders in which three take turns: each comes after each other as often, as what one has given
/// back is where the next one builds.
const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [2, 1, 0], [1, 0, 2], [0, 2, 1], [1, 2, 0], [2, 0, 1]];

/// What each round took, in nanoseconds.
#[derive(Default)]
struct Times {
    encode: Vec<f64>,
    decode: Vec<f64>,
    bytes: usize,
}

impl Times {
    /// One round; what was read is let go of outside of the time.
    fn round<T>(
        &mut self,
        encode: impl FnOnce() -> Vec<u8>,
        decode: impl FnOnce(&[u8]) -> T,
        clear: impl FnOnce(T),
    ) {
        settle();
        let start = Clock::Thread.now();
        let bytes = black_box(encode());
        self.encode.push(Clock::Thread.now().saturating_sub(start).as_nanos() as f64);
        self.bytes = bytes.len();
        settle();
        let start = Clock::Thread.now();
        let made = black_box(decode(&bytes));
        self.decode.push(Clock::Thread.now().saturating_sub(start).as_nanos() as f64);
        clear(made);
    }

    fn print(&self, name: &str, base: &Self) {
        let ms = |times: &[f64]| quartiles(times)[1] / 1e6;
        let [encode, decode] = [(&self.encode, &base.encode), (&self.decode, &base.decode)]
            .map(|(ours, base)| quartiles(&over(ours, base)));
        println!(
            "{name:<22} {:>10} {:>9.2} {:>7.3} ({:.2}-{:.2}) {:>9.2} {:>7.3} ({:.2}-{:.2})",
            self.bytes,
            ms(&self.encode),
            encode[1],
            encode[0],
            encode[2],
            ms(&self.decode),
            decode[1],
            decode[0],
            decode[2]
        );
    }
}

fn run(bench: &mut Bench) {
    let nodes = ring();
    let (root, theirs, fory) = (&nodes[0], peer::ring(), peer::fory());
    let clear = |all: Vec<Link>| {
        for node in all {
            node.borrow_mut().edges.clear();
        }
    };
    let [mut by_hand, mut ours, mut peer] = [Times::default(), Times::default(), Times::default()];
    for round in 0..bench.rounds(31, 7) {
        for turn in ORDERS[round % ORDERS.len()] {
            match turn {
                0 => by_hand.round(
                    || hand::to_bytes(root),
                    |bytes| hand::from_bytes(bytes).expect("its own bytes"),
                    clear,
                ),
                1 => ours.round(
                    || graph::to_bytes(root).expect("nothing is borrowed"),
                    |bytes| {
                        graph::from_bytes::<Link>(bytes, &Limits::default()).expect("its own bytes")
                    },
                    graph::dismantle,
                ),
                _ => peer.round(
                    || fory.serialize(&theirs).expect("registered types"),
                    |bytes| fory.deserialize::<peer::Whole>(bytes).expect("its own bytes"),
                    |whole| assert_eq!(whole.nodes.len(), NODES),
                ),
            }
        }
    }
    clear(nodes);
    println!("\na ring of {NODES} nodes, three edges each, on a stack of 4 GiB for fory's sake");
    println!("{:<22} {:>10} {:>29} {:>29}", "", "bytes", "ms to encode", "ms to decode");
    for (name, times) in [("by hand", &by_hand), ("Graph", &ours), ("fory", &peer)] {
        times.print(name, &by_hand);
    }
    let median = |ours: &[f64], base: &[f64]| quartiles(&over(ours, base))[1];
    bench.record("graph_encode", median(&ours.encode, &by_hand.encode), Some(1.2));
    bench.record("graph_decode", median(&ours.decode, &by_hand.decode), Some(1.2));
    bench.record("graph_bytes", ours.bytes as f64 / by_hand.bytes as f64, Some(1.1));
    bench.record("graph_encode_vs_fory", median(&ours.encode, &peer.encode), Some(1.0 / 3.0));
    bench.record("graph_decode_vs_fory", median(&ours.decode, &peer.decode), Some(1.0 / 3.0));
    pickle(bench, &ours);
}

/// The same graph in Python; pickle recurses, so that it gets a large stack of its own.
const PYTHON: &str = r#"
import pickle, sys, threading, time
class Node:
    def __init__(self, place):
        self.id = place
        self.label = f"node-{place}"
        self.edges = []
def main():
    n = 100_000
    nodes = [Node(place) for place in range(n)]
    for place, node in enumerate(nodes):
        node.edges = [nodes[(place + 1) % n], nodes[place * 7919 % n], nodes[place * 104729 % n]]
    encode, decode = [], []
    for _ in range(5):
        start = time.thread_time()
        data = pickle.dumps(nodes[0], -1)
        encode.append(time.thread_time() - start)
        start = time.thread_time()
        made = pickle.loads(data)
        decode.append(time.thread_time() - start)
    print(len(data), sorted(encode)[2] * 1e9, sorted(decode)[2] * 1e9)
sys.setrecursionlimit(10**8)
threading.stack_size(1 << 30)
thread = threading.Thread(target=main)
thread.start()
thread.join()
"#;

fn pickle(bench: &mut Bench, ours: &Times) {
    let Ok(output) = Command::new("python3").args(["-c", PYTHON]).output() else {
        println!("pickle: no python3 here");
        return;
    };
    let text = String::from_utf8_lossy(&output.stdout);
    let words: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [bytes, encode, decode] = words[..] else {
        println!("pickle: {}", String::from_utf8_lossy(&output.stderr));
        return;
    };
    println!("{:<22} {bytes:>10} {:>9.2} {:>27.2}", "pickle", encode / 1e6, decode / 1e6);
    let ratio = |ours: &[f64], theirs: f64| quartiles(ours)[1] / theirs;
    bench.record("graph_encode_vs_pickle", ratio(&ours.encode, encode), Some(1.0 / 30.0));
    bench.record("graph_decode_vs_pickle", ratio(&ours.decode, decode), Some(1.0 / 30.0));
}

fn main() {
    let mut bench = Bench::from_args();
    // fory goes as deep as the ring is long
    let large = thread::Builder::new().stack_size(4 << 30);
    let done = large.spawn(move || {
        run(&mut bench);
        bench
    });
    done.expect("room for a stack").join().expect("no panic").finish();
}
