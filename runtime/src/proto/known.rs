//! The well-known types: moments and spans of time, and UUIDs.

use alloc::boxed::Box;

use super::read::{Key, Reader};
use super::schema::{Describe, Descriptor};
use super::value::{Natural, Value, pointers};
use super::wire::{Sink, Wire};
use crate::codec::{CodecError, CodecErrorKind};

#[cfg(any(feature = "std", feature = "jiff", feature = "chrono"))]
static TIMESTAMP: Descriptor = Descriptor {
    name: "google.protobuf.Timestamp",
    open: &[],
    row: &[],
    import: "google/protobuf/timestamp.proto",
    fields: &[],
    close: "",
};

static DURATION: Descriptor = Descriptor {
    name: "google.protobuf.Duration",
    open: &[],
    row: &[],
    import: "google/protobuf/duration.proto",
    fields: &[],
    close: "",
};

static EMPTY: Descriptor = Descriptor {
    name: "google.protobuf.Empty",
    open: &[],
    row: &[],
    import: "google/protobuf/empty.proto",
    fields: &[],
    close: "",
};

/// Seconds and nanoseconds, as both well-known messages of time have them.
#[derive(Default)]
struct Parts {
    seconds: i64,
    nanos: i32,
}

impl Parts {
    fn write<S: Sink>(&self, out: &mut S) {
        out.nested(|out| {
            if self.seconds != 0 {
                Value::<Natural>::write_keyed(&self.seconds, 1, out);
            }
            if self.nanos != 0 {
                Value::<Natural>::write_keyed(&self.nanos, 2, out);
            }
        });
    }

    fn merge(&mut self, reader: &mut Reader<'_>) -> Result<(), CodecError> {
        reader.entry(|key, reader| match key.tag() {
            1 => {
                reader.expect(key, Wire::Varint)?;
                Value::<Natural>::merge(&mut self.seconds, reader)
            }
            2 => {
                reader.expect(key, Wire::Varint)?;
                Value::<Natural>::merge(&mut self.nanos, reader)
            }
            _ => reader.skip(key),
        })
    }
}

