//! What JSON Schema can say of a column: its type, and those of its rules that it has words for.

use serde_json::{Value as Json, json};
use utoipa::Number;
use utoipa::openapi::RefOr;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::schema::{
    Array, ArrayItems, KnownFormat, Object, Schema, SchemaFormat, SchemaType, Type,
};

use crate::crud_api::json::write_value;
use crate::crud_api::value::{ColumnKind, Value};
use crate::validated::{Param, Rule};

/// Text that a store can keep: all but NUL.
const NO_NUL: &str = r"^[^\u0000]*$";
/// The same with a character that is no space.
const NONBLANK: &str = r"^[^\u0000]*[^\s\u0000][^\u0000]*$";
/// The same without space around it.
const TRIMMED: &str = r"^(?:[^\s\u0000](?:[^\u0000]*[^\s\u0000])?)?$";
/// Both.
const TRIMMED_NONBLANK: &str = r"^[^\s\u0000](?:[^\u0000]*[^\s\u0000])?$";
/// Canonical base64 (RFC 4648, 4).
const BASE64: &str =
    "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$";

/// What is known of a value's form.
pub(super) struct Limits {
    kind: ColumnKind,
    /// All that one object says.
    object: Object,
    /// That it is a list, which shows in its rules only.
    list: Option<Array>,
    patterns: Vec<String>,
    is_nonblank: bool,
    is_trimmed: bool,
}

impl Limits {
    /// Those of the type alone.
    pub(super) fn of(kind: ColumnKind) -> Self {
        let format = |known| Some(SchemaFormat::KnownFormat(known));
        let mut object = Object::with_type(SchemaType::AnyValue);
        match kind {
            ColumnKind::Int { min, max } => {
                let is_small = min >= i32::MIN.into() && max <= i32::MAX.into();
                object.format =
                    format(if is_small { KnownFormat::Int32 } else { KnownFormat::Int64 });
                object.minimum = Some(whole(min));
                object.maximum = Some(whole(max));
            }
            ColumnKind::Float => {
                object.format = format(KnownFormat::Double);
                object.minimum = Some(Number::Float(f64::MIN));
                object.maximum = Some(Number::Float(f64::MAX));
            }
            ColumnKind::Timestamp => object.format = format(KnownFormat::DateTime),
            ColumnKind::Bytes => object.content_encoding = String::from("base64"),
            ColumnKind::Uuid => object.format = Some(SchemaFormat::Custom(String::from("uuid"))),
            ColumnKind::Bool | ColumnKind::Text | ColumnKind::Json => {}
        }
        let patterns = Vec::new();
        Self { kind, object, list: None, patterns, is_nonblank: false, is_trimmed: false }
    }

    /// Adds a pattern.
    pub(super) fn pattern(&mut self, pattern: impl Into<String>) {
        self.patterns.push(pattern.into());
    }

    /// Says that clients do not write it.
    pub(super) fn read_only(&mut self) {
        self.object.read_only = Some(true);
    }

    /// Says that no answer has it.
    pub(super) fn write_only(&mut self) {
        self.object.write_only = Some(true);
    }

    /// Says what stands in where it is left out.
    pub(super) fn default(&mut self, value: &Value) {
        let mut json = Vec::new();
        write_value(self.kind, value, &mut json);
        self.object.default = serde_json::from_slice(&json).ok();
    }

