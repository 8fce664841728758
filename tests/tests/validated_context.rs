//! Rules that ask for a context, and rules in groups.
#![allow(clippy::trivially_copy_pass_by_ref)]

use dunder::validated::{Errors, Validate as _, Violation};
use dunder::{Invalid, validated};

struct Tenant {
    most: u32,
    plan: Plan,
}

struct Plan {
    words: &'static [&'static str],
}

impl Tenant {
    fn plan(&self) -> &Plan {
        &self.plan
    }
}

fn affordable(count: &u32, tenant: &Tenant) -> Result<(), Violation> {
    if *count <= tenant.most {
        Ok(())
    } else {
        Err(Violation::new("limit", "is more than the plan has").param("max", tenant.most))
    }
}

fn allowed(text: &str, plan: &Plan) -> Result<(), &'static str> {
    if plan.words.contains(&text) { Ok(()) } else { Err("is not in the plan") }
}

fn whole(order: &Order, errors: &mut Errors<'_>) {
    if let Some(tenant) = errors.context::<Tenant>()
        && order.count as usize + order.tags.len() > tenant.most as usize
    {
        errors.add("", Violation::new("sum", "is too much in all"));
    }
}

#[validated]
#[derive(Clone, Debug)]
struct Tag {
    #[validate(nonblank, with_ctx = allowed)]
    word: String,
}

#[validated(check(whole))]
#[derive(Clone, Debug)]
struct Order {
    #[validate(min = 1, with_ctx = affordable)]
    count: u32,
    #[validate(each(nested(ctx = Tenant::plan)))]
    tags: Vec<Tag>,
}

fn tenant() -> Tenant {
    Tenant { most: 3, plan: Plan { words: &["red", "blue"] } }
}

fn order(count: u32, words: &[&str]) -> Order {
    let tags = words.iter().map(|word| Tag::new(*word).unwrap()).collect();
    Order::new(count, tags).unwrap()
}

fn lines(invalid: &Invalid) -> Vec<String> {
    invalid.iter().map(|violation| format!("{} {}", violation.path(), violation.code())).collect()
}

#[test]
fn a_rule_is_given_the_context_of_the_check() {
    assert!(order(2, &["red"]).validate_with(&tenant()).is_ok());
    let invalid = order(4, &["red", "green"]).validate_with(&tenant()).unwrap_err();
    assert_eq!(lines(&invalid), ["/count limit", "/tags/1/word with_ctx", " sum"]);
    assert_eq!(invalid.for_field("count")[0].params(), [("max", 3_u32.into())]);
}

#[test]
fn without_a_context_the_other_rules_hold() {
    let mut order = order(4, &["green"]);
    assert!(order.is_valid() && order.set_count(9).is_ok());
    assert!(order.set_count(0).is_err());
}

#[test]
fn a_context_of_another_type_is_a_violation() {
    let invalid = order(1, &["red"]).validate_with(&7_u8).unwrap_err();
    assert_eq!(lines(&invalid), ["/count context", "/tags context"]);
    let tag = Tag::new("red").unwrap();
    let invalid = tag.validate_with(&tenant()).unwrap_err();
    assert_eq!(lines(&invalid), ["/word context"]);
}

#[test]
fn lists_and_pointers_pass_the_context_on() {
    let tags = vec![Box::new(Tag::new("red").unwrap()), Box::new(Tag::new("pink").unwrap())];
    let invalid = tags.validate_with(&tenant().plan).unwrap_err();
    assert_eq!(lines(&invalid), ["/1/word with_ctx"]);
}

mod declared {
    use super::{Tenant, affordable, tenant};
    use dunder::validated;

    fn below(count: &u32, tenant: &Tenant) -> bool {
        *count < tenant.most
    }

    #[validated(context = Tenant)]
    struct Cart {
        #[validate(each(with_ctx = affordable, code = "dear", message = "costs too much"))]
        counts: Vec<u32>,
        #[validate(when(self.counts.len() > 1, with_ctx = below))]
        extra: Option<u32>,
    }

    #[test]
    fn the_type_of_the_context_may_be_said() {
        let cart = Cart::new(vec![1, 9], Some(5)).unwrap();
        let invalid = cart.validate_with(&tenant()).unwrap_err();
        assert_eq!(invalid.to_string(), "/counts/1: costs too much\n/extra: is invalid");
        assert_eq!(invalid.for_field("counts")[0].code(), "dear");
    }
}

#[validated]
struct Account {
    #[validate(nonblank, chars(..=20, group = "strict"))]
    name: String,
    #[validate(required, group = "publish", chars(3..), group = "publish")]
    title: Option<String>,
    #[validate(min = 1, group = "a", min = 5, group = "b")]
    level: u8,
    #[validate(nested, group = "inner")]
    tag: Inner,
}

#[validated(no(new))]
struct Inner {
    #[validate(nonblank)]
    word: String,
}

#[test]
fn rules_of_a_group_are_checked_with_it_alone() {
    let inner = Inner { word: String::new() };
    let account = Account::new("n".repeat(30), None, 0, inner).unwrap();
    assert!(account.is_valid());
    let codes = |groups: &[&str]| match account.validate_groups(groups) {
        Ok(()) => Vec::new(),
        Err(invalid) => lines(&invalid),
    };
    assert_eq!(codes(&["strict"]), ["/name chars"]);
    assert_eq!(codes(&["publish", "a"]), ["/title required", "/level min"]);
    assert_eq!(codes(&["a", "b"]), ["/level min", "/level min"]);
    assert_eq!(codes(&["inner"]), ["/tag/word nonblank"]);
    assert_eq!(codes(&["other"]), Vec::<String>::new());
}

#[test]
fn contexts_and_groups_go_together() {
    let found = Errors::collect(|errors| {
        errors.with_context(&tenant(), |errors| {
            errors.with_groups(&["x"], |errors| {
                assert!(errors.in_group("x") && !errors.in_group("y"));
                errors.field("order", |errors| order(9, &[]).check(errors));
            });
        });
    });
    assert_eq!(lines(&found.unwrap_err()), ["/order/count limit", "/order sum"]);
}
