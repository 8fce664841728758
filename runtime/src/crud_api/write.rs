//! Writes as every front makes them: stamped, checked, then handed to the store.

use super::Timestamp;
use super::cursor::{self, Cursor};
use super::error::CrudError;
use super::model::{ColumnMeta, Model, Role, Tag, fresh_nonce};
use super::query::{Filter, Query};
#[cfg(feature = "axum")]
use super::store::Told;
use super::store::{Applied, Batch, Change, Removal, Store, Write, accepts};
use super::value::{ColumnKind, Row, Value};
use crate::validated::formats::uuid;
use crate::validated::{Errors, Invalid, Violation};

/// Ids that a path could not reach, or that are routes of their own.
const RESERVED: [&str; 5] = ["", ".", "..", "bulk", "export"];

/// Bytes of an id that a client makes, at most: it stands in addresses and in headers.
const LONGEST_ID: usize = 1024;

/// 4713 BC, in microseconds since 1970: PostgreSQL has no earlier time, and every store gives the
/// same answers.
const FIRST_TIME: i64 = -210_866_803_200_000_000;

/// Adds a row as `read_new` or `Resource::new_row` made it.
///
/// # Errors
/// [`CrudError::Invalid`] with every broken rule, and what the store says.
pub async fn insert<S: Store>(
    store: &S,
    model: &'static Model,
    row: Row,
) -> Result<Row, CrudError> {
    let row = new_row(model, row)?;
    store.insert(model, row).await
}

/// Puts a whole row in place of the one with this id.
///
/// # Errors
/// [`CrudError::NotFound`], [`CrudError::VersionMismatch`] if `if_match` is given,
/// [`CrudError::Invalid`] with every broken rule, and what the store says.
pub async fn replace<S: Store>(
    store: &S,
    model: &'static Model,
    id: Value,
    row: Row,
    if_match: Option<Vec<Tag>>,
) -> Result<Row, CrudError> {
    let values = written(model, row);
    if values.is_empty() {
        return patch(store, model, id, values, if_match).await;
    }
    let change = change(model, values, if_match)?;
    store.update(model, id, change).await
}

/// As [`replace`], but adds the row where there is none and the id is the client's; whether it
/// did is the second part of the answer.
///
/// # Errors
/// As [`replace`].
pub async fn put<S: Store>(
    store: &S,
    model: &'static Model,
    id: Value,
    row: Row,
    if_match: Option<Vec<Tag>>,
) -> Result<(Row, bool), CrudError> {
    let may_add = !model.id_column().is_server_made() && if_match.is_none();
    let twin = may_add.then(|| row.clone());
    match (replace(store, model, id.clone(), row, if_match).await, twin) {
        (Err(CrudError::NotFound), Some(mut row)) => {
            row[model.id] = id.clone();
            match insert(store, model, row.clone()).await {
                // another client was faster
                Err(CrudError::Conflict { fields }) if fields == [model.id_column().name] => {
                    replace(store, model, id, row, None).await.map(|row| (row, false))
                }
                added => added.map(|row| (row, true)),
            }
        }
        (replaced, _) => replaced.map(|row| (row, false)),
    }
}

/// Changes some columns of the row with this id; no columns change nothing, not the version.
///
/// # Errors
/// As [`replace`].
pub async fn patch<S: Store>(
    store: &S,
    model: &'static Model,
    id: Value,
    values: Vec<(usize, Value)>,
    if_match: Option<Vec<Tag>>,
) -> Result<Row, CrudError> {
    if values.is_empty() {
        let row = store.get(model, id).await?.ok_or(CrudError::NotFound)?;
        let fits = accepts(if_match.as_deref(), model, &row);
        return if fits { Ok(row) } else { Err(CrudError::VersionMismatch) };
    }
    let change = change(model, values, if_match)?;
    store.update(model, id, change).await
}

/// Removes the row with this id.
///
/// # Errors
/// [`CrudError::NotFound`], [`CrudError::VersionMismatch`] if `if_match` is given, and what the
/// store says.
pub async fn delete<S: Store>(
    store: &S,
    model: &'static Model,
    id: Value,
    if_match: Option<Vec<Tag>>,
) -> Result<(), CrudError> {
    store.delete(model, id, Removal::new(if_match)).await
}

/// The columns that a whole row in place of another writes.
fn written(model: &Model, row: Row) -> Vec<(usize, Value)> {
    let is_written = |i: usize| model.columns[i].role == Role::Data && !model.columns[i].read_only;
    row.into_iter().enumerate().filter(|(i, _)| is_written(*i)).collect()
}

/// The write that adds a row.
///
/// # Errors
/// [`Invalid`] with every broken rule.
pub fn to_insert(model: &Model, row: Row) -> Result<Write, Invalid> {
    new_row(model, row).map(Write::Insert)
}

