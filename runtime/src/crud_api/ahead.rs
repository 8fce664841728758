//! Rules of changed rows, run before the store's turn: nobody waits for a rule that takes its time.
//!
//! What is merged is merged with the row as it was read. The store compares that with the row that
//! it finds, and merges again where another writer came between.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
#[cfg(feature = "sqlite")]
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::error::{CrudError, panicked};
use super::model::Model;
use super::query::Query;
use super::store::{Batch, Change, Write};
use super::value::{Row, Value};
use crate::validated::Invalid;

/// What reads the rows that changes are merged with.
pub(super) trait Reads: Sync {
    /// As [`Store::get`](super::Store::get).
    fn row(
        &self,
        model: &'static Model,
        id: Value,
    ) -> impl Future<Output = Result<Option<Row>, CrudError>> + Send;

    /// As [`Store::list`](super::Store::list).
    fn rows(
        &self,
        model: &'static Model,
        query: Query,
    ) -> impl Future<Output = Result<Vec<Row>, CrudError>> + Send;
}

/// Rules that take no longer are run again in the store's turn: that is less than another turn.
const QUICK: Duration = Duration::from_millis(1);

/// What came of a merge.
#[derive(Clone, Debug)]
pub(super) struct Ahead {
    /// The row that the change was merged with.
    from: Row,
    merged: Result<Row, Invalid>,
    #[cfg_attr(not(feature = "sqlite"), allow(dead_code))]
    is_quick: bool,
    is_stale: Arc<AtomicBool>,
}

impl Ahead {
    /// Merges; a rule that panics is a failure.
    fn of(model: &'static Model, change: &Change, from: Row) -> Result<Self, CrudError> {
        let begun = Instant::now();
        let merge = || change.clone().merge(model, from.clone());
        let merged = catch_unwind(AssertUnwindSafe(merge));
        let merged = merged.map_err(|with| CrudError::Store(panicked(&*with).into()))?;
        let is_quick = begun.elapsed() < QUICK;
        Ok(Self { from, merged, is_quick, is_stale: Arc::default() })
    }

    /// What is written in place of the row; `None` where it is another row by now.
    pub(super) fn fits(self, row: &Row) -> Option<Result<Row, Invalid>> {
        (self.from == *row).then_some(self.merged)
    }

    /// Whether the row is another by now, and the rules too slow to run them in the store's turn.
    #[cfg(feature = "sqlite")]
    pub(super) fn is_late(&self, row: &Row) -> bool {
        let is_late = !self.is_quick && self.from != *row;
        self.is_stale.fetch_or(is_late, Ordering::Relaxed);
        is_late
    }
}

/// Whether the change merges the row with what it writes.
fn merges(change: &Change) -> bool {
    change.merges && !change.values.is_empty()
}

/// Runs the rules of a change. The answer says later whether that was for nothing.
///
/// # Errors
/// Those of the change, on the row as it is now.
pub(super) async fn update(
    store: &impl Reads,
    model: &'static Model,
    id: &Value,
    change: &mut Change,
) -> Result<Arc<AtomicBool>, CrudError> {
    let stale = Arc::default();
    if !merges(change) {
        return Ok(stale);
    }
    let row = store.row(model, id.clone()).await?.filter(|row| change.sees(row));
    let row = row.ok_or(CrudError::NotFound)?;
    if !change.accepts(model, &row) {
        return Err(CrudError::VersionMismatch);
    }
    change.ahead = None;
    let ahead = Ahead::of(model, change, row)?;
    if let Err(invalid) = ahead.merged {
        return Err(invalid.into());
    }
    let stale = Arc::clone(&ahead.is_stale);
    change.ahead = Some(Box::new(ahead));
    Ok(stale)
}

/// Whether the change is to be made again, with the row as it is by then.
#[cfg(feature = "sqlite")]
pub(super) fn is_late(stale: &AtomicBool) -> bool {
    stale.load(Ordering::Relaxed)
}

/// Runs the rules of a batch, each on the row as it is after the writes before.
pub(super) async fn batch(
    store: &impl Reads,
    model: &'static Model,
    batch: &mut Batch,
) -> Result<(), CrudError> {
    let mut known: Vec<(Value, Row)> = Vec::new();
    for write in &mut batch.writes {
        let (id, change) = match write {
            Write::Update(id, change) if merges(change) => (id.clone(), change),
            Write::Upsert(row, change) if merges(change) => {
                match holder(store, model, row, change).await? {
                    Some(id) => (id, change),
                    None => continue,
                }
            }
            _ => continue,
        };
        let place = known.iter().position(|(other, _)| *other == id);
        let row = match place {
            Some(place) => Some(known[place].1.clone()),
            None => store.row(model, id.clone()).await?,
        };
        let Some(row) = row.filter(|row| change.sees(row) && change.accepts(model, row)) else {
            continue;
        };
        // in the store's turn it is the only one that fails
        let Ok(mut ahead) = Ahead::of(model, change, row) else { continue };
        // a batch is not made twice
        ahead.is_quick = true;
        if let Ok(row) = &ahead.merged {
            match place {
                Some(place) => known[place].1.clone_from(row),
                None => known.push((id, row.clone())),
            }
        }
        change.ahead = Some(Box::new(ahead));
        // so that many slow rules can be given up
        tokio::task::yield_now().await;
    }
    Ok(())
}

/// The row with this client-made id, or with one of these sets of unique values.
async fn holder(
    store: &impl Reads,
    model: &'static Model,
    row: &Row,
    change: &Change,
) -> Result<Option<Value>, CrudError> {
    for query in change.holders(model, row) {
        if let Some(mut holder) = store.rows(model, query).await?.pop() {
            return Ok(Some(std::mem::take(&mut holder[model.id])));
        }
    }
    Ok(None)
}
