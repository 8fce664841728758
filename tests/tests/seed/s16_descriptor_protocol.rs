//! 16, the protocol itself: the guide's `Validated` as a descriptor that its user writes, with the
//! field's name in its errors, which the guide leaves out.

use dunder::{Attr, DeleteDescriptor, Descriptor, Field, SetDescriptor, descriptors};

/// The guide's class: a validator, and what it is for.
struct Validated<T: 'static> {
    validator: fn(&T) -> Result<(), &'static str>,
    doc: &'static str,
}

impl<T, F: Field<Slot = Option<T>>> Descriptor<F> for Validated<T> {
    type Get<'a>
        = Option<&'a T>
    where
        F::Owner: 'a;

    fn get<'a>(&self, owner: &'a F::Owner) -> Option<&'a T> {
        F::slot(owner).as_ref()
    }
}

impl<T, F: Field<Slot = Option<T>>> SetDescriptor<F> for Validated<T> {
    type Value = T;
    type Error = String;

    fn set(&self, owner: &mut F::Owner, value: T) -> Result<(), String> {
        (self.validator)(&value).map_err(|error| format!("{}: {error}", F::META.name))?;
        *F::slot_mut(owner) = Some(value);
        Ok(())
    }
}

impl<T, F: Field<Slot = Option<T>>> DeleteDescriptor<F> for Validated<T> {
    type Old = Option<T>;

    fn delete(&self, owner: &mut F::Owner) -> Option<T> {
        F::slot_mut(owner).take()
    }
}

const POSITIVE: &str = "Must be a positive number.";
const EMPTY: &str = "Must not be an empty string.";

#[expect(clippy::trivially_copy_pass_by_ref, reason = "a validator sees any value by reference")]
fn is_positive_number(value: &f64) -> Result<(), &'static str> {
    if *value > 0.0 { Ok(()) } else { Err(POSITIVE) }
}

#[descriptors(dyn)]
#[derive(Default)]
struct Product {
    #[descriptor(Validated<String> = Validated {
        validator: |name| if name.trim().is_empty() { Err(EMPTY) } else { Ok(()) },
        doc: "The name of the product.",
    })]
    name: Option<String>,
    #[descriptor(Validated<f64> = Validated {
        validator: is_positive_number,
        doc: "The price of the product.",
    })]
    price: Option<f64>,
    #[descriptor(Validated<f64> = Validated {
        validator: is_positive_number,
        doc: "The available quantity.",
    })]
    quantity: Option<f64>,
}

impl Product {
    fn new(name: &str, price: f64, quantity: f64) -> Result<Self, String> {
        let mut product = Self::default();
        product.set_name(name.to_owned())?;
        product.set_price(price)?;
        product.set_quantity(quantity)?;
        Ok(product)
    }
}

fn laptop() -> Product {
    Product::new("Laptop", 1200.50, 10.0).unwrap()
}

#[test]
fn the_guide_prints_created_and_the_new_price() {
    let mut product = laptop();
    assert_eq!((product.name().unwrap().as_str(), product.price()), ("Laptop", Some(&1200.50)));
    product.set_price(1150.00).unwrap();
    assert_eq!(product.price(), Some(&1150.0));
}

#[test]
fn the_guide_catches_three_errors_and_ours_name_the_field() {
    let mut product = laptop();
    assert_eq!(product.set_quantity(-5.0), Err(format!("quantity: {POSITIVE}")));
    assert_eq!(product.set_name(String::new()), Err(format!("name: {EMPTY}")));
    let free = product.set_dyn("price", Box::new("free")).unwrap_err();
    assert_eq!(free.to_string(), "`price` is set to a `f64`, and this is another type");
    assert_eq!((product.price(), product.quantity()), (Some(&1200.50), Some(&10.0)));
    assert_eq!(product.name().unwrap(), "Laptop");
    assert!(Product::new("", 1.0, 1.0).is_err());
}

#[test]
fn access_on_the_class_yields_the_descriptor_itself() {
    fn names<F: Field>(_: Attr<F, Validated<f64>>) -> (&'static str, &'static str) {
        (F::META.owner, F::META.name)
    }
    assert_eq!(Product::PRICE.doc, "The price of the product.");
    assert_eq!((Product::NAME.validator)(&" ".to_owned()), Err(EMPTY));
    assert_eq!(Product::QUANTITY.meta().name, "quantity");
    assert_eq!(names(Product::PRICE), ("Product", "price"));
}

#[test]
fn delete_takes_the_value_away() {
    let mut product = laptop();
    assert_eq!(product.delete_price(), Some(1200.50));
    assert_eq!(product.price(), None);
    product.set_price(1.0).unwrap();
    assert_eq!(product.price(), Some(&1.0));
}
