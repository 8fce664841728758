//! The guide's `AsyncDataFetcher`: `async with`, many at a time, and a timeout that is an error of its
//! own type. `cargo run --bin fetcher [URL]`; without a URL it asks a server of its own, which is
//! slow, fails and hangs up. Outside its context there is no session to fetch with.

use std::error::Error;
use std::io;
use std::time::Duration;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use dunder::aio::{
    AsyncContext, Elapsed, GatherError, Outcome, gather_limited, shutdown, with_async, with_timeout,
};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

/// How many requests are under way at a time.
const AT_ONCE: usize = 3;

#[derive(Debug, Serialize, Deserialize)]
struct User {
    id: u32,
    name: String,
}

/// Asynchronous data fetching service; what it is entered for is a [`Session`].
struct AsyncDataFetcher {
    base_url: String,
}

struct Session {
    base_url: String,
    client: reqwest::Client,
}

impl AsyncContext for AsyncDataFetcher {
    type Guard = Session;
    type Error = reqwest::Error;

    async fn enter(self) -> reqwest::Result<Session> {
        let client = reqwest::Client::builder().no_proxy().build()?;
        Ok(Session { base_url: self.base_url, client })
    }

    async fn exit(session: Session, outcome: Outcome<'_>) -> reqwest::Result<()> {
        drop(session);
        match outcome {
            Outcome::Ok => println!("session closed"),
            Outcome::Err(error) => println!("session closed after an error: {error}"),
            Outcome::Panicked(said) => println!("session closed after a panic: {said}"),
            Outcome::Cancelled => println!("session closed after a cancellation"),
        }
        Ok(())
    }
}

impl Session {
    /// Fetch a single user asynchronously.
    async fn fetch_user(&self, id: u32) -> reqwest::Result<User> {
        let url = format!("{}/users/{id}", self.base_url);
        self.client.get(url).send().await?.error_for_status()?.json().await
    }

    /// Fetch multiple users concurrently; the results stand in the order of the ids.
    async fn fetch_multiple_users(
        &self,
        ids: impl IntoIterator<Item = u32>,
    ) -> Vec<Result<User, GatherError<reqwest::Error>>> {
        gather_limited(AT_ONCE, ids.into_iter().map(|id| self.fetch_user(id))).await
    }

    /// Fetch user with timeout.
    async fn fetch_with_timeout(
        &self,
        id: u32,
        limit: Duration,
    ) -> Result<reqwest::Result<User>, Elapsed> {
        with_timeout(limit, self.fetch_user(id)).await
    }
}

/// User 2 takes long, user 3 is not there, user 4 gets no answer but an end of the connection.
async fn user(Path(id): Path<u32>) -> Result<Json<User>, StatusCode> {
    match id {
        2 => tokio::time::sleep(Duration::from_millis(300)).await,
        3 => return Err(StatusCode::NOT_FOUND),
        4 => std::panic::resume_unwind(Box::new("this request's connection is closed")),
        _ => {}
    }
    Ok(Json(User { id, name: format!("User {id}") }))
}

async fn serve() -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base_url = format!("http://{}", listener.local_addr()?);
    let app = Router::new().route("/users/{id}", get(user));
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(base_url)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let base_url = match std::env::args().nth(1) {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => serve().await?,
    };
    let fetcher = || AsyncDataFetcher { base_url: base_url.clone() };

    with_async(fetcher(), async |session| -> reqwest::Result<()> {
        let user = session.fetch_user(1).await?;
        println!("user: {user:?}");
        let users = session.fetch_multiple_users(1..=5).await;
        println!("fetched {} of {} users", users.iter().flatten().count(), users.len());
        for (id, user) in (1..).zip(&users) {
            match user {
                Ok(user) => println!("  {id}: {}", user.name),
                Err(GatherError::Failed(error)) => match error.status() {
                    Some(status) => println!("  {id}: {status}"),
                    None => println!("  {id}: no answer"),
                },
                Err(GatherError::Panicked(panic)) => println!("  {id}: {panic}"),
            }
        }
        for id in [1, 2] {
            match session.fetch_with_timeout(id, Duration::from_millis(100)).await {
                Ok(user) => println!("user in time: {}", user?.name),
                Err(elapsed) => println!("user {id}: {elapsed}"),
            }
        }
        Ok(())
    })
    .await?;

    // The body's error is the caller's, after the exit.
    let failed = with_async(fetcher(), async |session| session.fetch_user(3).await).await;
    println!("failed: {}", failed.is_err());

    // What is cut short is exited in a task, for which the program waits before it ends.
    let slow = with_async(fetcher(), async |session| session.fetch_user(2).await);
    println!("cut: {}", with_timeout(Duration::from_millis(50), slow).await.is_err());
    println!("{} exits left", shutdown(Duration::from_secs(5)).await);
    Ok(())
}
