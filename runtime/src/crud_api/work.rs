//! What a database server is asked, as data: it goes through a queue, or is tried again.

use super::error::CrudError;
use super::model::Model;
use super::query::{Filter, Query};
use super::store::{Applied, Batch, Change, Removal, Shown, Told};
use super::value::{Row, Value};

/// A call of a store.
pub(super) enum Work {
    Migrate(Vec<&'static Model>),
    Get(Value),
    /// A row as JSON.
    Shown(Value),
    List(Query),
    /// A page as JSON, of these columns.
    Told(Query, Option<Vec<usize>>),
    Count(Vec<Filter>),
    /// The last id that was given out.
    LastId,
    Insert(Row),
    Update(Value, Change),
    Delete(Value, Removal),
    Batch(Batch),
}

impl Work {
    /// Whether nothing is written.
    pub(super) const fn is_read(&self) -> bool {
        matches!(
            self,
            Self::Get(_)
                | Self::Shown(_)
                | Self::List(_)
                | Self::Told(..)
                | Self::Count(_)
                | Self::LastId
        )
    }
}

/// What came of it.
#[derive(Debug)]
pub(super) enum Done {
    Nothing,
    Row(Option<Row>),
    Shown(Option<Shown>),
    Rows(Vec<Row>),
    Told(Told),
    Count(u64),
    Applied(Applied),
}

/// The answer is of the kind that was asked for.
impl Done {
    pub(super) fn row(self) -> Result<Option<Row>, CrudError> {
        if let Self::Row(row) = self { Ok(row) } else { Err(CrudError::Unknown) }
    }

    pub(super) fn shown(self) -> Result<Option<Shown>, CrudError> {
        if let Self::Shown(shown) = self { Ok(shown) } else { Err(CrudError::Unknown) }
    }

    pub(super) fn written(self) -> Result<Row, CrudError> {
        self.row()?.ok_or(CrudError::Unknown)
    }

    pub(super) fn rows(self) -> Result<Vec<Row>, CrudError> {
        if let Self::Rows(rows) = self { Ok(rows) } else { Err(CrudError::Unknown) }
    }

    pub(super) fn told(self) -> Result<Told, CrudError> {
        if let Self::Told(told) = self { Ok(told) } else { Err(CrudError::Unknown) }
    }

    pub(super) fn count(self) -> Result<u64, CrudError> {
        if let Self::Count(count) = self { Ok(count) } else { Err(CrudError::Unknown) }
    }

    pub(super) fn applied(self) -> Result<Applied, CrudError> {
        if let Self::Applied(applied) = self { Ok(applied) } else { Err(CrudError::Unknown) }
    }
}

/// `Store` for a type with `async fn work(&self, &'static Model, Work)` and `async fn begun(&self)`.
macro_rules! store_by_work {
    ($store:ty, $tx:ty) => {
        impl crate::crud_api::store::Store for $store {
            type Tx = $tx;

            async fn migrate_models(
                &self,
                models: &[&'static Model],
                _: crate::crud_api::store::Migrate,
            ) -> Result<(), CrudError> {
                let Some(first) = models.first() else { return Ok(()) };
                let models = crate::crud_api::history::with_history(models);
                self.known().learn(&models);
                self.work(first, Work::Migrate(models)).await.map(drop)
            }

            fn learn(&self, models: &[&'static Model]) {
                self.known().learn(models);
            }

            async fn get(
                &self,
                model: &'static Model,
                id: crate::crud_api::Value,
            ) -> Result<Option<crate::crud_api::Row>, CrudError> {
                self.work(model, Work::Get(id)).await?.row()
            }

            async fn shown(
                &self,
                model: &'static Model,
                id: crate::crud_api::Value,
            ) -> Result<Option<crate::crud_api::store::Shown>, CrudError> {
                self.work(model, Work::Shown(id)).await?.shown()
            }

            async fn list(
                &self,
                model: &'static Model,
                query: crate::crud_api::Query,
            ) -> Result<Vec<crate::crud_api::Row>, CrudError> {
                self.work(model, Work::List(query)).await?.rows()
            }

            async fn told(
                &self,
                model: &'static Model,
                query: crate::crud_api::Query,
                fields: Option<Vec<usize>>,
            ) -> Result<crate::crud_api::store::Told, CrudError> {
                self.work(model, Work::Told(query, fields)).await?.told()
            }

            async fn count(
                &self,
                model: &'static Model,
                filters: Vec<crate::crud_api::query::Filter>,
            ) -> Result<u64, CrudError> {
                self.work(model, Work::Count(filters)).await?.count()
            }

            async fn last_id(&self, model: &'static Model) -> Result<u64, CrudError> {
                self.work(model, Work::LastId).await?.count()
            }

            async fn insert(
                &self,
                model: &'static Model,
                row: crate::crud_api::Row,
            ) -> Result<crate::crud_api::Row, CrudError> {
                self.work(model, Work::Insert(row)).await?.written()
            }

            async fn update(
                &self,
                model: &'static Model,
                id: crate::crud_api::Value,
                change: crate::crud_api::Change,
            ) -> Result<crate::crud_api::Row, CrudError> {
                self.work(model, Work::Update(id, change)).await?.written()
            }

            async fn delete(
                &self,
                model: &'static Model,
                id: crate::crud_api::Value,
                removal: crate::crud_api::Removal,
            ) -> Result<(), CrudError> {
                let mut work = Work::Delete(id, removal);
                self.known().attach(model, &mut work);
                self.work(model, work).await.map(drop)
            }

            async fn batch(
                &self,
                model: &'static Model,
                batch: crate::crud_api::Batch,
            ) -> Result<crate::crud_api::Applied, CrudError> {
                let mut work = Work::Batch(batch);
                self.known().attach(model, &mut work);
                self.work(model, work).await?.applied()
            }

            async fn begin(&self) -> Result<$tx, CrudError> {
                self.begun().await
            }
        }
    };
}

pub(super) use store_by_work;
