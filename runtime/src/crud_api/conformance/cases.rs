//! The checks.

use super::models::{
    COUNTED, DATA, DOC, ITEM, NAME, NOTE, SIZE, SKU, TAG, TICKET, USER, VERSION, item, items, text,
    uuid,
};
use crate::crud_api::model::{Model, Tag};
use crate::crud_api::query::{Filter, Op, Order, Query};
use crate::crud_api::store::{Applied, Batch, Change, Keyed, Migrate, Removal, Store, Stored};
use crate::crud_api::value::{ColumnKind, Row, Value};
use crate::crud_api::{CrudError, Memory, cursor, write};

/// The tables of all checks.
pub(super) static MODELS: [&Model; 4] = [&ITEM, &DOC, &TICKET, &USER];

pub(super) async fn migrated<S: Store>(db: S) -> S {
    db.migrate_models(&MODELS, Migrate::Additive).await.expect("tables in an empty database");
    db
}

fn fields(answer: Result<Row, CrudError>) -> Vec<&'static str> {
    match answer {
        Err(CrudError::Conflict { fields }) => fields,
        other => panic!("expected a conflict, found {other:?}"),
    }
}

/// Tables that are there as they should be are left alone, with their rows.
pub async fn a_migration_may_come_twice(db: impl Store) {
    let db = migrated(db).await;
    let row = write::insert(&db, &ITEM, item("a", "1")).await.expect("a new row");
    let db = migrated(db).await;
    assert_eq!(db.get(&ITEM, row[0].clone()).await.expect("an answer"), Some(row));
}

/// Ids count up from 1, and none comes again; a row that is refused may use one up.
pub async fn ids_are_made_once(db: impl Store) {
    let db = migrated(db).await;
    for id in 1..4 {
        let row = write::insert(&db, &ITEM, item("a", "1")).await.expect("a new row");
        assert_eq!(row[0], Value::Int(id));
        assert_eq!(row[VERSION], Value::Int(1));
        db.delete(&ITEM, row[0].clone(), Removal::default()).await.expect("it is there");
    }
}

/// An id that the server has made is kept, and rows are in the order of such ids.
pub async fn an_id_that_is_made_before_is_kept(db: impl Store) {
    let db = migrated(db).await;
    let mut rows = Vec::new();
    for bits in [u128::MAX, 0, 0xa << 124, 9 << 124, 1] {
        let row = vec![uuid(bits), text("a"), Value::Int(1)];
        assert_eq!(db.insert(&TICKET, row.clone()).await.expect("a new row"), row);
        assert_eq!(db.get(&TICKET, row[0].clone()).await.expect("an answer").as_ref(), Some(&row));
        rows.push(row);
    }
    rows.sort_by(|a, b| a[0].order(&b[0]));
    assert_eq!(db.list(&TICKET, Query::new(9)).await.expect("a list"), rows);
    let id = || uuid(1);
    let change = Change::new(vec![(1, text("b"))]);
    let changed = db.update(&TICKET, id(), change).await.expect("it is there");
    assert_eq!(changed, [id(), text("b"), Value::Int(2)]);
    db.delete(&TICKET, id(), Removal::default()).await.expect("it is there");
    assert_eq!(db.get(&TICKET, id()).await.expect("an answer"), None);
}

/// What is answered under a key is answered again until its time, which another key's is not.
pub async fn an_answer_is_kept_until_its_time(db: impl Store) {
    let db = migrated(db).await;
    let ask = async |key: u8, hash: u8, now: i64, until: i64| {
        let row = item("a", &format!("{key} {now}"));
        let mut batch = Batch::new(vec![write::to_insert(&ITEM, row).expect("a new row")]);
        let body = vec![key, u8::try_from(now).expect("a small number")];
        let render = move |done: &[Result<Option<Row>, CrudError>]| {
            let is_written = matches!(done, [Ok(Some(_))]);
            is_written.then(|| Stored { status: 201, body: body.clone(), ..Stored::default() })
        };
        let (key, hash) = (vec![key], vec![hash]);
        batch.keyed = Some(Keyed { key, hash, now, until, render: Box::new(render) });
        match db.batch(&ITEM, batch).await.expect("an answer") {
            Applied::Done(done) => format!("{} done", done.len()),
            Applied::Replayed(stored) => format!("{} {:?}", stored.status, stored.body),
            Applied::OtherBody => "other".to_owned(),
        }
    };
    assert_eq!(ask(1, 1, 0, 10).await, "1 done");
    assert_eq!(ask(2, 1, 0, 20).await, "1 done");
    assert_eq!(ask(1, 1, 9, 19).await, "201 [1, 0]");
    assert_eq!(ask(1, 2, 9, 19).await, "other");
    assert_eq!(ask(1, 2, 10, 15).await, "1 done", "from its time on the key is as good as new");
    assert_eq!(ask(1, 2, 14, 24).await, "201 [1, 10]");
    assert_eq!(ask(2, 1, 19, 29).await, "201 [2, 0]");
    assert_eq!(ask(2, 1, 20, 30).await, "1 done");
    assert_eq!(db.count(&ITEM, Vec::new()).await.expect("a count"), 4);
}

