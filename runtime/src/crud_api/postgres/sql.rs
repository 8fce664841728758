//! SQL text of models, and values on their way to and from a statement.
//!
//! The text is made of names that `#[crud_api]` admitted and of numbered parameters; what a
//! client says is only ever bound.

mod own;
mod select;
mod value;

use std::fmt::Write as _;

use tokio_postgres::types::{ToSql, Type};

use crate::crud_api::model::{ColumnMeta, Model, Tag};
use crate::crud_api::query::Filter;
use crate::crud_api::store::Change;
use crate::crud_api::value::{ColumnKind, Row, Value};
use own::unbounded;
pub(super) use own::{has_own, is_beyond};
pub(super) use select::list;
pub(super) use value::read;

/// What is bound to a parameter.
pub(super) enum Bound {
    One(Value),
    Many(Vec<Value>),
}

/// A statement and what is bound to it.
#[derive(Default)]
pub(super) struct Text {
    pub(super) sql: String,
    pub(super) types: Vec<Type>,
    values: Vec<Bound>,
    /// Whether the text is the same in every call.
    pub(super) is_fixed: bool,
}

impl Text {
    fn new(sql: String) -> Self {
        Self { sql, is_fixed: true, ..Self::default() }
    }

    fn push(&mut self, text: &str) {
        self.sql.push_str(text);
    }

    fn name(&mut self, name: &str) {
        let _ = write!(self.sql, "\"{name}\"");
    }

    fn bind(&mut self, column: &ColumnMeta, value: Value) {
        self.bind_as(kind_type(column), Bound::One(value));
        if let Some(other) = column.postgres_type {
            let _ = write!(self.sql, "::{}", unbounded(other));
        }
    }

    /// As `bind`, several values as one parameter.
    fn bind_many(&mut self, column: &ColumnMeta, values: Vec<Value>) {
        self.bind_as(many_type(column), Bound::Many(values));
        if let Some(other) = column.postgres_type {
            let _ = write!(self.sql, "::{}[]", unbounded(other));
        }
    }

    fn bind_as(&mut self, of: Type, value: Bound) {
        self.types.push(of);
        self.values.push(value);
        let _ = write!(self.sql, "${}", self.types.len());
    }

    pub(super) fn bound(&self) -> Vec<&(dyn ToSql + Sync)> {
        self.values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
    }

    pub(super) fn typed(&self) -> Vec<(&(dyn ToSql + Sync), Type)> {
        self.bound().into_iter().zip(self.types.iter().cloned()).collect()
    }
}

/// The type of a column's parameters.
fn kind_type(column: &ColumnMeta) -> Type {
    match column.kind {
        ColumnKind::Bool => Type::BOOL,
        ColumnKind::Int { .. } => Type::INT8,
        ColumnKind::Timestamp => Type::TIMESTAMPTZ,
        ColumnKind::Float => Type::FLOAT8,
        ColumnKind::Text | ColumnKind::Json => Type::TEXT,
        ColumnKind::Bytes => Type::BYTEA,
        ColumnKind::Uuid => Type::UUID,
    }
}

/// The type of many of them.
fn many_type(column: &ColumnMeta) -> Type {
    match column.kind {
        ColumnKind::Bool => Type::BOOL_ARRAY,
        ColumnKind::Int { .. } => Type::INT8_ARRAY,
        ColumnKind::Timestamp => Type::TIMESTAMPTZ_ARRAY,
        ColumnKind::Float => Type::FLOAT8_ARRAY,
        ColumnKind::Text | ColumnKind::Json => Type::TEXT_ARRAY,
        ColumnKind::Bytes => Type::BYTEA_ARRAY,
        ColumnKind::Uuid => Type::UUID_ARRAY,
    }
}

