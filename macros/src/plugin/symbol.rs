//! The symbol by which a linker refuses a second plugin of one name, and the name itself.

use std::fmt::Write;

/// Assembly that defines the symbol of the plugin `name`; `{registry}` stays for the compiler.
pub(super) fn definition(name: &str) -> String {
    let symbol = format!(
        "\"dunder: plugin name `{}` is registered twice in registry {{registry}}\"",
        escaped(name)
    );
    format!(".globl {symbol}\n{symbol}:")
}

/// The name inside a quoted symbol inside an assembly template: no two names become one.
fn escaped(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '{' => text.push_str("{{"),
            '}' => text.push_str("}}"),
            '"' | '\\' | '%' => write_code(&mut text, c),
            c if c.is_ascii_graphic() || c == ' ' => text.push(c),
            c => write_code(&mut text, c),
        }
    }
    text
}

/// `%22` for `"`, `%E9` for `é`; the linker's report stays one line of ASCII.
fn write_code(text: &mut String, c: char) {
    let mut bytes = [0; 4];
    for byte in c.encode_utf8(&mut bytes).bytes() {
        // Writing to a String cannot fail.
        let _ = write!(text, "%{byte:02X}");
    }
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
    use super::{default_name, escaped};

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

    #[test]
    fn no_two_names_become_one_symbol() {
        assert_eq!(escaped("email-2 x"), "email-2 x");
        assert_eq!(escaped("a\"b\\%{é}\n"), "a%22b%5C%25{{%C3%A9}}%0A");
    }
}
