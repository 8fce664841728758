//! The admin pages, over a socket: who comes in, what forms say, what is told to nobody.

use std::collections::HashMap;
use std::net::Ipv4Addr;

use dunder::crud_api::{AdminAuth, Api, Migrate, Public, Sqlite, Uuid};
use dunder::{crud_api, validated};
use reqwest::redirect::Policy;
use tokio::net::TcpListener;

/// Who owns pets.
#[crud_api(table = "owners")]
#[derive(Clone, Debug, PartialEq)]
struct Owner {
    #[crud(id)]
    id: i64,
    #[crud(filter, sort)]
    name: String,
}

/// An animal that lives with somebody.
#[crud_api(table = "pets", audit, soft_delete)]
#[validated]
#[derive(Clone, Debug, PartialEq)]
struct Pet {
    #[crud(id)]
    id: i64,
    /// What it comes to.
    #[crud(unique, filter, sort, search)]
    #[validate(nonblank, chars(1..=20), pattern = "^[^0-9]*$")]
    name: String,
    #[crud(filter, sort)]
    #[validate(range(0..=200))]
    age: Option<u8>,
    #[crud(filter, default = "dog")]
    #[validate(one_of("dog", "cat"))]
    kind: String,
    #[crud(default = false)]
    is_fed: bool,
    #[crud(write_only)]
    chip: String,
    #[crud(references = Owner)]
    owner_id: Option<i64>,
    #[crud(version)]
    version: i64,
}

/// What nobody changes there.
#[crud_api(table = "laws", admin(readonly, list(text, id)))]
#[derive(Clone, Debug, PartialEq)]
struct Law {
    #[crud(id)]
    id: i64,
    text: String,
    note: Option<String>,
}

/// What nobody sees there.
#[crud_api(table = "plans", admin = off)]
#[derive(Clone, Debug, PartialEq)]
struct Plan {
    #[crud(id)]
    id: i64,
    text: String,
}

/// A part of another one, with fields that are called as what the pages ask.
#[crud_api(table = "parts")]
#[derive(Clone, Debug, PartialEq)]
struct Part {
    #[crud(id)]
    id: i64,
    #[crud(filter)]
    done: bool,
    #[crud(write_only, default = false)]
    is_secret: bool,
    #[crud(references = Part, on_delete = "cascade")]
    parent: Option<i64>,
    #[crud(references = Pet)]
    pet_id: Option<i64>,
}

/// A box with a code on it.
#[crud_api(table = "boxes")]
#[derive(Clone, Debug, PartialEq)]
struct Crate {
    #[crud(id)]
    id: Uuid,
    #[crud(unique, filter)]
    code: Uuid,
    #[crud(references = Crate)]
    inside: Option<Uuid>,
}

const PASSWORD: &str = "correct horse battery";

/// A browser without a window.
struct Browser {
    http: reqwest::Client,
    base: String,
    cookies: HashMap<String, String>,
}

struct Page {
    status: u16,
    headers: reqwest::header::HeaderMap,
    text: String,
}

impl Page {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The value of a hidden field.
    fn hidden(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let (_, rest) =
            self.text.split_once(&start).unwrap_or_else(|| panic!("no {name}: {}", self.text));
        rest.split('"').next().unwrap().replace("&quot;", "\"")
    }
}

impl Browser {
    async fn send(&mut self, request: reqwest::RequestBuilder) -> Page {
        let cookies: Vec<_> = self.cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
        let answer = request.header("cookie", cookies.join("; ")).send().await.unwrap();
        for cookie in answer.headers().get_all("set-cookie") {
            let text = cookie.to_str().unwrap();
            for word in ["HttpOnly", "SameSite=Strict", "Secure", "Path=/"] {
                assert!(text.contains(word), "{text}");
            }
            let (name, rest) = text.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            self.cookies.insert(name.into(), value.into());
        }
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        Page { status, headers, text: answer.text().await.unwrap() }
    }

