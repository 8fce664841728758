//! `descriptors` and `properties` in a crate that reaches `dunder` by `crate = path` alone.
#![forbid(unsafe_code)]

use dunder_facade::macros::descriptor::{Remembered, Rules};
use dunder_facade::macros::{descriptors, properties, validated};

/// A sensor.
#[descriptors(crate = dunder_facade::macros, dyn)]
#[validated(crate = dunder_facade::macros)]
struct Sensor {
    #[descriptor(Rules)]
    #[validate(max = 60)]
    temp: i32,
    cell: Remembered<i32>,
}

#[properties(crate = dunder_facade::macros)]
impl Sensor {
    #[property(ttl = "1h", cell = cell)]
    async fn known(&self) -> i32 {
        std::future::ready(self.temp).await
    }
}

#[tokio::test]
async fn the_descriptor_keeps_the_rules() {
    let mut sensor = Sensor::new(20, Remembered::new()).expect("a sensor");
    assert!(sensor.set_temp(61).is_err());
    assert!(sensor.set_dyn("temp", Box::new(21)).is_ok());
    assert_eq!((*sensor.temp(), sensor.known().await), (21, 21));
}
