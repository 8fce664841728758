//! The rules for texts with a known form, against other implementations and hostile texts.

use std::net::IpAddr;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use dunder::validated;
use proptest::prelude::*;
use regex::Regex;

/// A struct with one rule for text, and whether it lets a text pass.
macro_rules! forms {
    ($($name:ident)+) => {
        mod subjects {
            $(
                #[dunder::validated(open)]
                #[allow(non_camel_case_types)]
                pub(super) struct $name(#[validate($name)] pub(super) String);
            )+
        }
        /// Every form's name, and whether a text has it.
        const FORMS: &[(&str, fn(&str) -> bool)] =
            &[$((stringify!($name), |text| subjects::$name(text.to_owned()).is_valid())),+];
    };
}

forms! {
    alphabetic hex lowercase uppercase single_line no_control uri hostname ip ipv4 ipv6 cidr uuid
    card phone slug semver base64 date time datetime identifier
}

fn form(name: &str) -> fn(&str) -> bool {
    FORMS.iter().find(|(known, _)| *known == name).expect("a known form").1
}

#[test]
fn every_form_takes_its_example_and_says_its_name_otherwise() {
    #[validated]
    struct All {
        #[validate(each(alphabetic))]
        names: Vec<String>,
        #[validate(uuid)]
        id: Option<String>,
        #[validate(datetime, message = "when?")]
        at: String,
    }
    let all = All::new(vec!["Ada".into()], None, "2026-02-28T19:30:00+01:00").unwrap();
    assert!(all.is_valid());
    let broken = All::new(vec!["Ada".into(), "4".into()], Some("x".into()), "now").err().unwrap();
    assert_eq!(
        broken.to_string(),
        "/names/1: must be letters only\n/id: must be a UUID\n/at: when?"
    );
    let codes: Vec<String> = broken.iter().map(|fault| fault.code().to_owned()).collect();
    assert_eq!(codes, ["alphabetic", "uuid", "datetime"]);
    for (name, good, bad) in [
        ("alphabetic", "Straße", "a1"),
        ("hex", "00fF", "0x0"),
        ("lowercase", "straße 7", "sTraße"),
        ("uppercase", "ÄBC 7", "ÄBc"),
        ("single_line", "a\tb", "a\u{2028}b"),
        ("no_control", "a b", "a\tb"),
        ("uri", "https://example.com/a?b#c", "example.com"),
        ("hostname", "example.com", "example..com"),
        ("ip", "::1", "localhost"),
        ("ipv4", "127.0.0.1", "127.0.0.256"),
        ("ipv6", "2001:db8::1", "127.0.0.1"),
        ("cidr", "192.168.0.0/16", "192.168.0.0/40"),
        ("card", "4111 1111 1111 1111", "4111 1111 1111 1112"),
        ("phone", "+4930123456", "030 123456"),
        ("slug", "a-red-pen", "A red pen"),
        ("semver", "1.0.0-alpha.1+001", "1.0"),
        ("base64", "aGVsbG8=", "aGVsbG8"),
        ("date", "2024-02-29", "2023-02-29"),
        ("time", "23:59:59.9", "24:00:00"),
        ("identifier", "_name1", "1name"),
    ] {
        assert!(form(name)(good), "{name}: {good}");
        assert!(!form(name)(bad), "{name}: {bad}");
    }
}

#[test]
fn long_and_odd_texts_are_decided_at_once() {
    let unit =
        ["a", "1", "-", ":", "/", "%", "a.", "1.", "[", "=", "é", "\0", "+", "//", "a-", "1 "];
    let began = Instant::now();
    for unit in unit {
        let text = unit.repeat(100_000 / unit.len());
        for (name, holds) in FORMS {
            for prefix in ["", "a:", "a://", "+", "1.0.0-", "2024-02-29T12:00:00."] {
                let _ = holds(&format!("{prefix}{text}"));
            }
            assert!(began.elapsed() < Duration::from_secs(60), "{name} takes long");
        }
    }
}

/// The regular expression that semver.org suggests.
static SEMVER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(?:-((?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?\z",
    )
    .unwrap()
});

/// The regular expression of RFC 9562's form, as many write it.
static UUID: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\z").unwrap()
});

static BASE64: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?\z",
    )
    .unwrap()
});

static SLUG: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[a-z0-9]+(?:-[a-z0-9]+)*\z").unwrap());

