//! `Uuid` over HTTP: in paths, bodies, filters and lists of writes, in the description, and from the
//! typed client.

use std::net::Ipv4Addr;

use axum::body::Body;
use dunder::crud_api::{
    Api, Client as Remote, ClientError, Memory, Model, Public, Resource, Store, Uuid,
};
use dunder::{crud_api, validated};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::client::{Client, OverStores};

/// Who works together.
#[crud_api(path = "/teams", table = "uuid_teams", audit)]
#[validated]
#[derive(Clone, Debug, PartialEq)]
struct Team {
    #[crud(id)]
    id: Uuid,
    #[validate(nonblank)]
    name: String,
    #[crud(version)]
    version: i64,
}

/// Who is in a team.
#[crud_api(path = "/people", table = "uuid_people")]
#[derive(Clone, Debug, PartialEq)]
struct Person {
    #[crud(id)]
    id: Uuid,
    #[crud(references = Team, filter, sort)]
    team_id: Option<Uuid>,
    #[crud(unique)]
    badge: Uuid,
    #[crud(version)]
    version: i64,
}

const BADGE: &str = "67e55044-10b1-426f-9247-bb680e5fe0c8";

fn api(db: &impl Store) -> Client {
    let api = Api::new(db).guard(Public).mount::<Team>().mount::<Person>();
    Client(api.openapi("/openapi.json").router())
}

struct Whole;

impl OverStores for Whole {
    fn models(&self) -> Vec<&'static Model> {
        vec![Team::MODEL, Person::MODEL]
    }

    async fn run(&self, db: &impl Store) {
        let client = api(db);
        let made = client.post("/teams", &json!({ "name": "red" })).await;
        assert_eq!((made.status.as_u16(), made.header("etag")), (201, "\"v1\""));
        let team = made.json()["id"].as_str().expect("text").to_owned();
        assert_eq!(team, team.parse::<Uuid>().expect("a UUID").hyphenated().to_string());
        let path = format!("/teams/{team}");
        assert_eq!(made.header("location"), path);
        assert_eq!(client.get(&path).await.json()["name"], "red");
        assert_eq!(client.get(&path.to_uppercase().replace("/TEAMS", "/teams")).await.status, 200);

        // what is no id, and the id of no row
        for bad in ["1", "x", &team.replace('-', ""), &format!("{team}0"), "%00"] {
            client.get(&format!("/teams/{bad}")).await.problem(400, "bad-id");
        }
        let none = format!("/teams/{}", Uuid::nil());
        client.get(&none).await.problem(404, "not-found");
        client
            .json("PUT", &none, json!({ "name": "x" }).to_string())
            .await
            .problem(404, "not-found");
        let own = client.post("/teams", &json!({ "name": "x", "id": BADGE })).await;
        assert_eq!(own.faults(422, "invalid"), ["/id server_made"]);

        let person = |badge: &str| json!({ "team_id": team, "badge": badge });
        let made = client.post("/people", &person(&BADGE.to_uppercase())).await;
        assert_eq!(made.json()["badge"], BADGE);
        let id = made.json()["id"].clone();
        client.post("/people", &person(BADGE)).await.problem(409, "conflict");
        let stray = json!({ "team_id": Uuid::max().to_string(), "badge": Uuid::nil().to_string() });
        client.post("/people", &stray).await.problem(409, "foreign-key");
        for (wrong, fault) in [
            (json!("red"), "/badge uuid"),
            (json!(7), "/badge type"),
            (json!(null), "/badge type"),
            (json!(BADGE.replace('-', "")), "/badge uuid"),
        ] {
            let refused = client.post("/people", &json!({ "badge": wrong })).await;
            assert_eq!(refused.faults(422, "invalid"), [fault], "{wrong}");
        }

        let count = async |query: &str| {
            let page = client.get(&format!("/people?{query}")).await.json();
            page["items"].as_array().expect("a list").len()
        };
        assert_eq!(count(&format!("team_id={team}")).await, 1);
        assert_eq!(count(&format!("team_id={}", team.to_uppercase())).await, 1);
        assert_eq!(count(&format!("team_id[in]={team},{BADGE}&sort=-team_id")).await, 1);
        assert_eq!(count(&format!("team_id[ne]={team}")).await, 0);
        assert_eq!(count("team_id[null]=true").await, 0);
        client.get("/people?team_id=red").await.problem(400, "bad-query");
        client.get("/people?team_id[like]=6").await.problem(400, "bad-query");
        let told = client.get(&format!("/people?embed=team&team_id={team}")).await.json();
        assert_eq!(told["items"][0]["team"]["name"], "red");

        let bulk = json!({
            "create": [{ "badge": Uuid::nil().to_string() }],
            "update": [{ "id": id, "team_id": null, "version": 1 }],
        });
        let done = client.post("/people/bulk", &bulk).await;
        assert_eq!(done.status, 200, "{done:?}");
        let bulk = json!({ "delete": [id] });
        assert_eq!(client.post("/people/bulk", &bulk).await.status, 200);
        for wrong in [json!(1), json!("red"), json!(null)] {
            let bulk = json!({ "delete": [wrong] });
            let refused = client.post("/people/bulk", &bulk).await;
            assert_eq!(refused.faults(422, "invalid"), ["/delete/0/id type"], "{wrong}");
        }
        for n in 1..=3 {
            let badge = Uuid::from_u128(n).to_string();
            assert_eq!(client.post("/people", &json!({ "badge": badge })).await.status, 201);
        }
        let csv = client.get("/people/export?format=csv").await;
        let csv = String::from_utf8(csv.body).expect("text");
        assert_eq!(csv.lines().count(), 5, "{csv}");
        assert!(csv.contains(&Uuid::from_u128(3).to_string()), "{csv}");

        // walked by cursors, as they were made
        let (mut badges, mut next) = (Vec::new(), String::from("/people?limit=1"));
        loop {
            let page = client.get(&next).await.json();
            badges.push(page["items"][0]["badge"].as_str().expect("text").to_owned());
            let Some(cursor) = page["next"].as_str() else { break };
            next = format!("/people?limit=1&cursor={cursor}");
        }
        let expected: Vec<_> = (0..=3).map(|n| Uuid::from_u128(n).to_string()).collect();
        assert_eq!(badges, expected);

        let history = client.get(&format!("{path}/history")).await.json();
        assert_eq!(history["items"][0]["op"], "create");
        let stale = client.send("DELETE", &path, &[("if-match", "\"v7\"")], Body::empty()).await;
        stale.problem(412, "precondition-failed");
        assert_eq!(client.delete(&path).await.status, 204);
    }
}

