//! The forms that text rules ask for: small checks of our own, none of which allocates or takes
//! longer than one pass over the text.

mod codes;
mod net;
mod time;

pub use codes::{base64, card, phone, semver, uuid};
pub use net::{cidr, hostname, ip, ipv4, ipv6, uri};
pub use time::{date, datetime, time};

/// Whether the text is an absolute URL as browsers read it (WHATWG URL).
#[cfg(feature = "url")]
#[must_use]
pub fn url(text: &str) -> bool {
    url::Url::parse(text).is_ok()
}

/// Whether the text is letters of any script only (Unicode `Alphabetic`).
#[must_use]
pub fn alphabetic(text: &str) -> bool {
    text.chars().all(char::is_alphabetic)
}

/// Whether the text is `0` to `9`, `a` to `f` and `A` to `F` only.
#[must_use]
pub fn hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether no letter would change in lower case.
#[must_use]
pub fn lowercase(text: &str) -> bool {
    text.chars().all(|c| c.to_lowercase().eq([c]))
}

/// Whether no letter would change in upper case.
#[must_use]
pub fn uppercase(text: &str) -> bool {
    text.chars().all(|c| c.to_uppercase().eq([c]))
}

/// Whether no line ends in the text: none of the mandatory breaks of Unicode's UAX #14.
#[must_use]
pub fn single_line(text: &str) -> bool {
    !text.contains(['\n', '\u{b}', '\u{c}', '\r', '\u{85}', '\u{2028}', '\u{2029}'])
}

/// Whether no control character (Unicode `Cc`) is in the text.
#[must_use]
pub fn no_control(text: &str) -> bool {
    !text.contains(char::is_control)
}

/// Whether the text is words of `a` to `z` and digits, single hyphens between them.
#[must_use]
pub fn slug(text: &str) -> bool {
    let is_word_byte = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(is_word_byte);
    text.split('-').all(is_word)
}

/// Whether the text is a name as in C: an ASCII letter or `_`, then those and digits.
#[must_use]
pub fn identifier(text: &str) -> bool {
    let is_rest = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    text.bytes().next().is_some_and(|first| !first.is_ascii_digit()) && text.bytes().all(is_rest)
}

/// The number that a few digits are; nothing where another character is.
fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0_u32, |sum, digit| {
        let digit = digit.is_ascii_digit().then(|| u32::from(digit - b'0'))?;
        sum.checked_mul(10)?.checked_add(digit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    #[test]
    fn what_lower_and_upper_make_is_lower_and_upper_case() {
        for c in '\0'..=char::MAX {
            let lower: String = c.to_lowercase().collect();
            let upper: String = c.to_uppercase().collect();
            assert!(lowercase(&lower) && uppercase(&upper), "{c:?}");
        }
    }

    #[test]
    fn slugs_and_identifiers_have_their_form() {
        assert!(slug("a") && slug("red-pen-2") && identifier("_a1") && identifier("A"));
        for bad in ["", "-a", "a-", "a--b", "A", "a_b", "ü"] {
            assert!(!slug(bad), "{bad}");
        }
        for bad in ["", "1a", "a-b", "ü", "a b"] {
            assert!(!identifier(bad), "{bad}");
        }
    }
}
