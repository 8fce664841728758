//! The structs that the tests store.

use dunder::crud_api;
use dunder::crud_api::Timestamp;

/// What is sold.
#[crud_api(path = "/products", table = "products", page(default = 3, max = 100))]
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    #[crud(id)]
    pub id: i64,
    /// What it is called.
    #[crud(filter, sort)]
    pub name: String,
    #[crud(filter, sort)]
    pub price: f64,
    #[crud(unique, filter)]
    pub sku: String,
    #[crud(filter, sort, default = 0)]
    pub stock: i32,
    #[crud(filter, sort)]
    pub note: Option<String>,
    #[crud(json)]
    pub tags: Vec<String>,
    #[crud(created, filter, sort)]
    pub created_at: Timestamp,
    #[crud(updated)]
    pub updated_at: Timestamp,
    #[crud(version)]
    pub version: i64,
}

pub fn tea() -> NewProduct {
    NewProduct {
        name: "tea".into(),
        price: 12.0,
        sku: "T1".into(),
        stock: 5,
        note: None,
        tags: vec!["hot".into()],
    }
}

pub fn named(name: &str, price: f64) -> NewProduct {
    NewProduct { name: name.into(), price, sku: format!("sku-{name}"), ..tea() }
}

/// A client-made id, and columns of every kind.
#[crud_api(table = "sheets", unique(kind, number))]
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    #[crud(id)]
    pub code: String,
    pub kind: Box<str>,
    #[crud(column = "no")]
    pub number: u8,
    pub ratio: Option<f32>,
    pub is_open: bool,
    pub blob: Vec<u8>,
    pub at: Option<Timestamp>,
    #[crud(json)]
    pub extra: Option<Vec<u32>>,
    pub r#type: Option<String>,
}

pub fn sheet(code: &str, number: u8) -> NewSheet {
    NewSheet {
        code: code.into(),
        kind: "plain".into(),
        number,
        ratio: Some(0.5),
        is_open: true,
        blob: vec![0, 255],
        at: Some(Timestamp::UNIX_EPOCH),
        extra: Some(vec![1, 2]),
        r#type: None,
    }
}
