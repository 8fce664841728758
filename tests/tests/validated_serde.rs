//! Reading through the rules: serde's derive below `validated`, with serde's own attributes.

use std::collections::HashMap;

use dunder::validated::Errors;
use dunder::{Validate, validated};
use serde::{Deserialize, Serialize};

fn read<'de, T: Deserialize<'de>>(json: &'de str) -> Result<T, String> {
    serde_json::from_str(json).map_err(|fault| fault.to_string())
}

#[validated]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Product {
    #[validate(nonblank)]
    full_name: String,
    #[serde(rename = "cost", alias = "price")]
    #[validate(above = 0.0)]
    unit_price: f64,
    #[serde(default)]
    #[validate(each(trimmed))]
    tags: Vec<String>,
    #[validate(default = 1, min = 1)]
    in_stock: u32,
    #[serde(skip)]
    cache: Option<Vec<u8>>,
}

#[test]
fn what_is_read_keeps_the_rules() {
    let made: Product = read(r#"{"fullName":"Pen","price":2.5,"tags":["a"],"inStock":3}"#).unwrap();
    assert_eq!((made.full_name(), made.unit_price(), made.in_stock()), ("Pen", 2.5, 3));
    let short: Product = read(r#"{"fullName":"Pen","cost":2.5}"#).unwrap();
    assert_eq!((short.tags().len(), short.in_stock(), short.cache()), (0, 1, &None));
    let json = serde_json::to_string(&short).unwrap();
    assert_eq!(read::<Product>(&json).unwrap(), short);
}

#[test]
fn every_broken_rule_is_in_the_error_under_its_json_name() {
    let fault = read::<Product>(r#"{"fullName":" ","cost":0,"tags":[" a"],"inStock":0}"#);
    let expected = "/fullName: must not be blank\n/cost: must be above 0\n\
                    /tags/0: must not begin or end with white space\n/inStock: must be 1 or more";
    assert!(fault.as_ref().unwrap_err().starts_with(expected), "{fault:?}");
    let named = "expected struct Product";
    assert!(read::<Product>("7").unwrap_err().contains(named));
    assert!(read::<Product>(r#"{"cost":1}"#).unwrap_err().contains("missing field `fullName`"));
    assert!(read::<Product>(r#"{"fullName":"a","cost":1,"x":1}"#).unwrap_err().contains("unknown"));
}

mod cents {
    use serde::{Deserialize, Deserializer};

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
        i64::deserialize(deserializer).map(|euros| euros * 100)
    }
}

#[validated]
#[derive(Debug, Deserialize)]
struct Price {
    #[serde(with = "cents")]
    #[validate(max = 1000)]
    net: i64,
    #[serde(deserialize_with = "cents::deserialize")]
    gross: i64,
    #[serde(flatten)]
    #[validate(nested)]
    size: Size,
    #[serde(flatten)]
    more: HashMap<String, String>,
}

#[validated]
#[derive(Debug, Deserialize)]
struct Size {
    #[validate(positive)]
    width: i32,
}

#[test]
fn readers_and_flattened_fields_are_honoured() {
    let price: Price = read(r#"{"net":10,"gross":12,"width":3,"colour":"red"}"#).unwrap();
    assert_eq!((price.net(), price.gross(), price.size().width()), (1000, 1200, 3));
    assert_eq!(price.more()["colour"], "red");
    let fault = read::<Price>(r#"{"net":11,"gross":12,"width":0}"#).unwrap_err();
    assert!(fault.contains("/width") || fault.contains("/net"), "{fault}");
}

#[validated]
#[derive(Debug, Deserialize)]
#[serde(default)]
struct Settings {
    #[validate(min = 1)]
    port: u16,
    host: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self { port: 8080, host: "localhost".to_owned() }
    }
}

#[validated]
#[derive(Debug, Deserialize)]
#[serde(default = "fallback")]
struct Limits {
    low: u8,
    #[validate(max = 9)]
    high: u8,
}

fn fallback() -> Limits {
    Limits { low: 1, high: 2 }
}

#[test]
fn a_default_on_the_struct_fills_what_is_missing() {
    let settings: Settings = read(r#"{"port":1}"#).unwrap();
    assert_eq!((settings.port(), settings.host()), (1, "localhost"));
    assert!(read::<Settings>(r#"{"port":0}"#).is_err());
    let limits: Limits = read(r#"{"high":9}"#).unwrap();
    assert_eq!((limits.low(), limits.high()), (1, 9));
}

#[validated]
#[derive(Debug, Deserialize)]
struct Borrowed<'a, T>
where
    T: Clone,
{
    #[validate(chars(..=3))]
    text: &'a str,
    #[validate(nested)]
    value: T,
    #[validate(default = Vec::new())]
    children: Vec<Borrowed<'a, T>>,
}

#[validated]
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Percent(#[validate(range(0..=100))] u8);

#[validated]
#[derive(Debug, Deserialize)]
struct Pair(u8, #[validate(nonempty)] String);

#[test]
fn generics_lifetimes_and_tuples_are_read_too() {
    let json = r#"{"text":"abc","value":7,"children":[{"text":"","value":8}]}"#;
    let made: Borrowed<'_, Percent> = read(json).unwrap();
    assert_eq!((made.text(), made.value(), made.children().len()), ("abc", &Percent(7), 1));
    assert!(read::<Borrowed<'_, Percent>>(r#"{"text":"","value":101}"#).is_err());
    assert!(
        read::<Pair>(r#"[1,"a"]"#).is_ok_and(|pair| pair._0() == 1)
            && read::<Pair>(r#"[1,""]"#).is_err()
    );
    assert_eq!(read::<Percent>("100").unwrap().get(), 100);
}

#[validated]
#[derive(Debug, Deserialize)]
struct Login {
    #[validate(secret, chars(8..))]
    password: String,
    #[validate(secret)]
    pin: Option<u16>,
}

#[test]
fn a_secret_is_in_no_error_of_the_reader_either() {
    for json in [
        r#"{"password":"hunter2"}"#,
        r#"{"password":"hunter22","pin":"1234"}"#,
        r#"{"password":{"hunter2":1}}"#,
        r#"{"password":1234}"#,
    ] {
        let fault = read::<Login>(json).unwrap_err();
        assert!(!fault.contains("hunter") && !fault.contains("1234"), "{fault}");
    }
    assert!(read::<Login>(r#"{"password":"hunter22"}"#).unwrap().is_valid());
    assert_eq!(read::<Login>(r#"{"password":"hunter22","pin":7}"#).unwrap().pin(), Some(7));
}

#[validated(deserialize = "own")]
#[derive(Debug)]
struct Own {
    #[validate(min = 1)]
    count: u8,
}

impl<'de> Deserialize<'de> for Own {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let count = u8::deserialize(deserializer)?;
        Self::new(count).map_err(serde::de::Error::custom)
    }
}

#[test]
fn an_impl_by_hand_is_left_alone() {
    assert_eq!(read::<Own>("1").unwrap().count(), 1);
    assert!(read::<Own>("0").is_err());
    assert!(Own { count: 0 }.validate().is_err());
}

#[test]
fn a_local_struct_is_read_too() {
    #[validated]
    #[derive(Deserialize)]
    struct Local {
        #[validate(nonempty)]
        name: String,
    }
    assert_eq!(read::<Local>(r#"{"name":"a"}"#).unwrap().name(), "a");
    assert!(Validate::validate(&Local { name: String::new() }).is_err());
}

#[validated]
#[derive(Clone, Debug, Deserialize)]
struct Server {
    #[validate(min = 1024)]
    port: u16,
    #[validate(nonblank)]
    host: String,
}

fn localhost() -> Server {
    Server::new(8080, "localhost").unwrap()
}

#[validated]
#[derive(Debug, Deserialize)]
struct Cluster {
    #[validate(nonblank)]
    name: String,
    #[validate(nested)]
    server: Server,
    #[validate(nested)]
    more: Vec<Server>,
    #[validate(nested)]
    #[serde(default)]
    named: HashMap<String, Vec<Option<Box<Server>>>>,
    #[validate(nested)]
    spare: Option<Server>,
    #[validate(nested, default = localhost())]
    ours: Server,
    #[validate(nested)]
    #[serde(default = "localhost")]
    theirs: Server,
    #[validate(each(nested))]
    #[serde(default)]
    each: Vec<Server>,
    #[serde(default)]
    unruled: Vec<Server>,
}

const GOOD: &str = r#"{"port":8080,"host":"a"}"#;
const BAD: &str = r#"{"port":80,"host":""}"#;

#[test]
fn every_error_of_nested_values_is_reported_with_its_place() {
    let text = format!(
        r#"{{"name":" ","server":{BAD},"more":[{GOOD},{BAD}],"named":{{"x":[null,{BAD}]}},
            "spare":{BAD},"ours":{BAD},"theirs":{BAD},"each":[{BAD}]}}"#
    );
    let fault = read::<Cluster>(&text).unwrap_err();
    let places = ["/server", "/more/1", "/named/x/1", "/spare", "/ours", "/theirs", "/each/0"];
    assert!(fault.contains("/name: "), "{fault}");
    for place in places {
        for field in ["port", "host"] {
            assert!(fault.contains(&format!("{place}/{field}: ")), "{place}/{field} in {fault}");
        }
    }
    let good = format!(r#"{{"name":"n","server":{GOOD},"more":[]}}"#);
    let good: Cluster = read(&good).unwrap();
    assert_eq!((good.ours().port(), good.theirs().port()), (8080, 8080));
    assert!(good.spare().is_none() && good.name() == "n" && good.server().host() == "a");
    assert!(good.more().is_empty() && good.named().is_empty() && good.each().is_empty());
    assert!(good.unruled().is_empty());
}

#[test]
fn a_value_that_the_struct_around_does_not_check_checks_itself() {
    let text = format!(r#"{{"name":"n","server":{GOOD},"more":[],"unruled":[{BAD}]}}"#);
    let fault = read::<Cluster>(&text).unwrap_err();
    assert!(fault.contains("/port: must be 1024 or more"), "{fault}");
    // also after a value that the struct around was to check
    let fault = read::<Server>(BAD).unwrap_err();
    assert!(fault.contains("/port"), "{fault}");
    assert!(read::<Cluster>(r#"{"name":"n","server":7}"#).is_err());
    assert!(read::<Server>(BAD).is_err());
}

/// Checks nothing of what is in it.
#[derive(Debug, Deserialize)]
struct Careless {
    server: Server,
}

impl Validate for Careless {
    fn check(&self, _: &mut Errors<'_>) {}
}

#[validated]
#[derive(Debug, Deserialize)]
struct Inner {
    children: Vec<Inner>,
    server: Server,
}

#[validated]
#[derive(Debug, Deserialize)]
struct Outer {
    #[validate(nested)]
    careless: Option<Careless>,
    #[validate(nested)]
    inner: Option<Inner>,
}

#[test]
fn what_a_nested_value_does_not_check_itself_is_checked_when_it_is_read() {
    assert!(read::<Outer>(&format!(r#"{{"careless":{{"server":{BAD}}}}}"#)).is_err());
    let inner = format!(r#"{{"inner":{{"children":[],"server":{BAD}}}}}"#);
    assert!(read::<Outer>(&inner).is_err());
    let inner = format!(r#"{{"inner":{{"children":[],"server":{GOOD}}}}}"#);
    let outer: Outer = read(&inner).unwrap();
    assert_eq!(outer.careless().as_ref().map(|it| it.server.port()), None);
    let inner = outer.inner().as_ref().unwrap();
    assert!(inner.children().is_empty() && inner.server().port() == 8080);
}

/// Bytes, of which a list has its length first and a row has not.
struct Bytes<'a, 'de>(&'a mut &'de [u8]);

type Fault = serde::de::value::Error;

impl Bytes<'_, '_> {
    fn next(&mut self) -> Result<u8, Fault> {
        let (first, rest) =
            self.0.split_first().ok_or_else(|| serde::de::Error::custom("the end"))?;
        *self.0 = rest;
        Ok(*first)
    }
}

struct Row<'a, 'de>(Bytes<'a, 'de>, u8);

impl<'de> serde::de::SeqAccess<'de> for Row<'_, 'de> {
    type Error = Fault;
    fn next_element_seed<T: serde::de::DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        if self.1 == 0 {
            return Ok(None);
        }
        self.1 -= 1;
        seed.deserialize(Bytes(self.0.0)).map(Some)
    }
}

impl<'de> serde::Deserializer<'de> for Bytes<'_, 'de> {
    type Error = Fault;
    fn deserialize_any<V: serde::de::Visitor<'de>>(
        mut self,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_u8(self.next()?)
    }
    fn deserialize_seq<V: serde::de::Visitor<'de>>(
        mut self,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let len = self.next()?;
        visitor.visit_seq(Row(self, len))
    }
    fn deserialize_tuple<V: serde::de::Visitor<'de>>(
        self,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_seq(Row(self, len.try_into().unwrap()))
    }
    fn deserialize_struct<V: serde::de::Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_tuple(fields.len(), visitor)
    }
    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct map identifier option newtype_struct tuple_struct enum ignored_any
    }
}

#[validated]
#[derive(Debug, Deserialize)]
struct Dots {
    #[validate(nested)]
    corners: [Dot; 2],
    numbers: [u8; 2],
    pair: (u8, u8),
    list: Vec<u8>,
}

#[validated]
#[derive(Debug, Deserialize)]
struct Dot {
    #[validate(min = 1)]
    x: u8,
}

#[test]
fn an_array_has_no_length_in_formats_that_write_lengths() {
    let mut bytes: &[u8] = &[1, 2, 3, 4, 5, 6, 1, 7];
    let dots = Dots::deserialize(Bytes(&mut bytes)).unwrap();
    let corners = dots.corners().each_ref().map(Dot::x);
    assert_eq!((corners, dots.numbers(), dots.pair()), ([1, 2], &[3, 4], &(5, 6)));
    assert_eq!((dots.list(), bytes.len()), (&[7][..], 0));
    let mut bytes: &[u8] = &[1, 0, 3, 4, 5, 6, 0];
    let fault = Dots::deserialize(Bytes(&mut bytes)).unwrap_err();
    assert_eq!(fault.to_string(), "/corners/1/x: must be 1 or more");
}
