//! A client of a router, without a network.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use dunder::crud_api::{Api, Memory, Migrate, Model, Postgres, Public, Sqlite, Store};
use serde_json::Value;
use tower::ServiceExt;

use super::resources::{Label, Product};

#[derive(Clone)]
pub struct Client(pub Router);

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// The router of both structs, open to everybody.
pub fn open<S: Store>(store: &S) -> Client {
    let api = Api::new(store).guard(Public).mount::<Product>().mount::<Label>();
    Client(api.info("Test", "1.0.0").openapi("/openapi.json").docs("/docs").router())
}

/// A database in this folder, with the tables of both structs.
pub async fn sqlite(folder: &std::path::Path) -> Sqlite {
    let db = Sqlite::open(folder.join("test.db")).await.unwrap();
    db.migrate::<(Product, Label)>(Migrate::Additive).await.unwrap();
    db
}

/// The same on the server of the tests.
pub async fn postgres(server: &crate::server::Server) -> Postgres {
    let db = server.connect().await.unwrap();
    db.migrate::<(Product, Label)>(Migrate::Additive).await.unwrap();
    db
}

/// What is tested over every store, each new, with the tables of these models.
pub trait OverStores {
    async fn run(&self, db: &impl Store);

    fn models(&self) -> Vec<&'static Model>;

    /// Runs it over all stores that there are.
    async fn over_every_store(&self, test: &str) {
        let models = self.models();
        let db = Memory::new();
        db.migrate_models(&models, Migrate::Additive).await.unwrap();
        self.run(&db).await;
        let folder = tempfile::tempdir().unwrap();
        let db = Sqlite::open(folder.path().join("test.db")).await.unwrap();
        db.migrate_models(&models, Migrate::Additive).await.unwrap();
        self.run(&db).await;
        let Some(server) = crate::server::server(test).await else { return };
        let db = server.connect().await.unwrap();
        db.migrate_models(&models, Migrate::Additive).await.unwrap();
        self.run(&db).await;
    }
}

impl Client {
    pub async fn call(&self, request: Request<Body>) -> Answer {
        let response = self.0.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub async fn send(
        &self,
        method: &str,
        path: &str,
        more: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        self.call(request.body(body.into()).unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], Body::empty()).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, &[], Body::empty()).await
    }

    pub async fn json(&self, method: &str, path: &str, body: impl Into<Body>) -> Answer {
        self.send(method, path, &[("content-type", "application/json")], body).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.json("POST", path, body.to_string()).await
    }
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> Value {
        assert_eq!(self.header("content-type"), "application/json", "{self:?}");
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The problem that it must be, with all that every problem has.
    pub fn problem(&self, status: u16, kind: &str) -> Value {
        let text = String::from_utf8_lossy(&self.body);
        assert_eq!(self.status.as_u16(), status, "{text}");
        assert_eq!(self.header(header::CONTENT_TYPE.as_str()), "application/problem+json");
        assert_eq!(self.header("x-content-type-options"), "nosniff");
        assert_eq!(self.header("cache-control"), "no-store");
        let problem: Value = serde_json::from_slice(&self.body).unwrap();
        assert_eq!(problem["type"], format!("urn:dunder:error:{kind}"), "{text}");
        assert_eq!(problem["status"], status);
        assert!(problem["title"].is_string() && problem["detail"].is_string(), "{text}");
        assert!(problem["instance"].as_str().unwrap().starts_with('/'), "{text}");
        assert_eq!(problem["request_id"], self.header("x-request-id"));
        for word in ["SELECT", "INSERT", "UPDATE ", "sqlite", "panicked"] {
            assert!(!text.contains(word), "{text}");
        }
        problem
    }

    /// The problem's faults as `pointer code`.
    pub fn faults(&self, status: u16, kind: &str) -> Vec<String> {
        let problem = self.problem(status, kind);
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        let text = |fault: &Value, key: &str| fault[key].as_str().unwrap().to_owned();
        errors
            .iter()
            .map(|fault| format!("{} {}", text(fault, "pointer"), text(fault, "code")))
            .collect()
    }
}
