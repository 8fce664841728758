//! `Query`: what a list asks a store for.

use std::cmp::Ordering;

use super::model::Model;
use super::value::{Row, Value};

/// How a filter compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Op {
    /// Equal.
    Eq,
    /// Not equal; a row without a value does not pass.
    Ne,
    /// Greater.
    Gt,
    /// Greater or equal.
    Ge,
    /// Less.
    Lt,
    /// Less or equal.
    Le,
    /// Equal to one of the values.
    In,
    /// Equal to none of the values; a row without a value does not pass.
    Nin,
    /// Contains the text, letter case counts.
    Like,
    /// Contains the text, ASCII letter case does not count.
    Ilike,
    /// Begins with the text, letter case counts.
    Prefix,
    /// `Bool(true)`: has no value; `Bool(false)`: has one.
    Null,
    /// Between two values, both included.
    Between,
}

impl Op {
    /// Every operator under the name that a query string has for it.
    pub const ALL: [(&'static str, Self); 13] = [
        ("eq", Self::Eq),
        ("ne", Self::Ne),
        ("gt", Self::Gt),
        ("ge", Self::Ge),
        ("lt", Self::Lt),
        ("le", Self::Le),
        ("in", Self::In),
        ("nin", Self::Nin),
        ("like", Self::Like),
        ("ilike", Self::Ilike),
        ("prefix", Self::Prefix),
        ("null", Self::Null),
        ("between", Self::Between),
    ];

    /// Whether it compares parts of text.
    pub const fn is_textual(self) -> bool {
        matches!(self, Self::Like | Self::Ilike | Self::Prefix)
    }
}

/// One condition on one column, or one of several.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    /// The column's number.
    pub column: usize,
    /// How it compares.
    pub op: Op,
    /// What it compares with: two values for [`Op::Between`], any number for [`Op::In`] and
    /// [`Op::Nin`], else one.
    pub values: Vec<Value>,
    /// Conditions of which each is enough in its place.
    pub or: Vec<Self>,
}

impl Filter {
    /// A condition on one column.
    pub const fn new(column: usize, op: Op, values: Vec<Value>) -> Self {
        Self { column, op, values, or: Vec::new() }
    }

    /// Has no value, or has one.
    pub fn null(column: usize, is_null: bool) -> Self {
        Self::new(column, Op::Null, vec![Value::Bool(is_null)])
    }

    /// Passes where this or the other does.
    #[must_use]
    pub fn or(mut self, mut other: Self) -> Self {
        // side by side: what is 10 000 deep nobody walks through
        let mut more = std::mem::take(&mut other.or);
        if more.len() > self.or.len() {
            std::mem::swap(&mut self.or, &mut more);
        }
        self.or.push(other);
        self.or.append(&mut more);
        self
    }

    /// One of these conditions; nothing where there are none.
    pub fn any(filters: impl IntoIterator<Item = Self>) -> Option<Self> {
        filters.into_iter().reduce(Self::or)
    }

    /// This condition, and all that are enough in its place.
    pub fn each(&self, see: &mut impl FnMut(&Self)) {
        see(self);
        for other in &self.or {
            other.each(see);
        }
    }

    /// Whether a row passes.
    pub fn passes(&self, row: &Row) -> bool {
        self.passes_alone(row) || self.or.iter().any(|other| other.passes(row))
    }

    fn passes_alone(&self, row: &Row) -> bool {
        let cell = &row[self.column];
        let is_null = cell.is_null();
        if self.op == Op::Null {
            return self.values.first() == Some(&Value::Bool(is_null));
        }
        if is_null {
            return false;
        }
        let (first, second) = (self.values.first(), self.values.get(1));
        let order = |value: Option<&Value>| value.map(|value| cell.order(value));
        match self.op {
            Op::Eq => order(first).is_some_and(Ordering::is_eq),
            Op::Ne => order(first).is_some_and(Ordering::is_ne),
            Op::Gt => order(first).is_some_and(Ordering::is_gt),
            Op::Ge => order(first).is_some_and(Ordering::is_ge),
            Op::Lt => order(first).is_some_and(Ordering::is_lt),
            Op::Le => order(first).is_some_and(Ordering::is_le),
            Op::In => self.values.iter().any(|value| cell.order(value).is_eq()),
            Op::Nin => !self.values.iter().any(|value| cell.order(value).is_eq()),
            Op::Between => {
                order(first).is_some_and(Ordering::is_ge)
                    && order(second).is_some_and(Ordering::is_le)
            }
            Op::Like | Op::Ilike | Op::Prefix => match (cell, first) {
                (Value::Text(text), Some(Value::Text(part))) => match self.op {
                    Op::Like => text.contains(part.as_str()),
                    Op::Prefix => text.starts_with(part.as_str()),
                    _ => text.to_ascii_lowercase().contains(&part.to_ascii_lowercase()),
                },
                _ => false,
            },
            Op::Null => false,
        }
    }
}

/// The direction of a sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Order {
    /// Smallest first, rows without a value before all.
    Asc,
    /// Largest first, rows without a value after all.
    Desc,
}

/// Words that a search looks for, at most.
pub const MAX_WORDS: usize = 10;

/// Rows of which each of the words stands in a column with `#[crud(search)]`, in any ASCII letter
/// case; nothing where the model has none.
pub fn search(model: &Model, text: &str) -> Option<Vec<Filter>> {
    let columns = || (0..model.columns.len()).filter(|i| model.columns[*i].search);
    columns().next()?;
    let words = text.split_whitespace().take(MAX_WORDS);
    let found = |word: &str| {
        let value = || vec![Value::Text(word.to_owned())];
        Filter::any(columns().map(|column| Filter::new(column, Op::Ilike, value())))
    };
    Some(words.filter_map(found).collect())
}

/// What a list asks a store for.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// Conditions, all of which a row passes.
    pub filters: Vec<Filter>,
    /// Columns by number; the id, ascending, always comes last and is not among them.
    pub sort: Vec<(usize, Order)>,
    /// The sort columns' values and the id of the row after which the list begins.
    pub after: Option<Vec<Value>>,
    /// How many rows at most.
    pub limit: u32,
}

impl Query {
    /// The first rows by id.
    pub const fn new(limit: u32) -> Self {
        Self { filters: Vec::new(), sort: Vec::new(), after: None, limit }
    }

    /// The sort columns and the id; nothing after the id, which decides alone.
    pub fn keys(&self, model: &Model) -> Vec<(usize, Order)> {
        let mut keys: Vec<(usize, Order)> = Vec::with_capacity(self.sort.len() + 1);
        for key in &self.sort {
            if keys.iter().all(|(column, _)| column != &key.0) {
                keys.push(*key);
            }
            if key.0 == model.id {
                return keys;
            }
        }
        keys.push((model.id, Order::Asc));
        keys
    }
}

/// The first text, by its bytes, after all that begin so; `None` where there is none.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub(super) fn after_prefix(start: &str) -> Option<String> {
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

#[cfg(all(test, any(feature = "sqlite", feature = "postgres")))]
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
