//! The JSON Schema of a column: its type, and of its rules what the schema language can say.

use serde_json::{Value as Json, json};
use utoipa::Number;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, KnownFormat, Object, ObjectBuilder, Schema, SchemaFormat,
    SchemaType, Type,
};
use utoipa::openapi::{Ref, RefOr};

use crate::crud_api::model::{ColumnMeta, Model, Role};
use crate::crud_api::value::ColumnKind;
use crate::validated::{Param, Rule};

/// Text that a store can keep: all but NUL.
const NO_NUL: &str = r"^[^\u0000]*$";
/// An id that a client makes: no route of its own, and a path can reach it.
const CLIENT_ID: &str = r"^(?!(?:\.{1,2}|bulk|export)$)[^\u0000]+$";
/// Canonical base64 (RFC 4648, 4).
const BASE64: &str =
    "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$";

/// What a struct's JSON is for.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Use {
    /// An answer: every field.
    Answer,
    /// A new row: what clients write, with what may not be left out.
    New,
    /// A row in place of another: as a new one, but for the id, which the path has.
    Replacement,
    /// A patch: what clients write, all of it optional.
    Patch,
}

/// The object that stands for a row.
pub(super) fn object(model: &Model, used: Use) -> Object {
    let mut object = ObjectBuilder::new()
        .schema_type(Type::Object)
        .additional_properties(Some(AdditionalProperties::FreeForm(false)));
    if !model.doc.is_empty() {
        object = object.description(Some(model.doc.trim()));
    }
    for (_, column) in model.shown() {
        if used != Use::Answer && column.is_server_made() {
            continue;
        }
        let is_id = column.role == Role::Id;
        // A client-made id is fixed when the row is made.
        if is_id && matches!(used, Use::Replacement | Use::Patch) {
            continue;
        }
        object = object.property(column.name, field(model, column, used));
        let may_miss = column.is_optional() || used == Use::Patch;
        if used == Use::Answer || !may_miss {
            object = object.required(column.name);
        }
    }
    object.build()
}

/// One field of a row.
fn field(model: &Model, column: &ColumnMeta, used: Use) -> Schema {
    let mut limits = Limits::of(column.kind);
    for rule in model.rules_of(column) {
        limits.tighten(rule);
    }
    if column.role == Role::Id && column.kind == ColumnKind::Text {
        limits.patterns.push(String::from(CLIENT_ID));
    }
    limits.nullable = column.nullable;
    limits.doc = column.doc.trim();
    limits.read_only = used == Use::Answer && column.is_server_made();
    limits.schema()
}

/// What a value of the column's type may be in a query string, whatever its rules are.
pub(super) fn plain(kind: ColumnKind) -> Schema {
    Limits::of(kind).schema()
}

/// Text of one or more characters, as part of a comma-separated list.
pub(super) fn list_item(kind: ColumnKind) -> Schema {
    let mut limits = Limits::of(kind);
    if kind == ColumnKind::Text {
        limits.patterns.push(String::from(r"^[^,\u0000]+$"));
    }
    limits.schema()
}

pub(super) fn reference(name: &str) -> RefOr<Schema> {
    Ref::from_schema_name(name).into()
}

/// What is known of a value's form.
struct Limits {
    kind: ColumnKind,
    nullable: bool,
    read_only: bool,
    doc: &'static str,
    min: Option<Number>,
    max: Option<Number>,
    above: Option<Number>,
    below: Option<Number>,
    multiple_of: Option<Number>,
    shortest: Option<usize>,
    longest: Option<usize>,
    fewest: Option<usize>,
    most: Option<usize>,
    unique: bool,
    each: &'static [&'static Rule],
    values: Option<Vec<Json>>,
    patterns: Vec<String>,
    nonblank: bool,
    trimmed: bool,
    format: Option<&'static str>,
}

