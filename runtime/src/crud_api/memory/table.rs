//! The tables of a database in the process, and what each call does to them.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::crud_api::CrudError;
use crate::crud_api::error::panicked;
use crate::crud_api::fallen::{self, Fallen};
use crate::crud_api::history::{Audit, HISTORY};
use crate::crud_api::model::{Model, OnDelete};
use crate::crud_api::query::{Filter, Order, Query};
use crate::crud_api::store::{Applied, Batch, Change, Keyed, Removal, Stored, Write};
use crate::crud_api::value::{Row, Value};

/// All tables by their names.
#[derive(Clone, Default)]
pub(super) struct Tables {
    by_name: HashMap<&'static str, Table>,
    /// What keyed batches were answered with, after the hash of what they asked and when.
    keys: HashMap<Vec<u8>, (Vec<u8>, i64, Stored)>,
    /// Whether structs that no migration named have no table.
    is_migrated: bool,
}

/// The rows of one model by their ids.
#[derive(Clone)]
struct Table {
    model: &'static Model,
    rows: BTreeMap<Key, Row>,
    /// For each unique set of columns, the id of the row with these values.
    uniques: Vec<BTreeMap<Vec<Key>, Key>>,
    /// The last id that was given out; none is given out twice.
    last_id: i64,
}

/// A value in the order that stores sort by.
#[derive(Clone)]
struct Key(Value);

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.order(&other.0)
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Key {}

/// The values of a set; none where one is missing, since nothing equals no value, nor where the
/// row is removed.
fn key_of(model: &Model, row: &Row, set: &[usize]) -> Option<Vec<Key>> {
    if model.deleted.is_some_and(|deleted| !row[deleted].is_null()) {
        return None;
    }
    set.iter().map(|i| (!row[*i].is_null()).then(|| Key(row[*i].clone()))).collect()
}

impl Table {
    fn new(model: &'static Model) -> Self {
        let uniques = vec![BTreeMap::new(); model.unique_sets().count()];
        Self { model, rows: BTreeMap::new(), uniques, last_id: 0 }
    }

    /// Refuses a row whose unique values another row has.
    fn admit(&self, row: &Row) -> Result<(), CrudError> {
        let model = self.model;
        for (set, taken) in model.unique_sets().zip(&self.uniques) {
            let holder = key_of(model, row, &set).and_then(|key| taken.get(&key));
            if holder.is_some_and(|holder| holder.0 != row[model.id]) {
                let fields = set.iter().map(|i| model.columns[*i].name).collect();
                return Err(CrudError::Conflict { fields });
            }
        }
        Ok(())
    }

    /// The row with this client-made id, or with one of these sets of unique values.
    fn holder(&self, row: &Row, change: &Change) -> Option<Value> {
        let model = self.model;
        if !model.id_column().is_server_made() {
            let id = Key(row[model.id].clone());
            return self.rows.contains_key(&id).then_some(id.0);
        }
        let mut sets = model.unique_sets().zip(&self.uniques);
        sets.find_map(|(set, taken)| {
            let id = taken.get(&key_of(model, row, &set)?)?;
            self.rows.get(id).is_some_and(|row| change.sees(row)).then(|| id.0.clone())
        })
    }

    fn put(&mut self, row: Row) {
        let model = self.model;
        let id = Key(row[model.id].clone());
        self.take(&id);
        for (set, taken) in model.unique_sets().zip(&mut self.uniques) {
            if let Some(key) = key_of(model, &row, &set) {
                taken.insert(key, id.clone());
            }
        }
        self.rows.insert(id, row);
    }

    fn take(&mut self, id: &Key) {
        let Some(row) = self.rows.remove(id) else { return };
        for (set, taken) in self.model.unique_sets().zip(&mut self.uniques) {
            if let Some(key) = key_of(self.model, &row, &set) {
                taken.remove(&key);
            }
        }
    }

    fn list(&self, query: &Query) -> Vec<Row> {
        let keys = query.keys(self.model);
        let order = |a: &Row, b: &[Value]| {
            let pairs = keys.iter().zip(b);
            let orders = pairs.map(|((column, order), b)| match order {
                Order::Asc => a[*column].order(b),
                Order::Desc => b.order(&a[*column]),
            });
            orders.fold(Ordering::Equal, Ordering::then)
        };
        let is_wanted = |row: &&Row| {
            query.after.as_ref().is_none_or(|after| order(row, after).is_gt())
                && query.filters.iter().all(|filter| filter.passes(row))
        };
        let limit = query.limit as usize;
        if keys == [(self.model.id, Order::Asc)] {
            return self.rows.values().filter(is_wanted).take(limit).cloned().collect();
        }
        let mut found: Vec<&Row> = self.rows.values().filter(is_wanted).collect();
        let values = |row: &Row| keys.iter().map(|key| row[key.0].clone()).collect::<Vec<_>>();
        found.sort_by(|a, b| order(a, &values(b)));
        found.into_iter().take(limit).cloned().collect()
    }
}

