//! Rows that refer to rows, writes of many rows, and transactions, in every store.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use dunder::crud_api;
use dunder::crud_api::{
    Applied, Batch, CrudError, Memory, Migrate, Resource, Sqlite, Store, Transaction, Value, Write,
    write,
};

#[crud_api(table = "teams")]
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Team {
    #[crud(id)]
    id: i64,
    #[crud(unique, filter, sort)]
    name: String,
    #[crud(references = Team)]
    above: Option<i64>,
}

#[crud_api(table = "members")]
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Member {
    #[crud(id)]
    key: String,
    #[crud(references = Team, on_delete = "cascade", filter)]
    team: i64,
    #[crud(references = Team, on_delete = "set_null")]
    guest_of: Option<i64>,
    #[crud(version)]
    version: i64,
}

#[crud_api(table = "badges")]
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Badge {
    #[crud(id)]
    id: i64,
    #[crud(references = Member, on_delete = "restrict")]
    member: Option<String>,
}

fn team(name: &str) -> NewTeam {
    NewTeam { name: name.into(), above: None }
}

fn member(key: &str, team: i64) -> NewMember {
    NewMember { key: key.into(), team, guest_of: None }
}

macro_rules! on_every_store {
    ($(async fn $name:ident($db:ident) $body:block)*) => {
        mod memory {
            use super::*;
            $(#[tokio::test] async fn $name() -> Result<(), CrudError> {
                let $db = Memory::new();
                $db.migrate::<(Team, Member, Badge)>(Migrate::Additive).await?;
                $db.migrate::<(Team, Member, Badge)>(Migrate::Additive).await?;
                $body
                Ok(())
            })*
        }
        mod postgres {
            use super::*;
            $(#[tokio::test] async fn $name() -> Result<(), CrudError> {
                let Some(server) = crate::postgres::server(stringify!($name)).await else {
                    return Ok(());
                };
                let $db = server.connect().await?;
                // a table may be named before the one that it refers to
                $db.migrate::<(Badge, Member, Team)>(Migrate::Additive).await?;
                $db.migrate::<(Team, Member, Badge)>(Migrate::Additive).await?;
                $body
                Ok(())
            })*
        }
        mod sqlite {
            use super::*;
            $(#[tokio::test] async fn $name() -> Result<(), CrudError> {
                let folder = tempfile::tempdir().expect("a folder");
                let $db = Sqlite::open(folder.path().join("it.db")).await?;
                $db.migrate::<(Team, Member, Badge)>(Migrate::Additive).await?;
                $db.migrate::<(Team, Member, Badge)>(Migrate::Additive).await?;
                $body
                Ok(())
            })*
        }
        mod sqlite_in_memory {
            use super::*;
            $(#[tokio::test] async fn $name() -> Result<(), CrudError> {
                let $db = Sqlite::open(":memory:").await?;
                $db.migrate::<(Team, Member, Badge)>(Migrate::Additive).await?;
                $db.migrate::<(Team, Member, Badge)>(Migrate::Additive).await?;
                $body
                Ok(())
            })*
        }
    };
}

