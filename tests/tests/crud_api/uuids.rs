//! `Uuid` as id, as reference and as any column, in every store.

use dunder::crud_api;
use dunder::crud_api::{CrudError, Memory, Migrate, Postgres, Resource, Sqlite, Store, Uuid};

#[crud_api(table = "crews", soft_delete)]
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Crew {
    #[crud(id)]
    id: Uuid,
    #[crud(unique, filter, sort)]
    name: String,
}

#[crud_api(table = "sailors", audit, unique(crew, badge))]
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sailor {
    #[crud(id)]
    id: Uuid,
    #[crud(references = Crew, on_delete = "cascade", filter)]
    crew: Uuid,
    #[crud(references = Sailor, on_delete = "set_null", filter, sort)]
    mate: Option<Uuid>,
    #[crud(filter, sort, default = Uuid::from_u128(7))]
    badge: Uuid,
    #[crud(unique)]
    chip: Option<Uuid>,
    #[crud(json, default)]
    more: Vec<String>,
    #[crud(version)]
    version: i64,
}

type Both = (Crew, Sailor);

fn sailor(crew: Uuid, badge: u128) -> NewSailor {
    let badge = Uuid::from_u128(badge);
    NewSailor { crew, mate: None, badge, chip: None, more: Vec::new() }
}

fn crew(name: &str) -> NewCrew {
    NewCrew { name: name.into() }
}

macro_rules! on_every_store {
    ($(async fn $name:ident($db:ident) $body:block)*) => {
        $(
            async fn $name($db: impl Store) -> Result<(), CrudError> {
                $db.migrate_models(&[Crew::MODEL, Sailor::MODEL], Migrate::Additive).await?;
                $db.migrate_models(&[Crew::MODEL, Sailor::MODEL], Migrate::Additive).await?;
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
        mod sqlite {
            use super::*;
            $(#[tokio::test] async fn $name() -> Result<(), CrudError> {
                let folder = tempfile::tempdir().expect("a folder");
                super::$name(Sqlite::open(folder.path().join("it.db")).await?).await
            })*
        }
        mod postgres {
            use super::*;
            $(#[tokio::test] async fn $name() -> Result<(), CrudError> {
                let test = concat!("uuid_", stringify!($name));
                let Some(server) = crate::postgres::server(test).await else { return Ok(()) };
                super::$name(server.connect().await?).await
            })*
        }
    };
}