/// The type of a column, as the server writes it.
pub(super) const fn kind_name(column: &ColumnMeta) -> &'static str {
    match column.kind {
        ColumnKind::Bool => "boolean",
        ColumnKind::Int { .. } => "bigint",
        ColumnKind::Timestamp => "timestamp with time zone",
        ColumnKind::Float => "double precision",
        ColumnKind::Text | ColumnKind::Json => "text",
        ColumnKind::Bytes => "bytea",
        ColumnKind::Uuid => "uuid",
    }
}

/// A model's table: `"products"`, or `"sales"."products"` in a schema of its own.
pub(super) fn quoted(model: &Model) -> String {
    format!("\"{}\"", model.table.replace('.', "\".\""))
}

/// All columns, in the model's order.
fn all(model: &Model) -> String {
    let read = |column: &ColumnMeta| match column.postgres_type {
        Some(_) => format!("\"{}\"::{}", column.sql, kind_name(column)),
        None => format!("\"{}\"", column.sql),
    };
    model.columns.iter().map(read).collect::<Vec<_>>().join(",")
}

/// Their names.
fn names(model: &Model) -> String {
    let names: Vec<String> = model.columns.iter().map(|it| format!("\"{}\"", it.sql)).collect();
    names.join(",")
}

fn at_id(text: &mut Text, model: &Model, id: &Value) {
    text.push(" WHERE ");
    text.name(model.id_column().sql);
    text.push("=");
    text.bind(model.id_column(), id.clone());
}

/// The row with this id; locked, nobody else writes it until the transaction ends.
pub(super) fn get(model: &Model, id: &Value, is_locked: bool) -> Text {
    let mut text = Text::new(format!("SELECT {} FROM {}", all(model), quoted(model)));
    at_id(&mut text, model, id);
    if is_locked {
        text.push(" FOR UPDATE");
    }
    text
}

/// How many rows pass.
pub(super) fn count(model: &Model, filters: &[Filter]) -> Text {
    let mut text = Text::new(format!("SELECT count(*) FROM {}", quoted(model)));
    select::filters(&mut text, model, filters);
    text.is_fixed = filters.is_empty();
    text
}

/// The columns that an insert names: all but an id that the database makes.
fn columns_of_insert(model: &Model) -> impl Iterator<Item = (usize, &'static ColumnMeta)> {
    let skipped = model.id_column().is_counted().then_some(model.id);
    model.columns.iter().enumerate().filter(move |(i, _)| Some(*i) != skipped)
}

/// Whether another row has the values of this set.
fn exists(text: &mut Text, model: &Model, row: &Row, set: &[usize]) {
    let _ = write!(text.sql, "EXISTS(SELECT FROM {} WHERE ", quoted(model));
    for (n, i) in set.iter().enumerate() {
        text.push(if n == 0 { "" } else { " AND " });
        text.name(model.columns[*i].sql);
        text.push("=");
        text.bind(&model.columns[*i], row[*i].clone());
    }
    if let Some(deleted) = model.deleted {
        text.push(" AND ");
        text.name(model.columns[deleted].sql);
        text.push(" IS NULL");
    }
    text.push(")");
}

/// An insert; guarded, it does nothing where it would be refused. It returns an id that the
/// database made, or the whole row where a type of the database's own may keep it in another form.
pub(super) fn insert(model: &Model, row: &Row, is_guarded: bool) -> Text {
    let columns: Vec<_> = columns_of_insert(model).collect();
    let mut text = Text::new(format!("INSERT INTO {}", quoted(model)));
    if columns.is_empty() {
        text.push(" DEFAULT VALUES");
    } else {
        for (n, (_, column)) in columns.iter().enumerate() {
            text.push(if n == 0 { "(" } else { "," });
            text.name(column.sql);
        }
        text.push(") SELECT ");
        for (n, (i, column)) in columns.iter().enumerate() {
            text.push(if n == 0 { "" } else { "," });
            text.bind(column, row[*i].clone());
        }
        let sets = if is_guarded { model.unique_sets().collect() } else { Vec::new() };
        for (n, set) in sets.iter().enumerate() {
            text.push(if n == 0 { " WHERE NOT " } else { " AND NOT " });
            exists(&mut text, model, row, set);
        }
    }
    if has_own(model) {
        let _ = write!(text.sql, " RETURNING {}", all(model));
    } else if model.id_column().is_counted() {
        text.push(" RETURNING ");
        text.name(model.id_column().sql);
    }
    text
}

