//! Lists and counts: text of fixed pieces, in which a client's values are only numbered.

use super::{Bound, Text, all, kind_type};
use crate::crud_api::model::Model;
use crate::crud_api::query::{Filter, Op, Order, Query, after_prefix};
use crate::crud_api::value::Value;
use tokio_postgres::types::Type;

/// One select of a list.
pub(in crate::crud_api::postgres) struct Part<'a> {
    filters: &'a [Filter],
    /// Whether the first of all keys has no value, or has one; `None` is either.
    first: Option<(usize, bool)>,
    keys: Vec<(usize, Order)>,
    /// The keys' values after which it begins.
    after: Option<Vec<Value>>,
}

/// A list, as at most two selects of which the second begins where the first ends.
///
/// Rows without a value in the first key are at one end of an index and no range of it together
/// with the others.
pub(in crate::crud_api::postgres) fn list<'a>(model: &Model, query: &'a Query) -> Vec<Part<'a>> {
    let keys = query.keys(model);
    let filters = &query.filters[..];
    let part =
        |first, keys: &[(usize, Order)], after| Part { filters, first, keys: keys.to_vec(), after };
    let Some(after) = query.after.clone() else { return vec![part(None, &keys, None)] };
    let (Some((column, order)), Some(value)) = (keys.first().copied(), after.first()) else {
        return vec![part(None, &keys, None)];
    };
    let is_nullable = model.columns[column].nullable;
    match (order, value.is_null()) {
        (Order::Asc, true) => vec![
            part(Some((column, true)), &keys[1..], Some(after[1..].to_vec())),
            part(Some((column, false)), &keys, None),
        ],
        (Order::Desc, true) => {
            vec![part(Some((column, true)), &keys[1..], Some(after[1..].to_vec()))]
        }
        (Order::Desc, false) if is_nullable => vec![
            part(Some((column, false)), &keys, Some(after)),
            part(Some((column, true)), &keys[1..], None),
        ],
        (_, false) => vec![part(None, &keys, Some(after))],
    }
}

impl Part<'_> {
    /// The statement for so many rows at most.
    pub(in crate::crud_api::postgres) fn text(&self, model: &Model, limit: usize) -> Text {
        let mut text = Text::new(format!("SELECT {} FROM {}", all(model), super::quoted(model)));
        text.is_fixed = false;
        filters(&mut text, model, self.filters);
        if let Some((column, is_null)) = self.first {
            and(&mut text);
            null(&mut text, model, column, is_null);
        }
        if let Some(after) = &self.after {
            self.after(&mut text, model, after);
        }
        for (n, (column, order)) in self.keys.iter().enumerate() {
            text.push(if n == 0 { " ORDER BY " } else { "," });
            let column = &model.columns[*column];
            text.name(column.sql);
            text.push(match (order, column.nullable) {
                (Order::Asc, true) => " NULLS FIRST",
                (Order::Asc, false) => "",
                (Order::Desc, true) => " DESC NULLS LAST",
                (Order::Desc, false) => " DESC",
            });
        }
        text.push(" LIMIT ");
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        text.bind_as(Type::INT8, Bound::One(Value::Int(limit)));
        text
    }

    /// `a >= x AND (a > x OR a = x AND b > y ..)`: the first bounds the range of an index.
    fn after(&self, text: &mut Text, model: &Model, after: &[Value]) {
        if let (Some((column, order)), Some(value), true) =
            (self.keys.first(), after.first(), self.keys.len() > 1)
            && !value.is_null()
            && (*order == Order::Asc
                || !model.columns[*column].nullable
                || self.first == Some((*column, false)))
        {
            and(text);
            let operator = if *order == Order::Asc { ">=" } else { "<=" };
            // rows without a value, which come later in a descending list, are in no such range
            compare(text, model, *column, operator, value);
        }
        and(text);
        text.push("(");
        let mut is_first = true;
        for (i, ((column, order), value)) in self.keys.iter().zip(after).enumerate() {
            if *order == Order::Desc && value.is_null() {
                // nothing comes after no value in a descending list
                continue;
            }
            text.push(if is_first { "" } else { " OR " });
            is_first = false;
            for ((column, _), value) in self.keys.iter().zip(after).take(i) {
                match value {
                    Value::Null => null(text, model, *column, true),
                    value => compare(text, model, *column, "=", value),
                }
                text.push(" AND ");
            }
            match (order, value) {
                (_, Value::Null) => null(text, model, *column, false),
                (Order::Asc, value) => compare(text, model, *column, ">", value),
                (Order::Desc, value) if model.columns[*column].nullable => {
                    text.push("(");
                    compare(text, model, *column, "<", value);
                    text.push(" OR ");
                    null(text, model, *column, true);
                    text.push(")");
                }
                (Order::Desc, value) => compare(text, model, *column, "<", value),
            }
        }
        text.push(if is_first { "FALSE)" } else { ")" });
    }
}

