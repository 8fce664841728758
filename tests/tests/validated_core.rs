//! The report of `validated` without its macro: what `Errors` collects and `Invalid` says.

use std::collections::BTreeMap;

use dunder::validated::{Errors, Invalid, Param, Rule, Validate, Violation};

static ABOVE: Rule = Rule {
    code: "above",
    params: &[("above", Param::Float(0.0))],
    template: "must be above {above}",
    inner: &[],
};

/// Valid where it is above zero.
struct Price(f64);

impl Validate for Price {
    fn check(&self, errors: &mut Errors<'_>) {
        if self.0.is_nan() || self.0 <= 0.0 {
            errors.rule("", &ABOVE);
        }
    }
}

fn paths(invalid: &Invalid) -> Vec<String> {
    invalid.iter().map(|violation| violation.path()).collect()
}

#[test]
fn an_error_is_one_word_and_can_be_sent() {
    fn is_error<T: std::error::Error + Send + Sync + Clone>() {}
    is_error::<Invalid>();
    assert_eq!(size_of::<Result<(), Invalid>>(), size_of::<usize>());
}

#[test]
fn paths_are_json_pointers() {
    let prices = BTreeMap::from([("a/b", vec![Price(1.0), Price(-1.0)]), ("~", vec![Price(0.0)])]);
    let invalid = prices.validate().unwrap_err();
    assert_eq!(paths(&invalid), ["/a~1b/1", "/~0/0"]);
    assert_eq!(invalid.for_field("a/b").len(), 1);
    assert_eq!(invalid.by_field().keys().collect::<Vec<_>>(), ["a/b", "~"]);
}

#[test]
fn a_report_is_json_on_demand() {
    let invalid = Errors::collect(|errors| {
        errors.rule("price", &ABOVE);
        let own = Violation::new("taken", "\"x\" is\ntaken").param("by", "y").at("sku");
        errors.field("items", |errors| errors.index(3, |errors| errors.add("", own)));
    });
    let json: serde_json::Value = serde_json::from_str(&invalid.unwrap_err().to_json()).unwrap();
    let expected = serde_json::json!({"errors": [
        {"path": "/price", "code": "above", "message": "must be above 0", "params": {"above": 0.0}},
        {"path": "/items/3/sku", "code": "taken", "message": "\"x\" is\ntaken",
         "params": {"by": "y"}},
    ], "truncated": false});
    assert_eq!(json, expected);
}

#[test]
fn a_report_holds_a_hundred_violations() {
    let prices: Vec<_> = (0..101).map(|_| Price(f64::NAN)).collect();
    let (hundred, more) = (prices[..100].validate().unwrap_err(), prices.validate().unwrap_err());
    assert_eq!((hundred.len(), hundred.is_truncated()), (100, false));
    assert_eq!((more.len(), more.is_truncated()), (100, true));
    assert!(more.to_json().ends_with("\"truncated\":true}"));
}

#[test]
fn a_verdict_needs_no_report() {
    assert!(Price(1.0).is_valid());
    assert!(!vec![Some(Price(1.0)), Some(Price(0.0)), None].is_valid());
}

#[test]
fn a_violation_of_a_map_and_of_the_whole_value_have_their_places() {
    let found = Errors::collect(|errors| {
        assert!(errors.is_clean());
        errors.add("", "is wrong");
        errors.key("k", |errors| errors.add("f", String::from("is wrong too")));
        assert_eq!((errors.len(), errors.is_clean()), (2, false));
    });
    let invalid = found.unwrap_err();
    assert_eq!(paths(&invalid), ["", "/k/f"]);
    assert_eq!(invalid.to_string(), "is wrong\n/k/f: is wrong too");
    assert_eq!(invalid.iter().next().unwrap().code(), "invalid");
}

#[test]
fn a_report_is_rendered_in_any_language_after_the_check() {
    let invalid = Errors::collect(|errors| {
        errors.add("age", Violation::new("min", "must be {min} or more").param("min", 18));
        errors.add("", Violation::new("odd", "is odd"));
    })
    .unwrap_err();
    let german = [("min", "mindestens {min}, {{nicht}} {max}"), ("max", "..")];
    assert_eq!(invalid.render(&german), "/age: mindestens 18, {nicht} {max}\nis odd");
    let codes = |violation: &Violation| Some(violation.code().to_owned());
    assert_eq!(invalid.render(&codes), "/age: min\nodd");
    assert_eq!(invalid.render(&[] as &[(&str, &str)]), invalid.to_string());
}

#[test]
fn a_report_is_part_of_what_serde_writes() {
    let invalid = Errors::collect(|errors| {
        errors.add("big", Violation::new("max", "is too much").param("max", u128::from(u64::MAX)));
        errors.add(
            "part",
            Violation::new("share", "is none").param("of", f64::NAN).param("is", true),
        );
        errors.add("", "is \"wrong\"");
    })
    .unwrap_err();
    assert_eq!(serde_json::to_string(&invalid).unwrap(), invalid.to_json());
    let answer = serde_json::json!({ "status": 422, "report": invalid });
    assert_eq!(
        answer["report"]["errors"][1]["params"],
        serde_json::json!({"of": null, "is": true})
    );
}

#[test]
fn a_report_is_gone_through_by_for() {
    let invalid = Errors::collect(|errors| errors.add("price", "is too much")).unwrap_err();
    for violation in &invalid {
        assert_eq!(violation.path(), "/price");
    }
    assert_eq!(invalid.into_iter().count(), 1);
}
