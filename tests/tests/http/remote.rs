//! The typed client against the real server, over a socket.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::IntoResponse;
use dunder::crud_api::{Api, Client, ClientError, Memory, ProblemKind, Public, Timestamp};
use dunder::{crud_api, validated};
use tokio::net::TcpListener;

/// Everything a column can be.
#[crud_api(path = "/shop/things", table = "things", soft_delete, page(default = 3, max = 100))]
#[validated]
#[derive(Clone, Debug, PartialEq)]
struct Thing {
    #[crud(id)]
    id: i64,
    #[crud(unique, filter, sort, search)]
    #[validate(nonblank, chars(..=40))]
    name: String,
    #[crud(filter, sort)]
    price: Option<f64>,
    #[crud(filter)]
    seen: Option<Timestamp>,
    #[crud(filter, default = false)]
    is_new: bool,
    bytes: Vec<u8>,
    #[crud(json)]
    tags: Vec<String>,
    #[crud(write_only)]
    pin: String,
    #[crud(version)]
    version: i64,
}

/// A row under a name of the client's.
#[crud_api(path = "/marks", table = "marks", etag = required)]
#[derive(Clone, Debug, PartialEq)]
struct Mark {
    #[crud(id)]
    key: String,
    text: String,
    #[crud(version)]
    version: i64,
}

fn thing(name: &str, price: Option<f64>) -> NewThing {
    let seen = Some("2024-01-31T12:00:00.000001Z".parse().unwrap());
    let (bytes, tags) = (vec![0, 255], vec!["a".into(), "b\"c".into()]);
    NewThing { name: name.into(), price, seen, is_new: true, bytes, tags, pin: "1".into() }
}

/// What goes wrong on the way, by the number of the request.
type Fate = Arc<dyn Fn(usize) -> Bad + Send + Sync>;

enum Bad {
    No,
    /// It is refused before it is done.
    Busy,
    /// It is done, and the answer is lost.
    Lost,
}

async fn served(fate: Fate) -> (Client, Memory, Arc<AtomicUsize>) {
    let (db, count) = (Memory::new(), Arc::new(AtomicUsize::new(0)));
    let seen = Arc::clone(&count);
    let unlucky = move |request: Request, next: Next| {
        let fate = fate(seen.fetch_add(1, Ordering::SeqCst));
        async move {
            match fate {
                Bad::No => next.run(request).await,
                Bad::Busy => {
                    (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "0")]).into_response()
                }
                Bad::Lost => {
                    next.run(request).await;
                    StatusCode::BAD_GATEWAY.into_response()
                }
            }
        }
    };
    let api = Api::new(&db).guard(Public).mount::<Thing>().mount::<Mark>();
    let router = api.router().layer(middleware::from_fn(unlucky));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let base = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (Client::new(base), db, count)
}

async fn lucky() -> (Client, Memory) {
    let (client, db, _) = served(Arc::new(|_| Bad::No)).await;
    (client, db)
}

fn kind<T>(done: Result<T, ClientError>) -> ProblemKind {
    match done {
        Ok(_) => panic!("it was done"),
        Err(fault) => fault.kind(),
    }
}

#[tokio::test]
async fn a_row_goes_there_and_comes_back_as_it_was() {
    let (client, db) = lucky().await;
    let things = client.of::<Thing>();
    let made = things.create(thing("tea", Some(0.1))).await.unwrap();
    let stored = Thing::repo(&db).read(1).await.unwrap();
    assert_eq!(stored.pin(), "1");
    assert_eq!((made.id(), made.etag(), made.pin()), (1, Some("\"v1\""), ""));
    let read = things.get(1).await.unwrap();
    assert_eq!(read.clone().into_inner(), made.clone().into_inner());
    assert_eq!(
        (read.bytes(), read.tags(), read.seen()),
        (stored.bytes(), stored.tags(), stored.seen())
    );
    let patch = ThingPatch { price: Some(None), ..Default::default() };
    let patched = things.patch(1, patch.clone()).if_match(&read).await.unwrap();
    assert_eq!((patched.price(), patched.version()), (None, 2));
    assert_eq!(kind(things.patch(1, patch).if_match(&read).await), ProblemKind::VersionMismatch);
    let full = things.update(1, thing("green tea", Some(2.0))).if_match(2).await.unwrap();
    assert_eq!((full.name(), full.etag()), ("green tea", Some("\"v3\"")));
    things.delete(1).if_match("\"v3\"").await.unwrap();
    assert_eq!(kind(things.delete(1).await), ProblemKind::Gone);
    assert_eq!(things.restore(1).await.unwrap().name(), "green tea");
}

