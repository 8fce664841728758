//! Plans: what lies between tables and structs as SQL that a person reads, and files that are run
//! once.

use std::fs;
use std::path::Path;

use dunder::crud_api::{CrudError, Migrate, Plan, Postgres, Sqlite};

/// What the table was made from.
mod before {
    use dunder::crud_api;

    #[crud_api(table = "places")]
    #[derive(Debug)]
    pub(crate) struct Place {
        #[crud(id)]
        pub(crate) id: i64,
        #[crud(filter)]
        pub(crate) name: String,
        pub(crate) old: Option<String>,
    }
}

/// What it is to be: a column more, and one less.
mod after {
    use dunder::crud_api;

    #[crud_api(table = "places")]
    #[derive(Debug)]
    pub(crate) struct Place {
        #[crud(id)]
        pub(crate) id: i64,
        #[crud(filter, sort, unique)]
        pub(crate) name: String,
        #[crud(default = 1)]
        pub(crate) size: i64,
    }
}

/// The calls that both databases have.
macro_rules! on_both {
    ($(async fn $name:ident($db:ident, $folder:ident) $body:block)*) => {
        mod sqlite {
            use super::*;
            $(#[tokio::test] async fn $name() -> Result<(), CrudError> {
                let scratch = tempfile::tempdir().expect("a folder");
                let $folder = scratch.path();
                for $db in [
                    Sqlite::open(":memory:").await?,
                    Sqlite::open(scratch.path().join("it.db")).await?,
                ] {
                    let $db: Sqlite = $db;
                    let _ = fs::remove_dir_all($folder.join("sql"));
                    $body
                }
                Ok(())
            })*
        }
        mod postgres {
            use super::*;
            $(#[tokio::test] async fn $name() -> Result<(), CrudError> {
                let test = stringify!($name);
                let Some(server) = crate::postgres::server(test).await else { return Ok(()) };
                let scratch = tempfile::tempdir().expect("a folder");
                let $folder = scratch.path();
                let $db: Postgres = server.connect().await?;
                $body
                Ok(())
            })*
        }
    };
}

/// The statements and comments of a plan, by their first words.
fn words(plan: &Plan) -> Vec<String> {
    let plan = plan.to_string();
    let words = |line: &str| line.split(' ').take(4).collect::<Vec<_>>().join(" ");
    plan.lines().map(words).collect()
}

/// Reads a plan, and lets go what it says may go.
fn review(file: &Path) {
    let text = fs::read_to_string(file).expect("the plan");
    fs::write(file, text.replace("--   ALTER", "ALTER")).expect("the plan");
}

on_both! {
    async fn a_plan_is_read_and_then_applied(db, folder) {
        let folder = folder.join("sql");
        let plan = db.plan::<(before::Place,)>().await?;
        assert_eq!(plan.statements().count(), 2);
        assert_eq!(words(&plan)[1], "CREATE INDEX \"places_name_idx\" ON");
        plan.write(&folder, "the places").expect("a file");
        assert_eq!(db.apply(&folder).await?, ["0001_the_places.sql"]);
        assert!(db.plan::<(before::Place,)>().await?.is_empty());
        db.migrate::<(before::Place,)>(Migrate::Additive).await?;
        let new = before::NewPlace { name: "here".into(), old: Some("gone".into()) };
        before::Place::repo(&db).create(new).await?;

        let plan = db.plan::<(after::Place,)>().await?;
        let said: Vec<_> = plan.differences().iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            ["`places.old` is in the table and not in the struct, drop the column if its data may go"]
        );
        // nothing is done by looking
        assert!(db.plan::<(before::Place,)>().await?.is_empty());
        assert!(matches!(
            db.migrate::<(after::Place,)>(Migrate::Additive).await,
            Err(CrudError::Migration(found)) if found == plan.differences()
        ));
        let file = plan.write(&folder, "sizes").expect("a file");
        assert!(file.ends_with("0002_sizes.sql"), "{file:?}");
        review(&file);
        assert_eq!(db.apply(&folder).await?, ["0002_sizes.sql"]);
        let plan = db.plan::<(after::Place,)>().await?;
        assert!(plan.is_empty(), "{plan}");
        assert_eq!(after::Place::repo(&db).read(1).await?.size, 1);
        assert_eq!(db.apply(&folder).await?, [""; 0]);
    }

    async fn a_file_that_fails_changes_nothing_and_is_named(db, folder) {
        let folder = folder.join("sql");
        fs::create_dir(&folder).expect("a folder");
        let write = |name: &str, text: &str| fs::write(folder.join(name), text).expect("a file");
        write("0001_a.sql", "CREATE TABLE a(id bigint);");
        write("0002_b.sql", "CREATE TABLE b(id bigint); INSERT INTO nowhere VALUES(1);");
        write("notes.txt", "no SQL at all");
        let failed = db.apply(&folder).await.expect_err("a fault").to_string();
        assert!(failed.contains("`0002_b.sql`") && failed.contains("nowhere"), "{failed}");
        // the first is done, and of the second nothing
        write("0002_b.sql", "CREATE TABLE b(id bigint);");
        assert_eq!(db.apply(&folder).await?, ["0002_b.sql"]);
        write("0001_a.sql", "DROP TABLE a;");
        let failed = db.apply(&folder).await.expect_err("a fault").to_string();
        assert!(failed.contains("`0001_a.sql` was changed"), "{failed}");
        let failed = db.apply(folder.join("none")).await.expect_err("a fault").to_string();
        assert!(failed.contains("cannot read"), "{failed}");
        // ordinary calls go on
        db.migrate::<(before::Place,)>(Migrate::Additive).await?;
        let new = before::NewPlace { name: "here".into(), old: None };
        assert_eq!(before::Place::repo(&db).create(new).await?.id, 1);
    }

    async fn processes_at_once_run_a_file_once(db, folder) {
        let folder = folder.join("sql");
        fs::create_dir(&folder).expect("a folder");
        for number in 0..5 {
            let text = format!("CREATE TABLE t{number}(id bigint);");
            fs::write(folder.join(format!("{number}.sql")), text).expect("a file");
        }
        let tasks: Vec<_> = (0..6)
            .map(|_| {
                let (db, folder) = (db.clone(), folder.clone());
                tokio::spawn(async move { db.apply(&folder).await })
            })
            .collect();
        let mut names = Vec::new();
        for task in tasks {
            names.extend(task.await.expect("no panic")?);
        }
        names.sort();
        assert_eq!(names, ["0.sql", "1.sql", "2.sql", "3.sql", "4.sql"]);
    }
}

