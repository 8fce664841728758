//! `Graph`: cells whose content stands behind a trait, and locks that others hold.

use std::cell::RefCell;
use std::rc::{Rc, Weak};
use std::sync::mpsc;
use std::sync::{Arc, Mutex, RwLock};
use std::thread;

use dunder::graph::{self, Registry};
use dunder::{CodecErrorKind, Graph, Limits, graph_dyn};

#[graph_dyn]
trait Animal {
    fn name(&self) -> String;
    fn befriend(&mut self, _: Pet) {}
    fn friends(&self) -> Vec<Pet> {
        Vec::new()
    }
}

type Pet = Rc<RefCell<dyn Animal>>;

#[derive(Graph)]
struct Dog {
    name: String,
    friends: Vec<Pet>,
    owner: Weak<RefCell<dyn Animal>>,
}

#[graph_dyn]
impl Animal for Dog {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn befriend(&mut self, pet: Pet) {
        self.friends.push(pet);
    }

    fn friends(&self) -> Vec<Pet> {
        let owner = self.owner.upgrade();
        self.friends.iter().cloned().chain(owner).collect()
    }
}

#[derive(Graph)]
struct Fish(u8);

#[graph_dyn]
impl Animal for Fish {
    fn name(&self) -> String {
        format!("fish {}", self.0)
    }
}

fn dog(name: &str) -> Rc<RefCell<Dog>> {
    let owner: Weak<RefCell<dyn Animal>> = Weak::<RefCell<Fish>>::new();
    Rc::new(RefCell::new(Dog { name: name.into(), friends: Vec::new(), owner }))
}

fn again<T: graph::Graph>(value: &T) -> T {
    let bytes = graph::to_bytes(value).unwrap();
    let made = graph::from_bytes(&bytes, &Limits::untrusted()).unwrap();
    assert_eq!(graph::to_bytes(&made).unwrap(), bytes);
    made
}

fn same(one: &Pet, other: &Pet) -> bool {
    std::ptr::addr_eq(Rc::as_ptr(one), Rc::as_ptr(other))
}

#[test]
fn cells_behind_a_trait_keep_type_and_identity() {
    let (rex, fish) = (dog("rex"), Rc::new(RefCell::new(Fish(7))));
    let rex_behind: Pet = rex.clone();
    rex.borrow_mut().befriend(fish.clone());
    // itself, and one that is held by its own type too
    rex.borrow_mut().befriend(rex_behind.clone());
    rex.borrow_mut().owner = Rc::downgrade(&rex_behind);
    let all: (Pet, Rc<RefCell<Dog>>, Rc<RefCell<Fish>>) = (rex_behind, rex, fish);
    let (made, made_rex, made_fish) = again(&all);
    let friends = made.borrow().friends();
    assert_eq!(made.borrow().name(), "rex");
    assert_eq!(friends[0].borrow().name(), "fish 7");
    let own: Pet = made_rex.clone();
    let own_fish: Pet = made_fish;
    assert!(same(&friends[0], &own_fish) && same(&friends[1], &own) && same(&friends[2], &own));
    assert!(same(&made, &own));
    let watch = Rc::downgrade(&made_rex);
    drop((friends, own, own_fish, made_rex));
    graph::dismantle(made);
    assert!(watch.upgrade().is_none());
    graph::dismantle(all);
}

#[test]
fn a_long_chain_of_such_cells_needs_no_stack() {
    let small = thread::Builder::new().stack_size(64 << 10);
    let run = || {
        let mut last: Pet = Rc::new(RefCell::new(Fish(0)));
        for id in 0..50_000 {
            let next = dog(&id.to_string());
            next.borrow_mut().befriend(last);
            last = next;
        }
        let bytes = graph::to_bytes(&last).unwrap();
        graph::dismantle(last);
        let made: Pet = graph::from_bytes(&bytes, &Limits::default()).unwrap();
        assert_eq!(made.borrow().name(), "49999");
        assert!(graph::from_bytes::<Pet>(&bytes[..bytes.len() - 1], &Limits::default()).is_err());
        graph::dismantle(made);
    };
    small.spawn(run).unwrap().join().unwrap();
}

#[test]
fn a_weak_reference_is_met_before_its_target() {
    let (first, second) = (dog("first"), dog("second"));
    let behind: Pet = second.clone();
    first.borrow_mut().owner = Rc::downgrade(&behind);
    let root: (Pet, Pet) = (first, behind);
    let (made, made_second) = again(&root);
    assert!(same(&made.borrow().friends()[0], &made_second));
    let lonely: Pet = dog("lonely");
    assert!(again(&lonely).borrow().friends().is_empty());
}

#[test]
fn the_kind_of_cell_is_not_in_the_bytes() {
    let pet: Pet = Rc::new(RefCell::new(Fish(3)));
    let bytes = graph::to_bytes(&pet).unwrap();
    let plain: Rc<dyn Animal> = graph::from_bytes(&bytes, &Limits::default()).unwrap();
    assert_eq!(plain.name(), "fish 3");
    let known = Registry::new().with::<dyn Animal, Dog>();
    let fault = graph::from_bytes_with::<Pet>(&bytes, &Limits::default(), &known);
    assert_eq!(fault.err().unwrap().kind(), CodecErrorKind::UnknownType);
    let concrete: Rc<RefCell<Fish>> = Rc::new(RefCell::new(Fish(3)));
    let concrete = graph::to_bytes(&concrete).unwrap();
    let fault = graph::from_bytes::<Pet>(&concrete, &Limits::default()).err().unwrap();
    assert_eq!(fault.kind(), CodecErrorKind::WrongType);
}

