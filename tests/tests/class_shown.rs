//! A body gives `self` to whoever takes an object of a base: visitors, observers, registries.

use std::cell::RefCell;
use std::rc::Rc;

use dunder::{class, methods};

thread_local! {
    static SEEN: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

fn shown(shape: &dyn IsShape) -> String {
    format!("dyn {}", shape.told())
}

fn passed(shape: &impl IsShape) -> String {
    format!("impl {}", shape.told())
}

fn grown(shape: &mut dyn IsShape) {
    shape.grow();
}

fn kept(shape: Box<dyn IsShape>) -> String {
    shape.told()
}

trait Visitor {
    fn visit(&mut self, shape: &dyn IsShape);
}

#[derive(Default)]
struct Names(Vec<String>);
impl Visitor for Names {
    fn visit(&mut self, shape: &dyn IsShape) {
        self.0.push(shape.told());
    }
}

#[class(abstract, dyn)]
#[derive(Clone)]
struct Shape {
    pub name: String,
    #[default]
    grown: u32,
}
#[methods]
impl Shape {
    pub fn area(&self) -> f64;

    pub fn told(&self) -> String {
        format!("{} {} {}", self.name, self.area(), self.grown)
    }

    pub fn grow(&mut self) {
        self.grown += 1;
    }

    pub async fn load(&mut self) -> u32 {
        self.grown
    }

    #[final_]
    pub fn each<T: Clone>(&self, value: &T) -> (T, String) {
        (value.clone(), self.told())
    }
}

#[class(abstract, bases(Shape))]
struct Named {}
#[methods]
impl Named {
    pub fn accept(&self, visitor: &mut dyn Visitor);
}

#[class(bases(Named), dyn)]
#[derive(Clone)]
struct Square {
    #[default(2.0)]
    side: f64,
}
#[methods]
impl Square {
    pub fn area(&self) -> f64 {
        self.side * self.side
    }

    pub fn accept(&self, visitor: &mut dyn Visitor) {
        visitor.visit(self);
    }

    pub fn both(&mut self) -> String {
        grown(self);
        let all: Vec<&dyn IsShape> = vec![self, self];
        assert_eq!(all.len(), 2);
        format!("{}; {}; {}", shown(self), passed(self), self.each(&1).1)
    }

    pub fn into_box(self) -> String {
        kept(Box::new(self))
    }

    pub fn own(&self) -> usize {
        fn told(square: &dyn IsSquare) -> usize {
            square.told().len()
        }
        told(self)
    }

    pub async fn awaited(&mut self) -> String {
        shown(self)
    }

    #[final_]
    pub fn with<F: Fn(&dyn IsShape) -> bool>(&self, f: F) -> bool {
        f(self)
    }

    fn hidden(&self) -> String {
        passed(self)
    }

    pub fn shows_hidden(&self) -> String {
        self.hidden()
    }
}

#[class(bases(Square))]
#[derive(Clone)]
struct Tile {
    #[default]
    pub at: (u8, u8),
}
#[methods]
impl Tile {
    fn told(&self) -> String {
        format!("tile of {}", super().told())
    }

    fn init(&mut self) {
        super().init();
        SEEN.with_borrow_mut(|seen| seen.push(shown(self)));
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut cx) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => unreachable!(),
    }
}

#[test]
fn a_body_of_a_subclass_gives_itself_as_its_base() {
    let mut square = Square::new("s");
    assert_eq!(square.both(), "dyn s 4 1; impl s 4 1; s 4 1");
    let mut names = Names::default();
    square.accept(&mut names);
    assert_eq!(names.0, ["s 4 1"]);
    assert_eq!(square.own(), 5);
    assert!(square.with(|shape| shape.area() > 3.0));
    assert_eq!(square.shows_hidden(), "impl s 4 1");
    assert_eq!(block_on(square.load()), 1);
    assert_eq!(square.into_box(), "s 4 1");
}

#[test]
fn what_a_base_is_given_is_the_object_of_the_subclass() {
    let mut tile = Tile::new("t");
    assert_eq!(SEEN.with_borrow(Clone::clone), ["dyn tile of t 4 0"]);
    assert_eq!(block_on(tile.awaited()), "dyn tile of t 4 0");
    let boxed: Rc<RefCell<Vec<Box<dyn IsShape>>>> = Rc::default();
    boxed.borrow_mut().push(Box::new(tile.clone()));
    let mut names = Names::default();
    tile.accept(&mut names);
    assert_eq!(names.0, ["tile of t 4 0"]);
    assert_eq!(tile.into_box(), "tile of t 4 0");
}

mod generic {
    use dunder::{class, methods};

    fn counted<T: 'static>(repo: &dyn IsRepo<T>) -> usize {
        repo.all().len()
    }

    #[class(abstract, dyn)]
    pub(crate) struct Repo<T: 'static> {
        #[default]
        rows: Vec<T>,
    }
    #[methods]
    impl<T: 'static> Repo<T> {
        pub fn all(&self) -> &[T] {
            &self.rows
        }

        pub fn add(&mut self, row: T) -> usize {
            self.rows.push(row);
            counted(self)
        }
    }

    #[class(bases(Repo<String>))]
    pub(crate) struct Users {}
    #[methods]
    impl Users {
        pub fn count(&self) -> usize {
            counted::<String>(self)
        }
    }

    #[class(bases(Repo<T>), dyn)]
    pub(crate) struct Archive<T: 'static> {}
    #[methods]
    impl<T: 'static> Archive<T> {
        pub fn count(&self) -> usize {
            counted(self as &dyn IsRepo<T>)
        }
    }
}

#[test]
fn a_generic_base_is_given_the_object_too() {
    let mut users = generic::Users::new();
    assert_eq!((users.add("a".into()), users.count()), (1, 1));
    let mut archive = generic::Archive::new();
    assert_eq!((archive.add(1_u8), archive.count()), (1, 1));
}
