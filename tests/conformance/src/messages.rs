//! `protobuf_test_messages.proto3.TestAllTypesProto3` and what it names, of the official suite.
#![expect(non_snake_case, clippy::enum_variant_names, reason = "the suite's own names")]

use std::collections::BTreeMap;
use std::time::SystemTime;

use dunder::Proto;
use dunder::proto::Unknown;

#[derive(Clone, Debug, PartialEq, Proto)]
pub(crate) struct TestAllTypesProto3 {
    #[proto(tag = 1)]
    optional_int32: i32,
    #[proto(tag = 2)]
    optional_int64: i64,
    #[proto(tag = 3)]
    optional_uint32: u32,
    #[proto(tag = 4)]
    optional_uint64: u64,
    #[proto(tag = 5, sint32)]
    optional_sint32: i32,
    #[proto(tag = 6, sint64)]
    optional_sint64: i64,
    #[proto(tag = 7, fixed32)]
    optional_fixed32: u32,
    #[proto(tag = 8, fixed64)]
    optional_fixed64: u64,
    #[proto(tag = 9, sfixed32)]
    optional_sfixed32: i32,
    #[proto(tag = 10, sfixed64)]
    optional_sfixed64: i64,
    #[proto(tag = 11)]
    optional_float: f32,
    #[proto(tag = 12)]
    optional_double: f64,
    #[proto(tag = 13)]
    optional_bool: bool,
    #[proto(tag = 14)]
    optional_string: String,
    #[proto(tag = 15)]
    optional_bytes: Vec<u8>,
    #[proto(tag = 18)]
    optional_nested_message: Option<Box<NestedMessage>>,
    #[proto(tag = 19)]
    optional_foreign_message: Option<Box<ForeignMessage>>,
    #[proto(tag = 21)]
    optional_nested_enum: NestedEnum,
    #[proto(tag = 22)]
    optional_foreign_enum: ForeignEnum,
    #[proto(tag = 23)]
    optional_aliased_enum: AliasedEnum,
    #[proto(tag = 24)]
    optional_string_piece: String,
    #[proto(tag = 25)]
    optional_cord: String,
    #[proto(tag = 27)]
    recursive_message: Option<Box<TestAllTypesProto3>>,
    #[proto(tag = 31)]
    repeated_int32: Vec<i32>,
    #[proto(tag = 32)]
    repeated_int64: Vec<i64>,
    #[proto(tag = 33)]
    repeated_uint32: Vec<u32>,
    #[proto(tag = 34)]
    repeated_uint64: Vec<u64>,
    #[proto(tag = 35, sint32)]
    repeated_sint32: Vec<i32>,
    #[proto(tag = 36, sint64)]
    repeated_sint64: Vec<i64>,
    #[proto(tag = 37, fixed32)]
    repeated_fixed32: Vec<u32>,
    #[proto(tag = 38, fixed64)]
    repeated_fixed64: Vec<u64>,
    #[proto(tag = 39, sfixed32)]
    repeated_sfixed32: Vec<i32>,
    #[proto(tag = 40, sfixed64)]
    repeated_sfixed64: Vec<i64>,
    #[proto(tag = 41)]
    repeated_float: Vec<f32>,
    #[proto(tag = 42)]
    repeated_double: Vec<f64>,
    #[proto(tag = 43)]
    repeated_bool: Vec<bool>,
    #[proto(tag = 44)]
    repeated_string: Vec<String>,
    #[proto(tag = 45)]
    repeated_bytes: Vec<Vec<u8>>,
    #[proto(tag = 48)]
    repeated_nested_message: Vec<NestedMessage>,
    #[proto(tag = 49)]
    repeated_foreign_message: Vec<ForeignMessage>,
    #[proto(tag = 51)]
    repeated_nested_enum: Vec<NestedEnum>,
    #[proto(tag = 52)]
    repeated_foreign_enum: Vec<ForeignEnum>,
    #[proto(tag = 54)]
    repeated_string_piece: Vec<String>,
    #[proto(tag = 55)]
    repeated_cord: Vec<String>,
    #[proto(tag = 75)]
    packed_int32: Vec<i32>,
    #[proto(tag = 76)]
    packed_int64: Vec<i64>,
    #[proto(tag = 77)]
    packed_uint32: Vec<u32>,
    #[proto(tag = 78)]
    packed_uint64: Vec<u64>,
    #[proto(tag = 79, sint32)]
    packed_sint32: Vec<i32>,
    #[proto(tag = 80, sint64)]
    packed_sint64: Vec<i64>,
    #[proto(tag = 81, fixed32)]
    packed_fixed32: Vec<u32>,
    #[proto(tag = 82, fixed64)]
    packed_fixed64: Vec<u64>,
    #[proto(tag = 83, sfixed32)]
    packed_sfixed32: Vec<i32>,
    #[proto(tag = 84, sfixed64)]
    packed_sfixed64: Vec<i64>,
    #[proto(tag = 85)]
    packed_float: Vec<f32>,
    #[proto(tag = 86)]
    packed_double: Vec<f64>,
    #[proto(tag = 87)]
    packed_bool: Vec<bool>,
    #[proto(tag = 88)]
    packed_nested_enum: Vec<NestedEnum>,
    #[proto(tag = 89, packed = false)]
    unpacked_int32: Vec<i32>,
    #[proto(tag = 90, packed = false)]
    unpacked_int64: Vec<i64>,
    #[proto(tag = 91, packed = false)]
    unpacked_uint32: Vec<u32>,
    #[proto(tag = 92, packed = false)]
    unpacked_uint64: Vec<u64>,
    #[proto(tag = 93, sint32, packed = false)]
    unpacked_sint32: Vec<i32>,
    #[proto(tag = 94, sint64, packed = false)]
    unpacked_sint64: Vec<i64>,
    #[proto(tag = 95, fixed32, packed = false)]
    unpacked_fixed32: Vec<u32>,
    #[proto(tag = 96, fixed64, packed = false)]
    unpacked_fixed64: Vec<u64>,
    #[proto(tag = 97, sfixed32, packed = false)]
    unpacked_sfixed32: Vec<i32>,
    #[proto(tag = 98, sfixed64, packed = false)]
    unpacked_sfixed64: Vec<i64>,
    #[proto(tag = 99, packed = false)]
    unpacked_float: Vec<f32>,
    #[proto(tag = 100, packed = false)]
    unpacked_double: Vec<f64>,
    #[proto(tag = 101, packed = false)]
    unpacked_bool: Vec<bool>,
    #[proto(tag = 102, packed = false)]
    unpacked_nested_enum: Vec<NestedEnum>,
    #[proto(tag = 56)]
    map_int32_int32: BTreeMap<i32, i32>,
    #[proto(tag = 57)]
    map_int64_int64: BTreeMap<i64, i64>,
    #[proto(tag = 58)]
    map_uint32_uint32: BTreeMap<u32, u32>,
    #[proto(tag = 59)]
    map_uint64_uint64: BTreeMap<u64, u64>,
    #[proto(tag = 60, map(sint32, sint32))]
    map_sint32_sint32: BTreeMap<i32, i32>,
    #[proto(tag = 61, map(sint64, sint64))]
    map_sint64_sint64: BTreeMap<i64, i64>,
    #[proto(tag = 62, map(fixed32, fixed32))]
    map_fixed32_fixed32: BTreeMap<u32, u32>,
    #[proto(tag = 63, map(fixed64, fixed64))]
    map_fixed64_fixed64: BTreeMap<u64, u64>,
    #[proto(tag = 64, map(sfixed32, sfixed32))]
    map_sfixed32_sfixed32: BTreeMap<i32, i32>,
    #[proto(tag = 65, map(sfixed64, sfixed64))]
    map_sfixed64_sfixed64: BTreeMap<i64, i64>,
    #[proto(tag = 66)]
    map_int32_float: BTreeMap<i32, f32>,
    #[proto(tag = 67)]
    map_int32_double: BTreeMap<i32, f64>,
    #[proto(tag = 68)]
    map_bool_bool: BTreeMap<bool, bool>,
    #[proto(tag = 69)]
    map_string_string: BTreeMap<String, String>,
    #[proto(tag = 70)]
    map_string_bytes: BTreeMap<String, Vec<u8>>,
    #[proto(tag = 71)]
    map_string_nested_message: BTreeMap<String, NestedMessage>,
    #[proto(tag = 72)]
    map_string_foreign_message: BTreeMap<String, ForeignMessage>,
    #[proto(tag = 73)]
    map_string_nested_enum: BTreeMap<String, NestedEnum>,
    #[proto(tag = 74)]
    map_string_foreign_enum: BTreeMap<String, ForeignEnum>,
    #[proto(oneof)]
    oneof_field: Option<OneofField>,
    #[proto(tag = 201)]
    optional_bool_wrapper: Option<Box<BoolValue>>,
    #[proto(tag = 202)]
    optional_int32_wrapper: Option<Box<Int32Value>>,
    #[proto(tag = 203)]
    optional_int64_wrapper: Option<Box<Int64Value>>,
    #[proto(tag = 204)]
    optional_uint32_wrapper: Option<Box<UInt32Value>>,
    #[proto(tag = 205)]
    optional_uint64_wrapper: Option<Box<UInt64Value>>,
    #[proto(tag = 206)]
    optional_float_wrapper: Option<Box<FloatValue>>,
    #[proto(tag = 207)]
    optional_double_wrapper: Option<Box<DoubleValue>>,
    #[proto(tag = 208)]
    optional_string_wrapper: Option<Box<StringValue>>,
    #[proto(tag = 209)]
    optional_bytes_wrapper: Option<Box<BytesValue>>,
    #[proto(tag = 211)]
    repeated_bool_wrapper: Vec<BoolValue>,
    #[proto(tag = 212)]
    repeated_int32_wrapper: Vec<Int32Value>,
    #[proto(tag = 213)]
    repeated_int64_wrapper: Vec<Int64Value>,
    #[proto(tag = 214)]
    repeated_uint32_wrapper: Vec<UInt32Value>,
    #[proto(tag = 215)]
    repeated_uint64_wrapper: Vec<UInt64Value>,
    #[proto(tag = 216)]
    repeated_float_wrapper: Vec<FloatValue>,
    #[proto(tag = 217)]
    repeated_double_wrapper: Vec<DoubleValue>,
    #[proto(tag = 218)]
    repeated_string_wrapper: Vec<StringValue>,
    #[proto(tag = 219)]
    repeated_bytes_wrapper: Vec<BytesValue>,
    #[proto(tag = 301)]
    optional_duration: Option<Box<Duration>>,
    #[proto(tag = 302)]
    optional_timestamp: Option<Box<Timestamp>>,
    #[proto(tag = 303)]
    optional_field_mask: Option<Box<FieldMask>>,
    #[proto(tag = 304)]
    optional_struct: Option<Box<Struct>>,
    #[proto(tag = 305)]
    optional_any: Option<Box<Any>>,
    #[proto(tag = 306)]
    optional_value: Option<Box<Value>>,
    #[proto(tag = 307)]
    optional_null_value: NullValue,
    #[proto(tag = 311)]
    repeated_duration: Vec<Duration>,
    #[proto(tag = 312)]
    repeated_timestamp: Vec<Timestamp>,
    #[proto(tag = 313)]
    repeated_fieldmask: Vec<FieldMask>,
    #[proto(tag = 324)]
    repeated_struct: Vec<Struct>,
    #[proto(tag = 315)]
    repeated_any: Vec<Any>,
    #[proto(tag = 316)]
    repeated_value: Vec<Value>,
    #[proto(tag = 317)]
    repeated_list_value: Vec<ListValue>,
    #[proto(tag = 401)]
    fieldname1: i32,
    #[proto(tag = 402)]
    field_name2: i32,
    #[proto(tag = 403)]
    under403: i32,
    #[proto(tag = 404)]
    field__name4_: i32,
    #[proto(tag = 405)]
    field0name5: i32,
    #[proto(tag = 406)]
    field_0_name6: i32,
    #[proto(tag = 407, name = "fieldName7")]
    camel407: i32,
    #[proto(tag = 408, name = "FieldName8")]
    camel408: i32,
    #[proto(tag = 409, name = "field_Name9")]
    camel409: i32,
    #[proto(tag = 410, name = "Field_Name10")]
    camel410: i32,
    #[proto(tag = 411, name = "FIELD_NAME11")]
    camel411: i32,
    #[proto(tag = 412, name = "FIELD_name12")]
    camel412: i32,
    #[proto(tag = 413)]
    under413: i32,
    #[proto(tag = 414)]
    under414: i32,
    #[proto(tag = 415)]
    field__name15: i32,
    #[proto(tag = 416, name = "field__Name16")]
    camel416: i32,
    #[proto(tag = 417)]
    field_name17__: i32,
    #[proto(tag = 418, name = "Field_name18__")]
    camel418: i32,
    #[proto(unknown)]
    rest: Unknown,
}

