//! What an author and a client come upon in the first week: odd names, odd values, odd requests,
//! over every store.

use dunder::crud_api;
use dunder::crud_api::{CrudError, Model, Public, Resource, Store, Timestamp};
use serde_json::{Value, json};

use super::client::{Client, OverStores};

/// Words that SQL keeps for itself, and names that JSON has in another form.
#[crud_api(path = "/select", table = "select", unique(order, r#type), index(group, from))]
#[derive(Clone, Debug, PartialEq)]
pub struct Select {
    #[crud(id)]
    id: i64,
    #[crud(filter, sort, search)]
    order: String,
    #[crud(filter, sort)]
    r#type: Option<String>,
    #[crud(filter, sort, default)]
    group: i64,
    #[crud(filter, sort)]
    from: Option<f64>,
    #[crud(filter, sort, column = "Table")]
    table: Option<bool>,
    #[crud(filter, sort)]
    #[serde(rename = "whenAt")]
    when: Option<Timestamp>,
    #[crud(filter, sort, default)]
    user: u64,
    #[crud(sort)]
    limit: Option<i64>,
    #[crud(version)]
    version: i64,
}

/// What refers to it.
#[crud_api(path = "/where", table = "where")]
#[derive(Clone, Debug, PartialEq)]
pub struct Where {
    #[crud(id)]
    id: String,
    #[crud(references = Select, filter, sort)]
    select_id: Option<i64>,
}

fn client(db: &impl Store) -> Client {
    let api = crud_api::Api::new(db).guard(Public).mount::<Select>().mount::<Where>();
    Client(api.openapi("/openapi.json").router())
}

struct Odd;

impl OverStores for Odd {
    fn models(&self) -> Vec<&'static Model> {
        vec![Select::MODEL, Where::MODEL]
    }

    async fn run(&self, db: &impl Store) {
        let client = client(db);
        made(&client).await;
        filtered(&client).await;
        walked(&client).await;
        embedded(&client).await;
        numbers(&client).await;
        refused(db).await;
        crowds(db).await;
    }
}

#[tokio::test]
async fn odd_names_and_values_are_as_ordinary_as_others() {
    Odd.over_every_store("weird").await;
}

const TEXTS: [&str; 6] =
    ["'; DROP TABLE \"select\"; --", "a%_\\b", "Grüße 🦀 \u{202e}x", "\n\t\u{1}", "[]{}\"$1?1", ""];

async fn made(client: &Client) {
    for (i, text) in TEXTS.iter().enumerate() {
        let from = if i % 2 == 0 { json!(i) } else { Value::Null };
        let when = if i < 3 { json!("2024-02-29T23:59:59.123456+01:00") } else { Value::Null };
        let table = [json!(true), json!(false), Value::Null][i % 3].clone();
        let body = json!({
            "order": text, "type": if i == 5 { Value::Null } else { json!(text) },
            "from": from, "table": table, "whenAt": when,
        });
        let made = client.post("/select", &body).await;
        assert_eq!(made.status, 201, "{}", String::from_utf8_lossy(&made.body));
        assert_eq!(made.json()["order"], *text);
    }
    let twin = json!({ "order": TEXTS[0], "type": TEXTS[0] });
    let faults = client.post("/select", &twin).await.faults(409, "conflict");
    assert_eq!(faults, ["/order unique", "/type unique"]);
}

fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |all, byte| format!("{all}%{byte:02X}"))
}

