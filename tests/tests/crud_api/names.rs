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
