//! 01: `AsyncDataFetcher` against a real HTTP server on loopback that is slow, fails and drops
//! connections. Outside the context there is no session to fetch with: that does not compile.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::get;
use dunder::aio::{
    AsyncContext, Elapsed, GatherError, Outcome, gather_limited, shutdown, with_async, with_timeout,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// Asynchronous data fetching service; only the [`Session`] of its context fetches.
struct AsyncDataFetcher {
    base_url: String,
    exits: Arc<Mutex<Vec<String>>>,
}

struct Session {
    base_url: String,
    client: reqwest::Client,
    exits: Arc<Mutex<Vec<String>>>,
}

impl AsyncContext for AsyncDataFetcher {
    type Guard = Session;
    type Error = reqwest::Error;

    async fn enter(self) -> Result<Session, reqwest::Error> {
        let client = reqwest::Client::builder().no_proxy().build()?;
        Ok(Session { base_url: self.base_url, client, exits: self.exits })
    }

    async fn exit(session: Session, outcome: Outcome<'_>) -> Result<(), reqwest::Error> {
        let word = match outcome {
            Outcome::Ok => "ok",
            Outcome::Err(_) => "error",
            Outcome::Panicked(_) => "panic",
            Outcome::Cancelled => "cancelled",
        };
        session.exits.lock().unwrap().push(word.to_owned());
        Ok(())
    }
}

impl Session {
    /// Fetch a single user asynchronously.
    async fn fetch_user(&self, id: u32) -> Result<Value, reqwest::Error> {
        let url = format!("{}/users/{id}", self.base_url);
        self.client.get(url).send().await?.error_for_status()?.json().await
    }

    /// Fetch multiple users concurrently.
    async fn fetch_multiple_users(
        &self,
        ids: impl IntoIterator<Item = u32>,
    ) -> Vec<Result<Value, GatherError<reqwest::Error>>> {
        gather_limited(4, ids.into_iter().map(|id| self.fetch_user(id))).await
    }

    /// Fetch user with timeout.
    async fn fetch_with_timeout(
        &self,
        id: u32,
        limit: Duration,
    ) -> Result<Result<Value, reqwest::Error>, Elapsed> {
        with_timeout(limit, self.fetch_user(id)).await
    }
}

const MISSING: u32 = 404;
const SLOW: u32 = 7;
const BROKEN: u32 = 13;

async fn user(Path(id): Path<u32>) -> Result<String, StatusCode> {
    match id {
        MISSING => Err(StatusCode::NOT_FOUND),
        SLOW => std::future::pending().await,
        BROKEN => panic!("the server drops the connection"),
        _ => Ok(json!({ "id": id, "name": format!("User {id}") }).to_string()),
    }
}

async fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = axum::Router::new().route("/users/{id}", get(user));
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{address}")
}

#[tokio::test]
async fn the_guide_fetches_one_user_then_many_then_one_in_time() {
    let exits = Arc::default();
    let fetcher = AsyncDataFetcher { base_url: server().await, exits: Arc::clone(&exits) };
    with_async(fetcher, async |session| -> Result<(), reqwest::Error> {
        assert_eq!(session.fetch_user(1).await?["name"], "User 1");
        let users = session.fetch_multiple_users([1, MISSING, 3, BROKEN, 5]).await;
        let ids: Vec<_> =
            users.iter().map(|user| user.as_ref().ok().map(|user| user["id"].clone())).collect();
        assert_eq!(ids, [Some(json!(1)), None, Some(json!(3)), None, Some(json!(5))]);
        assert!(matches!(&users[1], Err(GatherError::Failed(error)) if error.status().is_some()));
        assert!(matches!(&users[3], Err(GatherError::Failed(error)) if error.status().is_none()));
        let in_time = session.fetch_with_timeout(1, Duration::from_secs(5)).await;
        assert_eq!(in_time.expect("it is quick")?["id"], 1);
        let late = session.fetch_with_timeout(SLOW, Duration::from_millis(50)).await;
        assert_eq!(late.unwrap_err().to_string(), "timed out after 50ms");
        Ok(())
    })
    .await
    .unwrap();
    assert_eq!(*exits.lock().unwrap(), ["ok"]);
}

#[tokio::test]
async fn the_session_is_closed_after_an_error_a_panic_and_a_cancellation() {
    let exits = Arc::default();
    let base_url = server().await;
    let fetcher = || AsyncDataFetcher { base_url: base_url.clone(), exits: Arc::clone(&exits) };
    let failed = with_async(fetcher(), async |session| session.fetch_user(MISSING).await).await;
    assert_eq!(failed.unwrap_err().status().map(|status| status.as_u16()), Some(404));
    let panicking = with_async(fetcher(), async |session| -> Result<(), reqwest::Error> {
        panic!("while {} was fetched", session.fetch_user(1).await?)
    });
    assert!(tokio::spawn(panicking).await.unwrap_err().is_panic());
    let slow = with_async(fetcher(), async |session| session.fetch_user(SLOW).await);
    assert!(with_timeout(Duration::from_millis(50), slow).await.is_err());
    shutdown(Duration::from_secs(10)).await;
    assert_eq!(*exits.lock().unwrap(), ["error", "panic", "cancelled"]);
}
