//! Types of PostgreSQL's own: nothing is cut off, and what a type does not have is a client's fault.

use dunder::crud_api;
use dunder::crud_api::{Api, CrudError, Migrate, Postgres, Public};
use serde_json::json;

use super::client::Client;

/// A part with types of the database's own.
#[crud_api(path = "/parts", table = "parts", audit)]
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    #[crud(id)]
    id: i64,
    #[crud(filter, sort, sql_type(postgres = "varchar(5)"))]
    name: String,
    #[crud(default, sql_type(postgres = "varchar(8) COLLATE \"C\""))]
    kind: String,
    #[crud(default, sql_type(postgres = "char(3)"))]
    land: String,
    #[crud(default = "000", sql_type(postgres = "bit(3)"))]
    bits: String,
    #[crud(default, filter, sql_type(postgres = "numeric(5, 2)"))]
    price: f64,
    #[crud(default, sql_type(postgres = "smallint"))]
    count: i64,
    #[crud(filter, search, sql_type(postgres = "uuid"))]
    code: Option<String>,
    #[crud(json, default, sql_type(postgres = "jsonb"))]
    more: Vec<i32>,
    #[crud(version)]
    version: i64,
}

const CODE: &str = "67e55044-10b1-426f-9247-bb680e5fe0c8";

async fn parts(test: &str) -> Option<(Postgres, Client)> {
    let server = crate::server::server(test).await?;
    let db = server.connect().await.unwrap();
    db.migrate::<(Part,)>(Migrate::Additive).await.unwrap();
    let api = Api::new(&db).guard(Public).mount::<Part>();
    Some((db.clone(), Client(api.router())))
}

#[tokio::test]
async fn what_a_column_has_no_room_for_is_refused_and_not_cut_off() {
    let Some((_, client)) = parts("cut").await else { return };
    let made = client.post("/parts", &json!({ "name": "Lampe" })).await;
    assert_eq!(made.status, 201, "{made:?}");
    for (field, value, expected) in [
        ("name", json!("Lampen"), "/name size"),
        ("kind", json!("123456789"), "/kind size"),
        ("land", json!("abcd"), "/land size"),
        ("bits", json!("1010"), "/bits type"),
        ("bits", json!("abc"), "/bits type"),
        ("price", json!(1000.0), "/price range"),
        ("count", json!(40_000), "/count range"),
        ("code", json!("no uuid"), "/code type"),
    ] {
        let mut body = json!({ "name": "x" });
        body[field] = value.clone();
        let refused = client.post("/parts", &body).await;
        if field == "bits" {
            // the server does not say which value it is
            assert_eq!(refused.faults(422, "invalid").len(), 1);
        } else {
            assert_eq!(refused.faults(422, "invalid"), [expected], "{body}");
        }
        let patch = json!({ field: value });
        let refused = client.json("PATCH", "/parts/1", patch.to_string()).await;
        assert_eq!(refused.faults(422, "invalid"), [expected], "{patch}");
        // in a list of writes too, and it is known which
        let many = json!({ "create": [{ "name": "y" }, body] });
        let faults = client.post("/parts/bulk", &many).await.faults(422, "invalid");
        assert!(faults[0].starts_with("/create/1"), "{faults:?}");
    }
    let all = client.get("/parts").await.json();
    assert_eq!(all["items"].as_array().unwrap().len(), 1, "{all}");
}

#[tokio::test]
async fn an_answer_is_what_the_database_keeps() {
    let Some((_, client)) = parts("kept").await else { return };
    let upper = CODE.to_uppercase();
    let body = json!({ "name": "x", "price": 1.239, "code": upper, "more": [1, 2], "land": "d" });
    let made = client.post("/parts", &body).await.json();
    assert_eq!((&made["price"], &made["code"]), (&json!(1.24), &json!(CODE)));
    assert_eq!(client.get("/parts/1").await.json(), made);
    let body = json!({ "price": 2.001 }).to_string();
    let patched = client.json("PATCH", "/parts/1", body).await.json();
    assert_eq!(patched["price"], 2.0);
    assert_eq!(client.get("/parts/1").await.json(), patched);
    let history = client.get("/parts/1/history").await.json();
    assert_eq!(history["items"][0]["changes"]["price"]["to"], 2.0, "{history}");
}

#[tokio::test]
async fn a_filter_compares_with_the_whole_value() {
    let Some((_, client)) = parts("compares").await else { return };
    for name in ["Lampe", "Lamp"] {
        let body = json!({ "name": name, "code": CODE });
        assert_eq!(client.post("/parts", &body).await.status, 201);
    }
    let found = async |query: &str| {
        let page = client.get(&format!("/parts?{query}")).await.json();
        page["items"].as_array().map(Vec::len)
    };
    assert_eq!(found("name=Lampe").await, Some(1));
    assert_eq!(found("name=Lampenschirm").await, Some(0));
    assert_eq!(found("name[in]=Lampenschirm,Lamp").await, Some(1));
    assert_eq!(found("name[prefix]=Lamp").await, Some(2));
    assert_eq!(found("name[prefix]=Lampenschirm").await, Some(0));
    assert_eq!(found("price[lt]=123456.5").await, Some(2));
    // a part of a value need be none of the type
    assert_eq!(found("code[prefix]=67e5").await, Some(2));
    assert_eq!(found("code[like]=10b1").await, Some(2));
    assert_eq!(found("q=BB680").await, Some(2));
    let refused = client.get("/parts?name=Lampenschirm&code=67e5").await;
    assert_eq!(refused.faults(422, "invalid"), ["/code type"]);
    let refused = client.get("/parts?count=exact&code=67e5").await;
    assert_eq!(refused.faults(422, "invalid"), ["/code type"]);
}

#[tokio::test]
async fn a_transaction_goes_on_after_a_value_that_a_type_does_not_have() {
    let Some((db, _)) = parts("goes_on").await else { return };
    let done = db
        .transaction(async |tx| {
            let parts = Part::repo(&tx);
            let new = |name: &str| NewPart { name: name.into(), ..part() };
            let refused = parts.create(new("123456")).await;
            assert!(matches!(refused, Err(CrudError::Invalid(_))), "{refused:?}");
            let refused = parts.list().filter(Part::CODE.eq("none")).await;
            assert!(matches!(refused, Err(CrudError::Invalid(_))), "{refused:?}");
            parts.create(new("12345")).await
        })
        .await;
    assert_eq!(done.unwrap().name, "12345");
    assert_eq!(Part::repo(&db).count().await.unwrap(), 1);
}

fn part() -> NewPart {
    NewPart {
        name: String::new(),
        kind: String::new(),
        land: String::new(),
        bits: "000".into(),
        price: 0.0,
        count: 0,
        code: None,
        more: Vec::new(),
    }
}
