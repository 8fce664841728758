//! The indexes that a struct asks for, and names for them that no other index has.

use std::collections::HashSet;

use crate::crud_api::model::{Fnv, Model, Role};

/// An index that a model asks for.
#[derive(Debug)]
pub(in crate::crud_api) struct Index {
    /// What it is called where nothing else is called so: `products_name_idx`. Nothing where
    /// another index of the model is.
    plain: Option<String>,
    /// What it is called else: no index of other columns, or of another table, is called so.
    own: String,
    /// The columns' numbers.
    pub(in crate::crud_api) columns: Vec<usize>,
    pub(in crate::crud_api) is_unique: bool,
}

impl Index {
    /// Whether this is a name of it.
    pub(in crate::crud_api) fn is_called(&self, name: &str) -> bool {
        self.own == name || self.plain.as_deref() == Some(name)
    }

    /// Its name in a database that has these already, which takes the name.
    pub(in crate::crud_api) fn name(&self, taken: &mut HashSet<String>) -> &str {
        match &self.plain {
            // SQLite has one name in capital and in small letters
            Some(plain) if taken.insert(plain.to_ascii_lowercase()) => plain,
            _ => &self.own,
        }
    }

    /// The columns' names in SQL.
    pub(in crate::crud_api) fn names(&self, model: &Model) -> Vec<&'static str> {
        self.columns.iter().map(|i| model.columns[*i].sql).collect()
    }
}

/// The indexes of a model, which is kept as `table`; names are of at most so many bytes.
///
/// `order` with `item_name` and `order_item` with `name` have one plain name, so an index has two,
/// of which the other tells table and columns apart.
pub(in crate::crud_api) fn wanted(model: &Model, table: &str, most: usize) -> Vec<Index> {
    let mut wanted: Vec<Index> = Vec::new();
    let mut add = |columns: &[usize], end: &str, is_unique| {
        let names: Vec<_> = columns.iter().map(|i| model.columns[*i].sql).collect();
        let mut hash = Fnv::default();
        for name in [table].iter().chain(&names).chain(&[end]) {
            hash.bytes(name.as_bytes());
            hash.bytes(b".");
        }
        let names = names.join("_");
        let own = cut(format!("{table}_{names}_{:016x}_{end}", hash.finish()), most);
        let plain = Some(cut(format!("{table}_{names}_{end}"), most));
        let is_twice = wanted.iter().any(|other| other.plain == plain);
        let plain = plain.filter(|_| !is_twice);
        wanted.push(Index { plain, own, columns: columns.to_vec(), is_unique });
    };
    // what is removed takes no value from the rows that are there
    let key = if model.deleted.is_some() { "live_key" } else { "key" };
    for (i, column) in model.columns.iter().enumerate() {
        if column.unique {
            add(&[i], key, true);
        } else if (column.filter || column.sort || column.index || column.references.is_some())
            && column.role != Role::Id
        {
            add(&[i], "idx", false);
        }
    }
    for set in model.uniques {
        add(set, key, true);
    }
    for set in model.indexes {
        add(set, "idx", false);
    }
    wanted
}

/// The name, cut to what a server keeps and still its own.
pub(in crate::crud_api) fn cut(name: String, most: usize) -> String {
    if name.len() <= most {
        return name;
    }
    let mut hash = Fnv::default();
    hash.bytes(name.as_bytes());
    // names are ASCII
    let start = name.get(..most.saturating_sub(17)).unwrap_or_default();
    format!("{start}_{:016x}", hash.finish())
}
