//! Lists and counts: text of fixed pieces, in which a client's values are only numbered.

use std::fmt::Write as _;

use super::push_all;
use crate::crud_api::model::Model;
use crate::crud_api::query::{Filter, Op, Order, Query, after_prefix};
use crate::crud_api::value::Value;

/// One select of a list: the rows that pass these filters, in the order of these keys.
#[derive(Clone)]
pub(in crate::crud_api::sqlite) struct Part {
    filters: Vec<Filter>,
    keys: Vec<(usize, Order)>,
}

/// A list, as selects of which each begins where the one before ends.
///
/// The rows after `(a, b)` are those with `x = a AND y > b`, then those with `x > a`: an index finds
/// the place of either, which it does not for both in one condition.
pub(in crate::crud_api::sqlite) fn list(model: &Model, query: Query) -> Vec<Part> {
    let keys = query.keys(model);
    let Query { filters, after, .. } = query;
    let Some(after) = after else { return vec![Part { filters, keys }] };
    let mut parts = Vec::new();
    for i in (0..keys.len()).rev() {
        let ((column, order), value) = (keys[i], &after[i]);
        let before = keys.iter().zip(&after).take(i);
        let before: Vec<_> = before.map(|((column, _), value)| at(*column, value)).collect();
        let mut begin = |rest: &[(usize, Order)], condition: Filter| {
            let filters = filters.iter().chain(&before).cloned().chain([condition]).collect();
            parts.push(Part { filters, keys: rest.to_vec() });
        };
        match (order, value.is_null()) {
            (Order::Asc, true) => begin(&keys[i..], null(column, false)),
            (Order::Asc, false) => begin(&keys[i..], compare(column, Op::Gt, value)),
            // nothing comes after no value in a descending list
            (Order::Desc, true) => {}
            (Order::Desc, false) => {
                begin(&keys[i..], compare(column, Op::Lt, value));
                if model.columns[column].nullable {
                    begin(&keys[i + 1..], null(column, true));
                }
            }
        }
    }
    parts
}

fn compare(column: usize, op: Op, value: &Value) -> Filter {
    Filter::new(column, op, vec![value.clone()])
}

fn null(column: usize, is_null: bool) -> Filter {
    Filter::null(column, is_null)
}

/// Has this value, or none.
fn at(column: usize, value: &Value) -> Filter {
    if value.is_null() { null(column, true) } else { compare(column, Op::Eq, value) }
}

impl Part {
    /// The statement, to which how many rows at most is bound last.
    pub(in crate::crud_api::sqlite) fn text(self, model: &Model) -> (String, Vec<Value>) {
        let mut select = Select { model, text: String::new(), values: Vec::new() };
        select.text.push_str("SELECT ");
        push_all(&mut select.text, model);
        let _ = write!(select.text, " FROM \"{}\"", model.table);
        select.filters(self.filters);
        for (i, (column, order)) in self.keys.iter().enumerate() {
            select.text.push_str(if i == 0 { " ORDER BY " } else { "," });
            select.column(*column);
            select.text.push_str(if *order == Order::Asc { "" } else { " DESC" });
        }
        let _ = write!(select.text, " LIMIT ?{}", select.values.len() + 1);
        (select.text, select.values)
    }

    /// The column of which rows with equal values would have to be sorted, however many there are:
    /// an index, read backwards, has their ids the wrong way round.
    pub(in crate::crud_api::sqlite) fn runs(&self) -> Option<usize> {
        match self.keys.as_slice() {
            [(column, Order::Desc), (_, Order::Asc)] => Some(*column),
            _ => None,
        }
    }

    /// The statement for the value of that column in the last row; how many rows come before that
    /// one is bound last.
    pub(in crate::crud_api::sqlite) fn last(
        &self,
        model: &Model,
        column: usize,
    ) -> (String, Vec<Value>) {
        let mut select = Select { model, text: String::from("SELECT "), values: Vec::new() };
        select.column(column);
        let _ = write!(select.text, " FROM \"{}\"", model.table);
        select.filters(self.filters.clone());
        select.text.push_str(" ORDER BY ");
        select.column(column);
        let _ = write!(select.text, " DESC LIMIT 1 OFFSET ?{}", select.values.len() + 1);
        (select.text, select.values)
    }

