//! The structs that the tests store.

use dunder::crud_api;
use dunder::crud_api::Timestamp;

/// What is sold.
#[crud_api(path = "/products", table = "products", page(default = 3, max = 100))]
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Product {
    #[crud(id)]
    pub(crate) id: i64,
    /// What it is called.
    #[crud(filter, sort)]
    pub(crate) name: String,
    #[crud(filter, sort)]
    pub(crate) price: f64,
    #[crud(unique, filter)]
    pub(crate) sku: String,
    #[crud(filter, sort, default = 0)]
    pub(crate) stock: i32,
    #[crud(filter, sort)]
    pub(crate) note: Option<String>,
    #[crud(json)]
    pub(crate) tags: Vec<String>,
    #[crud(created, filter, sort)]
    pub(crate) created_at: Timestamp,
    #[crud(updated)]
    pub(crate) updated_at: Timestamp,
    #[crud(version)]
    pub(crate) version: i64,
}

pub(crate) fn tea() -> NewProduct {
    NewProduct {
        name: "tea".into(),
        price: 12.0,
        sku: "T1".into(),
        stock: 5,
        note: None,
        tags: vec!["hot".into()],
    }
}

pub(crate) fn named(name: &str, price: f64) -> NewProduct {
    NewProduct { name: name.into(), price, sku: format!("sku-{name}"), ..tea() }
}

/// A client-made id, and columns of every kind.
#[crud_api(table = "sheets", unique(kind, number))]
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sheet {
    #[crud(id)]
    pub(crate) code: String,
    pub(crate) kind: Box<str>,
    #[crud(column = "no")]
    pub(crate) number: u8,
    pub(crate) ratio: Option<f32>,
    pub(crate) is_open: bool,
    pub(crate) blob: Vec<u8>,
    pub(crate) at: Option<Timestamp>,
    #[crud(json)]
    pub(crate) extra: Option<Vec<u32>>,
    pub(crate) r#type: Option<String>,
}

pub(crate) fn sheet(code: &str, number: u8) -> NewSheet {
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
