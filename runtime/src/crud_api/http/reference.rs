//! Which reference of a refused row is broken: no store tells, so it is looked for afterwards.

use axum::response::Response;

use super::problem::Problem;
use super::refuse::BROKEN_REFERENCE;
use crate::crud_api::json::BodyError;
use crate::crud_api::model::{ColumnMeta, Model};
use crate::crud_api::store::Store;
use crate::crud_api::value::{Row, Value};

/// What a client is told of such a field.
pub(super) const MISSING: &str = "there is no such row";

/// What a client has sent of a row.
pub(super) type Sent = Vec<(usize, Value)>;

/// The values of a whole row.
pub(super) fn all(row: Row) -> Sent {
    row.into_iter().enumerate().collect()
}

/// The columns that refer to rows that are not there.
pub(super) async fn broken<S: Store>(
    store: &S,
    model: &'static Model,
    sent: Sent,
) -> Vec<&'static ColumnMeta> {
    let mut found = Vec::new();
    let own = sent.iter().find(|(column, _)| *column == model.id).map(|(_, id)| id.clone());
    for (column, id) in sent {
        let column = &model.columns[column];
        let Some(reference) = column.references.filter(|_| !id.is_null()) else { continue };
        let other = (reference.model)();
        // a row may refer to itself
        if other.table == model.table && own.as_ref() == Some(&id) {
            continue;
        }
        if let Ok(None) = store.get(other, id).await {
            found.push(column);
        }
    }
    found
}

/// The answer, with a pointer to each broken reference if it is for one that the row was refused.
pub(super) async fn pointed<S: Store>(
    store: &S,
    model: &'static Model,
    answered: Result<Response, Problem>,
    sent: impl FnOnce() -> Result<Sent, BodyError>,
) -> Result<Response, Problem> {
    let mut problem = match answered {
        Err(problem) if problem.is(BROKEN_REFERENCE) => problem,
        answered => return answered,
    };
    for column in broken(store, model, sent().unwrap_or_default()).await {
        problem = problem.fault(format!("/{}", column.name), "reference", MISSING);
    }
    Err(problem)
}
