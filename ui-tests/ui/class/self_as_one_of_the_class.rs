//! `self` may be of a subclass, which has not the class's traits: call methods that subclasses
//! override, and take `&impl IsAccount`
use std::fmt;

use dunder::{class, methods};

#[class]
#[derive(Debug, Clone, PartialEq, Default)]
struct Account {
    pub cents: u32,
}
#[methods]
impl Account {
    pub fn shown(&self) -> String {
        format!("{:?}", self)
    }
    pub fn is_same(&self, other: &Self) -> bool {
        self == other
    }
    pub fn sent(&self) -> u32 {
        send(self)
    }
    pub fn emptied(&self) -> Self {
        Self::default()
    }
}

fn send(account: &Account) -> u32 {
    account.cents
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.cents)
    }
}

#[class]
#[derive(Clone)]
struct Copied {
    pub cents: u32,
}
#[methods]
impl Copied {
    pub fn copied(&self) -> Self {
        self.clone()
    }
    pub fn told(&self) -> String {
        self.to_string()
    }
    pub fn printed(&self) {
        println!("{{self}} is {self}, which is {self:?}");
    }
}

fn main() {}
