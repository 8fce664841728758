//! The rules of a field as HTML constraints.

use crate::crud_api::model::{ColumnMeta, Model};
use crate::crud_api::value::ColumnKind;
use crate::validated::{Param, Rule};

/// What a field's rules are in HTML.
#[derive(Default)]
pub(super) struct Limits {
    pub(super) min: Option<String>,
    pub(super) max: Option<String>,
    pub(super) step: Option<String>,
    pub(super) shortest: Option<String>,
    pub(super) longest: Option<String>,
    pub(super) pattern: Option<String>,
    pub(super) kind: Option<&'static str>,
    pub(super) words: Option<Vec<String>>,
    pub(super) is_required: bool,
}

impl Limits {
    pub(super) fn of(model: &Model, column: &ColumnMeta) -> Self {
        let mut limits = Self::default();
        if let ColumnKind::Int { min, max } = column.kind {
            limits.min = Some(min.to_string());
            limits.max = Some(max.to_string());
        }
        for rule in model.rules_of(column) {
            limits.tighten(column, rule);
        }
        limits
    }

    fn tighten(&mut self, column: &ColumnMeta, rule: &Rule) {
        let first = rule.params.first().map(|(_, value)| value);
        let param = |name: &str| {
            rule.params.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
        };
        let number = |value: Option<&Param>| match value {
            Some(Param::Int(it)) => Some(it.to_string()),
            Some(Param::Uint(it)) => Some(it.to_string()),
            Some(Param::Float(it)) => Some(it.to_string()),
            _ => None,
        };
        let set = |slot: &mut Option<String>, value: Option<String>| {
            if value.is_some() {
                *slot = value;
            }
        };
        let (low, high) = (number(param("min")), number(param("max")));
        let is_whole = matches!(column.kind, ColumnKind::Int { .. });
        let beside = |by: i128| match first {
            Some(Param::Int(it)) if is_whole => Some((it + by).to_string()),
            // HTML has no open bound; the server says the rest
            value => number(value),
        };
        match rule.code {
            "min" => set(&mut self.min, low.or_else(|| number(first))),
            "max" => set(&mut self.max, high.or_else(|| number(first))),
            "range" => {
                set(&mut self.min, low);
                set(&mut self.max, high);
            }
            "above" => set(&mut self.min, beside(1)),
            "below" => set(&mut self.max, beside(-1)),
            "positive" => self.min = Some(if is_whole { "1" } else { "0" }.to_owned()),
            "negative" => self.max = Some(if is_whole { "-1" } else { "0" }.to_owned()),
            "multiple_of" => set(&mut self.step, number(first)),
            "chars" => {
                self.is_required |= low.as_deref().is_some_and(|low| low != "0");
                set(&mut self.shortest, low);
                set(&mut self.longest, high);
            }
            "nonblank" | "nonempty" => self.is_required = true,
            "one_of" => {
                if let Some(Param::List(values)) = first {
                    self.words = Some(values.iter().map(ToString::to_string).collect());
                }
            }
            "pattern" => {
                if let Some(Param::Text(pattern)) = param("pattern").or(first) {
                    self.pattern = html_pattern(pattern);
                }
            }
            "email" => self.kind = Some("email"),
            "uri" | "url" => self.kind = Some("url"),
            "phone" => self.kind = Some("tel"),
            "date" => self.kind = Some("date"),
            _ => {}
        }
    }
}

/// A pattern as browsers read it: of the whole text, and with their `v` flag, which wants more
/// escapes in brackets. Nothing where they could read it otherwise.
fn html_pattern(pattern: &str) -> Option<String> {
    if pattern.contains("(?") && !pattern.contains("(?:") || pattern.contains("[[") {
        return None;
    }
    let mut out = String::new();
    let (mut in_class, mut last) = (None::<usize>, ' ');
    let mut rest = pattern.chars().peekable();
    while let Some(c) = rest.next() {
        if c == '\\' {
            let escaped = rest.next()?;
            if matches!(escaped, 'A' | 'z' | 'Z' | 'x') {
                return None;
            }
            out.extend(['\\', escaped]);
            (in_class, last) = (in_class.map(|n| n + 1), escaped);
            continue;
        }
        match in_class {
            None if c == '[' => {
                in_class = Some(0);
                out.push(c);
                if rest.peek() == Some(&'^') {
                    rest.next();
                    out.push('^');
                }
            }
            Some(n) if c == ']' && n > 0 => {
                in_class = None;
                out.push(c);
            }
            Some(n) => {
                let is_edge = c == '-' && (n == 0 || rest.peek() == Some(&']'));
                if c == last && "&!#$%*+,.:;<=>?@`~^".contains(c) {
                    return None;
                }
                if is_edge || "()[]{}/|".contains(c) {
                    out.push('\\');
                }
                out.push(c);
                in_class = Some(n + 1);
            }
            None => out.push(c),
        }
        last = c;
    }
    // its anchors may be those of one branch only, so nothing is made of where they stand
    Some(format!("[\\s\\S]*(?:{out})[\\s\\S]*"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_of_the_whole_text_and_escaped() {
        let of = |pattern| html_pattern(pattern);
        assert_eq!(
            of("^[A-Za-z0-9_.-]*$").as_deref(),
            Some(r"[\s\S]*(?:^[A-Za-z0-9_.\-]*$)[\s\S]*")
        );
        assert_eq!(of("^[^/]+$").as_deref(), Some(r"[\s\S]*(?:^[^\/]+$)[\s\S]*"));
        assert_eq!(of("a|b").as_deref(), Some(r"[\s\S]*(?:a|b)[\s\S]*"));
        assert_eq!(of(r"^\d{3}\-$").as_deref(), Some(r"[\s\S]*(?:^\d{3}\-$)[\s\S]*"));
        assert_eq!(of("^a|b$").as_deref(), Some(r"[\s\S]*(?:^a|b$)[\s\S]*"));
        assert_eq!(of(r"a\$").as_deref(), Some(r"[\s\S]*(?:a\$)[\s\S]*"));
        assert_eq!(of("(?i)a"), None);
        assert_eq!(of(r"\Aa"), None);
    }
}
