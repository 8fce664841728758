//! A derive above `#[class]`, which a macro is not shown: it is expanded before, and taken away.
//!
//! It saw the struct without its ancestors' fields, so its `==` would leave them out. The source
//! says where it stands.

use proc_macro2::Span;

/// Whether a derive stands above the attribute at `span`; `false` where there is no source.
pub(super) fn is_derived(span: Span) -> bool {
    if !proc_macro::is_available() {
        return false;
    }
    let span = span.unwrap();
    let source = span.local_file().and_then(|path| std::fs::read_to_string(path).ok());
    source.is_some_and(|source| stands_above(&source, span.line(), span.column()))
}

/// Whether `derive` is in the attributes before this place, both counted from one.
pub(super) fn stands_above(source: &str, line: usize, column: usize) -> bool {
    let mut lines = source.split_inclusive('\n');
    let above: usize = lines.by_ref().take(line.saturating_sub(1)).map(str::len).sum();
    let within = lines.next().map_or(0, |line| {
        line.char_indices().nth(column.saturating_sub(1)).map_or(line.len(), |(at, _)| at)
    });
    let mut rest = source.get(..above + within).unwrap_or_default();
    loop {
        rest = rest.trim_end();
        let start = rest.rfind('\n').map_or(0, |at| at + 1);
        let last = rest.get(start..).unwrap_or_default();
        if let Some(comment) = last.find("//") {
            rest = rest.get(..start + comment).unwrap_or_default();
        } else if rest.ends_with("*/") {
            rest = rest.rfind("/*").and_then(|at| rest.get(..at)).unwrap_or_default();
        } else {
            let Some(at) = attribute(rest) else { return false };
            let words = rest
                .get(at..)
                .unwrap_or_default()
                .split(|c: char| !c.is_alphanumeric() && c != '_');
            let mut words = words.filter(|word| !word.is_empty());
            // `cfg_attr(test, derive(..))` is one where it holds, and then it is expanded before
            let is_derive = match words.next() {
                Some("derive") => true,
                Some("cfg_attr") => words.any(|word| word == "derive"),
                _ => false,
            };
            if is_derive {
                return true;
            }
            rest = rest.get(..at).unwrap_or_default();
        }
    }
}

/// Where the attribute begins that the text ends with.
fn attribute(text: &str) -> Option<usize> {
    if !text.ends_with(']') {
        return None;
    }
    let mut open = 0_usize;
    for (at, c) in text.char_indices().rev() {
        match c {
            ']' => open += 1,
            '[' => open = open.checked_sub(1)?,
            _ => {}
        }
        if open == 0 {
            let before = text.get(..at)?.trim_end();
            return before.ends_with('#').then(|| before.len() - 1);
        }
    }
    None
}
