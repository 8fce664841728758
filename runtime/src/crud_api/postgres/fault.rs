//! What a failure of the server is to a caller.

mod asked;
mod data;

use std::error::Error;
use std::io::ErrorKind;

use tokio_postgres::error::{DbError, SqlState};
use tokio_postgres::types::WrongType;

use super::migrate;
use crate::crud_api::CrudError;
use crate::crud_api::model::Model;
use crate::crud_api::plan::Index;
use crate::crud_api::value::{Mismatch, Value};
use crate::validated::Invalid;
pub(super) use asked::Asked;
use data::{data, is_of_data};

/// Why a try ended: what a caller is told, or what may be tried again.
pub(super) enum Fault {
    Crud(CrudError),
    Postgres(tokio_postgres::Error),
    /// Another writer was faster: another try sees what it wrote.
    Again,
}

impl From<tokio_postgres::Error> for Fault {
    fn from(fault: tokio_postgres::Error) -> Self {
        Self::Postgres(fault)
    }
}

impl From<CrudError> for Fault {
    fn from(fault: CrudError) -> Self {
        Self::Crud(fault)
    }
}

impl From<Invalid> for Fault {
    fn from(invalid: Invalid) -> Self {
        Self::Crud(invalid.into())
    }
}

impl From<Mismatch> for Fault {
    fn from(mismatch: Mismatch) -> Self {
        Self::Crud(mismatch.into())
    }
}

/// What may be done about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Transactions met, and this one gave way.
    Serialization,
    /// A prepared statement is not there any more, or of other types.
    Plan,
    /// The connection is gone.
    Lost,
    Other,
}

pub(super) fn kind(fault: &tokio_postgres::Error) -> Kind {
    let Some(said) = fault.as_db_error() else {
        // what is not of the server's is of the way to it, but for values that do not fit their
        // columns, or their number the message
        let is_value = fault.source().is_some_and(|cause| {
            let message = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
            cause.is::<WrongType>() || message == Some(ErrorKind::InvalidInput)
        });
        return if is_value { Kind::Other } else { Kind::Lost };
    };
    match *said.code() {
        SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED => {
            Kind::Serialization
        }
        SqlState::INVALID_SQL_STATEMENT_NAME => Kind::Plan,
        SqlState::FEATURE_NOT_SUPPORTED if said.routine() == Some("RevalidateCachedQuery") => {
            Kind::Plan
        }
        _ if is_of_connection(said) => Kind::Lost,
        _ => Kind::Other,
    }
}

fn is_of_connection(said: &DbError) -> bool {
    let code = said.code();
    code.code().starts_with("08")
        || *code == SqlState::ADMIN_SHUTDOWN
        || *code == SqlState::CRASH_SHUTDOWN
        || *code == SqlState::CANNOT_CONNECT_NOW
}

/// Whether a server that does not take a connection may do so in a moment.
pub(super) fn comes_back(fault: &tokio_postgres::Error) -> bool {
    match fault.as_db_error() {
        Some(said) => is_of_connection(said) || *said.code() == SqlState::TOO_MANY_CONNECTIONS,
        // a wrong password and a missing database are said by the server
        None => fault.source().is_none_or(<dyn Error>::is::<std::io::Error>),
    }
}

/// The failure in words, for logs.
pub(super) fn text(fault: &tokio_postgres::Error) -> String {
    match (fault.as_db_error(), fault.source()) {
        (Some(said), _) => format!("{} ({})", said.message(), said.code().code()),
        (None, Some(cause)) => format!("{fault}: {cause}"),
        (None, None) => fault.to_string(),
    }
}