#[tokio::test]
async fn ids_of_the_clients_and_required_tags() {
    let (client, _) = lucky().await;
    let marks = client.of::<Mark>();
    let new = |key: &str, text: &str| NewMark { key: key.into(), text: text.into() };
    let key = "a/b ?ä&%";
    let made = marks.create(new(key, "x")).await.unwrap();
    assert_eq!(marks.get(key).await.unwrap().into_inner(), made.clone().into_inner());
    assert_eq!(kind(marks.update(key, new(key, "y")).await), ProblemKind::PreconditionRequired);
    assert_eq!(marks.update(key, new(key, "y")).if_match(&made).await.unwrap().text, "y");
    assert_eq!(kind(marks.create(new(key, "x")).await), ProblemKind::Conflict);
}

#[tokio::test]
async fn what_is_wrong_is_said_field_by_field() {
    let (client, _) = lucky().await;
    let things = client.of::<Thing>();
    let Err(ClientError::Problem(problem)) = things.create(thing(" ", None)).await else {
        panic!()
    };
    assert_eq!((problem.status, problem.kind()), (422, ProblemKind::Invalid));
    assert_eq!(problem.for_field("name").next().unwrap().code, "nonblank");
    things.create(thing("tea", None)).await.unwrap();
    let Err(ClientError::Problem(problem)) = things.create(thing("tea", None)).await else {
        panic!()
    };
    assert_eq!(problem.kind(), ProblemKind::Conflict);
    assert_eq!(problem.errors[0].field(), "name");
    assert!(problem.to_string().starts_with("409: "));
    let other = Client::new("http://127.0.0.1:1").retries(0);
    let Err(ClientError::Transport(fault)) = other.of::<Thing>().get(1).await else { panic!() };
    assert!(fault.is_connect());
}

#[tokio::test]
async fn lists_take_filters_of_the_struct_and_stream_to_their_end() {
    let (client, _) = lucky().await;
    let things = client.of::<Thing>();
    for (i, name) in ["a,b", "b\\c", "c&d", "e=f", "g h", "ü"].into_iter().enumerate() {
        let price = (i > 0).then(|| f64::from(u32::try_from(i).unwrap()));
        things.create(thing(name, price)).await.unwrap();
    }
    let names = async |list: crud_api::RemoteList<Thing>| {
        let page = list.limit(50).sort(Thing::NAME.asc()).await.unwrap();
        page.items.iter().map(|it| it.name().to_owned()).collect::<Vec<_>>().join(" | ")
    };
    let moment: Timestamp = "2024-01-31T12:00:00.000001Z".parse().unwrap();
    for (filter, expected) in [
        (Thing::NAME.eq("a,b"), "a,b"),
        (Thing::NAME.is_in(["a,b", "b\\c", "x"]), "a,b | b\\c"),
        (Thing::PRICE.ge(4.0), "g h | ü"),
        (Thing::PRICE.between(1.0, 2.0), "b\\c | c&d"),
        (Thing::PRICE.is_null(), "a,b"),
        (Thing::NAME.eq("a,b").or(Thing::NAME.is_in(["b\\c", "ü"])), "a,b | b\\c | ü"),
        (Thing::NAME.prefix("c&"), "c&d"),
        (Thing::SEEN.eq(moment).or(Thing::IS_NEW.eq(false)), "a,b | b\\c | c&d | e=f | g h | ü"),
        (Thing::ID.gt(5), "ü"),
    ] {
        assert_eq!(names(things.list().filter(filter)).await, expected);
    }
    assert_eq!(names(things.list().search("G")).await, "g h");
    let page = things.list().limit(4).await.unwrap();
    let rest = things.list().limit(4).after(page.next.unwrap()).await.unwrap();
    assert_eq!((page.items.len(), rest.items.len(), rest.next), (4, 2, None));
    let mut rows = things.list().sort(Thing::PRICE.desc()).stream();
    let mut prices = Vec::new();
    while let Some(row) = rows.next().await {
        prices.push(row.unwrap().price());
    }
    assert_eq!(prices, [Some(5.0), Some(4.0), Some(3.0), Some(2.0), Some(1.0), None]);
    assert!(rows.next().await.is_none());
}

