//! Bodies that give their object, `self`, to what asks for one of an ancestor.
#![allow(missing_docs)]

use std::cell::RefCell;
use std::future::Future as _;
use std::rc::Rc;

use dunder::{class, methods};

#[class(abstract, dyn)]
struct Shape {
    pub name: String,
}
#[methods]
impl Shape {
    pub fn area(&self) -> f64;
    pub fn told(&self) -> String {
        format!("{} of {}", self.name, self.area())
    }
    #[final_]
    pub fn scaled<N: Into<f64>>(&self, by: N) -> f64 {
        self.area() * by.into()
    }
    pub fn accept(&self, visitor: &mut dyn Visitor);
}

trait Visitor {
    fn square(&mut self, square: &dyn IsSquare);
    fn any(&mut self, shape: &dyn IsShape);
}

fn by_type(shape: &impl IsShape) -> String {
    shape.told()
}
fn by_reference(shape: &dyn IsShape) -> f64 {
    shape.area()
}
fn by_change(shape: &mut dyn IsShape) -> f64 {
    shape.area()
}

#[class(bases(Shape), dyn)]
#[derive(Clone)]
struct Square {
    pub side: f64,
}
#[methods]
impl Square {
    pub fn area(&self) -> f64 {
        self.side * self.side
    }
    pub fn accept(&self, visitor: &mut dyn Visitor) {
        visitor.square(self);
        visitor.any(self);
    }
    pub fn all_told(&mut self) -> (String, f64, f64) {
        self.side += 1.0;
        (by_type(self), by_reference(self), by_change(self))
    }
    pub fn first(&self, other: &Self) -> String {
        let both: Vec<&dyn IsShape> = vec![self, other];
        by_type(other) + &both[0].told()
    }
    pub fn boxed(self) -> Box<dyn IsShape> {
        Box::new(self)
    }
}

#[class(bases(Square))]
#[derive(Clone)]
struct Tile {
    #[default]
    pub seen: u32,
}
#[methods]
impl Tile {
    pub fn told(&self) -> String {
        format!("tile {}: {}", super().told(), self.scaled(2_u8))
    }
    pub fn twice(&mut self) -> String {
        self.seen += 1;
        let told = by_type(self);
        format!("{told}, {} times, {}", self.seen, self.told().len())
    }
}

#[derive(Default)]
struct Log(Vec<String>);
impl Visitor for Log {
    fn square(&mut self, square: &dyn IsSquare) {
        self.0.push(format!("square of {}", square.area()));
    }
    fn any(&mut self, shape: &dyn IsShape) {
        self.0.push(shape.told());
    }
}

#[test]
fn a_subclass_passes_itself_as_one_of_its_base() {
    let mut square = Square::new(1.0, "s");
    assert_eq!(square.all_told(), ("s of 4".to_owned(), 4.0, 4.0));
    assert_eq!(square.first(&Square::new(1.0, "o")), "o of 1s of 4");
    assert_eq!(square.boxed().told(), "s of 4");
}

#[test]
fn a_visitor_is_given_the_object_of_the_subclass() {
    let mut log = Log::default();
    let shapes: Vec<Box<dyn IsShape>> =
        vec![Box::new(Square::new(2.0, "s")), Tile::new(3.0, "t").boxed()];
    for shape in &shapes {
        shape.accept(&mut log);
    }
    assert_eq!(log.0, ["square of 4", "s of 4", "square of 9", "tile t of 9: 18"]);
    assert_eq!(Tile::new(1.0, "t").twice(), "tile t of 1: 2, 1 times, 14");
}

#[class(dyn)]
struct Subject {
    #[default]
    watchers: Vec<Rc<RefCell<Vec<String>>>>,
}
#[methods]
impl Subject {
    pub fn watch(&mut self, watcher: &Rc<RefCell<Vec<String>>>) {
        self.watchers.push(Rc::clone(watcher));
    }
    pub fn state(&self) -> String {
        "subject".into()
    }
    pub fn tell(&self, from: &dyn IsSubject) {
        for watcher in &self.watchers {
            watcher.borrow_mut().push(from.state());
        }
    }
}

#[class(bases(Subject))]
struct Sensor {
    #[default]
    pub degrees: i32,
}
#[methods]
impl Sensor {
    pub fn state(&self) -> String {
        format!("{}°", self.degrees)
    }
    pub fn heat(&mut self, degrees: i32) {
        self.degrees = degrees;
        self.tell(self);
    }
}

#[test]
fn an_observer_is_told_by_the_object_itself() {
    let mut sensor = Sensor::new();
    let seen = Rc::default();
    sensor.watch(&seen);
    sensor.heat(3);
    assert_eq!(*seen.borrow(), ["3°"]);
}

#[class(abstract, dyn)]
struct Part<T: Clone + 'static> {
    pub value: T,
}
#[methods]
impl<T: Clone + 'static> Part<T> {
    pub fn weight(&self) -> u32;
    pub async fn weighed(&self) -> u32 {
        self.weight()
    }
}

fn weight(part: &dyn IsPart<u8>) -> u32 {
    part.weight()
}
async fn weighed<T: Clone + 'static>(part: &impl IsPart<T>) -> u32 {
    part.weighed().await
}

#[class(bases(Part<u8>))]
struct Wheel {
    #[default(7)]
    spokes: u32,
}
#[methods]
impl Wheel {
    pub fn weight(&self) -> u32 {
        self.spokes
    }
    pub fn again(&self) -> u32 {
        weight(self) + self.weight()
    }
    pub async fn later(&self) -> u32 {
        weighed(self).await + self.spokes
    }
}

#[test]
fn generic_and_awaiting_bases_take_objects_of_subclasses() {
    let wheel = Wheel::new(1);
    assert_eq!(wheel.again(), 14);
    let mut later = std::pin::pin!(wheel.later());
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    assert_eq!(later.as_mut().poll(&mut cx), std::task::Poll::Ready(14));
}
