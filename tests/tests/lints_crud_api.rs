//! `crud_api` in a crate that denies what can be denied.
#![deny(
    warnings,
    missing_docs,
    unreachable_pub,
    unused_qualifications,
    rust_2018_idioms,
    rust_2024_compatibility,
    clippy::all,
    clippy::pedantic
)]
#![forbid(unsafe_code)]

use std::future::Future;

use dunder::crud_api::{CrudError, Memory, Migrate, Timestamp};
use dunder::{crud_api, validated};

pub mod shop {
    //! Public, so that what is generated is public too.

    use super::{Timestamp, crud_api, validated};

    /// What is sold.
    #[crud_api(path = "/products", table = "products", page(default = 10, max = 20))]
    #[validated]
    #[derive(Clone, Debug, PartialEq)]
    pub struct Product {
        #[crud(id)]
        id: i64,
        #[crud(filter, sort)]
        #[validate(nonblank)]
        name: String,
        #[crud(filter, sort, default = 1.0)]
        #[validate(above = 0.0)]
        price: f64,
        #[crud(filter)]
        note: Option<String>,
        #[crud(json)]
        tags: Vec<String>,
        #[crud(json)]
        more: Option<Vec<u8>>,
        sold_at: Option<Timestamp>,
        #[crud(created)]
        created_at: Timestamp,
        #[crud(updated)]
        updated_at: Timestamp,
        #[crud(version)]
        version: i64,
    }

    /// What is open.
    #[validated]
    #[crud_api(table = "customers", unique(name, mail), consts = off)]
    #[derive(Debug)]
    pub struct Customer {
        #[crud(id)]
        code: String,
        #[validate(chars(1..=9))]
        name: String,
        #[validate(email)]
        mail: String,
    }
}

/// Without rules, and not all of it used.
#[crud_api(table = "marks")]
#[derive(Debug)]
struct Mark {
    #[crud(id)]
    id: i64,
    text: Option<String>,
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(future)
}

#[test]
fn it_is_clean_and_works() -> Result<(), CrudError> {
    wait(async {
        let db = Memory::new();
        db.migrate::<(shop::Product, shop::Customer, Mark)>(Migrate::Additive).await?;
        let made = Mark::repo(&db).create(NewMark { text: None }).await?;
        assert_eq!((made.id, made.text), (1, None));
        let products = shop::Product::repo(&db);
        let new = shop::NewProduct {
            name: "tea".to_owned(),
            price: 1.0,
            note: None,
            tags: Vec::new(),
            more: None,
            sold_at: None,
        };
        products.create(new).await?;
        let patch = shop::ProductPatch { price: Some(2.0), ..Default::default() };
        products.patch(1, patch).await?;
        let list = products.list().filter(shop::Product::PRICE.ge(2.0));
        assert_eq!(list.await?.items.len(), 1);
        Ok(())
    })
}
