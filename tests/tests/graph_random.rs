//! `Graph` on random graphs: what comes back has the same shape, edge by edge, and is written the same.

#![expect(clippy::type_complexity, reason = "plans are tuples of numbers")]

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::rc::{Rc, Weak};

use dunder::{Graph, Limits, graph, graph_dyn};
use proptest::prelude::*;

type Link = Rc<RefCell<Node>>;

/// An object in a cell, which may lead anywhere.
#[derive(Default, Graph)]
struct Node {
    id: u32,
    edges: Vec<Link>,
    one: Option<Link>,
    map: BTreeMap<u8, Link>,
    back: Vec<Weak<RefCell<Self>>>,
    leaf: Option<Rc<Leaf>>,
    part: Option<Rc<dyn Part>>,
    inside: Option<Box<Self>>,
}

/// An object without a cell around it: its owners lead on to those that were there before it.
#[derive(Default, Graph)]
struct Leaf {
    id: u32,
    next: Option<Rc<Self>>,
    late: RefCell<Vec<Rc<Self>>>,
    once: OnceCell<Rc<Self>>,
    back: RefCell<Weak<Self>>,
    node: RefCell<Option<Link>>,
}

#[graph_dyn]
trait Part {
    fn tell(&self, tale: &mut Tale);
}

#[derive(Graph)]
struct Bolt {
    id: u32,
    peers: RefCell<Vec<Rc<dyn Part>>>,
}

#[graph_dyn]
impl Part for Bolt {
    fn tell(&self, tale: &mut Tale) {
        write!(tale.text, "bolt {}:", self.id).unwrap();
        self.peers.borrow().iter().for_each(|peer| tale.part(peer));
    }
}

#[derive(Graph)]
struct Nut(u32);

#[graph_dyn]
impl Part for Nut {
    fn tell(&self, tale: &mut Tale) {
        write!(tale.text, "nut {}", self.0).unwrap();
    }
}

/// A graph as text: each object once, by the number in which it is met.
#[derive(Default)]
struct Tale {
    text: String,
    met: BTreeMap<usize, usize>,
    waiting: Vec<Waiting>,
    /// Weak references, told when all is met.
    weak: Vec<Option<usize>>,
}

enum Waiting {
    Node(Link),
    Leaf(Rc<Leaf>),
    Part(Rc<dyn Part>),
}

impl Tale {
    fn of(root: &[Link]) -> String {
        let mut tale = Self::default();
        for node in root {
            tale.node(node);
        }
        let mut place = 0;
        while place < tale.waiting.len() {
            tale.text.push('\n');
            match &tale.waiting[place] {
                Waiting::Node(node) => {
                    let node = Rc::clone(node);
                    tale.tell(&node.borrow());
                }
                Waiting::Leaf(leaf) => {
                    let leaf = Rc::clone(leaf);
                    tale.tell_leaf(&leaf);
                }
                Waiting::Part(part) => {
                    let part = Rc::clone(part);
                    part.tell(&mut tale);
                }
            }
            place += 1;
        }
        for target in std::mem::take(&mut tale.weak) {
            // a target that nothing owns is as good as dead
            let target = target.and_then(|address| tale.met.get(&address));
            write!(tale.text, " {target:?}").unwrap();
        }
        tale.text
    }

    fn meet(&mut self, address: usize, waiting: impl FnOnce() -> Waiting) {
        let next = self.met.len();
        let number = *self.met.entry(address).or_insert_with(|| {
            self.waiting.push(waiting());
            next
        });
        write!(self.text, " {number}").unwrap();
    }

    fn node(&mut self, node: &Link) {
        self.meet(Rc::as_ptr(node) as usize, || Waiting::Node(Rc::clone(node)));
    }

    fn leaf(&mut self, leaf: &Rc<Leaf>) {
        self.meet(Rc::as_ptr(leaf) as usize, || Waiting::Leaf(Rc::clone(leaf)));
    }

    fn part(&mut self, part: &Rc<dyn Part>) {
        let address = Rc::as_ptr(part).cast::<()>() as usize;
        self.meet(address, || Waiting::Part(Rc::clone(part)));
    }

    fn tell(&mut self, node: &Node) {
        write!(self.text, "node {}:", node.id).unwrap();
        node.edges.iter().for_each(|node| self.node(node));
        self.text.push('|');
        node.one.iter().for_each(|node| self.node(node));
        for (key, node) in &node.map {
            write!(self.text, " {key}=").unwrap();
            self.node(node);
        }
        node.leaf.iter().for_each(|leaf| self.leaf(leaf));
        node.part.iter().for_each(|part| self.part(part));
        for target in &node.back {
            self.weak.push(target.upgrade().map(|node| Rc::as_ptr(&node) as usize));
        }
        if let Some(inside) = &node.inside {
            self.text.push('(');
            self.tell(inside);
            self.text.push(')');
        }
    }

    fn tell_leaf(&mut self, leaf: &Leaf) {
        write!(self.text, "leaf {}:", leaf.id).unwrap();
        leaf.next.iter().for_each(|leaf| self.leaf(leaf));
        self.text.push('|');
        leaf.late.borrow().iter().for_each(|leaf| self.leaf(leaf));
        self.text.push('|');
        leaf.once.get().into_iter().for_each(|leaf| self.leaf(leaf));
        leaf.node.borrow().iter().for_each(|node| self.node(node));
        self.weak.push(leaf.back.borrow().upgrade().map(|leaf| Rc::as_ptr(&leaf) as usize));
    }
}