/// A type with seconds and nanoseconds, and what it is called.
macro_rules! times {
    ($($(#[$attr:meta])* $ty:ty, $descriptor:ident, $name:literal, $empty:expr,
        |$value:ident| $to:expr, |$parts:ident| $from:expr;)+) => {
        $(
            $(#[$attr])*
            impl Value<'_, Natural> for $ty {
                const WIRE: Wire = Wire::Delimited;
                const TYPE: &'static str = $name;
                const IS_MESSAGE: bool = true;
                const DEPENDS: &'static [Describe] = &[|| &$descriptor];

                fn empty() -> Self {
                    $empty
                }

                fn is_empty(&self) -> bool {
                    *self == <Self as Value<'_, Natural>>::empty()
                }

                fn write<S: Sink>(&self, out: &mut S) {
                    let $value = *self;
                    let (seconds, nanos): (i64, i32) = $to;
                    Parts { seconds, nanos }.write(out);
                }

                fn merge(&mut self, reader: &mut Reader<'_>) -> Result<(), CodecError> {
                    let $value = *self;
                    let (seconds, nanos): (i64, i32) = $to;
                    let mut $parts = Parts { seconds, nanos };
                    $parts.merge(reader)?;
                    match $from {
                        Some(value) => {
                            *self = value;
                            Ok(())
                        }
                        None => Err(reader.fail(CodecErrorKind::Malformed)),
                    }
                }
            }

            $(#[$attr])*
            pointers! { [] Box<$ty> |v| v; }
        )+
    };
}

/// A second.
const NANOS: i32 = 1_000_000_000;

/// The nanoseconds of a moment, which count forward also before 1970.
fn moment(nanos: i32) -> Option<u32> {
    u32::try_from(nanos).ok().filter(|_| nanos < NANOS)
}

/// Seconds and nanoseconds where the latter have the sign of the former.
#[cfg(any(feature = "jiff", feature = "chrono"))]
fn span(parts: &Parts) -> Option<(i64, i32)> {
    let (seconds, nanos) = (parts.seconds, parts.nanos);
    let is_one_sign = seconds == 0 || nanos == 0 || (seconds > 0) == (nanos > 0);
    (is_one_sign && nanos.abs() < NANOS).then_some((seconds, nanos))
}

/// A moment whose nanoseconds have the sign of its seconds, in the form where they count forward.
#[cfg(feature = "jiff")]
fn forward(seconds: i64, nanos: i32) -> (i64, i32) {
    if nanos < 0 { (seconds - 1, nanos + NANOS) } else { (seconds, nanos) }
}

times! {
    core::time::Duration, DURATION, "google.protobuf.Duration", Self::ZERO,
        |v| (i64::try_from(v.as_secs()).unwrap_or(i64::MAX), v.subsec_nanos().cast_signed()),
        |p| u64::try_from(p.seconds).ok().and_then(|s| Some(Self::new(s, moment(p.nanos)?)));
}

#[cfg(feature = "std")]
times! {
    std::time::SystemTime, TIMESTAMP, "google.protobuf.Timestamp", Self::UNIX_EPOCH,
        |v| before_or_after_1970(v),
        |p| system_time(&p);
}

#[cfg(feature = "std")]
fn before_or_after_1970(time: std::time::SystemTime) -> (i64, i32) {
    let seconds = |span: core::time::Duration| i64::try_from(span.as_secs()).unwrap_or(i64::MAX);
    match time.duration_since(std::time::SystemTime::UNIX_EPOCH) {
        Ok(after) => (seconds(after), after.subsec_nanos().cast_signed()),
        Err(before) => {
            let before = before.duration();
            match before.subsec_nanos().cast_signed() {
                0 => (-seconds(before), 0),
                nanos => (-seconds(before) - 1, NANOS - nanos),
            }
        }
    }
}

#[cfg(feature = "std")]
fn system_time(parts: &Parts) -> Option<std::time::SystemTime> {
    use core::time::Duration;

    let whole = Duration::from_secs(parts.seconds.unsigned_abs());
    let epoch = std::time::SystemTime::UNIX_EPOCH;
    let second =
        if parts.seconds < 0 { epoch.checked_sub(whole) } else { epoch.checked_add(whole) };
    second?.checked_add(Duration::new(0, moment(parts.nanos)?))
}

#[cfg(feature = "jiff")]
times! {
    jiff::Timestamp, TIMESTAMP, "google.protobuf.Timestamp", Self::UNIX_EPOCH,
        |v| forward(v.as_second(), v.subsec_nanosecond()),
        |p| moment(p.nanos).and_then(|_| Self::new(p.seconds, p.nanos).ok());
    jiff::SignedDuration, DURATION, "google.protobuf.Duration", Self::ZERO,
        |v| (v.as_secs(), v.subsec_nanos()),
        |p| span(&p).map(|(seconds, nanos)| Self::new(seconds, nanos));
}

#[cfg(feature = "chrono")]
times! {
    chrono::DateTime<chrono::Utc>, TIMESTAMP, "google.protobuf.Timestamp", Self::UNIX_EPOCH,
        // a leap second counts beyond a second
        |v| (v.timestamp(), v.timestamp_subsec_nanos().min(999_999_999).cast_signed()),
        |p| moment(p.nanos).and_then(|nanos| Self::from_timestamp(p.seconds, nanos));
    chrono::TimeDelta, DURATION, "google.protobuf.Duration", Self::zero(),
        |v| (v.num_seconds(), v.subsec_nanos()),
        |p| span(&p).and_then(|(seconds, nanos)| {
            let (seconds, nanos) = if nanos < 0 { (seconds - 1, nanos + NANOS) } else { (seconds, nanos) };
            Self::new(seconds, nanos.unsigned_abs())
        });
}

/// A message that says only that it is there: what stands in a unit variant's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Empty;

impl Value<'_, Natural> for Empty {
    const WIRE: Wire = Wire::Delimited;
    const TYPE: &'static str = "google.protobuf.Empty";
    const IS_MESSAGE: bool = true;
    const DEPENDS: &'static [Describe] = &[|| &EMPTY];

    fn empty() -> Self {
        Self
    }

    fn is_empty(&self) -> bool {
        true
    }

    fn write<S: Sink>(&self, out: &mut S) {
        out.varint(0);
    }

    fn merge(&mut self, reader: &mut Reader<'_>) -> Result<(), CodecError> {
        reader.entry(|key, reader| reader.skip(key))
    }
}

#[cfg(feature = "uuid")]
mod uuids {
    use uuid::Uuid;

    use super::{CodecError, CodecErrorKind, Natural, Reader, Sink, Value, Wire};
    use crate::proto::value::Bytes;

    /// A UUID from its text, or from its sixteen bytes.
    fn read(reader: &mut Reader<'_>) -> Result<Uuid, CodecError> {
        let bytes = reader.delimited()?;
        let uuid = match bytes.len() {
            0 => Some(Uuid::nil()),
            16 => Uuid::from_slice(bytes).ok(),
            _ => Uuid::try_parse_ascii(bytes).ok(),
        };
        uuid.ok_or_else(|| reader.fail(CodecErrorKind::Malformed))
    }

    impl Value<'_, Natural> for Uuid {
        const WIRE: Wire = Wire::Delimited;
        const TYPE: &'static str = "string";

        fn empty() -> Self {
            Self::nil()
        }

        fn is_empty(&self) -> bool {
            self.is_nil()
        }

        fn write<S: Sink>(&self, out: &mut S) {
            let mut text = [0; uuid::fmt::Hyphenated::LENGTH];
            let text = self.hyphenated().encode_lower(&mut text);
            out.varint(text.len() as u64);
            out.bytes(text.as_bytes());
        }

        fn merge(&mut self, reader: &mut Reader<'_>) -> Result<(), CodecError> {
            *self = read(reader)?;
            Ok(())
        }
    }

    impl Value<'_, Bytes> for Uuid {
        const WIRE: Wire = Wire::Delimited;
        const TYPE: &'static str = "bytes";

        fn empty() -> Self {
            Self::nil()
        }

        fn is_empty(&self) -> bool {
            self.is_nil()
        }

        fn write<S: Sink>(&self, out: &mut S) {
            out.varint(16);
            out.bytes(self.as_bytes());
        }

        fn merge(&mut self, reader: &mut Reader<'_>) -> Result<(), CodecError> {
            *self = read(reader)?;
            Ok(())
        }
    }
}
