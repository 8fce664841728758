//! Data exceptions: a type of the database's own does not have a value.

use tokio_postgres::error::{DbError, SqlState};

use super::super::sql;
use super::Asked;
use crate::crud_api::CrudError;
use crate::crud_api::model::Model;
use crate::crud_api::value::Value;

/// Whether it is of class 22 of the SQL standard, data exceptions.
pub(super) fn is_of_data(said: &DbError) -> bool {
    said.code().code().starts_with("22")
}

/// What a caller is told of it: what is wrong, and with which field where that is known.
pub(super) fn data(model: &'static Model, said: &DbError, asked: Asked<'_>) -> CrudError {
    let values = asked.values();
    let own = |i: usize| model.columns[i].postgres_type.is_some();
    // the server quotes what it cannot read, in any language
    let quoted = |value: &Value| match value {
        Value::Text(text) => said.message().contains(&format!("\"{text}\"")),
        _ => false,
    };
    let given = || values.iter().filter(|(i, value)| own(*i) && !value.is_null());
    let is_beyond = |i: usize, value: &Value| {
        model.columns[i].postgres_type.is_some_and(|name| sql::is_beyond(name, value))
    };
    let found = given().find(|(_, value)| quoted(value));
    // a filter compares with what is beyond a column too
    let beyond = || given().find(|(i, value)| !asked.is_read() && is_beyond(*i, value));
    // where nothing tells, it is the only one that it can be
    let only = || given().next().filter(|(first, _)| given().all(|(i, _)| i == first));
    let field = found.or_else(beyond).or_else(only).map_or("", |(i, _)| model.columns[*i].name);
    let (code, message) = match *said.code() {
        SqlState::STRING_DATA_RIGHT_TRUNCATION => ("size", "is too long for its column"),
        SqlState::NUMERIC_VALUE_OUT_OF_RANGE | SqlState::DATETIME_FIELD_OVERFLOW => {
            ("range", "is beyond what its column keeps")
        }
        _ => ("type", "is no value of its column's type"),
    };
    CrudError::invalid(field, code, message)
}