/// Edges as numbers, which are taken modulo the number of objects.
#[derive(Clone, Debug)]
struct Plan {
    nodes: Vec<(Vec<usize>, Option<usize>, Vec<usize>, Vec<usize>, Option<usize>, Option<usize>)>,
    leaves: Vec<(Option<usize>, Vec<usize>, Option<usize>, Option<usize>, Option<usize>)>,
    parts: Vec<Option<Vec<usize>>>,
    roots: Vec<usize>,
}

fn plan() -> impl Strategy<Value = Plan> {
    let many = || proptest::collection::vec(any::<usize>(), 0..4);
    let one = || proptest::option::of(any::<usize>());
    let node = (many(), one(), many(), many(), one(), one());
    let leaf = (one(), many(), one(), one(), one());
    (
        proptest::collection::vec(node, 1..24),
        proptest::collection::vec(leaf, 1..12),
        proptest::collection::vec(proptest::option::of(many()), 1..8),
        proptest::collection::vec(any::<usize>(), 0..3),
    )
        .prop_map(|(nodes, leaves, parts, roots)| Plan { nodes, leaves, parts, roots })
}

/// All objects of a plan; the roots are some of the nodes.
fn made(plan: &Plan) -> (Vec<Link>, Vec<Link>, Vec<Rc<Leaf>>, Vec<Rc<dyn Part>>) {
    let nodes: Vec<Link> = plan.nodes.iter().map(|_| Link::default()).collect();
    let mut leaves: Vec<Rc<Leaf>> = Vec::new();
    for (id, (next, ..)) in (0..).zip(&plan.leaves) {
        // what stands in no cell leads to what was there before
        let next = next.and_then(|next| leaves.get(next % (leaves.len() + 1)).cloned());
        leaves.push(Rc::new(Leaf { id, next, ..Leaf::default() }));
    }
    let bolts = (0..).zip(&plan.parts).map(|(id, peers)| match peers {
        Some(_) => Ok(Rc::new(Bolt { id, peers: RefCell::default() })),
        None => Err(Rc::new(Nut(id))),
    });
    let bolts: Vec<_> = bolts.collect();
    let parts: Vec<Rc<dyn Part>> = bolts
        .iter()
        .map(|part| match part {
            Ok(bolt) => Rc::clone(bolt) as Rc<dyn Part>,
            Err(nut) => Rc::clone(nut) as Rc<dyn Part>,
        })
        .collect();
    let node = |place: usize| Rc::clone(&nodes[place % nodes.len()]);
    let leaf = |place: usize| Rc::clone(&leaves[place % leaves.len()]);
    for (part, peers) in bolts.iter().zip(&plan.parts) {
        if let (Ok(bolt), Some(peers)) = (part, peers) {
            let peers = peers.iter().map(|peer| Rc::clone(&parts[peer % parts.len()]));
            *bolt.peers.borrow_mut() = peers.collect();
        }
    }
    for (own, (_, late, once, back, to)) in leaves.iter().zip(&plan.leaves) {
        *own.late.borrow_mut() = late.iter().map(|place| leaf(*place)).collect();
        if let Some(place) = once {
            let _ = own.once.set(leaf(*place));
        }
        if let Some(place) = back {
            *own.back.borrow_mut() = Rc::downgrade(&leaf(*place));
        }
        *own.node.borrow_mut() = to.map(node);
    }
    for ((id, own), (edges, one, map, back, part, to)) in (0..).zip(&nodes).zip(&plan.nodes) {
        let inside = one.filter(|one| one % 3 == 0).map(|place| {
            Box::new(Node { id: 1_000 + id, one: Some(node(place + 1)), ..Node::default() })
        });
        *own.borrow_mut() = Node {
            id,
            edges: edges.iter().map(|place| node(*place)).collect(),
            one: one.map(node),
            map: (0..).zip(map.iter().map(|place| node(*place))).collect(),
            back: back.iter().map(|place| Rc::downgrade(&node(*place))).collect(),
            leaf: to.map(leaf),
            part: part.map(|place| Rc::clone(&parts[place % parts.len()])),
            inside,
        };
    }
    let roots = plan.roots.iter().map(|place| node(*place)).collect();
    (roots, nodes, leaves, parts)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_graph_comes_back_with_its_shape(plan in plan()) {
        let (roots, nodes, leaves, parts) = made(&plan);
        let tale = Tale::of(&roots);
        let bytes = graph::to_bytes(&roots).unwrap();
        let again: Vec<Link> = graph::from_bytes(&bytes, &Limits::untrusted()).unwrap();
        prop_assert_eq!(Tale::of(&again), tale);
        // a dead target is not named again
        let second = graph::to_bytes(&again).unwrap();
        let third: Vec<Link> = graph::from_bytes(&second, &Limits::default()).unwrap();
        prop_assert_eq!(graph::to_bytes(&third).unwrap(), second);
        graph::dismantle((roots, nodes, leaves, parts));
        graph::dismantle((again, third));
    }

    #[test]
    fn a_cut_or_flipped_graph_is_an_error_or_a_graph(plan in plan(), at: usize, bit in 0..8_u8) {
        let (roots, nodes, leaves, parts) = made(&plan);
        let bytes = graph::to_bytes(&roots).unwrap();
        graph::dismantle((roots, nodes, leaves, parts));
        let end = at % bytes.len();
        prop_assert!(graph::from_bytes::<Vec<Link>>(&bytes[..end], &Limits::default()).is_err());
        let mut flipped = bytes;
        flipped[end] ^= 1 << bit;
        if let Ok(made) = graph::from_bytes::<Vec<Link>>(&flipped, &Limits::untrusted()) {
            let _ = Tale::of(&made);
            graph::dismantle(made);
        }
    }
}