/// The write that changes some columns.
///
/// # Errors
/// [`Invalid`] with every broken rule.
pub fn to_patch(
    model: &Model,
    id: Value,
    values: Vec<(usize, Value)>,
    if_match: Option<Vec<Tag>>,
) -> Result<Write, Invalid> {
    if values.is_empty() {
        return Ok(Write::Update(id, Change { if_match, ..Change::new(values) }));
    }
    Ok(Write::Update(id, change(model, values, if_match)?))
}

/// The write that adds a row, or puts it in place of the one that it collides with.
///
/// # Errors
/// [`Invalid`] with every broken rule.
pub fn to_upsert(model: &Model, row: Row) -> Result<Write, Invalid> {
    let change = change(model, written(model, row.clone()), None)?;
    Ok(Write::Upsert(new_row(model, row)?, change))
}

/// Makes all of these writes or none; the rows as they are then.
///
/// # Errors
/// Why the first that fails does.
pub async fn all<S: Store>(
    store: &S,
    model: &'static Model,
    writes: Vec<Write>,
) -> Result<Vec<Row>, CrudError> {
    if writes.is_empty() {
        return Ok(Vec::new());
    }
    match store.batch(model, Batch::new(writes)).await? {
        Applied::Done(done) => done.into_iter().filter_map(Result::transpose).collect(),
        // nothing was keyed
        _ => Err(CrudError::Unknown),
    }
}

/// Puts a softly deleted row back; the store is a view of those.
///
/// # Errors
/// As [`replace`].
pub async fn restore<S: Store>(
    store: &S,
    model: &'static Model,
    id: Value,
    if_match: Option<Vec<Tag>>,
) -> Result<Row, CrudError> {
    store.update(model, id, restoration(model, if_match)?).await
}

/// The change that puts a softly deleted row back.
pub(super) fn restoration(model: &Model, if_match: Option<Vec<Tag>>) -> Result<Change, CrudError> {
    let deleted = model.deleted.ok_or(CrudError::NotFound)?;
    let mut change = Change::new(vec![(deleted, Value::Null)]);
    change.values.extend(model.updated.map(|updated| (updated, now())));
    change.if_match = if_match;
    Ok(change)
}

/// Microseconds since 1970, the server's clock.
pub(super) fn now() -> Value {
    Value::Int(Timestamp::now().as_microsecond())
}

fn new_row(model: &Model, mut row: Row) -> Result<Row, Invalid> {
    let mut set = |column: Option<usize>, value: Value| {
        if let Some(column) = column {
            row[column] = value;
        }
    };
    let now = now();
    set(model.created, now.clone());
    set(model.updated, now);
    set(model.version, Value::Int(1));
    if model.id_column().is_server_made() {
        let fresh = model.id_column().fresh;
        set(Some(model.id), fresh.map_or(Value::Int(0), |fresh| fresh()));
    }
    set(model.nonce, Value::Int(0));
    Errors::collect(|errors| {
        if let Value::Text(id) = &row[model.id]
            && id.len() > LONGEST_ID
        {
            let violation = Violation::new("size", "is too long for an address");
            errors.add(model.id_column().name, violation);
        }
        if let Value::Text(id) = &row[model.id]
            && (RESERVED.contains(&id.as_str()) || model.audit && id == "history")
        {
            let violation = Violation::new("reserved", "is not open to clients");
            errors.add(model.id_column().name, violation);
        }
        admit_row(model, &mut row, errors);
    })?;
    if let Some(nonce) = model.nonce {
        row[nonce] = Value::Int(fresh_nonce());
    }
    Ok(row)
}

fn change(
    model: &Model,
    mut values: Vec<(usize, Value)>,
    if_match: Option<Vec<Tag>>,
) -> Result<Change, Invalid> {
    if let Some(updated) = model.updated {
        values.push((updated, now()));
    }
    admit_values(model, &mut values)?;
    let merges = model.cross
        || model.has_immutable() && values.iter().any(|(i, _)| model.columns[*i].immutable);
    Ok(Change { if_match, merges, ..Change::new(values) })
}

/// Brings values that are to be written to their form, and runs the rules of each.
pub(super) fn admit_values(model: &Model, values: &mut [(usize, Value)]) -> Result<(), Invalid> {
    Errors::collect(|errors| {
        for (i, value) in values {
            let is_storable = normal(&model.columns[*i], value, errors);
            if let (true, false, Some(check)) = (is_storable, model.cross, model.check_column) {
                *value = check(*i, std::mem::take(value), errors);
            }
        }
    })
}

