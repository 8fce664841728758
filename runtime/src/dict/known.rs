//! Types of other crates, as texts.

#[cfg(feature = "chrono")]
use alloc::format;
#[cfg(any(feature = "jiff", feature = "uuid"))]
use alloc::string::ToString as _;

use super::{FromDict, ToDict, Value, View, by_view, wrong_type};
use crate::codec::{CodecError, CodecErrorKind};

/// Each type, how it becomes a text, and what a text means.
macro_rules! texts {
    ($($ty:ty, $write:expr, $read:expr;)+) => {
        $(impl ToDict for $ty {
            fn to_value(&self) -> Value {
                let write: fn(&Self) -> alloc::string::String = $write;
                Value::Text(write(self))
            }
        }

        impl FromDict for $ty {
            by_view!();

            fn from_view(view: View<'_>) -> Result<Self, CodecError> {
                let read: fn(&str) -> Option<Self> = $read;
                let text = view.as_str().ok_or_else(wrong_type)?;
                read(text).ok_or_else(|| CodecError::new(CodecErrorKind::Malformed))
            }
        })+
    };
}

#[cfg(feature = "uuid")]
texts! {
    uuid::Uuid, |id| id.hyphenated().to_string(), |text| uuid::Uuid::try_parse(text).ok();
}

// RFC 3339, and ISO 8601 for the others
#[cfg(feature = "jiff")]
texts! {
    jiff::Timestamp, |at| at.to_string(), |text| text.parse().ok();
    jiff::SignedDuration, |span| span.to_string(), |text| text.parse().ok();
    jiff::civil::Date, |date| date.to_string(), |text| text.parse().ok();
    jiff::civil::Time, |time| time.to_string(), |text| text.parse().ok();
    jiff::civil::DateTime, |at| at.to_string(), |text| text.parse().ok();
}

// what `Debug` writes of these is RFC 3339, `Display` has a space in it
#[cfg(feature = "chrono")]
texts! {
    chrono::DateTime<chrono::Utc>, |at| format!("{at:?}"),
        |text| Some(chrono::DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&chrono::Utc));
    chrono::DateTime<chrono::FixedOffset>, |at| format!("{at:?}"),
        |text| chrono::DateTime::parse_from_rfc3339(text).ok();
    chrono::NaiveDate, |date| format!("{date:?}"), |text| text.parse().ok();
    chrono::NaiveTime, |time| format!("{time:?}"), |text| text.parse().ok();
    chrono::NaiveDateTime, |at| format!("{at:?}"), |text| text.parse().ok();
}

/// `{"secs": -1, "nanos": -500000000}`: both have one sign.
#[cfg(feature = "chrono")]
impl ToDict for chrono::TimeDelta {
    fn to_value(&self) -> Value {
        let (secs, nanos) = (self.num_seconds().into(), self.subsec_nanos().into());
        super::expansion::dict([("secs", secs), ("nanos", nanos)])
    }
}

#[cfg(feature = "chrono")]
impl FromDict for chrono::TimeDelta {
    by_view!();

    fn from_view(view: View<'_>) -> Result<Self, CodecError> {
        use super::expansion::{field, in_dict};

        let (secs, nanos) = in_dict(view, |source| {
            Ok((field::<i64>(source, "secs")?, field::<i32>(source, "nanos")?))
        })?;
        let is_one_sign = secs == 0 || nanos == 0 || (secs > 0) == (nanos > 0);
        let whole = Self::try_seconds(secs).filter(|_| is_one_sign && nanos.abs() < 1_000_000_000);
        whole
            .and_then(|whole| whole.checked_add(&Self::nanoseconds(nanos.into())))
            .ok_or_else(|| CodecError::new(CodecErrorKind::Malformed))
    }
}
