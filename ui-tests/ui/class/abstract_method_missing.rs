//! a class with objects has a body for every abstract method: write it, or `#[class(abstract)]`
use dunder::{class, methods};

#[class(abstract)]
pub struct Serializable;
#[methods]
impl Serializable {
    pub fn to_dict(&self) -> String;
    pub fn to_json(&self) -> String {
        self.to_dict()
    }
}

#[class(bases(Serializable))]
pub struct Conn {
    #[default]
    pub dsn: String,
}
#[methods]
impl Conn {
    pub fn open(&self) {}
}

fn main() {
    Conn::new().open();
    let _ = Conn::new().to_json();
}