on_every_store! {
    async fn rows_are_listed_by_their_ids_as_they_were_made(db) {
        let crews = Crew::repo(&db);
        let mut made = Vec::new();
        for n in 0..40 {
            made.push(crews.create(crew(&n.to_string())).await?);
        }
        made.extend(crews.create_many((40..60).map(|n| crew(&n.to_string()))).await?);
        assert!(made.iter().all(|it| it.id.get_version_num() == 7));
        assert!(made.is_sorted_by(|a, b| a.id < b.id));
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let mut list = crews.list().limit(7);
            if let Some(after) = after.take() {
                list = list.after(after);
            }
            let page = list.await?;
            found.extend(page.items);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(found, made);
        let newest = crews.list().sort(Crew::ID.desc()).limit(1).await?.items;
        assert_eq!(newest, made[59..]);
    }

    async fn a_row_is_found_changed_and_removed_by_its_id(db) {
        let crews = Crew::repo(&db);
        let one = crews.create(crew("one")).await?;
        assert_eq!(crews.read(one.id).await?, one);
        let renamed = crews.update(one.id, crew("uno")).await?;
        assert_eq!((renamed.id, renamed.name.as_str()), (one.id, "uno"));
        assert_eq!(crews.upsert(crew("uno")).await?.id, one.id);
        assert_ne!(crews.upsert(crew("two")).await?.id, one.id);
        let taken = crews.create(crew("uno")).await;
        assert!(matches!(taken, Err(CrudError::Conflict { fields }) if fields == ["name"]));
        crews.delete(one.id).await?;
        assert!(matches!(crews.read(one.id).await, Err(CrudError::NotFound)));
        assert_eq!(crews.restore(one.id).await?.id, one.id);
        let unknown = crews.update(Uuid::nil(), crew("three")).await;
        assert!(matches!(unknown, Err(CrudError::NotFound)));
    }

    async fn a_reference_is_to_a_row_that_is_there(db) {
        let (crews, sailors) = (Crew::repo(&db), Sailor::repo(&db).by("ann"));
        let refused = sailors.create(sailor(Uuid::max(), 1)).await;
        assert!(matches!(refused, Err(CrudError::ForeignKey)), "{refused:?}");
        let one = crews.create(crew("one")).await?;
        let first = sailors.create(sailor(one.id, 1)).await?;
        let new = NewSailor { mate: Some(first.id), ..sailor(one.id, 2) };
        let second = sailors.create(new).await?;
        assert_eq!(second.mate, Some(first.id));
        sailors.delete(first.id).await?;
        assert_eq!(sailors.read(second.id).await?.mate, None);
        let history = sailors.history(second.id).await?;
        assert_eq!(history.items.len(), 2);
        let from = history.items[0].changes["mate"].from.clone();
        assert_eq!(from, Some(first.id.to_string().into()));
    }

    async fn filters_and_orders_take_uuids(db) {
        let (crews, sailors) = (Crew::repo(&db), Sailor::repo(&db));
        let one = crews.create(crew("one")).await?.id;
        let other = crews.create(crew("other")).await?.id;
        let mut ids = Vec::new();
        // as numbers, not as they were made
        let badges = [u128::MAX, 0, 0xa << 124, 9 << 124, 1];
        for badge in badges {
            ids.push(sailors.create(sailor(one, badge)).await?.id);
        }
        let mate = NewSailor { mate: Some(ids[1]), chip: Some(ids[0]), ..sailor(other, 3) };
        let mate = sailors.create(mate).await?;
        let found = async |filter| -> Result<Vec<u128>, CrudError> {
            let list = sailors.list().filter(filter).sort(Sailor::BADGE.asc());
            Ok(list.await?.items.iter().map(|it| it.badge.as_u128()).collect())
        };
        let [least, most] = [Uuid::from_u128(1), Uuid::from_u128(9 << 124)];
        assert_eq!(found(Sailor::CREW.eq(one)).await?, [0, 1, 9 << 124, 0xa << 124, u128::MAX]);
        assert_eq!(found(Sailor::CREW.ne(one)).await?, [3]);
        assert_eq!(found(Sailor::BADGE.between(least, most)).await?, [1, 3, 9 << 124]);
        assert_eq!(found(Sailor::BADGE.gt(most)).await?, [0xa << 124, u128::MAX]);
        assert_eq!(found(Sailor::BADGE.is_in([least, Uuid::nil()])).await?, [0, 1]);
        assert_eq!(found(Sailor::BADGE.not_in([least, most])).await?.len(), 4);
        assert_eq!(found(Sailor::MATE.is_not_null()).await?, [3]);
        assert_eq!(found(Sailor::MATE.eq(ids[1])).await?, [3]);
        assert_eq!(found(Sailor::ID.is_in([ids[4], mate.id])).await?, [1, 3]);
        assert_eq!(found(Sailor::ID.lt(ids[1])).await?, [u128::MAX]);

        let (mut walked, mut after) = (Vec::new(), None);
        loop {
            let list = sailors.list().sort(Sailor::MATE.desc()).sort(Sailor::BADGE.desc());
            let list = match after.take() {
                Some(after) => list.after(after).limit(2),
                None => list.limit(2),
            };
            let page = list.await?;
            walked.extend(page.items.iter().map(|it| it.badge.as_u128()));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(walked, [3, u128::MAX, 0xa << 124, 9 << 124, 1, 0]);

        let twin = NewSailor { chip: Some(ids[0]), ..sailor(one, 5) };
        let twin = sailors.create(twin).await;
        assert!(matches!(twin, Err(CrudError::Conflict { fields }) if fields == ["chip"]));
        let twin = sailors.create(sailor(one, 1)).await;
        assert!(matches!(twin, Err(CrudError::Conflict { fields }) if fields == ["crew", "badge"]));
        let patch = SailorPatch { chip: Some(None), ..Default::default() };
        assert_eq!(sailors.patch(mate.id, patch).if_match(1).await?.chip, None);
    }
}

/// Gives it some rows.
async fn fill(db: &impl Store) -> Result<[Uuid; 2], CrudError> {
    db.migrate_models(&[Crew::MODEL, Sailor::MODEL], Migrate::Additive).await?;
    let crew = Crew::repo(db).create(crew("one")).await?.id;
    let sailor = Sailor::repo(db).create(sailor(crew, u128::MAX)).await?.id;
    Ok([crew, sailor])
}

#[tokio::test]
async fn sqlite_keeps_text_that_a_person_reads() -> Result<(), CrudError> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("it.db");
    let [crew, _] = fill(&Sqlite::open(&path).await?).await?;
    let file = rusqlite::Connection::open(path).expect("the file");
    let text = "SELECT id, typeof(id) FROM crews";
    let found = file.query_row(text, [], |row| Ok((row.get(0)?, row.get(1)?)));
    assert_eq!(found.expect("a row"), (crew.to_string(), "text".to_owned()));
    Ok(())
}

