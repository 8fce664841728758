//! Lengths of time as users write them: `"50ms"`, `"5s"`, `"2m"`, `"1h"`, `"7d"`.

use syn::LitStr;

use super::Ctxt;

/// The text as nanoseconds.
pub(crate) fn nanoseconds(cx: &Ctxt, text: &LitStr) -> Option<u64> {
    let found = parse(&text.value());
    if found.is_none() {
        let message =
            "expected a length of time, as in `\"50ms\"`, `\"5s\"`, `\"2m\"`, `\"1h\"`, `\"7d\"`";
        cx.error(text, message);
    }
    found
}

fn parse(text: &str) -> Option<u64> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let scale = match unit.trim() {
        "ns" => 1,
        "us" | "µs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        "d" => 86_400_000_000_000,
        _ => return None,
    };
    number.parse::<u64>().ok().filter(|number| *number > 0)?.checked_mul(scale)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_length_is_a_number_and_a_unit() {
        assert_eq!(parse("50ms"), Some(50_000_000));
        assert_eq!(parse("5 s"), Some(5_000_000_000));
        assert_eq!(parse("2h"), Some(7_200_000_000_000));
        assert_eq!(parse("7d"), Some(604_800_000_000_000));
        for wrong in ["", "5", "s", "0s", "-1s", "5 days", "99999999999999h"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
