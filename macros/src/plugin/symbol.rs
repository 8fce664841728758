//! The symbol by which a linker refuses a second plugin of one name, and the name itself.

use crate::kit::symbol;

/// Assembly that defines the symbol of the plugin `name`; `{registry}` stays for the compiler.
pub(super) fn definition(name: &str) -> String {
    symbol("dunder: plugin name ", name, " is registered twice in registry {registry}")
}

/// The default name: the type's in snake case, without a `Plugin` at its end.
pub(super) fn default_name(type_name: &str) -> String {
    let stem = type_name.strip_suffix("Plugin").filter(|stem| !stem.is_empty());
    let letters: Vec<char> = stem.unwrap_or(type_name).chars().collect();
    let mut name = String::new();
    for (i, c) in letters.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|i| letters.get(i));
        let next = letters.get(i + 1);
        // `smtpServer`, `Sha2Sum`, and the `S` of `HTTPServer`, begin a word
        let begins = c.is_uppercase()
            && before.is_some_and(|b| {
                b.is_lowercase() || b.is_numeric() || next.is_some_and(|n| n.is_lowercase())
            });
        if begins && !name.ends_with('_') {
            name.push('_');
        }
        name.extend(c.to_lowercase());
    }
    let trimmed = name.trim_matches('_');
    if trimmed.is_empty() { name } else { trimmed.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::default_name;

    #[test]
    fn a_default_name_is_the_types_in_snake_case() {
        for (ty, name) in [
            ("EmailPlugin", "email"),
            ("SMSPlugin", "sms"),
            ("HTTPServer", "http_server"),
            ("Sha256Sum", "sha256_sum"),
            ("Plugin", "plugin"),
            ("X", "x"),
            ("Plain_Text", "plain_text"),
            ("ÉtéPlugin", "été"),
        ] {
            assert_eq!(default_name(ty), name);
        }
    }
}
