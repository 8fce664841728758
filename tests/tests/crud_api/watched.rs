//! Hooks and histories, over every store.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use dunder::crud_api::{
    CrudError, Deed, Hooks, Memory, Migrate, Refused, Resource, Sqlite, Store, Who,
};
use dunder::{crud_api, validated};
use serde_json::json;

/// Money that somebody has.
#[crud_api(table = "accounts", audit, hooks = Rules, soft_delete)]
#[validated]
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Account {
    #[crud(id)]
    id: i64,
    #[crud(unique, filter)]
    #[validate(nonblank, chars(..=20))]
    name: String,
    #[crud(default = 0, filter)]
    cents: i64,
    #[crud(write_only)]
    pin: String,
    #[crud(read_only)]
    slug: Option<String>,
    #[crud(version)]
    version: i64,
}

#[derive(Default)]
struct Rules;

/// What the hooks heard, by the account's name.
static HEARD: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());

fn heard(name: &str) -> Vec<String> {
    let heard = HEARD.lock().unwrap();
    heard.iter().filter(|(of, _)| of == name).map(|(_, what)| what.clone()).collect()
}

fn note(account: &Account, who: &Who, what: &str) {
    let by = who.name().unwrap_or("nobody");
    HEARD.lock().unwrap().push((account.name.clone(), format!("{what} by {by}")));
}

impl Hooks<Account> for Rules {
    async fn before_create(&self, new: &mut Account, _: &Who) -> Result<(), Refused> {
        if new.name == "root" {
            return Err(Refused::new("reserved", "is not for you").forbidden());
        }
        new.slug = Some(new.name.to_lowercase());
        new.id = 99;
        new.version = 7;
        if new.name == "long" {
            new.name = "x".repeat(21);
        }
        Ok(())
    }

    async fn before_update(
        &self,
        old: &Account,
        new: &mut Account,
        _: &Who,
    ) -> Result<(), Refused> {
        if new.cents < 0 {
            return Err(Refused::new("overdrawn", "has no credit").at("cents"));
        }
        if new.cents < old.cents / 2 {
            return Err(Refused::new("too_much", "at most half at once"));
        }
        new.slug = Some(new.name.to_lowercase());
        tokio::task::yield_now().await;
        Ok(())
    }

    async fn before_delete(&self, old: &Account, _: &Who) -> Result<(), Refused> {
        if old.cents > 0 { Err(Refused::new("not_empty", "is not empty")) } else { Ok(()) }
    }

    async fn after_create(&self, new: &Account, who: &Who) {
        assert_ne!(new.id, 0);
        note(new, who, "created");
    }

    async fn after_update(&self, old: &Account, new: &Account, who: &Who) {
        note(new, who, &format!("{} to {}", old.cents, new.cents));
    }

    async fn after_delete(&self, old: &Account, who: &Who) {
        note(old, who, "deleted");
    }
}

fn named(name: &str, cents: i64) -> NewAccount {
    NewAccount { name: name.into(), cents, pin: "hunter2".into() }
}

static NEXT: AtomicUsize = AtomicUsize::new(0);

/// A name that no other test has.
fn fresh() -> String {
    format!("Ann{}", NEXT.fetch_add(1, Ordering::SeqCst))
}

