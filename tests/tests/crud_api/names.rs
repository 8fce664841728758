//! Names in JSON that are not the fields' own.

use dunder::crud_api::{BodyError, CrudError, Memory, Resource, json, parse, write};
use dunder::{crud_api, validated};

/// Fields that are called otherwise in JSON.
#[crud_api(path = "/parcels", table = "parcels", unique(net_weight, to))]
#[validated]
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct Parcel {
    #[crud(id)]
    id: i64,
    #[crud(filter, sort, unique)]
    #[validate(nonblank)]
    tracking_code: String,
    #[validate(above = 0.0)]
    #[crud(filter)]
    net_weight: f64,
    #[serde(rename = "destination")]
    #[validate(chars(2..))]
    to: String,
    #[crud(version)]
    row_version: i64,
}

/// The same struct under attributes in another order.
macro_rules! parcels {
    ($($(#[$attr:meta])* $name:ident;)*) => {$(
        $(#[$attr])*
        #[derive(Clone, Debug, PartialEq)]
        struct $name {
            #[crud(id)]
            id: i64,
            #[crud(filter, sort, unique)]
            #[validate(nonblank)]
            tracking_code: String,
            #[validate(above = 0.0)]
            net_weight: f64,
            #[serde(rename = "destination")]
            #[validate(chars(2..))]
            to: String,
            #[validate(less_than = net_weight)]
            empty_weight: f64,
        }
    )*};
}

parcels! {
    #[validated(json)]
    #[crud_api(table = "parcels")]
    #[serde(rename_all = "camelCase")]
    Serdes;
    #[crud_api(table = "parcels", rename_all = "camelCase")]
    #[validated(json)]
    Above;
    #[validated(json)]
    #[crud_api(table = "parcels", rename_all = "camelCase")]
    Below;
}

/// What is told of a body, by the names of the API.
async fn told<T: Resource>() -> Vec<String> {
    let model = T::MODEL;
    let names: Vec<_> = model.columns.iter().map(|column| column.name).collect();
    let ruled: Vec<_> = model.rules.iter().map(|(name, _)| *name).collect();
    let db = Memory::new();
    let body = r#"{"trackingCode":" ","netWeight":1,"destination":"B","emptyWeight":2}"#;
    let row = json::read_new(model, body.as_bytes()).expect("all fields");
    let fault = write::insert(&db, model, row).await.expect_err("rules");
    let good = r#"{"trackingCode":"T","netWeight":1,"destination":"Bonn","emptyWeight":0}"#;
    let row = json::read_new(model, good.as_bytes()).expect("all fields");
    let id = write::insert(&db, model, row).await.expect("a row")[0].clone();
    let wrong = json::read_patch(model, br#"{"netWeight":-1}"#).expect("a field");
    let patch = write::patch(&db, model, id, wrong, None).await.expect_err("rules");
    let query = parse::parse(model, "trackingCode=T&sort=-trackingCode").map(drop);
    vec![format!("{names:?} {ruled:?}"), fault.to_string(), patch.to_string(), format!("{query:?}")]
}

#[tokio::test]
async fn a_case_of_the_api_is_what_serdes_is() {
    let expected = told::<Serdes>().await;
    assert!(expected[1].contains("/trackingCode") && expected[1].contains("/emptyWeight"));
    assert_eq!(told::<Above>().await, expected);
    assert_eq!(told::<Below>().await, expected);
    let fault = Above::from_json(br#"{"id":1,"trackingCode":"T","netWeight":1}"#);
    let fault = fault.expect_err("two fields are missing").to_string();
    assert!(fault.contains("/destination") && fault.contains("/emptyWeight"), "{fault}");
    assert!(!fault.contains("tracking"), "{fault}");
}

/// Without rules, and beside serde's own of the same case.
#[crud_api(path = "/boxes", table = "boxes", rename_all = "kebab-case")]
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
struct Case {
    #[crud(id)]
    id: i64,
    net_weight: f64,
    #[crud(column = "made")]
    made_in: String,
}

#[test]
fn a_case_changes_names_in_json_and_none_in_sql() {
    let names: Vec<_> = Case::MODEL.columns.iter().map(|it| (it.name, it.sql)).collect();
    let expected = [("id", "id"), ("net-weight", "net_weight"), ("made-in", "made")];
    assert_eq!(names, expected);
    let case = Case { id: 1, net_weight: 0.5, made_in: "Bonn".into() };
    let json = serde_json::json!({ "id": 1, "net-weight": 0.5, "made-in": "Bonn" });
    assert_eq!(serde_json::to_value(case).expect("JSON"), json);
}

#[tokio::test]
async fn a_field_is_called_the_same_in_json_faults_and_queries() {
    let read = |body: &str| {
        json::read_new(Parcel::MODEL, body.as_bytes()).map_err(|fault| match fault {
            BodyError::Invalid(invalid) => invalid.iter().map(|it| it.path().clone()).collect(),
            other => vec![other.to_string()],
        })
    };
    let row = read(r#"{"trackingCode":"T","netWeight":1,"destination":"Bonn"}"#).expect("a row");
    let faults = read(r#"{"tracking_code":"T","netWeight":"heavy","destination":"B"}"#);
    assert_eq!(
        faults.expect_err("faults"),
        ["/tracking_code", "/netWeight", "/trackingCode", "/destination"]
    );

    let db = Memory::new();
    let made = write::insert(&db, Parcel::MODEL, row).await.expect("a row");
    let mut text = Vec::new();
    json::write_row(Parcel::MODEL, &made, &mut text);
    let ours: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
    let parcel = Parcel::repo(&db).read(1).await.expect("the row");
    assert_eq!(ours, serde_json::to_value(&parcel).expect("JSON"), "as serde writes it");

    let patch = ParcelPatch { to: Some("B".into()), ..Default::default() };
    let Err(CrudError::Invalid(invalid)) = Parcel::repo(&db).patch(1, patch).await else {
        panic!()
    };
    assert_eq!(invalid.for_field("destination").len(), 1);
    let query = "trackingCode[prefix]=T&sort=-trackingCode&netWeight=1";
    assert!(parse::parse(Parcel::MODEL, query).is_ok());
    assert!(parse::parse(Parcel::MODEL, "tracking_code=T").is_err());
}

/// Under `#[crud_api]`, and with no derive that knows of `#[serde(..)]`.
#[crud_api(path = "/lids", table = "lids")]
#[serde(rename_all = "UPPERCASE")]
#[derive(Clone, Debug, PartialEq)]
struct Lid {
    #[crud(id)]
    id: i64,
    #[serde(rename = "colour")]
    color: String,
    size: i64,
}

#[test]
fn serdes_words_need_no_derive_of_serdes() {
    let names: Vec<_> = Lid::MODEL.columns.iter().map(|it| it.name).collect();
    assert_eq!(names, ["ID", "colour", "SIZE"]);
}
