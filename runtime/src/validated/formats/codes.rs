//! Numbers and codes: UUID, payment card, phone, semantic version, Base64.

use super::number;

/// Whether the text is a UUID with its hyphens, in either case (RFC 9562 section 4).
#[must_use]
pub fn uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(i, byte)| match i {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Whether the text is a payment card's number: 12 to 19 digits with the check digit of Luhn
/// (ISO/IEC 7812-1, annex B), in groups with a single blank or hyphen between them or in one.
#[must_use]
pub fn card(text: &str) -> bool {
    // 19 digits and a mark between each two
    if text.len() > 37 {
        return false;
    }
    let (mut count, mut sum, mut after_digit) = (0_u32, 0_u32, false);
    for (i, byte) in text.bytes().rev().enumerate() {
        match byte {
            b'0'..=b'9' => {
                let digit = u32::from(byte - b'0');
                let doubled = if digit > 4 { digit * 2 - 9 } else { digit * 2 };
                sum += if count % 2 == 0 { digit } else { doubled };
                count += 1;
                after_digit = true;
            }
            b' ' | b'-' if after_digit && i + 1 < text.len() => after_digit = false,
            _ => return false,
        }
    }
    after_digit && (12..=19).contains(&count) && sum % 10 == 0
}

/// Whether the text is an international phone number: `+`, then 7 to 15 digits of which the first
/// is not zero (ITU-T E.164 section 6).
#[must_use]
pub fn phone(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('+') else { return false };
    (7..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether the text is a version as in Semantic Versioning 2.0.0.
#[must_use]
pub fn semver(text: &str) -> bool {
    let (version, build) = match text.split_once('+') {
        Some((version, build)) => (version, Some(build)),
        None => (text, None),
    };
    let (core, pre) = match version.split_once('-') {
        Some((core, pre)) => (core, Some(pre)),
        None => (version, None),
    };
    let is_part = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_number = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && (part == "0" || !part.starts_with('0'))
    };
    let has_letter = |part: &str| part.bytes().any(|byte| !byte.is_ascii_digit());
    let is_pre = |part: &str| is_part(part) && (has_letter(part) || is_number(part));
    let mut numbers = core.split('.');
    let has_numbers = numbers.by_ref().take(3).filter(|part| is_number(part)).count() == 3;
    has_numbers
        && numbers.next().is_none()
        && pre.is_none_or(|pre| pre.split('.').all(is_pre))
        && build.is_none_or(|build| build.split('.').all(is_part))
}

/// Whether the text is Base64 with its padding, in the one form that an encoder writes
/// (RFC 4648 sections 4 and 3.5).
#[must_use]
pub fn base64(text: &str) -> bool {
    let bytes = text.as_bytes();
    let body = bytes.strip_suffix(b"==").or_else(|| bytes.strip_suffix(b"=")).unwrap_or(bytes);
    // the bits of the last letter that stand for nothing are zero
    let unused = match bytes.len() - body.len() {
        0 => 0,
        1 => 0b11,
        _ => 0b1111,
    };
    let last = body.last().map_or(Some(0), |byte| sextet(*byte));
    bytes.len().is_multiple_of(4)
        && body.iter().all(|byte| sextet(*byte).is_some())
        && last.is_some_and(|last| last & unused == 0)
}

/// The six bits that a letter of Base64 stands for.
fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => number(&[byte]).map(|digit| digit.to_le_bytes()[0] + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_their_form() {
        assert!(uuid("67e55044-10b1-426f-9247-bb680e5fe0c8"));
        assert!(uuid("00000000-0000-0000-0000-000000000000"));
        for bad in ["", "67e5504410b1426f9247bb680e5fe0c8", "67e55044-10b1-426f-9247-bb680e5fe0cg"]
        {
            assert!(!uuid(bad), "{bad}");
        }
        for good in
            ["4111111111111111", "4111 1111 1111 1111", "378282246310005", "5105-1051-0510-5100"]
        {
            assert!(card(good), "{good}");
        }
        for bad in [
            "",
            "4111111111111112",
            " 4111111111111111",
            "4111111111111111 ",
            "0",
            "-",
            "4111  1111 1111 1111",
            "00000000000",
            "00000000000000000000",
            "４111111111111111",
        ] {
            assert!(!card(bad), "{bad}");
        }
        assert!(phone("+4930123456") && phone("+12025550123"));
        for bad in ["", "+", "030123456", "+0301234567", "+49 30 123456", "+1234567890123456"] {
            assert!(!phone(bad), "{bad}");
        }
    }

    #[test]
    fn base64_is_what_an_encoder_writes() {
        for good in ["", "Zg==", "Zm8=", "Zm9v", "+/+/"] {
            assert!(base64(good), "{good}");
        }
        for bad in
            ["Z", "Zg", "Zg=", "Zh==", "Zm9=", "=", "====", "Zm9v\n", "Z===", "-_-_", "Zg==Zg=="]
        {
            assert!(!base64(bad), "{bad}");
        }
    }
}
