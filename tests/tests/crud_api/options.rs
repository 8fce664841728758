//! The words of `#[crud(..)]` and `#[crud_api(..)]` that change what a row is, in every store.

use dunder::crud_api;
use dunder::crud_api::{CrudError, Memory, Migrate, Resource, Sqlite, Store, json};

/// A person who can sign in.
#[crud_api(table = "users", soft_delete, unique(name, team), index(team, name))]
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct User {
    #[crud(id)]
    id: i64,
    #[crud(filter, sort, search)]
    name: String,
    #[crud(search)]
    about: Option<String>,
    #[crud(unique, immutable, filter)]
    email: String,
    #[crud(index)]
    team: String,
    #[crud(read_only, default = 7)]
    credit: i64,
    #[crud(read_only)]
    seen: Option<i64>,
    #[crud(write_only)]
    password: String,
    #[crud(skip)]
    is_online: bool,
    #[crud(skip, default = 3)]
    level: u8,
    #[crud(version)]
    version: i64,
}

fn ann() -> NewUser {
    NewUser {
        name: "Ann".into(),
        about: Some("likes green Tea".into()),
        email: "ann@example.org".into(),
        team: "red".into(),
        password: "hunter2".into(),
    }
}

fn named(name: &str) -> NewUser {
    NewUser { name: name.into(), about: None, email: format!("{name}@example.org"), ..ann() }
}

macro_rules! on_every_store {
    ($(async fn $name:ident($db:ident) $body:block)*) => {
        $(
            async fn $name($db: impl Store) -> Result<(), CrudError> {
                $db.migrate_models(&[User::MODEL, Label::MODEL], Migrate::Additive).await?;
                // a second time, there is nothing to do
                $db.migrate_models(&[User::MODEL, Label::MODEL], Migrate::Additive).await?;
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
        mod postgres {
            use super::*;
            $(#[tokio::test] async fn $name() -> Result<(), CrudError> {
                let Some(server) = crate::postgres::server(stringify!($name)).await else {
                    return Ok(());
                };
                super::$name(server.connect().await?).await
            })*
        }
        mod sqlite {
            use super::*;
            $(#[tokio::test] async fn $name() -> Result<(), CrudError> {
                let folder = tempfile::tempdir().expect("a folder");
                super::$name(Sqlite::open(folder.path().join("it.db")).await?).await
            })*
        }
    };
}

/// A client-made id with soft removal.
#[crud_api(table = "labels", soft_delete)]
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Label {
    #[crud(id)]
    key: String,
    text: String,
}