/// What is not there is `NotFound`, and to `get` nothing.
pub async fn an_absent_row_is_not_found(db: impl Store) {
    let db = migrated(db).await;
    assert_eq!(db.get(&ITEM, Value::Int(7)).await.expect("an answer"), None);
    for merges in [false, true] {
        for if_match in [None, Some(vec![Tag::Version(1)])] {
            let mut change = Change::new(vec![(NAME, text("b"))]);
            (change.merges, change.if_match) = (merges, if_match.clone());
            let updated = db.update(&ITEM, Value::Int(7), change).await;
            assert!(matches!(updated, Err(CrudError::NotFound)), "{updated:?}");
            let deleted = db.delete(&ITEM, Value::Int(7), Removal::new(if_match)).await;
            assert!(matches!(deleted, Err(CrudError::NotFound)), "{deleted:?}");
        }
    }
    assert_eq!(db.list(&ITEM, Query::new(5)).await.expect("a list"), Vec::<Row>::new());
    assert_eq!(db.count(&ITEM, Vec::new()).await.expect("a count"), 0);
}

/// Every kind of value to its ends, by `insert`, `update` and a merge.
pub async fn every_value_comes_back_as_it_was(db: impl Store) {
    let db = migrated(db).await;
    let values = [
        (NAME, vec![text(""), text("'\"\\ %_\n\u{1}"), text("é\u{d7ff}\u{e000}\u{10ffff}")]),
        (NOTE, vec![Value::Null, text("x")]),
        (SIZE, vec![Value::Int(i64::MIN), Value::Int(i64::MAX), Value::Null, Value::Int(0)]),
        (4, [f64::MIN, f64::MAX, f64::MIN_POSITIVE, 0.1, -0.5].map(Value::Float).to_vec()),
        (5, vec![Value::Bool(false), Value::Bool(true)]),
        (6, [-210_866_803_200_000_000, -1, 253_402_207_200_000_000].map(Value::Int).to_vec()),
        (7, vec![Value::Bytes(Vec::new()), Value::Bytes((0..=255).collect())]),
        (TAG, [0, u128::MAX, 0x0123_4567_89ab_cdef << 60].map(uuid).to_vec()),
    ];
    for (column, values) in values {
        for value in values {
            let mut row = item("a", "1");
            row[column] = value.clone();
            let made = write::insert(&db, &ITEM, row).await.expect("a new row");
            assert_eq!(made[column], value);
            let read = async || db.get(&ITEM, made[0].clone()).await.expect("an answer");
            assert_eq!(read().await.as_ref(), Some(&made));
            for merges in [false, true] {
                let mut change = Change::new(vec![(column, value.clone())]);
                change.merges = merges;
                let updated = db.update(&ITEM, made[0].clone(), change).await.expect("a change");
                assert_eq!(updated[column], value);
                assert_eq!(read().await, Some(updated));
            }
            db.delete(&ITEM, made[0].clone(), Removal::default()).await.expect("it is there");
        }
    }
}

/// A second row with a unique value, or set of values, is refused with the fields; nothing equals
/// no value.
pub async fn unique_values_are_taken_once(db: impl Store) {
    let db = migrated(db).await;
    let sized = |name: &str, size: Value, sku: &str| {
        let mut row = item(name, sku);
        row[SIZE] = size;
        row
    };
    let insert = async |row: Row| write::insert(&db, &ITEM, row).await;
    insert(sized("a", Value::Int(1), "1")).await.expect("a new row");
    let second = insert(sized("a", Value::Int(2), "2")).await.expect("another size");
    insert(sized("a", Value::Null, "3")).await.expect("no size");
    insert(sized("a", Value::Null, "4")).await.expect("no size, which equals none");
    assert_eq!(fields(insert(sized("b", Value::Int(1), "1")).await), ["sku"]);
    assert_eq!(fields(insert(sized("a", Value::Int(1), "5")).await), ["name", "size"]);
    for merges in [false, true] {
        for (values, expected) in [
            (vec![(SKU, text("1"))], &["sku"][..]),
            (vec![(SIZE, Value::Int(1))], &["name", "size"]),
        ] {
            let mut change = Change::new(values);
            change.merges = merges;
            let refused = db.update(&ITEM, second[0].clone(), change).await;
            assert_eq!(fields(refused), expected);
        }
        let mut change = Change::new(vec![(SKU, text("2")), (SIZE, Value::Int(2))]);
        change.merges = merges;
        let same = db.update(&ITEM, second[0].clone(), change).await;
        assert!(same.is_ok(), "a row does not conflict with itself: {same:?}");
    }
}