    /// The rows before those with the last value, which are few, and those, in the order of the id.
    pub(in crate::crud_api::sqlite) fn split(self, column: usize, last: &Value) -> [Self; 2] {
        let Self { filters, keys } = self;
        let with = |filter| filters.iter().cloned().chain([filter]).collect();
        let above =
            if last.is_null() { null(column, false) } else { compare(column, Op::Gt, last) };
        [
            Self { filters: with(above), keys: keys.clone() },
            Self { filters: with(at(column, last)), keys: keys[1..].to_vec() },
        ]
    }
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

/// An update of some columns of the row with this id, in this version and passing these filters if
/// any are asked for; it returns the row.
pub(in crate::crud_api::sqlite) fn update(
    model: &Model,
    values: Vec<(usize, Value)>,
    id: &Value,
    version: Option<i64>,
    only: Vec<Filter>,
) -> (String, Vec<Value>) {
    let mut select = Select { model, text: String::new(), values: Vec::new() };
    let _ = write!(select.text, "UPDATE \"{}\" SET ", model.table);
    for (i, (column, value)) in values.into_iter().enumerate() {
        select.text.push_str(if i == 0 { "" } else { "," });
        select.compare(column, "=", value);
    }
    if let Some(version) = model.version {
        let name = model.columns[version].sql;
        let comma = if select.values.is_empty() { "" } else { "," };
        let _ = write!(select.text, "{comma}\"{name}\"=\"{name}\"+1");
    }
    select.text.push_str(" WHERE ");
    select.compare(model.id, "=", id.clone());
    if let (Some(column), Some(version)) = (model.version, version) {
        select.text.push_str(" AND ");
        select.compare(column, "=", Value::Int(version));
    }
    select.filters(only);
    select.text.push_str(" RETURNING ");
    push_all(&mut select.text, model);
    (select.text, select.values)
}

/// Values that are bound one by one.
const MANY: usize = 100;

/// The function that makes a float of its bits: SQLite reads digits in its own way.
pub(in crate::crud_api::sqlite) const FLOAT: &str = "__dunder_float";

/// A call of it.
const FLOAT_OF: &str = "__dunder_float(";

/// Values of one kind as a list in JSON, bytes as digits and floats as their bits; none where a
/// value is missing.
fn as_json(values: &[Value]) -> Option<String> {
    let mut text = String::from("[");
    for (i, value) in values.iter().enumerate() {
        text.push_str(if i == 0 { "" } else { "," });
        // writing to memory cannot fail
        let _ = match value {
            Value::Int(it) => write!(text, "{it}"),
            Value::Bool(it) => write!(text, "{}", u8::from(*it)),
            Value::Text(it) => write!(text, "{}", serde_json::Value::from(it.as_str())),
            Value::Bytes(it) => {
                text.push('"');
                it.iter().try_for_each(|byte| write!(text, "{byte:02x}")).map(|()| text.push('"'))
            }
            Value::Float(it) => write!(text, "{}", it.to_bits().cast_signed()),
            Value::Null => return None,
        };
    }
    text.push(']');
    Some(text)
}

struct Select<'a> {
    model: &'a Model,
    text: String,
    values: Vec<Value>,
}

