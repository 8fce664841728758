//! What holds on every route that the OpenAPI document names: nobody reads or writes beyond their
//! scope, and nobody sets what the server makes. A route that is new is asked, too.

use axum::body::Body;
use axum::http::request::Parts;
use dunder::crud_api;
use dunder::crud_api::{Api, Denied, Filter, Guard, Model, Op, Resource, Store, Timestamp};
use serde_json::{Map, Value, json};

use super::client::{Answer, Client, OverStores};

/// A folder of somebody's.
#[crud_api(path = "/folders", table = "folders", scope = folders_of)]
#[derive(Clone, Debug, PartialEq)]
pub struct Folder {
    #[crud(id)]
    id: i64,
    #[crud(filter, sort)]
    owner: String,
    #[crud(filter, sort, search)]
    title: String,
}

/// A note of somebody's, which can be put back.
#[crud_api(path = "/entries", table = "entries", scope = entries_of, soft_delete)]
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    #[crud(id)]
    id: i64,
    #[crud(filter, sort)]
    owner: String,
    #[crud(filter, sort, search)]
    text: String,
    #[crud(references = Folder, filter)]
    folder_id: Option<i64>,
    #[crud(read_only, filter, default = 0)]
    views: i64,
    #[crud(column = "inner_state", read_only, default = "x")]
    state: String,
    #[crud(created, filter, sort)]
    created_at: Timestamp,
    #[crud(updated)]
    updated_at: Timestamp,
    #[crud(version)]
    version: i64,
}

/// A page of somebody's, under a name that they choose.
#[crud_api(path = "/sites", table = "sites", scope = sites_of)]
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    #[crud(id)]
    name: String,
    #[crud(filter, sort)]
    owner: String,
    #[crud(filter, sort, search)]
    text: String,
}

fn folders_of(who: &String) -> Filter<Folder> {
    Folder::OWNER.eq(who)
}

fn entries_of(who: &String) -> Filter<Entry> {
    Entry::OWNER.eq(who)
}

fn sites_of(who: &String) -> Filter<Site> {
    Site::OWNER.eq(who)
}

/// Everybody is who they say.
#[derive(Clone)]
struct Named;

impl Guard for Named {
    type Principal = String;

    async fn check(&self, request: &Parts, _: Op) -> Result<String, Denied> {
        let name = request.headers.get("authorization").and_then(|it| it.to_str().ok());
        name.map(str::to_owned).ok_or(Denied::Unauthorized)
    }
}

/// What is in each of Bob's rows, and in no answer of Ann's.
const BOBS: &str = "bobs-own-text";

/// An API, its document, and who asks.
struct Routes {
    client: Client,
    document: Value,
}

/// A route of the document.
struct Route {
    path: String,
    method: String,
    operation: Value,
}

impl Routes {
    async fn open(db: &impl Store) -> Self {
        let api = Api::new(db).guard(Named).mount::<Folder>().mount::<Entry>().mount::<Site>();
        let client = Client(api.openapi("/openapi.json").router());
        let document = client.get("/openapi.json").await.json();
        let this = Self { client, document };
        for (who, text) in [("ann", "anns"), ("bob", BOBS)] {
            let folder = this.post(who, "/folders", json!({ "owner": who, "title": text })).await;
            let entry = json!({ "owner": who, "text": text, "folder_id": folder["id"] });
            this.post(who, "/entries", entry).await;
            this.post(who, "/sites", json!({ "owner": who, "text": text, "name": who })).await;
        }
        // a row that Bob has removed
        let entry = json!({ "owner": "bob", "text": BOBS });
        let gone = this.post("bob", "/entries", entry).await;
        this.send("bob", "DELETE", &format!("/entries/{}", gone["id"]), None).await;
        this
    }

    async fn post(&self, who: &str, path: &str, body: Value) -> Value {
        let made = self.send(who, "POST", path, Some(body)).await;
        assert_eq!(made.status, 201, "{}", String::from_utf8_lossy(&made.body));
        made.json()
    }

    async fn send(&self, who: &str, method: &str, path: &str, body: Option<Value>) -> Answer {
        let more =
            [("authorization", who), ("content-type", "application/json"), ("if-match", "*")];
        let more = if method == "GET" || method == "POST" && !path.ends_with("/restore") {
            &more[..2]
        } else {
            &more[..]
        };
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.client.send(method, path, more, body).await
    }

