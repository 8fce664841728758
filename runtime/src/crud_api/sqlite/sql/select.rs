//! Lists and counts: text of fixed pieces, in which a client's values are only numbered.

use std::fmt::Write as _;

use super::all;
use crate::crud_api::model::Model;
use crate::crud_api::query::{Filter, Op, Order, Query};
use crate::crud_api::value::Value;

/// A list, as selects of which each begins where the one before ends; each takes what is bound to
/// it, and how many rows at most.
///
/// The rows after `(a, b)` are those with `x = a AND y > b`, then those with `x > a`: an index finds
/// the place of either, which it does not for both in one condition.
pub(in crate::crud_api::sqlite) fn list(model: &Model, query: Query) -> Vec<(String, Vec<Value>)> {
    let keys = query.keys(model);
    let Some(after) = &query.after else {
        return vec![part(model, &query.filters, &keys, |_| ())];
    };
    let mut parts = Vec::new();
    for i in (0..keys.len()).rev() {
        let ((column, order), value) = (keys[i], &after[i]);
        let mut begin = |rest: &[(usize, Order)], condition: &dyn Fn(&mut Select<'_>)| {
            parts.push(part(model, &query.filters, rest, |select| {
                for ((column, _), value) in keys.iter().zip(after).take(i) {
                    select.and();
                    if value.is_null() {
                        select.column(*column);
                        select.text.push_str(" IS NULL");
                    } else {
                        select.compare(*column, "=", value.clone());
                    }
                }
                select.and();
                condition(select);
            }));
        };
        let (rest, is_nullable) = (&keys[i..], model.columns[column].nullable);
        match (order, value.is_null()) {
            (Order::Asc, true) => begin(rest, &|select| {
                select.column(column);
                select.text.push_str(" IS NOT NULL");
            }),
            (Order::Asc, false) => {
                begin(rest, &|select| select.compare(column, ">", value.clone()));
            }
            // nothing comes after no value in a descending list
            (Order::Desc, true) => {}
            (Order::Desc, false) => {
                begin(rest, &|select| select.compare(column, "<", value.clone()));
                if is_nullable {
                    begin(&keys[i + 1..], &|select| {
                        select.column(column);
                        select.text.push_str(" IS NULL");
                    });
                }
            }
        }
    }
    parts
}

/// One select of a list, in the order of these keys.
fn part(
    model: &Model,
    filters: &[Filter],
    keys: &[(usize, Order)],
    conditions: impl FnOnce(&mut Select<'_>),
) -> (String, Vec<Value>) {
    let mut select = Select { model, text: String::new(), values: Vec::new() };
    let _ = write!(select.text, "SELECT {} FROM \"{}\"", all(model), model.table);
    select.filters(filters.to_vec());
    conditions(&mut select);
    for (i, (column, order)) in keys.iter().enumerate() {
        select.text.push_str(if i == 0 { " ORDER BY " } else { "," });
        select.column(*column);
        select.text.push_str(if *order == Order::Asc { "" } else { " DESC" });
    }
    let _ = write!(select.text, " LIMIT ?{}", select.values.len() + 1);
    (select.text, select.values)
}

/// A count: its text and what is bound to it.
pub(in crate::crud_api::sqlite) fn count(
    model: &Model,
    filters: Vec<Filter>,
) -> (String, Vec<Value>) {
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
