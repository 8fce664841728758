//! Random calls, of which `Memory` says what is right.

use super::cases::migrated;
use super::models::{DATA, ITEM, UPDATED, VERSION, text, uuid};
use crate::crud_api::model::Tag;
use crate::crud_api::query::{Filter, Op, Order, Query};
use crate::crud_api::store::{Change, Removal, Store};
use crate::crud_api::value::{Row, Value};
use crate::crud_api::{CrudError, Memory};

/// Numbers that look random, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        // Steele, Lea and Flood's SplitMix64
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed >> 33) % end as u64).unwrap_or_default()
    }

    fn pick<T: Copy>(&mut self, among: &[T]) -> T {
        among[self.below(among.len())]
    }

    /// A value that the column can hold; few, so that they meet.
    fn value(&mut self, column: usize) -> Value {
        if ITEM.columns[column].nullable && self.below(4) == 0 {
            return Value::Null;
        }
        match ITEM.columns[column].name {
            "name" | "note" | "sku" => {
                text(self.pick(&["", "a", "A", "ab", "aB", "b%", "_", "\\", "é", "\u{10ffff}"]))
            }
            "ratio" => Value::Float(self.pick(&[-1e300, -1.5, 0.0, 1e-300, 1.0])),
            "isOn" => Value::Bool(self.below(2) == 0),
            "tag" => uuid(self.pick(&[0, 1, 9 << 124, 0xa << 124, u128::MAX])),
            "blob" => Value::Bytes(vec![0; self.below(3)]),
            _ => Value::Int(self.pick(&[-1, 0, 1, 2])),
        }
    }

    fn filter(&mut self) -> Filter {
        loop {
            let column = self.below(DATA.end);
            let (_, op) = self.pick(&Op::ALL);
            let is_text = matches!(ITEM.columns[column].name, "name" | "note" | "sku");
            if op.is_textual() && !is_text || op == Op::Null && !ITEM.columns[column].nullable {
                continue;
            }
            let count = match op {
                Op::In | Op::Nin => self.below(4),
                Op::Between => 2,
                _ => 1,
            };
            let mut values: Vec<Value> = (0..count).map(|_| self.value(column)).collect();
            if op == Op::Null {
                values = vec![Value::Bool(self.below(2) == 0)];
            }
            if values.iter().any(Value::is_null) {
                continue;
            }
            let filter = Filter::new(column, op, values);
            return if self.below(5) == 0 { filter.or(self.filter()) } else { filter };
        }
    }

    fn query(&mut self, known: &[Row]) -> Query {
        let mut query = Query::new(1 + u32::try_from(self.below(5)).unwrap_or_default());
        query.filters = (0..self.below(3)).map(|_| self.filter()).collect();
        for _ in 0..self.below(4) {
            let column = self.below(DATA.end);
            if query.sort.iter().all(|(other, _)| *other != column) {
                query.sort.push((column, self.pick(&[Order::Asc, Order::Desc])));
            }
        }
        if !known.is_empty() && self.below(2) == 0 {
            // after any row, there or not
            let row = &known[self.below(known.len())];
            let keys = query.keys(&ITEM);
            query.after = Some(keys.iter().map(|(column, _)| row[*column].clone()).collect());
        }
        query
    }
}

/// What a caller sees of an answer.
fn seen<T: std::fmt::Debug>(answer: Result<T, CrudError>) -> String {
    match answer {
        Err(CrudError::Store(cause)) => panic!("the store failed: {cause}"),
        answer => format!("{answer:?}"),
    }
}

