//! Rows as JSON: what takes part in every answer, so it makes no text twice.

#[cfg(feature = "sqlite")]
use crate::crud_api::model::ColumnMeta;
use crate::crud_api::model::Model;
use crate::crud_api::value::{ColumnKind, Row, Value};
use crate::crud_api::{Timestamp, base64};

/// Writes a row as a JSON object, its fields in the struct's order, without what is write-only.
pub fn write_row(model: &Model, row: &Row, out: &mut Vec<u8>) {
    let mut before = b'{';
    for (column, value) in model.columns.iter().zip(row) {
        if column.is_answered() {
            write_name(before, column.name, out);
            write_value(column.kind, value, out);
            before = b',';
        }
    }
    out.push(b'}');
}

/// Writes these columns of a row as a JSON object.
pub fn write_columns(model: &Model, row: &Row, columns: &[usize], out: &mut Vec<u8>) {
    let mut before = b'{';
    if columns.is_empty() {
        out.push(b'{');
    }
    for i in columns {
        let column = &model.columns[*i];
        write_name(before, column.name, out);
        write_value(column.kind, &row[*i], out);
        before = b',';
    }
    out.push(b'}');
}

/// Writes `,"name":`; a name needs no escapes.
#[inline]
fn write_name(before: u8, name: &str, out: &mut Vec<u8>) {
    out.reserve(name.len() + 4);
    out.extend_from_slice(&[before, b'"']);
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
}

/// Writes one value as JSON.
pub fn write_value(kind: ColumnKind, value: &Value, out: &mut Vec<u8>) {
    let cell = match value {
        Value::Null => Cell::Null,
        Value::Bool(it) => Cell::Bool(*it),
        Value::Int(it) => Cell::Int(*it),
        Value::Float(it) => Cell::Float(*it),
        Value::Text(it) => Cell::Text(it),
        Value::Bytes(it) => Cell::Bytes(it),
    };
    cell.write(kind, out);
}

/// A value, wherever it is.
#[derive(Clone, Copy)]
pub(in crate::crud_api) enum Cell<'a> {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

impl Cell<'_> {
    #[inline]
    fn write(self, kind: ColumnKind, out: &mut Vec<u8>) {
        // writing to memory cannot fail
        let _ = match (self, kind) {
            (Self::Int(it), ColumnKind::Timestamp) => {
                write_time(it, out);
                Ok(())
            }
            (Self::Int(it), _) => serde_json::to_writer(out, &it),
            (Self::Float(it), _) => serde_json::to_writer(out, &it),
            (other, _) => {
                match other {
                    Self::Bool(it) => out.extend_from_slice(if it { b"true" } else { b"false" }),
                    // as it was sent
                    Self::Text(it) if kind == ColumnKind::Json => {
                        out.extend_from_slice(it.as_bytes());
                    }
                    Self::Text(it) => write_text(it, out),
                    Self::Bytes(it) => write_text(&base64::encode(it), out),
                    _ => out.extend_from_slice(b"null"),
                }
                Ok(())
            }
        };
    }
}

/// Writes a row as [`write_row`], or as [`write_columns`] where columns are named, from wherever
/// its values are.
#[cfg(feature = "sqlite")]
pub(in crate::crud_api) fn write_cells<'a, E>(
    model: &Model,
    fields: Option<&[usize]>,
    out: &mut Vec<u8>,
    mut cell: impl FnMut(usize, &'static ColumnMeta) -> Result<Cell<'a>, E>,
) -> Result<(), E> {
    let mut before = b'{';
    let mut write = |i: usize, column: &'static ColumnMeta, out: &mut Vec<u8>| {
        write_name(before, column.name, out);
        before = b',';
        cell(i, column).map(|cell| cell.write(column.kind, out))
    };
    match fields {
        None => {
            for (i, column) in model.columns.iter().enumerate() {
                if column.is_answered() {
                    write(i, column, out)?;
                }
            }
        }
        Some(fields) => {
            for i in fields {
                write(*i, &model.columns[*i], out)?;
            }
        }
    }
    if before == b'{' {
        out.push(before);
    }
    out.push(b'}');
    Ok(())
}

