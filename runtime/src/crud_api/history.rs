//! The history of rows: who changed what, and when, written in the step that changes it.

use std::collections::BTreeMap;

use super::Timestamp;
use super::json;
use super::model::{ColumnMeta, Model};
use super::query::{Filter, Op, Order, Query};
use super::value::{Column as _, Json, Row, Value};

type Any = serde_json::Value;

/// The number of each column.
pub(super) mod columns {
    pub(in crate::crud_api) const ID: usize = 0;
    pub(in crate::crud_api) const TABLE: usize = 1;
    pub(in crate::crud_api) const ROW: usize = 2;
    pub(in crate::crud_api) const AT: usize = 3;
    pub(in crate::crud_api) const BY: usize = 4;
    pub(in crate::crud_api) const DEED: usize = 5;
    pub(in crate::crud_api) const CHANGES: usize = 6;
}
use columns::{AT, BY, CHANGES, DEED, ID, ROW, TABLE};

/// What clients are told of an entry, in its order.
#[cfg(feature = "axum")]
pub(super) const TOLD: [usize; 5] = [ID, AT, BY, DEED, CHANGES];

/// The table of all entries; a migration of a struct with `audit` makes it.
pub static HISTORY: Model = Model::new(
    "History",
    "__dunder_history",
    "/history",
    &[
        ColumnMeta::id::<i64>("id", "id"),
        ColumnMeta::new(String::META, "of", "of"),
        ColumnMeta::new(String::META, "row", "row"),
        ColumnMeta::new(Timestamp::META, "at", "at"),
        ColumnMeta::new(Option::<String>::META, "by", "by"),
        ColumnMeta::new(String::META, "op", "op"),
        ColumnMeta::new(Json::<Any>::META, "changes", "changes"),
    ],
)
.indexes(&[&[TABLE, ROW]]);

/// These models, and the history where one of them has one.
pub(super) fn with_history(models: &[&'static Model]) -> Vec<&'static Model> {
    let history = models.iter().any(|model| model.audit).then_some(&HISTORY);
    let is_there = |model: &&'static Model| models.iter().any(|it| it.table == model.table);
    models.iter().copied().chain(history.filter(|model| !is_there(model))).collect()
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Deed {
    /// It was added.
    Created,
    /// It was changed.
    Updated,
    /// It was removed, softly or not.
    Deleted,
    /// It was put back after a soft removal.
    Restored,
}

impl Deed {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Created, "create"),
        (Self::Updated, "update"),
        (Self::Deleted, "delete"),
        (Self::Restored, "restore"),
    ];

    /// The word for it, `create`, `update`, `delete` or `restore`.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(deed, _)| *deed == self).map_or("update", |(_, word)| word)
    }
}

/// One change of a row.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Entry {
    /// Its number; later entries have higher ones.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// Who; nothing where nobody said.
    pub by: Option<String>,
    /// What became of the row.
    pub deed: Deed,
    /// The fields that are different since, but for what no answer has.
    pub changes: BTreeMap<String, Changed>,
}

/// What a field was, and what it is since.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Changed {
    /// Before; nothing where the row was added.
    pub from: Option<Any>,
    /// After; nothing where the row was removed.
    pub to: Option<Any>,
}

impl Entry {
    /// The entry of a row of [`HISTORY`].
    pub(super) fn from_row(row: &Row) -> Option<Self> {
        let [Value::Int(id), _, _, Value::Int(at), by, Value::Text(word), Value::Text(changes)] =
            row.as_slice()
        else {
            return None;
        };
        let by = if let Value::Text(by) = by { Some(by.clone()) } else { None };
        let deed = Deed::ALL.iter().find(|(_, known)| known == word).map(|(deed, _)| *deed)?;
        let Ok(Any::Object(changes)) = serde_json::from_str(changes) else { return None };
        let sides = |mut it: Any| {
            let mut take = |side| it.as_object_mut().and_then(|it| it.remove(side));
            Changed { from: take("from"), to: take("to") }
        };
        let changes = changes.into_iter().map(|(name, it)| (name, sides(it))).collect();
        let at = Timestamp::from_microsecond(*at).ok()?;
        Some(Self { id: *id, at, by, deed, changes })
    }
}

