//! Opens the database, serves the routes, and stops when told to.

use std::io::{IsTerminal, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use dunder::crud_api::{AdminAuth, Api, CrudError, Migrate, Problem, Public, Sqlite};
use dunder::logged;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tracing::level_filters::LevelFilter;

use crate::args::Options;
use crate::catalog::{Customer, Product};
use crate::patience::Patient;
use crate::pricing::{Ask, Pricing, Quote, QuoteError};
use crate::seed;
use crate::settings::{Settings, variable};

/// How long requests may still take after the shop was told to stop.
const GRACE: Duration = Duration::from_secs(5);

/// Serves until a signal comes.
#[tokio::main]
pub async fn run(options: &Options) -> Result<(), String> {
    let level = variable("SHOP_LOG", LevelFilter::INFO)?;
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_max_level(level)
        .init();
    Settings::instance()?;

    // The port first: a second shop must not touch the first one's database.
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
    let listener = TcpListener::bind(address)
        .await
        .map_err(|fault| format!("cannot listen on {address}, try another `--port`: {fault}"))?;
    let address = listener.local_addr().map_err(|fault| fault.to_string())?;
    let mut stop = Stop::listen().map_err(|fault| fault.to_string())?;

    let db = open(options).await.map_err(|fault| match fault {
        CrudError::Store(cause) => cause.to_string(),
        other => format!("`{}`: {other}", options.db.display()),
    })?;

    // Told once: the database keeps a hash of it.
    let auth = AdminAuth::new();
    let first = auth.prepare(&db).await.map_err(|fault| fault.to_string())?;

    // A reader that went away is no reason not to serve.
    let _ = writeln!(std::io::stdout(), "listening on http://{address}");
    let _ = writeln!(std::io::stdout(), "docs at http://{address}/docs");
    let _ = writeln!(std::io::stdout(), "admin at http://{address}/admin/");
    if let Some(first) = first {
        let (name, password) = (first.name(), first.password());
        let _ = writeln!(std::io::stdout(), "admin: sign in as `{name}` with `{password}`");
    }
    let _ = std::io::stdout().flush();

    let stopping = Arc::new(Notify::new());
    let told = Arc::clone(&stopping);
    let serving =
        axum::serve(Patient(listener), router(&db, auth)).with_graceful_shutdown(async move {
            stop.signal().await;
            tracing::info!("stopping");
            told.notify_one();
        });
    let overdue = async {
        stopping.notified().await;
        tokio::time::sleep(GRACE).await;
    };
    let served = tokio::select! {
        served = serving => served.map_err(|fault| fault.to_string()),
        () = overdue => Ok(()),
    };
    // What lasts longer even so is in the write-ahead log, which the next start reads.
    let _ = tokio::time::timeout(GRACE, db.close()).await;
    served
}

/// The database with the shop's tables, and something in them.
async fn open(options: &Options) -> Result<Sqlite, CrudError> {
    let db = Sqlite::open(&options.db).await?;
    db.migrate::<(Product, Customer)>(Migrate::Additive).await?;
    seed::fill(&db).await?;
    Ok(db)
}

/// Every route.
fn router(db: &Sqlite, auth: AdminAuth) -> Router {
    let own = Router::new()
        .route("/", get(async || Redirect::to("/docs")))
        .route("/health", get(health))
        .with_state(db.clone())
        .merge(Router::new().route("/quote", get(quote)).with_state(Pricing::new(db)));
    Api::new(db)
        .guard(Public)
        .mount::<Product>()
        .mount::<Customer>()
        .info("The shop", env!("CARGO_PKG_VERSION"))
        .openapi("/openapi.json")
        .docs("/docs")
        .admin("/admin", auth)
        .merge(own)
        .not_found()
        .router()
        .layer(middleware::from_fn(note_writes))
}

/// Lets the log have every request that may change something.
async fn note_writes(request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let (verb, path) = (request.method().clone(), request.uri().path().to_owned());
    write(verb, path, next.run(request)).await
}

/// A request that may change something.
#[logged(level = "info", skip(answer), ret = "{}.status().as_u16()", max_len = 200, time)]
async fn write(verb: Method, path: String, answer: impl Future<Output = Response>) -> Response {
    answer.await
}

/// Well is who can read from the database.
async fn health(State(db): State<Sqlite>, request: Request) -> Result<Json<Health>, Problem> {
    let (parts, _) = request.into_parts();
    let read = Product::repo(&db).list().limit(1).await;
    read.map_err(|fault| Problem::from(fault).of(&parts))?;
    Ok(Json(Health { status: "ok" }))
}

#[derive(serde::Serialize)]
struct Health {
    status: &'static str,
}

/// What an order costs: `/quote?product=1&quantity=12&customer=2`.
async fn quote(
    State(pricing): State<Pricing>,
    parts: Parts,
    ask: Result<Query<Ask>, QueryRejection>,
) -> Result<Json<Quote>, Problem> {
    let bad = |detail: String| {
        Problem::new(StatusCode::BAD_REQUEST, "bad-query", "Bad query").detail(detail).of(&parts)
    };
    let Query(ask) = ask.map_err(|fault| bad(fault.body_text()))?;
    match pricing.quote(ask).await {
        Ok(quote) => Ok(Json(quote)),
        Err(fault @ QuoteError::NoPieces) => Err(bad(fault.to_string())),
        Err(QuoteError::Store(fault)) => Err(Problem::from(fault).of(&parts)),
        Err(QuoteError::Rule(fault)) => {
            tracing::error!(%fault, "a price rule cannot be made");
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            Err(Problem::new(status, "internal", "Internal error").of(&parts))
        }
    }
}

/// Ctrl-C, or what `kill` sends.
struct Stop {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Stop {
    /// Listens from now on, so that no signal is lost.
    fn listen() -> std::io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Ok(Self { terminate: signal(SignalKind::terminate())? })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    async fn signal(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = self.terminate.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    }
}