    async fn get(&mut self, path: &str) -> Page {
        let request = self.http.get(format!("{}{path}", self.base));
        self.send(request).await
    }

    async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Page {
        let request = self.http.post(format!("{}{path}", self.base));
        let text: Vec<_> = form.iter().map(|(k, v)| format!("{k}={}", percent(v))).collect();
        let kind = "application/x-www-form-urlencoded";
        self.send(request.header("content-type", kind).body(text.join("&"))).await
    }

    /// A form of somebody who is signed in.
    async fn fill(&mut self, path: &str, form: &[(&str, &str)]) -> Page {
        let token = self.get("/admin/").await.hidden("_csrf");
        let form: Vec<_> = form.iter().copied().chain([("_csrf", token.as_str())]).collect();
        self.post(path, &form).await
    }

    async fn sign_in(&mut self, name: &str, password: &str) -> Page {
        let token = self.get("/admin/-/sign-in").await.hidden("_csrf");
        let form = [("name", name), ("password", password), ("_csrf", &token)];
        self.post("/admin/-/sign-in", &form).await
    }
}

fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |all, byte| all + &format!("%{byte:02x}"))
}

/// A server of its own, and a browser that is not signed in.
async fn served(db: &Sqlite) -> Browser {
    served_by(db, AdminAuth::new()).await
}

async fn served_by(db: &Sqlite, auth: AdminAuth) -> Browser {
    db.migrate::<(Owner, Pet, Law, Plan, Part, Crate)>(Migrate::Additive).await.unwrap();
    auth.set_password(db, "ann", PASSWORD).await.unwrap();
    let api = Api::new(db).guard(Public).info("Zoo", "1").mount::<Pet>().mount::<Owner>();
    let api = api.mount::<Law>().mount::<Plan>().mount::<Part>().mount::<Crate>();
    let router = api.admin("/admin", auth).router();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let http = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    Browser { http, base, cookies: HashMap::new() }
}

async fn signed_in(db: &Sqlite) -> Browser {
    let mut browser = served(db).await;
    let page = browser.sign_in("ann", PASSWORD).await;
    assert_eq!((page.status, page.header("location")), (303, "../"), "{}", page.text);
    browser
}

async fn memory() -> Sqlite {
    Sqlite::open(":memory:").await.unwrap()
}

#[tokio::test]
async fn nobody_comes_in_without_a_password_and_guessing_is_slow() {
    let db = memory().await;
    let mut browser = served(&db).await;
    for path in ["/admin/", "/admin/pets", "/admin/pets/row/1", "/admin/pets/export?format=csv"] {
        let page = browser.get(path).await;
        assert_eq!(page.status, 303, "{path}");
        assert!(page.header("location").ends_with("-/sign-in"), "{path}");
    }
    assert_eq!(browser.get("/admin").await.header("location"), "admin/");
    let page = browser.get("/admin/-/sign-in").await;
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(page.header(name), value);
    }
    assert!(!page.text.contains("<style") && !page.text.contains(" style="));
    // a right password makes up for wrong ones
    for _ in 0..4 {
        assert_eq!(browser.sign_in("ann", "wrong password").await.status, 401);
    }
    assert_eq!(browser.sign_in("ann", PASSWORD).await.status, 303);
    browser.cookies.clear();
    for _ in 0..5 {
        assert_eq!(browser.sign_in("ann", "wrong password").await.status, 401);
    }
    let page = browser.sign_in("ann", PASSWORD).await;
    assert_eq!(page.status, 429, "the right one has to wait too");
    assert!(page.header("retry-after").parse::<u64>().unwrap() > 0);
    assert!(!browser.cookies.contains_key("dunder_admin"));
    // another name has patience of its own, and no account
    assert_eq!(browser.sign_in("bob", PASSWORD).await.status, 401);
}

