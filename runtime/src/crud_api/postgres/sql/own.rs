//! Types of the database's own, which a column has by `sql_type(postgres = "..")`.

use std::borrow::Cow;

use crate::crud_api::model::Model;
use crate::crud_api::value::Value;

/// Whether the database may keep a value in another form than it is given in: `1.24` of `1.239`.
pub(in crate::crud_api::postgres) fn has_own(model: &Model) -> bool {
    model.columns.iter().any(|column| column.postgres_type.is_some())
}

/// The type to cast a parameter to: one without bounds.
///
/// A cast to `varchar(3)` cuts off what is beyond, as the SQL standard has it, where a column of
/// that type refuses it. So the cast is to `varchar`, and the column has the last word.
pub(super) fn unbounded(name: &str) -> Cow<'_, str> {
    let name = match name.to_ascii_lowercase().find(" collate ") {
        // it is the column's, and none of a cast
        Some(at) => name.get(..at).unwrap_or(name),
        None => name,
    };
    if name.contains('"') {
        return Cow::Borrowed(name);
    }
    let bare = match (name.find('('), name.rfind(')')) {
        (Some(from), Some(to)) if from < to => {
            let (before, after) = (name.get(..from), name.get(to + 1..));
            Cow::Owned(format!("{}{}", before.unwrap_or("").trim_end(), after.unwrap_or("")))
        }
        _ => Cow::Borrowed(name.trim()),
    };
    // without a bound these have one of their own, which is 1
    match bare.trim().to_ascii_lowercase().as_str() {
        "char" | "character" | "nchar" | "national char" | "national character" => {
            Cow::Borrowed("bpchar")
        }
        "bit" => Cow::Borrowed("varbit"),
        _ => bare,
    }
}

/// Whether a column of this type has no room for the value, as far as that can be told.
pub(in crate::crud_api::postgres) fn is_beyond(name: &str, value: &Value) -> bool {
    let bounds = name.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
    let mut bounds = bounds.into_iter().flat_map(|(bounds, _)| bounds.split(','));
    let mut bound = || bounds.next().and_then(|it| it.trim().parse::<u16>().ok());
    match value {
        Value::Text(text) => bound().is_some_and(|most| text.chars().count() > most.into()),
        Value::Float(it) => bound().is_some_and(|digits| {
            let whole = i32::from(digits) - i32::from(bound().unwrap_or(0));
            it.abs() >= 10_f64.powi(whole)
        }),
        Value::Int(it) => match name.trim().to_ascii_lowercase().as_str() {
            "smallint" | "int2" => i16::try_from(*it).is_err(),
            "integer" | "int" | "int4" => i32::try_from(*it).is_err(),
            _ => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_beyond, unbounded};
    use crate::crud_api::Value;

    #[test]
    fn a_bound_tells_what_is_beyond_it() {
        let text = |it: &str| Value::Text(it.to_owned());
        for (name, value, expected) in [
            ("varchar(3)", text("äöü"), false),
            ("varchar(3)", text("abcd"), true),
            ("varchar", text("abcd"), false),
            ("numeric(4, 2)", Value::Float(99.5), false),
            ("numeric(4, 2)", Value::Float(-100.0), true),
            ("numeric(3)", Value::Float(1000.0), true),
            ("smallint", Value::Int(32_768), true),
            ("integer", Value::Int(32_768), false),
            ("integer", Value::Int(i64::MIN), true),
        ] {
            assert_eq!(is_beyond(name, &value), expected, "{name}: {value:?}");
        }
    }

    #[test]
    fn a_cast_has_no_bounds() {
        for (name, expected) in [
            ("uuid", "uuid"),
            ("varchar(10)", "varchar"),
            ("character varying (10)", "character varying"),
            ("numeric(12, 2)", "numeric"),
            ("CHAR(3)", "bpchar"),
            ("character", "bpchar"),
            ("bit(8)", "varbit"),
            ("timestamp(3) with time zone", "timestamp with time zone"),
            ("varchar(10) COLLATE \"C\"", "varchar"),
            ("text collate german", "text"),
            ("\"char\"", "\"char\""),
        ] {
            assert_eq!(unbounded(name), expected);
        }
    }
}
