//! What an order costs: price rules are plugins, and asking is logged.

use dunder::crud_api::{CrudError, Repo, Store};
use dunder::plugin::PluginError;
use dunder::{logged, plugin, plugin_registry};
use serde::{Deserialize, Serialize};

use crate::catalog::{Customer, Product};
use crate::settings::Settings;

/// What somebody wants to buy.
pub struct Order {
    pub product: Product,
    pub customer: Option<Customer>,
    pub quantity: i64,
}

/// Takes something off an order's price; a new rule is a new type with `#[plugin(PriceRule)]`.
#[plugin_registry]
pub trait PriceRule: Send + Sync {
    /// How many percent of the full price it takes off.
    fn percent_off(&self, order: &Order) -> f64;
}

/// Many pieces are cheaper.
struct Bulk {
    from: i64,
    percent: f64,
}

#[plugin(PriceRule, name = "bulk", priority = 10)]
impl Bulk {
    #[init]
    fn from_settings() -> Result<Self, String> {
        let settings = Settings::instance()?;
        Ok(Self { from: settings.bulk_from, percent: settings.bulk_percent })
    }
}

impl PriceRule for Bulk {
    fn percent_off(&self, order: &Order) -> f64 {
        if order.quantity >= self.from { self.percent } else { 0.0 }
    }
}

/// Good customers pay less.
#[plugin(PriceRule, name = "loyalty")]
#[derive(Default)]
struct Loyalty;

impl PriceRule for Loyalty {
    fn percent_off(&self, order: &Order) -> f64 {
        match order.customer.as_ref().map(Customer::tier) {
            Some("gold") => 10.0,
            Some("silver") => 5.0,
            _ => 0.0,
        }
    }
}

/// The query of `/quote`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// The product's id.
    pub product: i64,
    /// The customer's id.
    pub customer: Option<i64>,
    /// How many pieces.
    #[serde(default = "one")]
    pub quantity: i64,
}

fn one() -> i64 {
    1
}

/// What an order costs.
#[derive(Debug, Serialize)]
pub struct Quote {
    product: i64,
    quantity: i64,
    currency: &'static str,
    full_price: f64,
    discounts: Vec<Discount>,
    price: f64,
}

/// What one rule takes off.
#[derive(Debug, Serialize)]
struct Discount {
    rule: &'static str,
    percent: f64,
}

/// Why there is no quote.
#[derive(Debug)]
pub enum QuoteError {
    /// Less than one piece is no order.
    NoPieces,
    /// The product or the customer cannot be had.
    Store(CrudError),
    /// A price rule cannot be made.
    Rule(PluginError),
}

impl std::fmt::Display for QuoteError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoPieces => f.write_str("`quantity` must be 1 or more"),
            Self::Store(fault) => fault.fmt(f),
            Self::Rule(fault) => fault.fmt(f),
        }
    }
}

impl std::error::Error for QuoteError {}

impl From<CrudError> for QuoteError {
    fn from(fault: CrudError) -> Self {
        Self::Store(fault)
    }
}

impl From<PluginError> for QuoteError {
    fn from(fault: PluginError) -> Self {
        Self::Rule(fault)
    }
}

/// Says what orders cost.
#[derive(Clone)]
pub struct Pricing<S: Store> {
    products: Repo<Product, S>,
    customers: Repo<Customer, S>,
}

#[logged(level = "info", err = "warn")]
impl<S: Store> Pricing<S> {
    /// Over the shop's tables.
    #[logged(off)]
    pub fn new(db: &S) -> Self {
        Self { products: Product::repo(db), customers: Customer::repo(db) }
    }

    /// Looks up what is asked for, and what it costs.
    pub async fn quote(&self, ask: Ask) -> Result<Quote, QuoteError> {
        if ask.quantity < 1 {
            return Err(QuoteError::NoPieces);
        }
        let product = self.products.read(ask.product).await?;
        let customer = match ask.customer {
            Some(id) => Some(self.customers.read(id).await?),
            None => None,
        };
        price(&Order { product, customer, quantity: ask.quantity })
    }
}

/// Lets every rule take something off.
#[expect(clippy::cast_precision_loss, reason = "nobody orders 2^53 pieces")]
fn price(order: &Order) -> Result<Quote, QuoteError> {
    let mut discounts = Vec::new();
    for entry in <dyn PriceRule>::registry() {
        let percent = entry.create()?.percent_off(order);
        if percent > 0.0 {
            discounts.push(Discount { rule: entry.name, percent });
        }
    }
    let full_price = order.product.price() * order.quantity as f64;
    let percent: f64 = discounts.iter().map(|discount| discount.percent).sum();
    Ok(Quote {
        product: order.product.id(),
        quantity: order.quantity,
        currency: Settings::get().map_or("", |settings| &settings.currency),
        full_price: cents(full_price),
        discounts,
        price: cents(full_price * (1.0 - percent.min(100.0) / 100.0)),
    })
}

/// To the nearest cent.
fn cents(amount: f64) -> f64 {
    (amount * 100.0).round() / 100.0
}
