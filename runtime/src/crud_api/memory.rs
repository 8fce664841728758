//! `Memory`: rows in the process, for tests and prototypes; what the other stores are held to.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use super::error::CrudError;
use super::model::Model;
use super::query::{Filter, Order, Query};
use super::store::{Change, Migrate, Models, Removal, Store};
use super::value::{Row, Value};

/// A database in the process: nothing is kept when the last handle is dropped.
///
/// Handles are cheap to clone and share one database.
#[derive(Clone, Default)]
pub struct Memory {
    tables: Arc<RwLock<HashMap<&'static str, Table>>>,
}

/// The rows of one model by their ids.
#[derive(Default)]
struct Table {
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

impl Memory {
    /// An empty database.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes the tables of these structs.
    ///
    /// # Errors
    /// None: a new database fits every struct.
    pub async fn migrate<M: Models>(&self, how: Migrate) -> Result<(), CrudError> {
        self.migrate_models(&M::models(), how).await
    }

    fn read<T>(&self, model: &Model, read: impl FnOnce(Option<&Table>) -> T) -> T {
        let tables = self.tables.read().unwrap_or_else(PoisonError::into_inner);
        read(tables.get(model.table))
    }

    fn write<T>(&self, model: &'static Model, write: impl FnOnce(&mut Table) -> T) -> T {
        let mut tables = self.tables.write().unwrap_or_else(PoisonError::into_inner);
        let table = tables.entry(model.table).or_default();
        table.uniques.resize_with(model.unique_sets().count(), BTreeMap::new);
        write(table)
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory").finish_non_exhaustive()
    }
}

/// The values of a set; none where one is missing, since nothing equals no value, nor where the
/// row is removed.
fn key_of(model: &Model, row: &Row, set: &[usize]) -> Option<Vec<Key>> {
    if model.deleted.is_some_and(|deleted| !row[deleted].is_null()) {
        return None;
    }
    set.iter().map(|i| (!row[*i].is_null()).then(|| Key(row[*i].clone()))).collect()
}

impl Table {
    /// Refuses a row whose unique values another row has.
    fn admit(&self, model: &'static Model, row: &Row) -> Result<(), CrudError> {
        for (set, taken) in model.unique_sets().zip(&self.uniques) {
            let holder = key_of(model, row, &set).and_then(|key| taken.get(&key));
            if holder.is_some_and(|holder| holder.0 != row[model.id]) {
                let fields = set.iter().map(|i| model.columns[*i].name).collect();
                return Err(CrudError::Conflict { fields });
            }
        }
        Ok(())
    }

    fn put(&mut self, model: &'static Model, row: Row) {
        let id = Key(row[model.id].clone());
        self.take(model, &id);
        for (set, taken) in model.unique_sets().zip(&mut self.uniques) {
            if let Some(key) = key_of(model, &row, &set) {
                taken.insert(key, id.clone());
            }
        }
        self.rows.insert(id, row);
    }

    fn take(&mut self, model: &'static Model, id: &Key) {
        let Some(row) = self.rows.remove(id) else { return };
        for (set, taken) in model.unique_sets().zip(&mut self.uniques) {
            if let Some(key) = key_of(model, &row, &set) {
                taken.remove(&key);
            }
        }
    }

    fn insert(&mut self, model: &'static Model, mut row: Row) -> Result<Row, CrudError> {
        let id = &mut row[model.id];
        let is_server_made = model.id_column().is_server_made();
        if is_server_made {
            *id = Value::Int(self.last_id + 1);
        } else if self.rows.contains_key(&Key(id.clone())) {
            return Err(CrudError::Conflict { fields: vec![model.id_column().name] });
        }
        self.admit(model, &row)?;
        self.last_id += i64::from(is_server_made);
        self.put(model, row.clone());
        Ok(row)
    }

    fn update(
        &mut self,
        model: &'static Model,
        id: Value,
        change: Change,
    ) -> Result<Row, CrudError> {
        let row = self.rows.get(&Key(id)).filter(|row| change.sees(row));
        let row = row.ok_or(CrudError::NotFound)?;
        if !change.accepts(model, row) {
            return Err(CrudError::VersionMismatch);
        }
        let row = change.merge(model, row.clone())?;
        self.admit(model, &row)?;
        self.put(model, row.clone());
        Ok(row)
    }

    fn list(&self, model: &Model, query: &Query) -> Vec<Row> {
        let keys = query.keys(model);
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
        if keys == [(model.id, Order::Asc)] {
            return self.rows.values().filter(is_wanted).take(limit).cloned().collect();
        }
        let mut found: Vec<&Row> = self.rows.values().filter(is_wanted).collect();
        let values = |row: &Row| keys.iter().map(|key| row[key.0].clone()).collect::<Vec<_>>();
        found.sort_by(|a, b| order(a, &values(b)));
        found.into_iter().take(limit).cloned().collect()
    }
}

impl Store for Memory {
    async fn migrate_models(&self, models: &[&'static Model], _: Migrate) -> Result<(), CrudError> {
        for model in models {
            self.write(model, |_| ());
        }
        Ok(())
    }

    async fn get(&self, model: &'static Model, id: Value) -> Result<Option<Row>, CrudError> {
        Ok(self.read(model, |table| table?.rows.get(&Key(id)).cloned()))
    }

    async fn list(&self, model: &'static Model, query: Query) -> Result<Vec<Row>, CrudError> {
        Ok(self.read(model, |table| table.map_or_else(Vec::new, |it| it.list(model, &query))))
    }

    async fn count(&self, model: &'static Model, filters: Vec<Filter>) -> Result<u64, CrudError> {
        let passes = |row: &&Row| filters.iter().all(|filter| filter.passes(row));
        Ok(self.read(model, |table| {
            table.map_or(0, |table| table.rows.values().filter(passes).count() as u64)
        }))
    }

    async fn insert(&self, model: &'static Model, row: Row) -> Result<Row, CrudError> {
        self.write(model, |table| table.insert(model, row))
    }

    async fn update(
        &self,
        model: &'static Model,
        id: Value,
        change: Change,
    ) -> Result<Row, CrudError> {
        self.write(model, |table| table.update(model, id, change))
    }

    async fn delete(
        &self,
        model: &'static Model,
        id: Value,
        removal: Removal,
    ) -> Result<(), CrudError> {
        self.write(model, |table| {
            let id = Key(id);
            let row = table.rows.get(&id).ok_or(CrudError::NotFound)?;
            removal.admits(model, row)?;
            table.take(model, &id);
            Ok(())
        })
    }
}
