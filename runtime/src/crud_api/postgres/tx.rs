//! A transaction, of which there is none yet.

use crate::crud_api::CrudError;
use crate::crud_api::model::Model;
use crate::crud_api::query::{Filter, Query};
use crate::crud_api::store::{Applied, Batch, Change, Migrate, Removal, Store, Transaction};
use crate::crud_api::value::{Row, Value};

/// A transaction of [`Postgres`](super::Postgres), which has none yet.
#[derive(Clone, Debug)]
pub enum PostgresTx {}

impl Transaction for PostgresTx {
    async fn commit(self) -> Result<(), CrudError> {
        match self {}
    }

    async fn roll_back(self) {
        match self {}
    }
}

impl Store for PostgresTx {
    type Tx = Self;

    async fn migrate_models(&self, _: &[&'static Model], _: Migrate) -> Result<(), CrudError> {
        match *self {}
    }

    async fn get(&self, _: &'static Model, _: Value) -> Result<Option<Row>, CrudError> {
        match *self {}
    }

    async fn list(&self, _: &'static Model, _: Query) -> Result<Vec<Row>, CrudError> {
        match *self {}
    }

    async fn count(&self, _: &'static Model, _: Vec<Filter>) -> Result<u64, CrudError> {
        match *self {}
    }

    async fn insert(&self, _: &'static Model, _: Row) -> Result<Row, CrudError> {
        match *self {}
    }

    async fn update(&self, _: &'static Model, _: Value, _: Change) -> Result<Row, CrudError> {
        match *self {}
    }

    async fn delete(&self, _: &'static Model, _: Value, _: Removal) -> Result<(), CrudError> {
        match *self {}
    }

    async fn batch(&self, _: &'static Model, _: Batch) -> Result<Applied, CrudError> {
        match *self {}
    }

    async fn begin(&self) -> Result<Self, CrudError> {
        match *self {}
    }
}
