//! The rules written by hand, inlined where ours are: every fault is collected, with its path, into an error of one word.
#![allow(dead_code, reason = "the faults are made, and nobody reads them")]

/// One step of a path.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    Field(&'static str),
    Index(usize),
}

#[derive(Clone, Debug)]
pub struct Issue {
    pub path: Vec<Step>,
    pub code: &'static str,
    pub message: &'static str,
}

/// All faults, behind one pointer.
#[derive(Clone, Debug)]
#[allow(clippy::box_collection, reason = "one word keeps the result of a setter in a register")]
pub struct Faults(Box<Vec<Issue>>);

/// Collects faults; allocates with the first one.
#[derive(Default)]
#[allow(clippy::box_collection, reason = "as `Faults`")]
struct Collector(Option<Box<Vec<Issue>>>);

impl Collector {
    #[cold]
    #[inline(never)]
    fn add(
        &mut self,
        at: Option<(&'static str, usize)>,
        field: &'static str,
        code: &'static str,
        message: &'static str,
    ) {
        let mut path = Vec::with_capacity(3);
        if let Some((list, i)) = at {
            path.extend([Step::Field(list), Step::Index(i)]);
        }
        path.push(Step::Field(field));
        self.0.get_or_insert_default().push(Issue { path, code, message });
    }

    fn finish(self) -> Result<(), Faults> {
        self.0.map_or(Ok(()), |issues| Err(Faults(issues)))
    }
}

/// Whether a text has so many characters; a character is 1 to 4 bytes, so most texts need no count.
#[inline]
fn chars(text: &str, min: usize, max: usize) -> bool {
    let bytes = text.len();
    if bytes < min || bytes > max * 4 {
        return false;
    }
    if bytes <= max && bytes >= min * 4 {
        return true;
    }
    (min..=max).contains(&text.chars().count())
}

static LOCAL: [bool; 256] = {
    let mut table = [false; 256];
    let mut i: u8 = 0;
    while i < 128 {
        table[i as usize] = i.is_ascii_alphanumeric()
            || matches!(
                i,
                b'.' | b'!'
                    | b'#'
                    | b'$'
                    | b'%'
                    | b'&'
                    | b'\''
                    | b'*'
                    | b'+'
                    | b'/'
                    | b'='
                    | b'?'
                    | b'^'
                    | b'_'
                    | b'`'
                    | b'{'
                    | b'|'
                    | b'}'
                    | b'~'
                    | b'-'
            );
        i += 1;
    }
    table
};

/// An e-mail address as the HTML standard has it.
fn email(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some(at) = bytes.iter().position(|&b| b == b'@') else { return false };
    if at == 0 || at > 64 || bytes.len() - at - 1 > 255 {
        return false;
    }
    bytes[..at].iter().all(|&b| LOCAL[usize::from(b)])
        && bytes[at + 1..].split(|&b| b == b'.').all(|label| {
            (1..=63).contains(&label.len())
                && label[0] != b'-'
                && label[label.len() - 1] != b'-'
                && label.iter().all(|&b| b.is_ascii_alphanumeric() || b == b'-')
        })
}

/// `^[A-Z]{3}-[0-9]{4}$`
fn sku(text: &str) -> bool {
    let b = text.as_bytes();
    b.len() == 8
        && b[..3].iter().all(u8::is_ascii_uppercase)
        && b[3] == b'-'
        && b[4..].iter().all(u8::is_ascii_digit)
}

#[derive(Clone, Debug, serde::Deserialize)]
pub struct Product {
    name: String,
    price: f64,
    quantity: i64,
}

impl Product {
    #[inline]
    pub fn new(name: impl Into<String>, price: f64, quantity: i64) -> Result<Self, Faults> {
        let product = Self { name: name.into(), price, quantity };
        product.validate()?;
        Ok(product)
    }

    pub fn unchecked(name: &str, price: f64, quantity: i64) -> Self {
        Self { name: name.into(), price, quantity }
    }

    #[inline]
    pub fn validate(&self) -> Result<(), Faults> {
        let mut faults = Collector::default();
        if !chars(&self.name, 1, 100) {
            faults.add(None, "name", "chars", "must have 1 to 100 characters");
        }
        if self.price.is_nan() || self.price < 0.01 {
            faults.add(None, "price", "min", "must be 0.01 or more");
        }
        if self.quantity < 1 {
            faults.add(None, "quantity", "min", "must be 1 or more");
        }
        faults.finish()
    }

    #[inline]
    pub fn set_price(&mut self, price: f64) -> Result<(), Faults> {
        if price.is_nan() || price < 0.01 {
            let mut faults = Collector::default();
            faults.add(None, "price", "min", "must be 0.01 or more");
            return faults.finish();
        }
        self.price = price;
        Ok(())
    }
}

#[derive(Clone, Debug)]
pub struct User {
    pub name: String,
    pub email: String,
    pub age: i32,
}

impl User {
    #[inline]
    pub fn validate(&self) -> Result<(), Faults> {
        let mut faults = Collector::default();
        if !chars(&self.name, 1, 50) {
            faults.add(None, "name", "chars", "must have 1 to 50 characters");
        }
        if !email(&self.email) {
            faults.add(None, "email", "email", "must be an e-mail address");
        }
        if !(0..=150).contains(&self.age) {
            faults.add(None, "age", "range", "must be 0 to 150");
        }
        faults.finish()
    }
}

#[derive(Clone, Debug)]
pub struct Code {
    pub sku: String,
}

impl Code {
    #[inline]
    pub fn validate(&self) -> Result<(), Faults> {
        let mut faults = Collector::default();
        if !sku(&self.sku) {
            faults.add(None, "sku", "pattern", "must match ^[A-Z]{3}-[0-9]{4}$");
        }
        faults.finish()
    }
}

#[derive(Clone, Debug, serde::Deserialize)]
pub struct Item {
    pub sku: String,
    pub quantity: i64,
    pub price: f64,
}

impl Item {
    pub fn new(sku: String, quantity: i64, price: f64) -> Self {
        Self { sku, quantity, price }
    }
}

#[derive(Clone, Debug, serde::Deserialize)]
pub struct Order {
    pub items: Vec<Item>,
}

impl Order {
    #[inline]
    pub fn validate(&self) -> Result<(), Faults> {
        let mut faults = Collector::default();
        if !(1..=5000).contains(&self.items.len()) {
            faults.add(None, "items", "items", "must have 1 to 5000 items");
        }
        for (i, item) in self.items.iter().enumerate() {
            let at = Some(("items", i));
            if !sku(&item.sku) {
                faults.add(at, "sku", "pattern", "must match ^[A-Z]{3}-[0-9]{4}$");
            }
            if !(1..=1000).contains(&item.quantity) {
                faults.add(at, "quantity", "range", "must be 1 to 1000");
            }
            if item.price.is_nan() || item.price < 0.01 {
                faults.add(at, "price", "min", "must be 0.01 or more");
            }
        }
        faults.finish()
    }
}

/// A product that is read and not checked: code of its own, as each of the others has.
#[derive(Debug, serde::Deserialize)]
pub struct Plain {
    pub name: String,
    pub price: f64,
    pub quantity: i64,
}

/// An item of `PlainOrder`.
#[derive(Debug, serde::Deserialize)]
pub struct PlainItem {
    pub sku: String,
    pub quantity: i64,
    pub price: f64,
}

/// An order that is read and not checked.
#[derive(Debug, serde::Deserialize)]
pub struct PlainOrder {
    pub items: Vec<PlainItem>,
}
