//! `#[cfg]` and `#[cfg_attr]` in classes: what is left out is not there, in subclasses too.
#![allow(missing_docs)]
#![allow(clippy::non_minimal_cfg, reason = "`all()` always holds, `any()` never")]

use dunder::{Object, class, methods};
use dunder_test_classes::Speaker;

#[class]
#[cfg_attr(all(), derive(Debug, Clone, PartialEq, Default))]
#[cfg_attr(any(), derive(NoSuchDerive))]
pub struct Base {
    #[cfg(all())]
    pub here: u32,
    #[cfg(any())]
    pub gone: NoSuchType,
    #[cfg_attr(all(), default(3), doc = "Three.")]
    pub three: u8,
    #[cfg(not(any()))]
    #[cfg_attr(any(), default(1), serde(skip))]
    hidden: String,
}

#[methods]
impl Base {
    #[cfg(all())]
    pub fn hook(&self) -> String {
        format!("here {}", self.hidden)
    }
    #[cfg(any())]
    pub fn hook(&self) -> NoSuchType {
        self.gone
    }
    #[cfg(any())]
    pub fn abstract_but_gone(&self);
    #[cfg(all())]
    fn helper(&self) -> u32 {
        self.here
    }
    #[cfg(any())]
    fn helper(&self) -> NoSuchType {}
    #[cfg_attr(all(), cfg(any()))]
    pub fn nested(&self) -> NoSuchType {}
    pub fn template(&self, #[cfg(any())] _x: NoSuchType, by: u32) -> String {
        #[cfg(any())]
        return self.gone(self.gone, super().gone());
        let (here, there) = (self.here, 0);
        #[cfg(any())]
        let there = if self.gone { self.gone.len() } else { 1 };
        #[cfg(any())]
        {
            self.vanished();
        }
        let by = match by {
            #[cfg(any())]
            1 => self.gone,
            _ => by + here + there - self.here,
        };
        format!("{} {}", self.hook(), self.helper() + by)
    }
}

#[class(bases(Base), builder)]
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg(all())]
pub struct Sub {
    #[cfg(all())]
    #[default]
    pub own: u8,
    // the base's field of that name is not there
    #[default]
    pub gone: u8,
}

#[methods]
#[cfg(all())]
impl Sub {
    #[cfg(all())]
    pub fn hook(&self) -> String {
        format!("sub {}", super().hook())
    }
    #[cfg(any())]
    pub fn template(&self, by: String) -> u32 {
        by
    }
    // no method of a base
    pub fn abstract_but_gone(&self) -> bool {
        true
    }
}

#[class(bases(Sub), pass)]
#[cfg(any())]
pub struct NoClass;

#[test]
fn what_a_cfg_leaves_out_is_not_there() {
    let sub = Sub::new(1, "x");
    assert_eq!(sub.template(2), "sub here x 3");
    assert_eq!((sub.own, sub.gone, sub.three, sub.here), (0, 0, 3, 1));
    assert!(sub.abstract_but_gone());
    assert_eq!(format!("{sub:?}"), r#"Sub { own: 0, gone: 0, here: 1, three: 3, hidden: "x" }"#);
    let fields: Vec<&str> = Base::CLASS.fields.iter().map(|field| field.name).collect();
    assert_eq!(fields, ["here", "three", "hidden"]);
    let methods: Vec<&str> = Base::CLASS.methods.iter().map(|method| method.name).collect();
    assert_eq!(methods, ["hook", "template"]);
    assert_eq!(Sub::builder(1, "x").three(4).build().three, 4);
}

#[class(bases(Speaker))]
#[derive(Debug, Clone, PartialEq)]
struct Shouter {}
#[methods]
impl Shouter {
    // this crate has no such features, and is not asked
    pub fn voice(&self) -> String {
        format!("{} at {}", super().voice(), self.volume)
    }
}

#[test]
fn the_crate_of_the_class_decides() {
    let mut shouter = Shouter::new("Ada");
    assert_eq!(shouter.say("hi"), "HI!! (Ada at 11)");
    assert_eq!((shouter.volume, shouter.spoken(), Shouter::MARK), (11, 1, "!"));
    assert_eq!(Speaker::builder("x").volume(3).build().volume, 3);
    let debug = format!("{shouter:?}");
    assert_eq!(debug, r#"Shouter { name: "Ada", volume: 11, spoken: 1 }"#);
}

#[test]
fn a_cfg_holds_in_functions_and_macros() {
    macro_rules! made {
        ($name:ident, $field:ident, $when:meta) => {
            #[class]
            #[derive(Default)]
            struct $name {
                #[cfg($when)]
                pub $field: u32,
                #[cfg(not($when))]
                pub other: u32,
            }
            #[methods]
            impl $name {
                #[cfg($when)]
                pub fn value(&self) -> u32 {
                    self.$field
                }
                #[cfg(not($when))]
                pub fn value(&self) -> u32 {
                    self.other + 1
                }
            }
        };
    }
    made!(On, x, all());
    made!(Off, y, any());
    assert_eq!((On::new(3).value(), Off::new(3).value()), (3, 4));
    assert_eq!((On::default().x, Off::default().other), (0, 0));
}
