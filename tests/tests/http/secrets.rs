//! Fields that clients write and nobody reads.

use dunder::crud_api::{Api, Memory, Migrate, Public, Resource, Value as Cell};
use dunder::{crud_api, validated};
use serde_json::{Value, json};

use super::client::{Client, sqlite};

/// Somebody who signs in; nothing counts changes, so that a tag is a hash.
#[crud_api(path = "/users", table = "users")]
#[validated]
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct User {
    #[crud(id)]
    id: i64,
    #[crud(filter, sort)]
    name: String,
    #[validate(secret, chars(8..))]
    #[serde(skip_serializing)]
    password: String,
    #[serde(skip_serializing)]
    #[crud(write_only, default = "a default that is nobody's business")]
    pin: String,
    #[serde(skip_serializing)]
    #[crud(write_only, json)]
    answers: Option<Vec<String>>,
}

async fn hides(client: Client) {
    let body = json!({ "name": "ann", "password": "hunter2-secret", "pin": "0451-secret" });
    let made = client.post("/users", &body).await;
    assert_eq!((made.status.as_u16(), made.json()), (201, json!({ "id": 1, "name": "ann" })));
    let tag = made.header("etag").to_owned();

    let seen = json!({ "id": 1, "name": "ann" });
    assert_eq!(client.get("/users/1").await.json(), seen);
    assert_eq!(client.get("/users").await.json()["items"], json!([seen]));
    let patch = json!({ "pin": "other", "answers": ["secret"] }).to_string();
    let patched = client.json("PATCH", "/users/1", patch).await;
    assert_eq!((patched.status.as_u16(), patched.json()), (200, seen.clone()));
    assert_eq!(patched.header("etag"), tag, "a hash of a secret would be a means to guess it");
    let put = json!({ "name": "ann", "password": "another secret" }).to_string();
    assert_eq!(client.json("PUT", "/users/1", put).await.json(), seen);
    let missing = client.json("PUT", "/users/1", json!({ "name": "ann" }).to_string()).await;
    assert_eq!(missing.faults(422, "invalid"), ["/password required"]);

    for query in ["password=hunter2-secret", "pin[prefix]=0", "sort=password", "sort=-pin"] {
        client.get(&format!("/users?{query}")).await.problem(400, "bad-query");
    }
    let short = client.json("PATCH", "/users/1", json!({ "password": "short" }).to_string()).await;
    assert!(!short.problem(422, "invalid").to_string().contains("\"short\""));
}

#[tokio::test]
async fn what_is_write_only_is_in_no_answer() {
    let db = Memory::new();
    hides(Client(Api::new(&db).guard(Public).mount::<User>().router())).await;
    let stored = User::repo(&db).read(1).await.unwrap();
    assert_eq!(json!(stored), json!({ "id": 1, "name": "ann" }), "as serde writes it");
    assert_eq!(stored.into_row()[2], Cell::Text("another secret".into()));

    let folder = tempfile::tempdir().unwrap();
    let db = sqlite(folder.path()).await;
    db.migrate::<(User,)>(Migrate::Additive).await.unwrap();
    hides(Client(Api::new(&db).guard(Public).mount::<User>().router())).await;
    let Some(server) = crate::server::server("secrets").await else { return };
    let db = server.connect().await.unwrap();
    db.migrate::<(User,)>(Migrate::Additive).await.unwrap();
    hides(Client(Api::new(&db).guard(Public).mount::<User>().router())).await;
}

#[tokio::test]
async fn the_document_says_what_is_write_only() {
    let api = Api::new(&Memory::new()).guard(Public).mount::<User>().openapi("/openapi.json");
    let document = Client(api.router()).get("/openapi.json").await.json();
    let schemas = &document["components"]["schemas"];
    let names = |schema: &str| {
        let fields = schemas[schema]["properties"].as_object().unwrap();
        fields.keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(names("User"), ["id", "name"]);
    for schema in ["NewUser", "UserPatch"] {
        for field in ["password", "pin", "answers"] {
            assert_eq!(schemas[schema]["properties"][field]["writeOnly"], true, "{schema} {field}");
        }
    }
    let required: &Value = &schemas["NewUser"]["required"];
    assert_eq!(*required, json!(["name", "password"]));
    assert!(!document.to_string().contains("nobody's business"));
}
