//! Exercise 5, `AdvancedSerializer`: nested objects, rings, types, compact bytes, typed errors.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use dunder::graph;
use dunder::{CodecErrorKind, Graph, Limits, graph_dyn};

#[graph_dyn]
trait Member {
    fn title(&self) -> String;
}

#[derive(Graph)]
struct Address {
    street: String,
    city: Option<String>,
}

#[derive(Graph)]
struct Engineer {
    name: String,
    address: Address,
}

#[derive(Graph)]
struct Manager {
    name: String,
    team: RefCell<Vec<Rc<dyn Member>>>,
    company: RefCell<Weak<RefCell<Company>>>,
}

#[derive(Graph)]
struct Company {
    name: String,
    staff: Vec<Rc<dyn Member>>,
    partner: Option<Rc<RefCell<Company>>>,
}

struct Visitor;

#[graph_dyn]
impl Member for Engineer {
    fn title(&self) -> String {
        let city = self.address.city.as_deref().unwrap_or("nowhere");
        format!("engineer {} of {}, {city}", self.name, self.address.street)
    }
}

#[graph_dyn]
impl Member for Manager {
    fn title(&self) -> String {
        let company = self.company.borrow().upgrade();
        let company = company.map_or_else(String::new, |company| company.borrow().name.clone());
        format!("manager {} of {company}, team of {}", self.name, self.team.borrow().len())
    }
}

impl Member for Visitor {
    fn title(&self) -> String {
        "visitor".to_owned()
    }
}

fn companies() -> Rc<RefCell<Company>> {
    let address = Address { street: "Main St".to_owned(), city: Some("Bonn".to_owned()) };
    let bob: Rc<dyn Member> = Rc::new(Engineer { name: "Bob".to_owned(), address });
    let ada = Rc::new(Manager {
        name: "Ada".to_owned(),
        team: RefCell::new(vec![Rc::clone(&bob)]),
        company: RefCell::default(),
    });
    let staff: Vec<Rc<dyn Member>> = vec![ada.clone(), bob];
    let acme = Company { name: "Acme".to_owned(), staff, partner: None };
    let acme = Rc::new(RefCell::new(acme));
    *ada.company.borrow_mut() = Rc::downgrade(&acme);
    let partner = Some(Rc::clone(&acme));
    let other = Company { name: "Other".to_owned(), staff: Vec::new(), partner };
    acme.borrow_mut().partner = Some(Rc::new(RefCell::new(other)));
    acme
}

#[test]
fn nested_shared_and_circular_objects_come_back_with_their_types() {
    let acme = companies();
    let bytes = graph::to_bytes(&acme).unwrap();
    graph::dismantle(acme);
    assert!(bytes.len() < 320, "{} bytes", bytes.len());
    let acme: Rc<RefCell<Company>> = graph::from_bytes(&bytes, &Limits::untrusted()).unwrap();
    let titles: Vec<String> = acme.borrow().staff.iter().map(|member| member.title()).collect();
    assert_eq!(titles, ["manager Ada of Acme, team of 1", "engineer Bob of Main St, Bonn"]);
    let partner = acme.borrow().partner.clone().unwrap();
    assert!(Rc::ptr_eq(&acme, partner.borrow().partner.as_ref().unwrap()));
    // Bob is owned by the company, by Ada's team, and by nobody else
    assert_eq!(Rc::strong_count(&acme.borrow().staff[1]), 2);
    drop(partner);
    graph::dismantle(acme);
}

#[test]
fn a_type_that_is_not_known_is_an_error() {
    let visitor: Rc<dyn Member> = Rc::new(Visitor);
    let fault = graph::to_bytes(&visitor).unwrap_err();
    assert_eq!(fault.kind(), CodecErrorKind::Unsupported);
}

#[test]
fn every_prefix_and_every_spoiled_byte_is_an_error_or_a_graph() {
    let acme = companies();
    let bytes = graph::to_bytes(&acme).unwrap();
    graph::dismantle(acme);
    let read = |bytes: &[u8]| {
        graph::from_bytes::<Rc<RefCell<Company>>>(bytes, &Limits::untrusted())
            .map(graph::dismantle)
            .map_err(|fault| fault.kind())
    };
    for end in 0..bytes.len() {
        assert!(read(&bytes[..end]).is_err(), "{end}");
    }
    for place in 0..bytes.len() {
        for bit in 0..8 {
            let mut spoiled = bytes.clone();
            spoiled[place] ^= 1 << bit;
            let _ = read(&spoiled);
        }
    }
}