#[tokio::test]
async fn a_uuid_is_an_id_and_a_field_over_every_store() {
    Whole.over_every_store("http_uuids").await;
}

#[tokio::test]
async fn the_description_says_that_they_are_uuids() {
    let document = api(&Memory::new()).get("/openapi.json").await.json();
    let of = |schema: &str, field: &str| {
        document["components"]["schemas"][schema]["properties"][field].clone()
    };
    let uuid = |ty: Value| json!({ "type": ty, "format": "uuid" });
    assert_eq!(of("NewPerson", "badge"), uuid(json!("string")));
    assert_eq!(of("NewPerson", "team_id"), uuid(json!(["string", "null"])));
    assert_eq!(of("NewPerson", "id"), Value::Null);
    let id = json!({ "type": "string", "format": "uuid", "readOnly": true });
    assert_eq!(of("Person", "id"), id);
    let parameters = &document["paths"]["/people/{id}"]["parameters"];
    assert_eq!(parameters[0]["schema"]["format"], "uuid", "{parameters}");
}

#[tokio::test]
async fn the_typed_client_reads_and_writes_them() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let base = format!("http://{}/", listener.local_addr().expect("an address"));
    let Client(router) = api(&Memory::new());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let client = Remote::new(base);
    let (teams, people) = (client.of::<Team>(), client.of::<Person>());
    let red = teams.create(NewTeam { name: "red".into() }).await.expect("a team");
    let badge = Uuid::from_u128(u128::MAX);
    let new = NewPerson { team_id: Some(red.id), badge };
    let ann = people.create(new).await.expect("a person");
    assert_eq!((ann.team_id, ann.badge), (Some(red.id), badge));
    assert_eq!(people.get(ann.id).await.expect("the person"), ann);
    let list = people.list().filter(Person::TEAM_ID.is_in([red.id, badge]));
    assert_eq!(
        list.sort(Person::TEAM_ID.desc()).await.expect("a page").items,
        [Person::clone(&ann)]
    );
    let patch = PersonPatch { team_id: Some(None), ..Default::default() };
    let gone = people.patch(ann.id, patch).if_match(&ann).await.expect("the person");
    assert_eq!((gone.id, gone.team_id), (ann.id, None));
    teams.delete(red.id).await.expect("nobody is in it");
    assert!(matches!(teams.get(red.id).await, Err(ClientError::Problem(_))));
}
