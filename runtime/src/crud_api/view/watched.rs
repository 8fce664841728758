//! Writes of structs with hooks or a history.

use std::any::TypeId;
use std::sync::Arc;

use super::View;
use super::ended::Ended;
use crate::crud_api::error::CrudError;
use crate::crud_api::history::Audit;
use crate::crud_api::hooks::{RowHooks, Who};
use crate::crud_api::model::Model;
use crate::crud_api::store::{
    Applied, Batch, Change, Keyed, Removal, Store, Write, accepts, stays,
};
use crate::crud_api::value::{Row, Value};
use crate::crud_api::write;

/// How often a write is tried whose row others change while its hook runs.
const TRIES: u32 = 16;

/// A write as the hooks left it.
struct Step {
    write: Write,
    deed: Deed,
    /// The row before.
    old: Option<Row>,
    /// Whether it fits no state but the one that the hook saw, and the client did not ask for that.
    is_ours: bool,
}

/// What a hook is told afterwards.
#[derive(Clone, Copy, PartialEq)]
enum Deed {
    Nothing,
    Write,
    Delete,
}

/// Writes that the hooks have let through.
struct Asked<S> {
    store: S,
    model: &'static Model,
    hooks: &'static dyn RowHooks,
    who: Who,
    steps: Vec<Step>,
    batch: Batch,
}

impl<S: Store> Asked<S> {
    /// Writes, and tells the hooks; nothing where somebody else wrote after they were asked.
    async fn write(self) -> Result<Option<Applied>, CrudError> {
        let Self { store, model, hooks, who, steps, batch } = self;
        let done = match store.batch(model, batch).await? {
            Applied::Done(done) => done,
            known => return Ok(Some(known)),
        };
        let last = done.len().checked_sub(1).and_then(|i| steps.get(i)).zip(done.last());
        if let Some((step, Err(why))) = last
            && is_overtaken(step, why)
        {
            return Ok(None);
        }
        if done.iter().all(Result::is_ok) {
            for (step, done) in steps.iter().zip(&done) {
                let new = done.as_ref().map_or(None, Option::as_ref);
                match step.deed {
                    Deed::Nothing => {}
                    Deed::Write => hooks.after(step.old.as_ref(), new, &who).await?,
                    Deed::Delete => hooks.after(step.old.as_ref(), None, &who).await?,
                }
            }
        }
        Ok(Some(Applied::Done(done)))
    }
}

/// The rows that earlier writes of the same batch leave, by their ids.
type Ahead = Vec<(Value, Option<Row>)>;

impl<S: Store> View<S> {
    /// One write.
    pub(super) async fn watched_one(
        &self,
        model: &'static Model,
        write: Write,
    ) -> Result<Option<Row>, CrudError> {
        match self.watched(model, Batch::new(vec![write])).await? {
            Applied::Done(done) => done.into_iter().next().unwrap_or(Err(CrudError::Unknown)),
            _ => Err(CrudError::Unknown),
        }
    }

    /// Writes that are as this view adapted them.
    pub(super) async fn watched(
        &self,
        model: &'static Model,
        mut batch: Batch,
    ) -> Result<Applied, CrudError> {
        if batch.is_partial {
            let mut done = Vec::with_capacity(batch.writes.len());
            for write in batch.writes {
                done.push(Box::pin(self.watched_one(model, write)).await);
            }
            return Ok(Applied::Done(done));
        }
        let audit = model.audit.then(|| Audit::new(self.who.name()));
        let Some(hooks) = model.hooks else {
            batch.audit = audit;
            return self.store.batch(model, batch).await;
        };
        let Batch { writes, keyed, .. } = batch;
        let keyed = keyed.map(Shared::new);
        if let Some(keyed) = &keyed {
            // who asks again is answered, whatever a hook says by now
            let mut asked = Batch::new(Vec::new());
            asked.keyed = Some(keyed.lend(false));
            match self.store.batch(model, asked).await? {
                Applied::Done(_) => {}
                known => return Ok(known),
            }
        }
        for _ in 0..TRIES {
            let mut steps: Vec<Step> = Vec::with_capacity(writes.len());
            let mut ahead = Ahead::new();
            for write in &writes {
                match self.step(model, hooks, write.clone(), &mut ahead).await {
                    Ok(step) => steps.push(step),
                    Err(why) => {
                        let done = steps.iter().map(|_| Ok(None)).chain([Err(why)]);
                        return Ok(Applied::Done(done.collect()));
                    }
                }
            }
            let mut batch = Batch::new(steps.iter().map(|step| step.write.clone()).collect());
            batch.audit.clone_from(&audit);
            batch.keyed = keyed.as_ref().map(|keyed| keyed.lend(true));
            let (store, who) = (self.store.clone(), self.who.clone());
            let asked = Asked { store, model, hooks, who, steps, batch };
            // a transaction goes with its caller
            let is_within = TypeId::of::<S>() == TypeId::of::<S::Tx>();
            let written =
                if is_within { asked.write().await? } else { Ended::new(asked.write()).await? };
            if let Some(applied) = written {
                return Ok(applied);
            }
        }
        Err(CrudError::Busy)
    }

