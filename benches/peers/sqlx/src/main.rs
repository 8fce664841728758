//! The shop's products by hand: axum and sqlx, one connection that writes and four that read.

use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    sku: String,
    name: String,
    price: f64,
    quantity: i64,
    description: Option<String>,
    created_at: i64,
    updated_at: i64,
    version: i64,
}

#[derive(Serialize)]
struct Product {
    id: i64,
    sku: String,
    name: String,
    price: f64,
    quantity: i64,
    description: Option<String>,
    created_at: Timestamp,
    updated_at: Timestamp,
    version: i64,
}

#[derive(Serialize)]
struct Page {
    items: Vec<Product>,
    next: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewProduct {
    sku: String,
    name: String,
    price: f64,
    #[serde(default)]
    quantity: i64,
    description: Option<String>,
}

#[derive(Deserialize)]
struct Wanted {
    limit: Option<i64>,
    cursor: Option<i64>,
}

#[derive(Clone)]
struct Db {
    readers: SqlitePool,
    writer: SqlitePool,
}

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
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, 1)
    RETURNING id, sku, name, price, quantity, description, created_at, updated_at, version";

const SELECT: &str = "
    SELECT id, sku, name, price, quantity, description, created_at, updated_at, version
    FROM products WHERE id = ?1";

const PAGE: &str = "
    SELECT id, sku, name, price, quantity, description, created_at, updated_at, version
    FROM products WHERE id > ?1 ORDER BY id LIMIT ?2";

impl From<Row> for Product {
    fn from(row: Row) -> Self {
        let Row { id, sku, name, price, quantity, description, created_at, updated_at, version } =
            row;
        let time = |micros| Timestamp::from_microsecond(micros).unwrap_or_default();
        let (created_at, updated_at) = (time(created_at), time(updated_at));
        Self { id, sku, name, price, quantity, description, created_at, updated_at, version }
    }
}

impl NewProduct {
    fn is_good(&self) -> bool {
        let word = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.-".contains(byte);
        let text = |text: &str| !text.as_bytes().contains(&0);
        text(&self.name)
            && (1..=40).contains(&self.sku.chars().count())
            && self.sku.as_bytes().iter().all(word)
            && self.sku.as_bytes()[0].is_ascii_alphanumeric()
            && !self.name.trim().is_empty()
            && self.name.chars().count() <= 100
            && self.price > 0.0
            && self.quantity >= 0
            && self.description.as_deref().is_none_or(|it| text(it) && it.chars().count() <= 2000)
    }
}

fn failed(fault: sqlx::Error) -> Response {
    let is_taken = fault.as_database_error().is_some_and(|it| it.is_unique_violation());
    let status = if is_taken { StatusCode::CONFLICT } else { StatusCode::INTERNAL_SERVER_ERROR };
    status.into_response()
}

fn tag(product: &Product) -> String {
    format!("\"v{}\"", product.version)
}

async fn read(State(db): State<Db>, Path(id): Path<i64>) -> Response {
    let row = sqlx::query_as::<_, Row>(SELECT).bind(id).fetch_optional(&db.readers).await;
    match row {
        Ok(Some(row)) => {
            let product = Product::from(row);
            ([(header::ETAG, tag(&product))], Json(product)).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(fault) => failed(fault),
    }
}

async fn list(State(db): State<Db>, Query(wanted): Query<Wanted>) -> Response {
    let limit = wanted.limit.unwrap_or(50).clamp(1, 200);
    let rows = sqlx::query_as::<_, Row>(PAGE).bind(wanted.cursor.unwrap_or(0)).bind(limit + 1);
    match rows.fetch_all(&db.readers).await {
        Ok(rows) => {
            let more = rows.len() as i64 > limit;
            let items: Vec<Product> =
                rows.into_iter().take(limit as usize).map(Product::from).collect();
            let next = items.last().filter(|_| more).map(|last| last.id.to_string());
            Json(Page { items, next }).into_response()
        }
        Err(fault) => failed(fault),
    }
}

async fn create(State(db): State<Db>, Json(new): Json<NewProduct>) -> Response {
    if !new.is_good() {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    }
    let NewProduct { sku, name, price, quantity, description } = new;
    let row = sqlx::query_as::<_, Row>(INSERT)
        .bind(sku)
        .bind(name)
        .bind(price)
        .bind(quantity)
        .bind(description)
        .bind(Timestamp::now().as_microsecond());
    match row.fetch_one(&db.writer).await {
        Ok(row) => {
            let product = Product::from(row);
            let place = format!("/products/{}", product.id);
            let head = [(header::LOCATION, place), (header::ETAG, tag(&product))];
            (StatusCode::CREATED, head, Json(product)).into_response()
        }
        Err(fault) => failed(fault),
    }
}

#[tokio::main(worker_threads = 1)]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: peer-sqlx DATABASE")?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(5));
    let writer = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
    sqlx::raw_sql(SCHEMA).execute(&writer).await?;
    let readers = SqlitePoolOptions::new().max_connections(4).connect_with(options).await?;
    let router = Router::new()
        .route("/products", get(list).post(create))
        .route("/products/{id}", get(read))
        .with_state(Db { readers, writer });
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, router).await?)
}
