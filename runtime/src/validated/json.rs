//! The little JSON that an error report needs, so that it needs no library.

use alloc::string::String;
use core::fmt::Write as _;

/// Writes a text in quotes, with what RFC 8259 section 7 wants escaped.
pub(super) fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => {
                // writing to a `String` cannot fail
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Adds a step to a JSON pointer: `/`, then the name with `~` and `/` escaped (RFC 6901).
pub(super) fn push_step(pointer: &mut String, name: &str) {
    pointer.push('/');
    for c in name.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            c => pointer.push(c),
        }
    }
}

/// The name of a pointer's first step.
pub(super) fn first_step(pointer: &str) -> String {
    let step = pointer.split('/').nth(1).unwrap_or_default();
    step.replace("~1", "/").replace("~0", "~")
}