    fn all(&self) -> Vec<Route> {
        let mut all = Vec::new();
        for (path, item) in self.document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                if operation["responses"].is_object() {
                    let (path, method) = (path.clone(), method.to_uppercase());
                    all.push(Route { path, method, operation: operation.clone() });
                }
            }
        }
        assert!(all.len() > 20, "{} routes", all.len());
        all
    }

    /// All that Bob has, as he sees it.
    async fn bobs(&self) -> Vec<Vec<u8>> {
        let mut all = Vec::new();
        for path in ["/folders/export", "/entries/export", "/sites/export"] {
            let answer = self.send("bob", "GET", path, None).await;
            assert!(String::from_utf8_lossy(&answer.body).contains(BOBS));
            all.push(answer.body);
        }
        all
    }
}

/// What a create of this path takes, of Ann's.
fn new(path: &str) -> Value {
    match path.split('/').nth(1) {
        Some("folders") => json!({ "owner": "ann", "title": "new" }),
        Some("entries") => json!({ "owner": "ann", "text": "new", "folder_id": null }),
        _ => json!({ "owner": "ann", "text": "new", "name": "new" }),
    }
}

/// Bob's row of this path.
fn bobs_id(path: &str) -> Value {
    if path.starts_with("/sites") { json!("bob") } else { json!(2) }
}

/// What a route is sent, with Bob's rows in mind.
fn aimed_at_bob(route: &Route) -> Vec<Option<Value>> {
    let path = route.path.as_str();
    if route.operation["requestBody"].is_null() {
        return vec![None];
    }
    let id = if path.starts_with("/sites") { "name" } else { "id" };
    if path.ends_with("/bulk") {
        let one = |list: &str, item: Value| Some(json!({ list: [item] }));
        let mut gift = new(path);
        gift["owner"] = json!("bob");
        return vec![
            one("update", json!({ id: bobs_id(path), "owner": "ann" })),
            one("update", json!({ id: bobs_id(path) })),
            one("delete", json!({ id: bobs_id(path) })),
            one("delete", bobs_id(path)),
            one("create", gift),
        ];
    }
    let mut bodies = vec![json!({ "owner": "ann" }), new(path)];
    if path.starts_with("/entries") {
        // a reference to a row that is not hers tells nothing of it
        bodies.push(json!({ "owner": "ann", "text": "new", "folder_id": 2 }));
    }
    let mut gift = new(path);
    gift["owner"] = json!("bob");
    bodies.push(gift);
    bodies.into_iter().map(Some).collect()
}

/// Query strings with each parameter that the route has.
fn queries(route: &Route) -> Vec<String> {
    let mut queries = vec![String::new(), "fields=owner".into(), "format=csv".into()];
    let parameters = route.operation["parameters"].as_array().cloned().unwrap_or_default();
    for parameter in parameters.iter().filter(|it| it["in"] == "query") {
        let name = parameter["name"].as_str().unwrap();
        let values: &[&str] = match name {
            "q" => &["bobs-own"],
            "count" => &["exact"],
            "embed" => &["folder"],
            "limit" => &["200"],
            "or" => &["(owner=bob,owner=ann)"],
            "sort" => &["owner", "-owner", "text"],
            "owner" | "owner[eq]" => &["bob"],
            "partial" => &["true"],
            // what is said back is not the whole of it
            _ => &["bob", "2", "bobs-own", "bob,ann", "2,1", "true"],
        };
        queries.extend(values.iter().map(|value| format!("{name}={value}")));
    }
    queries
}

/// Ann asks every route for what is Bob's.
struct Leaks;

impl OverStores for Leaks {
    fn models(&self) -> Vec<&'static Model> {
        vec![Folder::MODEL, Entry::MODEL, Site::MODEL]
    }

    async fn run(&self, db: &impl Store) {
        let routes = Routes::open(db).await;
        let before = routes.bobs().await;
        let mut asked = 0;
        for route in routes.all() {
            let id = bobs_id(&route.path);
            let ids = match id.as_str() {
                Some(id) => vec![id.to_owned()],
                None if route.path.starts_with("/entries") => {
                    // there, and removed
                    vec!["2".to_owned(), "3".to_owned()]
                }
                None => vec!["2".to_owned()],
            };
            let is_one = route.path.contains('{');
            for id in &ids[..if is_one { ids.len() } else { 1 }] {
                let path = match route.path.split_once('{') {
                    Some((start, rest)) => {
                        format!("{start}{id}{}", rest.split_once('}').unwrap().1)
                    }
                    None => route.path.clone(),
                };
                for query in queries(&route) {
                    for body in aimed_at_bob(&route) {
                        let path = format!("{path}?{query}");
                        let answer = routes.send("ann", &route.method, &path, body.clone()).await;
                        asked += 1;
                        let text = String::from_utf8_lossy(&answer.body);
                        let what = format!("{} {path} {body:?}: {}", route.method, answer.status);
                        assert!(!text.contains(BOBS), "{what} {text}");
                        if answer.status.is_success() && route.method == "GET" {
                            assert!(!text.contains("\"bob\""), "{what} {text}");
                        }
                        assert_ne!(answer.status.as_u16(), 500, "{what} {text}");
                        if is_one {
                            let is_refused = answer.status.is_client_error();
                            // PUT of a name that is taken, by whom she cannot see
                            assert!(is_refused, "{what} {text}");
                            assert!(
                                answer.status.as_u16() != 403,
                                "{what}: it is not hers to know"
                            );
                        }
                        if let (Some(total), true) = (
                            serde_json::from_slice::<Value>(&answer.body)
                                .ok()
                                .and_then(|it| it["total"].as_u64()),
                            query == "count=exact",
                        ) {
                            let all = format!("{}/export", route.path);
                            let hers = routes.send("ann", "GET", &all, None).await.body;
                            let hers = String::from_utf8(hers).unwrap().lines().count();
                            assert_eq!(total, hers as u64, "{what}");
                        }
                    }
                }
                assert_eq!(routes.bobs().await, before, "{} {path}", route.method);
            }
        }
        assert!(asked > 100, "{asked} requests");
    }
}

