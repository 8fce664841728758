//! One struct as a service on PostgreSQL, as `docs/postgres.md` tells it.

use std::env;
use std::error::Error;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::routing::get;
use dunder::crud_api::{Api, Denied, Guard, Migrate, Op, Postgres, Timestamp};
use dunder::{crud_api, validated};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// Something to remember.
#[crud_api(path = "/notes", table = "notes")]
#[validated]
#[derive(Clone, Debug, PartialEq)]
struct Note {
    #[crud(id)]
    id: i64,
    #[crud(filter, sort, search)]
    #[validate(nonblank, chars(1..=100))]
    title: String,
    #[crud(search)]
    #[validate(chars(..=10_000))]
    text: Option<String>,
    #[crud(created, filter, sort)]
    created_at: Timestamp,
    #[crud(version)]
    version: i64,
}

/// Everybody reads; who knows the token writes.
#[derive(Clone)]
struct Token(Arc<str>);

impl Guard for Token {
    type Principal = ();

    async fn check(&self, request: &Parts, op: Op) -> Result<(), Denied> {
        let given = request.headers.get("authorization").and_then(|it| it.to_str().ok());
        match given.and_then(|it| it.strip_prefix("Bearer ")) {
            _ if !op.writes() => Ok(()),
            Some(token) if token == &*self.0 => Ok(()),
            _ => Err(Denied::Unauthorized),
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let db = Postgres::connect(&env::var("DATABASE_URL")?).await?;
    match env::args().nth(1).as_deref() {
        // what is new since the tables were made, as SQL
        Some("plan") => print!("{}", db.plan::<(Note,)>().await?),
        // the files of a folder that were not run yet
        Some("apply") => println!("{:?}", db.apply("migrations").await?),
        _ => serve(&db).await?,
    }
    db.close().await;
    Ok(())
}

async fn serve(db: &Postgres) -> Result<(), Box<dyn Error>> {
    db.migrate::<(Note,)>(Migrate::Additive).await?;
    let token = Token(env::var("API_TOKEN")?.into());
    let health = Router::new().route("/health", get(health)).with_state(db.clone());
    let app = Api::new(db)
        .guard(token)
        .mount::<Note>()
        .info("Notes", "1.0.0")
        .openapi("/openapi.json")
        .docs("/docs")
        .merge(health)
        .not_found()
        .router();
    let address = env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:8080".into());
    let listener = TcpListener::bind(address).await?;
    println!("listening on http://{}", listener.local_addr()?);
    let mut terminate = signal(SignalKind::terminate())?;
    let stop = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    };
    Ok(axum::serve(listener, app).with_graceful_shutdown(stop).await?)
}

/// Well is who reaches the database.
async fn health(State(db): State<Postgres>) -> StatusCode {
    match Note::repo(&db).list().limit(1).await {
        Ok(_) => StatusCode::NO_CONTENT,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}
