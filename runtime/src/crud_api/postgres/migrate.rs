//! Migration: what the tables are, what the models say, and the additions that lie between.

mod found;

use std::collections::HashSet;
use std::fmt::Write as _;
use std::time::Duration;

use deadpool_postgres::ClientWrapper;
use tokio::time::{Instant, sleep};
use tokio_postgres::error::SqlState;

use super::batch::KEYS;
use super::fault::Fault;
use super::sql::{kind_name, quoted};
use crate::crud_api::error::Difference;
use crate::crud_api::model::{ColumnMeta, Fnv, Model, OnDelete, Reference, Role};
use crate::crud_api::plan::{self, Index, Plan, Step};
use crate::crud_api::value::{ColumnKind, Value};
use crate::crud_api::{CrudError, Timestamp};
use found::Found;

/// Bytes of a name; the server cuts off the rest.
const NAME: usize = 63;

/// Any number that other programs do not lock.
const LOCK: i64 = 0x6475_6e64_6572;

/// How long a migration waits for another one.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// Takes the lock of migrations, outside of a transaction; the connection has it then.
///
/// It asks again and again: who has the lock may run `CREATE INDEX CONCURRENTLY`, which waits for
/// every transaction that is open, and so would never end for one that waits for the lock.
pub(super) async fn lock(client: &ClientWrapper, patience: Option<Duration>) -> Result<(), Fault> {
    let begun = Instant::now();
    let text = format!("SELECT pg_try_advisory_lock({LOCK})");
    loop {
        if client.query_one(&text, &[]).await?.try_get(0)? {
            return Ok(());
        }
        if patience.is_some_and(|patience| begun.elapsed() > patience) {
            return Err(CrudError::Busy.into());
        }
        sleep(Duration::from_millis(20)).await;
    }
}