#[tokio::test]
async fn no_route_leaks_what_is_beyond_a_scope() {
    Leaks.over_every_store("leaks").await;
}

/// Every route that takes a row is sent what only the server makes.
struct Assignments;

impl Assignments {
    /// What clients may not set, with values that would fit.
    fn forbidden(path: &str) -> Vec<(&'static str, Value)> {
        let mut all = vec![
            ("is_admin", json!(true)),
            ("__proto__", json!({ "owner": "bob" })),
            ("__nonce", json!(7)),
            ("__deleted", json!("2020-01-01T00:00:00Z")),
            ("inner_state", json!("y")),
            ("Owner", json!("bob")),
            ("owner\u{0}", json!("bob")),
        ];
        if path.starts_with("/entries") {
            all.extend([
                ("views", json!(1000)),
                ("state", json!("y")),
                ("created_at", json!("2020-01-01T00:00:00Z")),
                ("updated_at", json!("2020-01-01T00:00:00Z")),
            ]);
        }
        all
    }
}

impl OverStores for Assignments {
    fn models(&self) -> Vec<&'static Model> {
        vec![Folder::MODEL, Entry::MODEL, Site::MODEL]
    }

    async fn run(&self, db: &impl Store) {
        let routes = Routes::open(db).await;
        let hers = async || {
            let mut all = Vec::new();
            for path in ["/folders/export", "/entries/export", "/sites/export"] {
                all.push(routes.send("ann", "GET", path, None).await.body);
            }
            all
        };
        let before = hers().await;
        let mut asked = 0;
        for route in routes.all() {
            if route.operation["requestBody"].is_null() {
                continue;
            }
            let is_site = route.path.starts_with("/sites");
            let id = if is_site { json!("ann") } else { json!(1) };
            let path = route.path.replace("{id}", id.as_str().unwrap_or("1"));
            let is_new = route.method == "POST";
            let mut forbidden = Self::forbidden(&path);
            if !is_site {
                forbidden.push(("id", json!(7)));
            }
            if path.starts_with("/entries") {
                forbidden.push(("version", json!(7)));
            }
            for (name, value) in forbidden {
                let mut item = new(&path).as_object().unwrap().clone();
                item.insert(name.to_owned(), value);
                let mut bodies: Vec<(String, Value)> = Vec::new();
                if path.ends_with("/bulk") {
                    bodies.push((format!("/create/0/{name}"), json!({ "create": [item.clone()] })));
                    let key = if is_site { "name" } else { "id" };
                    // which row, and in which state
                    if name != "id" && name != "version" {
                        let mut change: Map<String, Value> = item.clone();
                        change.insert(key.to_owned(), id.clone());
                        bodies.push((format!("/update/0/{name}"), json!({ "update": [change] })));
                        let gone = json!({ key: id, name: item[name] });
                        bodies.push((format!("/delete/0/{name}"), json!({ "delete": [gone] })));
                    }
                } else {
                    if !is_new && is_site {
                        item.insert("name".to_owned(), id.clone());
                    }
                    bodies.push((format!("/{name}"), Value::Object(item)));
                }
                for (pointer, body) in bodies {
                    asked += 1;
                    let answer = routes.send("ann", &route.method, &path, Some(body.clone())).await;
                    let faults = answer.faults(422, "invalid");
                    let named = faults.iter().any(|fault| fault.starts_with(&pointer));
                    assert!(named, "{} {path} {body}: {faults:?}", route.method);
                }
            }
        }
        assert!(asked > 80, "{asked} requests");
        assert_eq!(hers().await, before, "nothing was written");
    }
}

#[tokio::test]
async fn no_route_takes_what_only_the_server_makes() {
    Assignments.over_every_store("assignments").await;
}