#[derive(Clone, Debug, PartialEq, Proto)]
enum OneofField {
    #[proto(tag = 111)]
    Uint32(u32),
    #[proto(tag = 112)]
    NestedMessage(Box<NestedMessage>),
    #[proto(tag = 113)]
    String(String),
    #[proto(tag = 114)]
    Bytes(Vec<u8>),
    #[proto(tag = 115)]
    Bool(bool),
    #[proto(tag = 116)]
    Uint64(u64),
    #[proto(tag = 117)]
    Float(f32),
    #[proto(tag = 118)]
    Double(f64),
    #[proto(tag = 119)]
    Enum(NestedEnum),
    #[proto(tag = 120)]
    NullValue(NullValue),
}

#[derive(Clone, Debug, PartialEq, Proto)]
struct NestedMessage {
    #[proto(tag = 1)]
    a: i32,
    #[proto(tag = 2)]
    corecursive: Option<Box<TestAllTypesProto3>>,
    #[proto(unknown)]
    rest: Unknown,
}

#[derive(Clone, Debug, PartialEq, Proto)]
struct ForeignMessage {
    #[proto(tag = 1)]
    c: i32,
    #[proto(unknown)]
    rest: Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Proto)]
enum NestedEnum {
    Foo,
    Bar,
    Baz,
    #[proto(tag = -1)]
    Neg,
    #[proto(other)]
    Other(i32),
}

