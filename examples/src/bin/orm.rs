//! A small ORM: models inherit their columns and methods from several bases, and are rows of real
//! tables. `cargo run --bin orm [FILE]`; without a file the database is in memory.

use std::error::Error;

use dunder::crud_api::{CrudError, Migrate, Sqlite, Timestamp};
use dunder::{class, crud_api, methods};

/// What has a name, and an address made of it.
#[class]
pub struct Named {
    /// What it is called.
    #[crud(filter, sort)]
    pub name: String,
}
#[methods]
impl Named {
    /// The name, as it stands in an address.
    pub fn slug(&self) -> String {
        self.name.to_lowercase().split_whitespace().collect::<Vec<_>>().join("-")
    }

    /// What a list shows.
    pub fn label(&self) -> String {
        self.name.clone()
    }
}

/// What knows when it was made and changed: the store sees to that.
#[class]
pub struct Timestamped {
    /// When it was made.
    #[crud(created)]
    #[default]
    pub created_at: Timestamp,
    /// When it was changed.
    #[crud(updated)]
    #[default]
    pub updated_at: Timestamp,
}
#[methods]
impl Timestamped {
    /// Whether it was changed since it was made.
    pub fn is_edited(&self) -> bool {
        self.updated_at > self.created_at
    }
}

/// What is sold.
#[class(bases(Named))]
pub struct Priced {
    /// In cents.
    #[crud(filter, sort)]
    pub price: i64,
}
#[methods]
impl Priced {
    /// The price with the rate of taxes that the class has.
    pub fn gross(&self) -> i64 {
        self.price + self.price * Self::TAX / 100
    }

    /// In percent.
    pub const TAX: i64 = 19;

    #[overrides]
    pub fn label(&self) -> String {
        format!("{} for {}.{:02}", super().label(), self.gross() / 100, self.gross() % 100)
    }
}

/// Who writes.
#[class(bases(Named, Timestamped), pass)]
#[crud_api(table = "authors")]
#[derive(Clone, Debug, PartialEq)]
pub struct Author {
    /// Made by the store.
    #[crud(id)]
    #[default]
    pub id: i64,
}

/// What they write.
#[class(bases(Priced, Timestamped))]
#[crud_api(table = "books")]
#[derive(Clone, Debug, PartialEq)]
pub struct Book {
    /// Made by the store.
    #[crud(id)]
    #[default]
    pub id: i64,
    /// Whose it is.
    #[crud(filter, references = Author, on_delete = "cascade")]
    pub author: i64,
}
#[methods]
impl Book {
    pub const TAX: i64 = 7;

    #[overrides]
    pub fn label(&self) -> String {
        format!("book {} ({})", self.id, super().label())
    }
}

async fn library(db: &Sqlite) -> Result<(), CrudError> {
    let (authors, books) = (Author::repo(db), Book::repo(db));
    // All of them or none: a book by nobody takes the author with it.
    let failed = db
        .transaction(async |tx| {
            Author::repo(&tx).create(NewAuthor { name: "Nobody".into() }).await?;
            let lost = NewBook { author: 999, name: "Lost".into(), price: 1 };
            Book::repo(&tx).create(lost).await
        })
        .await;
    if let Err(error) = failed {
        println!("{error}, {} authors", authors.count().await?);
    }

    let ada = authors.create(NewAuthor { name: "Ada Lovelace".into() }).await?;
    let book = |name: &str, price| NewBook { author: ada.id, name: name.into(), price };
    books.create_many([book("Notes", 1_000), book("Letters", 2_500), book("Sums", 300)]).await?;
    println!("{}: {}", ada.slug(), ada.isinstance::<Named>());

    let dear = books.list().filter(Book::PRICE.ge(500)).sort(Book::PRICE.desc()).await?;
    for book in &dear.items {
        println!("{}", book.label());
    }
    let change = BookPatch { price: Some(1_500), ..BookPatch::default() };
    let changed = books.patch(dear.items[1].id, change).await?;
    println!("{}, edited: {}", changed.label(), changed.is_edited());
    let found = books.list().filter(Book::NAME.ilike("LETT")).await?;
    println!("found: {:?}", found.items.iter().map(Book::slug).collect::<Vec<_>>());

    authors.delete(ada.id).await?;
    println!("{} books without their author", books.count().await?);
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let db = Sqlite::open(std::env::args().nth(1).unwrap_or_else(|| ":memory:".to_owned())).await?;
    db.migrate::<(Author, Book)>(Migrate::Additive).await?;
    println!("order: {}", Book::mro().join(", "));
    library(&db).await?;
    db.close().await;
    Ok(())
}