impl Limits {
    /// Those of the type alone.
    fn of(kind: ColumnKind) -> Self {
        let (min, max) = match kind {
            ColumnKind::Int { min, max } => (Some(whole(min)), Some(whole(max))),
            ColumnKind::Float => (Some(Number::Float(f64::MIN)), Some(Number::Float(f64::MAX))),
            _ => (None, None),
        };
        Self {
            kind,
            nullable: false,
            read_only: false,
            doc: "",
            min,
            max,
            above: None,
            below: None,
            multiple_of: None,
            shortest: None,
            longest: None,
            fewest: None,
            most: None,
            unique: false,
            each: &[],
            values: None,
            patterns: Vec::new(),
            nonblank: false,
            trimmed: false,
            format: None,
        }
    }

    /// Adds a rule; one that JSON Schema has no word for changes nothing.
    fn tighten(&mut self, rule: &'static Rule) {
        let param = |name: &str| {
            rule.params.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
        };
        let first = rule.params.first().map(|(_, value)| value);
        let (low, high) = (param("min"), param("max"));
        match rule.code {
            "min" | "max" | "range" => {
                let (low, high) = match rule.code {
                    "min" => (low.or(first), None),
                    "max" => (None, high.or(first)),
                    _ => (low, high),
                };
                self.min = tighter(self.min.take(), number(low), f64::max);
                self.max = tighter(self.max.take(), number(high), f64::min);
            }
            "above" => self.above = tighter(self.above.take(), number(first), f64::max),
            "below" => self.below = tighter(self.below.take(), number(first), f64::min),
            "positive" => self.above = tighter(self.above.take(), Some(whole(0)), f64::max),
            "negative" => self.below = tighter(self.below.take(), Some(whole(0)), f64::min),
            "multiple_of" => self.multiple_of = number(first),
            "equal" => self.values = first.map(|value| vec![json_of(value)]),
            "one_of" => {
                self.values = match first {
                    Some(Param::List(values)) => Some(values.iter().map(json_of).collect()),
                    _ => None,
                };
            }
            "chars" => {
                self.shortest = size(low).max(self.shortest);
                self.longest = least(self.longest, size(high));
            }
            "items" => {
                self.fewest = size(low).max(self.fewest);
                self.most = least(self.most, size(high));
            }
            "nonempty" if self.kind == ColumnKind::Text => self.shortest = self.shortest.max(Some(1)),
            "nonempty" => self.fewest = self.fewest.max(Some(1)),
            "nonblank" => self.nonblank = true,
            "trimmed" => self.trimmed = true,
            "unique" => self.unique = true,
            "each" => self.each = rule.inner,
            "pattern" => {
                if let Some(Param::Text(pattern)) = param("pattern").or(first) {
                    self.patterns.push(pattern.clone().into_owned());
                }
            }
            "email" | "hostname" | "ipv4" | "ipv6" | "uri" | "uuid" | "date" | "time" => {
                self.format = Some(rule.code);
            }
            "datetime" => self.format = Some("date-time"),
            _ => {}
        }
    }

    fn schema(self) -> Schema {
        if self.kind == ColumnKind::Json && (self.fewest, self.most) != (None, None)
            || self.unique
            || !self.each.is_empty()
        {
            return self.array();
        }
        let types = match self.kind {
            ColumnKind::Bool => Some(Type::Boolean),
            ColumnKind::Int { .. } => Some(Type::Integer),
            ColumnKind::Float => Some(Type::Number),
            ColumnKind::Text | ColumnKind::Bytes | ColumnKind::Timestamp => Some(Type::String),
            ColumnKind::Json => None,
        };
        let mut object = ObjectBuilder::new()
            .schema_type(types.map_or(SchemaType::AnyValue, |one| or_null(one, self.nullable)))
            .format(self.format())
            .minimum(self.min.clone())
            .maximum(self.max.clone())
            .exclusive_minimum(self.above.clone())
            .exclusive_maximum(self.below.clone())
            .multiple_of(self.multiple_of.clone())
            .min_length(self.shortest)
            .max_length(self.longest)
            .read_only(self.read_only);
        if !self.doc.is_empty() {
            object = object.description(Some(self.doc));
        }
        if self.kind == ColumnKind::Bytes {
            object = object.content_encoding("base64");
        }
        let mut patterns = self.all_patterns().into_iter();
        object = match patterns.next() {
            Some(pattern) => object.pattern(Some(pattern)),
            None => object,
        };
        // A schema has one pattern; more stand beside it.
        let more: Vec<Json> = patterns.map(|pattern| json!({ "pattern": pattern })).collect();
        if !more.is_empty() {
            object = object.extensions(Some(Extensions::from_iter([("allOf", more)])));
        }
        if let Some(mut values) = self.values {
            if self.nullable {
                values.push(Json::Null);
            }
            object = object.enum_values(Some(values));
        }
        object.build().into()
    }