/// An id of the client's is taken once, and its tag tells one life of it from the next.
pub async fn an_id_of_the_clients_is_taken_once(db: impl Store) {
    let db = migrated(db).await;
    let doc = || vec![text("d1"), text("t"), Value::Null, Value::Null];
    let first = write::insert(&db, &DOC, doc()).await.expect("a new row");
    assert_eq!(fields(write::insert(&db, &DOC, doc()).await), ["code"]);
    db.delete(&DOC, text("d1"), Removal::default()).await.expect("it is there");
    let second = write::insert(&db, &DOC, doc()).await.expect("a new row");
    assert_ne!(DOC.tag(&first), DOC.tag(&second));
    let removal = Removal::new(Some(vec![DOC.tag(&first)]));
    let refused = db.delete(&DOC, text("d1"), removal).await;
    assert!(matches!(refused, Err(CrudError::VersionMismatch)), "{refused:?}");
    assert_eq!(db.get(&DOC, text("d1")).await.expect("an answer"), Some(second));
}

/// Every write adds one to the version, and comes back with the row.
pub async fn a_write_counts_the_version_up(db: impl Store) {
    let db = migrated(db).await;
    let mut row = write::insert(&db, &ITEM, item("a", "1")).await.expect("a new row");
    for version in 2..6 {
        let mut change = Change::new(vec![(NOTE, text("n")), (SIZE, Value::Int(version))]);
        change.merges = version % 2 == 0;
        row[NOTE] = text("n");
        (row[SIZE], row[VERSION]) = (Value::Int(version), Value::Int(version));
        assert_eq!(db.update(&ITEM, row[0].clone(), change).await.expect("a change"), row);
    }
}

/// A write that names states is refused in every other one, and then nothing is written.
pub async fn a_write_depends_on_the_state_it_names(db: impl Store) {
    let db = migrated(db).await;
    let row = write::insert(&db, &ITEM, item("a", "1")).await.expect("a new row");
    let id = row[0].clone();
    let tags = |versions: &[i64]| Some(versions.iter().map(|it| Tag::Version(*it)).collect());
    for merges in [false, true] {
        for wrong in [tags(&[]), tags(&[9]), tags(&[8, 9])] {
            let mut change = Change::new(vec![(NAME, text("b"))]);
            (change.merges, change.if_match) = (merges, wrong.clone());
            let refused = db.update(&ITEM, id.clone(), change).await;
            assert!(matches!(refused, Err(CrudError::VersionMismatch)), "{refused:?}");
            let refused = db.delete(&ITEM, id.clone(), Removal::new(wrong)).await;
            assert!(matches!(refused, Err(CrudError::VersionMismatch)), "{refused:?}");
        }
    }
    assert_eq!(db.get(&ITEM, id.clone()).await.expect("an answer").as_ref(), Some(&row));
    let mut change = Change::new(vec![(NAME, text("b"))]);
    change.if_match = tags(&[7, 1]);
    db.update(&ITEM, id.clone(), change).await.expect("one of the states is the row's");
    let mut hidden = Change::new(vec![(NAME, text("c"))]);
    hidden.only = vec![Filter::new(NAME, Op::Eq, vec![text("a")])];
    let refused = db.update(&ITEM, id.clone(), hidden).await;
    assert!(matches!(refused, Err(CrudError::NotFound)), "{refused:?}");
    let mut hidden = Removal::new(tags(&[2]));
    hidden.only = vec![Filter::new(NAME, Op::Eq, vec![text("a")])];
    let refused = db.delete(&ITEM, id.clone(), hidden).await;
    assert!(matches!(refused, Err(CrudError::NotFound)), "{refused:?}");
    db.delete(&ITEM, id, Removal::new(tags(&[2]))).await.expect("the state is the row's");
}