#[tokio::test]
async fn who_guesses_elsewhere_makes_nobody_wait() {
    let db = memory().await;
    let auth = AdminAuth::new()
        .visitor(|request| request.headers.get("x-real-ip")?.to_str().ok()?.parse().ok());
    let mut browser = served_by(&db, auth).await;
    let sign_in = async |browser: &mut Browser, from: &str, password: &str| {
        browser.cookies.clear();
        let token = browser.get("/admin/-/sign-in").await.hidden("_csrf");
        let form = format!("name=ann&password={}&_csrf={token}", percent(password));
        let request = browser.http.post(format!("{}/admin/-/sign-in", browser.base));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        browser.send(request.header("x-real-ip", from).body(form)).await.status
    };
    for _ in 0..5 {
        assert_eq!(sign_in(&mut browser, "192.0.2.1", "wrong password").await, 401);
    }
    assert_eq!(sign_in(&mut browser, "192.0.2.1", PASSWORD).await, 429);
    assert_eq!(sign_in(&mut browser, "192.0.2.2", PASSWORD).await, 303);
}

#[tokio::test]
async fn a_form_that_is_not_ours_is_refused() {
    let db = memory().await;
    let mut browser = signed_in(&db).await;
    let form = [("name", "Rex"), ("kind", "dog"), ("chip", "1")];
    assert_eq!(browser.post("/admin/pets/new", &form).await.status, 403);
    let zeros = "0".repeat(64);
    let wrong = [&form[..], &[("_csrf", zeros.as_str())]].concat();
    assert_eq!(browser.post("/admin/pets/new", &wrong).await.status, 403);
    let token = browser.get("/admin/").await.hidden("_csrf");
    let right = [("name", "Rex"), ("chip", "1"), ("_csrf", &token)];
    let body = right.map(|(name, value)| format!("{name}={value}")).join("&");
    let foreign = browser
        .http
        .post(format!("{}/admin/pets/new", browser.base))
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "cross-site")
        .body(body);
    assert_eq!(browser.send(foreign).await.status, 403);
    let page = browser.http.clone().post(format!("{}/admin/-/sign-in", browser.base));
    let page = page.header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(browser.send(page.body("name=ann&password=x&_csrf=")).await.status, 403);
    assert_eq!(Pet::repo(&db).count().await.unwrap(), 0);
    assert_eq!(browser.post("/admin/pets/new", &right).await.status, 303);
    assert_eq!(Pet::repo(&db).count().await.unwrap(), 1);
}

