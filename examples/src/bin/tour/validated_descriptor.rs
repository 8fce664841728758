//! Row 16: attributes that check every value assigned to them.

use dunder::validated;

use crate::Outcome;

/// A product with validated attributes.
#[validated]
#[derive(Debug)]
pub struct Product {
    #[validate(nonblank)]
    name: String,
    #[validate(above = 0.0)]
    price: f64,
    #[validate(above = 0)]
    quantity: i64,
}

/// Creates a product, changes it, and shows the three refusals of the guide.
pub(crate) fn run() -> Outcome {
    let mut product = Product::new("Laptop", 1200.50, 10)?;
    println!("Created: {}, Price: ${}", product.name(), product.price());
    product.set_price(1150.0)?;
    println!("New price: ${}", product.price());

    if let Err(refused) = product.set_quantity(-5) {
        println!("Caught expected error: {refused}");
    }
    if let Err(refused) = product.set_name("") {
        println!("Caught expected error: {refused}");
    }
    if let Err(refused) = product.set_price(f64::NAN) {
        println!("Caught expected error: {refused}");
    }
    println!("Unchanged: {product:?}");
    Ok(())
}