/// A merge reads, checks and writes in one step: of writers at once, none is lost.
pub async fn a_merge_is_checked_and_nobody_comes_between(db: impl Store) {
    let db = migrated(db).await;
    let mut row = item("a", "1");
    row[SIZE] = Value::Int(0);
    let row = write::insert(&db, &ITEM, row).await.expect("a new row");
    let merge = |values: Vec<(usize, Value)>| {
        let mut change = Change::new(values);
        change.merges = true;
        let (db, id) = (db.clone(), row[0].clone());
        async move { db.update(&COUNTED, id, change).await }
    };
    let calls: Vec<_> = (0..20).map(|_| tokio::spawn(merge(vec![(NOTE, text("n"))]))).collect();
    let mut count = 0;
    for call in calls {
        match call.await.expect("no panic") {
            Ok(_) => count += 1,
            Err(CrudError::Busy) => {}
            Err(other) => panic!("{other}"),
        }
    }
    let read = async || db.get(&ITEM, row[0].clone()).await.expect("an answer").expect("the row");
    let after = read().await;
    assert_eq!((&after[SIZE], &after[VERSION]), (&Value::Int(count), &Value::Int(count + 1)));
    let refused = merge(vec![(SIZE, Value::Int(1000))]).await;
    assert!(matches!(refused, Err(CrudError::Invalid(_))), "{refused:?}");
    assert_eq!(read().await, after, "what is refused is not written");
}

/// Each operator passes what [`Filter::passes`] does, on every column.
pub async fn filters_pass_what_they_say(db: impl Store) {
    let db = migrated(db).await;
    let rows = items(&db).await;
    let mut filters = Vec::new();
    for column in DATA {
        let mut values: Vec<Value> = rows.iter().map(|row| row[column].clone()).collect();
        values.sort_by(Value::order);
        values.dedup();
        values.retain(|value| !value.is_null());
        let is_text = ITEM.columns[column].kind == ColumnKind::Text;
        for (_, op) in Op::ALL {
            for (i, value) in values.iter().enumerate().take(7) {
                let values = match op {
                    Op::Null => vec![Value::Bool(i % 2 == 0)],
                    Op::In | Op::Nin => values.iter().take(i).cloned().collect(),
                    Op::Between => vec![value.clone(), values[values.len() / 2].clone()],
                    _ => vec![value.clone()],
                };
                if (is_text || !op.is_textual())
                    && (op != Op::Null || ITEM.columns[column].nullable)
                {
                    filters.push(vec![Filter::new(column, op, values)]);
                }
            }
        }
    }
    let (a, b) = (filters[3][0].clone(), filters[40][0].clone());
    filters.push(vec![a.clone(), b.clone()]);
    filters.push(vec![Filter::null(NOTE, true).or(a).or(b), Filter::null(SIZE, false)]);
    for filters in filters {
        let passing = rows.iter().filter(|row| filters.iter().all(|filter| filter.passes(row)));
        let expected: Vec<Row> = passing.cloned().collect();
        let query = Query { filters: filters.clone(), ..Query::new(1000) };
        let found = db.list(&ITEM, query).await.expect("a list");
        assert_eq!(found, expected, "{filters:?}");
        let count = db.count(&ITEM, filters.clone()).await.expect("a count");
        assert_eq!(count, expected.len() as u64, "{filters:?}");
    }
}

/// Pages in every order of one and two columns have each row once, in the order of `Memory`.
pub async fn lists_are_walked_in_every_order(db: impl Store) {
    let db = migrated(db).await;
    let memory = migrated(Memory::new()).await;
    // the same rows to the microsecond
    for mut row in items(&db).await {
        row[0] = Value::Int(0);
        memory.insert(&ITEM, row).await.expect("a new row");
    }
    let orders = [Order::Asc, Order::Desc];
    let mut sorts: Vec<Vec<(usize, Order)>> = vec![Vec::new(), vec![(0, Order::Desc)]];
    for first in DATA {
        for order in orders {
            sorts.push(vec![(first, order)]);
            for second in [NOTE, SIZE, 5].into_iter().filter(|second| *second != first) {
                sorts.extend(orders.map(|other| vec![(first, order), (second, other)]));
            }
        }
    }
    for (sort, limit) in sorts.into_iter().zip((1..6).cycle()) {
        let whole = Query { sort, ..Query::new(1000) };
        let expected = memory.list(&ITEM, whole.clone()).await.expect("a list");
        assert_eq!(db.list(&ITEM, whole.clone()).await.expect("a list"), expected, "{whole:?}");
        let mut query = Query { limit, ..whole };
        let mut walked = Vec::new();
        loop {
            let page = write::page(&db, &ITEM, query.clone()).await.expect("a page");
            walked.extend(page.0);
            let Some(next) = page.1 else { break };
            let after = cursor::decode(&ITEM, &query, next.as_str());
            query.after = Some(after.expect("its own cursor"));
        }
        assert_eq!(walked, expected, "{query:?}");
    }
}