async fn ids(client: &Client, query: &str) -> Vec<i64> {
    let answer = client.get(&format!("/select?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", String::from_utf8_lossy(&answer.body));
    let items = answer.json()["items"].as_array().unwrap().clone();
    items.iter().map(|it| it["id"].as_i64().unwrap()).collect()
}

async fn filtered(client: &Client) {
    for (i, text) in TEXTS.iter().enumerate() {
        let id = i64::try_from(i).unwrap() + 1;
        assert_eq!(ids(client, &format!("order={}", encoded(text))).await, [id], "{text}");
        if !text.is_empty() {
            assert_eq!(ids(client, &format!("order[like]={}", encoded(text))).await, [id]);
            assert_eq!(ids(client, &format!("order[prefix]={}", encoded(text))).await, [id]);
        }
    }
    for (query, expected) in [
        ("type[null]=true", vec![6]),
        ("type[null]=false&table=true", vec![1, 4]),
        ("table[null]=true", vec![3, 6]),
        ("table[ne]=true", vec![2, 5]),
        ("from[ge]=0&from[lt]=4", vec![1, 3]),
        ("from[in]=0,4,9", vec![1, 5]),
        ("from[nin]=0,4,9", vec![3]),
        ("from[between]=1,2", vec![3]),
        ("whenAt=2024-02-29T22:59:59.123456Z", vec![1, 2, 3]),
        ("whenAt[gt]=2024-02-29T22:59:59.123455Z", vec![1, 2, 3]),
        ("whenAt[null]=true&limit=2", vec![4, 5]),
        ("or=(type[null]=true,table=false)", vec![2, 5, 6]),
        ("q=%f0%9f%a6%80", vec![3]),
        ("q=drop+%22select%22", vec![1]),
    ] {
        assert_eq!(ids(client, query).await, expected, "{query}");
    }
    for query in [
        "from=NaN",
        "from=inf",
        "from=1e999",
        "table=1",
        "table=yes",
        "whenAt=yesterday",
        "whenAt=2024-02-30T00:00:00Z",
        "when=2024-02-29T22:59:59Z",
        "Table=true",
        "user=-1",
        "group=9223372036854775808",
        "group=1.5",
        "group=",
        "user=18446744073709551616",
        "type[null]=maybe",
        "from[between]=1",
        "from[between]=1,2,3",
        "order=%ff",
        "order=%00",
        "sort=order,-order,order;",
        "cursor=x",
        "limit=0",
        "limit=1&limit=2",
        "limit=-1",
        "order[constructor]=x",
        "sort=__proto__",
        "[order]=x",
        "order[]=x",
    ] {
        let refused = client.get(&format!("/select?{query}")).await;
        assert_eq!(refused.status, 400, "{query}: {}", String::from_utf8_lossy(&refused.body));
    }
}

/// Every sort, both ways, in pages of each size: each row once, those without a value first.
async fn walked(client: &Client) {
    for key in ["order", "type", "group", "from", "table", "whenAt", "user", "limit", "type,-from"]
    {
        for sign in ["", "-"] {
            let whole = ids(client, &format!("sort={sign}{key}&limit=100")).await;
            assert_eq!(whole.len(), TEXTS.len());
            for size in 1..=3 {
                let mut found = Vec::new();
                let mut path = format!("/select?sort={sign}{key}&limit={size}");
                loop {
                    let page = client.get(&path).await.json();
                    let items = page["items"].as_array().unwrap();
                    found.extend(items.iter().map(|it| it["id"].as_i64().unwrap()));
                    let Some(next) = page["next"].as_str() else { break };
                    path = format!("/select?sort={sign}{key}&limit={size}&cursor={next}");
                }
                assert_eq!(found, whole, "{sign}{key} by {size}");
            }
        }
    }
}

async fn embedded(client: &Client) {
    for (id, select) in [("a", json!(1)), ("b", Value::Null), ("ü", json!(3)), ("a b/c", json!(1))]
    {
        let made = client.post("/where", &json!({ "id": id, "select_id": select })).await;
        let text = String::from_utf8_lossy(&made.body);
        // what is no part of a path is no id
        let expected = if id.is_ascii() && !id.contains(' ') { 201 } else { made.status.as_u16() };
        assert_eq!(made.status, expected, "{id}: {text}");
        if made.status == 201 {
            let place = made.header("location").to_owned();
            assert_eq!(client.get(&place).await.status, 200, "{place}");
        } else {
            assert_eq!(made.status, 422, "{id}: {text}");
        }
    }
    let page = client.get("/where?embed=select&sort=-select_id").await.json();
    let items = page["items"].as_array().unwrap();
    let one = items.iter().find(|it| it["id"] == "a").unwrap();
    assert_eq!(one["select"]["order"], TEXTS[0], "{page}");
    let none = items.iter().find(|it| it["id"] == "b").unwrap();
    assert_eq!(none["select"], Value::Null, "{page}");
    client.post("/where", &json!({ "id": "z", "select_id": 99 })).await.problem(409, "foreign-key");
    client.delete("/select/1").await.problem(409, "foreign-key");
}

async fn numbers(client: &Client) {
    for (field, value, status) in [
        ("group", json!(i64::MAX), 201),
        ("group", json!(i64::MIN), 201),
        ("group", json!(1.0), 201),
        ("group", json!(1.5), 422),
        ("group", json!(9_223_372_036_854_775_808_u64), 422),
        ("group", json!(1e300), 422),
        ("group", json!("1"), 422),
        ("user", json!(i64::MAX), 201),
        ("user", json!(-1), 422),
        ("from", json!(f64::MAX), 201),
        ("from", json!(f64::MIN_POSITIVE), 201),
        ("from", json!(5e-324), 201),
        ("from", json!(-0.0), 201),
        ("table", json!(1), 422),
        ("whenAt", json!("9999-12-30T22:00:00Z"), 201),
        ("whenAt", json!("0001-01-01T00:00:00Z"), 201),
        ("whenAt", json!("2024-02-30T00:00:00Z"), 422),
        ("whenAt", json!(0), 422),
        ("order", json!("\0"), 422),
        ("id", json!(1), 422),
        ("version", json!(1), 422),
    ] {
        let mut body = json!({ "order": "n" });
        body[field] = value.clone();
        let made = client.post("/select", &body).await;
        let text = String::from_utf8_lossy(&made.body).into_owned();
        assert_eq!(made.status, status, "{field} {value}: {text}");
        if status == 201 {
            let made = made.json();
            let again = client.get(&format!("/select/{}", made["id"])).await.json();
            assert_eq!(again, made);
            let same = made[field] == value || made[field].as_f64() == value.as_f64();
            assert!(same, "{field} {value}: {text}");
            assert_eq!(client.delete(&format!("/select/{}", made["id"])).await.status, 204);
        }
    }
    // raw texts that no value of serde_json is
    for body in [
        r#"{"order":"n","from":1e999}"#,
        r#"{"order":"n","from":NaN}"#,
        r#"{"order":"\ud800"}"#,
        r#"{"order":"n","order":"m"}"#,
        r#"{"order":"n"}{"#,
        r#"["order"]"#,
        "null",
        "",
        "{",
        r#"{"order":"n","group":01}"#,
        "\u{feff}{}",
    ] {
        let refused = client.json("POST", "/select", body).await;
        assert!([400, 422].contains(&refused.status.as_u16()), "{body}: {refused:?}");
    }
    let deep = "[".repeat(100_000);
    assert_eq!(client.json("POST", "/select", deep).await.status, 400);
}

/// What is refused leaves nothing.
async fn refused(db: &impl Store) {
    let before = Select::repo(db).count().await.unwrap();
    let other = Select::repo(db).create(NewSelect { order: "\0".into(), ..new("x") }).await;
    assert!(matches!(other, Err(CrudError::Invalid(_))));
    assert_eq!(Select::repo(db).count().await.unwrap(), before);
}

/// As many values, conditions and rows as a program may come upon.
async fn crowds(db: &impl Store) {
    let selects = Select::repo(db);
    let all = selects.list().await.unwrap().items.len();
    let many = || (1..=40_000_i64).collect::<Vec<_>>();
    let found = async |filter| selects.list().filter(filter).limit(u32::MAX).await.unwrap().items;
    assert_eq!(found(Select::ID.is_in(many())).await.len(), all);
    assert_eq!(found(Select::ID.not_in(many())).await.len(), 0);
    assert_eq!(found(Select::ID.is_in([0_i64; 0])).await.len(), 0);
    assert_eq!(found(Select::ID.not_in([0_i64; 0])).await.len(), all);
    assert_eq!(
        selects.list().filter(Select::ID.is_in(many())).limit(2).await.unwrap().items.len(),
        2
    );
    assert_eq!(selects.count().filter(Select::ID.is_in(many())).await.unwrap(), all as u64);
    let texts = || (0..500).map(|i| format!("no {i}")).chain(TEXTS.map(str::to_owned));
    assert_eq!(found(Select::ORDER.is_in(texts())).await.len(), TEXTS.len());
    assert_eq!(found(Select::TABLE.is_in([true; 500])).await.len(), 2);
    let floats = (0..5_000).map(|i| f64::from(i) * 0.1);
    assert_eq!(found(Select::FROM.is_in(floats)).await.len(), 3);
    let floats = || (0..40_000).map(|i| f64::from(i) * 0.1);
    assert_eq!(found(Select::FROM.is_in(floats())).await.len(), 3);
    let floats = floats().chain([f64::MIN_POSITIVE, 5e-324, -0.0]);
    assert_eq!(found(Select::FROM.not_in(floats)).await.len(), 0);
    let any = (1..=2_000).map(|id| Select::ID.eq(id)).reduce(crud_api::Filter::or);
    assert_eq!(found(any.unwrap()).await.len(), all);
    let nested = (1..=2_000).map(|id| Select::ID.eq(id)).reduce(|all, one| one.or(all));
    assert_eq!(found(nested.unwrap()).await.len(), all);
    for many in [1_000_i64, 70_000] {
        let list = (0..many).fold(selects.list(), |list, i| list.filter(Select::ID.ne(-i)));
        match list.limit(u32::MAX).await {
            Ok(page) => assert_eq!(page.items.len(), all, "{many}"),
            Err(CrudError::Invalid(_)) if many > 30_000 => {}
            Err(other) => panic!("{many}: {other}"),
        }
    }
    let rows: Vec<_> = (0..3_000).map(|i| new(&format!("crowd {i}"))).collect();
    assert_eq!(selects.create_many(rows).await.unwrap().len(), 3_000);
}

fn new(order: &str) -> NewSelect {
    NewSelect {
        order: order.into(),
        r#type: None,
        group: 0,
        from: None,
        table: None,
        when: None,
        user: 0,
        limit: None,
    }
}
