//! The same service by hand: axum and rusqlite, one writer thread that commits queued writes
//! together, readers beside it. What a careful person writes for one table and three routes.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use axum::extract::rejection::JsonRejection;
use axum::extract::{self, DefaultBodyLimit, Query, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use tokio::sync::{Semaphore, oneshot};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

#[derive(Clone, Debug, Serialize)]
pub struct Product {
    pub id: i64,
    pub sku: String,
    pub name: String,
    pub price: f64,
    pub quantity: i64,
    pub description: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewProduct {
    pub sku: String,
    pub name: String,
    pub price: f64,
    #[serde(default)]
    pub quantity: i64,
    pub description: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct Page {
    pub items: Vec<Product>,
    pub next: Option<String>,
}

#[derive(Debug, Serialize)]
struct Fault {
    pointer: &'static str,
    code: &'static str,
    message: &'static str,
}

impl NewProduct {
    /// Every broken rule.
    fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut rule = |holds: bool, pointer, code, message| {
            if !holds {
                faults.push(Fault { pointer, code, message });
            }
        };
        let text = |text: &str| !text.as_bytes().contains(&0);
        let chars = |text: &str, most| text.len() <= most || text.chars().count() <= most;
        rule(text(&self.sku), "/sku", "nul", "must not contain NUL");
        rule(chars(&self.sku, 40), "/sku", "chars", "must have 1 to 40 characters");
        rule(is_sku(&self.sku), "/sku", "pattern", "must match ^[A-Za-z0-9][A-Za-z0-9_.-]*$");
        rule(text(&self.name), "/name", "nul", "must not contain NUL");
        rule(!self.name.trim().is_empty(), "/name", "nonblank", "must not be blank");
        rule(chars(&self.name, 100), "/name", "chars", "must have 1 to 100 characters");
        rule(self.price > 0.0, "/price", "above", "must be more than 0");
        rule(self.quantity >= 0, "/quantity", "min", "must be 0 or more");
        if let Some(description) = &self.description {
            rule(text(description), "/description", "nul", "must not contain NUL");
            rule(
                chars(description, 2000),
                "/description",
                "chars",
                "must have at most 2000 characters",
            );
        }
        faults
    }
}

/// `^[A-Za-z0-9][A-Za-z0-9_.-]*$`
fn is_sku(text: &str) -> bool {
    let (first, rest) = text.as_bytes().split_first().unwrap_or((&b' ', &[]));
    first.is_ascii_alphanumeric()
        && rest.iter().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(b))
}

/// With the indexes that `#[crud(filter, sort)]` makes.
const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS products (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        sku TEXT NOT NULL,
        name TEXT NOT NULL,
        price REAL NOT NULL,
        quantity INTEGER NOT NULL,
        description TEXT,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        version INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX IF NOT EXISTS products_sku ON products (sku);
    CREATE INDEX IF NOT EXISTS products_name ON products (name);
    CREATE INDEX IF NOT EXISTS products_price ON products (price);
    CREATE INDEX IF NOT EXISTS products_quantity ON products (quantity);
    CREATE INDEX IF NOT EXISTS products_created ON products (created_at);
    CREATE INDEX IF NOT EXISTS products_updated ON products (updated_at)";

const INSERT: &str = "
    INSERT INTO products
        (sku, name, price, quantity, description, created_at, updated_at, version)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, 1)";

const SELECT: &str = "
    SELECT id, sku, name, price, quantity, description, created_at, updated_at, version
    FROM products WHERE id = ?1";

const PAGE: &str = "
    SELECT id, sku, name, price, quantity, description, created_at, updated_at, version
    FROM products WHERE id > ?1 ORDER BY id LIMIT ?2";

fn product(row: &Row<'_>) -> rusqlite::Result<Product> {
    let time = |column| {
        let micros = row.get(column)?;
        Timestamp::from_microsecond(micros)
            .map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, micros))
    };
    Ok(Product {
        id: row.get(0)?,
        sku: row.get(1)?,
        name: row.get(2)?,
        price: row.get(3)?,
        quantity: row.get(4)?,
        description: row.get(5)?,
        created_at: time(6)?,
        updated_at: time(7)?,
        version: row.get(8)?,
    })
}

