//! a derive that a base lacks, or cannot have: one error each, also where a subclass derives it too

use dunder::{Dict, Graph, Packed, class};

#[class(pass)]
pub struct Base {
    secret: u32,
}

#[class(bases(Base), pass)]
#[derive(Debug, Clone, Dict, Packed, Graph)]
pub struct Middle {
    #[dict(rename = "Size")]
    pub size: u32,
}

#[class(bases(Middle), pass)]
#[derive(Debug, Clone, Dict)]
pub struct Last;

fn main() {}
