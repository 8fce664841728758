//! Symbols by which a linker refuses two of one name, as assembly.

use std::fmt::Write;

/// Assembly that defines a symbol of these words; what stands in braces in `before` and `after` is
/// for the compiler, `name` is anything.
pub(crate) fn definition(before: &str, name: &str, after: &str) -> String {
    let symbol = format!("\"{before}`{}`{after}\"", escaped(name));
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

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn no_two_names_become_one_symbol() {
        assert_eq!(escaped("email-2 x"), "email-2 x");
        assert_eq!(escaped("a\"b\\%{é}\n"), "a%22b%5C%25{{%C3%A9}}%0A");
    }
}