#[tokio::test]
async fn many_writes_go_in_one_request() {
    let (client, db) = lucky().await;
    let things = client.of::<Thing>();
    let done =
        things.bulk().create(thing("a", None)).create(thing("b", None)).send().await.unwrap();
    assert_eq!(done.created.iter().map(Thing::id).collect::<Vec<_>>(), [1, 2]);
    let patch = || ThingPatch { price: Some(Some(1.0)), ..Default::default() };
    let bulk = things.bulk().create(thing("c", None)).patch(1, patch()).delete(2);
    let done = bulk.send().await.unwrap();
    assert_eq!((done.created.len(), done.updated[0].price(), done.deleted), (1, Some(1.0), 1));
    let bulk = things.bulk().create(thing("d", None)).patch_if(1, 1, patch());
    assert_eq!(kind(bulk.send().await), ProblemKind::VersionMismatch);
    let bulk =
        things.bulk().create(thing("d", None)).create(thing("a", None)).patch_if(1, 2, patch());
    let done = bulk.delete(9).send_partial().await.unwrap();
    assert_eq!(done[0].as_ref().unwrap().as_ref().unwrap().name(), "d");
    assert_eq!(done[1].as_ref().unwrap_err().kind(), ProblemKind::Conflict);
    assert_eq!(done[2].as_ref().unwrap().as_ref().unwrap().version(), 3);
    assert_eq!(done[3].as_ref().unwrap_err().kind(), ProblemKind::NotFound);
    assert_eq!(Thing::repo(&db).count().await.unwrap(), 3);
    let seen = things.get(1).await.unwrap();
    let bulk = things.bulk().patch_if(1, &seen, patch()).delete_if(3, 7);
    assert_eq!(kind(bulk.send().await), ProblemKind::VersionMismatch);
    let bulk = things.bulk().patch_if(1, &seen, patch()).delete_if(3, 1);
    assert_eq!(bulk.send().await.unwrap().deleted, 1);
}

#[tokio::test]
async fn a_create_whose_answer_is_lost_is_done_once() {
    let lost = |i| if i < 2 { Bad::Lost } else { Bad::No };
    let (client, db, count) = served(Arc::new(lost)).await;
    let made = client.of::<Thing>().create(thing("tea", None)).await.unwrap();
    assert_eq!((made.id(), count.load(Ordering::SeqCst)), (1, 3));
    assert_eq!(Thing::repo(&db).count().await.unwrap(), 1);
    // a program that starts again has the same key
    let again = client.of::<Thing>().create(thing("rum", None)).key("k").await.unwrap();
    let twice = client.of::<Thing>().create(thing("rum", None)).key("k").await.unwrap();
    assert_eq!(again, twice);
}

#[tokio::test]
async fn what_may_have_been_done_is_not_done_again() {
    let (client, db, count) = served(Arc::new(|i| if i == 1 { Bad::Lost } else { Bad::No })).await;
    let things = client.of::<Thing>();
    things.create(thing("tea", None)).await.unwrap();
    let patch = ThingPatch { price: Some(Some(1.0)), ..Default::default() };
    assert_eq!(kind(things.patch(1, patch).await), ProblemKind::Other);
    assert_eq!(count.load(Ordering::SeqCst), 2);
    assert_eq!(Thing::repo(&db).read(1).await.unwrap().version(), 2);
}

#[tokio::test]
async fn a_busy_server_is_asked_again_and_not_for_ever() {
    let (client, _, count) = served(Arc::new(|i| if i < 3 { Bad::Busy } else { Bad::No })).await;
    let client = client.timeout(Duration::from_secs(5));
    client.of::<Thing>().create(thing("tea", None)).await.unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 4);
    let (client, _, count) = served(Arc::new(|_| Bad::Busy)).await;
    assert_eq!(kind(client.retries(2).of::<Thing>().delete(1).await), ProblemKind::Busy);
    assert_eq!(count.load(Ordering::SeqCst), 3);
}
