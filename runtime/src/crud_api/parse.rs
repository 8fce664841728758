//! Query strings of lists: `limit=20&cursor=C&sort=-price,name&price[ge]=10`.
//!
//! `field=value` is equality, `field[op]=value` any [`Op`]; repeated ones all hold. `in`, `nin` and
//! `between` take values with commas between, `\,` is a comma. `null` takes `true` or `false`.
//! `or=(a[gt]=1,b=2)` holds where one of its filters does; there a comma of a value is `\,`.
//! `q=words` searches. `limit`, `cursor`, `sort`, `count=exact`, `fields`, `q` and `or` are the
//! list's own; a field of such a name is filtered as `limit[eq]=..`.

use std::borrow::Cow;
use std::fmt;

use super::cursor;
#[cfg(feature = "axum")]
use super::json::read_id;
use super::json::read_text;
use super::model::{ColumnMeta, Model};
use super::query::{Filter, Op, Order, Query};
use super::value::{ColumnKind, Value};
use super::write;
use crate::validated::Errors;

/// Filters in one query string, at most; more if each is another field or operator.
pub const MAX_CLAUSES: usize = 20;
/// Values of one `in` or `nin`, at most.
pub const MAX_VALUES: usize = 100;
/// Bytes of one value, at most; a cursor may have more.
pub const MAX_BYTES: usize = 2048;
/// Bytes of a cursor, at most.
pub const MAX_CURSOR: usize = 16 * 1024;

/// What a query string asks for.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Listing {
    /// The page.
    pub query: Query,
    /// Whether the whole list is to be counted too.
    pub counts: bool,
    /// What is told of each row.
    pub shape: Shape,
    /// Whether it is of the rows that were removed softly, instead of those that are there.
    pub deleted: bool,
}

/// What is told of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Shape {
    /// The columns by number, in the struct's order; `None` is all of them.
    pub fields: Option<Vec<usize>>,
    /// The columns whose rows are told too.
    pub embed: Vec<usize>,
}

impl Shape {
    /// Whether it is the whole row and nothing else.
    pub const fn is_whole(&self) -> bool {
        self.fields.is_none() && self.embed.is_empty()
    }
}

/// Parameters that are the list's own.
pub const OWN: [&str; 8] = ["limit", "cursor", "sort", "count", "fields", "embed", "q", "or"];

/// A query string asks for what a list does not have. 400 over HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// The parameter, as the client wrote it.
    pub parameter: String,
    /// What is wrong with it, and what may stand there.
    pub message: String,
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.parameter, self.message)
    }
}

impl std::error::Error for QueryError {}

/// Reads a query string, without its `?` and still percent-encoded.
///
/// # Errors
/// [`QueryError`] at the first parameter that the list does not have.
pub fn parse(model: &Model, text: &str) -> Result<Listing, QueryError> {
    let mut query = Query::new(model.page_default);
    let mut shape = Shape::default();
    let (mut counts, mut repeats, mut after) = (false, false, None);
    let mut deleted = false;
    let mut seen = Vec::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name =
            decode(name, true).ok_or_else(|| fault(name, "is not valid percent-encoding"))?;
        let value =
            decode(value, true).ok_or_else(|| fault(&name, "is not valid percent-encoding"))?;
        let is_deleted = name == "deleted" && model.tells_removed();
        let is_own = is_deleted || OWN.contains(&&*name);
        let is_long = matches!(&*name, "cursor" | "or");
        if is_own && value.len() > if is_long { MAX_CURSOR } else { MAX_BYTES } {
            return Err(fault(&name, "is too long"));
        }
        if is_own && name != "or" && seen.contains(&name) {
            return Err(fault(&name, "is given twice"));
        }
        match &*name {
            "limit" => query.limit = limit(model, &value)?,
            "cursor" => after = Some(value),
            "deleted" if is_deleted => match &*value {
                "true" => deleted = true,
                _ => return Err(fault("deleted", "must be `true`")),
            },
            "sort" => query.sort = sort(model, &value)?,
            "count" if value == "exact" => counts = true,
            "fields" => shape.fields = Some(fields(model, &value)?),
            "embed" => shape.embed = embed(model, &value)?,
            "q" => query.filters.extend(search(model, &value)?),
            "or" => {
                query.filters.push(either(model, &value)?);
                repeats = true;
                count_clauses(&query, &name)?;
            }
            "count" => return Err(fault("count", "must be `exact`")),
            _ => {
                let filter = filter(model, &name, &value)?;
                let is_repeated = |one: &Filter| (one.column, one.op) == (filter.column, filter.op);
                repeats |= query.filters.iter().any(is_repeated);
                query.filters.push(filter);
                if repeats {
                    count_clauses(&query, &name)?;
                }
            }
        }
        if is_own {
            seen.push(name);
        }
    }
    if let Some(after) = after {
        let keys = cursor::decode(model, &query, &after);
        query.after = Some(keys.map_err(|why| fault("cursor", why.to_string()))?);
    }
    Ok(Listing { query, counts, shape, deleted })
}

