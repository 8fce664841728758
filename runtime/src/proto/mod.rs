#![doc = include_str!("../../../macros/doc/proto.md")]

mod convert;
mod expansion;
mod field;
mod known;
mod message;
mod oneof;
#[cfg(feature = "prost")]
#[doc(hidden)]
pub mod prost;
mod read;
#[doc(hidden)]
pub mod rows;
mod schema;
mod unknown;
mod value;
mod wire;

pub use convert::{Convert, Empty as EmptyAs, OrDefault};
pub use field::Field;
pub use known::Empty;
pub use message::{Decode, Encode, Message, never};
pub use oneof::{Oneof, apart, key, lone, named};
pub use read::{Key, Reader};
pub use schema::{
    About, AboutRow, AboutType, Describe, Described, Descriptor, Messages, Type, about,
    about_oneof, about_variant, assert_file, file, text,
};
pub use unknown::{Unknown, write_unknown};
pub use value::{
    Bytes, Entry, Fixed32, Fixed64, Int32, Int64, Natural, Sfixed32, Sfixed64, Sint32, Sint64,
    Uint32, Uint64, Unpacked, Value,
};
pub use wire::{Sink, Wire};

pub use crate::codec::{CodecError, CodecErrorKind, Limits};
