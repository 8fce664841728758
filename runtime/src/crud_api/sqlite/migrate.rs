//! Migration: what the tables are, what the models say, and the additions that lie between.

use std::fmt::Write as _;

use rusqlite::{Connection, ErrorCode};

use super::writer::refused;
use crate::crud_api::error::Difference;
use crate::crud_api::model::{ColumnMeta, Model, OnDelete, Reference, Role};
use crate::crud_api::plan::{self, Index, Plan, Step};
use crate::crud_api::value::{ColumnKind, Value};
use crate::crud_api::{CrudError, Timestamp};

/// Creates tables and indexes and adds columns, all or nothing.
pub(super) fn additive(
    connection: &mut Connection,
    models: &[&'static Model],
) -> Result<(), CrudError> {
    // the writer has begun a transaction, so that no other process is at it too
    let savepoint = connection.savepoint().map_err(store)?;
    let Plan { steps, mut differences, .. } = plan(&savepoint, models)?;
    if !differences.is_empty() {
        return Err(CrudError::Migration(differences));
    }
    for Step { sql, refused } in steps {
        match (savepoint.execute_batch(&sql), refused) {
            (Err(fault), Some(difference))
                if fault.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) =>
            {
                differences.push(difference);
            }
            (made, _) => made.map_err(store)?,
        }
    }
    if !differences.is_empty() {
        // dropping the savepoint undoes what was added
        return Err(CrudError::Migration(differences));
    }
    savepoint.commit().map_err(store)
}

