//! Writes of many rows, keys, exports, what rows refer to, and rows that are there for some only.

use axum::Router;
use axum::body::Body;
use axum::http::request::Parts;
use axum::routing::get;
use dunder::crud_api;
use dunder::crud_api::{
    Api, Denied, Filter, Guard, Memory, Migrate, Op, Public, Sqlite, Store, Timestamp,
};
use serde_json::{Value, json};

use super::client::{Answer, Client, sqlite};

#[crud_api(path = "/teams", table = "teams")]
#[derive(Clone, Debug, PartialEq)]
pub struct Team {
    #[crud(id)]
    id: i64,
    #[crud(unique, filter)]
    name: String,
    #[crud(version)]
    version: i64,
}

#[crud_api(path = "/members", table = "members", scope = of_their_own)]
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    #[crud(id)]
    id: i64,
    #[crud(filter)]
    owner: String,
    note: Option<String>,
    #[crud(references = Team, filter)]
    team_id: Option<i64>,
    #[crud(write_only, default = "")]
    secret: String,
}

#[crud_api(path = "/folders", table = "folders")]
#[derive(Clone, Debug, PartialEq)]
pub struct Folder {
    #[crud(id)]
    id: String,
    #[crud(references = Folder)]
    parent: Option<String>,
    #[crud(references = Team)]
    team_id: Option<i64>,
}

/// Whom a request comes from.
pub struct User(String);

fn of_their_own(who: &User) -> Option<Filter<Member>> {
    (who.0 != "admin").then(|| Member::OWNER.eq(&who.0))
}

/// Everybody says who they are; nobody but the admin removes.
#[derive(Clone, Default)]
struct Named;

impl Guard for Named {
    type Principal = User;

    async fn check(&self, request: &Parts, op: Op) -> Result<User, Denied> {
        let name = request.headers.get("authorization").and_then(|it| it.to_str().ok());
        match name {
            Some("panic") => panic!("a mistake"),
            Some(name) if op == Op::Delete && name != "admin" => Err(Denied::Forbidden),
            Some(name) => Ok(User(name.to_owned())),
            None => Err(Denied::Unauthorized),
        }
    }
}

fn served(db: &impl Store) -> Client {
    let own = Router::new().route("/own", get(async || "mine"));
    let api = Api::new(db).guard(Named).mount::<Member>().mount::<Team>().mount::<Folder>();
    Client(api.merge_guarded(own).router())
}

async fn every_store(test: impl AsyncFn(Client)) {
    test(served(&Memory::new())).await;
    let folder = tempfile::tempdir().unwrap();
    let db = sqlite(folder.path()).await;
    db.migrate::<(Team, Member, Folder)>(Migrate::Additive).await.unwrap();
    test(served(&db)).await;
    let Some(server) = crate::server::server("many").await else { return };
    let db = server.connect().await.unwrap();
    db.migrate::<(Team, Member, Folder)>(Migrate::Additive).await.unwrap();
    test(served(&db)).await;
}

async fn send(client: &Client, who: &str, method: &str, path: &str, body: Value) -> Answer {
    let more = [("authorization", who), ("content-type", "application/json")];
    let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
    client.send(method, path, &more, body).await
}