/// Pages that are read while others add, change and remove rows have each row that is there all the
/// time once, and none twice.
pub async fn a_walk_among_writers_has_every_row_once(db: impl Store) {
    const STAY: i64 = 60;
    let db = migrated(db).await;
    let mut stay = Vec::new();
    for n in 0..STAY {
        let mut row = item(&format!("{n}"), &format!("s{n}"));
        (row[SIZE], row[NOTE]) =
            (Value::Int(n % 5), if n % 3 == 0 { text("n") } else { Value::Null });
        stay.push(write::insert(&db, &ITEM, row).await.expect("a new row")[0].clone());
    }
    let sorts = [
        Vec::new(),
        vec![(0, Order::Desc)],
        vec![(NAME, Order::Asc)],
        vec![(NOTE, Order::Desc), (SIZE, Order::Asc)],
        vec![(SIZE, Order::Desc), (NAME, Order::Asc)],
    ];
    for (round, sort) in sorts.into_iter().enumerate() {
        let writers: Vec<_> = (0..3)
            .map(|writer| {
                let db = db.clone();
                tokio::spawn(async move {
                    let mut own = Vec::new();
                    for n in 0..25_i64 {
                        let name = format!("{}w{round}-{writer}-{n}", n * 7 % 60);
                        let mut row = item(&name, &name);
                        row[SIZE] = Value::Int(n % 5);
                        own.push(write::insert(&db, &ITEM, row).await.expect("a new row"));
                        if n % 2 == 1 {
                            let gone = own.remove(0)[0].clone();
                            let gone = db.delete(&ITEM, gone, Removal::default()).await;
                            gone.expect("its own row");
                        }
                        if let (0, Some(row)) = (n % 3, own.last()) {
                            let moved = Change::new(vec![(SIZE, Value::Int(n % 4))]);
                            db.update(&ITEM, row[0].clone(), moved).await.expect("its own row");
                        }
                    }
                })
            })
            .collect();
        let mut seen = Vec::new();
        let mut query = Query { sort, ..Query::new(4) };
        loop {
            let page = write::page(&db, &ITEM, query.clone()).await.expect("a page");
            seen.extend(page.0.into_iter().map(|mut row| std::mem::take(&mut row[0])));
            let Some(next) = page.1 else { break };
            let after = cursor::decode(&ITEM, &query, next.as_str());
            query.after = Some(after.expect("its own cursor"));
            tokio::task::yield_now().await;
        }
        for id in &stay {
            let times = seen.iter().filter(|seen| *seen == id).count();
            assert_eq!(times, 1, "{id:?} in {:?}", query.sort);
        }
        for writer in writers {
            writer.await.expect("no panic");
        }
    }
}

/// Unique values are unique among the rows that are there.
pub async fn a_row_that_was_removed_softly_takes_no_value(db: impl Store) {
    let db = migrated(db).await;
    let user = || vec![Value::Null, text("a@b"), Value::Null];
    let first = write::insert(&db, &USER, user()).await.expect("a new row");
    assert_eq!(fields(write::insert(&db, &USER, user()).await), ["email"]);
    let removed = Change::new(vec![(2, Value::Int(1))]);
    db.update(&USER, first[0].clone(), removed).await.expect("a change");
    write::insert(&db, &USER, user()).await.expect("the value is free again");
    let back = Change::new(vec![(2, Value::Null)]);
    assert_eq!(fields(db.update(&USER, first[0].clone(), back).await), ["email"]);
}

/// Of writers at once each gets an id of its own, and one of them a unique value.
pub async fn writers_at_once_get_ids_of_their_own(db: impl Store) {
    let db = migrated(db).await;
    let calls = (0..60).map(|n| {
        let db = db.clone();
        let sku = format!("{}", n / 2);
        tokio::spawn(async move { write::insert(&db, &ITEM, item(&n.to_string(), &sku)).await })
    });
    let calls: Vec<_> = calls.collect();
    let mut ids = Vec::new();
    for call in calls {
        match call.await.expect("no panic") {
            Ok(row) => ids.push(row[0].clone()),
            Err(CrudError::Conflict { fields }) => assert_eq!(fields, ["sku"]),
            Err(other) => panic!("{other}"),
        }
    }
    ids.sort_by(Value::order);
    ids.dedup();
    assert_eq!(ids.len(), 30);
}