/// What lies between the tables and the models.
pub(super) fn plan(connection: &Connection, models: &[&'static Model]) -> Result<Plan, CrudError> {
    let mut plan = Plan::of(models);
    for model in models {
        table(connection, model, &mut plan).map_err(store)?;
    }
    Ok(plan)
}

fn store(fault: rusqlite::Error) -> CrudError {
    refused(&fault)
}

/// A column as the database has it.
struct Found {
    name: String,
    kind: String,
    is_required: bool,
    is_key: bool,
}

fn table(connection: &Connection, model: &'static Model, plan: &mut Plan) -> rusqlite::Result<()> {
    let found = columns(connection, model.table)?;
    if found.is_empty() {
        plan.add(create(model));
        return indexes(connection, model, plan);
    }
    let refer = references(connection, model.table)?;
    let before = plan.differences.len();
    let mut additions = Vec::new();
    let mut differ = |column: &str, what: String| {
        let (table, column) = (model.table.to_owned(), column.to_owned());
        plan.differences.push(Difference { table, column, what, sql: None });
    };
    for column in model.columns {
        match found.iter().find(|found| found.name == column.sql) {
            Some(found) => {
                compare(column, found, &mut differ);
                let there = refer.iter().find(|(from, ..)| from == column.sql);
                let there = there.map(|(_, table, then)| (table.as_str(), then.as_str()));
                let wanted = column.references;
                let wanted = wanted.map(|it| ((it.model)().table, then(it.on_delete)));
                if there != wanted {
                    let say = |it: Option<(&str, &str)>| {
                        it.map_or("nothing".to_owned(), |(table, then)| {
                            format!("`{table}` (on delete {})", then.to_ascii_lowercase())
                        })
                    };
                    let (there, wanted) = (say(there), say(wanted));
                    let what = format!(
                        "refers to {there} in the table and to {wanted} in the struct, which takes \
                         a new table to change"
                    );
                    differ(column.sql, what);
                }
            }
            None if column.role == Role::Id => {
                differ(column.sql, "is not in the table, which has another key".to_owned());
            }
            None => match addition(column) {
                Some(definition) => additions
                    .push(format!("ALTER TABLE \"{}\" ADD COLUMN {definition}", model.table)),
                None => differ(
                    column.sql,
                    "is new and has nothing for the rows that are there, make the field an \
                     `Option` or give it `#[crud(default = ..)]`"
                        .to_owned(),
                ),
            },
        }
    }
    let is_gone = |found: &&Found| !model.columns.iter().any(|column| column.sql == found.name);
    let gone: Vec<_> = found.iter().filter(is_gone).collect();
    for found in &gone {
        differ(
            &found.name,
            "is in the table and not in the struct, drop the column if its data may go".to_owned(),
        );
    }
    if model.id_column().is_counted() && !counts_up(connection, model.table)? {
        differ(
            model.id_column().sql,
            "has no AUTOINCREMENT, so ids of removed rows would come again".to_owned(),
        );
    }
    let schema = schema(connection, model.table)?;
    let named = format!("CONSTRAINT \"{}_check\"", model.table);
    match model.constraint {
        Some(condition) if !schema.contains(&check(model, condition)) => {
            let what = format!(
                "is not the `CHECK({condition})` of the struct, which takes a new table to change"
            );
            differ("check", what);
        }
        None if schema.contains(&named) => {
            let what = "is in the table and not in the struct, which takes a new table to change";
            differ("check", what.to_owned());
        }
        _ => {}
    }
    for found in gone {
        let sql = format!("ALTER TABLE \"{}\" DROP COLUMN \"{}\"", model.table, found.name);
        let difference =
            plan.differences.iter_mut().skip(before).find(|it| it.column == found.name);
        if let Some(difference) = difference {
            difference.sql = Some(sql);
        }
    }
    for sql in additions {
        plan.add(sql);
    }
    indexes(connection, model, plan)
}

fn compare(column: &ColumnMeta, found: &Found, differ: &mut impl FnMut(&str, String)) {
    if !found.kind.eq_ignore_ascii_case(kind(column)) {
        let what = format!("is {} in the table and {} in the struct", found.kind, kind(column));
        differ(column.sql, what);
    }
    let is_key = column.role == Role::Id;
    if is_key != found.is_key {
        let is = |is_key: bool| if is_key { "the key" } else { "no key" };
        let what = format!("is {} in the table and {} in the struct", is(found.is_key), is(is_key));
        differ(column.sql, what);
    } else if !is_key && found.is_required == column.nullable {
        let may = |is_required: bool| if is_required { "must have" } else { "may lack" };
        let (table, structs) = (may(found.is_required), may(!column.nullable));
        differ(column.sql, format!("{table} a value in the table and {structs} one in the struct"));
    }
}

fn columns(connection: &Connection, table: &str) -> rusqlite::Result<Vec<Found>> {
    let text = "SELECT name, type, \"notnull\", pk FROM pragma_table_info(?1)";
    let mut statement = connection.prepare(text)?;
    let found = statement.query_map([table], |row| {
        Ok(Found {
            name: row.get(0)?,
            kind: row.get(1)?,
            is_required: row.get(2)?,
            is_key: row.get::<_, i64>(3)? > 0,
        })
    })?;
    found.collect()
}

fn counts_up(connection: &Connection, table: &str) -> rusqlite::Result<bool> {
    Ok(schema(connection, table)?.to_ascii_uppercase().contains("AUTOINCREMENT"))
}

/// What made the table.
fn schema(connection: &Connection, table: &str) -> rusqlite::Result<String> {
    let text = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1 COLLATE NOCASE";
    connection.query_row(text, [table], |row| row.get(0))
}

/// The type of a column of a STRICT table.
const fn kind(column: &ColumnMeta) -> &'static str {
    if let Some(kind) = column.sqlite_type {
        return kind;
    }
    match column.kind {
        ColumnKind::Bool | ColumnKind::Int { .. } | ColumnKind::Timestamp => "INTEGER",
        ColumnKind::Float => "REAL",
        ColumnKind::Text | ColumnKind::Json | ColumnKind::Uuid => "TEXT",
        ColumnKind::Bytes => "BLOB",
    }
}

fn create(model: &Model) -> String {
    let counts = model.id_column().is_counted();
    let mut text = format!("CREATE TABLE \"{}\"(", model.table);
    for (i, column) in model.columns.iter().enumerate() {
        let _ =
            write!(text, "{}\"{}\" {}", if i == 0 { "" } else { "," }, column.sql, kind(column));
        text.push_str(match column.role {
            Role::Id if counts => " PRIMARY KEY AUTOINCREMENT",
            Role::Id => " NOT NULL PRIMARY KEY",
            _ if column.nullable => "",
            _ => " NOT NULL",
        });
        text.push_str(&refers(column));
    }
    if let Some(condition) = model.constraint {
        text.push_str(&check(model, condition));
    }
    text.push_str(if counts { ") STRICT" } else { ") STRICT, WITHOUT ROWID" });
    text
}

/// `,CONSTRAINT "products_check" CHECK(price > cost)`
fn check(model: &Model, condition: &str) -> String {
    format!(",CONSTRAINT \"{}_check\" CHECK({condition})", model.table)
}

