//! a class's methods hold for all of its instances: repeat the struct's parameters, no more
use dunder::{class, methods};

#[class]
struct One<T> {
    pub value: T,
}
#[methods]
impl<T: Clone> One<T> {}

#[class]
struct Two<T> {
    pub value: T,
}
#[methods]
impl<U> Two<U> {}

#[class]
struct Three<T> {
    pub value: T,
}
#[methods]
impl Three<u8> {}

#[class]
struct Four<T> {
    pub value: T,
}
#[methods]
impl<T> Four<T>
where
    T: Copy,
{
}

#[class]
struct Five<T: Clone, const N: usize> {
    pub value: [T; N],
}
#[methods]
impl<T: Clone, const N: usize> Five<T, N> {}

fn main() {}
