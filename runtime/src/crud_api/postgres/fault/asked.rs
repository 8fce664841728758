//! What was asked of a server that failed, and the values that it was given.

use crate::crud_api::query::{Filter, Query};
use crate::crud_api::store::{Change, Write};
use crate::crud_api::value::{Row, Value};
use crate::crud_api::work::Work;

/// What a server was asked when it failed.
#[derive(Clone, Copy)]
pub(in crate::crud_api::postgres) enum Asked<'a> {
    Work(&'a Work),
    /// One write of many.
    Write(&'a Write),
    /// All rows of another store.
    Import,
}

impl<'a> Asked<'a> {
    pub(super) const fn is_read(self) -> bool {
        matches!(self, Self::Work(work) if work.is_read())
    }

    /// The values that it was given, and the columns that they are for.
    pub(super) fn values(self) -> Vec<(usize, &'a Value)> {
        match self {
            Self::Work(Work::Insert(row))
            | Self::Write(Write::Insert(row) | Write::Upsert(row, _)) => of_row(row),
            Self::Work(Work::Update(_, change)) | Self::Write(Write::Update(_, change)) => {
                of_change(change)
            }
            Self::Work(Work::List(query) | Work::Told(query, _)) => of_query(query),
            Self::Work(Work::Count(filters)) => of_filters(filters),
            _ => Vec::new(),
        }
    }
}

fn of_row(row: &Row) -> Vec<(usize, &Value)> {
    row.iter().enumerate().collect()
}

fn of_change(change: &Change) -> Vec<(usize, &Value)> {
    change.values.iter().map(|(i, value)| (*i, value)).collect()
}

fn of_query(query: &Query) -> Vec<(usize, &Value)> {
    of_filters(&query.filters)
}

fn of_filters(filters: &[Filter]) -> Vec<(usize, &Value)> {
    let mut found = Vec::new();
    for filter in filters {
        found.extend(filter.values.iter().map(|value| (filter.column, value)));
        found.extend(of_filters(&filter.or));
    }
    found
}
