//! Objects of any subclass that are shared between threads: `dyn IsX + Send`, `+ Send + Sync`.

use std::sync::Arc;

use dunder::{Object, class, methods};

#[class(abstract, dyn)]
struct Shape {
    #[default]
    pub scale: u32,
}
#[methods]
impl Shape {
    pub fn area(&self) -> u32;
}

#[class(bases(Shape), dyn)]
struct Square {
    pub side: u32,
}
#[methods]
impl Square {
    pub fn area(&self) -> u32 {
        self.side * self.side
    }
}

#[class(bases(Square), pass)]
struct Tile;

#[class(bases(Shape), dyn)]
struct Of<T: Clone + Into<u32>> {
    pub size: T,
}
#[methods]
impl<T: Clone + Into<u32>> Of<T> {
    pub fn area(&self) -> u32 {
        self.size.clone().into()
    }
}

#[test]
fn an_object_that_threads_share_says_of_which_class_it_is() {
    let shared: Arc<dyn IsShape + Send + Sync> = Arc::new(Tile::new(3));
    let there = Arc::clone(&shared);
    let said = std::thread::spawn(move || {
        (there.isinstance::<Square>(), there.downcast_ref::<Tile>().map(|tile| tile.side))
    });
    assert_eq!(said.join().unwrap(), (true, Some(3)));
    assert!(shared.isinstance::<Shape>() && !shared.isinstance::<Of<u8>>());
    assert!(shared.downcast_ref::<Square>().is_none());
}

#[test]
fn a_box_that_goes_to_another_thread_goes_down_there() {
    let boxed: Box<dyn IsShape + Send> = Box::new(Square::new(4));
    let square = std::thread::spawn(move || {
        let mut boxed = boxed;
        boxed.downcast_mut::<Square>().unwrap().side += 1;
        let boxed = boxed.downcast::<Tile>().err().unwrap();
        boxed.downcast::<Square>().ok().unwrap()
    });
    assert_eq!(square.join().unwrap().side, 5);
    let shared: Box<dyn IsShape + Send + Sync> = Box::new(Square::new(4));
    assert_eq!(shared.downcast::<Square>().ok().unwrap().area(), 16);
}

#[test]
fn what_is_shared_goes_up() {
    let mut tile: Box<dyn IsSquare + Send> = Box::new(Tile::new(2));
    assert_eq!(tile.upcast::<dyn IsShape>().area(), 4);
    tile.upcast_mut::<dyn IsShape>().downcast_mut::<Tile>().unwrap().side = 3;
    assert_eq!(tile.upcast_box::<dyn IsShape>().area(), 9);
    let tile: Box<dyn IsSquare + Send + Sync> = Box::new(Tile::new(2));
    let shape: &dyn IsShape = tile.upcast();
    assert!(shape.isinstance::<Tile>());
}

#[test]
fn an_instance_of_a_generic_class_is_shared_too() {
    let shared: Arc<dyn IsOf<u8> + Send + Sync> = Arc::new(Of::new(7));
    assert_eq!(shared.upcast::<dyn IsShape>().area(), 7);
    assert_eq!(shared.downcast_ref::<Of<u8>>().map(|of| of.size), Some(7));
}

#[class(dyn)]
struct School {}
#[methods]
impl School {
    pub fn class(&self) -> &'static str {
        "1b"
    }
}

#[test]
fn a_trait_object_tells_its_class() {
    let shape: Box<dyn IsShape> = Box::new(Tile::new(2));
    assert_eq!((shape.class(), shape.class().name), (Tile::CLASS, "Tile"));
    let shared: Arc<dyn IsSquare + Send + Sync> = Arc::new(Square::new(2));
    assert_eq!(shared.class().to_string(), "class Square(Shape)");
    let school: Box<dyn IsSchool + Send> = Box::new(School::new());
    assert_eq!(school.class(), "1b");
}
