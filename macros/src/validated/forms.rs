//! The rules that a text has a known form, each a function of the runtime.

/// Their names, which are the functions' too.
pub(super) const FORMS: &[&str] = &[
    "alphabetic",
    "hex",
    "lowercase",
    "uppercase",
    "single_line",
    "no_control",
    "uri",
    "url",
    "hostname",
    "ip",
    "ipv4",
    "ipv6",
    "cidr",
    "uuid",
    "card",
    "phone",
    "slug",
    "semver",
    "base64",
    "date",
    "time",
    "datetime",
    "identifier",
];

/// The rule of this name.
pub(super) fn find(name: &str) -> Option<&'static str> {
    FORMS.iter().copied().find(|form| *form == name)
}