/// A new row that was changed after it was made and checked, checked again.
pub(super) fn checked_again(model: &Model, mut row: Row) -> Result<Row, Invalid> {
    let hidden = [model.nonce, model.deleted].into_iter().flatten();
    let hidden: Vec<_> = hidden.map(|column| (column, row[column].clone())).collect();
    Errors::collect(|errors| admit_row(model, &mut row, errors))?;
    for (column, value) in hidden {
        row[column] = value;
    }
    Ok(row)
}

/// Brings a whole row to its form, and runs its rules.
fn admit_row(model: &Model, row: &mut Row, errors: &mut Errors<'_>) {
    let mut is_storable = true;
    for (column, value) in model.columns.iter().zip(&mut *row) {
        is_storable &= normal(column, value, errors);
    }
    match model.check {
        Some(check) if is_storable => *row = check(std::mem::take(row), errors),
        _ => {}
    }
}

/// Brings a value to the form that every store keeps; `false`, and a violation, where none does.
fn normal(column: &ColumnMeta, value: &mut Value, errors: &mut Errors<'_>) -> bool {
    if let Value::Float(float) = value {
        // stores differ in whether they keep the sign of zero
        *float += 0.0;
    }
    is_storable(column, value, errors)
}

/// Whether every store keeps the value as it is; a violation if not.
pub(super) fn is_storable(column: &ColumnMeta, value: &Value, errors: &mut Errors<'_>) -> bool {
    let violation = match value {
        Value::Null if !column.nullable => Violation::new("range", "is beyond what can be stored"),
        Value::Int(micros) if column.kind == ColumnKind::Timestamp && *micros < FIRST_TIME => {
            Violation::new("range", "is beyond what can be stored")
        }
        Value::Float(float) if !float.is_finite() => Violation::new("finite", "must be finite"),
        Value::Text(text) if column.kind == ColumnKind::Uuid && !uuid(text) => {
            Violation::new("uuid", "must be a UUID")
        }
        Value::Text(text) if text.contains('\0') => Violation::new("nul", "must not contain NUL"),
        _ => return true,
    };
    errors.add(column.name, violation);
    false
}

/// Finds the place of a cursor that has only a row's id, since its keys are too long.
///
/// # Errors
/// [`CrudError::Invalid`] at `cursor` where the row is gone, and what the store says.
pub async fn place<S: Store>(
    store: &S,
    model: &'static Model,
    query: &mut Query,
) -> Result<(), CrudError> {
    let keys = query.keys(model);
    if let Some([id]) = query.after.as_deref()
        && keys.len() > 1
    {
        let gone = || CrudError::invalid("cursor", "cursor", "is of a row that is gone");
        let row = store.get(model, id.clone()).await?.ok_or_else(gone)?;
        query.after = Some(keys.iter().map(|(column, _)| row[*column].clone()).collect());
    }
    Ok(())
}

/// A page of a list, and the cursor after it if the list goes on.
///
/// # Errors
/// What the store says.
pub async fn page<S: Store>(
    store: &S,
    model: &'static Model,
    mut query: Query,
) -> Result<(Vec<Row>, Option<Cursor>), CrudError> {
    admit(model, &query.filters)?;
    place(store, model, &mut query).await?;
    let limit = query.limit;
    // one row more tells whether the list goes on
    query.limit = limit.saturating_add(1);
    let mut rows = store.list(model, query.clone()).await?;
    let has_more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let last = if has_more { rows.last() } else { None };
    let next = last.map(|last| cursor::encode(model, &query, last));
    Ok((rows, next))
}

/// As [`page`], the rows as JSON with commas between, of these columns if they are named.
///
/// # Errors
/// What the store says.
#[cfg(feature = "axum")]
pub(super) async fn told_page<S: Store>(
    store: &S,
    model: &'static Model,
    mut query: Query,
    fields: Option<Vec<usize>>,
) -> Result<(Vec<u8>, Option<Cursor>), CrudError> {
    admit(model, &query.filters)?;
    place(store, model, &mut query).await?;
    let Told { json, last } = store.told(model, query.clone(), fields).await?;
    Ok((json, last.map(|last| cursor::encode(model, &query, &last))))
}

/// How many rows pass all filters.
///
/// # Errors
/// What the store says.
pub async fn count<S: Store>(
    store: &S,
    model: &'static Model,
    filters: Vec<Filter>,
) -> Result<u64, CrudError> {
    admit(model, &filters)?;
    store.count(model, filters).await
}

/// Filters compare with values that a row could have.
fn admit(model: &Model, filters: &[Filter]) -> Result<(), Invalid> {
    Errors::collect(|errors| {
        for filter in filters {
            filter.each(&mut |filter| {
                for value in &filter.values {
                    is_storable(&model.columns[filter.column], value, errors);
                }
            });
        }
    })
}