fn insert(connection: &Connection, new: NewProduct) -> rusqlite::Result<Product> {
    let now = Timestamp::now();
    let now = Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now);
    let NewProduct { sku, name, price, quantity, description } = new;
    let mut statement = connection.prepare_cached(INSERT)?;
    statement.execute(params![sku, name, price, quantity, description, now.as_microsecond()])?;
    Ok(Product {
        id: connection.last_insert_rowid(),
        sku,
        name,
        price,
        quantity,
        description,
        created_at: now,
        updated_at: now,
        version: 1,
    })
}

struct Job {
    new: NewProduct,
    answer: oneshot::Sender<Result<Product, rusqlite::Error>>,
}

/// Writes that are committed together, at most.
pub const TOGETHER: usize = 256;

/// Commits together what waits together; an answer goes out once its row is on the disk.
fn write(
    connection: &Connection,
    jobs: &mpsc::Receiver<Job>,
    together: usize,
) -> rusqlite::Result<()> {
    let run = |sql| connection.prepare_cached(sql)?.execute([]);
    let mut done = Vec::with_capacity(together);
    while let Ok(first) = jobs.recv() {
        run("BEGIN IMMEDIATE")?;
        let mut next = Some(first);
        while let Some(Job { new, answer }) = next {
            done.push((insert(connection, new), answer));
            next = if done.len() < together { jobs.try_recv().ok() } else { None };
        }
        run("COMMIT")?;
        for (result, answer) in done.drain(..) {
            let _ = answer.send(result);
        }
    }
    Ok(())
}

/// An open database.
#[derive(Clone)]
pub struct Db {
    readers: Arc<Readers>,
    jobs: mpsc::SyncSender<Job>,
    /// So many long reads at once.
    lists: Arc<Semaphore>,
}

struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

/// Why nothing was written.
#[derive(Debug)]
pub enum Refused {
    Busy,
    Conflict,
    Store,
}

impl Readers {
    fn read<T>(&self, f: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => {
                let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
                let connection = Connection::open_with_flags(&self.path, flags)?;
                connection.execute_batch("PRAGMA query_only = ON;")?;
                connection
            }
        };
        let result = f(&connection);
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        result
    }
}

impl Db {
    /// With so many writes in a commit.
    pub fn open(path: &Path, together: usize) -> rusqlite::Result<Self> {
        let connection = Connection::open(path)?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON;",
        )?;
        connection.execute_batch(SCHEMA)?;
        let (jobs, queue) = mpsc::sync_channel(4096);
        thread::spawn(move || {
            if let Err(e) = write(&connection, &queue, together) {
                eprintln!("the writer stopped: {e}");
            }
        });
        let readers = Readers { path: path.to_owned(), idle: Mutex::default() };
        Ok(Self { readers: Arc::new(readers), jobs, lists: Arc::new(Semaphore::new(LISTS)) })
    }

    pub fn read(&self, id: i64) -> rusqlite::Result<Option<Product>> {
        self.readers.read(|connection| {
            connection.prepare_cached(SELECT)?.query_row([id], product).optional()
        })
    }

    pub async fn list(&self, after: i64, limit: usize) -> rusqlite::Result<Page> {
        let readers = Arc::clone(&self.readers);
        let page = move |connection: &Connection| {
            let mut statement = connection.prepare_cached(PAGE)?;
            let mut rows =
                statement.query(params![after, i64::try_from(limit + 1).unwrap_or(i64::MAX)])?;
            let mut items = Vec::with_capacity(limit + 1);
            while let Some(row) = rows.next()? {
                items.push(product(row)?);
            }
            let more = items.len() > limit;
            items.truncate(limit);
            let next = items.last().filter(|_| more).map(|last| last.id.to_string());
            Ok(Page { items, next })
        };
        let place = self.lists.acquire().await.map_err(|_| rusqlite::Error::InvalidQuery)?;
        let page = spawn_blocking(move || readers.read(page)).await;
        drop(place);
        page.unwrap_or(Err(rusqlite::Error::InvalidQuery))
    }

    pub async fn create(&self, new: NewProduct) -> Result<Product, Refused> {
        let (answer, result) = oneshot::channel();
        self.jobs.try_send(Job { new, answer }).map_err(|_| Refused::Busy)?;
        match result.await {
            Ok(Ok(product)) => Ok(product),
            Ok(Err(e))
                if e.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) =>
            {
                Err(Refused::Conflict)
            }
            Ok(Err(_)) | Err(_) => Err(Refused::Store),
        }
    }
}