    /// Adds a rule; one that JSON Schema has no word for changes nothing.
    pub(super) fn tighten(&mut self, rule: &'static Rule) {
        let param = |name: &str| {
            rule.params.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
        };
        let first = rule.params.first().map(|(_, value)| value);
        let (low, high) = (param("min"), param("max"));
        let (low, high) = match rule.code {
            "min" => (low.or(first), None),
            "max" => (None, high.or(first)),
            _ => (low, high),
        };
        let is_text = self.kind == ColumnKind::Text;
        let object = &mut self.object;
        match rule.code {
            "min" | "max" | "range" => {
                raise(&mut object.minimum, number(low));
                lower(&mut object.maximum, number(high));
            }
            "above" => raise(&mut object.exclusive_minimum, number(first)),
            "below" => lower(&mut object.exclusive_maximum, number(first)),
            "positive" => raise(&mut object.exclusive_minimum, Some(whole(0))),
            "negative" => lower(&mut object.exclusive_maximum, Some(whole(0))),
            "multiple_of" => object.multiple_of = number(first),
            "equal" => object.enum_values = first.map(|value| vec![json_of(value)]),
            "one_of" => {
                if let Some(Param::List(values)) = first {
                    object.enum_values = Some(values.iter().map(json_of).collect());
                }
            }
            "chars" => {
                object.min_length = object.min_length.max(size(low));
                object.max_length = least(object.max_length, size(high));
            }
            "nonempty" if is_text => object.min_length = object.min_length.max(Some(1)),
            "nonblank" => self.is_nonblank = true,
            "trimmed" => self.is_trimmed = true,
            "pattern" => {
                if let Some(Param::Text(pattern)) = param("pattern").or(first) {
                    self.pattern(&**pattern);
                }
            }
            "email" | "hostname" | "ipv4" | "ipv6" | "uri" | "uuid" | "date" | "time" => {
                object.format = Some(SchemaFormat::Custom(String::from(rule.code)));
            }
            "datetime" => object.format = Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)),
            "items" | "nonempty" | "unique" | "each" => {
                self.tighten_list(rule, size(low), size(high));
            }
            _ => {}
        }
    }

    fn tighten_list(&mut self, rule: &'static Rule, low: Option<usize>, high: Option<usize>) {
        let list = self.list.get_or_insert_with(|| {
            let mut list = Array::default();
            list.items = items(Self::of(ColumnKind::Json));
            list
        });
        match rule.code {
            "items" => {
                list.min_items = list.min_items.max(low);
                list.max_items = least(list.max_items, high);
            }
            "nonempty" => list.min_items = list.min_items.max(Some(1)),
            "unique" => list.unique_items = true,
            _ => {
                let mut limits = Self::of(element_kind(rule.inner));
                rule.inner.iter().for_each(|rule| limits.tighten(rule));
                list.items = items(limits);
            }
        }
    }

    /// All of it as a schema.
    pub(super) fn schema(self, is_nullable: bool, doc: &str) -> Schema {
        let doc = Some(doc).filter(|doc| !doc.is_empty()).map(str::to_owned);
        let typed = |one| {
            if is_nullable {
                SchemaType::Array(vec![one, Type::Null])
            } else {
                SchemaType::Type(one)
            }
        };
        let patterns = self.all_patterns();
        let Self { kind, mut object, list, .. } = self;
        if let Some(mut list) = list {
            list.schema_type = typed(Type::Array);
            list.default = object.default;
            list.description = doc;
            return Schema::Array(list);
        }
        object.schema_type = match kind {
            ColumnKind::Bool => typed(Type::Boolean),
            ColumnKind::Int { .. } => typed(Type::Integer),
            ColumnKind::Float => typed(Type::Number),
            ColumnKind::Text | ColumnKind::Bytes | ColumnKind::Timestamp | ColumnKind::Uuid => {
                typed(Type::String)
            }
            ColumnKind::Json => SchemaType::AnyValue,
        };
        object.description = doc;
        // Of two bounds on one side only the tighter one says something.
        if let (Some(min), Some(above)) = (&object.minimum, &object.exclusive_minimum) {
            if float(min) > float(above) {
                object.exclusive_minimum = None;
            } else {
                object.minimum = None;
            }
        }
        if let (Some(max), Some(below)) = (&object.maximum, &object.exclusive_maximum) {
            if float(max) < float(below) {
                object.exclusive_maximum = None;
            } else {
                object.maximum = None;
            }
        }
        if let (true, Some(values)) = (is_nullable, &mut object.enum_values) {
            values.push(Json::Null);
        }
        let mut patterns = patterns.into_iter();
        object.pattern = patterns.next();
        // A schema has one pattern; more stand beside it.
        let more: Vec<Json> = patterns.map(|pattern| json!({ "pattern": pattern })).collect();
        if !more.is_empty() {
            object.extensions = Some(Extensions::from_iter([("allOf", more)]));
        }
        Schema::Object(object)
    }

    fn all_patterns(&self) -> Vec<String> {
        let Object { format, enum_values, .. } = &self.object;
        let is_free = self.patterns.is_empty() && format.is_none() && enum_values.is_none();
        let own = match (self.kind, self.is_nonblank, self.is_trimmed) {
            (ColumnKind::Bytes, ..) => Some(BASE64),
            (_, true, true) => Some(TRIMMED_NONBLANK),
            (_, true, false) => Some(NONBLANK),
            (_, false, true) => Some(TRIMMED),
            // What says more says this too.
            (ColumnKind::Text, ..) if is_free => Some(NO_NUL),
            _ => None,
        };
        own.map(str::to_owned).into_iter().chain(self.patterns.iter().cloned()).collect()
    }
}