impl Select<'_> {
    fn column(&mut self, column: usize) {
        self.text.push('"');
        self.text.push_str(self.model.columns[column].sql);
        self.text.push('"');
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

    /// All of these, beside what is asked for already.
    fn filters(&mut self, filters: Vec<Filter>) {
        if filters.is_empty() {
            return;
        }
        let has_where = self.text.contains(" WHERE ");
        self.text.push_str(if has_where { " AND " } else { " WHERE " });
        let is_deep = filters.len() > MANY;
        self.text.push_str(if is_deep { "(" } else { "" });
        for (i, filter) in filters.into_iter().enumerate() {
            // as in `filter`
            let is_next = i % MANY == 0;
            self.text.push_str(match i {
                0 => "",
                _ if is_next => ") AND (",
                _ => " AND ",
            });
            self.filter(filter);
        }
        self.text.push_str(if is_deep { ")" } else { "" });
    }

    fn filter(&mut self, filter: Filter) {
        let Filter { column, op, values, or } = filter;
        if or.is_empty() {
            return self.condition(column, op, values);
        }
        // SQLite reads no condition that is 1000 deep, as so many in a row are
        self.text.push_str("((");
        self.condition(column, op, values);
        for (i, other) in or.into_iter().enumerate() {
            let is_next = (i + 1) % MANY == 0;
            self.text.push_str(if is_next { ") OR (" } else { " OR " });
            self.filter(other);
        }
        self.text.push_str("))");
    }

    fn condition(&mut self, column: usize, op: Op, values: Vec<Value>) {
        {
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
                    self.values(values.collect());
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

    /// The values of a list: many of them as one, since a statement has room for some thousands.
    fn values(&mut self, values: Vec<Value>) {
        let many = if values.len() > MANY { as_json(&values) } else { None };
        if let Some(json) = many {
            let (before, after) = match values.first() {
                Some(Value::Bytes(_)) => ("unhex(", ")"),
                Some(Value::Float(_)) => (FLOAT_OF, ")"),
                _ => ("", ""),
            };
            let _ = write!(self.text, "SELECT {before}value{after} FROM json_each(");
            self.bind(Value::Text(json));
            self.text.push(')');
            return;
        }
        for (i, value) in values.into_iter().enumerate() {
            self.text.push_str(if i == 0 { "" } else { "," });
            self.bind(value);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crud_api::sqlite::{connection::Place, connection::Session, migrate};
    use crate::crud_api::{Column as _, ColumnMeta};

    static MODEL: Model = Model::new(
        "Thing",
        "things",
        "/things",
        &[
            ColumnMeta::id::<i64>("id", "id"),
            ColumnMeta::new(i64::META, "price", "price").sort(),
            ColumnMeta::new(Option::<String>::META, "note", "note").sort(),
        ],
    );

    #[test]
    fn no_page_by_one_column_is_sorted_but_few_rows() {
        let mut session = Session::writer(&Place::Memory).expect("a database");
        migrate::additive(&mut session.connection, &[&MODEL]).expect("the table");
        let plan = |(text, values): (String, Vec<Value>)| {
            let text = format!("EXPLAIN QUERY PLAN {text}");
            let mut statement = session.connection.prepare(&text).expect("a statement");
            let values = values.into_iter().chain([Value::Int(50)]);
            let rows = statement.query_map(rusqlite::params_from_iter(values), |row| row.get(3));
            let lines: Vec<String> = rows.expect("a plan").map(|it| it.expect("a line")).collect();
            lines.join("; ")
        };
        for (column, values) in
            [(1, [Value::Int(3), Value::Int(5)]), (2, [Value::Null, Value::Text("x".into())])]
        {
            for order in [Order::Asc, Order::Desc] {
                for after in [None, Some(vec![values[1].clone(), Value::Int(7)])] {
                    let query = Query { sort: vec![(column, order)], after, ..Query::new(50) };
                    for part in list(&MODEL, query) {
                        let mut plans = Vec::new();
                        if let Some(column) = part.runs() {
                            plans.push(plan(part.last(&MODEL, column)));
                            for last in &values {
                                let [_, run] = part.clone().split(column, last);
                                plans.push(plan(run.text(&MODEL)));
                            }
                        } else {
                            plans.push(plan(part.text(&MODEL)));
                        }
                        for plan in plans {
                            assert!(plan.contains("INDEX"), "{plan}");
                            assert!(!plan.contains("TEMP B-TREE"), "{plan}");
                        }
                    }
                }
            }
        }
    }
}