on_every_store! {
    async fn what_clients_do_not_write_has_its_default(db) {
        let made = User::repo(&db).create(ann()).await?;
        assert_eq!((made.credit, made.seen, made.is_online, made.level), (7, None, false, 3));
        assert_eq!(User::repo(&db).read(1).await?, made);
        // a whole new value leaves them as they are
        let updated = User::repo(&db).update(1, NewUser { team: "blue".into(), ..ann() }).await?;
        assert_eq!((updated.credit, updated.version), (7, 2));
        for (body, code) in [
            (r#"{"credit":1}"#, "server_made"),
            (r#"{"email":"x"}"#, "immutable"),
            (r#"{"is_online":true}"#, "unknown"),
        ] {
            let read = json::read_patch(User::MODEL, body.as_bytes());
            let Err(json::BodyError::Invalid(invalid)) = read else { panic!("{body}") };
            let codes: Vec<_> = invalid.iter().map(|it| it.code().to_owned()).collect();
            assert_eq!(codes, [code], "{body}");
        }
    }

    async fn an_immutable_field_stays(db) {
        let users = User::repo(&db);
        users.create(ann()).await?;
        let changed = users.update(1, NewUser { email: "other".into(), ..ann() }).await;
        let Err(CrudError::Invalid(invalid)) = changed else { panic!("it changed") };
        assert_eq!(invalid.for_field("email")[0].code(), "immutable");
        assert_eq!(users.update(1, ann()).await?.version, 2);
    }

    async fn a_search_finds_all_words_in_any_field(db) {
        let users = User::repo(&db);
        users.create(ann()).await?;
        users.create(NewUser { about: Some("green".into()), ..named("Bob") }).await?;
        for (words, found) in
            [("green", 2), ("GREEN ann", 1), ("ann tea", 1), ("bob tea", 0), ("", 2), ("%", 0)]
        {
            assert_eq!(users.list().search(words).await?.items.len(), found, "{words}");
            assert_eq!(users.count().search(words).await?, found as u64, "{words}");
        }
        let labels = Label::repo(&db).list().search("x").await;
        let Err(CrudError::Invalid(invalid)) = labels else { panic!("there is nothing to search") };
        assert_eq!(invalid.iter().next().map(|it| it.code().to_owned()).as_deref(), Some("search"));
    }

    async fn one_of_several_filters_is_enough(db) {
        let users = User::repo(&db);
        for name in ["a", "b", "c", "d"] {
            users.create(named(name)).await?;
        }
        let either = User::NAME.eq("a").or(User::NAME.gt("c")).or(User::EMAIL.prefix("b@"));
        let names = async |after: Option<crud_api::Cursor>| {
            let mut list = users.list().filter(either.clone()).filter(User::NAME.ne("d")).limit(1);
            if let Some(after) = after {
                list = list.after(after);
            }
            list.await
        };
        let first = names(None).await?;
        let second = names(first.next).await?;
        assert_eq!((&*first.items[0].name, &*second.items[0].name), ("a", "b"));
        assert_eq!(second.next, None);
        assert_eq!(users.count().filter(either).await?, 3);
    }

    async fn a_stream_has_each_row_of_a_list_once(db) {
        let users = User::repo(&db);
        for name in ["c", "a", "d", "b"] {
            users.create(named(name)).await?;
        }
        let list = || users.list().filter(User::NAME.ne("d")).sort(User::NAME.desc());
        for limit in 1..=4 {
            let mut rows = list().limit(limit).stream();
            let mut names = String::new();
            while let Some(user) = rows.next().await {
                names += &user?.name;
            }
            assert_eq!(names, "cba", "{limit} a page");
            assert!(rows.next().await.is_none());
        }
        let first = list().limit(1).await?.next.expect("a second page");
        let mut rest = list().after(first).stream();
        assert_eq!(rest.next().await.transpose()?.map(|user| user.name).as_deref(), Some("b"));
        // what comes behind it meanwhile is seen
        let mut rows = users.list().limit(1).stream();
        assert!(rows.next().await.is_some());
        users.create(named("late")).await?;
        users.delete(2).await?;
        let mut names = Vec::new();
        while let Some(user) = rows.next().await {
            names.push(user?.name);
        }
        assert_eq!(names, ["d", "b", "late"]);
        // an error ends it
        let mut wrong = users.list().after("no cursor").stream();
        assert!(matches!(wrong.next().await, Some(Err(CrudError::Invalid(_)))));
        assert!(wrong.next().await.is_none());
    }

    async fn a_removed_row_is_gone_until_it_is_restored(db) {
        let users = User::repo(&db);
        let made = users.create(ann()).await?;
        assert!(matches!(users.delete(1).if_match(9).await, Err(CrudError::VersionMismatch)));
        assert!(matches!(users.restore(1).await, Err(CrudError::NotFound)), "it is there");
        users.delete(1).if_match(1).await?;
        assert!(matches!(users.read(1).await, Err(CrudError::NotFound)));
        assert!(matches!(users.update(1, ann()).await, Err(CrudError::NotFound)));
        let patch = || UserPatch { team: Some("x".into()), ..Default::default() };
        assert!(matches!(users.patch(1, patch()).await, Err(CrudError::NotFound)));
        assert!(matches!(users.patch(1, patch()).if_match(2).await, Err(CrudError::NotFound)));
        assert!(matches!(users.delete(1).await, Err(CrudError::NotFound)));
        assert_eq!((users.count().await?, users.list().await?.items.len()), (0, 0));
        assert_eq!(users.count().deleted().await?, 1);
        assert_eq!(users.list().deleted().await?.items[0].email, made.email);
        assert!(matches!(users.restore(1).if_match(1).await, Err(CrudError::VersionMismatch)));
        let back = users.restore(1).if_match(2).await?;
        assert_eq!((back.version, users.read(1).await?), (3, back.clone()));
    }

    async fn a_removed_row_takes_no_unique_value(db) {
        let users = User::repo(&db);
        users.create(ann()).await?;
        let twin = users.create(ann()).await;
        assert!(matches!(twin, Err(CrudError::Conflict { .. })));
        users.delete(1).await?;
        let twin = users.create(ann()).await?;
        let back = users.restore(1).await;
        assert!(matches!(back, Err(CrudError::Conflict { .. })), "{back:?}");
        users.delete(twin.id).await?;
        assert_eq!(users.restore(1).await?.id, 1);
    }

    async fn a_removed_client_made_id_is_still_taken(db) {
        let labels = Label::repo(&db);
        let new = || NewLabel { key: "a".into(), text: "b".into() };
        labels.create(new()).await?;
        labels.delete("a").await?;
        assert!(matches!(labels.create(new()).await, Err(CrudError::Conflict { .. })));
        assert_eq!(labels.restore("a").await?.text, "b");
    }
}

#[test]
fn debug_tells_no_secrets() {
    let text = format!("{:?}", ann());
    assert!(text.contains("password: ***") && text.contains("team: \"red\""), "{text}");
    let patch = UserPatch { password: Some("hunter2".into()), ..Default::default() };
    let text = format!("{patch:?}");
    assert!(text.starts_with("UserPatch { name: None") && !text.contains("hunter2"), "{text}");
}