static PHONE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\+[1-9][0-9]{6,14}\z").unwrap());

static HOSTNAME: LazyLock<Regex> = LazyLock::new(|| {
    let label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    Regex::new(&format!(r"^(?:{label}\.)*{label}\z")).unwrap()
});

fn is_hostname(text: &str) -> bool {
    let is_number = |label: &str| label.bytes().all(|byte| byte.is_ascii_digit());
    text.len() <= 253 && HOSTNAME.is_match(text) && !text.rsplit('.').next().is_some_and(is_number)
}

/// Luhn as ISO/IEC 7812-1 tells it, from the left.
fn is_card(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    let parity = digits.len() % 2;
    let sum: u32 = digits
        .iter()
        .enumerate()
        .map(|(i, digit)| match digit * (if i % 2 == parity { 2 } else { 1 }) {
            twice if twice > 9 => twice - 9,
            once => once,
        })
        .sum();
    (12..=19).contains(&digits.len()) && sum.is_multiple_of(10)
}

proptest! {
    #[test]
    fn addresses_are_what_the_standard_library_reads(text in "[0-9a-f:.]{0,20}|([0-9]{1,3}\\.){3}[0-9]{1,3}") {
        let parsed = text.parse::<IpAddr>();
        prop_assert_eq!(form("ip")(&text), parsed.is_ok());
        prop_assert_eq!(form("ipv4")(&text), parsed.as_ref().is_ok_and(IpAddr::is_ipv4));
        prop_assert_eq!(form("ipv6")(&text), parsed.as_ref().is_ok_and(IpAddr::is_ipv6));
    }

    #[test]
    fn every_address_has_its_block(address: IpAddr, prefix in 0_u32..300) {
        let most = if address.is_ipv4() { 32 } else { 128 };
        prop_assert!(form("ip")(&address.to_string()));
        prop_assert_eq!(form("cidr")(&format!("{address}/{prefix}")), prefix <= most);
    }

    #[test]
    fn versions_are_what_semver_org_says(
        text in "[0-9]{1,2}(\\.[0-9]{1,2}){1,3}(-[0-9a-z.-]{0,6})?(\\+[0-9a-z.+-]{0,6})?"
    ) {
        prop_assert_eq!(form("semver")(&text), SEMVER.is_match(&text), "{}", text);
    }

    #[test]
    fn forms_agree_with_their_regular_expressions(
        text in "[a-z0-9-]{0,8}|[A-Za-z0-9+/]{0,9}=?=?|\\+?[0-9]{5,17}|[A-Za-z0-9.-]{0,12}|\
                 ([a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-fg0-9]{11,12})|.{0,10}"
    ) {
        prop_assert_eq!(form("slug")(&text), SLUG.is_match(&text), "{}", text);
        prop_assert_eq!(form("base64")(&text), BASE64.is_match(&text), "{}", text);
        prop_assert_eq!(form("phone")(&text), PHONE.is_match(&text), "{}", text);
        prop_assert_eq!(form("uuid")(&text), UUID.is_match(&text), "{}", text);
        prop_assert_eq!(form("hostname")(&text), is_hostname(&text), "{}", text);
    }

    #[test]
    fn cards_have_their_check_digit(text in "[0-9]{10,21}|([0-9]{4} ){3}[0-9]{4}") {
        prop_assert_eq!(form("card")(&text), is_card(&text), "{}", text);
    }

    #[test]
    fn days_and_times_are_what_jiff_reads(
        year in 0_u32..10_000, month in 0_u32..14, day in 0_u32..33,
        hour in 0_u32..26, minute in 0_u32..62, second in 0_u32..60, offset in 0_u32..24,
    ) {
        let date = format!("{year:04}-{month:02}-{day:02}");
        prop_assert_eq!(form("date")(&date), date.parse::<jiff::civil::Date>().is_ok(), "{}", date);
        let time = format!("{hour:02}:{minute:02}:{second:02}");
        prop_assert_eq!(form("time")(&time), time.parse::<jiff::civil::Time>().is_ok(), "{}", time);
        let moment = format!("{date}T{time}.5+{offset:02}:30");
        let both = form("date")(&date) && form("time")(&time);
        prop_assert_eq!(form("datetime")(&moment), both, "{}", moment);
    }

    #[test]
    fn no_text_makes_a_form_panic(text in any::<String>()) {
        for (_, holds) in FORMS {
            let _ = holds(&text);
        }
    }
}
