//! A derive above an attribute, which a macro is not shown: it is expanded before, and taken away.
//!
//! It saw the item as it was: a class without its ancestors' fields, a struct without its rules. The
//! source says where it stands.

use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use proc_macro2::Span;

/// Whether a derive of this name stands above the attribute at `span`, or any if it is `""`; `false`
/// where there is no source.
pub(crate) fn is_derived(span: Span, name: &str) -> bool {
    static LAST: Mutex<Option<Source>> = Mutex::new(None);
    if !proc_macro::is_available() {
        return false;
    }
    let span = span.unwrap();
    let Some(path) = span.local_file() else { return false };
    let changed = fs::metadata(&path).and_then(|of| of.modified()).ok();
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if !matches!(&*last, Some(known) if known.path == path && known.changed == changed) {
        *last = fs::read_to_string(&path).ok().map(|text| Source::of(path, changed, text));
    }
    let before = last.as_ref().and_then(|source| source.before(span.line(), span.column()));
    before.is_some_and(|before| ends_with_derive(before, name))
}

/// A file as it was read last: one holds many items.
struct Source {
    path: PathBuf,
    changed: Option<SystemTime>,
    text: String,
    /// Where each line begins.
    lines: Vec<usize>,
}

impl Source {
    fn of(path: PathBuf, changed: Option<SystemTime>, text: String) -> Self {
        let after = text.match_indices('\n').map(|(at, _)| at + 1);
        let lines = std::iter::once(0).chain(after).collect();
        Self { path, changed, text, lines }
    }

    /// The text before a place, line and column counted from one.
    fn before(&self, line: usize, column: usize) -> Option<&str> {
        let start = *self.lines.get(line.checked_sub(1)?)?;
        let line = self.text.get(start..)?;
        let within = line.char_indices().nth(column.checked_sub(1)?);
        self.text.get(..start + within.map_or(line.len(), |(at, _)| at))
    }
}

/// Whether the derive is in the attributes that the text ends with.
pub(crate) fn ends_with_derive(before: &str, name: &str) -> bool {
    let mut rest = before;
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
            if is_derive && (name.is_empty() || words.any(|word| word == name)) {
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
