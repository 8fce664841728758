//! The same rules in the words of each peer, as cheap as the peer allows.

/// <https://docs.rs/garde>
pub mod with_garde {
    use garde::Validate;

    #[derive(Clone, Debug, Validate, serde::Deserialize)]
    pub struct Product {
        #[garde(length(chars, min = 1, max = 100))]
        pub name: String,
        #[garde(range(min = 0.01))]
        pub price: f64,
        #[garde(range(min = 1))]
        pub quantity: i64,
    }

    #[derive(Clone, Debug, Validate)]
    pub struct User {
        #[garde(length(chars, min = 1, max = 50))]
        pub name: String,
        #[garde(email)]
        pub email: String,
        #[garde(range(min = 0, max = 150))]
        pub age: i32,
    }

    #[derive(Clone, Debug, Validate)]
    pub struct Code {
        #[garde(pattern(r"^[A-Z]{3}-[0-9]{4}$"))]
        pub sku: String,
    }

    #[derive(Clone, Debug, Validate, serde::Deserialize)]
    pub struct Item {
        #[garde(pattern(r"^[A-Z]{3}-[0-9]{4}$"))]
        pub sku: String,
        #[garde(range(min = 1, max = 1000))]
        pub quantity: i64,
        #[garde(range(min = 0.01))]
        pub price: f64,
    }

    #[derive(Clone, Debug, Validate, serde::Deserialize)]
    pub struct Order {
        #[garde(length(min = 1, max = 5000), dive)]
        pub items: Vec<Item>,
    }
}

/// <https://docs.rs/validator>
pub mod with_validator {
    use std::sync::LazyLock;

    use regex::Regex;
    use validator::Validate;

    static SKU: LazyLock<Regex> = LazyLock::new(|| Regex::new("^[A-Z]{3}-[0-9]{4}$").unwrap());

    #[derive(Clone, Debug, Validate, serde::Deserialize)]
    pub struct Product {
        #[validate(length(min = 1, max = 100))]
        pub name: String,
        #[validate(range(min = 0.01))]
        pub price: f64,
        #[validate(range(min = 1))]
        pub quantity: i64,
    }

    #[derive(Clone, Debug, Validate)]
    pub struct User {
        #[validate(length(min = 1, max = 50))]
        pub name: String,
        #[validate(email)]
        pub email: String,
        #[validate(range(min = 0, max = 150))]
        pub age: i32,
    }

    #[derive(Clone, Debug, Validate)]
    pub struct Code {
        #[validate(regex(path = *SKU))]
        pub sku: String,
    }

    /// It must be `Serialize`, because validator copies values into its errors.
    #[derive(Clone, Debug, Validate, serde::Serialize, serde::Deserialize)]
    pub struct Item {
        #[validate(regex(path = *SKU))]
        pub sku: String,
        #[validate(range(min = 1, max = 1000))]
        pub quantity: i64,
        #[validate(range(min = 0.01))]
        pub price: f64,
    }

    #[derive(Clone, Debug, Validate, serde::Deserialize)]
    pub struct Order {
        #[validate(length(min = 1, max = 5000), nested)]
        pub items: Vec<Item>,
    }
}

/// <https://docs.rs/serde_valid>
pub mod with_serde_valid {
    use serde_valid::Validate;

    #[derive(Clone, Debug, Validate, serde::Deserialize)]
    pub struct Product {
        #[validate(min_length = 1)]
        #[validate(max_length = 100)]
        pub name: String,
        #[validate(minimum = 0.01)]
        pub price: f64,
        #[validate(minimum = 1)]
        pub quantity: i64,
    }

    #[derive(Clone, Debug, Validate)]
    pub struct Code {
        #[validate(pattern = r"^[A-Z]{3}-[0-9]{4}$")]
        pub sku: String,
    }

    #[derive(Clone, Debug, Validate, serde::Deserialize)]
    pub struct Item {
        #[validate(pattern = r"^[A-Z]{3}-[0-9]{4}$")]
        pub sku: String,
        #[validate(minimum = 1)]
        #[validate(maximum = 1000)]
        pub quantity: i64,
        #[validate(minimum = 0.01)]
        pub price: f64,
    }

    #[derive(Clone, Debug, Validate, serde::Deserialize)]
    pub struct Order {
        #[validate(min_items = 1)]
        #[validate(max_items = 5000)]
        #[validate]
        pub items: Vec<Item>,
    }
}

/// <https://docs.rs/nutype>: one type for each field; collecting all faults is left to the user.
pub mod with_nutype {
    use nutype::nutype;

    #[nutype(validate(not_empty, len_char_max = 100), derive(Debug, Clone, Deserialize))]
    pub struct Name(String);
    #[nutype(validate(greater_or_equal = 0.01), derive(Debug, Clone, Copy, Deserialize))]
    pub struct Price(f64);
    #[nutype(validate(greater_or_equal = 1), derive(Debug, Clone, Copy, Deserialize))]
    pub struct Quantity(i64);
    #[nutype(validate(regex = r"^[A-Z]{3}-[0-9]{4}$"), derive(Debug, Clone))]
    pub struct Sku(String);

    #[derive(Clone, Debug, serde::Deserialize)]
    #[allow(dead_code, reason = "only made, never read")]
    pub struct Product {
        pub name: Name,
        pub price: Price,
        pub quantity: Quantity,
    }

    impl Product {
        pub fn new(
            name: String,
            price: f64,
            quantity: i64,
        ) -> Result<Self, Vec<(&'static str, String)>> {
            match (Name::try_new(name), Price::try_new(price), Quantity::try_new(quantity)) {
                (Ok(name), Ok(price), Ok(quantity)) => Ok(Self { name, price, quantity }),
                (name, price, quantity) => {
                    let mut faults = Vec::new();
                    faults.extend(name.err().map(|e| ("name", e.to_string())));
                    faults.extend(price.err().map(|e| ("price", e.to_string())));
                    faults.extend(quantity.err().map(|e| ("quantity", e.to_string())));
                    Err(faults)
                }
            }
        }
    }
}