/// The unique sets, and for each whether another row has the values.
pub(super) fn taken(model: &Model, row: &Row) -> (Vec<Vec<usize>>, Text) {
    let mut text = Text::new("SELECT ".to_owned());
    let sets: Vec<_> = model.unique_sets().collect();
    for (n, set) in sets.iter().enumerate() {
        text.push(if n == 0 { "" } else { "," });
        exists(&mut text, model, row, set);
    }
    (sets, text)
}

/// Writes some columns of the row with this id, in this version if one is asked for; it returns
/// the row.
pub(super) fn update(model: &Model, id: &Value, version: Option<i64>, change: &Change) -> Text {
    let mut text = Text::new(format!("UPDATE {} SET ", quoted(model)));
    text.is_fixed = false;
    for (n, (i, value)) in change.values.iter().enumerate() {
        text.push(if n == 0 { "" } else { "," });
        text.name(model.columns[*i].sql);
        text.push("=");
        text.bind(&model.columns[*i], value.clone());
    }
    if let Some(version) = model.version {
        let (name, comma) =
            (model.columns[version].sql, if change.values.is_empty() { "" } else { "," });
        let _ = write!(text.sql, "{comma}\"{name}\"=\"{name}\"+1");
    }
    at_id(&mut text, model, id);
    if let (Some(column), Some(version)) = (model.version, version) {
        text.push(" AND ");
        text.name(model.columns[column].sql);
        text.push("=");
        text.bind(&model.columns[column], Value::Int(version));
    }
    select::filters(&mut text, model, &change.only);
    let _ = write!(text.sql, " RETURNING {}", all(model));
    text
}

/// Writes all columns but the id; it returns the row where an insert does.
pub(super) fn replace(model: &Model, id: &Value, row: &Row) -> Text {
    let mut text = Text::new(format!("UPDATE {} SET ", quoted(model)));
    let columns = model.columns.iter().enumerate().filter(|(i, _)| *i != model.id);
    for (n, (i, column)) in columns.enumerate() {
        text.push(if n == 0 { "" } else { "," });
        text.name(column.sql);
        text.push("=");
        text.bind(column, row[i].clone());
    }
    at_id(&mut text, model, id);
    if has_own(model) {
        let _ = write!(text.sql, " RETURNING {}", all(model));
    }
    text
}

pub(super) fn delete(model: &Model, id: &Value) -> Text {
    let mut text = Text::new(format!("DELETE FROM {}", quoted(model)));
    at_id(&mut text, model, id);
    text
}

/// The version that is asked for, where the statement itself can compare it.
pub(super) fn plain_version(model: &Model, if_match: Option<&[Tag]>) -> Option<i64> {
    match if_match {
        Some([Tag::Version(version)]) if model.version.is_some() => Some(*version),
        _ => None,
    }
}

/// Many rows with their ids.
pub(super) fn copy(model: &Model, rows: Vec<Row>) -> Text {
    let mut text = Text::new(format!("INSERT INTO {}({})", quoted(model), names(model)));
    if model.id_column().is_counted() {
        text.push(" OVERRIDING SYSTEM VALUE");
    }
    text.push(" SELECT * FROM unnest(");
    let mut columns: Vec<Vec<Value>> = model.columns.iter().map(|_| Vec::new()).collect();
    for row in rows {
        for (column, value) in columns.iter_mut().zip(row) {
            column.push(value);
        }
    }
    for (n, (column, values)) in model.columns.iter().zip(columns).enumerate() {
        text.push(if n == 0 { "" } else { "," });
        text.bind_many(column, values);
    }
    text.push(")");
    text
}
