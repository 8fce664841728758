//! What every store does, once for each of them.

use dunder::crud_api;
use dunder::crud_api::{CrudError, Memory, Migrate, Resource, Sqlite, Store, Tag};

use crate::model::*;

/// A seat, taken once in each of three ways.
#[crud_api(table = "seats", unique(row, place))]
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Seat {
    #[crud(id)]
    code: String,
    #[crud(unique)]
    guest: Option<String>,
    row: i64,
    place: i64,
    #[crud(unique)]
    ticket: i64,
}

macro_rules! on_every_store {
    ($($(#[$meta:meta])* async fn $name:ident($db:ident) $body:block)*) => {
        $(
            async fn $name($db: impl Store) -> Result<(), CrudError> {
                let models = [Product::MODEL, Sheet::MODEL, Mark::MODEL, Name::MODEL, Seat::MODEL];
                $db.migrate_models(&models, Migrate::Additive).await?;
                $body
                Ok(())
            }
        )*
        mod memory {
            use super::*;
            $(#[tokio::test] async fn $name() -> Result<(), CrudError> {
                super::$name(Memory::new()).await
            })*
        }
        mod sqlite_in_a_file {
            use super::*;
            $(#[tokio::test] async fn $name() -> Result<(), CrudError> {
                let folder = tempfile::tempdir().expect("a folder");
                super::$name(Sqlite::open(folder.path().join("it.db")).await?).await
            })*
        }
        mod postgres {
            use super::*;
            $(#[tokio::test] async fn $name() -> Result<(), CrudError> {
                let Some(server) = crate::postgres::server(stringify!($name)).await else {
                    return Ok(());
                };
                super::$name(server.connect().await?).await
            })*
        }
        mod sqlite_in_memory {
            use super::*;
            $(#[tokio::test] async fn $name() -> Result<(), CrudError> {
                super::$name(Sqlite::open(":memory:").await?).await
            })*
        }
    };
}