#[derive(Serialize)]
struct Problem {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Fault>,
}

fn problem(status: StatusCode, title: &'static str, errors: Vec<Fault>) -> Response {
    let body = Problem { r#type: "about:blank", title, status: status.as_u16(), errors };
    (status, [(header::CONTENT_TYPE, "application/problem+json")], Json(body)).into_response()
}

fn tag(product: &Product) -> String {
    format!("\"v{}\"", product.version)
}

const NOSNIFF: (HeaderName, &str) = (header::X_CONTENT_TYPE_OPTIONS, "nosniff");

/// Long reads that run at once.
const LISTS: usize = 4;

/// What waits longer than this is given up.
const PATIENCE: Duration = Duration::from_secs(10);

async fn read_one(
    State(db): State<Db>,
    id: Result<extract::Path<i64>, extract::rejection::PathRejection>,
    headers: HeaderMap,
) -> Response {
    let Ok(extract::Path(id)) = id else {
        return problem(StatusCode::BAD_REQUEST, "the id is not a number", Vec::new());
    };
    match db.read(id) {
        Ok(Some(product)) => {
            let tag = tag(&product);
            if headers
                .get(header::IF_NONE_MATCH)
                .is_some_and(|seen| seen.as_bytes() == tag.as_bytes())
            {
                return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
            }
            ([(header::ETAG, tag)], [NOSNIFF], Json(product)).into_response()
        }
        Ok(None) => problem(StatusCode::NOT_FOUND, "no such product", Vec::new()),
        Err(_) => problem(StatusCode::INTERNAL_SERVER_ERROR, "the store failed", Vec::new()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    limit: Option<usize>,
    cursor: Option<i64>,
}

async fn list(
    State(db): State<Db>,
    wanted: Result<Query<Wanted>, extract::rejection::QueryRejection>,
) -> Response {
    let Ok(Query(Wanted { limit, cursor })) = wanted else {
        return problem(StatusCode::BAD_REQUEST, "unknown query", Vec::new());
    };
    let limit = limit.unwrap_or(50);
    if !(1..=200).contains(&limit) {
        return problem(StatusCode::BAD_REQUEST, "the limit is 1 to 200", Vec::new());
    }
    match timeout(PATIENCE, db.list(cursor.unwrap_or(0), limit)).await {
        Ok(Ok(page)) => {
            let next = page.next.as_ref().map(|next| {
                let link = format!("</products?limit={limit}&cursor={next}>; rel=\"next\"");
                [(header::LINK, link)]
            });
            match next {
                Some(link) => (link, [NOSNIFF], Json(page)).into_response(),
                None => ([NOSNIFF], Json(page)).into_response(),
            }
        }
        Ok(Err(_)) => problem(StatusCode::INTERNAL_SERVER_ERROR, "the store failed", Vec::new()),
        Err(_) => problem(StatusCode::SERVICE_UNAVAILABLE, "too slow", Vec::new()),
    }
}

async fn create(State(db): State<Db>, new: Result<Json<NewProduct>, JsonRejection>) -> Response {
    let new = match new {
        Ok(Json(new)) => new,
        Err(e) => return problem(e.status(), "the body is not a product", Vec::new()),
    };
    let faults = new.faults();
    if !faults.is_empty() {
        return problem(StatusCode::UNPROCESSABLE_ENTITY, "validation failed", faults);
    }
    match timeout(PATIENCE, db.create(new)).await.unwrap_or(Err(Refused::Busy)) {
        Ok(product) => {
            let place = format!("/products/{}", product.id);
            let head = [(header::LOCATION, place), (header::ETAG, tag(&product))];
            (StatusCode::CREATED, head, [NOSNIFF], Json(product)).into_response()
        }
        Err(Refused::Busy) => problem(StatusCode::SERVICE_UNAVAILABLE, "busy", Vec::new()),
        Err(Refused::Conflict) => problem(StatusCode::CONFLICT, "`sku` is taken", Vec::new()),
        Err(Refused::Store) => {
            problem(StatusCode::INTERNAL_SERVER_ERROR, "the store failed", Vec::new())
        }
    }
}

pub fn router(db: Db) -> Router {
    Router::new()
        .route("/products", get(list).post(create))
        .route("/products/{id}", get(read_one))
        .layer(DefaultBodyLimit::max(1 << 20))
        .with_state(db)
}