impl Tables {
    pub(super) fn migrate(&mut self, models: &[&'static Model]) {
        // a table of our own says nothing of the program's
        self.is_migrated |= models.iter().any(|model| !model.table.starts_with("__"));
        for model in models {
            self.by_name.entry(model.table).or_insert_with(|| Table::new(model));
        }
    }

    /// The model's table, if it was used before.
    fn of(&self, model: &Model) -> Result<Option<&Table>, CrudError> {
        match self.by_name.get(model.table) {
            None if self.is_migrated => Err(CrudError::NotMigrated { model: model.name }),
            table => Ok(table),
        }
    }

    fn of_mut(&mut self, model: &'static Model) -> Result<&mut Table, CrudError> {
        self.of(model)?;
        Ok(self.by_name.entry(model.table).or_insert_with(|| Table::new(model)))
    }

    pub(super) fn get(&self, model: &Model, id: Value) -> Result<Option<Row>, CrudError> {
        Ok(self.of(model)?.and_then(|table| table.rows.get(&Key(id)).cloned()))
    }

    pub(super) fn list(&self, model: &Model, query: &Query) -> Result<Vec<Row>, CrudError> {
        Ok(self.of(model)?.map_or_else(Vec::new, |table| table.list(query)))
    }

    pub(super) fn count(&self, model: &Model, filters: &[Filter]) -> Result<u64, CrudError> {
        let passes = |row: &&Row| filters.iter().all(|filter| filter.passes(row));
        let count = |table: &Table| table.rows.values().filter(passes).count() as u64;
        Ok(self.of(model)?.map_or(0, count))
    }

    pub(super) fn last_id(&self, model: &Model) -> Result<u64, CrudError> {
        Ok(self.of(model)?.map_or(0, |table| table.last_id.cast_unsigned()))
    }

    /// Puts rows into empty tables, with the last id that was given out for each.
    pub(super) fn fill(
        &mut self,
        all: Vec<(&'static Model, Vec<Row>, u64)>,
    ) -> Result<(), CrudError> {
        for (model, ..) in &all {
            if !self.of_mut(model)?.rows.is_empty() {
                let table = model.table;
                let why =
                    format!("`{table}` has rows already, and an import keeps ids as they are");
                return Err(CrudError::store(why));
            }
        }
        for (model, rows, last_id) in all {
            let table = self.of_mut(model)?;
            for row in rows {
                table.put(row);
            }
            table.last_id = last_id.cast_signed();
        }
        Ok(())
    }

    /// Refuses a row that refers to one that is not there.
    fn refers(&self, model: &Model, row: &Row) -> Result<(), CrudError> {
        for (column, value) in model.columns.iter().zip(row) {
            let Some(reference) = column.references.filter(|_| !value.is_null()) else { continue };
            let other = (reference.model)();
            let is_itself = other.table == model.table && row[model.id] == *value;
            let table = self.by_name.get(other.table);
            if !is_itself && !table.is_some_and(|it| it.rows.contains_key(&Key(value.clone()))) {
                return Err(CrudError::ForeignKey);
            }
        }
        Ok(())
    }

    pub(super) fn insert(&mut self, model: &'static Model, mut row: Row) -> Result<Row, CrudError> {
        let is_counted = model.id_column().is_counted();
        let table = self.of_mut(model)?;
        let id = &mut row[model.id];
        if is_counted {
            *id = Value::Int(table.last_id + 1);
        } else if table.rows.contains_key(&Key(id.clone())) {
            return Err(CrudError::Conflict { fields: vec![model.id_column().name] });
        }
        table.admit(&row)?;
        self.refers(model, &row)?;
        let table = self.of_mut(model)?;
        table.last_id += i64::from(is_counted);
        table.put(row.clone());
        Ok(row)
    }

    pub(super) fn update(
        &mut self,
        model: &'static Model,
        id: Value,
        change: Change,
    ) -> Result<Row, CrudError> {
        let table = self.of_mut(model)?;
        let row = table.rows.get(&Key(id)).filter(|row| change.sees(row));
        let row = row.ok_or(CrudError::NotFound)?;
        if !change.accepts(model, row) {
            return Err(CrudError::VersionMismatch);
        }
        if change.values.is_empty() {
            return Ok(row.clone());
        }
        let row = change.merge(model, row.clone())?;
        table.admit(&row)?;
        self.refers(model, &row)?;
        self.of_mut(model)?.put(row.clone());
        Ok(row)
    }

    pub(super) fn delete(
        &mut self,
        model: &'static Model,
        id: Value,
        removal: &Removal,
    ) -> Result<(), CrudError> {
        let row = self.of(model)?.and_then(|table| table.rows.get(&Key(id.clone())));
        removal.admits(model, row.ok_or(CrudError::NotFound)?)?;
        let entries = self.fallen(model, &id, removal.by.as_deref())?;
        let (mut gone, mut emptied) = (vec![(model, id)], Vec::new());
        let mut seen = 0;
        // all that goes with it is known before anything goes
        while let Some((model, id)) = gone.get(seen).cloned() {
            seen += 1;
            for table in self.by_name.values() {
                for (i, column) in table.model.columns.iter().enumerate() {
                    let Some(reference) = column.references else { continue };
                    if (reference.model)().table != model.table {
                        continue;
                    }
                    for row in table.rows.values().filter(|row| row[i] == id) {
                        let other = (table.model, row[table.model.id].clone());
                        let is_gone = gone
                            .iter()
                            .any(|(model, id)| (model.table, id) == (other.0.table, &other.1));
                        match reference.on_delete {
                            _ if is_gone => {}
                            OnDelete::Restrict => return Err(CrudError::ForeignKey),
                            OnDelete::Cascade => gone.push(other),
                            OnDelete::SetNull => emptied.push((other, i)),
                        }
                    }
                }
            }
        }
        for ((model, id), column) in emptied {
            let table = self.of_mut(model)?;
            if let Some(mut row) = table.rows.get(&Key(id)).cloned() {
                row[column] = Value::Null;
                table.put(row);
            }
        }
        for (model, id) in gone {
            self.of_mut(model)?.take(&Key(id));
        }
        entries.into_iter().try_for_each(|entry| self.insert(&HISTORY, entry).map(drop))
    }

    /// What the history says of rows that go, or are emptied, with another one.
    fn fallen(
        &self,
        model: &'static Model,
        id: &Value,
        by: Option<&str>,
    ) -> Result<Vec<Row>, CrudError> {
        let mut known: Vec<_> = self.by_name.values().map(|table| table.model).collect();
        known.sort_unstable_by_key(|model| model.table);
        let below = fallen::below(&known, model);
        if below.is_empty() {
            return Ok(Vec::new());
        }
        let mut fallen = Fallen::with(model, id, below);
        while let Some((other, query)) = fallen.next() {
            let found = self.list(other, &query)?;
            fallen.found(found);
        }
        Ok(fallen.entries(by))
    }

    fn write(
        &mut self,
        model: &'static Model,
        write: Write,
        audit: Option<&Audit>,
    ) -> Result<Option<Row>, CrudError> {
        let Some(audit) = audit else { return self.plain_write(model, write) };
        let before = match &write {
            Write::Insert(_) => None,
            Write::Update(id, _) | Write::Delete(id, _) => self.get(model, id.clone())?,
            Write::Upsert(row, change) => match self.of_mut(model)?.holder(row, change) {
                Some(id) => self.get(model, id)?,
                None => None,
            },
        };
        let after = self.plain_write(model, write)?;
        if let Some(entry) = audit.entry(model, before.as_ref(), after.as_ref()) {
            self.insert(&HISTORY, entry)?;
        }
        Ok(after)
    }

    fn plain_write(
        &mut self,
        model: &'static Model,
        write: Write,
    ) -> Result<Option<Row>, CrudError> {
        match write {
            Write::Insert(row) => self.insert(model, row).map(Some),
            Write::Update(id, change) => self.update(model, id, change).map(Some),
            Write::Delete(id, removal) => self.delete(model, id, &removal).map(|()| None),
            Write::Upsert(row, change) => {
                let holder = self.of_mut(model)?.holder(&row, &change);
                match holder {
                    Some(id) => self.update(model, id, change).map(Some),
                    None => self.insert(model, row).map(Some),
                }
            }
        }
    }

    pub(super) fn apply(&mut self, model: &'static Model, batch: Batch) -> Applied {
        let Batch { writes, is_partial, keyed, audit } = batch;
        if let Some(Keyed { key, hash, now, .. }) = &keyed {
            self.keys.retain(|_, (_, until, _)| *until > *now);
            if let Some((known, _, stored)) = self.keys.get(key) {
                let is_same = known == hash;
                return if is_same {
                    Applied::Replayed(stored.clone())
                } else {
                    Applied::OtherBody
                };
            }
        }
        let is_one = writes.len() <= 1 && audit.is_none();
        let before = (!is_partial && !is_one).then(|| self.clone());
        let mut done = Vec::with_capacity(writes.len());
        for write in writes {
            // a rule that panics undoes what one undoes that fails
            let one = AssertUnwindSafe(|| self.write(model, write, audit.as_ref()));
            let one = catch_unwind(one);
            done.push(one.unwrap_or_else(|with| Err(CrudError::store(panicked(&*with)))));
            if !is_partial && done.last().is_some_and(Result::is_err) {
                if let Some(before) = before {
                    *self = before;
                }
                return Applied::Done(done);
            }
        }
        if let Some(Keyed { key, hash, until, render, .. }) = keyed
            && let Some(stored) = render(&done)
        {
            self.keys.insert(key, (hash, until, stored));
        }
        Applied::Done(done)
    }
}