/// Creates tables and indexes and adds columns; the caller undoes it where it fails.
pub(super) async fn additive(
    client: &ClientWrapper,
    models: &[&'static Model],
) -> Result<(), Fault> {
    client.batch_execute("SET LOCAL lock_timeout = '10s'").await?;
    // one process at a time, so that each sees what the one before has made: from here on the
    // transaction has the lock in the connection's place, and ends with it
    let own = format!("SELECT pg_advisory_xact_lock({LOCK}); SELECT pg_advisory_unlock({LOCK})");
    client.batch_execute(&own).await?;
    client.batch_execute(KEYS).await?;
    let Plan { steps, mut differences, .. } = plan(client, models).await?;
    if !differences.is_empty() {
        return Err(CrudError::Migration(differences).into());
    }
    for Step { sql, refused } in steps {
        let Some(difference) = refused else {
            client.batch_execute(&sql).await?;
            continue;
        };
        // what fails undoes only itself
        client.batch_execute("SAVEPOINT dunder").await?;
        match client.batch_execute(&sql).await {
            Err(fault)
                if fault.code().is_some_and(|code| {
                    [SqlState::UNIQUE_VIOLATION, SqlState::CHECK_VIOLATION].contains(code)
                }) =>
            {
                client.batch_execute("ROLLBACK TO SAVEPOINT dunder").await?;
                differences.push(difference);
            }
            made => made?,
        }
    }
    if differences.is_empty() { Ok(()) } else { Err(CrudError::Migration(differences).into()) }
}

/// What lies between the tables and the models.
pub(super) async fn plan(client: &ClientWrapper, models: &[&'static Model]) -> Result<Plan, Fault> {
    let (mut plan, mut references) = (Plan::of(models), Vec::new());
    for model in models {
        references.extend(table(client, model, &mut plan).await?);
    }
    for sql in references {
        plan.add(sql);
    }
    Ok(plan)
}

/// What lies between a table and its model; the constraints of its new columns, which come last,
/// are the answer.
async fn table(
    client: &ClientWrapper,
    model: &'static Model,
    plan: &mut Plan,
) -> Result<Vec<String>, Fault> {
    let before = plan.differences.len();
    let mut differ = |column: &str, what: String| {
        let (table, column) = (model.table.to_owned(), column.to_owned());
        plan.differences.push(Difference { table, column, what, sql: None });
    };
    let names = model.table.split('.').chain(model.columns.iter().map(|column| column.sql));
    for name in names.filter(|name| name.len() > NAME) {
        differ(name, format!("is longer than the {NAME} bytes that PostgreSQL keeps of a name"));
    }
    let found = found::columns(client, &quoted(model)).await?;
    if found.is_empty() {
        if plan.differences.len() == before {
            if let Some((schema, _)) = model.table.split_once('.')
                && !found::has_schema(client, schema).await?
            {
                plan.add(format!("CREATE SCHEMA IF NOT EXISTS \"{schema}\""));
            }
            plan.add(create(model));
            indexes(client, model, plan).await?;
        }
        return Ok(model.columns.iter().filter_map(|column| refers(model, column)).collect());
    }
    let mut references = Vec::new();
    let mut additions = Vec::new();
    for column in model.columns {
        match found.iter().find(|found| found.name == column.sql) {
            Some(found) => {
                compare(column, found, &mut differ);
                let wanted = column.references.map(|it| ((it.model)().table, then(it.on_delete)));
                let there = found.refers.as_ref();
                let there = there.map(|(table, then)| {
                    // within the schema that statements mean, none is named
                    let is_named = wanted.is_some_and(|(wanted, _)| wanted.contains('.'));
                    let bare = table.split_once('.').map_or("", |(_, bare)| bare);
                    (if is_named { table } else { bare }, then.as_str())
                });
                if there != wanted {
                    let say = |it: Option<(&str, &str)>| {
                        it.map_or("nothing".to_owned(), |(table, then)| {
                            format!("`{table}` (on delete {})", then.to_ascii_lowercase())
                        })
                    };
                    let (there, wanted) = (say(there), say(wanted));
                    let what = format!(
                        "refers to {there} in the table and to {wanted} in the struct, alter the \
                         constraint"
                    );
                    differ(column.sql, what);
                }
            }
            None if column.role == Role::Id => {
                differ(column.sql, "is not in the table, which has another key".to_owned());
            }
            None => match addition(column) {
                Some(definition) => {
                    additions.push(format!("ADD COLUMN {definition}"));
                    references.extend(refers(model, column));
                }
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
    for found in found.iter().filter(is_gone) {
        let what = "is in the table and not in the struct, drop the column if its data may go";
        let (table, column) = (model.table.to_owned(), found.name.clone());
        let sql = Some(format!("ALTER TABLE {} DROP COLUMN \"{column}\"", quoted(model)));
        plan.differences.push(Difference { table, column, what: what.to_owned(), sql });
    }
    if !additions.is_empty() {
        plan.add(format!("ALTER TABLE {} {}", quoted(model), additions.join(", ")));
    }
    check(client, model, plan).await?;
    indexes(client, model, plan).await?;
    Ok(references)
}

fn compare(column: &ColumnMeta, found: &Found, differ: &mut impl FnMut(&str, String)) {
    if column.postgres_type.is_some() {
        // the server calls it by a name of its own
    } else if found.kind != kind_name(column) {
        let what =
            format!("is {} in the table and {} in the struct", found.kind, kind_name(column));
        differ(column.sql, what);
    } else if let Some(collation) = &found.collation
        && !matches!(collation.as_str(), "C" | "POSIX" | "ucs_basic")
    {
        let what = format!(
            "sorts by `{collation}` in the table and by its bytes in the struct, alter it to \
             `text COLLATE \"C\"`"
        );
        differ(column.sql, what);
    }
    let is_key = column.role == Role::Id;
    if is_key != found.is_key {
        let is = |is_key: bool| if is_key { "the key" } else { "no key" };
        let what = format!("is {} in the table and {} in the struct", is(found.is_key), is(is_key));
        differ(column.sql, what);
    } else if is_key && column.is_counted() && !found.counts {
        let what = "is no identity column, so the database would make no ids".to_owned();
        differ(column.sql, what);
    } else if !is_key && found.is_required == column.nullable {
        let may = |is_required: bool| if is_required { "must have" } else { "may lack" };
        let (table, structs) = (may(found.is_required), may(!column.nullable));
        differ(column.sql, format!("{table} a value in the table and {structs} one in the struct"));
    }
}

/// A table's name without its schema, which holds its indexes and constraints too.
fn bare(model: &Model) -> &'static str {
    model.table.split_once('.').map_or(model.table, |(_, bare)| bare)
}

/// A column's name and type.
fn definition(column: &ColumnMeta) -> String {
    if let Some(other) = column.postgres_type {
        return format!("\"{}\" {other}", column.sql);
    }
    let bytes = match column.kind {
        ColumnKind::Text | ColumnKind::Json => " COLLATE \"C\"",
        _ => "",
    };
    format!("\"{}\" {}{bytes}", column.sql, kind_name(column))
}

fn create(model: &Model) -> String {
    let counts = model.id_column().is_counted();
    let mut text = format!("CREATE TABLE {}(", quoted(model));
    for (i, column) in model.columns.iter().enumerate() {
        let _ = write!(text, "{}{}", if i == 0 { "" } else { "," }, definition(column));
        text.push_str(match column.role {
            Role::Id if counts => " GENERATED ALWAYS AS IDENTITY (CACHE 1) PRIMARY KEY",
            Role::Id => " PRIMARY KEY",
            _ if column.nullable => "",
            _ => " NOT NULL",
        });
    }
    if let Some(condition) = model.constraint {
        let _ = write!(text, ",CONSTRAINT \"{}\" CHECK({condition})", check_name(model, condition));
    }
    text.push(')');
    text
}

/// The name of a model's check, which tells it from another one.
fn check_name(model: &Model, condition: &str) -> String {
    let mut hash = Fnv::default();
    hash.bytes(condition.as_bytes());
    plan::cut(format!("{}_check_{:016x}", bare(model), hash.finish()), NAME)
}

/// Adds the check that the model has and the table has not.
async fn check(
    client: &ClientWrapper,
    model: &'static Model,
    plan: &mut Plan,
) -> Result<(), Fault> {
    let wanted = model.constraint.map(|condition| (check_name(model, condition), condition));
    let found = found::checks(client, &quoted(model)).await?;
    let table = model.table;
    let differ = |name: &str, what: &str, sql: Option<String>| {
        let (table, column, what) = (table.to_owned(), name.to_owned(), what.to_owned());
        Difference { table, column, what, sql }
    };
    for name in &found {
        if wanted.as_ref().is_none_or(|(wanted, _)| wanted != name) {
            let what = "is a check of the table and not of the struct, drop the constraint";
            let sql = format!("ALTER TABLE {} DROP CONSTRAINT \"{name}\"", quoted(model));
            plan.differences.push(differ(name, what, Some(sql)));
        }
    }
    if let Some((name, condition)) = wanted.filter(|(name, _)| !found.contains(name)) {
        let own = quoted(model);
        let sql = format!("ALTER TABLE {own} ADD CONSTRAINT \"{name}\" CHECK({condition})");
        let what = "is to hold, and there are rows for which it does not";
        plan.steps.push(Step { sql, refused: Some(differ("check", what, None)) });
    }
    Ok(())
}

/// The constraint of a column that is new; the table that it refers to may be made after it.
fn refers(model: &Model, column: &ColumnMeta) -> Option<String> {
    let Reference { model: other, on_delete, .. } = column.references?;
    let (other, then) = (other(), then(on_delete));
    let name = plan::cut(format!("{}_{}_fkey", bare(model), column.sql), NAME);
    Some(format!(
        "ALTER TABLE {} ADD CONSTRAINT \"{name}\" FOREIGN KEY (\"{}\") \
         REFERENCES {}(\"{}\") ON DELETE {then}",
        quoted(model),
        column.sql,
        quoted(other),
        other.id_column().sql
    ))
}

const fn then(on_delete: OnDelete) -> &'static str {
    match on_delete {
        OnDelete::Restrict => "RESTRICT",
        OnDelete::Cascade => "CASCADE",
        OnDelete::SetNull => "SET NULL",
    }
}

/// A column for rows that are there already; `None` where they have nothing to put in it.
fn addition(column: &ColumnMeta) -> Option<String> {
    let definition = definition(column);
    if column.references.is_some() {
        // no one row is what all would refer to
        return column.nullable.then_some(definition);
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
    Some(format!("{definition}{required} DEFAULT {}", literal(column, &value)?))
}

fn literal(column: &ColumnMeta, value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => "NULL".to_owned(),
        Value::Bool(it) => it.to_string(),
        Value::Int(it) if column.kind == ColumnKind::Timestamp => {
            format!("(timestamptz 'epoch' + interval '{it} microseconds')")
        }
        Value::Int(it) => format!("'{it}'::bigint"),
        Value::Float(it) if it.is_finite() => format!("'{it:e}'::double precision"),
        Value::Text(it) if !it.contains('\0') => {
            format!("E'{}'", it.replace('\\', "\\\\").replace('\'', "''"))
        }
        Value::Bytes(it) => {
            let mut text = "E'\\\\x".to_owned();
            for byte in it {
                let _ = write!(text, "{byte:02x}");
            }
            text + "'::bytea"
        }
        _ => return None,
    })
}

/// The indexes of a model but the key's.
pub(super) fn wanted(model: &Model) -> Vec<Index> {
    plan::wanted(model, bare(model), NAME)
}

/// The name of the key's index, as the server makes it where nothing else is called so.
pub(super) fn key_name(model: &Model) -> String {
    plan::cut(format!("{}_pkey", bare(model)), NAME)
}

async fn indexes(
    client: &ClientWrapper,
    model: &'static Model,
    plan: &mut Plan,
) -> Result<(), Fault> {
    let wanted = wanted(model);
    let found = found::indexes(client, &quoted(model)).await?;
    for index in found.iter().filter(|index| index.is_unique && !index.is_key) {
        if !wanted.iter().any(|wanted| wanted.is_unique && wanted.is_called(&index.name)) {
            let what = "is a unique index of the table and not of the struct, drop it if rows may \
                        be alike";
            let (table, what) = (model.table.to_owned(), what.to_owned());
            let schema = model.table.split_once('.').map(|(schema, _)| format!("\"{schema}\"."));
            let sql = format!("DROP INDEX {}\"{}\"", schema.unwrap_or_default(), index.name);
            let sql = Some(sql);
            plan.differences.push(Difference { table, column: index.name.clone(), what, sql });
        }
    }
    let is_missing = |index: &Index| !found.iter().any(|found| index.is_called(&found.name));
    let missing: Vec<_> = wanted.into_iter().filter(is_missing).collect();
    if !missing.is_empty() {
        plan.names.extend(found::names(client, model.table).await?);
    }
    for index in missing {
        let sql = creation(model, &index, &mut plan.names);
        if index.is_unique {
            plan.add_unique(sql, model.table, index.names(model).join(", "));
        } else {
            plan.add(sql);
        }
    }
    Ok(())
}

fn creation(model: &Model, index: &Index, taken: &mut HashSet<String>) -> String {
    let unique = if index.is_unique { "UNIQUE " } else { "" };
    let mut text = format!("CREATE {unique}INDEX \"{}\" ON {}(", index.name(taken), quoted(model));
    for (n, i) in index.columns.iter().enumerate() {
        let column = &model.columns[*i];
        // in the order of lists, which have rows without a value first
        let nulls = if column.nullable && !index.is_unique { " NULLS FIRST" } else { "" };
        let _ = write!(text, "{}\"{}\"{nulls}", if n == 0 { "" } else { "," }, column.sql);
    }
    if !index.is_unique {
        // every list ends with the key
        let _ = write!(text, ",\"{}\"", model.id_column().sql);
    }
    text.push(')');
    if let (Some(deleted), true) = (model.deleted, index.is_unique) {
        let _ = write!(text, " WHERE \"{}\" IS NULL", model.columns[deleted].sql);
    }
    text
}