#[derive(Clone, Copy, Debug, PartialEq, Proto)]
enum ForeignEnum {
    Foo,
    Bar,
    Baz,
    #[proto(other)]
    Other(i32),
}

#[derive(Clone, Copy, Debug, PartialEq, Proto)]
enum AliasedEnum {
    Foo,
    Bar,
    Baz,
    #[proto(other)]
    Other(i32),
}

#[derive(Clone, Copy, Debug, PartialEq, Proto)]
enum NullValue {
    NullValue,
    #[proto(other)]
    Other(i32),
}

#[derive(Clone, Debug, PartialEq, Proto)]
struct BoolValue {
    #[proto(tag = 1)]
    value: bool,
    #[proto(unknown)]
    rest: Unknown,
}

#[derive(Clone, Debug, PartialEq, Proto)]
struct Int32Value {
    #[proto(tag = 1)]
    value: i32,
    #[proto(unknown)]
    rest: Unknown,
}

#[derive(Clone, Debug, PartialEq, Proto)]
struct Int64Value {
    #[proto(tag = 1)]
    value: i64,
    #[proto(unknown)]
    rest: Unknown,
}

#[derive(Clone, Debug, PartialEq, Proto)]
struct UInt32Value {
    #[proto(tag = 1)]
    value: u32,
    #[proto(unknown)]
    rest: Unknown,
}