#[test]
fn every_cut_and_flip_of_such_bytes_is_an_error_or_a_graph() {
    let rex = dog("rex");
    let behind: Pet = rex.clone();
    rex.borrow_mut().owner = Rc::downgrade(&behind);
    rex.borrow_mut().befriend(behind.clone());
    rex.borrow_mut().befriend(Rc::new(RefCell::new(Fish(1))));
    let bytes = graph::to_bytes(&behind).unwrap();
    graph::dismantle(behind);
    for end in 0..bytes.len() {
        assert!(graph::from_bytes::<Pet>(&bytes[..end], &Limits::default()).is_err());
    }
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << bit;
            if let Ok(made) = graph::from_bytes::<Pet>(&flipped, &Limits::untrusted()) {
                graph::dismantle(made);
            }
        }
    }
}

#[graph_dyn]
trait Task: Send + Sync {
    fn after(&mut self) -> &mut Vec<Arc<Mutex<dyn Task>>>;
    fn reads(&mut self) -> &mut Vec<Arc<RwLock<dyn Task + Send + Sync>>>;
}

#[derive(Default, Graph)]
struct Job {
    after: Vec<Arc<Mutex<dyn Task>>>,
    reads: Vec<Arc<RwLock<dyn Task + Send + Sync>>>,
}

#[graph_dyn]
impl Task for Job {
    fn after(&mut self) -> &mut Vec<Arc<Mutex<dyn Task>>> {
        &mut self.after
    }

    fn reads(&mut self) -> &mut Vec<Arc<RwLock<dyn Task + Send + Sync>>> {
        &mut self.reads
    }
}

#[test]
fn locks_may_lead_to_themselves() {
    let job: Arc<Mutex<dyn Task>> = Arc::new(Mutex::new(Job::default()));
    job.lock().unwrap().after().push(Arc::clone(&job));
    let read: Arc<RwLock<dyn Task + Send + Sync>> = Arc::new(RwLock::new(Job::default()));
    read.write().unwrap().reads().push(Arc::clone(&read));
    read.write().unwrap().after().push(Arc::clone(&job));
    job.lock().unwrap().reads().push(Arc::clone(&read));
    let made = again(&job);
    let inner = Arc::clone(&made.lock().unwrap().after()[0]);
    assert!(std::ptr::addr_eq(Arc::as_ptr(&made), Arc::as_ptr(&inner)));
    let watch = Arc::downgrade(&made.lock().unwrap().reads()[0]);
    assert_eq!(watch.upgrade().unwrap().write().unwrap().after().len(), 1);
    drop(inner);
    graph::dismantle(made);
    assert!(watch.upgrade().is_none());
    graph::dismantle((job, read));
}

#[test]
fn a_lock_that_another_thread_holds_is_waited_for() {
    let lock = Arc::new(Mutex::new(1_u8));
    let (held, is_held) = mpsc::channel();
    let (let_go, may_go) = mpsc::channel::<()>();
    let other = Arc::clone(&lock);
    let holder = thread::spawn(move || {
        let mut guard = other.lock().unwrap();
        held.send(()).unwrap();
        may_go.recv().unwrap();
        *guard = 2;
    });
    is_held.recv().unwrap();
    let writer = Arc::clone(&lock);
    let writer = thread::spawn(move || graph::to_bytes(&writer));
    let_go.send(()).unwrap();
    holder.join().unwrap();
    let bytes = writer.join().unwrap().unwrap();
    let made: Arc<Mutex<u8>> = graph::from_bytes(&bytes, &Limits::default()).unwrap();
    assert_eq!(*made.lock().unwrap(), 2);
}

#[derive(Graph)]
struct Bag(u32);

#[graph_dyn]
impl dunder_test_registry::Stock for Bag {
    fn amount(&self) -> u32 {
        self.0
    }
}

#[graph_dyn]
impl dunder_test_registry::SharedStock for Bag {
    fn amount(&self) -> u32 {
        self.0
    }
}

#[test]
fn a_type_stands_behind_a_trait_of_another_crate() {
    use dunder_test_registry::{SharedStock, Stock};

    let bag: Rc<dyn Stock> = Rc::new(Bag(3));
    let twice = vec![Rc::clone(&bag), bag];
    let bytes = graph::to_bytes(&twice).unwrap();
    let back: Vec<Rc<dyn Stock>> = graph::from_bytes(&bytes, &Limits::untrusted()).unwrap();
    assert!(Rc::ptr_eq(&back[0], &back[1]));
    assert_eq!(back[0].amount(), 3);
    let registry = Registry::new().with::<dyn Stock, Bag>();
    let back: Vec<Rc<dyn Stock>> =
        graph::from_bytes_with(&bytes, &Limits::untrusted(), &registry).unwrap();
    assert_eq!(back[1].amount(), 3);

    let shared: Arc<dyn SharedStock + Send + Sync> = Arc::new(Bag(4));
    let bytes = graph::to_bytes(&shared).unwrap();
    let registry = Registry::new().with::<dyn SharedStock + Send + Sync, Bag>();
    let back: Arc<dyn SharedStock + Send + Sync> =
        graph::from_bytes_with(&bytes, &Limits::untrusted(), &registry).unwrap();
    assert_eq!(back.amount(), 4);
    let back: Arc<dyn SharedStock> = graph::from_bytes(&bytes, &Limits::untrusted()).unwrap();
    assert_eq!(back.amount(), 4);
}
