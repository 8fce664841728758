//! Reports as part of what a program writes with serde, of the same shape as `to_json`.

use alloc::vec::Vec;

use serde::ser::{Serialize, SerializeMap as _, SerializeStruct as _, Serializer};

use super::{Invalid, Param, Violation};

/// As [`Invalid::to_json`]: `{"errors":[..],"truncated":false}`.
impl Serialize for Invalid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut report = serializer.serialize_struct("Invalid", 2)?;
        report.serialize_field("errors", &self.iter().collect::<Vec<_>>())?;
        report.serialize_field("truncated", &self.is_truncated())?;
        report.end()
    }
}

/// `{"path","code","message","params"}`
impl Serialize for Violation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Params<'a>(Vec<(&'a str, Param)>);
        impl Serialize for Params<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(Some(self.0.len()))?;
                for (name, value) in &self.0 {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
        let mut violation = serializer.serialize_struct("Violation", 4)?;
        violation.serialize_field("path", &self.path())?;
        violation.serialize_field("code", self.code())?;
        violation.serialize_field("message", &self.message())?;
        violation.serialize_field("params", &Params(self.params()))?;
        violation.end()
    }
}

/// As the value itself.
impl Serialize for Param {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            // numbers of 128 bits are for where 64 are too few: not every format has them
            Self::Int(value) => match i64::try_from(*value) {
                Ok(value) => serializer.serialize_i64(value),
                Err(_) => serializer.serialize_i128(*value),
            },
            Self::Uint(value) => serializer.serialize_u128(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::List(values) => values.serialize(serializer),
        }
    }
}
