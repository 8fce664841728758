//! Rules for texts as patterns that JSON Schema and we read alike.

/// White space (Unicode `White_Space`), as the inside of a class.
const BLANK: &str =
    "\\t-\\r \u{85}\u{a0}\u{1680}\u{2000}-\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}";

const NUMBER: &str = "(?:0|[1-9][0-9]*)";
const LABEL: &str = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
const OCTET: &str = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

/// What JSON Schema says of a form.
pub(super) struct Form {
    pub(super) pattern: Option<String>,
    pub(super) format: Option<&'static str>,
    pub(super) longest: Option<u32>,
    /// Whether it takes no text that the rule refuses.
    pub(super) is_exact: bool,
}

fn exact(pattern: impl Into<String>) -> Form {
    Form { pattern: Some(pattern.into()), format: None, longest: None, is_exact: true }
}

fn loose(pattern: Option<&str>, format: Option<&'static str>) -> Form {
    let pattern = pattern.map(str::to_owned);
    Form { pattern, format, longest: None, is_exact: false }
}

/// The form of a rule without arguments.
pub(super) fn find(rule: &str) -> Option<Form> {
    Some(match rule {
        "nonblank" => exact(format!("[^{BLANK}]")),
        "trimmed" => {
            exact(format!("^(?:[^{BLANK}](?:(?:.|[\\n\\r\u{2028}\u{2029}])*[^{BLANK}])?)?$"))
        }
        "ascii" => exact("^[\\x00-\\x7f]*$"),
        "alphanumeric" => exact("^[\\p{Alphabetic}\\p{N}]*$"),
        "alphabetic" => exact("^\\p{Alphabetic}*$"),
        "digits" => exact("^[0-9]*$"),
        "hex" => exact("^[0-9A-Fa-f]*$"),
        "lowercase" => exact("^\\P{Changes_When_Lowercased}*$"),
        "uppercase" => exact("^\\P{Changes_When_Uppercased}*$"),
        "single_line" => exact("^[^\\n\\x0b\\x0c\\r\u{85}\u{2028}\u{2029}]*$"),
        "no_control" => exact("^[^\\x00-\\x1f\\x7f-\\x9f]*$"),
        "email" => Form {
            format: Some("email"),
            longest: Some(254),
            ..exact(format!("^[a-zA-Z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{LABEL}(?:\\.{LABEL})*$"))
        },
        "uuid" => Form {
            format: Some("uuid"),
            ..exact("^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$")
        },
        "ipv4" => Form { format: Some("ipv4"), ..exact(format!("^{OCTET}(?:\\.{OCTET}){{3}}$")) },
        "phone" => exact("^\\+[1-9][0-9]{6,14}$"),
        "slug" => exact("^[a-z0-9]+(?:-[a-z0-9]+)*$"),
        "identifier" => exact("^[A-Za-z_][A-Za-z0-9_]*$"),
        "semver" => {
            let pre = "(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)";
            exact(format!(
                "^{NUMBER}\\.{NUMBER}\\.{NUMBER}(?:-{pre}(?:\\.{pre})*)?\
                 (?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$"
            ))
        }
        "base64" => {
            loose(Some("^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"), None)
        }
        "card" => loose(Some("^[0-9](?:[ -]?[0-9]){11,18}$"), None),
        "date" => loose(Some("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), Some("date")),
        "datetime" => loose(Some("^[0-9]{4}-[0-9]{2}-[0-9]{2}"), Some("date-time")),
        "time" => loose(Some("^[0-9]{2}:[0-9]{2}:[0-9]{2}"), None),
        "hostname" => loose(Some("^[A-Za-z0-9.-]{1,253}$"), Some("hostname")),
        "ipv6" => loose(Some("^[0-9A-Fa-f:.]{2,45}$"), Some("ipv6")),
        "ip" => loose(Some("^[0-9A-Fa-f:.]{2,45}$"), None),
        "cidr" => loose(Some("^[0-9A-Fa-f:.]{2,45}/[0-9]{1,3}$"), None),
        "uri" => loose(Some("^[A-Za-z][A-Za-z0-9+.-]*:"), Some("uri")),
        _ => return None,
    })
}

/// One of our patterns for readers of ECMA's: `.` is anything but a new line, `\s` is ASCII.
/// Nothing where a class says that it is none of the blanks.
pub(super) fn ecma(pattern: &str) -> Option<String> {
    let mut out = String::new();
    let mut in_class = false;
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next()? {
                's' if in_class => out.push_str("\\t-\\r "),
                's' => out.push_str("[\\t-\\r ]"),
                'S' if in_class => return None,
                'S' => out.push_str("[^\\t-\\r ]"),
                'b' if in_class => out.push_str("\\x08"),
                'u' => character(&mut chars, &mut out)?,
                c => out.extend(['\\', c]),
            },
            '[' if !in_class => {
                in_class = true;
                out.push(c);
            }
            ']' => {
                in_class = false;
                out.push(c);
            }
            '.' if !in_class => out.push_str("[^\\n]"),
            c => out.push(c),
        }
    }
    Some(out)
}

/// `\uHHHH` or `\u{H..}`, as the character itself.
fn character(chars: &mut std::str::Chars<'_>, out: &mut String) -> Option<()> {
    let first = chars.next()?;
    let digits: String = if first == '{' {
        chars.by_ref().take_while(|c| *c != '}').collect()
    } else {
        std::iter::once(first).chain(chars.by_ref().take(3)).collect()
    };
    let c = char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?;
    if c.is_ascii() {
        out.extend([format!("\\x{:02x}", u32::from(c))]);
    } else {
        out.push(c);
    }
    Some(())
}

/// A text as a pattern that is this text.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_punctuation() && c != '_' {
            out.push('\\');
        }
        if c < ' ' {
            out.extend([format!("\\x{:02x}", u32::from(c))]);
        } else {
            out.push(c);
        }
    }
    out
}