on_every_store! {
    async fn a_row_refers_to_one_that_is_there(db) {
        let (teams, members) = (Team::repo(&db), Member::repo(&db));
        let refused = members.create(member("a", 1)).await;
        assert!(matches!(refused, Err(CrudError::ForeignKey)), "{refused:?}");
        assert_eq!(members.count().await?, 0);
        teams.create(team("red")).await?;
        members.create(member("a", 1)).await?;
        let moved = members.update("a", member("a", 2)).await;
        assert!(matches!(moved, Err(CrudError::ForeignKey)), "{moved:?}");
        let patch = MemberPatch { team: Some(9), ..Default::default() };
        assert!(matches!(members.patch("a", patch).await, Err(CrudError::ForeignKey)));
        assert_eq!(members.read("a").await?.version, 1);
        // a row may refer to itself
        teams.update(1, NewTeam { above: Some(1), ..team("red") }).await?;
        teams.delete(1).await?;
    }

    async fn what_refers_to_a_removed_row_goes_or_stays_as_it_says(db) {
        let (teams, members) = (Team::repo(&db), Member::repo(&db));
        teams.create_many(["red", "blue"].map(team)).await?;
        teams.create(NewTeam { above: Some(1), ..team("sub") }).await?;
        members.create(member("a", 2)).await?;
        members.create(NewMember { guest_of: Some(2), ..member("b", 3) }).await?;
        let badges = Badge::repo(&db);
        badges.create(NewBadge { member: Some("a".into()) }).await?;
        // a badge holds the member, who holds the team
        let refused = teams.delete(2).await;
        assert!(matches!(refused, Err(CrudError::ForeignKey)), "{refused:?}");
        assert_eq!((members.count().await?, members.read("b").await?.guest_of), (2, Some(2)));
        badges.delete(1).await?;
        teams.delete(2).await?;
        assert_eq!((members.count().await?, members.read("b").await?.guest_of), (1, None));
        assert!(matches!(teams.delete(1).await, Err(CrudError::ForeignKey)));
        teams.delete(3).await?;
        assert_eq!(members.count().await?, 0);
        teams.delete(1).await?;
    }

    async fn many_rows_are_added_or_none(db) {
        let teams = Team::repo(&db);
        assert_eq!(teams.create_many([]).await?, []);
        let made = teams.create_many(["a", "b", "c"].map(team)).await?;
        assert_eq!(made.iter().map(|it| it.id).collect::<Vec<_>>(), [1, 2, 3]);
        let twin = teams.create_many(["d", "a", "e"].map(team)).await;
        assert!(matches!(twin, Err(CrudError::Conflict { fields }) if fields == ["name"]));
        assert_eq!(teams.count().await?, 3);
        assert!(!teams.exists(4).await?);
        assert!(teams.exists(3).await?);
        assert_eq!(teams.read_opt(3).await?.map(|it| it.name).as_deref(), Some("c"));
        assert_eq!(teams.read_opt(4).await?, None);
    }

    async fn an_upsert_adds_or_replaces(db) {
        let (teams, members) = (Team::repo(&db), Member::repo(&db));
        let red = teams.upsert(team("red")).await?;
        let again = teams.upsert(NewTeam { above: Some(1), ..team("red") }).await?;
        assert_eq!((red.id, again.id, again.above), (1, 1, Some(1)));
        assert_eq!(teams.upsert(team("blue")).await?.id, 2);
        assert_eq!(members.upsert(member("a", 1)).await?.version, 1);
        let moved = members.upsert(member("a", 2)).await?;
        assert_eq!((moved.team, moved.version), (2, 2));
        assert!(matches!(members.upsert(member("a", 7)).await, Err(CrudError::ForeignKey)));
        assert_eq!(members.count().await?, 1);
    }

    async fn a_partial_batch_keeps_what_can_be_kept(db) {
        let to_insert = |name: &str| write::to_insert(Team::MODEL, Team::new_row(team(name)));
        let mut batch = Batch::new(["a", "a", "b"].map(|it| to_insert(it).expect("valid")).into());
        batch.is_partial = true;
        let Applied::Done(done) = db.batch(Team::MODEL, batch).await? else { panic!() };
        assert!(matches!(&done[..], [Ok(Some(_)), Err(CrudError::Conflict { .. }), Ok(Some(_))]));
        let gone = Batch::new(vec![
            Write::Delete(Value::Int(1), crud_api::Removal::default()),
            Write::Delete(Value::Int(9), crud_api::Removal::default()),
        ]);
        let Applied::Done(done) = db.batch(Team::MODEL, gone).await? else { panic!() };
        assert!(matches!(&done[..], [Ok(None), Err(CrudError::NotFound)]));
        assert_eq!(Team::repo(&db).count().await?, 2);
    }

    async fn a_transaction_is_all_or_nothing(db) {
        let teams = Team::repo(&db);
        let name = String::from("red");
        let made = db.transaction(async |tx| {
            let teams = Team::repo(&tx);
            let made = teams.create(team(&name)).await?;
            assert_eq!(teams.list().await?.items.len(), 1, "it sees its own writes");
            Member::repo(&tx).create(member("a", made.id)).await?;
            Ok(made)
        }).await?;
        assert_eq!((teams.read(made.id).await?, Member::repo(&db).count().await?), (made, 1));
        let failed = db.transaction(async |tx| {
            Team::repo(&tx).create(team("blue")).await?;
            // a write that fails leaves the rest as it is, until the end decides
            let twin = Team::repo(&tx).create(team("blue")).await;
            assert!(matches!(twin, Err(CrudError::Conflict { .. })));
            assert_eq!(Team::repo(&tx).count().await?, 2);
            Member::repo(&tx).delete("nobody").await
        }).await;
        assert!(matches!(failed, Err(CrudError::NotFound)));
        assert_eq!(teams.count().await?, 1);
        let db2 = db.clone();
        let task = tokio::spawn(async move {
            db2.transaction(async |tx| {
                Team::repo(&tx).create(team("green")).await?;
                panic!("a mistake");
                #[allow(unreachable_code)]
                Ok(())
            }).await
        });
        assert!(task.await.is_err());
        assert_eq!(teams.create(team("green")).await?.name, "green", "nothing holds the store");
    }

    async fn the_outer_handle_is_refused_inside(db) {
        let teams = Team::repo(&db);
        let begun = Instant::now();
        let done = db.transaction(async |tx| {
            let refused = teams.create(team("red")).await;
            assert!(matches!(refused, Err(CrudError::Store(_))), "{refused:?}");
            let nested = db.transaction(async |_| Ok(())).await;
            assert!(matches!(nested, Err(CrudError::Store(_))));
            assert!(matches!(tx.begin().await, Err(CrudError::Store(_))));
            Team::repo(&tx).create(team("blue")).await
        }).await?;
        assert!(begun.elapsed() < Duration::from_secs(3), "it does not wait for itself");
        assert_eq!(done.name, "blue");
    }

    async fn others_wait_for_a_transaction_and_see_it_whole(db) {
        let (entered, may_end) = (tokio::sync::Notify::new(), tokio::sync::Notify::new());
        let is_done = AtomicBool::new(false);
        let other = async {
            entered.notified().await;
            assert_eq!(Team::repo(&db).read_opt(1).await.ok().flatten(), None);
            may_end.notify_one();
            Team::repo(&db).create(team("blue")).await.map(|made| {
                assert!(is_done.load(Ordering::SeqCst), "it came after");
                made.id
            })
        };
        let whole = db.transaction(async |tx| {
            Team::repo(&tx).create(team("red")).await?;
            entered.notify_one();
            may_end.notified().await;
            is_done.store(true, Ordering::SeqCst);
            Ok(tx)
        });
        // in memory there is one connection, and a read waits too
        if format!("{db:?}").contains("Memory)") {
            may_end.notify_one();
            whole.await?;
        } else {
            let (whole, other) = tokio::join!(whole, other);
            assert_eq!(other?, 2);
            let over = whole?;
            let late = Team::repo(&over).create(team("late")).await;
            assert!(matches!(late, Err(CrudError::Closed)), "{late:?}");
            over.roll_back().await;
            assert_eq!(Team::repo(&db).count().await?, 2);
        }
    }
}

