//! No value that breaks a rule comes out of `Deserialize`, whatever the types around it are called.

use std::cell::RefCell;

use dunder::validated::Errors;
use dunder::{Validate, validated};
use serde::Deserialize;

#[validated]
#[derive(Clone, Debug, Deserialize)]
struct Server {
    #[validate(min = 1024)]
    port: u16,
}

mod own {
    use super::{Deserialize, Errors, Validate};

    /// Called like the list of the standard library, and looks at nothing.
    #[derive(Debug, Deserialize)]
    #[serde(transparent)]
    pub(super) struct Vec<T>(pub(super) std::vec::Vec<T>);

    impl<T> Validate for Vec<T> {
        fn check(&self, _: &mut Errors<'_>) {}
    }

    /// Called like the pointer of the standard library, and looks at nothing.
    #[derive(Debug, Deserialize)]
    #[serde(transparent)]
    pub(super) struct Box<T>(pub(super) T);

    impl<T> Validate for Box<T> {
        fn check(&self, _: &mut Errors<'_>) {}
    }
}

#[validated]
#[derive(Debug, Deserialize)]
struct Listed {
    #[validate(nested, get = "ref")]
    servers: own::Vec<Server>,
}

#[validated]
#[derive(Debug, Deserialize)]
struct Boxed {
    #[validate(nested)]
    server: own::Box<Server>,
}

#[test]
fn a_container_of_the_users_that_checks_nothing_lets_nothing_through() {
    let listed: Result<Listed, _> = serde_json::from_str(r#"{"servers":[{"port":80}]}"#);
    assert!(listed.unwrap_err().to_string().contains("/port: must be 1024 or more"));
    let boxed: Result<Boxed, _> = serde_json::from_str(r#"{"server":{"port":80}}"#);
    assert!(boxed.unwrap_err().to_string().contains("/port: must be 1024 or more"));
    let listed: Listed = serde_json::from_str(r#"{"servers":[{"port":8080}]}"#).unwrap();
    assert_eq!(listed.servers().0[0].port(), 8080);
    let boxed: Boxed = serde_json::from_str(r#"{"server":{"port":8080}}"#).unwrap();
    assert_eq!(boxed.server().0.port(), 8080);
}

std::thread_local! {
    static SEEN: RefCell<Vec<u16>> = const { RefCell::new(Vec::new()) };
}

fn look(server: &Server) -> bool {
    SEEN.with_borrow_mut(|seen| seen.push(server.port()));
    true
}

fn look_at_all(cluster: &Cluster, _: &mut Errors<'_>) {
    SEEN.with_borrow_mut(|seen| seen.extend(cluster.more.iter().map(Server::port)));
}

#[validated(check(look_at_all))]
#[derive(Debug, Deserialize)]
struct Cluster {
    #[validate(nested, with = look)]
    first: Server,
    #[validate(nested)]
    more: Vec<Server>,
    #[validate(min = 1)]
    count: u8,
}

#[test]
fn no_rule_of_the_struct_around_sees_a_value_that_is_refused() {
    let text = r#"{"first":{"port":80},"more":[{"port":8080},{"port":81}],"count":0}"#;
    let fault = serde_json::from_str::<Cluster>(text).unwrap_err().to_string();
    for place in ["/first/port: ", "/more/1/port: ", "/count: "] {
        assert!(fault.contains(place), "{place} in {fault}");
    }
    assert!(SEEN.take().is_empty());
    let text = r#"{"first":{"port":8080},"more":[{"port":8081}],"count":1}"#;
    assert_eq!(serde_json::from_str::<Cluster>(text).unwrap().first().port(), 8080);
    assert_eq!(SEEN.take(), [8080, 8081]);
}

type Servers = Vec<Server>;

#[validated]
#[derive(Debug, Deserialize)]
struct Aliased {
    #[validate(nested)]
    servers: Servers,
    #[validate(nested)]
    #[serde(default)]
    rest: Option<Box<[Server; 2]>>,
}

#[test]
fn containers_are_known_behind_an_alias_too() {
    let text = r#"{"servers":[{"port":80},{"port":81}],"rest":[{"port":8080},{"port":1}]}"#;
    let fault = serde_json::from_str::<Aliased>(text).unwrap_err().to_string();
    for place in ["/servers/0/port: ", "/servers/1/port: ", "/rest/1/port: "] {
        assert!(fault.contains(place), "{place} in {fault}");
    }
    let text = r#"{"servers":[{"port":8080}],"rest":[{"port":8080},{"port":1024}]}"#;
    let made: Aliased = serde_json::from_str(text).unwrap();
    assert_eq!(made.servers().len() + made.rest().as_ref().map_or(0, |rest| rest.len()), 3);
    let text = r#"{"servers":[],"rest":[{"port":8080}]}"#;
    let fault = serde_json::from_str::<Aliased>(text).unwrap_err().to_string();
    assert!(fault.contains("array of length 2"), "{fault}");
}

/// Two types of one name are two types: what one leaves to its struct, the other does not.
#[test]
fn types_of_one_name_are_told_apart() {
    fn one() -> bool {
        #[validated]
        #[derive(Deserialize)]
        struct Same {
            #[validate(min = 10)]
            size: u8,
        }
        #[derive(Deserialize)]
        struct Holds {
            same: Same,
        }
        impl Validate for Holds {
            fn check(&self, _: &mut Errors<'_>) {}
        }
        #[validated]
        #[derive(Deserialize)]
        struct Around {
            #[validate(nested)]
            holds: Option<Holds>,
        }
        let made: Result<Around, _> = serde_json::from_str(r#"{"holds":{"same":{"size":1}}}"#);
        made.is_ok_and(|made| made.holds().as_ref().is_some_and(|holds| holds.same.size() < 10))
    }
    assert!(!one());
}
