//! `#[plugin_registry(serde)]`: a plugin in a box is written and read beside its name,
//! `{"type": "sms", ..}`.

use core::any::{Any, TypeId};
use core::fmt;
use core::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};
use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};

use super::{Pluggable, PluginError, Registry};

/// The key beside which the plugin's name stands.
const TAG: &str = "type";

/// Writes the fields of a plugin that is of the type it was made for.
pub type Write = fn(&dyn Any) -> Result<Value, serde_json::Error>;

/// Gives a plugin of the type it was made for the type with its auto traits, in a box in a box.
pub(crate) type Share = fn(Box<dyn Any>) -> Option<Box<dyn Any>>;

/// The plugin as its own type.
pub fn own<P: 'static>(made: Box<dyn Any>) -> Option<Box<P>> {
    made.downcast().ok()
}

/// What `Share` returns.
pub fn shared<S: ?Sized + 'static>(made: Box<S>) -> Option<Box<dyn Any>> {
    Some(Box::new(made))
}

/// What a trait with `#[plugin_registry(serde)]` knows of a plugin beside its methods; every type
/// without borrows has it.
pub trait Tagged: 'static {
    /// The plugin as its own type.
    #[doc(hidden)]
    fn __dunder_any(&self) -> &dyn Any;
    /// The same, with the box.
    #[doc(hidden)]
    fn __dunder_into_any(self: Box<Self>) -> Box<dyn Any>;
}

impl<P: 'static> Tagged for P {
    fn __dunder_any(&self) -> &dyn Any {
        self
    }

    fn __dunder_into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}

/// Finds out whether `P` is `Serialize`: an inherent constant comes before a trait's.
pub struct Probe<P>(PhantomData<P>);

impl<P: Serialize + 'static> Probe<P> {
    /// It is.
    pub const WRITE: Option<Write> = Some(write::<P>);
}

/// The constant of a `P` that is not `Serialize`.
pub trait NotWritten {
    /// It is not.
    const WRITE: Option<Write> = None;
}

impl<P> NotWritten for Probe<P> {}

fn write<P: Serialize + 'static>(plugin: &dyn Any) -> Result<Value, serde_json::Error> {
    match plugin.downcast_ref::<P>() {
        Some(plugin) => serde_json::to_value(plugin),
        None => Err(serde::ser::Error::custom("a plugin of another type")),
    }
}

/// Reads `{"type": name, ..}` and creates the plugin from the rest.
///
/// # Errors
/// What is wrong with the text, or [`PluginError`] in words.
pub fn deserialize<'de, T: ?Sized + Pluggable, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Box<T>, D::Error> {
    read(deserializer).map(|(_, made)| made)
}

/// The same, of a trait whose plugins other threads may have.
///
/// # Errors
/// As those of `deserialize`; of what is registered at run time nobody knows whether they may.
pub fn deserialize_shared<'de, T, D>(deserializer: D) -> Result<Box<T::Shared>, D::Error>
where
    T: ?Sized + Pluggable + Tagged,
    D: Deserializer<'de>,
{
    let (entry, made) = read::<T, D>(deserializer)?;
    let shared = entry.plugin.share.and_then(|share| share(made.__dunder_into_any()));
    match shared.and_then(|shared| shared.downcast::<Box<T::Shared>>().ok()) {
        Some(shared) => Ok(*shared),
        None => Err(D::Error::custom(format_args!(
            "plugin `{}` is registered at run time, so that it is read as a box of the trait alone",
            entry.name
        ))),
    }
}

type Read<T> = (&'static super::Entry<T>, Box<T>);

fn read<'de, T: ?Sized + Pluggable, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Read<T>, D::Error> {
    let registry = T::try_registry().map_err(in_words)?;
    let (entry, fields) = deserializer.deserialize_map(Named(registry))?;
    let made = entry.create_from(Value::Object(fields)).map_err(in_words)?;
    Ok((entry, made))
}

/// Reads a map: the plugin that is named in it, looked up where the name stands, and the rest.
struct Named<T: ?Sized + 'static>(&'static Registry<T>);

impl<'de, T: ?Sized> Visitor<'de> for Named<T> {
    type Value = (&'static super::Entry<T>, Map<String, Value>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entry = None;
        let mut fields = Map::new();
        while let Some(key) = map.next_key_seed(Key)? {
            match key {
                Some(key) => {
                    fields.insert(key, map.next_value()?);
                }
                None if entry.is_some() => return Err(A::Error::duplicate_field(TAG)),
                None => entry = Some(map.next_value_seed(Name(self.0))?),
            }
        }
        Ok((entry.ok_or_else(|| A::Error::missing_field(TAG))?, fields))
    }
}

/// Reads a key; the tag is none.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field's name")
    }

    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok((key != TAG).then(|| key.to_owned()))
    }
}

/// Reads a plugin's name.
struct Name<T: ?Sized + 'static>(&'static Registry<T>);

impl<'de, T: ?Sized> DeserializeSeed<'de> for Name<T> {
    type Value = &'static super::Entry<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<T: ?Sized> Visitor<'_> for Name<T> {
    type Value = &'static super::Entry<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{TAG}` to be the name of a plugin")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Self::Value, E> {
        self.0.known(name).map_err(in_words)
    }
}

/// With its causes, since a serde error keeps none.
fn in_words<E: serde::de::Error>(fault: PluginError) -> E {
    E::custom(format_args!("{fault:?}"))
}

/// Writes `{"type": name, ..}`.
///
/// # Errors
/// The plugin's type has no name, is not `Serialize`, or has fields without names.
pub fn serialize<T: ?Sized + Pluggable, S: Serializer>(
    plugin: &dyn Any,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let registry: &Registry<T> = T::try_registry().map_err(S::Error::custom)?;
    let Some(entry) = registry.of_type(plugin.type_id()) else {
        return Err(S::Error::custom(format_args!(
            "the value's type is no plugin of `{}`, so it has no name to be read by",
            registry.name()
        )));
    };
    let name = entry.name;
    let Some(write) = entry.plugin.write else {
        return Err(S::Error::custom(format_args!(
            "plugin `{name}` is not `Serialize`, derive it for `{}`",
            entry.type_name
        )));
    };
    let fields = match write(plugin).map_err(S::Error::custom)? {
        Value::Object(fields) => fields,
        Value::Null => Map::new(),
        _ => {
            return Err(S::Error::custom(format_args!(
                "plugin `{name}` has no named fields to stand beside its `type`"
            )));
        }
    };
    if fields.contains_key(TAG) {
        return Err(S::Error::custom(format_args!(
            "plugin `{name}` has a field `type` of its own, rename it"
        )));
    }
    let mut map = serializer.serialize_map(Some(fields.len() + 1))?;
    map.serialize_entry(TAG, name)?;
    for (key, value) in &fields {
        map.serialize_entry(key, value)?;
    }
    map.end()
}

impl<T: ?Sized + 'static> Registry<T> {
    /// The first plugin of that type.
    fn of_type(&self, id: TypeId) -> Option<&'static super::Entry<T>> {
        self.by_type(id)
    }
}