#[derive(Clone, Debug, PartialEq, Proto)]
struct UInt64Value {
    #[proto(tag = 1)]
    value: u64,
    #[proto(unknown)]
    rest: Unknown,
}

#[derive(Clone, Debug, PartialEq, Proto)]
struct FloatValue {
    #[proto(tag = 1)]
    value: f32,
    #[proto(unknown)]
    rest: Unknown,
}

#[derive(Clone, Debug, PartialEq, Proto)]
struct DoubleValue {
    #[proto(tag = 1)]
    value: f64,
    #[proto(unknown)]
    rest: Unknown,
}

#[derive(Clone, Debug, PartialEq, Proto)]
struct StringValue {
    #[proto(tag = 1)]
    value: String,
    #[proto(unknown)]
    rest: Unknown,
}

#[derive(Clone, Debug, PartialEq, Proto)]
struct BytesValue {
    #[proto(tag = 1)]
    value: Vec<u8>,
    #[proto(unknown)]
    rest: Unknown,
}

/// Of the range that the suite's moments have.
type Timestamp = SystemTime;

/// Spans can be negative, which the standard library's cannot.
#[derive(Clone, Debug, PartialEq, Proto)]
struct Duration {
    #[proto(tag = 1)]
    seconds: i64,
    #[proto(tag = 2)]
    nanos: i32,
    #[proto(unknown)]
    rest: Unknown,
}

#[derive(Clone, Debug, PartialEq, Proto)]
struct FieldMask {
    #[proto(tag = 1)]
    paths: Vec<String>,
    #[proto(unknown)]
    rest: Unknown,
}

#[derive(Clone, Debug, PartialEq, Proto)]
struct Any {
    #[proto(tag = 1)]
    type_url: String,
    #[proto(tag = 2)]
    value: Vec<u8>,
    #[proto(unknown)]
    rest: Unknown,
}

#[derive(Clone, Debug, PartialEq, Proto)]
struct Struct {
    #[proto(tag = 1)]
    fields: BTreeMap<String, Value>,
    #[proto(unknown)]
    rest: Unknown,
}

#[derive(Clone, Debug, PartialEq, Proto)]
struct Value {
    #[proto(oneof)]
    kind: Option<Kind>,
    #[proto(unknown)]
    rest: Unknown,
}

#[derive(Clone, Debug, PartialEq, Proto)]
enum Kind {
    #[proto(tag = 1)]
    NullValue(NullValue),
    #[proto(tag = 2)]
    NumberValue(f64),
    #[proto(tag = 3)]
    StringValue(String),
    #[proto(tag = 4)]
    BoolValue(bool),
    #[proto(tag = 5)]
    StructValue(Struct),
    #[proto(tag = 6)]
    ListValue(ListValue),
}

#[derive(Clone, Debug, PartialEq, Proto)]
struct ListValue {
    #[proto(tag = 1)]
    values: Vec<Value>,
    #[proto(unknown)]
    rest: Unknown,
}