/// `REFERENCES "teams"("id") ON DELETE RESTRICT`
fn refers(column: &ColumnMeta) -> String {
    let Some(Reference { model, on_delete, .. }) = column.references else { return String::new() };
    let (other, then) = (model(), then(on_delete));
    format!(" REFERENCES \"{}\"(\"{}\") ON DELETE {then}", other.table, other.id_column().sql)
}

const fn then(on_delete: OnDelete) -> &'static str {
    match on_delete {
        OnDelete::Restrict => "RESTRICT",
        OnDelete::Cascade => "CASCADE",
        OnDelete::SetNull => "SET NULL",
    }
}

/// What the columns of a table refer to: the column, the other table, and what follows a removal.
fn references(
    connection: &Connection,
    table: &str,
) -> rusqlite::Result<Vec<(String, String, String)>> {
    let text = "SELECT \"from\", \"table\", on_delete FROM pragma_foreign_key_list(?1)";
    let mut statement = connection.prepare(text)?;
    let found = statement.query_map([table], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    found.collect()
}

/// A column for rows that are there already; `None` where they have nothing to put in it.
fn addition(column: &ColumnMeta) -> Option<String> {
    let definition = format!("\"{}\" {}{}", column.sql, kind(column), refers(column));
    if column.references.is_some() && !column.nullable {
        // no one row is what all would refer to
        return None;
    }
    let value = match column.role {
        Role::Version => Value::Int(1),
        Role::Nonce => Value::Int(0),
        Role::Deleted => return Some(definition),
        Role::Created | Role::Updated => Value::Int(Timestamp::now().as_microsecond()),
        _ => match column.default {
            Some(default) => default(),
            None if column.nullable => return Some(definition),
            None => return None,
        },
    };
    let required = if column.nullable { "" } else { " NOT NULL" };
    Some(format!("{definition}{required} DEFAULT {}", literal(&value)?))
}

fn literal(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => "NULL".to_owned(),
        Value::Bool(it) => i64::from(*it).to_string(),
        Value::Int(it) => it.to_string(),
        Value::Float(it) if it.is_finite() => format!("{it:e}"),
        Value::Text(it) if !it.contains('\0') => format!("'{}'", it.replace('\'', "''")),
        Value::Bytes(it) => {
            let mut text = "x'".to_owned();
            for byte in it {
                let _ = write!(text, "{byte:02x}");
            }
            text + "'"
        }
        _ => return None,
    })
}

/// What tables, indexes and views are called, in small letters.
fn names(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare("SELECT lower(name) FROM sqlite_schema")?;
    statement.query_map([], |row| row.get(0))?.collect()
}

fn indexes(
    connection: &Connection,
    model: &'static Model,
    plan: &mut Plan,
) -> rusqlite::Result<()> {
    let wanted = plan::wanted(model, model.table, usize::MAX);
    let text = "SELECT name, \"unique\" AND origin = 'c' FROM pragma_index_list(?1)";
    let mut statement = connection.prepare(text)?;
    let found = statement.query_map([model.table], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let found = found.collect::<rusqlite::Result<Vec<(String, bool)>>>()?;
    for (name, is_unique) in &found {
        if *is_unique && !wanted.iter().any(|index| index.is_unique && index.is_called(name)) {
            let what = "is a unique index of the table and not of the struct, drop it if rows may \
                        be alike";
            let (table, what) = (model.table.to_owned(), what.to_owned());
            let sql = Some(format!("DROP INDEX \"{name}\""));
            plan.differences.push(Difference { table, column: name.clone(), what, sql });
        }
    }
    let is_missing = |index: &Index| !found.iter().any(|(found, _)| index.is_called(found));
    let missing: Vec<_> = wanted.into_iter().filter(is_missing).collect();
    if !missing.is_empty() {
        plan.names.extend(names(connection)?);
    }
    for index in missing {
        let unique = if index.is_unique { "UNIQUE " } else { "" };
        let (name, table) = (index.name(&mut plan.names), model.table);
        let columns = index.names(model);
        let names = columns.join("\",\"");
        let live = match model.deleted {
            Some(deleted) if index.is_unique => {
                format!(" WHERE \"{}\" IS NULL", model.columns[deleted].sql)
            }
            _ => String::new(),
        };
        let sql = format!("CREATE {unique}INDEX \"{name}\" ON \"{table}\"(\"{names}\"){live}");
        if index.is_unique {
            plan.add_unique(sql, table, columns.join(", "));
        } else {
            plan.add(sql);
        }
    }
    Ok(())
}