/// Refuses the clause that is one too many, those of an `or` counted each.
fn count_clauses(query: &Query, name: &str) -> Result<(), QueryError> {
    let mut clauses = 0;
    for filter in &query.filters {
        filter.each(&mut |_| clauses += 1);
    }
    if clauses > MAX_CLAUSES {
        let message = format!("is one filter too many, {MAX_CLAUSES} are allowed");
        return Err(fault(name, message));
    }
    Ok(())
}

/// Reads the page that a query string asks for, of a list without filters.
///
/// # Errors
/// [`QueryError`] at the first parameter that is neither `limit` nor `cursor`.
#[cfg(feature = "axum")]
pub(super) fn parse_page(model: &Model, text: &str) -> Result<(u32, Option<String>), QueryError> {
    let (mut size, mut after) = (None, None);
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        match name {
            "limit" if size.is_none() => size = Some(limit(model, value)?),
            "cursor" if after.is_none() && value.len() <= MAX_CURSOR => {
                after = Some(value.to_owned());
            }
            "limit" | "cursor" => return Err(fault(name, "is given twice, or too long")),
            _ => return Err(fault(name, "is unknown; there are `limit` and `cursor`")),
        }
    }
    Ok((size.unwrap_or(model.page_default), after))
}

/// Takes the `row` out of the query string of a history: its id, and what is left.
///
/// # Errors
/// [`QueryError`] where it names no row.
#[cfg(feature = "axum")]
pub(super) fn parse_row(model: &Model, text: &str) -> Result<(Value, String), QueryError> {
    let (mut row, mut rest) = (None, Vec::new());
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=').unwrap_or((pair, "")) {
            ("row", _) if row.is_some() => return Err(fault("row", "is given twice")),
            ("row", value) => row = Some(value),
            _ => rest.push(pair),
        }
    }
    let row = row.ok_or_else(|| fault("row", "is missing, it is the id of a row"))?;
    let id = decode(row, true).and_then(|id| read_id(model, &id));
    Ok((id.ok_or_else(|| fault("row", "is no id"))?, rest.join("&")))
}

/// The place that a cursor of this list names.
///
/// # Errors
/// [`QueryError`] where it is none.
#[cfg(feature = "axum")]
pub(super) fn cursor_keys(
    model: &Model,
    query: &Query,
    after: &str,
) -> Result<Vec<Value>, QueryError> {
    cursor::decode(model, query, after).map_err(|why| fault("cursor", why.to_string()))
}

/// Reads what a query string asks to be told of one row; other parameters are not its business.
///
/// # Errors
/// [`QueryError`] where it names what no answer has.
pub fn parse_shape(model: &Model, text: &str) -> Result<Shape, QueryError> {
    let mut shape = Shape::default();
    for pair in text.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if !matches!(name, "fields" | "embed") {
            continue;
        }
        let value =
            decode(value, true).ok_or_else(|| fault(name, "is not valid percent-encoding"))?;
        match name {
            "fields" if shape.fields.is_none() => shape.fields = Some(fields(model, &value)?),
            "embed" if shape.embed.is_empty() => shape.embed = embed(model, &value)?,
            _ => return Err(fault(name, "is given twice")),
        }
    }
    Ok(shape)
}

