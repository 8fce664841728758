//! an object has one instance of a generic class: keep an object of one of the bases in a field
use dunder::{class, methods};

struct User;
struct Order;

#[class]
struct Repo<T> {
    pub items: Vec<T>,
}
#[methods]
impl<T> Repo<T> {
    pub fn add(&mut self, item: T) {
        self.items.push(item);
    }
}

#[class(bases(Repo<User>), pass)]
struct Users;
#[class(bases(Repo<T>), pass)]
struct Kept<T>;

#[class(bases(Users, Kept<Order>), pass)]
struct Shop;

#[class(bases(Repo<u8>, Repo<u16>), pass)]
struct Numbers;

#[class(bases(Users, Kept<User>), pass)]
struct Fine;

fn main() {
    Fine::new(vec![]).add(User);
    Shop::new(vec![]).add(User);
}