fn items(limits: Limits) -> ArrayItems {
    RefOr::T(limits.schema(false, "")).into()
}

/// Elements have no column to say their type; their rules do.
fn element_kind(rules: &[&Rule]) -> ColumnKind {
    const TEXTUAL: [&str; 8] =
        ["chars", "bytes", "nonblank", "trimmed", "pattern", "email", "ascii", "slug"];
    let is_text = rules.iter().any(|rule| TEXTUAL.contains(&rule.code));
    if is_text { ColumnKind::Text } else { ColumnKind::Json }
}

fn whole(value: i64) -> Number {
    number(Some(&Param::Int(value.into()))).unwrap_or(Number::Int(0))
}

fn number(param: Option<&Param>) -> Option<Number> {
    match param? {
        #[expect(clippy::cast_precision_loss, reason = "beyond isize only the size matters")]
        Param::Int(value) => Some(match isize::try_from(*value) {
            Ok(value) => Number::Int(value),
            Err(_) => Number::Float(*value as f64),
        }),
        Param::Float(value) => Some(Number::Float(*value)),
        _ => None,
    }
}

fn size(param: Option<&Param>) -> Option<usize> {
    match param? {
        Param::Int(value) => usize::try_from(*value).ok(),
        _ => None,
    }
}

fn raise(bound: &mut Option<Number>, new: Option<Number>) {
    let is_tighter = match (&*bound, &new) {
        (Some(old), Some(new)) => float(new) > float(old),
        _ => new.is_some(),
    };
    if is_tighter {
        *bound = new;
    }
}

fn lower(bound: &mut Option<Number>, new: Option<Number>) {
    let is_tighter = match (&*bound, &new) {
        (Some(old), Some(new)) => float(new) < float(old),
        _ => new.is_some(),
    };
    if is_tighter {
        *bound = new;
    }
}

#[expect(clippy::cast_precision_loss, reason = "only compared")]
fn float(number: &Number) -> f64 {
    match number {
        Number::Int(value) => *value as f64,
        Number::UInt(value) => *value as f64,
        Number::Float(value) => *value,
    }
}

fn least(one: Option<usize>, other: Option<usize>) -> Option<usize> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

fn json_of(param: &Param) -> Json {
    match param {
        Param::Int(value) => i64::try_from(*value).map_or(Json::Null, Json::from),
        Param::Float(value) => Json::from(*value),
        Param::Bool(value) => Json::from(*value),
        Param::Text(text) => Json::from(&**text),
        Param::List(values) => values.iter().map(json_of).collect(),
        Param::Uint(_) => Json::Null,
    }
}
