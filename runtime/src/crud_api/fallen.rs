//! Rows that go, or are emptied, because another one goes: the database does that itself, and a
//! history still has to tell of it.

use super::history::Audit;
use super::model::{Model, OnDelete};
use super::query::{Filter, Op, Query};
use super::value::{Row, Value};

#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub(super) use known::Known;

/// What a database server was told of.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod known {
    use std::sync::{Arc, PoisonError, RwLock};

    use crate::crud_api::model::Model;
    use crate::crud_api::store::Write;
    use crate::crud_api::work::Work;

    /// The structs that a database was told of, by a migration or by what is mounted over it.
    #[derive(Clone, Default)]
    pub(in crate::crud_api) struct Known(Arc<RwLock<Vec<&'static Model>>>);

    impl Known {
        pub(in crate::crud_api) fn learn(&self, models: &[&'static Model]) {
            let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
            for model in models {
                if !known.iter().any(|it| it.table == model.table) {
                    known.push(model);
                }
            }
        }

        fn below(&self, model: &'static Model) -> Vec<&'static Model> {
            super::below(&self.0.read().unwrap_or_else(PoisonError::into_inner), model)
        }

        /// Tells a call what else it removes.
        pub(in crate::crud_api) fn attach(&self, model: &'static Model, work: &mut Work) {
            match work {
                Work::Delete(_, removal) => removal.below = self.below(model),
                Work::Batch(batch) => {
                    for write in &mut batch.writes {
                        if let Write::Delete(_, removal) = write {
                            removal.below = self.below(model);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

/// Those whose rows may go or be emptied with one of the model's, if one of them has a history.
pub(super) fn below(known: &[&'static Model], model: &'static Model) -> Vec<&'static Model> {
    let mut below: Vec<&'static Model> = Vec::new();
    let mut above = vec![model];
    while let Some(model) = above.pop() {
        for other in known.iter().filter(|it| falls(it, model).next().is_some()) {
            if !below.iter().any(|it| it.table == other.table) {
                below.push(other);
                above.push(other);
            }
        }
    }
    if below.iter().any(|it| it.audit) { below } else { Vec::new() }
}

/// The columns of a model that do not hold a row of the other, and what becomes of theirs.
fn falls(model: &'static Model, other: &Model) -> impl Iterator<Item = (usize, OnDelete)> {
    let table = other.table;
    let columns = model.columns.iter().enumerate();
    columns.filter_map(move |(i, column)| {
        let reference = column.references?;
        let is_it = (reference.model)().table == table;
        (is_it && reference.on_delete != OnDelete::Restrict).then_some((i, reference.on_delete))
    })
}

/// What goes with a row, found one question after the other.
pub(super) struct Fallen {
    root: (&'static Model, Value),
    below: Vec<&'static Model>,
    /// What is yet to be asked for: the column, and what it refers to.
    asked: Vec<(&'static Model, usize, OnDelete, Value)>,
    gone: Vec<(&'static Model, Row)>,
    emptied: Vec<(&'static Model, Row, Row)>,
}

impl Fallen {
    /// With the row of this id, which is still there.
    pub(super) fn with(model: &'static Model, id: &Value, below: Vec<&'static Model>) -> Self {
        let (root, asked) = ((model, id.clone()), Vec::new());
        let (gone, emptied) = (Vec::new(), Vec::new());
        let mut fallen = Self { root, below, asked, gone, emptied };
        fallen.ask(model, id);
        fallen
    }

    fn ask(&mut self, model: &'static Model, id: &Value) {
        for other in &self.below {
            let falls = falls(other, model);
            self.asked.extend(falls.map(|(i, then)| (*other, i, then, id.clone())));
        }
    }

    /// The rows that are asked for next.
    pub(super) fn next(&self) -> Option<(&'static Model, Query)> {
        let (model, column, _, id) = self.asked.last()?;
        let mut query = Query::new(u32::MAX - 1);
        query.filters = vec![Filter::new(*column, Op::Eq, vec![id.clone()])];
        Some((*model, query))
    }

    /// These are they.
    pub(super) fn found(&mut self, rows: Vec<Row>) {
        let Some((model, column, then, _)) = self.asked.pop() else { return };
        for row in rows {
            let is_it = |it: &Model, known: &Row| {
                it.table == model.table && known[model.id] == row[model.id]
            };
            let is_root = self.root.0.table == model.table && self.root.1 == row[model.id];
            if is_root || self.gone.iter().any(|(it, known)| is_it(it, known)) {
                continue;
            }
            if then == OnDelete::Cascade {
                let id = row[model.id].clone();
                self.gone.push((model, row));
                self.ask(model, &id);
                continue;
            }
            match self.emptied.iter_mut().find(|(it, known, _)| is_it(it, known)) {
                Some((.., after)) => after[column] = Value::Null,
                None => {
                    let mut after = row.clone();
                    after[column] = Value::Null;
                    self.emptied.push((model, row, after));
                }
            }
        }
    }

    /// What the history says of them.
    pub(super) fn entries(&self, by: Option<&str>) -> Vec<Row> {
        let audit = Audit::new(by);
        let is_gone = |model: &Model, row: &Row| {
            let mut gone = self.gone.iter();
            gone.any(|(it, known)| it.table == model.table && known[it.id] == row[model.id])
        };
        let emptied = self.emptied.iter().filter(|(model, row, _)| !is_gone(model, row));
        let emptied = emptied.map(|(model, row, after)| (model, row, Some(after)));
        let gone = self.gone.iter().map(|(model, row)| (model, row, None));
        let audited = emptied.chain(gone).filter(|(model, ..)| model.audit);
        audited.filter_map(|(model, row, after)| audit.entry(model, Some(row), after)).collect()
    }
}
