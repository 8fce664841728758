//! `upcast` goes to the `dyn IsX` of an ancestor, and `IsX` takes an object: `&*boxed` and not `&boxed`
use dunder::{class, methods};

#[class(dyn, pass)]
struct Shape;
#[class(bases(Shape), pass)]
struct Plain;
#[class(dyn, bases(Plain), pass)]
struct Square;

#[class(dyn)]
struct Repo<T> {
    pub items: Vec<T>,
}
#[methods]
impl<T> Repo<T> {}
#[class(bases(Repo<u8>), pass)]
struct Bytes;

fn takes(_: &impl IsShape) {}
fn words(_: &impl IsRepo<String>) {}

fn main() {
    let square: Box<dyn IsSquare> = Box::new(Square::new());
    square.upcast::<dyn IsRepo<u8>>();
    let shape: Box<dyn IsShape> = square.upcast_box();
    takes(&shape);
    words(&Bytes::new(Vec::new()));
    let _: &dyn IsSquare = &Plain::new();
}
