//! A PostgreSQL server for tests: `DUNDER_POSTGRES_URL` says where one is; `.ci/postgres` starts it.
#![allow(dead_code, reason = "each test program takes what it needs")]

use std::sync::atomic::{AtomicU32, Ordering};

use dunder::crud_api::{CrudError, Postgres};
use tokio_postgres::NoTls;

/// A schema of its own on the server of the tests.
pub(crate) struct Server {
    url: String,
    schema: String,
}

/// The server, if there is one; each test has a schema there.
pub(crate) async fn server(test: &str) -> Option<Server> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let Ok(url) = std::env::var("DUNDER_POSTGRES_URL") else {
        println!("skipped: DUNDER_POSTGRES_URL is not set, `bash .ci/postgres` sets it");
        return None;
    };
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let schema = format!("t{}_{count}_{}", std::process::id(), &test[..test.len().min(30)]);
    let server = Server { url, schema };
    server.empty().await;
    Some(server)
}

impl Server {
    pub(crate) fn url(&self) -> String {
        let mark = if self.url.contains('?') { '&' } else { '?' };
        format!("{}{mark}options=-csearch_path%3D{}", self.url, self.schema)
    }

    pub(crate) async fn connect(&self) -> Result<Postgres, CrudError> {
        Postgres::connect(&self.url()).await
    }

    /// Runs SQL as another program would.
    pub(crate) async fn sql(&self, text: &str) -> Vec<String> {
        let connected = tokio_postgres::connect(&self.url(), NoTls).await;
        let (client, connection) = connected.expect("a connection");
        tokio::spawn(connection);
        let messages = client.simple_query(text).await.expect("the statement");
        let rows = messages.iter().filter_map(|message| match message {
            tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        });
        rows.collect()
    }

    /// Drops what the test has made.
    pub(crate) async fn empty(&self) {
        let name = &self.schema;
        self.sql(&format!("DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}")).await;
    }
}