#[tokio::test]
async fn many_rows_are_written_or_none() {
    every_store(async |client| {
        let bulk = async |who: &str, query: &str, body: Value| {
            send(&client, who, "POST", &format!("/teams/bulk{query}"), body).await
        };
        let made = bulk("ann", "", json!({ "create": [{ "name": "a" }, { "name": "b" }] })).await;
        assert_eq!(made.json()["created"][1], json!({ "id": 2, "name": "b", "version": 1 }));
        let all = json!({
            "create": [{ "name": "c" }],
            "update": [{ "id": 1, "version": 1, "name": "z" }, { "id": 2 }],
            "delete": [{ "id": 2, "version": 1 }],
        });
        bulk("ann", "", all.clone()).await.problem(403, "forbidden");
        let done = bulk("admin", "", all.clone()).await.json();
        assert_eq!((&done["updated"][0]["name"], &done["deleted"]), (&json!("z"), &json!(1)));
        assert_eq!(done["updated"][1]["version"], 1, "nothing to change changes nothing");
        let again = bulk("admin", "", all).await;
        assert_eq!(again.faults(409, "conflict"), ["/create/0/name unique"]);
        let stale = json!({ "create": [{ "name": "d" }], "update": [{ "id": 1, "version": 1, "name": "y" }] });
        let stale = bulk("ann", "", stale).await;
        assert_eq!(stale.faults(412, "precondition-failed"), ["/update/0 precondition-failed"]);
        let wrong = json!({ "create": [{ "nam": "x" }, { "name": 1 }], "update": [{ "name": "x" }, 7] });
        assert_eq!(
            bulk("ann", "", wrong).await.faults(422, "invalid"),
            ["/create/0/nam unknown", "/create/0/name required", "/create/1/name type",
             "/update/0/id required", "/update/1 type"]
        );
        bulk("ann", "", json!({ "made": [] })).await.problem(422, "invalid");
        bulk("ann", "?partial=maybe", json!({})).await.problem(400, "bad-query");
        let many: Vec<_> = (0..1001).map(|i| json!({ "name": i.to_string() })).collect();
        bulk("ann", "", json!({ "create": many })).await.problem(413, "too-large");
        let partial = json!({ "create": [{ "name": "z" }, { "name": "e" }, {}], "delete": [9] });
        let partial = bulk("admin", "?partial=true", partial).await;
        assert_eq!(partial.status, 207);
        let results = partial.json()["results"].as_array().unwrap().clone();
        let told: Vec<_> = results.iter().map(|it| (it["pointer"].as_str().unwrap(), it["status"].as_u64().unwrap())).collect();
        assert_eq!(told, [("/create/0", 409), ("/create/1", 201), ("/create/2", 422), ("/delete/0", 404)]);
        let left = send(&client, "ann", "GET", "/teams?fields=name", Value::Null).await.json();
        assert_eq!(left["items"], json!([{ "name": "z" }, { "name": "c" }, { "name": "e" }]));
    })
    .await;
}

#[tokio::test]
async fn a_request_under_a_key_is_done_once() {
    every_store(async |client| {
        let post = async |who: &str, key: &str, path: &str, body: Value| {
            let more = [
                ("authorization", who),
                ("content-type", "application/json"),
                ("idempotency-key", key),
            ];
            client.send("POST", path, &more, body.to_string()).await
        };
        let team = || json!({ "name": "a" });
        let first = post("ann", "k1", "/teams", team()).await;
        assert_eq!((first.status.as_u16(), first.header("idempotency-replayed")), (201, ""));
        let again = post("ann", "k1", "/teams", team()).await;
        assert_eq!((again.status.as_u16(), again.header("idempotency-replayed")), (201, "true"));
        assert_eq!((&again.body, again.header("location")), (&first.body, "/teams/1"));
        assert_eq!(again.header("etag"), first.header("etag"));
        let other = post("ann", "k1", "/teams", json!({ "name": "b" })).await;
        other.problem(422, "idempotency-key");
        post("bob", "k1", "/teams", team()).await.problem(409, "conflict");
        // what failed is not kept
        post("ann", "k2", "/teams", team()).await.problem(409, "conflict");
        send(&client, "admin", "DELETE", "/teams/1", Value::Null).await;
        assert_eq!(post("ann", "k2", "/teams", team()).await.status, 201);
        post("ann", "", "/teams", team()).await.problem(400, "bad-header");
        let many = || json!({ "create": [{ "name": "x" }, { "name": "y" }] });
        let first = post("ann", "k3", "/teams/bulk", many()).await;
        let again = post("ann", "k3", "/teams/bulk", many()).await;
        assert_eq!((first.status.as_u16(), &first.body), (200, &again.body));
        assert_eq!(again.header("idempotency-replayed"), "true");
        // twins at once: one of them writes
        let (one, two) = tokio::join!(
            post("ann", "k4", "/teams", json!({ "name": "twin" })),
            post("ann", "k4", "/teams", json!({ "name": "twin" }))
        );
        assert_eq!((one.status.as_u16(), two.status.as_u16(), &one.body), (201, 201, &two.body));
    })
    .await;
}