    /// A list in a JSON column: that it is one shows in its rules.
    fn array(self) -> Schema {
        let mut items = ObjectBuilder::new().schema_type(SchemaType::AnyValue).build().into();
        if !self.each.is_empty() {
            let mut limits = Self::of(element_kind(self.each));
            for rule in self.each {
                limits.tighten(rule);
            }
            items = limits.schema();
        }
        let mut array = ArrayBuilder::new()
            .schema_type(or_null(Type::Array, self.nullable))
            .items(RefOr::T(items))
            .min_items(self.fewest)
            .max_items(self.most)
            .unique_items(self.unique);
        if !self.doc.is_empty() {
            array = array.description(Some(self.doc));
        }
        array.build().into()
    }

    fn format(&self) -> Option<SchemaFormat> {
        let known = match self.kind {
            ColumnKind::Int { min, max } if min >= i32::MIN.into() && max <= i32::MAX.into() => {
                KnownFormat::Int32
            }
            ColumnKind::Int { .. } => KnownFormat::Int64,
            ColumnKind::Float => KnownFormat::Double,
            ColumnKind::Timestamp => KnownFormat::DateTime,
            _ => return self.format.map(|name| SchemaFormat::Custom(name.to_owned())),
        };
        Some(SchemaFormat::KnownFormat(known))
    }

    fn all_patterns(&self) -> Vec<String> {
        let mut patterns = self.patterns.clone();
        let space = match (self.nonblank, self.trimmed) {
            (true, false) => r"^[^\u0000]*[^\s\u0000][^\u0000]*$",
            (true, true) => r"^[^\s\u0000](?:[^\u0000]*[^\s\u0000])?$",
            (false, true) => r"^(?:[^\s\u0000](?:[^\u0000]*[^\s\u0000])?)?$",
            (false, false) => match self.kind {
                ColumnKind::Bytes => BASE64,
                // What says more says this too.
                ColumnKind::Text
                    if patterns.is_empty() && self.format.is_none() && self.values.is_none() =>
                {
                    NO_NUL
                }
                _ => return patterns,
            },
        };
        patterns.insert(0, space.to_owned());
        patterns
    }
}

/// Elements have no column to say their type; their rules do.
fn element_kind(rules: &[&Rule]) -> ColumnKind {
    let textual = |rule: &&Rule| {
        matches!(
            rule.code,
            "chars" | "bytes" | "nonblank" | "trimmed" | "pattern" | "email" | "ascii" | "slug"
        )
    };
    if rules.iter().any(|rule| textual(rule)) { ColumnKind::Text } else { ColumnKind::Json }
}

fn or_null(one: Type, nullable: bool) -> SchemaType {
    if nullable { SchemaType::Array(vec![one, Type::Null]) } else { SchemaType::Type(one) }
}

fn whole(value: i64) -> Number {
    isize::try_from(value).map_or(Number::Float(value as f64), Number::Int)
}

fn number(param: Option<&Param>) -> Option<Number> {
    match param? {
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

/// The tighter of two bounds, where `pick` says which that is.
fn tighter(old: Option<Number>, new: Option<Number>, pick: fn(f64, f64) -> f64) -> Option<Number> {
    let size = |number: &Number| match number {
        Number::Int(value) => *value as f64,
        Number::UInt(value) => *value as f64,
        Number::Float(value) => *value,
    };
    match (old, new) {
        (Some(old), Some(new)) => {
            let (before, after) = (size(&old), size(&new));
            Some(if pick(before, after).total_cmp(&after).is_eq() { new } else { old })
        }
        (old, new) => new.or(old),
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
        _ => Json::Null,
    }
}
