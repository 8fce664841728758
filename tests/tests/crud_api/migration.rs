//! Migration: what an addition mends is mended, everything else is said and left alone.

use dunder::crud_api::{CrudError, Migrate, Models, Sqlite};

/// What the table was made from.
mod before {
    use dunder::crud_api;

    #[crud_api(table = "notes")]
    #[derive(Debug)]
    pub(crate) struct Note {
        #[crud(id)]
        pub(crate) id: i64,
        #[crud(filter)]
        pub(crate) title: String,
        pub(crate) size: i64,
    }
}

/// What was added.
mod grown {
    use dunder::crud_api;
    use dunder::crud_api::Timestamp;

    #[crud_api(table = "notes")]
    #[derive(Debug)]
    pub(crate) struct Note {
        #[crud(id)]
        pub(crate) id: i64,
        #[crud(filter, sort, unique)]
        pub(crate) title: String,
        pub(crate) size: i64,
        pub(crate) text: Option<String>,
        #[crud(default = "it's \"new\"")]
        pub(crate) kind: String,
        #[crud(default = -1.5e-7)]
        pub(crate) ratio: f64,
        #[crud(default)]
        pub(crate) is_open: bool,
        #[crud(json, default = vec![1, 2])]
        pub(crate) numbers: Vec<u8>,
        #[crud(created)]
        pub(crate) created_at: Timestamp,
        #[crud(version)]
        pub(crate) version: i64,
    }
}

/// What no addition mends.
mod other {
    use dunder::crud_api;

    #[crud_api(table = "notes")]
    #[derive(Debug)]
    pub(crate) struct Note {
        #[crud(id)]
        pub(crate) id: i64,
        pub(crate) title: Option<String>,
        pub(crate) size: f64,
        pub(crate) owner: String,
        pub(crate) text: Option<String>,
    }

    #[crud_api(table = "notes")]
    #[derive(Debug)]
    pub(crate) struct Shrunk {
        #[crud(id)]
        pub(crate) id: String,
    }
}

/// A database in which the table is, with so many rows of one title.
async fn noted(rows: usize) -> Sqlite {
    let db = Sqlite::open(":memory:").await.expect("a database");
    migrated::<before::Note>(&db).await;
    for _ in 0..rows {
        let new = before::NewNote { title: "one".into(), size: 1 };
        before::Note::repo(&db).create(new).await.expect("a row");
    }
    db
}

/// Makes additions, or sees that there is no difference.
async fn migrated<M: Models>(db: &Sqlite) {
    db.migrate::<M>(Migrate::Additive).await.expect("no difference but additions");
}

/// What a migration says is different.
async fn differences<M: Models>(db: &Sqlite) -> Vec<String> {
    match db.migrate::<M>(Migrate::Additive).await {
        Err(CrudError::Migration(differences)) => {
            differences.iter().map(ToString::to_string).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn columns_with_something_for_old_rows_are_added() {
    let db = noted(1).await;
    for _ in 0..2 {
        migrated::<grown::Note>(&db).await;
    }
    let note = grown::Note::repo(&db).read(1).await.expect("the row");
    assert_eq!((note.id, note.title.as_str(), note.size, note.text), (1, "one", 1, None));
    assert_eq!((note.kind.as_str(), note.ratio, note.is_open), ("it's \"new\"", -1.5e-7, false));
    assert_eq!((note.numbers, note.version), (vec![1, 2], 1));
    assert!(note.created_at.as_second() > 1_000_000_000);
    let twin = grown::NewNote {
        title: "one".into(),
        size: 2,
        text: None,
        kind: String::new(),
        ratio: 0.0,
        is_open: true,
        numbers: vec![],
    };
    let twin = grown::Note::repo(&db).create(twin).await;
    assert!(matches!(twin, Err(CrudError::Conflict { fields }) if fields == ["title"]));
}

#[tokio::test]
async fn what_would_lose_data_is_listed_and_nothing_is_changed() {
    let db = noted(1).await;
    assert_eq!(
        differences::<other::Note>(&db).await,
        [
            "`notes.title` must have a value in the table and may lack one in the struct",
            "`notes.size` is INTEGER in the table and REAL in the struct",
            "`notes.owner` is new and has nothing for the rows that are there, make the field an \
             `Option` or give it `#[crud(default = ..)]`",
        ]
    );
    assert_eq!(
        differences::<other::Shrunk>(&db).await,
        [
            "`notes.id` is INTEGER in the table and TEXT in the struct",
            "`notes.title` is in the table and not in the struct, drop the column if its data may \
             go",
            "`notes.size` is in the table and not in the struct, drop the column if its data may \
             go",
        ]
    );
    // `text` of the refused struct was not added
    migrated::<before::Note>(&db).await;
    assert_eq!(before::Note::repo(&db).read(1).await.expect("the row").size, 1);
}

#[tokio::test]
async fn a_column_with_values_twice_does_not_become_unique() {
    let db = noted(2).await;
    assert_eq!(
        differences::<grown::Note>(&db).await,
        ["`notes.title` is to be unique, and there are rows with the same value"]
    );
    migrated::<before::Note>(&db).await;
}

#[tokio::test]
async fn a_unique_column_does_not_stop_being_so_unsaid() {
    let db = Sqlite::open(":memory:").await.expect("a database");
    migrated::<grown::Note>(&db).await;
    let said = differences::<before::Note>(&db).await;
    assert!(said.iter().any(|line| line.contains("`notes.kind` is in the table")), "{said:?}");
}

#[tokio::test]
async fn two_processes_may_migrate_one_file_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let tasks: Vec<_> = (0..8)
        .map(|i| {
            let path = folder.path().join("it.db");
            tokio::spawn(async move {
                let db = Sqlite::open(path).await?;
                if i % 2 == 0 {
                    db.migrate::<grown::Note>(Migrate::Additive).await
                } else {
                    // the smaller struct is refused once the larger one has come
                    match db.migrate::<before::Note>(Migrate::Additive).await {
                        Err(CrudError::Migration(_)) => Ok(()),
                        other => other,
                    }
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic").expect("a migration");
    }
    let db = Sqlite::open(folder.path().join("it.db")).await.expect("a database");
    migrated::<grown::Note>(&db).await;
}