#[tokio::test]
async fn an_export_streams_all_rows() {
    every_store(async |client| {
        let names = ["=1+1", "a,\"b\"", "plain"];
        let many: Vec<_> = (0..1203).map(|i| json!({ "name": format!("{i}") })).collect();
        for chunk in many.chunks(1000) {
            send(&client, "ann", "POST", "/teams/bulk", json!({ "create": chunk })).await;
        }
        for name in names {
            send(&client, "ann", "POST", "/teams", json!({ "name": name })).await;
        }
        let get = async |query: &str| {
            send(&client, "ann", "GET", &format!("/teams/export{query}"), Value::Null).await
        };
        let lines = get("").await;
        assert_eq!(lines.header("content-type"), "application/x-ndjson");
        let text = String::from_utf8(lines.body).unwrap();
        assert_eq!(text.lines().count(), 1206);
        assert_eq!(text.lines().next(), Some(r#"{"id":1,"name":"0","version":1}"#));
        let csv = get("?format=csv&id[gt]=1203").await;
        assert_eq!(csv.header("content-disposition"), "attachment; filename=\"teams.csv\"");
        let expected =
            "id,name,version\r\n1204,\"'=1+1\",1\r\n1205,\"a,\"\"b\"\"\",1\r\n1206,plain,1\r\n";
        assert_eq!(String::from_utf8(csv.body).unwrap(), expected);
        assert_eq!(get("?format=csv&id=1&fields=name").await.body, b"name\r\n0\r\n");
        for bad in ["?format=xml", "?limit=1", "?cursor=x", "?colour=red", "?name=%00"] {
            get(bad).await.problem(400, "bad-query");
        }
    })
    .await;
}

#[tokio::test]
async fn a_row_that_refers_to_itself_is_no_broken_reference() {
    every_store(async |client| {
        let own = |team: Value| json!({ "id": "a", "parent": "a", "team_id": team });
        for (method, path) in [("POST", "/folders"), ("PUT", "/folders/a")] {
            let refused = send(&client, "admin", method, path, own(json!(9))).await;
            assert_eq!(refused.faults(409, "foreign-key"), ["/team_id reference"], "{method}");
        }
        assert_eq!(send(&client, "admin", "POST", "/folders", own(Value::Null)).await.status, 201);
    })
    .await;
}

#[tokio::test]
async fn what_a_row_refers_to_is_told_beside_it() {
    every_store(async |client| {
        send(&client, "ann", "POST", "/teams", json!({ "name": "red" })).await;
        for team in [json!(1), json!(null), json!(1)] {
            let body = json!({ "owner": "ann", "team_id": team, "secret": "x" });
            assert_eq!(send(&client, "ann", "POST", "/members", body).await.status, 201);
        }
        let refused =
            send(&client, "ann", "POST", "/members", json!({ "owner": "ann", "team_id": 9 })).await;
        assert_eq!(refused.faults(409, "foreign-key"), ["/team_id reference"]);
        for method in ["PUT", "PATCH"] {
            let body = json!({ "owner": "ann", "team_id": 9 });
            let refused = send(&client, "ann", method, "/members/1", body).await;
            assert_eq!(refused.faults(409, "foreign-key"), ["/team_id reference"], "{method}");
        }
        let keyed = [
            ("authorization", "ann"),
            ("content-type", "application/json"),
            ("idempotency-key", "1"),
        ];
        let body = json!({ "owner": "ann", "team_id": 9 }).to_string();
        let refused = client.send("POST", "/members", &keyed, Body::from(body)).await;
        assert_eq!(refused.faults(409, "foreign-key"), ["/team_id reference"]);
        send(&client, "admin", "DELETE", "/teams/1", Value::Null).await.problem(409, "foreign-key");
        let red = json!({ "id": 1, "name": "red", "version": 1 });
        let page =
            send(&client, "ann", "GET", "/members?embed=team&fields=id", Value::Null).await.json();
        assert_eq!(
            page["items"],
            json!([{ "id": 1, "team": red }, { "id": 2, "team": null }, { "id": 3, "team": red }])
        );
        let one = send(&client, "ann", "GET", "/members/1?embed=team", Value::Null).await;
        assert_eq!((one.header("etag"), &one.json()["team"]), ("", &red));
        for bad in ["embed=owner", "embed=", "embed=team&embed=team"] {
            let bad = send(&client, "ann", "GET", &format!("/members?{bad}"), Value::Null).await;
            bad.problem(400, "bad-query");
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_sees_or_writes_beyond_their_scope() {
    every_store(async |client| {
        for owner in ["ann", "bob"] {
            let body = json!({ "owner": owner, "note": "n" });
            assert_eq!(send(&client, owner, "POST", "/members", body).await.status, 201);
        }
        let ann = async |method: &str, path: &str, body: Value| {
            send(&client, "ann", method, path, body).await
        };
        let list = ann("GET", "/members?count=exact", Value::Null).await.json();
        assert_eq!((list["items"].as_array().unwrap().len(), &list["total"]), (1, &json!(1)));
        let none = ann("GET", "/members?owner=bob", Value::Null).await.json();
        assert_eq!(none["items"], json!([]));
        ann("GET", "/members/2", Value::Null).await.problem(404, "not-found");
        ann("PATCH", "/members/2", json!({ "note": "x" })).await.problem(404, "not-found");
        ann("PUT", "/members/2", json!({ "owner": "ann" })).await.problem(404, "not-found");
        let bulk = json!({ "update": [{ "id": 2, "note": "x" }] });
        ann("POST", "/members/bulk", bulk).await.problem(404, "not-found");
        for (method, path) in [("POST", "/members"), ("PUT", "/members/1"), ("PATCH", "/members/1")]
        {
            let gift = ann(method, path, json!({ "owner": "bob" })).await;
            assert_eq!(gift.faults(422, "invalid"), ["/owner scope"], "{method}");
        }
        let gifts = json!({ "create": [{ "owner": "ann" }, { "owner": "bob" }] });
        let gift = ann("POST", "/members/bulk", gifts.clone()).await;
        assert_eq!(gift.faults(422, "invalid"), ["/create/1/owner scope"]);
        let made = json!({ "create": [{ "owner": "bob" }, { "owner": "ann" }], "delete": [] });
        let each = ann("POST", "/members/bulk?partial=true", made).await;
        assert_eq!(each.status, 207);
        let each = each.json();
        let told = |i: usize| (&each["results"][i]["pointer"], &each["results"][i]["status"]);
        assert_eq!(told(0), (&json!("/create/0"), &json!(422)));
        assert_eq!(told(1), (&json!("/create/1"), &json!(201)));
        let id = each["results"][1]["item"]["id"].to_string();
        let gone = send(&client, "admin", "DELETE", &format!("/members/{id}"), Value::Null).await;
        assert_eq!(gone.status, 204);
        let export = ann("GET", "/members/export", Value::Null).await;
        assert_eq!(String::from_utf8(export.body).unwrap().lines().count(), 1);
        let all = send(&client, "admin", "GET", "/members", Value::Null).await.json();
        assert_eq!(all["items"].as_array().unwrap().len(), 2);
        assert_eq!(send(&client, "admin", "DELETE", "/members/2", Value::Null).await.status, 204);
    })
    .await;
}

#[tokio::test]
async fn a_guard_that_panics_is_an_error_of_ours() {
    every_store(async |client| {
        for path in ["/teams", "/own", "/members/1"] {
            send(&client, "panic", "GET", path, Value::Null).await.problem(500, "internal");
        }
        assert_eq!(send(&client, "ann", "GET", "/own", Value::Null).await.body, b"mine");
    })
    .await;
}

/// Answers under a key are kept for a week.
#[crud_api(path = "/weekly", table = "weekly", idempotency = "7d", rate = "9 requests a minute")]
#[derive(Clone, Debug, PartialEq)]
pub struct Weekly {
    #[crud(id)]
    id: i64,
    text: String,
}

#[tokio::test]
async fn the_description_tells_how_often_clients_may_ask() {
    let api = Api::new(&Memory::new()).guard(Public).mount::<Weekly>().mount::<Team>();
    let client = Client(api.openapi("/openapi.json").router());
    let document = client.get("/openapi.json").await.json();
    let told =
        |path: &str, method: &str| document["paths"][path][method]["responses"]["429"].clone();
    for (path, method) in [
        ("/weekly", "get"),
        ("/weekly", "post"),
        ("/weekly/{id}", "delete"),
        ("/weekly/bulk", "post"),
        ("/weekly/export", "get"),
    ] {
        let told = told(path, method);
        let expected = "Asked too often; the limit is 9 requests a minute";
        assert_eq!(told["description"], expected, "{method} {path}");
        assert_eq!(told["headers"]["Retry-After"]["description"], "Seconds to wait.");
    }
    assert_eq!(told("/teams", "get"), Value::Null);
}

#[tokio::test]
async fn an_answer_is_kept_for_as_long_as_the_struct_says() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("it.db");
    let db = Sqlite::open(&path).await.unwrap();
    db.migrate::<(Weekly, Team)>(Migrate::Additive).await.unwrap();
    let api = Api::new(&db).guard(Public).mount::<Weekly>().mount::<Team>();
    let client = Client(api.openapi("/openapi.json").router());
    let more = [("content-type", "application/json"), ("idempotency-key", "k")];
    let before = Timestamp::now();
    for (path, body) in [("/weekly", "{\"text\":\"x\"}"), ("/teams", "{\"name\":\"x\"}")] {
        assert_eq!(client.send("POST", path, &more, body).await.status, 201);
    }
    let file = rusqlite::Connection::open(path).unwrap();
    let mut found = file.prepare("SELECT at FROM __dunder_keys ORDER BY at").unwrap();
    let found = found.query_map([], |row| row.get(0)).unwrap();
    let found: Vec<i64> = found.map(Result::unwrap).collect();
    for (at, days) in found.iter().zip([1, 7]) {
        let kept = *at - days * 24 * 60 * 60 * 1_000_000;
        assert!((before.as_microsecond()..=Timestamp::now().as_microsecond()).contains(&kept));
    }
    assert_eq!(found.len(), 2);

    let document = client.get("/openapi.json").await.json();
    let told = |path: &str| {
        let parameters = &document["paths"][path]["post"]["x-conditional-parameters"];
        let all = parameters.as_array().unwrap().iter();
        let mut all = all.filter(|it| it["$ref"] == "#/components/parameters/IdempotencyKey");
        all.next().unwrap()["description"].as_str().unwrap().to_owned()
    };
    for (path, length) in [
        ("/weekly", "7 days"),
        ("/weekly/bulk", "7 days"),
        ("/teams", "1 day"),
        ("/teams/bulk", "1 day"),
    ] {
        assert!(told(path).contains(&format!("answered the same for {length};")), "{path}");
    }
}

/// Behind a guard of its own, and without keys.
#[crud_api(path = "/vault", table = "vault", guard = Named, idempotency = off)]
#[derive(Clone, Debug, PartialEq)]
pub struct Vault {
    #[crud(id)]
    id: i64,
    text: String,
}

async fn vaulted<S: Store>(db: &S) {
    let client = Client(Api::new(db).guard(Public).mount::<Vault>().router());
    client.get("/vault").await.problem(401, "unauthorized");
    assert_eq!(send(&client, "ann", "GET", "/vault", Value::Null).await.status, 200);
    let more =
        [("authorization", "ann"), ("content-type", "application/json"), ("idempotency-key", "k")];
    for id in 1..3 {
        let made = client.send("POST", "/vault", &more, "{\"text\":\"x\"}").await;
        assert_eq!(made.json()["id"], id);
    }
}

#[tokio::test]
async fn a_struct_may_have_a_guard_of_its_own() {
    vaulted(&Memory::new()).await;
}
