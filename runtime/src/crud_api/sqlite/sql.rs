//! SQL text of models, and values on their way to and from a statement.
//!
//! The text is made of names that `#[crud_api]` admitted and of numbered parameters; what a
//! client says is only ever bound.

mod select;

use std::sync::Arc;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{ErrorCode, ToSql, ffi};

use crate::crud_api::json::{self, Told};
use crate::crud_api::model::{ColumnMeta, Model};
use crate::crud_api::value::{ColumnKind, Mismatch, Row, Value};
use crate::crud_api::{CrudError, Tag};
pub(super) use select::{FLOAT, Part, count, list, update};

/// The statements of a model whose text does not depend on the call.
pub(super) struct Texts {
    pub(super) get: String,
    pub(super) insert: String,
    /// All columns but the id, which comes last.
    pub(super) replace: String,
    pub(super) delete: String,
}

/// The texts of each model that a connection has met, which are few.
///
/// By address: a model at two addresses is only met twice.
#[derive(Default)]
pub(super) struct Library(Vec<(usize, Arc<Texts>)>);

impl Library {
    pub(super) fn of(&mut self, model: &'static Model) -> Arc<Texts> {
        let address = std::ptr::from_ref(model).addr();
        if let Some((_, texts)) = self.0.iter().find(|(known, _)| *known == address) {
            return Arc::clone(texts);
        }
        let texts = Arc::new(Texts::new(model));
        self.0.push((address, Arc::clone(&texts)));
        texts
    }
}

impl Texts {
    fn new(model: &Model) -> Self {
        let (table, id) = (model.table, model.id_column().sql);
        let mut all = String::new();
        push_all(&mut all, model);
        let insert = columns_of_insert(model).map(|(_, column)| quoted(column));
        let insert: Vec<String> = insert.collect();
        let slots: Vec<String> = (1..=insert.len()).map(|i| format!("?{i}")).collect();
        let values = match insert.as_slice() {
            [] => "DEFAULT VALUES".to_owned(),
            _ => format!("({}) VALUES({})", insert.join(","), slots.join(",")),
        };
        let sets = model.columns.iter().enumerate().filter(|(i, _)| *i != model.id);
        let sets: Vec<String> =
            sets.enumerate().map(|(n, (_, it))| format!("\"{}\"=?{}", it.sql, n + 1)).collect();
        Self {
            get: format!("SELECT {all} FROM \"{table}\" WHERE \"{id}\"=?1"),
            insert: format!("INSERT INTO \"{table}\" {values}"),
            replace: format!(
                "UPDATE \"{table}\" SET {} WHERE \"{id}\"=?{}",
                sets.join(","),
                model.columns.len()
            ),
            delete: format!("DELETE FROM \"{table}\" WHERE \"{id}\"=?1"),
        }
    }
}

fn quoted(column: &ColumnMeta) -> String {
    format!("\"{}\"", column.sql)
}

/// All columns, in the model's order, at the end of a text.
fn push_all(text: &mut String, model: &Model) {
    text.reserve(model.columns.iter().map(|column| column.sql.len() + 3).sum::<usize>() + 64);
    for (i, column) in model.columns.iter().enumerate() {
        text.push_str(if i == 0 { "\"" } else { ",\"" });
        text.push_str(column.sql);
        text.push('"');
    }
}

/// The columns that an insert names: all but an id that the database makes.
pub(super) fn columns_of_insert(
    model: &Model,
) -> impl Iterator<Item = (usize, &'static ColumnMeta)> {
    let skipped = model.id_column().is_counted().then_some(model.id);
    model.columns.iter().enumerate().filter(move |(i, _)| Some(*i) != skipped)
}

/// The version that is asked for, where the statement itself can compare it.
pub(super) fn plain_version(model: &Model, if_match: Option<&[Tag]>) -> Option<i64> {
    match if_match {
        Some([Tag::Version(version)]) if model.version.is_some() => Some(*version),
        _ => None,
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Bool(it) => ValueRef::Integer(i64::from(*it)),
            Self::Int(it) => ValueRef::Integer(*it),
            Self::Float(it) => ValueRef::Real(*it),
            Self::Text(it) => ValueRef::Text(it.as_bytes()),
            Self::Bytes(it) => ValueRef::Blob(it),
        }))
    }
}

/// The row that a statement is at.
pub(super) fn read(model: &Model, row: &rusqlite::Row<'_>) -> Result<Row, CrudError> {
    let mut values = Row::with_capacity(model.columns.len());
    for (i, column) in model.columns.iter().enumerate() {
        let cell = row.get_ref(i).map_err(|fault| error(model, fault))?;
        values.push(value(column, cell)?);
    }
    Ok(values)
}