/// Who writes, for the history of what a batch does.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Audit {
    /// Their name.
    pub by: Option<String>,
    /// Microseconds since 1970.
    pub now: i64,
}

impl Audit {
    pub(super) fn new(by: Option<&str>) -> Self {
        let now = Timestamp::now().as_microsecond();
        Self { by: by.map(ToOwned::to_owned), now }
    }

    /// The row to add to [`HISTORY`] for a write that made the one row of the other; a store adds
    /// it in the step that writes. Nothing where nothing changed.
    pub fn entry(&self, model: &Model, before: Option<&Row>, after: Option<&Row>) -> Option<Row> {
        if before == after {
            return None;
        }
        let id = match &after.or(before)?[model.id] {
            Value::Text(id) => id.clone(),
            Value::Int(id) => id.to_string(),
            _ => return None,
        };
        let is_removed = |row: Option<&Row>| {
            row.zip(model.deleted).is_some_and(|(row, deleted)| !row[deleted].is_null())
        };
        let deed = match (before, after) {
            (None, _) => Deed::Created,
            (_, None) => Deed::Deleted,
            (before, after) => match (is_removed(before), is_removed(after)) {
                (false, true) => Deed::Deleted,
                (true, false) => Deed::Restored,
                _ => Deed::Updated,
            },
        };
        let mut row = vec![Value::Null; HISTORY.columns.len()];
        row[ID] = Value::Int(0);
        row[TABLE] = Value::Text(model.table.to_owned());
        row[ROW] = Value::Text(id);
        row[AT] = Value::Int(self.now);
        row[BY] = self.by.clone().map_or(Value::Null, Value::Text);
        row[DEED] = Value::Text(deed.word().to_owned());
        row[CHANGES] = Value::Text(changes(model, before, after));
        Some(row)
    }
}

/// `{"name":{"from":"a","to":"b"}}`
fn changes(model: &Model, before: Option<&Row>, after: Option<&Row>) -> String {
    let mut out = b"{".to_vec();
    for (i, column) in model.columns.iter().enumerate().filter(|(_, it)| it.is_answered()) {
        let (from, to) = (before.map(|row| &row[i]), after.map(|row| &row[i]));
        if from == to {
            continue;
        }
        if out.len() > 1 {
            out.push(b',');
        }
        out.extend_from_slice(format!("\"{}\":", column.name).as_bytes());
        let mut before = b'{';
        for (side, value) in [("from", from), ("to", to)] {
            if let Some(value) = value {
                out.push(before);
                out.extend_from_slice(format!("\"{side}\":").as_bytes());
                json::write_value(column.kind, value, &mut out);
                before = b',';
            }
        }
        out.push(b'}');
    }
    out.push(b'}');
    String::from_utf8(out).unwrap_or_else(|_| "{}".to_owned())
}

/// The entries of one row, the latest first.
pub(super) fn query(model: &Model, id: &Value, limit: u32) -> Query {
    let id = match id {
        Value::Int(id) => id.to_string(),
        Value::Text(id) => id.clone(),
        _ => String::new(),
    };
    let is = |column, text: String| Filter::new(column, Op::Eq, vec![Value::Text(text)]);
    let mut query = Query::new(limit);
    query.filters = vec![is(TABLE, model.table.to_owned()), is(ROW, id)];
    query.sort = vec![(ID, Order::Desc)];
    query
}

/// The latest entry that says of a row that it was added.
#[cfg(feature = "axum")]
pub(super) fn birth(model: &Model, id: &Value) -> Query {
    let mut query = query(model, id, 1);
    let created = Value::Text(Deed::Created.word().to_owned());
    query.filters.push(Filter::new(DEED, Op::Eq, vec![created]));
    query
}

/// This entry and all later ones.
#[cfg(feature = "axum")]
pub(super) fn since(entry: &Row) -> Filter {
    Filter::new(ID, Op::Ge, vec![entry[ID].clone()])
}