/// What a caller is told.
pub(super) fn error(
    model: &'static Model,
    fault: &tokio_postgres::Error,
    asked: Asked<'_>,
) -> CrudError {
    let lost = || if asked.is_read() { CrudError::Busy } else { CrudError::Unknown };
    let Some(said) = fault.as_db_error() else {
        return match kind(fault) {
            Kind::Lost => lost(),
            // the protocol counts parameters in two bytes
            _ if asked.values().len() > usize::from(u16::MAX) => CrudError::too_much(),
            _ => CrudError::store(text(fault)),
        };
    };
    match *said.code() {
        SqlState::UNIQUE_VIOLATION => CrudError::Conflict { fields: conflict(model, said) },
        SqlState::FOREIGN_KEY_VIOLATION => CrudError::ForeignKey,
        SqlState::CHECK_VIOLATION => CrudError::checked(),
        SqlState::UNDEFINED_TABLE => CrudError::NotMigrated { model: missing(model, said) },
        SqlState::QUERY_CANCELED => CrudError::Timeout,
        SqlState::DISK_FULL => CrudError::Full,
        SqlState::LOCK_NOT_AVAILABLE
        | SqlState::TOO_MANY_CONNECTIONS
        | SqlState::T_R_SERIALIZATION_FAILURE
        | SqlState::T_R_DEADLOCK_DETECTED => CrudError::Busy,
        SqlState::PROGRAM_LIMIT_EXCEEDED => match indexed(model, said.message(), asked) {
            Some(field) => CrudError::invalid(field, "size", "is too long for its index"),
            None => CrudError::store(text(fault)),
        },
        _ if is_of_connection(said) => lost(),
        _ if is_of_data(said) => data(model, said, asked),
        _ => CrudError::store(text(fault)),
    }
}

/// The struct whose table is missing: the model, or one that it refers to.
fn missing(model: &'static Model, said: &DbError) -> &'static str {
    let named = |table: &str| said.message().contains(&format!("\"{table}\""));
    let others = model.columns.iter().filter_map(|column| column.references);
    let mut others = others.map(|reference| (reference.model)());
    match others.find(|other| other.table != model.table && named(other.table)) {
        Some(other) => other.name,
        None => model.name,
    }
}

/// Whether another row has the client-made id already.
pub(super) fn is_of_id(model: &'static Model, fault: &tokio_postgres::Error) -> bool {
    fault.as_db_error().is_some_and(|said| {
        *said.code() == SqlState::UNIQUE_VIOLATION
            && conflict(model, said) == [model.id_column().name]
    })
}

/// The fields of the index that has the values already.
fn conflict(model: &'static Model, said: &DbError) -> Vec<&'static str> {
    let name = said.constraint().unwrap_or_default();
    if name == migrate::key_name(model) {
        return vec![model.id_column().name];
    }
    if let Some(index) = migrate::wanted(model).into_iter().find(|index| index.is_called(name)) {
        return index.columns.iter().map(|i| model.columns[*i].name).collect();
    }
    // `Key (name, kind)=(a, b) already exists.`, in any language
    let detail = said.detail().unwrap_or_default();
    let columns = detail.split_once('(').and_then(|(_, rest)| rest.split_once(")=("));
    let columns = columns.map_or("", |(columns, _)| columns).split(", ");
    let field = |column: &str| {
        let sql = column.trim_matches('"');
        model.columns.iter().find(|column| column.sql == sql).map(|column| column.name)
    };
    columns.filter_map(field).collect()
}

/// Bytes of text and of bytes.
fn size_of_value(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        _ => 0,
    }
}

/// The field whose index cannot take a value: that of the index that the message names, or the
/// longest of those that have one.
fn indexed(model: &'static Model, message: &str, asked: Asked<'_>) -> Option<&'static str> {
    if !message.starts_with("index row") {
        return None;
    }
    let wanted = migrate::wanted(model);
    let said: Vec<&str> = message.split('"').collect();
    let named = |index: &&Index| said.iter().any(|name| index.is_called(name));
    let columns: Vec<usize> = if said.contains(&&*migrate::key_name(model)) {
        vec![model.id]
    } else if let Some(index) = wanted.iter().find(named) {
        index.columns.clone()
    } else {
        let all = wanted.into_iter().flat_map(|index| index.columns);
        all.chain([model.id]).collect()
    };
    let size = |column: &usize| {
        let values = asked.values().into_iter().filter(|(i, _)| i == column);
        values.map(|(_, value)| size_of_value(value)).max().unwrap_or(0)
    };
    columns.into_iter().max_by_key(size).map(|i| model.columns[i].name)
}
