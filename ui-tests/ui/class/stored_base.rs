//! A base's private fields are no columns: make them `pub`.

use dunder::class;

#[class(pass)]
#[derive(Clone, Debug)]
struct Titled {
    title: String,
}

#[class(bases(Titled), pass)]
#[dunder::crud_api(table = "articles")]
#[derive(Clone, Debug)]
struct Article {
    #[crud(id)]
    pub id: i64,
}

fn main() {}