/// A thousand calls, one after the other, answered as [`Memory`] answers them; ids but for gaps.
pub async fn random_calls_answer_as_memory_does(db: impl Store) {
    let db = migrated(db).await;
    let memory = migrated(Memory::new()).await;
    let mut dice = Dice(42);
    let mut known: Vec<Row> = Vec::new();
    // a store that uses up ids for refused rows has others than `Memory`
    let mut ids: Vec<(Value, Value)> = Vec::new();
    for step in 0..1000 {
        let what = dice.below(10);
        let id = Value::Int(1 + i64::try_from(dice.below(30)).unwrap_or_default());
        let twin =
            ids.iter().find(|(ours, _)| *ours == id).map_or(&id, |(_, theirs)| theirs).clone();
        let tags = match dice.below(3) {
            0 => Some(vec![Tag::Version(1 + i64::try_from(dice.below(3)).unwrap_or_default())]),
            _ => None,
        };
        if what < 4 {
            let mut row: Row = (0..ITEM.columns.len()).map(|column| dice.value(column)).collect();
            (row[0], row[UPDATED], row[VERSION]) = (Value::Int(0), Value::Int(7), Value::Int(1));
            let expected = memory.insert(&ITEM, row.clone()).await;
            let found = db.insert(&ITEM, row).await;
            if let (Ok(expected), Ok(found)) = (&expected, &found) {
                ids.push((expected[0].clone(), found[0].clone()));
                known.push(expected.clone());
                assert_eq!(expected[1..], found[1..], "step {step}");
            } else if !are_conflicts(&expected, &found) {
                assert_eq!(seen(found), seen(expected), "step {step}");
            }
        } else if what < 6 {
            let mut change = Change::new(Vec::new());
            for _ in 0..=dice.below(2) {
                let column = DATA.start + dice.below(DATA.len());
                if change.values.iter().all(|(other, _)| *other != column) {
                    change.values.push((column, dice.value(column)));
                }
            }
            (change.if_match, change.merges) = (tags, dice.below(2) == 0);
            if dice.below(4) == 0 {
                change.only = vec![dice.filter()].into_iter().filter(names_no_id).collect();
            }
            let expected = memory.update(&ITEM, id.clone(), change.clone()).await;
            let found = db.update(&ITEM, twin, change).await;
            if are_conflicts(&expected, &found) {
                continue;
            }
            let without_id =
                |answer: Result<Row, CrudError>| seen(answer.map(|row| row[1..].to_vec()));
            assert_eq!(without_id(found), without_id(expected), "step {step}");
        } else if what == 6 {
            let expected = memory.delete(&ITEM, id.clone(), Removal::new(tags.clone())).await;
            let found = db.delete(&ITEM, twin, Removal::new(tags)).await;
            assert_eq!(seen(found), seen(expected), "step {step}");
        } else {
            let query = dice.query(&known);
            if query.filters.iter().all(names_no_id) {
                let expected = memory.list(&ITEM, query.clone()).await.expect("a list");
                let mut theirs = query.clone();
                if let Some(after) = theirs.after.as_mut().and_then(|after| after.last_mut())
                    && query.keys(&ITEM).last() == Some(&(0, Order::Asc))
                {
                    let pair = ids.iter().find(|(ours, _)| ours == after);
                    *after = pair.map_or(after.clone(), |(_, theirs)| theirs.clone());
                } else if query.sort.iter().any(|(column, _)| *column == 0) {
                    continue;
                }
                let found = db.list(&ITEM, theirs).await.expect("a list");
                let without_ids = |rows: &[Row]| -> Vec<Row> {
                    rows.iter().map(|row| row[1..].to_vec()).collect()
                };
                assert_eq!(without_ids(&found), without_ids(&expected), "step {step}: {query:?}");
                let expected = memory.count(&ITEM, query.filters.clone()).await;
                assert_eq!(seen(db.count(&ITEM, query.filters).await), seen(expected));
            }
        }
    }
    assert!(known.len() > 20, "the calls come to something");
}

/// Whether both met a unique value; of several, a store names the first that it comes to.
fn are_conflicts(a: &Result<Row, CrudError>, b: &Result<Row, CrudError>) -> bool {
    [a, b]
        .iter()
        .all(|answer| matches!(answer, Err(CrudError::Conflict { fields }) if !fields.is_empty()))
}

/// Whether a filter means the same where rows have other ids.
fn names_no_id(filter: &Filter) -> bool {
    let mut names = false;
    filter.each(&mut |filter| names |= filter.column == 0);
    !names
}
