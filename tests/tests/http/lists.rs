//! Lists: pages, sort, filters, and what a query string may not say.

use dunder::crud_api;
use dunder::crud_api::{Api, Model, Public, Resource, Store};
use serde_json::json;

use super::client::{Answer, Client, OverStores};

/// A text that may be long.
#[crud_api(path = "/essays", table = "essays")]
#[derive(Clone, Debug, PartialEq)]
struct Essay {
    #[crud(id)]
    name: String,
    #[crud(sort)]
    text: String,
}

struct Long;

impl OverStores for Long {
    fn models(&self) -> Vec<&'static Model> {
        vec![Essay::MODEL]
    }

    async fn run(&self, db: &impl Store) {
        let client = Client(Api::new(db).guard(Public).mount::<Essay>().router());
        for name in ["b", "a", "c"] {
            let text = "x".repeat(40_000) + name;
            let made = client.post("/essays", &json!({ "name": name, "text": text })).await;
            assert_eq!(made.status, 201);
        }
        let (mut walked, mut path) = (String::new(), "/essays?sort=text&limit=1".to_owned());
        loop {
            let page = client.get(&path).await;
            assert_eq!(page.status, 200, "{}", String::from_utf8_lossy(&page.body));
            assert!(page.header("link").len() < 4096, "a proxy has room for it");
            let page = page.json();
            walked += page["items"][0]["name"].as_str().unwrap();
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/essays?sort=text&limit=1&cursor={next}");
        }
        assert_eq!(walked, "abc");
        client.delete("/essays/b").await;
        let gone = client.get(&path).await;
        assert_eq!(gone.faults(400, "bad-query"), ["cursor query"]);
        let refused =
            client.post("/essays", &json!({ "name": "n".repeat(1025), "text": "" })).await;
        assert_eq!(refused.faults(422, "invalid"), ["/name size"]);
    }
}

#[tokio::test]
async fn a_list_goes_on_after_a_text_that_no_address_has_room_for() {
    Long.over_every_store("long").await;
}

pub async fn a_list_is_paged_sorted_and_filtered(client: &Client) {
    for (sku, price) in [("a", 3), ("b", 1), ("c", 2), ("d", 2), ("e", 5)] {
        client
            .post(
                "/products",
                &json!({ "sku": sku, "name": format!("It's {sku}"), "price": price }),
            )
            .await;
    }
    let skus = |answer: &Answer| -> String {
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        let items = answer.json()["items"].as_array().unwrap().clone();
        items.iter().map(|item| item["sku"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(skus(&client.get("/products").await), "abcde");
    for (query, expected) in [
        ("sort=-price", "eacdb"),
        ("price=2", "cd"),
        ("price[ge]=2&price%5Blt%5D=5", "acd"),
        ("sku[in]=a,e,zz", "ae"),
        ("sku[ne]=a", "bcde"),
        ("price[between]=2,3&sort=price", "cda"),
        ("name[like]=%27s+c", "c"),
        ("name[prefix]=it", ""),
        ("name[ilike]=IT%27S%20D", "d"),
        ("note[null]=true&limit=2", "ab"),
    ] {
        assert_eq!(skus(&client.get(&format!("/products?{query}")).await), expected, "{query}");
    }

    let (mut path, mut walked) =
        (String::from("/products?sort=-price&limit=2&count=exact"), Vec::new());
    loop {
        let page = client.get(&path).await;
        walked.push(skus(&page));
        let body = page.json();
        assert_eq!(body["total"], 5);
        let Some(next) = body["next"].as_str() else {
            assert_eq!(page.header("link"), "");
            break;
        };
        let link = page.header("link");
        let link = link.strip_prefix('<').unwrap().strip_suffix(">; rel=\"next\"").unwrap();
        assert_eq!(link, format!("/products?sort=-price&limit=2&count=exact&cursor={next}"));
        link.clone_into(&mut path);
    }
    assert_eq!(walked, ["ea", "cd", "b"]);

    let cursor = client.get("/products?limit=2").await.json()["next"].as_str().unwrap().to_owned();
    for other in ["sort=price", "price=2", "sort=-id"] {
        let path = format!("/products?{other}&cursor={cursor}");
        assert_eq!(client.get(&path).await.faults(400, "bad-query"), ["cursor query"], "{other}");
    }
}

pub async fn bad_queries_say_what_there_is(client: &Client) {
    let faults = async |query: &str| {
        let answer = client.get(&format!("/products?{query}")).await;
        let problem = answer.problem(400, "bad-query");
        assert_eq!(answer.faults(400, "bad-query").len(), 1);
        problem["detail"].as_str().unwrap().to_owned()
    };
    assert!(faults("colour=red").await.contains("`price`"), "it names the fields there are");
    assert!(faults("price[near]=1").await.contains("`ge`"), "it names the operators there are");
    assert!(faults("sort=quantity").await.contains("`name`"), "it names the fields to sort by");
    for query in [
        "limit=0",
        "limit=201",
        "limit=-1",
        "limit=x",
        "limit=",
        "limit=1&limit=2",
        "limit=99999999999999999999",
        "cursor=",
        "cursor=AAAA",
        "cursor=%FF",
        "cursor=💥",
        "cursor=AQ==",
        "price=abc",
        "price[ge]=",
        "price[ge=1",
        "price[between]=1",
        "price[between]=1,2,3",
        "quantity=1e400",
        "quantity=9223372036854775808",
        "quantity=1.5",
        "price=NaN",
        "price=1e999",
        "note[null]=maybe",
        "name=%00",
        "name=%zz",
        "name=%",
        "%=1",
        "sort=",
        "sort=,",
        "sort=-",
        "count=all",
        "[ge]=1",
        "=1",
        "created_at[ge]=yesterday",
        "created_at[gt]=-009000-01-01T00:00:00Z",
        "name[like]=%ff",
    ] {
        let answer =
            client.get(&format!("/products?{}", query.replace('💥', "%F0%9F%92%A5"))).await;
        assert_eq!(answer.status, 400, "{query}: {}", String::from_utf8_lossy(&answer.body));
        answer.problem(400, "bad-query");
    }
    let many = "price[ge]=1&".repeat(21);
    client.get(&format!("/products?{many}")).await.problem(400, "bad-query");
    let long = "x".repeat(3000);
    client.get(&format!("/products?name={long}")).await.problem(400, "bad-query");
    client.get(&format!("/products?sku[in]={}", "x,".repeat(101))).await.problem(400, "bad-query");
}
