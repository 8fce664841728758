//! 06: `SnowflakeConnection` of three abstract bases; a method left out does not compile
//! (`ui-tests/ui/class/abstract_method_missing.rs`).

use std::collections::BTreeMap;

use dunder::{Object, class, methods};

#[class(abstract)]
struct DatabaseConnection;
#[methods]
impl DatabaseConnection {
    pub fn connect(&mut self) -> Result<(), String>;
    pub fn disconnect(&mut self);
}

#[class(abstract)]
struct ConfigurableComponent {
    pub config: BTreeMap<String, String>,
}
#[methods]
impl ConfigurableComponent {
    pub fn validate_config(&self) -> bool;
}

#[class(abstract)]
struct ResourceManager;
#[methods]
impl ResourceManager {
    pub fn initialize(&mut self);
    pub fn cleanup(&mut self);
    /// A template: all of it, in order.
    pub fn cycle(&mut self) {
        self.initialize();
        self.cleanup();
    }
}

#[class(bases(DatabaseConnection, ConfigurableComponent, ResourceManager))]
struct SnowflakeConnection {
    #[default]
    pub events: Vec<&'static str>,
}
#[methods]
impl SnowflakeConnection {
    pub fn connect(&mut self) -> Result<(), String> {
        if !self.validate_config() {
            return Err("no account".to_owned());
        }
        self.events.push("connect");
        Ok(())
    }
    pub fn disconnect(&mut self) {
        self.events.push("disconnect");
    }
    pub fn validate_config(&self) -> bool {
        self.config.contains_key("account")
    }
    pub fn initialize(&mut self) {
        self.events.push("initialize");
        if self.connect().is_err() {
            self.events.push("failed");
        }
    }
    pub fn cleanup(&mut self) {
        self.disconnect();
    }
}

#[test]
fn one_class_fulfils_three_contracts() {
    let config = BTreeMap::from([("account".to_owned(), "acme".to_owned())]);
    let mut connection = SnowflakeConnection::new(config);
    connection.cycle();
    assert_eq!(connection.events, ["initialize", "connect", "disconnect"]);
    assert!(SnowflakeConnection::new(BTreeMap::new()).connect().is_err());
    let abstracts = SnowflakeConnection::CLASS.bases.iter().filter(|base| base.is_abstract);
    assert_eq!(abstracts.count(), 3);
}
