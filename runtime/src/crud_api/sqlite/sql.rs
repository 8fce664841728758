//! SQL text of models, and values on their way to and from SQLite.
//!
//! The text is made of names that `#[crud_api]` admitted and of numbered parameters; what a
//! client says is only ever bound.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{ErrorCode, ToSql, ffi};

use crate::crud_api::model::{ColumnMeta, Model};
use crate::crud_api::query::{Filter, Op, Order, Query};
use crate::crud_api::value::{ColumnKind, Mismatch, Row, Value};
use crate::crud_api::{CrudError, Tag};

/// The statements of a model whose text does not depend on the call.
pub(super) struct Texts {
    pub(super) get: String,
    pub(super) insert: String,
    /// All columns but the id, which comes last.
    pub(super) replace: String,
    pub(super) delete: String,
}

/// The texts of each model that a connection has met.
///
/// By address: a model at two addresses is only met twice.
#[derive(Default)]
pub(super) struct Library(HashMap<usize, Arc<Texts>>);

impl Library {
    pub(super) fn of(&mut self, model: &'static Model) -> Arc<Texts> {
        let address = std::ptr::from_ref(model).addr();
        Arc::clone(self.0.entry(address).or_insert_with(|| Arc::new(Texts::new(model))))
    }
}

impl Texts {
    fn new(model: &Model) -> Self {
        let (table, id) = (model.table, model.id_column().sql);
        let all = all(model);
        let insert = columns_of_insert(model).map(|(_, column)| quoted(column));
        let insert: Vec<String> = insert.collect();
        let slots: Vec<String> = (1..=insert.len()).map(|i| format!("?{i}")).collect();
        let sets = model.columns.iter().enumerate().filter(|(i, _)| *i != model.id);
        let sets: Vec<String> =
            sets.enumerate().map(|(n, (_, it))| format!("\"{}\"=?{}", it.sql, n + 1)).collect();
        Self {
            get: format!("SELECT {all} FROM \"{table}\" WHERE \"{id}\"=?1"),
            insert: format!(
                "INSERT INTO \"{table}\"({}) VALUES({})",
                insert.join(","),
                slots.join(",")
            ),
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

/// All columns, in the model's order.
fn all(model: &Model) -> String {
    model.columns.iter().map(quoted).collect::<Vec<_>>().join(",")
}

/// The columns that an insert names: all but an id that SQLite makes.
pub(super) fn columns_of_insert(
    model: &Model,
) -> impl Iterator<Item = (usize, &'static ColumnMeta)> {
    let skipped = model.id_column().is_server_made().then_some(model.id);
    model.columns.iter().enumerate().filter(move |(i, _)| Some(*i) != skipped)
}

/// An update of some columns; its parameters are the values, the id, and a version if asked for.
pub(super) fn update(model: &Model, values: &[(usize, Value)], matches: bool) -> String {
    let mut text = format!("UPDATE \"{}\" SET ", model.table);
    let mut slot = 0;
    for (column, _) in values {
        slot += 1;
        let _ = write!(text, "\"{}\"=?{slot},", model.columns[*column].sql);
    }
    let version = model.version.map(|version| model.columns[version].sql);
    match version {
        Some(version) => {
            let _ = write!(text, "\"{version}\"=\"{version}\"+1");
        }
        None => {
            text.pop();
        }
    }
    let _ = write!(text, " WHERE \"{}\"=?{}", model.id_column().sql, slot + 1);
    if let (Some(version), true) = (version, matches) {
        let _ = write!(text, " AND \"{version}\"=?{}", slot + 2);
    }
    let _ = write!(text, " RETURNING {}", all(model));
    text
}

/// The version that is asked for, where the statement itself can compare it.
pub(super) fn plain_version(model: &Model, if_match: Option<&[Tag]>) -> Option<i64> {
    match if_match {
        Some([Tag::Version(version)]) if model.version.is_some() => Some(*version),
        _ => None,
    }
}

/// A list: its text and what is bound to it.
pub(super) fn list(model: &Model, query: Query) -> (String, Vec<Value>) {
    let mut select = Select { model, text: String::new(), values: Vec::new() };
    let _ = write!(select.text, "SELECT {} FROM \"{}\"", all(model), model.table);
    let keys = query.keys(model);
    select.filters(query.filters);
    if let Some(after) = query.after {
        select.after(&keys, after);
    }
    for (i, (column, order)) in keys.iter().enumerate() {
        select.text.push_str(if i == 0 { " ORDER BY " } else { "," });
        select.column(*column);
        select.text.push_str(if *order == Order::Asc { "" } else { " DESC" });
    }
    let _ = write!(select.text, " LIMIT {}", query.limit);
    (select.text, select.values)
}

/// A count: its text and what is bound to it.
pub(super) fn count(model: &Model, filters: Vec<Filter>) -> (String, Vec<Value>) {
    let mut select = Select { model, text: String::new(), values: Vec::new() };
    let _ = write!(select.text, "SELECT count(*) FROM \"{}\"", model.table);
    select.filters(filters);
    (select.text, select.values)
}

struct Select<'a> {
    model: &'a Model,
    text: String,
    values: Vec<Value>,
}

impl Select<'_> {
    fn column(&mut self, column: usize) {
        let _ = write!(self.text, "\"{}\"", self.model.columns[column].sql);
    }

    fn bind(&mut self, value: Value) {
        self.values.push(value);
        let _ = write!(self.text, "?{}", self.values.len());
    }

    fn compare(&mut self, column: usize, operator: &str, value: Value) {
        self.column(column);
        self.text.push_str(operator);
        self.bind(value);
    }

    fn and(&mut self) {
        let has_where = self.text.contains(" WHERE ");
        self.text.push_str(if has_where { " AND " } else { " WHERE " });
    }

    fn filters(&mut self, filters: Vec<Filter>) {
        for Filter { column, op, values } in filters {
            self.and();
            let mut values = values.into_iter();
            let mut next = || values.next().unwrap_or_default();
            match op {
                Op::Eq => self.compare(column, "=", next()),
                Op::Ne => self.compare(column, "<>", next()),
                Op::Gt => self.compare(column, ">", next()),
                Op::Ge => self.compare(column, ">=", next()),
                Op::Lt => self.compare(column, "<", next()),
                Op::Le => self.compare(column, "<=", next()),
                Op::Between => {
                    self.compare(column, ">=", next());
                    self.text.push_str(" AND ");
                    self.compare(column, "<=", next());
                }
                Op::Null => {
                    self.column(column);
                    let is_null = next() == Value::Bool(true);
                    self.text.push_str(if is_null { " IS NULL" } else { " IS NOT NULL" });
                }
                Op::In | Op::Nin => {
                    self.column(column);
                    self.text.push_str(if op == Op::In { " IN (" } else { " NOT IN (" });
                    for (i, value) in values.enumerate() {
                        self.text.push_str(if i == 0 { "" } else { "," });
                        self.bind(value);
                    }
                    self.text.push(')');
                    if op == Op::Nin {
                        // nothing is in an empty list, not even no value
                        self.text.push_str(" AND ");
                        self.column(column);
                        self.text.push_str(" IS NOT NULL");
                    }
                }
                Op::Like => self.contains(column, ("instr(", ","), next()),
                Op::Ilike => {
                    let part = match next() {
                        Value::Text(part) => Value::Text(part.to_ascii_lowercase()),
                        other => other,
                    };
                    self.contains(column, ("instr(lower(", "),"), part);
                }
                Op::Prefix => self.prefix(column, next()),
            }
        }
    }

    fn contains(&mut self, column: usize, (before, after): (&str, &str), part: Value) {
        self.text.push_str(before);
        self.column(column);
        self.text.push_str(after);
        self.bind(part);
        self.text.push_str(")>0");
    }

    /// A range rather than a pattern: it can use an index.
    fn prefix(&mut self, column: usize, start: Value) {
        let end = match &start {
            Value::Text(start) => after_prefix(start),
            _ => None,
        };
        self.compare(column, ">=", start);
        if let Some(end) = end {
            self.text.push_str(" AND ");
            self.compare(column, "<", Value::Text(end));
        }
    }

    /// Rows after the one with these keys, as a chain: `a > x OR a = x AND b > y`.
    fn after(&mut self, keys: &[(usize, Order)], after: Vec<Value>) {
        if let (Some((column, order)), Some(value)) = (keys.first(), after.first())
            && keys.len() > 1
            && !value.is_null()
        {
            // says no more than the chain does, in a form that finds the place in an index
            self.and();
            self.text.push('(');
            self.compare(*column, if *order == Order::Asc { ">=" } else { "<=" }, value.clone());
            if *order == Order::Desc && self.model.columns[*column].nullable {
                self.text.push_str(" OR ");
                self.column(*column);
                self.text.push_str(" IS NULL");
            }
            self.text.push(')');
        }
        self.and();
        self.text.push('(');
        let mut is_first = true;
        for (i, ((column, order), value)) in keys.iter().zip(&after).enumerate() {
            // nothing comes after no value in a descending list
            if value.is_null() && *order == Order::Desc {
                continue;
            }
            self.text.push_str(if is_first { "(" } else { " OR (" });
            is_first = false;
            for ((column, _), value) in keys.iter().zip(&after).take(i) {
                self.column(*column);
                if value.is_null() {
                    self.text.push_str(" IS NULL");
                } else {
                    self.text.push('=');
                    self.bind(value.clone());
                }
                self.text.push_str(" AND ");
            }
            match (order, value.is_null()) {
                (_, true) => {
                    self.column(*column);
                    self.text.push_str(" IS NOT NULL");
                }
                (Order::Asc, false) => self.compare(*column, ">", value.clone()),
                (Order::Desc, false) => {
                    self.text.push('(');
                    self.compare(*column, "<", value.clone());
                    self.text.push_str(" OR ");
                    self.column(*column);
                    self.text.push_str(" IS NULL)");
                }
            }
            self.text.push(')');
        }
        self.text.push_str(if is_first { "0)" } else { ")" });
    }
}

/// The first text, by its bytes, after all that begin so; `None` where there is none.
fn after_prefix(start: &str) -> Option<String> {
    let mut end = start.to_owned();
    while let Some(last) = end.pop() {
        let next = match last {
            '\u{d7ff}' => Some('\u{e000}'),
            last => char::from_u32(u32::from(last) + 1),
        };
        if let Some(next) = next {
            end.push(next);
            return Some(end);
        }
    }
    None
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

fn value(column: &ColumnMeta, cell: ValueRef<'_>) -> Result<Value, Mismatch> {
    let mismatch = || Mismatch { column: column.name, expected: "text in UTF-8" };
    Ok(match (cell, column.kind) {
        (ValueRef::Null, _) => Value::Null,
        (ValueRef::Integer(it), ColumnKind::Bool) => Value::Bool(it != 0),
        (ValueRef::Integer(it), _) => Value::Int(it),
        (ValueRef::Real(it), _) => Value::Float(it),
        (ValueRef::Text(it), _) => {
            Value::Text(std::str::from_utf8(it).map_err(|_| mismatch())?.to_owned())
        }
        (ValueRef::Blob(it), _) => Value::Bytes(it.to_vec()),
    })
}

/// What a failure of SQLite is to a caller.
pub(super) fn error(model: &Model, fault: rusqlite::Error) -> CrudError {
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
        (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => CrudError::Busy,
        (ErrorCode::OperationInterrupted, _) => CrudError::Timeout,
        _ => CrudError::Store(Box::new(fault)),
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

#[cfg(test)]
mod tests {
    use super::after_prefix;

    #[test]
    fn the_end_of_a_prefix_is_the_next_text() {
        assert_eq!(after_prefix("ab").as_deref(), Some("ac"));
        assert_eq!(after_prefix("a\u{10ffff}").as_deref(), Some("b"));
        assert_eq!(after_prefix("\u{d7ff}").as_deref(), Some("\u{e000}"));
        assert_eq!(after_prefix("\u{10ffff}"), None);
        assert_eq!(after_prefix(""), None);
    }
}
