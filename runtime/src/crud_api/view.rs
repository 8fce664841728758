//! `View`: a store as one reader sees it, without what is removed and within a scope.

mod ended;
mod watched;

use super::error::CrudError;
use super::hooks::Who;
use super::model::Model;
use super::query::{Filter, Query};
use super::store::{Applied, Batch, Change, Migrate, Removal, Shown, Store, Told, Write, stays};
use super::value::{Row, Value};
use super::write;

/// Which rows there are, on a struct with `soft_delete`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Rows {
    /// Those that are not removed.
    #[default]
    Live,
    /// Those that are.
    Deleted,
}

/// A store as one reader sees it.
#[derive(Clone, Debug)]
pub(super) struct View<S> {
    pub(super) store: S,
    pub(super) rows: Rows,
    /// What every row passes; of the one model that is asked for.
    pub(super) scope: Vec<Filter>,
    /// Who asks.
    pub(super) who: Who,
}

impl<S: Store> View<S> {
    /// What is there.
    pub(super) fn new(store: &S) -> Self {
        Self { store: store.clone(), rows: Rows::Live, scope: Vec::new(), who: Who::default() }
    }

    /// What was removed.
    pub(super) fn of(&self, rows: Rows) -> Self {
        Self { rows, ..self.clone() }
    }

    fn is_whole(&self, model: &Model) -> bool {
        model.deleted.is_none() && self.scope.is_empty()
    }

    /// What a row passes to be there.
    pub(super) fn only(&self, model: &Model) -> Vec<Filter> {
        let removed = model.deleted.map(|it| Filter::null(it, self.rows == Rows::Live));
        removed.into_iter().chain(self.scope.iter().cloned()).collect()
    }
}

impl<S: Store> Store for View<S> {
    type Tx = S::Tx;

    fn migrate_models(
        &self,
        models: &[&'static Model],
        how: Migrate,
    ) -> impl Future<Output = Result<(), CrudError>> + Send {
        self.store.migrate_models(models, how)
    }

    async fn get(&self, model: &'static Model, id: Value) -> Result<Option<Row>, CrudError> {
        let row = self.store.get(model, id).await?;
        if self.is_whole(model) {
            return Ok(row);
        }
        Ok(row.filter(|row| self.only(model).iter().all(|filter| filter.passes(row))))
    }

    async fn shown(&self, model: &'static Model, id: Value) -> Result<Option<Shown>, CrudError> {
        if self.is_whole(model) {
            return self.store.shown(model, id).await;
        }
        let row = self.get(model, id).await?;
        Ok(row.map(|row| Shown::of(model, &row)))
    }

    fn list(
        &self,
        model: &'static Model,
        mut query: Query,
    ) -> impl Future<Output = Result<Vec<Row>, CrudError>> + Send {
        query.filters.extend(self.only(model));
        self.store.list(model, query)
    }

    fn told(
        &self,
        model: &'static Model,
        mut query: Query,
        fields: Option<Vec<usize>>,
    ) -> impl Future<Output = Result<Told, CrudError>> + Send {
        query.filters.extend(self.only(model));
        self.store.told(model, query, fields)
    }

    fn count(
        &self,
        model: &'static Model,
        mut filters: Vec<Filter>,
    ) -> impl Future<Output = Result<u64, CrudError>> + Send {
        filters.extend(self.only(model));
        self.store.count(model, filters)
    }

    fn last_id(
        &self,
        model: &'static Model,
    ) -> impl Future<Output = Result<u64, CrudError>> + Send {
        self.store.last_id(model)
    }

    async fn insert(&self, model: &'static Model, row: Row) -> Result<Row, CrudError> {
        stays(model, &self.scope, &row)?;
        if model.is_watched() {
            let done = Box::pin(self.watched_one(model, Write::Insert(row))).await?;
            return done.ok_or(CrudError::Unknown);
        }
        self.store.insert(model, row).await
    }

    async fn update(
        &self,
        model: &'static Model,
        id: Value,
        mut change: Change,
    ) -> Result<Row, CrudError> {
        self.restrict(model, &mut change);
        if model.is_watched() {
            let done = Box::pin(self.watched_one(model, Write::Update(id, change))).await?;
            return done.ok_or(CrudError::Unknown);
        }
        self.store.update(model, id, change).await
    }

    async fn delete(
        &self,
        model: &'static Model,
        id: Value,
        mut removal: Removal,
    ) -> Result<(), CrudError> {
        if model.is_watched() {
            let write = self.adapt(model, Write::Delete(id, removal))?;
            return Box::pin(self.watched_one(model, write)).await.map(drop);
        }
        removal.only.extend(self.only(model));
        removal.by = self.who.name().map(ToOwned::to_owned);
        match model.deleted {
            None => self.store.delete(model, id, removal).await,
            Some(deleted) => {
                let change = removed(model, deleted, removal);
                self.store.update(model, id, change).await.map(drop)
            }
        }
    }

    async fn batch(&self, model: &'static Model, mut batch: Batch) -> Result<Applied, CrudError> {
        let mut refused = Vec::new();
        for (i, write) in std::mem::take(&mut batch.writes).into_iter().enumerate() {
            match self.adapt(model, write) {
                Ok(write) => batch.writes.push(write),
                Err(why) if batch.is_partial => refused.push((i, why)),
                Err(why) => {
                    // as a store answers that undoes the ones before
                    let before = batch.writes.iter().map(|_| Ok(None));
                    return Ok(Applied::Done(before.chain([Err(why)]).collect()));
                }
            }
        }
        let applied = if model.is_watched() {
            Box::pin(self.watched(model, batch)).await?
        } else {
            self.store.batch(model, batch).await?
        };
        Ok(match applied {
            Applied::Done(mut done) => {
                for (i, why) in refused {
                    done.insert(i.min(done.len()), Err(why));
                }
                Applied::Done(done)
            }
            known => known,
        })
    }

    fn begin(&self) -> impl Future<Output = Result<S::Tx, CrudError>> + Send {
        self.store.begin()
    }
}

/// A removal as a change of the column that says so.
fn removed(model: &Model, deleted: usize, removal: Removal) -> Change {
    let mut change = Change::new(vec![(deleted, write::now())]);
    change.values.extend(model.updated.map(|updated| (updated, write::now())));
    (change.if_match, change.only) = (removal.if_match, removal.only);
    change
}

impl<S: Store> View<S> {
    /// A write as it may be made here.
    fn adapt(&self, model: &Model, write: Write) -> Result<Write, CrudError> {
        Ok(match write {
            Write::Insert(row) => {
                stays(model, &self.scope, &row)?;
                Write::Insert(row)
            }
            Write::Update(id, mut change) => {
                self.restrict(model, &mut change);
                Write::Update(id, change)
            }
            Write::Upsert(row, mut change) => {
                stays(model, &self.scope, &row)?;
                self.restrict(model, &mut change);
                Write::Upsert(row, change)
            }
            Write::Delete(id, mut removal) => {
                removal.only.extend(self.only(model));
                removal.by = self.who.name().map(ToOwned::to_owned);
                match model.deleted {
                    None => Write::Delete(id, removal),
                    Some(deleted) => Write::Update(id, removed(model, deleted, removal)),
                }
            }
        })
    }

    fn restrict(&self, model: &Model, change: &mut Change) {
        if self.is_whole(model) {
            return;
        }
        change.only.extend(self.only(model));
        if !self.scope.is_empty() {
            change.stays.extend(self.scope.iter().cloned());
            change.merges = true;
        }
    }
}