/// `id,name`
fn fields(model: &Model, value: &str) -> Result<Vec<usize>, QueryError> {
    let mut found = Vec::new();
    for name in value.split(',') {
        let column = model.column(name).filter(|column| model.columns[*column].is_answered());
        found.push(column.ok_or_else(|| {
            let names = names(model, |_, column| column.is_answered());
            fault("fields", format!("must name fields among {names}, got `{}`", clip(name)))
        })?);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// What the row that a column refers to is called beside it: `team` of `team_id`.
pub fn embed_name(column: &ColumnMeta) -> String {
    let short = column.name.strip_suffix("_id").or_else(|| column.name.strip_suffix("Id"));
    match short.filter(|short| !short.is_empty()) {
        Some(short) => short.to_owned(),
        None => format!("{}_row", column.name),
    }
}

/// The columns whose rows can be told too.
pub fn embeddable(model: &Model) -> impl Iterator<Item = (usize, &'static ColumnMeta)> {
    model.shown().filter(|(_, column)| column.references.is_some() && column.is_answered())
}

/// `team,owner`
fn embed(model: &Model, value: &str) -> Result<Vec<usize>, QueryError> {
    let mut found = Vec::new();
    for name in value.split(',') {
        let column = embeddable(model).find(|(_, column)| embed_name(column) == name);
        let Some((column, _)) = column else {
            let names: Vec<_> =
                embeddable(model).map(|(_, it)| format!("`{}`", embed_name(it))).collect();
            let message = match names.join(", ") {
                none if none.is_empty() => "is not offered here".to_owned(),
                names => format!("must name rows among {names}, got `{}`", clip(name)),
            };
            return Err(fault("embed", message));
        };
        if !found.contains(&column) {
            found.push(column);
        }
    }
    Ok(found)
}

/// `q=words`
fn search(model: &Model, value: &str) -> Result<Vec<Filter>, QueryError> {
    if value.contains('\0') {
        return Err(fault("q", "must not contain NUL"));
    }
    super::query::search(model, value).ok_or_else(|| fault("q", "is not offered here"))
}

/// `(a[gt]=1,b=2)`
fn either(model: &Model, value: &str) -> Result<Filter, QueryError> {
    let inner = value.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let inner = inner.ok_or_else(|| fault("or", "must be `(field[op]=value,field[op]=value)`"))?;
    let mut filters = Vec::new();
    for clause in split(inner) {
        let Some((name, value)) = clause.split_once('=') else {
            return Err(fault("or", format!("must be `field=value`, got `{}`", clip(&clause))));
        };
        filters
            .push(filter(model, name, value).map_err(|wrong| {
                fault("or", format!("`{}` {}", wrong.parameter, wrong.message))
            })?);
    }
    Filter::any(filters).ok_or_else(|| fault("or", "must have a filter"))
}

fn fault(parameter: &str, message: impl Into<String>) -> QueryError {
    QueryError { parameter: parameter.chars().take(100).collect(), message: message.into() }
}

/// Percent-decoding; in a query string `+` is a space.
pub(super) fn decode(text: &str, in_query: bool) -> Option<Cow<'_, str>> {
    if !text.bytes().any(|byte| matches!(byte, b'%' | b'+')) {
        return Some(Cow::Borrowed(text));
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' if in_query => b' ',
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                u8::try_from(digit()? * 16 + digit()?).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

fn limit(model: &Model, value: &str) -> Result<u32, QueryError> {
    let is_plain = value.bytes().all(|byte| byte.is_ascii_digit());
    let limit = if is_plain { value.parse().ok() } else { None };
    let limit = limit.filter(|limit| (1..=model.page_max).contains(limit));
    limit.ok_or_else(|| {
        fault("limit", format!("must be a whole number between 1 and {}", model.page_max))
    })
}

fn sort(model: &Model, value: &str) -> Result<Vec<(usize, Order)>, QueryError> {
    let mut sort: Vec<(usize, Order)> = Vec::new();
    for word in value.split(',') {
        let (name, order) = match word.strip_prefix('-') {
            Some(name) => (name, Order::Desc),
            None => (word, Order::Asc),
        };
        let column = model.column(name).filter(|column| is_sortable(model, *column));
        let column = column.ok_or_else(|| {
            let names = names(model, |i, _| is_sortable(model, i));
            fault("sort", format!("must name fields among {names}, got `{}`", clip(name)))
        })?;
        // Sorted by it already, rows with equal values are in no other order by it.
        if sort.iter().all(|(other, _)| *other != column) {
            sort.push((column, order));
        }
    }
    Ok(sort)
}

/// Whether clients may sort by the column.
pub fn is_sortable(model: &Model, column: usize) -> bool {
    model.columns[column].sort || column == model.id
}

/// Whether clients may filter by the column.
pub fn is_filterable(model: &Model, column: usize) -> bool {
    model.columns[column].filter || column == model.id
}

/// The operators that a column has.
pub fn operators(column: &ColumnMeta) -> impl Iterator<Item = (&'static str, Op)> {
    let (is_text, is_nullable) = (column.kind == ColumnKind::Text, column.nullable);
    Op::ALL
        .into_iter()
        .filter(move |(_, op)| (is_text || !op.is_textual()) && (is_nullable || *op != Op::Null))
}

fn filter(model: &Model, parameter: &str, value: &str) -> Result<Filter, QueryError> {
    let bracketed =
        parameter.split_once('[').and_then(|(name, op)| Some((name, op.strip_suffix(']')?)));
    let (name, op) = bracketed.unwrap_or((parameter, "eq"));
    let index = model.column(name).filter(|column| is_filterable(model, *column));
    let index = index.ok_or_else(|| {
        let names = names(model, |i, _| is_filterable(model, i));
        let own = "`limit`, `cursor`, `sort`, `count`, `fields`, `embed`, `q` and `or`";
        fault(parameter, format!("is unknown; filters are {names}, beside {own}"))
    })?;
    let column = &model.columns[index];
    let op = operators(column).find(|(known, _)| *known == op).map(|(_, op)| op);
    let op = op.ok_or_else(|| {
        let known: Vec<_> = operators(column).map(|(name, _)| format!("`{name}`")).collect();
        fault(parameter, format!("has an unknown operator; `{name}` has {}", known.join(", ")))
    })?;
    let wrong = |message: String| fault(parameter, message);
    let read = |text: &str| {
        if text.len() > MAX_BYTES {
            return Err(fault(parameter, "is too long"));
        }
        let value = read_text(column, text).map_err(wrong)?;
        if keepable(column, &value) {
            Ok(value)
        } else {
            Err(fault(parameter, "is beyond what can be stored"))
        }
    };
    let values = match op {
        Op::Null => match value {
            "true" => vec![Value::Bool(true)],
            "false" => vec![Value::Bool(false)],
            _ => return Err(fault(parameter, "must be `true` or `false`")),
        },
        Op::In | Op::Nin | Op::Between => {
            let words = split(value);
            if op == Op::Between && words.len() != 2 {
                return Err(fault(parameter, "takes two values, `low,high`"));
            }
            if words.len() > MAX_VALUES {
                return Err(fault(parameter, format!("takes {MAX_VALUES} values at most")));
            }
            words.iter().map(|word| read(word)).collect::<Result<_, _>>()?
        }
        _ => vec![read(value)?],
    };
    Ok(Filter::new(index, op, values))
}

/// Whether a row could have the value; stores fail on others, or answer as they like.
pub(super) fn keepable(column: &ColumnMeta, value: &Value) -> bool {
    Errors::collect(|errors| {
        write::is_storable(column, value, errors);
    })
    .is_ok()
}

/// The words between commas; `\,` is a comma, `\\` a backslash.
fn split(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let c = match c {
            ',' => {
                words.push(String::new());
                continue;
            }
            '\\' => rest.next().unwrap_or('\\'),
            c => c,
        };
        if let Some(word) = words.last_mut() {
            word.push(c);
        }
    }
    words
}

fn names(model: &Model, mut is_wanted: impl FnMut(usize, &ColumnMeta) -> bool) -> String {
    let wanted = model.shown().filter(|(i, column)| is_wanted(*i, column));
    let names: Vec<_> = wanted.map(|(_, column)| format!("`{}`", column.name)).collect();
    names.join(", ")
}

fn clip(text: &str) -> String {
    text.chars().take(100).collect()
}