#[tokio::test]
async fn rows_move_up_with_their_ids() -> Result<(), CrudError> {
    let lite = Sqlite::open(":memory:").await?;
    let [crew, sailor] = fill(&lite).await?;
    let same = async |db: &Memory| -> Result<(), CrudError> {
        assert_eq!(Crew::repo(db).read(crew).await?.name, "one");
        assert_eq!(Sailor::repo(db).read(sailor).await?.crew, crew);
        assert_eq!(Sailor::repo(db).history(sailor).await?.items.len(), 1);
        Ok(())
    };
    let copy = Memory::new();
    assert_eq!(copy.import::<Both>(&lite).await?, 3);
    same(&copy).await?;
    let Some(server) = crate::postgres::server("uuid_import").await else { return Ok(()) };
    let db = server.connect().await?;
    db.migrate::<Both>(Migrate::Additive).await?;
    db.import::<Both>(&lite).await?;
    let copy = Memory::new();
    assert_eq!(copy.import::<Both>(&db).await?, 3);
    same(&copy).await
}

#[tokio::test]
async fn postgresql_has_columns_of_its_own_type_for_them() -> Result<(), CrudError> {
    let Some(server) = crate::postgres::server("uuid_type").await else { return Ok(()) };
    let db: Postgres = server.connect().await?;
    let [crew, _] = fill(&db).await?;
    let text = "SELECT count(*) FROM information_schema.columns WHERE data_type = 'uuid' \
                AND table_schema = current_schema()";
    assert_eq!(server.sql(text).await, ["6"]);
    let text = format!("SELECT name FROM crews WHERE id = '{crew}'");
    assert_eq!(server.sql(&text).await, ["one"]);
    Ok(())
}

/// A table, before some of its columns.
mod before {
    use super::Uuid;

    #[dunder::crud_api(table = "boats")]
    #[derive(Clone, Debug, PartialEq)]
    pub(super) struct Boat {
        #[crud(id)]
        id: Uuid,
        yard: Uuid,
    }
}

/// And with them.
#[crud_api(table = "boats")]
#[derive(Clone, Debug, PartialEq)]
struct Boat {
    #[crud(id)]
    id: Uuid,
    yard: Uuid,
    owner: Option<Uuid>,
    #[crud(default = Uuid::from_u128(7))]
    flag: Uuid,
}

async fn grows(db: impl Store) -> Result<(), CrudError> {
    db.migrate_models(&[before::Boat::MODEL], Migrate::Additive).await?;
    let new = before::NewBoat { yard: Uuid::max() };
    before::Boat::repo(&db).create(new).await?;
    db.migrate_models(&[Boat::MODEL], Migrate::Additive).await?;
    let [found] = &Boat::repo(&db).list().await?.items[..] else { panic!("one row") };
    assert_eq!((found.yard, found.owner, found.flag), (Uuid::max(), None, Uuid::from_u128(7)));
    Ok(())
}

#[tokio::test]
async fn a_migration_adds_columns_of_uuids() -> Result<(), CrudError> {
    grows(Sqlite::open(":memory:").await?).await?;
    let Some(server) = crate::postgres::server("uuid_grows").await else { return Ok(()) };
    grows(server.connect().await?).await
}
