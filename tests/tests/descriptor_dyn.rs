//! Fields by their names at run time: `#[descriptors(dyn)]`.
#![expect(clippy::float_cmp, reason = "what is set is read back")]

use std::any::Any;

use dunder::descriptor::{AttributeError, Clamp, Computed, Once, ReadOnly};
use dunder::{Descriptor, Field, SetDescriptor, descriptors};

#[descriptors(dyn)]
struct Product {
    #[descriptor(Once)]
    id: Option<String>,
    #[descriptor(Clamp<f64> = Clamp::new(0.0, 100.0))]
    price: f64,
    #[descriptor(ReadOnly)]
    sku: String,
    #[descriptor(Trimmed)]
    name: String,
    #[descriptor(Computed<Self, f64> = Computed::new(|p| p.price * 2.0))]
    double: (),
    #[descriptor(Quiet)]
    quiet: u8,
    other: u8,
}

/// A descriptor of the user: a text without spaces around it, never empty.
struct Trimmed;

impl<F: Field<Slot = String>> Descriptor<F> for Trimmed {
    type Get<'a>
        = &'a str
    where
        F::Owner: 'a;

    fn get<'a>(&self, owner: &'a F::Owner) -> &'a str {
        F::slot(owner)
    }
}

impl<F: Field<Slot = String>> SetDescriptor<F> for Trimmed {
    type Value = &'static str;
    type Error = String;

    fn set(&self, owner: &mut F::Owner, value: &'static str) -> Result<(), String> {
        match value.trim() {
            "" => Err(format!("`{}` of `{}` is blank", F::META.name, F::META.owner)),
            text => {
                text.clone_into(F::slot_mut(owner));
                Ok(())
            }
        }
    }
}

/// One whose errors say nothing.
struct Quiet;
impl<F: Field<Slot = u8>> Descriptor<F> for Quiet {
    type Get<'a>
        = u8
    where
        F::Owner: 'a;

    fn get(&self, owner: &F::Owner) -> u8 {
        *F::slot(owner)
    }
}
impl<F: Field<Slot = u8>> SetDescriptor<F> for Quiet {
    type Value = u8;
    type Error = ();

    fn set(&self, _: &mut F::Owner, _: u8) -> Result<(), ()> {
        Err(())
    }
}

fn product() -> Product {
    Product {
        id: None,
        price: 1.0,
        sku: "s".into(),
        name: "n".into(),
        double: (),
        quiet: 1,
        other: 0,
    }
}

fn value<T: Any + Clone>(product: &Product, name: &str) -> Option<T> {
    product.get_dyn(name)?.downcast_ref::<T>().cloned()
}

#[test]
fn a_field_is_read_by_its_name() {
    let mut product = product();
    assert_eq!(value::<f64>(&product, "price"), Some(1.0));
    assert_eq!(value::<String>(&product, "sku").as_deref(), Some("s"));
    assert!(product.get_dyn("id").is_none());
    product.set_id("a".to_owned()).unwrap();
    assert_eq!(value::<String>(&product, "id").as_deref(), Some("a"));
    assert!(product.get_dyn("double").is_none());
    assert!(product.get_dyn("other").is_none());
    assert_eq!((product.double(), product.other), (2.0, 0));
}

#[test]
fn a_field_is_set_by_its_name_through_its_descriptor() {
    let mut product = product();
    product.set_dyn("price", Box::new(500.0)).unwrap();
    assert_eq!(product.price(), 100.0);
    product.set_dyn("name", Box::new(" x ")).unwrap();
    assert_eq!(product.name(), "x");
}

#[test]
fn each_reason_is_an_error_of_its_own_and_the_old_value_stays() {
    let mut product = product();
    let wrong_type = product.set_dyn("price", Box::new("free")).unwrap_err();
    assert!(matches!(wrong_type, AttributeError::Type { name: "price", expected: "f64" }));
    let read_only = product.set_dyn("sku", Box::new("t".to_owned())).unwrap_err();
    assert!(matches!(read_only, AttributeError::ReadOnly { name: "sku" }));
    assert_eq!(read_only.to_string(), "`sku` cannot be set");
    let refused = product.set_dyn("name", Box::new(" ")).unwrap_err();
    assert_eq!(refused.to_string(), "`name` of `Product` is blank");
    let silent = product.set_dyn("quiet", Box::new(2_u8)).unwrap_err();
    assert_eq!(silent.to_string(), "`quiet` refused the value");
    let unknown = product.set_dyn("prcie", Box::new(1.0)).unwrap_err();
    assert_eq!(format!("{unknown:?}"), unknown.to_string());
    assert!(matches!(&unknown, AttributeError::Unknown { similar: Some("price"), .. }));
    assert_eq!(unknown.to_string(), "`Product` has no attribute `prcie`, did you mean `price`?");
    assert_eq!((product.price(), product.sku().as_str(), product.name()), (1.0, "s", "n"));
    assert_eq!(product.quiet(), 1);
}

/// Shows a secret's last letters only.
struct Masked;

impl<F: Field<Slot = String>> Descriptor<F> for Masked {
    type Get<'a>
        = String
    where
        F::Owner: 'a;

    fn get(&self, owner: &F::Owner) -> String {
        let secret = F::slot(owner);
        match secret.len().checked_sub(4) {
            Some(hidden) if hidden > 0 => format!("****{}", &secret[hidden..]),
            _ => secret.clone(),
        }
    }
}

/// A value of the same type that cannot be compared.
struct Opaque;

impl<F: Field<Slot = Box<dyn Fn() -> u8>>> Descriptor<F> for Opaque {
    type Get<'a>
        = Box<dyn Fn() -> u8>
    where
        F::Owner: 'a;

    fn get(&self, _: &F::Owner) -> Box<dyn Fn() -> u8> {
        Box::new(|| 0)
    }
}

#[test]
fn what_a_descriptor_masks_is_not_shown_by_its_name() {
    #[descriptors(dyn)]
    struct Card {
        #[descriptor(Masked)]
        number: String,
        #[descriptor(Clamp<f64> = Clamp::new(0.0, 1.0))]
        share: f64,
        #[descriptor(Opaque)]
        secret: Box<dyn Fn() -> u8>,
    }
    let card = Card { number: "4111111111111111".into(), share: f64::NAN, secret: Box::new(|| 7) };
    assert_eq!((card.number().as_str(), card.secret()(), (card.secret)()), ("****1111", 0, 7));
    assert!(card.get_dyn("number").is_none() && card.get_dyn("secret").is_none());
    let share = card.get_dyn("share").and_then(|share| share.downcast_ref::<f64>());
    assert!(share.is_some_and(|share| share.is_nan()));
    let card = Card { number: "4111".into(), ..card };
    let shown = card.get_dyn("number").and_then(|number| number.downcast_ref::<String>());
    assert_eq!(shown.map(String::as_str), Some("4111"));
}