/// Writes text with its quotes.
fn write_text(text: &str, out: &mut Vec<u8>) {
    let escapes = |byte: u8| byte < 0x20 || byte == b'"' || byte == b'\\';
    // looks at all of it, many bytes at a time, rather than stop at the first
    if text.bytes().fold(false, |found, byte| found | escapes(byte)) {
        let _ = serde_json::to_writer(out, text);
        return;
    }
    out.reserve(text.len() + 2);
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
}

/// Seconds of a day.
const DAY: i64 = 86_400;

/// The days since 1970 of years with four digits, and of times that a [`Timestamp`] has.
const DAYS: std::ops::Range<i64> = -719_528..2_932_896;

/// Writes a time in microseconds since 1970 as a [`Timestamp`] does, a tenth of that in time.
fn write_time(micros: i64, out: &mut Vec<u8>) {
    let (seconds, fraction) = (micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000));
    let (days, second) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
    if !DAYS.contains(&days) {
        let time = Timestamp::from_microsecond(micros).unwrap_or_default();
        let _ = serde_json::to_writer(out, &format_args!("{time}"));
        return;
    }
    let (year, month, day) = date(days);
    let mut text = *b"\"0000-00-00T00:00:00.000000";
    put(&mut text[1..5], year);
    put(&mut text[6..8], month);
    put(&mut text[9..11], day);
    put(&mut text[12..14], second / 3600);
    put(&mut text[15..17], second / 60 % 60);
    put(&mut text[18..20], second % 60);
    put(&mut text[21..], fraction);
    let zeros = text[21..].iter().rev().take_while(|digit| **digit == b'0').count();
    let text = &text[..if zeros == 6 { 20 } else { text.len() - zeros }];
    out.extend_from_slice(text);
    out.extend_from_slice(b"Z\"");
}

/// Year, month and day of a day since 1970, in a calendar whose years begin in March, so that the
/// day that comes every four years is the last.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + i64::from(month < 3), month, day)
}

/// Writes the digits of a number over those that are there.
#[inline]
fn put(digits: &mut [u8], mut number: i64) {
    for digit in digits.iter_mut().rev() {
        // one digit
        *digit = b'0' + u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(kind: ColumnKind, value: &Value) -> String {
        let mut out = Vec::new();
        write_value(kind, value, &mut out);
        String::from_utf8(out).expect("JSON is UTF-8")
    }

    #[test]
    fn times_are_written_as_the_timestamp_writes_itself() {
        let day = DAY * 1_000_000;
        let edges = [0, 1, -1, 999_999, 1_000_000, -1_000_000, 951_782_400_000_000];
        let bounds = [DAYS.start, DAYS.end].map(|days| days * day);
        let bounds = bounds.into_iter().flat_map(|at| [at - 1, at, at + 1]);
        // every day of 60 years, and steps that meet all months, hours and fractions
        let days = (-8000..16_000).map(|n| n * day + n * 37_000_001);
        let steps = (0..20_000).map(|n| DAYS.start * day + n * 15_777_777_777_777);
        for micros in edges.into_iter().chain(bounds).chain(days).chain(steps) {
            let Ok(time) = Timestamp::from_microsecond(micros) else { continue };
            let text = written(ColumnKind::Timestamp, &Value::Int(micros));
            assert_eq!(text, format!("\"{time}\""), "{micros}");
        }
    }

    #[test]
    fn text_is_escaped_where_it_has_to_be() {
        let all: String = (0..=0x7f_u8).map(char::from).collect();
        for text in ["", "plain", "ä€😀", "a\"b", "a\\b", "a\nb", "\u{1f}", &all, "\u{7f}"] {
            let value = Value::Text(text.to_owned());
            let expected = serde_json::to_string(text).expect("JSON");
            assert_eq!(written(ColumnKind::Text, &value), expected);
        }
    }
}
