//! Points in time as RFC 3339 text, spans as seconds and nanoseconds.

use alloc::format;
use core::time::Duration;
use std::time::{SystemTime, UNIX_EPOCH};

use super::expansion::{field, in_dict};
use super::{FromDict, ToDict, Value, View, by_view, wrong_type};
use crate::codec::{CodecError, CodecErrorKind};

const DAY: i64 = 86_400;

/// Year, month and day of a day since 1970, in the proleptic Gregorian calendar.
fn date_of(day: i64) -> (i64, i64, i64) {
    // days since 0000-03-01, so that the leap day is the last of its year
    let day = day + 719_468;
    let (era, day) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year + next, month, day)
}

/// The day since 1970 of a date.
fn day_of(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    let day = (153 * month + 2) / 5 + day - 1;
    era * 146_097 + year * 365 + year / 4 - year / 100 + day - 719_468
}

/// `2026-11-22T17:00:00Z`, with as many digits behind the second as are needed.
impl ToDict for SystemTime {
    fn to_value(&self) -> Value {
        let (seconds, nanos) = match self.duration_since(UNIX_EPOCH) {
            Ok(after) => (after.as_secs().cast_signed(), after.subsec_nanos()),
            Err(before) => {
                let before = before.duration();
                let whole = -before.as_secs().cast_signed();
                match before.subsec_nanos() {
                    0 => (whole, 0),
                    nanos => (whole - 1, 1_000_000_000 - nanos),
                }
            }
        };
        let (year, month, day) = date_of(seconds.div_euclid(DAY));
        let second = seconds.rem_euclid(DAY);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
        if nanos == 0 {
            return Value::Text(text + "Z");
        }
        let fraction = format!("{nanos:09}");
        Value::Text(format!("{text}.{}Z", fraction.trim_end_matches('0')))
    }
}

impl FromDict for SystemTime {
    by_view!();

    fn from_view(view: View<'_>) -> Result<Self, CodecError> {
        let text = view.as_str().ok_or_else(wrong_type)?;
        instant(text).ok_or_else(|| CodecError::new(CodecErrorKind::Malformed))
    }
}

/// The instant that RFC 3339 text (section 5.6) tells.
fn instant(text: &str) -> Option<SystemTime> {
    let digits = |from: usize, to: usize| -> Option<i64> {
        let part = text.get(from..to)?;
        if part.bytes().all(|byte| byte.is_ascii_digit()) { part.parse().ok() } else { None }
    };
    let at = |place: usize| text.as_bytes().get(place).map(u8::to_ascii_uppercase);
    let in_place = [(4, b'-'), (7, b'-'), (13, b':'), (16, b':')];
    if !in_place.into_iter().all(|(place, byte)| at(place) == Some(byte))
        || !matches!(at(10), Some(b'T' | b' '))
    {
        return None;
    }
    let (year, month, day) = (digits(0, 4)?, digits(5, 7)?, digits(8, 10)?);
    let (hour, minute, second) = (digits(11, 13)?, digits(14, 16)?, digits(17, 19)?);
    let days = day_of(year, month, day);
    if !(1..=12).contains(&month)
        || date_of(days) != (year, month, day)
        || hour > 23
        || minute > 59
        || second > 59
    {
        return None;
    }
    let mut end = 19;
    let mut nanos = 0;
    if at(19) == Some(b'.') {
        let rest = text.get(20..)?;
        let count = rest.bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=9).contains(&count) {
            return None;
        }
        end = 20 + count;
        nanos = format!("{:0<9}", rest.get(..count)?).parse().ok()?;
    }
    let offset = match at(end)? {
        b'Z' if text.len() == end + 1 => 0,
        sign @ (b'+' | b'-') if text.len() == end + 6 && at(end + 3) == Some(b':') => {
            let (hours, minutes) = (digits(end + 1, end + 3)?, digits(end + 4, end + 6)?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let offset = hours * 3600 + minutes * 60;
            if sign == b'+' { offset } else { -offset }
        }
        _ => return None,
    };
    let seconds = days * DAY + hour * 3600 + minute * 60 + second - offset;
    let whole = Duration::from_secs(seconds.unsigned_abs());
    let whole =
        if seconds < 0 { UNIX_EPOCH.checked_sub(whole) } else { UNIX_EPOCH.checked_add(whole) };
    whole?.checked_add(Duration::from_nanos(nanos))
}

/// `{"secs": 1, "nanos": 500000000}`, as serde has it.
impl ToDict for Duration {
    fn to_value(&self) -> Value {
        let (secs, nanos) = (self.as_secs().into(), self.subsec_nanos().into());
        super::expansion::dict([("secs", secs), ("nanos", nanos)])
    }
}

impl FromDict for Duration {
    by_view!();

    fn from_view(view: View<'_>) -> Result<Self, CodecError> {
        let (secs, nanos) =
            in_dict(view, |source| Ok((field(source, "secs")?, field::<u32>(source, "nanos")?)))?;
        if nanos < 1_000_000_000 {
            return Ok(Self::new(secs, nanos));
        }
        Err(CodecError::new(CodecErrorKind::Malformed).in_field("nanos"))
    }
}
