//! Opens the database, serves the routes, and stops when told to.

use std::io::{IsTerminal, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::extract::rejection::QueryRejection;
use axum::extract::{ConnectInfo, Query, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use dunder::crud_api::{
    AdminAuth, Api, CrudError, Migrate, Models, Postgres, Problem, Public, Sqlite, Store,
};
use dunder::logged;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tracing::level_filters::LevelFilter;

use crate::args::Options;
use crate::catalog::{Customer, Product};
use crate::patience::{Patient, Peer};
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
    let stop = Stop::listen().map_err(|fault| fault.to_string())?;

    let why = |fault: CrudError| match fault {
        CrudError::Store(cause) => cause.to_string(),
        other => other.to_string(),
    };
    // What lasts longer than the grace even so is in the write-ahead log, which the next start reads.
    match options.url() {
        None => {
            let db = Sqlite::open(&options.db).await.map_err(why)?;
            let served = serve(listener, stop, &db).await;
            let _ = tokio::time::timeout(GRACE, db.close()).await;
            served.map_err(|fault| match fault {
                Fault::Store(CrudError::Store(cause)) => cause.to_string(),
                Fault::Store(other) => format!("`{}`: {other}", options.db.display()),
                Fault::Io(fault) => fault.to_string(),
            })
        }
        Some(url) => {
            let db = Postgres::connect(url).await.map_err(why)?;
            let served = serve(listener, stop, &db).await;
            let _ = tokio::time::timeout(GRACE, db.close()).await;
            served.map_err(|fault| match fault {
                Fault::Store(fault) => why(fault),
                Fault::Io(fault) => fault.to_string(),
            })
        }
    }
}

/// Why it does not serve.
enum Fault {
    Store(CrudError),
    Io(std::io::Error),
}

/// Serves what is in a database, until a signal comes.
async fn serve(listener: TcpListener, mut stop: Stop, db: &impl Store) -> Result<(), Fault> {
    let address = listener.local_addr().map_err(Fault::Io)?;
    prepare(db).await.map_err(Fault::Store)?;

    // Told once: the database keeps a hash of it.
    let auth = AdminAuth::new().visitor(|request| {
        let peer = request.extensions.get::<ConnectInfo<Peer>>()?;
        Some(peer.0.0.ip())
    });
    let first = auth.prepare(db).await.map_err(Fault::Store)?;

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
    let service = router(db, auth).into_make_service_with_connect_info::<Peer>();
    let serving = axum::serve(Patient(listener), service).with_graceful_shutdown(async move {
        stop.signal().await;
        tracing::info!("stopping");
        told.notify_one();
    });
    let overdue = async {
        stopping.notified().await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        served = serving => served.map_err(Fault::Io),
        () = overdue => Ok(()),
    }
}

/// Makes the shop's tables, and puts something in them.
async fn prepare(db: &impl Store) -> Result<(), CrudError> {
    db.migrate_models(&<(Product, Customer)>::models(), Migrate::Additive).await?;
    seed::fill(db).await
}

/// Every route.
fn router<S: Store>(db: &S, auth: AdminAuth) -> Router {
    let own = Router::new()
        .route("/", get(async || Redirect::to("/docs")))
        .route("/health", get(health::<S>))
        .with_state(db.clone())
        .merge(Router::new().route("/quote", get(quote::<S>)).with_state(Pricing::new(db)));
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
async fn health<S: Store>(State(db): State<S>, request: Request) -> Result<Json<Health>, Problem> {
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
async fn quote<S: Store>(
    State(pricing): State<Pricing<S>>,
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