#[tokio::test]
async fn sqlite_makes_a_table_anew_and_checks_what_refers_to_it() -> Result<(), CrudError> {
    let scratch = tempfile::tempdir().expect("a folder");
    let db = Sqlite::open(scratch.path().join("it.db")).await?;
    let write = |name: &str, text: &str| {
        fs::write(scratch.path().join(name), text).expect("a file");
    };
    write(
        "1.sql",
        "CREATE TABLE a(id INTEGER PRIMARY KEY) STRICT; \
         CREATE TABLE b(a INTEGER REFERENCES a(id) ON DELETE RESTRICT) STRICT; \
         INSERT INTO a VALUES(1), (2); INSERT INTO b VALUES(2);",
    );
    let anew = |which: &str| {
        format!(
            "CREATE TABLE c(id INTEGER PRIMARY KEY, more TEXT) STRICT; \
             INSERT INTO c(id) SELECT id FROM a WHERE {which}; DROP TABLE a; \
             ALTER TABLE c RENAME TO a;"
        )
    };
    write("2.sql", &anew("id = 1"));
    let failed = db.apply(scratch.path()).await.expect_err("a fault").to_string();
    assert!(failed.contains("rows of `b` refer to rows that are not there"), "{failed}");
    write("2.sql", &anew("true"));
    assert_eq!(db.apply(scratch.path()).await?, ["2.sql"]);
    write("3.sql", "CREATE TABLE d(id INTEGER); COMMIT;");
    let failed = db.apply(scratch.path()).await.expect_err("a fault").to_string();
    assert!(failed.contains("ends the transaction"), "{failed}");
    // references hold again
    write("3.sql", "CREATE TABLE IF NOT EXISTS e(id INTEGER);");
    assert_eq!(db.apply(scratch.path()).await?, ["3.sql"]);
    let other = rusqlite::Connection::open(scratch.path().join("it.db")).expect("a connection");
    let keys: i64 = other.query_row("SELECT count(*) FROM a", [], |row| row.get(0)).expect("rows");
    assert_eq!(keys, 2);
    Ok(())
}

#[tokio::test]
async fn an_index_is_made_while_others_write() -> Result<(), CrudError> {
    let Some(server) = crate::postgres::server("concurrently").await else { return Ok(()) };
    let scratch = tempfile::tempdir().expect("a folder");
    let db = server.connect().await?;
    db.migrate::<(before::Place,)>(Migrate::Additive).await?;
    let text = "-- dunder: no transaction\n\
                CREATE INDEX CONCURRENTLY places_old_idx ON places(old, id);";
    fs::write(scratch.path().join("1.sql"), text).expect("a file");
    // other processes start meanwhile, and none of them waits for the other
    let others: Vec<_> = (0..8)
        .map(|i| {
            let (db, folder) = (db.clone(), scratch.path().to_owned());
            tokio::spawn(async move {
                if i % 2 == 0 {
                    return db.apply(folder).await.map(|names| names.len());
                }
                db.migrate::<(before::Place,)>(Migrate::Additive).await.map(|()| 0)
            })
        })
        .collect();
    let mut applied = 0;
    for other in others {
        applied += other.await.expect("no panic")?;
    }
    assert_eq!(applied, 1);
    assert!(db.plan::<(before::Place,)>().await?.is_empty());
    Ok(())
}
