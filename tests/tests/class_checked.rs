//! Bodies of `#[validated]` classes that set fields through their rules and ask for the verdict.
#![allow(missing_docs)]

use dunder::{Invalid, class, methods};

mod staff {
    use dunder::{Invalid, class, methods, validated};

    #[class]
    #[validated]
    #[derive(Debug, Clone, PartialEq)]
    pub struct Career {
        #[validate(max = 10)]
        level: u32,
        #[validate(trim, nonblank)]
        title: String,
        #[validate(max = 3)]
        stars: u32,
    }

    #[methods]
    impl Career {
        pub fn promote(&mut self, by: u32) -> Result<(), Invalid> {
            self.set_level(self.level + by)
        }
        pub fn entitle(&mut self, title: &str) -> Result<u32, Invalid> {
            self.set_title(title)?;
            self.level += 1;
            self.set_stars(self.stars + 1)?;
            Ok(self.level)
        }
        pub fn push(&mut self, by: u32) -> Result<(), Invalid> {
            self.level += by;
            self.validate()
        }
        pub fn both(&mut self, other: &mut Self) -> Result<bool, Invalid> {
            other.set_level(self.level)?;
            Ok(self.is_valid())
        }
        pub fn told(&self) -> String {
            format!("{} {}", self.level, self.title)
        }
    }
}
use staff::Career;

#[class(bases(Career))]
#[dunder::validated]
#[derive(Debug, Clone, PartialEq)]
struct Manager {
    #[validate(min = 1)]
    reports: u32,
}

#[methods]
impl Manager {
    pub fn hire(mut self, more: u32) -> Result<Self, Invalid> {
        self.set_stars(self.stars() + 1)?;
        self.set_reports(self.reports + more)?;
        self.promote(1)?;
        Ok(self)
    }
    pub fn dismiss(&mut self, all: u32) -> Result<(), Invalid> {
        self.set_reports(self.reports - all)?;
        self.set_level(0)
    }
}

fn paths(result: Result<(), Invalid>) -> Vec<String> {
    result.unwrap_err().iter().map(|violation| violation.path()).collect()
}

#[test]
fn a_body_sets_its_own_fields_through_their_rules() {
    let mut career = Career::new(8, "clerk", 2).unwrap();
    assert!(career.promote(2).is_ok());
    assert_eq!(paths(career.promote(1)), ["/level"]);
    assert_eq!(career.level(), 10);
    assert_eq!(career.entitle(" head ").unwrap(), 11);
    assert_eq!((career.title(), career.stars()), ("head", 3));
    assert!(career.entitle(" ").is_err());
}

#[test]
fn the_verdict_is_that_of_the_object_s_class() {
    let mut career = Career::new(8, "clerk", 2).unwrap();
    assert_eq!(paths(career.push(3)), ["/level"]);
    let mut manager = Manager::new(1, 8, "head", 0).unwrap();
    assert!(manager.push(1).is_ok());
    assert!(career.both(&mut Career::new(1, "a", 0).unwrap()).is_err());
    let mut other = Manager::new(1, 1, "deputy", 0).unwrap();
    assert!(manager.both(&mut other).unwrap());
    assert_eq!(other.level(), 9);
}

#[test]
fn a_subclass_sets_its_own_and_inherited_fields() {
    let manager = Manager::new(1, 8, "head", 2).unwrap();
    let mut manager = manager.hire(2).unwrap();
    assert_eq!((manager.reports(), manager.level(), manager.stars()), (3, 9, 3));
    assert_eq!(paths(manager.dismiss(3)), ["/reports"]);
    manager.dismiss(1).unwrap();
    assert_eq!((manager.reports(), manager.level()), (2, 0));
    assert!(manager.clone().hire(1).is_err());
}