#[tokio::test]
async fn a_row_is_made_and_what_is_wrong_stands_beside_its_field() {
    let db = memory().await;
    let mut browser = signed_in(&db).await;
    let page = browser.get("/admin/pets/new").await;
    for part in [
        r#"maxlength="20""#,
        r#"pattern="[\s\S]*(?:^[^0-9]*$)[\s\S]*""#,
        r#"max="200""#,
        r#"<option value="cat">Cat</option>"#,
        r#"<option value="dog" selected>Dog</option>"#,
        r#"type="checkbox" id="field-is_fed""#,
        r#"type="password" id="field-chip""#,
        "What it comes to.",
    ] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    let bad = [("name", " "), ("age", "300"), ("kind", "cow"), ("chip", "top secret")];
    let page = browser.fill("/admin/pets/new", &bad).await;
    assert_eq!(page.status, 422);
    for part in [
        r#"<p class="error" id="field-name-error">must not be blank</p>"#,
        r#"<p class="error" id="field-kind-error">"#,
        r#"<p class="error" id="field-age-error">must be between 0 and 255</p>"#,
        "fields need another look",
        r#"value="300""#,
    ] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    assert!(!page.text.contains("top secret"), "a secret is not sent back");
    let good = [("name", "Rex"), ("age", ""), ("kind", "cat"), ("is_fed", "true"), ("chip", "9")];
    let page = browser.fill("/admin/pets/new", &good).await;
    assert_eq!((page.status, page.header("location")), (303, "../pets/row/1?done=created"));
    let pet = Pet::repo(&db).read(1).await.unwrap();
    assert_eq!(
        (pet.name(), pet.age(), pet.kind(), pet.is_fed(), pet.chip()),
        ("Rex", None, "cat", true, "9")
    );
    // the name is taken
    let page = browser.fill("/admin/pets/new", &good).await;
    assert!(page.text.contains(r#"id="field-name-error">is already taken"#), "{}", page.text);
    // a change keeps what is not shown
    let tag = browser.get("/admin/pets/row/1").await.hidden("_tag");
    let form = [("name", "Rex"), ("age", "7"), ("kind", "cat"), ("chip", ""), ("_tag", &tag)];
    let page = browser.fill("/admin/pets/row/1", &form).await;
    assert_eq!((page.status, page.header("location")), (303, "../../pets/row/1?done=saved"));
    let pet = Pet::repo(&db).read(1).await.unwrap();
    assert_eq!((pet.age(), pet.is_fed(), pet.chip(), pet.version()), (Some(7), false, "9", 2));
    // no change is none
    let tag = browser.get("/admin/pets/row/1").await.hidden("_tag");
    let form = [("name", "Rex"), ("age", "7"), ("kind", "cat"), ("_tag", &tag)];
    assert!(
        browser.fill("/admin/pets/row/1", &form).await.header("location").ends_with("done=same")
    );
    let page = browser.get("/admin/pets/row/1/history").await;
    assert!(page.text.contains("Changed</span> by ann"), "{}", page.text);
    assert!(!page.text.contains(">9<") && !page.text.contains("chip"), "{}", page.text);
}

#[tokio::test]
async fn what_nobody_touched_stays_as_it_is_and_a_broken_reference_is_at_its_field() {
    let db = memory().await;
    let mut browser = signed_in(&db).await;
    let pets = Pet::repo(&db);
    let (name, kind, chip) = ("Rex\r\nthe second".to_owned(), "dog".to_owned(), "9".to_owned());
    let new = NewPet { name, age: None, kind, is_fed: false, chip, owner_id: None };
    pets.create(new).await.unwrap();
    let page = browser.get("/admin/pets/row/1").await;
    let form = [("name", "Rex\r\nthe second"), ("age", "7"), ("kind", "dog"), ("chip", "")];
    let with = |more: [(&'static str, String); 2]| {
        let form = form.iter().map(|(name, value)| (*name, (*value).to_owned()));
        form.chain(more).collect::<Vec<_>>()
    };
    let sent = with([("owner_id", "77".to_owned()), ("_tag", page.hidden("_tag"))]);
    let sent: Vec<_> = sent.iter().map(|(name, value)| (*name, &**value)).collect();
    let page = browser.fill("/admin/pets/row/1", &sent).await;
    assert_eq!(page.status, 422);
    let wrong = r#"<p class="error" id="field-owner_id-error">there is no such row</p>"#;
    assert!(page.text.contains(wrong), "{}", page.text);
    let sent = with([("owner_id", String::new()), ("_tag", page.hidden("_tag"))]);
    let sent: Vec<_> = sent.iter().map(|(name, value)| (*name, &**value)).collect();
    assert_eq!(browser.fill("/admin/pets/row/1", &sent).await.status, 303);
    let pet = pets.read(1).await.unwrap();
    assert_eq!((pet.name(), pet.age()), ("Rex\r\nthe second", Some(7)));
    // one that was removed softly is there
    pets.delete(1).await.unwrap();
    let page = browser.fill("/admin/parts/new", &[("parent", "8"), ("pet_id", "1")]).await;
    assert!(page.text.contains(r#"id="field-parent-error">there is no such row"#), "{}", page.text);
    assert!(!page.text.contains("field-pet_id-error"), "{}", page.text);
}

#[tokio::test]
async fn rows_with_uuids_are_shown_and_written() {
    let db = memory().await;
    let mut browser = signed_in(&db).await;
    let page = browser.fill("/admin/boxes/new", &[("code", "7"), ("inside", "")]).await;
    assert!(page.text.contains(r#"id="field-code-error">must be a UUID"#), "{}", page.text);
    let code = Uuid::max().to_string();
    let page = browser.fill("/admin/boxes/new", &[("code", &code), ("inside", "")]).await;
    assert_eq!(page.status, 303, "{}", page.text);
    let made = Crate::repo(&db).list().await.unwrap().items.pop().unwrap();
    assert_eq!((made.code, made.inside), (Uuid::max(), None));
    let path = format!("/admin/boxes/row/{}", made.id);
    let page = browser.get(&path).await;
    assert!(page.text.contains(&code) && page.text.contains(&made.id.to_string()), "{}", page.text);
    let (tag, id) = (page.hidden("_tag"), made.id.to_string());
    browser.fill(&path, &[("code", &code), ("inside", &id), ("_tag", &tag)]).await;
    assert_eq!(Crate::repo(&db).read(made.id).await.unwrap().inside, Some(made.id));
    let page = browser.get("/admin/boxes").await;
    assert!(page.text.contains(&format!("row/{id}")), "{}", page.text);
}

#[tokio::test]
async fn two_who_change_one_row_see_both_versions() {
    let db = memory().await;
    let mut browser = signed_in(&db).await;
    browser.fill("/admin/pets/new", &[("name", "Rex"), ("age", "3"), ("kind", "dog")]).await;
    let tag = browser.get("/admin/pets/row/1").await.hidden("_tag");
    let patch = PetPatch { age: Some(Some(4)), name: Some("Max".into()), ..Default::default() };
    Pet::repo(&db).patch(1, patch).await.unwrap();
    let mine = [("name", "Rex"), ("age", "9"), ("kind", "dog"), ("_tag", tag.as_str())];
    let page = browser.fill("/admin/pets/row/1", &mine).await;
    assert_eq!(page.status, 412);
    assert!(page.text.contains("Somebody changed this row"), "{}", page.text);
    assert!(page.text.contains(r#"value="9""#), "mine is kept");
    for theirs in ["Max", "4"] {
        assert!(page.text.contains(&format!(r#"<div class="theirs">{theirs}</div>"#)), "{theirs}");
    }
    assert_eq!(Pet::repo(&db).read(1).await.unwrap().name(), "Max", "nothing was written");
    // what was seen now may be saved over it
    let tag = page.hidden("_tag");
    let mine = [("name", "Rex"), ("age", "9"), ("kind", "dog"), ("_tag", tag.as_str())];
    assert_eq!(browser.fill("/admin/pets/row/1", &mine).await.status, 303);
    assert_eq!(Pet::repo(&db).read(1).await.unwrap().age(), Some(9));
}

#[tokio::test]
async fn lists_are_searched_filtered_sorted_and_paged() {
    let db = memory().await;
    let mut browser = signed_in(&db).await;
    let pets = Pet::repo(&db);
    for (i, name) in ["Ada", "Bo", "Cy", "Di"].into_iter().enumerate() {
        let age = u8::try_from(i).ok();
        let (kind, chip) = (if i % 2 == 0 { "dog" } else { "cat" }.into(), "c".into());
        let name = name.into();
        pets.create(NewPet { name, age, kind, is_fed: false, chip, owner_id: None }).await.unwrap();
    }
    let names = |page: &Page| {
        let all = ["Ada", "Bo", "Cy", "Di"];
        let place = |name: &str| page.text.find(&format!("\">{name}</a>"));
        let mut found: Vec<_> = all.iter().filter_map(|it| Some((place(it)?, *it))).collect();
        found.sort_unstable();
        found.into_iter().map(|(_, name)| name).collect::<Vec<_>>().join(" ")
    };
    for (query, expected) in [
        ("", "Ada Bo Cy Di"),
        ("?sort=-name", "Di Cy Bo Ada"),
        ("?q=b", "Bo"),
        ("?kind=dog", "Ada Cy"),
        ("?age[gt]=1&kind=cat", "Di"),
        ("?age[gt]=1&kind=cat&sort=name&q=", "Di"),
    ] {
        let page = browser.get(&format!("/admin/pets{query}")).await;
        assert_eq!(page.status, 200, "{query}");
        assert_eq!(names(&page), expected, "{query}");
    }
    let page = browser.get("/admin/pets?limit=3").await;
    assert!(page.text.contains("4 in all"), "{}", page.text);
    let (_, rest) = page.text.split_once("cursor=").unwrap();
    let cursor = rest.split('"').next().unwrap();
    let page = browser.get(&format!("/admin/pets?limit=3&cursor={cursor}")).await;
    assert_eq!(names(&page), "Di");
    let page = browser.get("/admin/pets?f=age&o=ge&v=2&kind=dog").await;
    assert_eq!(page.header("location"), "./pets?kind=dog&age%5Bge%5D=2");
    let page = browser.get("/admin/pets?nonsense=1").await;
    assert_eq!(page.status, 400);
    assert!(page.text.contains("is unknown; filters are"), "{}", page.text);
    let csv = browser.get("/admin/pets/export?format=csv&kind=dog").await;
    assert!(csv.text.contains("Ada") && !csv.text.contains("Bo") && !csv.text.contains("chip"));
}

#[tokio::test]
async fn picked_rows_are_removed_together_and_put_back() {
    let db = memory().await;
    let mut browser = signed_in(&db).await;
    for name in ["Ada", "Bo", "Cy"] {
        browser.fill("/admin/pets/new", &[("name", name), ("kind", "dog")]).await;
    }
    let ids = [("do", "delete"), ("id", "1"), ("id", "3")];
    let page = browser.fill("/admin/pets/bulk", &ids).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("Delete these 2 rows?") && page.text.contains("Ada (#1)"));
    assert_eq!(Pet::repo(&db).count().await.unwrap(), 3, "asked first");
    let sure = [&ids[..], &[("sure", "yes")]].concat();
    let page = browser.fill("/admin/pets/bulk", &sure).await;
    assert_eq!((page.status, page.header("location")), (303, "../pets?done=deleted"));
    assert_eq!(Pet::repo(&db).count().await.unwrap(), 1);
    assert_eq!(browser.get("/admin/pets/row/1").await.status, 404);
    let page = browser.get("/admin/pets?removed=1").await;
    assert!(page.text.contains("Ada") && !page.text.contains("\">Bo</a>"));
    assert!(!page.text.contains("pets/row/1\"") && !page.text.contains("Export CSV"));
    let back = [("do", "restore"), ("id", "3"), ("sure", "yes")];
    assert_eq!(browser.fill("/admin/pets/bulk", &back).await.status, 303);
    assert_eq!(Pet::repo(&db).count().await.unwrap(), 2);
    assert_eq!(browser.fill("/admin/pets/bulk", &[("do", "delete")]).await.status, 422);
    // what others refer to stays, all of it
    let owners = Owner::repo(&db);
    for name in ["x", "y"] {
        owners.create(NewOwner { name: name.into() }).await.unwrap();
    }
    browser.fill("/admin/pets/new", &[("name", "Di"), ("kind", "dog"), ("owner_id", "2")]).await;
    let both = [("do", "delete"), ("id", "1"), ("id", "2"), ("sure", "yes")];
    let page = browser.fill("/admin/owners/bulk", &both).await;
    assert_eq!(page.status, 409);
    assert!(page.text.contains("Nothing was done: y (#2)"), "{}", page.text);
    assert_eq!(owners.count().await.unwrap(), 2);
}

#[tokio::test]
async fn text_of_others_is_text() {
    let db = memory().await;
    let mut browser = signed_in(&db).await;
    let evil = r#""><script>alert(1)</script><img src=x onerror=alert(1)>"#;
    let owners = Owner::repo(&db);
    owners.create(NewOwner { name: evil.into() }).await.unwrap();
    let paths = [
        "/admin/owners",
        "/admin/owners/row/1",
        "/admin/pets/new",
        &format!("/admin/owners?name={}", percent(evil)),
        &format!("/admin/pets?q={}", percent(evil)),
        &format!("/admin/pets?{}=1", percent(evil)),
        &format!("/admin/{}", percent(evil)),
    ];
    for path in paths {
        let page = browser.get(path).await;
        assert!(
            !page.text.contains("<script>") && !page.text.contains("<img"),
            "{path}: {}",
            page.text
        );
    }
    let page = browser.fill("/admin/owners/bulk", &[("do", "delete"), ("id", "1")]).await;
    assert!(page.text.contains("&lt;script&gt;") && !page.text.contains("<script>"));
    assert_eq!(browser.sign_in(evil, "x").await.status, 401);
    let page = browser.get("/admin/owners/row/1").await;
    assert!(page.text.contains("&lt;script&gt;"));
}

#[tokio::test]
async fn pages_offer_what_a_struct_says() {
    let db = memory().await;
    let mut browser = signed_in(&db).await;
    Law::repo(&db)
        .create(NewLaw { text: "be kind".into(), note: Some("since ever".into()) })
        .await
        .unwrap();
    let page = browser.get("/admin/").await;
    assert!(page.text.contains("Laws") && !page.text.contains("Plans"), "{}", page.text);
    assert_eq!(browser.get("/admin/plans").await.status, 404);
    let page = browser.get("/admin/laws").await;
    assert!(page.text.contains("be kind") && !page.text.contains("New law"));
    // the columns that the struct names, in its order
    assert!(!page.text.contains("since ever"));
    let place = |text: &str| page.text.find(&format!("data-label=\"{text}\"")).unwrap();
    assert!(place("Text") < place("Id"));
    assert_eq!(browser.get("/admin/laws/new").await.status, 403);
    assert_eq!(browser.fill("/admin/laws/new", &[("text", "x")]).await.status, 403);
    assert_eq!(browser.fill("/admin/laws/row/1", &[("text", "x")]).await.status, 403);
    let ids = [("do", "delete"), ("id", "1"), ("sure", "yes")];
    assert_eq!(browser.fill("/admin/laws/bulk", &ids).await.status, 403);
    assert_eq!(Law::repo(&db).count().await.unwrap(), 1);
    for asset in ["admin.css", "admin.js", "htmx.js"] {
        let file = browser.get(&format!("/admin/-/{asset}?v=1")).await;
        assert_eq!(file.status, 200);
        assert!(file.header("cache-control").contains("immutable"));
    }
    let deleted = browser.http.delete(format!("{}/admin/laws", browser.base));
    assert_eq!(browser.send(deleted).await.status, 405);
}

#[tokio::test]
async fn a_session_ends_with_a_sign_out_or_a_new_password() {
    let db = memory().await;
    let mut browser = signed_in(&db).await;
    let stolen = browser.cookies.clone();
    assert_eq!(browser.get("/admin/").await.status, 200);
    let page = browser.fill("/admin/-/password", &[("old", "x"), ("new", "long enough now")]).await;
    assert_eq!(page.status, 422);
    let form = [("old", PASSWORD), ("new", "long enough now")];
    assert_eq!(browser.fill("/admin/-/password", &form).await.status, 303);
    assert_eq!(browser.get("/admin/").await.status, 303);
    assert_eq!(browser.sign_in("ann", PASSWORD).await.status, 401);
    assert_eq!(browser.sign_in("ann", "long enough now").await.status, 303);
    let mut thief =
        Browser { http: browser.http.clone(), base: browser.base.clone(), cookies: stolen };
    assert_eq!(thief.get("/admin/").await.status, 303);
    thief.cookies.clone_from(&browser.cookies);
    assert_eq!(thief.get("/admin/").await.status, 200);
    assert_eq!(browser.fill("/admin/-/sign-out", &[]).await.status, 303);
    assert_eq!(thief.get("/admin/").await.status, 303);
}

#[tokio::test]
async fn the_first_password_is_told_once() {
    let db = memory().await;
    let auth = AdminAuth::new();
    let first = auth.prepare(&db).await.unwrap().expect("the first run");
    assert_eq!((first.name(), first.password().len()), ("admin", 23));
    assert!(!format!("{first:?}{auth:?}").contains(first.password()));
    assert!(AdminAuth::new().prepare(&db).await.unwrap().is_none());
    assert!(auth.set_password(&db, "bob", "short").await.is_err());
}

#[tokio::test]
async fn fields_are_filtered_whatever_they_are_called() {
    let mut browser = signed_in(&memory().await).await;
    browser.fill("/admin/parts/new", &[("done", "true")]).await;
    browser.fill("/admin/parts/new", &[]).await;
    let page = browser.get("/admin/parts?f=done&o=eq&v=true").await;
    assert_eq!(page.header("location"), "./parts?done%5Beq%5D=true");
    let page = browser.get("/admin/parts?done%5Beq%5D=true").await;
    assert!(page.text.contains("parts/row/1\"") && !page.text.contains("parts/row/2\""));
}

#[tokio::test]
async fn a_row_is_removed_beside_the_one_that_it_goes_with() {
    let db = memory().await;
    let mut browser = signed_in(&db).await;
    browser.fill("/admin/parts/new", &[]).await;
    browser.fill("/admin/parts/new", &[("parent", "1")]).await;
    let swapped = PartPatch { parent: Some(Some(2)), ..PartPatch::default() };
    // each is a part of the other: whichever goes first takes the other along
    Part::repo(&db).patch(1, swapped).await.unwrap();
    let both = [("do", "delete"), ("id", "1"), ("id", "2"), ("sure", "yes")];
    let page = browser.fill("/admin/parts/bulk", &both).await;
    assert_eq!((page.status, page.header("location")), (303, "../parts?done=deleted"));
    assert_eq!(Part::repo(&db).count().await.unwrap(), 0);
}

#[tokio::test]
async fn a_restore_of_picked_rows_is_of_all_or_none() {
    let db = memory().await;
    let mut browser = signed_in(&db).await;
    for name in ["Ada", "Bo"] {
        browser.fill("/admin/pets/new", &[("name", name), ("kind", "dog")]).await;
    }
    let both = |deed| [("do", deed), ("id", "1"), ("id", "2"), ("sure", "yes")];
    assert_eq!(browser.fill("/admin/pets/bulk", &both("delete")).await.status, 303);
    browser.fill("/admin/pets/new", &[("name", "Bo"), ("kind", "dog")]).await;
    let page = browser.fill("/admin/pets/bulk", &both("restore")).await;
    assert_eq!(page.status, 409);
    assert!(page.text.contains("Nothing was done: Bo (#2)"), "{}", page.text);
    assert_eq!(Pet::repo(&db).count().await.unwrap(), 1);
}

#[tokio::test]
async fn a_secret_choice_is_neither_shown_nor_lost() {
    let db = memory().await;
    let mut browser = signed_in(&db).await;
    browser.fill("/admin/parts/new", &[("is_secret", "true")]).await;
    let page = browser.get("/admin/parts/row/1").await;
    assert!(page.text.contains("<option value=\"\" selected>(keep)</option>"), "{}", page.text);
    let tag = page.hidden("_tag");
    let form = [("_tag", tag.as_str()), ("done", "true"), ("is_secret", "")];
    assert_eq!(browser.fill("/admin/parts/row/1", &form).await.status, 303);
    let row = Part::repo(&db).read(1).await.unwrap();
    assert!(row.done && row.is_secret);
}