    /// Asks the hook before a write.
    async fn step(
        &self,
        model: &'static Model,
        hooks: &dyn RowHooks,
        write: Write,
        ahead: &mut Ahead,
    ) -> Result<Step, CrudError> {
        match write {
            Write::Insert(row) => self.insertion(model, hooks, row, ahead, false).await,
            Write::Update(id, change) => self.update_of(model, hooks, id, change, ahead).await,
            Write::Upsert(row, change) => match self.holder(model, &row, &change).await? {
                Some(id) => {
                    let step = self.update_of(model, hooks, id, change, ahead).await?;
                    Ok(Step { is_ours: true, ..step })
                }
                None => self.insertion(model, hooks, row, ahead, true).await,
            },
            Write::Delete(id, removal) => {
                let old = self.now(model, &id, ahead).await?;
                removal.admits(model, &old)?;
                hooks.before_delete(&old, &self.who).await?;
                ahead.push((id.clone(), None));
                let (is_ours, tag) = (removal.if_match.is_none(), model.tag(&old));
                let removal = Removal { if_match: Some(vec![tag]), ..removal };
                let write = Write::Delete(id, removal);
                Ok(Step { write, deed: Deed::Delete, old: Some(old), is_ours })
            }
        }
    }

    async fn insertion(
        &self,
        model: &'static Model,
        hooks: &dyn RowHooks,
        row: Row,
        ahead: &mut Ahead,
        is_ours: bool,
    ) -> Result<Step, CrudError> {
        let mut new = hooks.before_create(&row, &self.who).await?;
        if new != row {
            new = write::checked_again(model, new)?;
            stays(model, &self.scope, &new)?;
        }
        if !model.id_column().is_server_made() {
            ahead.push((new[model.id].clone(), Some(new.clone())));
        }
        Ok(Step { write: Write::Insert(new), deed: Deed::Write, old: None, is_ours })
    }

    async fn update_of(
        &self,
        model: &'static Model,
        hooks: &dyn RowHooks,
        id: Value,
        mut change: Change,
        ahead: &mut Ahead,
    ) -> Result<Step, CrudError> {
        let old = self.now(model, &id, ahead).await?;
        if !change.sees(&old) {
            return Err(CrudError::NotFound);
        }
        if !accepts(change.if_match.as_deref(), model, &old) {
            return Err(CrudError::VersionMismatch);
        }
        if change.values.is_empty() {
            let write = Write::Update(id, change);
            return Ok(Step { write, deed: Deed::Nothing, old: Some(old), is_ours: false });
        }
        let is_ours = change.if_match.is_none();
        let removes = |(i, value): &(usize, Value)| Some(*i) == model.deleted && !value.is_null();
        let deed = if change.values.iter().any(removes) {
            hooks.before_delete(&old, &self.who).await?;
            Deed::Delete
        } else {
            let merged = change.clone().merge(model, old.clone())?;
            let new = hooks.before_update(&old, &merged, &self.who).await?;
            let changed = new.into_iter().enumerate().filter(|(i, value)| merged[*i] != *value);
            let mut values: Vec<_> = changed.collect();
            if !values.is_empty() {
                write::admit_values(model, &mut values)?;
                change.values.retain(|(i, _)| values.iter().all(|(other, _)| i != other));
                change.merges |= values.iter().any(|(i, _)| model.columns[*i].immutable);
                change.values.append(&mut values);
            }
            Deed::Write
        };
        ahead.push((id.clone(), Some(change.clone().merge(model, old.clone())?)));
        change.if_match = Some(vec![model.tag(&old)]);
        Ok(Step { write: Write::Update(id, change), deed, old: Some(old), is_ours })
    }

    /// The row as this batch finds it.
    async fn now(
        &self,
        model: &'static Model,
        id: &Value,
        ahead: &Ahead,
    ) -> Result<Row, CrudError> {
        let row = match ahead.iter().rev().find(|(known, _)| known == id) {
            Some((_, row)) => row.clone(),
            None => self.store.get(model, id.clone()).await?,
        };
        row.ok_or(CrudError::NotFound)
    }

    /// The row that an upsert would change.
    async fn holder(
        &self,
        model: &'static Model,
        row: &Row,
        change: &Change,
    ) -> Result<Option<Value>, CrudError> {
        for query in change.holders(model, row) {
            if let Some(mut holder) = self.store.list(model, query).await?.pop() {
                return Ok(Some(std::mem::take(&mut holder[model.id])));
            }
        }
        Ok(None)
    }
}

/// Whether somebody else wrote between the hook and the write.
fn is_overtaken(step: &Step, why: &CrudError) -> bool {
    step.is_ours
        && matches!(
            (&step.write, why),
            (_, CrudError::VersionMismatch)
                // of an upsert: the row came, or went
                | (Write::Insert(_), CrudError::Conflict { .. })
                | (Write::Update(..), CrudError::NotFound)
        )
}

/// A key that is lent to one try after the other.
struct Shared(Arc<Keyed>);

impl Shared {
    fn new(keyed: Keyed) -> Self {
        Self(Arc::new(keyed))
    }

    fn lend(&self, is_kept: bool) -> Keyed {
        let own = Arc::clone(&self.0);
        Keyed {
            key: own.key.clone(),
            hash: own.hash.clone(),
            now: own.now,
            until: own.until,
            render: Box::new(move |done| if is_kept { (own.render)(done) } else { None }),
        }
    }
}
