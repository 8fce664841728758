//! `PostgresOptions`: what else there is to say of a connection.

use std::error::Error;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use tokio::sync::watch;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{CancelToken, Config, NoTls, Socket};

use super::Postgres;
use super::run::Open;
use crate::crud_api::CrudError;
use crate::crud_api::fallen::Known;

/// How to connect, [`Postgres::options`]: the URL, and what it does not say.
///
/// ```no_run
/// use std::time::Duration;
/// use dunder::crud_api::Postgres;
///
/// # async fn connect() -> Result<(), dunder::crud_api::CrudError> {
/// let db = Postgres::options("postgresql://app@db.example/app")
///     .connections(32)
///     .timeout(Duration::from_secs(3))
///     .connect()
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "nothing is connected before `connect` is awaited"]
pub struct PostgresOptions {
    url: String,
    connections: usize,
    wait: Duration,
    timeout: Duration,
}

impl PostgresOptions {
    pub(super) fn new(url: &str) -> Self {
        let (wait, timeout) = (Duration::from_secs(5), Duration::from_secs(10));
        Self { url: url.to_owned(), connections: 16, wait, timeout }
    }

    /// So many connections at most, 16 if not said; they are made when they are needed.
    pub const fn connections(mut self, most: usize) -> Self {
        self.connections = most;
        self
    }

    /// How long a call waits for a connection, 5 seconds if not said; then it is
    /// [`CrudError::Busy`].
    pub const fn wait(mut self, most: Duration) -> Self {
        self.wait = most;
        self
    }

    /// How long a call may take once it has a connection, 10 seconds if not said; then it is
    /// cancelled on the server: [`CrudError::Timeout`] where nothing was written,
    /// [`CrudError::Unknown`] where the server does not say.
    pub const fn timeout(mut self, most: Duration) -> Self {
        self.timeout = most;
        self
    }

    /// Connects without TLS.
    ///
    /// # Errors
    /// As [`Postgres::connect`], and [`CrudError::Store`] where the URL asks for TLS.
    pub async fn connect(self) -> Result<Postgres, CrudError> {
        if self.config()?.get_ssl_mode() == SslMode::Require {
            return Err(CrudError::store(
                "the URL asks for TLS, write `Postgres::options(url).connect_with(connector)` with \
                 a connector of `tokio-postgres-rustls` or `postgres-native-tls`",
            ));
        }
        self.connect_with(NoTls).await
    }

    /// Connects with a TLS connector for `tokio-postgres`, of `tokio-postgres-rustls` or
    /// `postgres-native-tls`.
    ///
    /// # Errors
    /// As [`Postgres::connect`].
    pub async fn connect_with<T>(self, tls: T) -> Result<Postgres, CrudError>
    where
        T: MakeTlsConnect<Socket> + Clone + Sync + Send + 'static,
        T::Stream: Sync + Send,
        T::TlsConnect: Sync + Send,
        <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
    {
        let config = self.config()?;
        let place = Place::of(&config);
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(CrudError::store("`Postgres` needs a tokio runtime around it"));
        }
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = Manager::from_config(config, tls.clone(), recycling);
        let pool = Pool::builder(manager)
            .max_size(self.connections.max(1))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|fault| CrudError::store(fault.to_string()))?;
        let cancel = move |token: CancelToken| -> super::run::Sent {
            let tls = tls.clone();
            // that it fails is seen by the query that goes on
            Box::pin(async move { drop(token.cancel_query(tls).await) })
        };
        let open = Open {
            pool,
            place,
            wait: self.wait,
            timeout: self.timeout,
            cancel: Box::new(cancel),
            is_closed: false.into(),
            running: watch::Sender::new(()),
            known: Known::default(),
        };
        open.greet().await?;
        Ok(Postgres(Arc::new(open)))
    }

    fn config(&self) -> Result<Config, CrudError> {
        let mut config = Config::from_str(&self.url).map_err(|fault| {
            let why = fault.source().map_or_else(|| fault.to_string(), ToString::to_string);
            CrudError::store(format!("the URL of the database is none: {why}"))
        })?;
        if config.get_application_name().is_none() {
            config.application_name("dunder");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(self.wait);
        }
        Ok(config)
    }
}

impl fmt::Debug for PostgresOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // the URL may have a password
        let Self { connections, wait, timeout, .. } = self;
        f.debug_struct("PostgresOptions")
            .field("connections", connections)
            .field("wait", wait)
            .field("timeout", timeout)
            .finish_non_exhaustive()
    }
}

/// Where a database is, without what is secret.
#[derive(Clone, Debug)]
pub(super) struct Place(String);

impl Place {
    fn of(config: &Config) -> Self {
        let host = config.get_hosts().first().map_or_else(String::new, |host| match host {
            Host::Tcp(name) => name.clone(),
            #[cfg(unix)]
            Host::Unix(path) => path.display().to_string(),
        });
        let port = config.get_ports().first().map_or_else(String::new, |it| format!(":{it}"));
        let name = config.get_dbname().or(config.get_user()).unwrap_or_default();
        Self(format!("{host}{port}/{name}"))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