on_every_store! {
    async fn a_created_row_has_what_the_server_makes(db) {
        let made = Product::repo(&db).create(tea()).await?;
        assert_eq!((made.id, made.version), (1, 1));
        assert_eq!(made.created_at, made.updated_at);
        assert_eq!(made.created_at.subsec_nanosecond() % 1000, 0);
        assert_eq!(Product::repo(&db).read(1).await?, made);
    }

    async fn an_absent_row_is_not_found(db) {
        let products = Product::repo(&db);
        assert!(matches!(products.read(7).await, Err(CrudError::NotFound)));
        assert!(matches!(products.delete(7).await, Err(CrudError::NotFound)));
        assert!(matches!(products.update(7, tea()).await, Err(CrudError::NotFound)));
        assert!(matches!(products.update(7, tea()).if_match(1).await, Err(CrudError::NotFound)));
        let patch = ProductPatch { price: Some(1.0), ..Default::default() };
        assert!(matches!(products.patch(7, patch).if_match(1).await, Err(CrudError::NotFound)));
        let nothing = ProductPatch::default();
        assert!(matches!(products.patch(7, nothing).await, Err(CrudError::NotFound)));
    }

    async fn ids_of_removed_rows_do_not_come_again(db) {
        let products = Product::repo(&db);
        let made = products.create(tea()).await?;
        products.delete(made.id).await?;
        assert_eq!(products.create(tea()).await?.id, 2);
    }

    async fn a_second_row_with_a_unique_value_is_refused(db) {
        let products = Product::repo(&db);
        products.create(tea()).await?;
        let other = products.create(NewProduct { sku: "T2".into(), ..tea() }).await?;
        let twin = products.create(tea()).await;
        assert!(matches!(twin, Err(CrudError::Conflict { fields }) if fields == ["sku"]));
        let patch = ProductPatch { sku: Some("T1".into()), ..Default::default() };
        let twin = products.patch(other.id, patch).await;
        assert!(matches!(twin, Err(CrudError::Conflict { fields }) if fields == ["sku"]));
        assert_eq!(products.read(other.id).await?, other);
        // a row does not conflict with itself
        products.update(1, tea()).await?;
        assert_eq!(products.create(NewProduct { sku: "T3".into(), ..tea() }).await?.id, 3);
    }

    async fn a_write_counts_the_version_up(db) {
        let products = Product::repo(&db);
        let first = products.create(tea()).await?;
        let new = NewProduct { note: Some("green".into()), ..tea() };
        let second = products.update(1, new).await?;
        assert_eq!((second.version, second.note.as_deref()), (2, Some("green")));
        assert_eq!(second.created_at, first.created_at);
        assert!(second.updated_at >= first.updated_at);
        let patch = ProductPatch { note: Some(None), ..Default::default() };
        let third = products.patch(1, patch).await?;
        assert_eq!((third.version, third.note), (3, None));
        assert_eq!(products.patch(1, ProductPatch::default()).await?.version, 3);
    }

    async fn a_stale_version_is_refused(db) {
        let products = Product::repo(&db);
        products.create(tea()).await?;
        let patch = || ProductPatch { price: Some(1.0), ..Default::default() };
        products.patch(1, patch()).if_match(1).await?;
        assert!(matches!(
            products.patch(1, patch()).if_match(1).await,
            Err(CrudError::VersionMismatch)
        ));
        assert!(matches!(
            products.update(1, tea()).if_match(1).await,
            Err(CrudError::VersionMismatch)
        ));
        let nothing = ProductPatch::default();
        assert!(matches!(
            products.patch(1, nothing).if_match(1).await,
            Err(CrudError::VersionMismatch)
        ));
        assert!(matches!(products.delete(1).if_match(1).await, Err(CrudError::VersionMismatch)));
        products.delete(1).if_match(2).await?;
    }

    async fn a_list_is_filtered_sorted_and_paged(db) {
        let products = Product::repo(&db);
        for (name, price) in [("d", 1.0), ("b", 3.0), ("a", 2.0), ("c", 3.0), ("e", 0.5)] {
            products.create(named(name, price)).await?;
        }
        let mut names = Vec::new();
        let mut list = products.list().filter(Product::PRICE.ge(1.0)).sort(Product::PRICE.desc());
        list = list.sort(Product::NAME.asc()).limit(2);
        loop {
            let page = list.await?;
            names.extend(page.items.into_iter().map(|it| it.name));
            let Some(next) = page.next else { break };
            list = products.list().filter(Product::PRICE.ge(1.0)).sort(Product::PRICE.desc());
            list = list.sort(Product::NAME.asc()).limit(2).after(next);
        }
        assert_eq!(names, ["b", "c", "a", "d"]);
        assert_eq!(products.list().await?.items.len(), 3);
        assert_eq!(products.count().filter(Product::PRICE.lt(3.0)).await?, 3);
    }

    async fn rows_without_a_value_come_first_and_last(db) {
        let products = Product::repo(&db);
        for (name, note) in [("a", Some("x")), ("b", None), ("c", Some("y")), ("d", None)] {
            let new = NewProduct { note: note.map(Into::into), ..named(name, 1.0) };
            products.create(new).await?;
        }
        for (sort, expected) in [
            (Product::NOTE.asc(), ["b", "d", "a", "c"]),
            (Product::NOTE.desc(), ["c", "a", "b", "d"]),
        ] {
            let mut names = Vec::new();
            let mut after = None;
            loop {
                let mut list = products.list().sort(sort).limit(1);
                if let Some(after) = after.take() {
                    list = list.after(after);
                }
                let page = list.await?;
                names.extend(page.items.into_iter().map(|it| it.name));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(names, expected);
        }
        assert_eq!(products.count().filter(Product::NOTE.is_null()).await?, 2);
        assert_eq!(products.count().filter(Product::NOTE.is_not_null()).await?, 2);
        // nothing is neither equal nor unequal to a value
        assert_eq!(products.count().filter(Product::NOTE.ne("x")).await?, 1);
        assert_eq!(products.count().filter(Product::NOTE.not_in(["x"])).await?, 1);
    }

    async fn text_is_found_by_its_parts(db) {
        let products = Product::repo(&db);
        for name in ["Grün", "grau", "GRAU", "100%", "a_b"] {
            products.create(named(name, 1.0)).await?;
        }
        let count = async |filter| products.count().filter(filter).await;
        assert_eq!(count(Product::NAME.like("ra")).await?, 1);
        assert_eq!(count(Product::NAME.ilike("RA")).await?, 2);
        assert_eq!(count(Product::NAME.ilike("Ü")).await?, 0);
        assert_eq!(count(Product::NAME.like("%")).await?, 1);
        assert_eq!(count(Product::NAME.like("_")).await?, 1);
        assert_eq!(count(Product::NAME.prefix("gr")).await?, 1);
        assert_eq!(count(Product::NAME.prefix("")).await?, 5);
        assert_eq!(count(Product::NAME.is_in(["grau", "GRAU"])).await?, 2);
        assert_eq!(count(Product::NAME.is_in(Vec::<String>::new())).await?, 0);
        assert_eq!(count(Product::NAME.between("G", "h")).await?, 4);
    }

    async fn every_kind_of_column_comes_back_as_it_was(db) {
        let sheets = Sheet::repo(&db);
        let made = sheets.create(sheet("s1", 255)).await?;
        let read = sheets.read("s1").await?;
        assert_eq!(made, read);
        assert_eq!((read.blob, read.ratio, read.extra), (vec![0, 255], Some(0.5), Some(vec![1, 2])));
        let patch = SheetPatch { extra: Some(None), at: Some(None), ..Default::default() };
        let read = sheets.patch("s1", patch).await?;
        assert_eq!((read.extra, read.at), (None, None));
    }

    async fn a_row_may_be_nothing_but_its_id(db) {
        let marks = Mark::repo(&db);
        assert_eq!(marks.create(NewMark {}).await?, Mark { id: 1 });
        assert_eq!(marks.update(1, NewMark {}).await?, Mark { id: 1 });
        assert!(matches!(marks.update(2, NewMark {}).await, Err(CrudError::NotFound)));
        let names = Name::repo(&db);
        let made = names.create(NewName { id: "a".into() }).await?;
        assert_eq!(names.update("a", NewName { id: "a".into() }).await?, made);
        assert_eq!(names.patch("a", NamePatch::default()).await?, made);
        names.delete("a").await?;
        assert_eq!(names.list().await?.items, []);
    }

    async fn a_client_made_id_is_taken_once(db) {
        let sheets = Sheet::repo(&db);
        sheets.create(sheet("s1", 1)).await?;
        let twin = sheets.create(sheet("s1", 2)).await;
        assert!(matches!(twin, Err(CrudError::Conflict { fields }) if fields == ["code"]));
        for code in ["", "bulk", ".."] {
            let refused = sheets.create(sheet(code, 3)).await;
            let Err(CrudError::Invalid(invalid)) = refused else { panic!("{code} is taken") };
            assert_eq!(invalid.for_field("code")[0].code(), "reserved");
        }
        assert!(matches!(
            sheets.update("s1", sheet("s2", 1)).await,
            Err(CrudError::Invalid(_))
        ));
    }

    async fn a_set_of_columns_is_unique_together(db) {
        let sheets = Sheet::repo(&db);
        sheets.create(sheet("s1", 1)).await?;
        sheets.create(sheet("s2", 2)).await?;
        let twin = sheets.create(sheet("s3", 2)).await;
        assert!(matches!(twin, Err(CrudError::Conflict { fields }) if fields == ["kind", "number"]));
    }

    async fn of_several_values_that_are_taken_the_first_is_named(db) {
        let seats = Seat::repo(&db);
        let seat = |code: &str, guest: Option<&str>, place: i64, ticket: i64| NewSeat {
            code: code.into(), guest: guest.map(Into::into), row: 1, place, ticket,
        };
        let named = |done: Result<Seat, CrudError>| match done {
            Err(CrudError::Conflict { fields }) => fields,
            other => panic!("{other:?}"),
        };
        seats.create(seat("a", Some("ann"), 1, 1)).await?;
        seats.create(seat("b", None, 2, 2)).await?;
        assert_eq!(named(seats.create(seat("a", Some("ann"), 1, 1)).await), ["code"]);
        assert_eq!(named(seats.create(seat("c", Some("ann"), 1, 1)).await), ["guest"]);
        assert_eq!(named(seats.create(seat("c", None, 1, 1)).await), ["ticket"]);
        assert_eq!(named(seats.create(seat("c", None, 1, 3)).await), ["row", "place"]);
        assert_eq!(named(seats.update("b", seat("b", Some("ann"), 1, 1)).await), ["guest"]);
        let patch = || SeatPatch { place: Some(1), ticket: Some(1), ..Default::default() };
        assert_eq!(named(seats.patch("b", patch()).await), ["ticket"]);
        let patch = SeatPatch { guest: Some(Some("ann".into())), ..patch() };
        assert_eq!(named(seats.patch("b", patch).await), ["guest"]);
        assert_eq!(seats.read("b").await?.place, 2);
    }

    async fn what_no_store_keeps_is_invalid(db) {
        let products = Product::repo(&db);
        let new = NewProduct { price: f64::NAN, name: "a\0".into(), ..tea() };
        let Err(CrudError::Invalid(invalid)) = products.create(new).await else { panic!() };
        let found: Vec<_> = invalid.iter().map(|it| (it.path(), it.code().to_owned())).collect();
        assert_eq!(found, [("/name".into(), "nul".into()), ("/price".into(), "finite".into())]);
        let patch = ProductPatch { price: Some(f64::INFINITY), ..Default::default() };
        assert!(matches!(products.patch(1, patch).await, Err(CrudError::Invalid(_))));
        let made = products.create(NewProduct { price: -0.0, ..tea() }).await?;
        assert!(made.price.is_sign_positive());
        for filter in [Product::PRICE.le(f64::NAN), Product::NAME.eq("\0")] {
            let refused = products.list().filter(filter).await;
            assert!(matches!(refused, Err(CrudError::Invalid(_))));
        }
    }

    async fn a_cursor_of_another_list_is_refused(db) {
        let products = Product::repo(&db);
        for name in ["a", "b"] {
            products.create(named(name, 1.0)).await?;
        }
        let next = products.list().limit(1).await?.next.expect("a second page");
        let other = products.list().sort(Product::NAME.asc()).after(&next).await;
        let Err(CrudError::Invalid(invalid)) = other else { panic!("a cursor fits any list") };
        assert_eq!(invalid.for_field("cursor")[0].code(), "cursor");
        for garbage in ["", "garbage", "AQ", "Ä"] {
            let refused = products.list().after(garbage).await;
            assert!(matches!(refused, Err(CrudError::Invalid(_))), "{garbage}");
        }
    }

    async fn tags_tell_one_life_of_an_id_from_the_next(db) {
        let sheets = Sheet::repo(&db);
        sheets.create(sheet("s1", 1)).await?;
        let tag = async || {
            let row = db.get(Sheet::MODEL, crud_api::Value::Text("s1".into())).await;
            row.map(|row| Sheet::MODEL.tag(&row.expect("the row")))
        };
        let before = tag().await?;
        assert_eq!(Tag::parse(&before.to_string()), Some(before));
        sheets.delete("s1").await?;
        sheets.create(sheet("s1", 1)).await?;
        assert_ne!(tag().await?, before);
    }

    async fn calls_may_run_in_tasks_of_their_own(db) {
        let products = Product::repo(&db);
        let tasks: Vec<_> = (0..50)
            .map(|i| {
                let products = products.clone();
                tokio::spawn(async move { products.create(named(&i.to_string(), 1.0)).await })
            })
            .collect();
        let mut ids = Vec::new();
        for task in tasks {
            ids.push(task.await.expect("no panic")?.id);
        }
        ids.sort_unstable();
        assert_eq!(ids, (1..=50).collect::<Vec<_>>());
    }
}
