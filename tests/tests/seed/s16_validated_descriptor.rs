//! Row 16: the descriptor `Validated` with its three caught errors.

use dunder::validated;

/// A product with validated attributes.
#[validated]
#[derive(Clone, Debug)]
struct Product {
    /// The name of the product.
    #[validate(nonblank, message = "must not be an empty string")]
    name: String,
    /// The price of the product.
    #[validate(positive, message = "must be a positive number")]
    price: f64,
    /// The available quantity.
    #[validate(positive, message = "must be a positive number")]
    quantity: i64,
}

#[test]
fn a_laptop_is_created_and_gets_a_new_price() {
    let mut product = Product::new("Laptop", 1200.50, 10).unwrap();
    let created = format!("Created: {}, Price: ${:.2}", product.name(), product.price());
    assert_eq!(created, "Created: Laptop, Price: $1200.50");
    product.set_price(1150.00).unwrap();
    assert_eq!(format!("New price: ${:?}", product.price()), "New price: $1150.0");
}

#[test]
fn three_errors_name_their_field_and_leave_the_old_value() {
    let mut product = Product::new("Laptop", 1150.0, 10).unwrap();
    let quantity = product.set_quantity(-5).unwrap_err();
    assert_eq!(quantity.to_string(), "/quantity: must be a positive number");
    let name = product.set_name("").unwrap_err();
    assert_eq!(name.to_string(), "/name: must not be an empty string");
    // "free" does not compile; what is a number in name only is refused
    let price = product.set_price(f64::NAN).unwrap_err();
    assert_eq!(price.to_string(), "/price: must be a positive number");
    for (error, field) in [(quantity, "quantity"), (name, "name"), (price, "price")] {
        assert_eq!(error.for_field(field).len(), 1);
    }
    assert_eq!((product.name(), product.price(), product.quantity()), ("Laptop", 1150.0, 10));
}
