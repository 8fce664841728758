//! two types of one name are two: a generic class of both is two instances
mod one {
    pub(crate) struct Item;
    #[dunder::class(bases(super::Repo<Item>), pass)]
    pub(crate) struct Left;
}
mod other {
    pub(crate) struct Item;
    #[dunder::class(bases(super::Repo<Item>), pass)]
    pub(crate) struct Right;
}

#[dunder::class(pass)]
pub(crate) struct Repo<T> {
    pub items: Vec<T>,
}

#[dunder::class(bases(one::Left, other::Right), pass)]
struct Both;

fn main() {}