#[tokio::test]
async fn a_transaction_that_takes_too_long_is_undone() -> Result<(), CrudError> {
    let folder = tempfile::tempdir().expect("a folder");
    let db = Sqlite::open(folder.path().join("it.db")).await?;
    db.migrate::<(Team, Member, Badge)>(Migrate::Additive).await?;
    let begun = Instant::now();
    let slow = db
        .transaction(async |tx| {
            Team::repo(&tx).create(team("red")).await?;
            std::future::pending::<()>().await;
            Ok(())
        })
        .await;
    assert!(matches!(slow, Err(CrudError::Timeout)), "{slow:?}");
    assert!((4..8).contains(&begun.elapsed().as_secs()));
    assert_eq!(Team::repo(&db).count().await?, 0);
    Team::repo(&db).create(team("red")).await?;
    Ok(())
}

#[tokio::test]
async fn a_table_that_refers_elsewhere_is_a_difference() -> Result<(), CrudError> {
    /// As it was before it referred to teams.
    #[crud_api(table = "badges")]
    #[derive(Clone, Debug, PartialEq)]
    struct Plain {
        #[crud(id)]
        id: i64,
        member: Option<String>,
    }
    let db = Sqlite::open(":memory:").await?;
    db.migrate::<(Plain,)>(Migrate::Additive).await?;
    let refused = db.migrate::<(Team, Member, Badge)>(Migrate::Additive).await;
    let Err(CrudError::Migration(differences)) = refused else { panic!("{refused:?}") };
    assert!(differences[0].to_string().contains("refers to nothing"), "{differences:?}");
    let alone = Sqlite::open(":memory:").await?;
    alone.migrate::<(Badge,)>(Migrate::Additive).await?;
    let refused = Badge::repo(&alone).create(NewBadge { member: Some("a".into()) }).await;
    assert!(matches!(refused, Err(CrudError::NotMigrated { model: "Member" })), "{refused:?}");
    Ok(())
}

#[tokio::test]
async fn memory_knows_what_a_migration_named() -> Result<(), CrudError> {
    let db = Memory::new();
    Team::repo(&db).create(team("red")).await?;
    db.migrate::<(Team,)>(Migrate::Additive).await?;
    assert_eq!(Team::repo(&db).count().await?, 1);
    let refused = Badge::repo(&db).list().await;
    assert!(matches!(refused, Err(CrudError::NotMigrated { model: "Badge" })));
    Ok(())
}
