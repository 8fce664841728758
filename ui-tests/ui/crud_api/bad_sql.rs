//! SQL that is none: a `check` is one condition, a type has a name that the database knows

use dunder::crud_api;

#[crud_api(table = "wares", check = "price > 0; drop table wares", tags())]
struct Ware {
    #[crud(id)]
    id: i64,
    #[crud(sql_type(sqlite = "NUMERIC", postgres = "numeric; --"))]
    price: f64,
    #[crud(sql_type())]
    cost: f64,
}

fn main() {}
