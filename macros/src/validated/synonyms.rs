//! What other libraries call the rules.

/// What to write instead of another library's name.
pub(super) fn hint(name: &str) -> Option<&'static str> {
    Some(match name {
        "gt" | "greater_than" | "exclusive_minimum" | "exclusive_min" | "more_than" => "`above`",
        "ge" | "gte" | "minimum" | "at_least" => "`min`",
        "lt" | "exclusive_maximum" | "exclusive_max" => "`below`",
        "le" | "lte" | "maximum" | "at_most" => "`max`",
        "eq" | "equals" | "equal_to" => "`equal`",
        "ne" | "neq" | "not_equal" | "not_in" | "forbidden" => "`none_of(..)`",
        "between" | "interval" => "`range(..)`",
        "len" | "length" | "size" | "count" => {
            "`chars(1..=9)` for text, `items(1..=9)` for lists and maps"
        }
        "min_length" | "min_len" | "min_size" | "min_items" => {
            "`chars(1..)` for text, `items(1..)` for lists and maps"
        }
        "max_length" | "max_len" | "max_size" | "max_items" => {
            "`chars(..=9)` for text, `items(..=9)` for lists and maps"
        }
        "regex" | "regexp" => "`pattern = \"..\"`",
        "custom" | "func" | "function" | "validator" | "predicate" => "`with = path`",
        "dive" | "validate" => "`nested`, or `each(..)` for the elements of a list",
        "inner" | "elements" | "every" => "`each(..)`",
        "not_empty" | "notempty" | "non_empty" => "`nonempty`",
        "not_blank" | "notblank" | "non_blank" => "`nonblank`",
        "not_null" | "not_none" | "notnull" | "present" => "`required`",
        "non_zero" | "not_zero" => "`nonzero`",
        "oneof" | "choices" | "any_of" | "allowed" => "`one_of(..)`",
        "prefix" => "`starts_with = \"..\"`",
        "suffix" => "`ends_with = \"..\"`",
        "includes" => "`contains = \"..\"`",
        "alphanum" | "alnum" => "`alphanumeric`",
        "numeric" => "`digits`",
        "distinct" | "unique_items" => "`unique`",
        _ => return None,
    })
}