macro_rules! on_every_store {
    ($(async fn $name:ident($db:ident) $body:block)*) => {
        $(
            async fn $name($db: impl Store) -> Result<(), CrudError> {
                $db.migrate_models(&[Account::MODEL], Migrate::Additive).await?;
                // a second time, there is nothing to do
                $db.migrate_models(&[Account::MODEL], Migrate::Additive).await?;
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

on_every_store! {
    async fn hooks_change_and_hear_of_every_write(db) {
        let name = fresh();
        let accounts = Account::repo(&db).by("boss");
        let ann = accounts.create(named(&name, 10)).await?;
        assert_eq!((ann.id, ann.version), (1, 1), "what the server makes is the server's");
        assert_eq!(ann.slug, Some(name.to_lowercase()));
        let patch = AccountPatch { cents: Some(8), ..Default::default() };
        assert_eq!(accounts.patch(1, patch).await?.cents, 8);
        accounts.update(1, named(&name, 4)).await?;
        accounts.update(1, named(&name, 2)).await?;
        accounts.patch(1, AccountPatch::default()).await?;
        let patch = AccountPatch { cents: Some(1), ..Default::default() };
        accounts.patch(1, patch).await?;
        let patch = AccountPatch { cents: Some(0), ..Default::default() };
        Account::repo(&db).patch(1, patch).if_match(5).await?;
        accounts.delete(1).await?;
        assert_eq!(heard(&name), [
            "created by boss", "10 to 8 by boss", "8 to 4 by boss", "4 to 2 by boss",
            "2 to 1 by boss", "1 to 0 by nobody", "deleted by boss",
        ]);
    }

    async fn a_hook_refuses_and_nothing_is_written(db) {
        let name = fresh();
        let accounts = Account::repo(&db);
        let Err(CrudError::Refused(why)) = accounts.create(named("root", 0)).await else {
            panic!("it was let through")
        };
        assert_eq!((why.code(), why.is_forbidden()), ("reserved", true));
        let Err(CrudError::Invalid(why)) = accounts.create(named("long", 0)).await else {
            panic!("what a hook makes of a row is checked")
        };
        assert_eq!(why.for_field("name")[0].code(), "chars");
        accounts.create(named(&name, 10)).await?;
        let patch = |cents| AccountPatch { cents: Some(cents), ..Default::default() };
        let Err(CrudError::Invalid(why)) = accounts.patch(1, patch(-1)).await else { panic!() };
        assert_eq!(why.to_string(), "/cents: has no credit");
        let Err(CrudError::Refused(why)) = accounts.patch(1, patch(1)).await else { panic!() };
        assert_eq!((why.code(), why.message()), ("too_much", "at most half at once"));
        assert!(matches!(accounts.delete(1).await, Err(CrudError::Refused(_))));
        assert!(matches!(accounts.delete(2).await, Err(CrudError::NotFound)));
        let stale = accounts.patch(1, patch(9)).if_match(7).await;
        assert!(matches!(stale, Err(CrudError::VersionMismatch)));
        // all or nothing, the history too
        let both = accounts.create_many([named("b", 0), named("root", 0)]).await;
        assert!(matches!(both, Err(CrudError::Refused(_))));
        assert_eq!((accounts.count().await?, accounts.read(1).await?.version), (1, 1));
        assert_eq!(accounts.history(1).await?.items.len(), 1);
        assert_eq!(heard(&name), ["created by nobody"]);
    }

    async fn an_upsert_is_a_create_or_an_update_to_hooks(db) {
        let name = fresh();
        let accounts = Account::repo(&db);
        accounts.upsert(named(&name, 4)).await?;
        accounts.upsert(named(&name, 3)).await?;
        assert_eq!(heard(&name), ["created by nobody", "4 to 3 by nobody"]);
        let many = [named(&format!("{name}b"), 1), named(&format!("{name}c"), 2)];
        assert_eq!(accounts.create_many(many).await?.len(), 2);
        assert_eq!(accounts.count().await?, 3);
    }

    async fn writers_at_once_lose_no_change_between_hook_and_write(db) {
        let name = fresh();
        let accounts = Account::repo(&db);
        accounts.create(named(&name, 0)).await?;
        let tasks: Vec<_> = (1..=4).map(|i| {
            let accounts = accounts.clone();
            tokio::spawn(async move {
                let patch = AccountPatch { pin: Some(i.to_string()), ..Default::default() };
                accounts.patch(1, patch).await
            })
        }).collect();
        for task in tasks {
            task.await.expect("no panic")?;
        }
        assert_eq!(accounts.read(1).await?.version, 5);
        assert_eq!(heard(&name).len(), 5, "each write is told of once");
    }

    async fn a_history_says_who_changed_what(db) {
        let name = fresh();
        let accounts = Account::repo(&db);
        accounts.by("ann").create(named(&name, 8)).await?;
        let patch = |cents| AccountPatch { cents: Some(cents), ..Default::default() };
        accounts.by("bob").patch(1, patch(4)).await?;
        accounts.by("bob").patch(1, AccountPatch::default()).await?;
        let pin = AccountPatch { pin: Some("secret".into()), ..Default::default() };
        accounts.patch(1, pin).await?;
        for cents in [2, 1, 0] {
            accounts.patch(1, patch(cents)).await?;
        }
        accounts.by("eve").delete(1).await?;
        accounts.restore(1).await?;
        let entries = accounts.history(1).await?.items;
        let told: Vec<_> = entries.iter().map(|it| (it.deed, it.by.as_deref())).collect();
        assert_eq!(told, [
            (Deed::Restored, None), (Deed::Deleted, Some("eve")), (Deed::Updated, None),
            (Deed::Updated, None), (Deed::Updated, None), (Deed::Updated, None),
            (Deed::Updated, Some("bob")), (Deed::Created, Some("ann")),
        ]);
        let change = &entries[6].changes;
        assert_eq!(change["cents"].from, Some(json!(8)));
        assert_eq!(change["cents"].to, Some(json!(4)));
        assert_eq!(change.keys().collect::<Vec<_>>(), ["cents", "version"]);
        assert_eq!(entries[7].changes["name"].to, Some(json!(name)));
        assert_eq!(entries[7].changes["name"].from, None);
        let all = format!("{entries:?}");
        assert!(!all.contains("hunter2") && !all.contains("secret"), "{all}");
        assert!(!all.contains("pin"), "{all}");
        // a page at a time
        let first = accounts.history(1).limit(3).await?;
        let rest = accounts.history(1).limit(9).after(first.next.expect("a second page")).await?;
        assert_eq!((rest.items.len(), rest.next.is_none()), (5, true));
        assert_eq!(rest.items[4], entries[7]);
        assert!(accounts.history(2).await?.items.is_empty());
    }
}

#[tokio::test]
async fn what_a_transaction_undoes_is_in_no_history() -> Result<(), CrudError> {
    let db = Memory::new();
    db.migrate::<(Account,)>(Migrate::Additive).await?;
    let failed = db
        .transaction(async |tx| {
            Account::repo(&tx).create(named("tx", 1)).await?;
            Err::<(), _>(CrudError::NotFound)
        })
        .await;
    assert!(matches!(failed, Err(CrudError::NotFound)));
    assert!(Account::repo(&db).history(1).await?.items.is_empty());
    db.transaction(async |tx| Account::repo(&tx).create(named("tx", 1)).await).await?;
    assert_eq!(Account::repo(&db).history(1).await?.items.len(), 1);
    Ok(())
}