/// Writes the row that a statement is at as JSON, of these columns if they are named.
pub(super) fn write(
    model: &Model,
    row: &rusqlite::Row<'_>,
    fields: Option<&[usize]>,
    out: &mut Vec<u8>,
) -> Result<(), CrudError> {
    json::write_cells(model, fields, out, |i, column| {
        let cell = row.get_ref(i).map_err(|fault| error(model, fault))?;
        Ok(match (cell, column.kind) {
            (ValueRef::Null, _) => Told::Null,
            (ValueRef::Integer(it), ColumnKind::Bool) => Told::Bool(it != 0),
            (ValueRef::Integer(it), _) => Told::Int(it),
            (ValueRef::Real(it), _) => Told::Float(it),
            (ValueRef::Text(it), _) => Told::Text(text(column, it)?),
            (ValueRef::Blob(it), _) => Told::Bytes(it),
        })
    })
}

fn text<'a>(column: &ColumnMeta, text: &'a [u8]) -> Result<&'a str, Mismatch> {
    let mismatch = |_| Mismatch { column: column.name, expected: "text in UTF-8" };
    std::str::from_utf8(text).map_err(mismatch)
}

/// One value of it.
pub(super) fn value(column: &ColumnMeta, cell: ValueRef<'_>) -> Result<Value, Mismatch> {
    Ok(match (cell, column.kind) {
        (ValueRef::Null, _) => Value::Null,
        (ValueRef::Integer(it), ColumnKind::Bool) => Value::Bool(it != 0),
        (ValueRef::Integer(it), _) => Value::Int(it),
        (ValueRef::Real(it), _) => Value::Float(it),
        (ValueRef::Text(it), _) => Value::Text(text(column, it)?.to_owned()),
        (ValueRef::Blob(it), _) => Value::Bytes(it.to_vec()),
    })
}

/// What SQLite says, without a code, of a statement with too many values or conditions.
const LIMITS: [&str; 4] = [
    "too many SQL variables",
    "variable number must be",
    "Expression tree is too large",
    "parser stack overflow",
];

/// What a failure of the database is to a caller.
pub(super) fn error(model: &Model, fault: rusqlite::Error) -> CrudError {
    let is_limit = |text: &str| LIMITS.iter().any(|limit| text.contains(limit));
    if let rusqlite::Error::SqlInputError { msg, .. } = &fault
        && is_limit(msg)
    {
        return CrudError::too_much();
    }
    let rusqlite::Error::SqliteFailure(code, message) = &fault else {
        return CrudError::Store(Box::new(fault));
    };
    match (code.code, code.extended_code) {
        (
            _,
            ffi::SQLITE_CONSTRAINT_UNIQUE
            | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
            | ffi::SQLITE_CONSTRAINT_ROWID,
        ) => CrudError::Conflict { fields: conflict(model, message.as_deref().unwrap_or("")) },
        (_, ffi::SQLITE_CONSTRAINT_FOREIGNKEY) => CrudError::ForeignKey,
        // what restricts is a trigger inside, whose words no other one has
        (_, ffi::SQLITE_CONSTRAINT_TRIGGER)
            if message.as_deref() == Some("FOREIGN KEY constraint failed") =>
        {
            CrudError::ForeignKey
        }
        (_, ffi::SQLITE_CONSTRAINT_CHECK) => CrudError::checked(),
        (_, ffi::SQLITE_CONSTRAINT_DATATYPE) => {
            // `cannot store TEXT value in INTEGER column products.code`
            let name = message.as_deref().and_then(|text| text.rsplit('.').next());
            let column = model.columns.iter().find(|column| Some(column.sql) == name);
            let field = column.map_or("", |column| column.name);
            CrudError::invalid(field, "type", "is no value of its column's type")
        }
        (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => CrudError::Busy,
        (ErrorCode::OperationInterrupted, _) => CrudError::Timeout,
        (ErrorCode::DiskFull, _) | (_, ffi::SQLITE_IOERR_WRITE | ffi::SQLITE_IOERR_SHMSIZE) => {
            CrudError::Full
        }
        // SQLite has no code for this.
        _ if message
            .as_deref()
            .is_some_and(|text| text.strip_prefix("no such table: ") == Some(model.table)) =>
        {
            CrudError::NotMigrated { model: model.name }
        }
        _ if message.as_deref().is_some_and(is_limit) => CrudError::too_much(),
        _ => {
            // a table that it refers to
            let missing = message.as_deref().and_then(|it| it.strip_prefix("no such table: main."));
            let others = model.columns.iter().filter_map(|column| column.references);
            let mut others = others.map(|reference| (reference.model)());
            match others.find(|other| missing == Some(other.table)) {
                Some(other) => CrudError::NotMigrated { model: other.name },
                None => CrudError::Store(Box::new(fault)),
            }
        }
    }
}

/// The fields in `UNIQUE constraint failed: products.name, products.maker`.
fn conflict(model: &Model, message: &str) -> Vec<&'static str> {
    let columns = message.split_once(": ").map_or("", |(_, columns)| columns).split(", ");
    let field = |column: &str| {
        let sql = column.rsplit_once('.').map_or(column, |(_, sql)| sql);
        model.columns.iter().find(|column| column.sql == sql).map(|column| column.name)
    };
    columns.filter_map(field).collect()
}