fn and(text: &mut Text) {
    let has_where = text.sql.contains(" WHERE ");
    text.push(if has_where { " AND " } else { " WHERE " });
}

fn compare(text: &mut Text, model: &Model, column: usize, operator: &str, value: &Value) {
    let column = &model.columns[column];
    text.name(column.sql);
    text.push(operator);
    text.bind(column, value.clone());
}

fn null(text: &mut Text, model: &Model, column: usize, is_null: bool) {
    text.name(model.columns[column].sql);
    text.push(if is_null { " IS NULL" } else { " IS NOT NULL" });
}

/// The conditions of all filters.
pub(super) fn filters(text: &mut Text, model: &Model, filters: &[Filter]) {
    for filter in filters {
        and(text);
        either(text, model, filter);
    }
}

/// The condition, or one of those that are enough in its place.
fn either(text: &mut Text, model: &Model, filter: &Filter) {
    if filter.or.is_empty() {
        return condition(text, model, filter);
    }
    text.push("(");
    condition(text, model, filter);
    for other in &filter.or {
        text.push(" OR ");
        either(text, model, other);
    }
    text.push(")");
}

fn condition(text: &mut Text, model: &Model, filter: &Filter) {
    let Filter { column, op, values, .. } = filter;
    let meta = &model.columns[*column];
    let first = values.first().unwrap_or(&Value::Null);
    let mut simple = |operator| compare(text, model, *column, operator, first);
    match op {
        Op::Eq => simple("="),
        Op::Ne => simple("<>"),
        Op::Gt => simple(">"),
        Op::Ge => simple(">="),
        Op::Lt => simple("<"),
        Op::Le => simple("<="),
        Op::Between => {
            simple(">=");
            text.push(" AND ");
            compare(text, model, *column, "<=", values.get(1).unwrap_or(&Value::Null));
        }
        Op::Null => null(text, model, *column, *first == Value::Bool(true)),
        Op::In | Op::Nin => {
            text.name(meta.sql);
            text.push(if *op == Op::In { "=ANY(" } else { "<>ALL(" });
            text.bind_many(meta, values.clone());
            text.push(")");
            if *op == Op::Nin {
                // nothing is in an empty list, not even no value
                text.push(" AND ");
                null(text, model, *column, false);
            }
        }
        Op::Like => contains(text, model, *column, ("strpos(", ",", ")>0"), first.clone()),
        Op::Ilike => {
            let part = match first {
                Value::Text(part) => Value::Text(part.to_ascii_lowercase()),
                other => other.clone(),
            };
            // in the collation "C" that is ASCII's letters only
            contains(text, model, *column, ("strpos(lower(", " COLLATE \"C\"),", ")>0"), part);
        }
        Op::Prefix if meta.postgres_type.is_some() => {
            // its order may be another than that of bytes, and a part of a value none of the type
            contains(text, model, *column, ("starts_with(", ",", ")"), first.clone());
        }
        Op::Prefix => {
            compare(text, model, *column, ">=", first);
            let end = match first {
                Value::Text(start) => after_prefix(start),
                _ => None,
            };
            if let Some(end) = end {
                text.push(" AND ");
                compare(text, model, *column, "<", &Value::Text(end));
            }
        }
    }
}

fn contains(
    text: &mut Text,
    model: &Model,
    column: usize,
    (before, after, end): (&str, &str, &str),
    part: Value,
) {
    let column = &model.columns[column];
    text.push(before);
    text.name(column.sql);
    if column.postgres_type.is_some() {
        text.push("::text");
    }
    text.push(after);
    text.bind_as(kind_type(column), Bound::One(part));
    text.push(end);
}
