//! Forms: what a browser sends, as the JSON of a row, and what each field is in HTML.

use maud::{Markup, html};

use crate::crud_api::Timestamp;
use crate::crud_api::json::write_value;
use crate::crud_api::model::{ColumnMeta, Model, Role};
use crate::crud_api::parse::decode;
use crate::crud_api::value::{ColumnKind, Row, Value};
use crate::validated::{Param, Rule};

/// The pairs of a query string or a form, decoded; what cannot be decoded is left out.
pub(super) fn pairs(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((decode(name, true)?, decode(value, true)?))
    };
    pairs.filter_map(pair).collect()
}

/// The first value of a name.
pub(super) fn value<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// Percent-encodes all but the unreserved characters (RFC 3986, 2.3).
pub(super) fn encode(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// A query string of these pairs, with its `?`; a lone `?` where there are none.
pub(super) fn query<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let pairs =
        pairs.into_iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    format!("?{}", pairs.collect::<Vec<_>>().join("&"))
}

/// `created_at` as `Created at`.
pub(super) fn human(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut was_small = false;
    for c in name.chars() {
        if c == '_' || c == '-' {
            out.push(' ');
        } else if c.is_uppercase() && was_small {
            out.push(' ');
            out.extend(c.to_lowercase());
        } else if out.is_empty() {
            out.extend(c.to_uppercase());
        } else {
            out.push(c);
        }
        was_small = c.is_lowercase() || c.is_numeric();
    }
    out
}

/// A value as a form has it.
pub(super) fn text_of(column: &ColumnMeta, value: &Value) -> String {
    match (column.kind, value) {
        (_, Value::Null) => String::new(),
        (ColumnKind::Text | ColumnKind::Json, Value::Text(text)) => text.clone(),
        (kind, value) => {
            let mut out = Vec::new();
            write_value(kind, value, &mut out);
            let plain = || String::from_utf8_lossy(&out).into_owned();
            serde_json::from_slice(&out).unwrap_or_else(|_| plain())
        }
    }
}

/// A time as a list has it, to the minute.
pub(super) fn short_time(micros: i64) -> String {
    let time = Timestamp::from_microsecond(micros).unwrap_or_default().to_string();
    match (time.get(..10), time.get(11..16)) {
        (Some(day), Some(minute)) if !time.starts_with('-') => format!("{day} {minute}"),
        _ => time,
    }
}

/// What one row is called among others.
pub(super) fn label(model: &Model, row: &Row) -> String {
    let id = text_of(model.id_column(), &row[model.id]);
    let is_name = |(i, column): &(usize, &ColumnMeta)| {
        *i != model.id && column.kind == ColumnKind::Text && column.is_answered()
    };
    let texts = || model.shown().filter(is_name);
    let named = texts().find(|(_, column)| matches!(column.name, "name" | "title" | "label"));
    match named.or_else(|| texts().next()).map(|(i, _)| &row[i]) {
        Some(Value::Text(text)) if !text.is_empty() => {
            let short: String = text.chars().take(60).collect();
            format!("{short} (#{id})")
        }
        _ => format!("#{id}"),
    }
}

/// Whether a form has the column.
pub(super) fn is_written(column: &ColumnMeta, is_new: bool) -> bool {
    match column.role {
        Role::Id => is_new && !column.is_server_made(),
        Role::Data => !column.read_only && (is_new || !column.immutable),
        _ => false,
    }
}

/// What is wrong with a form: the field's name, or none, and a message.
pub(super) type Wrongs = Vec<(String, String)>;

/// The JSON of the row that a form describes, and what cannot be that of a JSON column.
pub(super) fn to_json(model: &Model, form: &[(String, String)], is_new: bool) -> (String, Wrongs) {
    let (mut out, mut wrongs) = (String::from("{"), Wrongs::new());
    for (_, column) in model.shown().filter(|(_, column)| is_written(column, is_new)) {
        let given = value(form, column.name);
        let Some(json) = field_json(column, given, is_new, &mut wrongs) else { continue };
        if out.len() > 1 {
            out.push(',');
        }
        out.push_str(&serde_json::Value::from(column.name).to_string());
        out.push(':');
        out.push_str(&json);
    }
    out.push('}');
    (out, wrongs)
}

/// The JSON of one field; nothing where the form says nothing of it.
fn field_json(
    column: &ColumnMeta,
    given: Option<&str>,
    is_new: bool,
    wrongs: &mut Wrongs,
) -> Option<String> {
    let text = given.unwrap_or("");
    let quoted = || serde_json::Value::from(text.replace("\r\n", "\n")).to_string();
    if text.is_empty() {
        return match column.kind {
            // an empty box is sent as nothing
            ColumnKind::Bool if !column.nullable => Some("false".to_owned()),
            _ if column.write_only && !is_new => None,
            _ if column.nullable => Some("null".to_owned()),
            _ if is_new && column.default.is_some() => None,
            ColumnKind::Text => Some(quoted()),
            _ => {
                wrongs.push((column.name.to_owned(), "is required".to_owned()));
                None
            }
        };
    }
    let number = || {
        let text = text.trim();
        let is_number = serde_json::from_str::<serde_json::Number>(text).is_ok();
        if is_number { text.to_owned() } else { quoted() }
    };
    Some(match column.kind {
        ColumnKind::Bool => match text {
            "true" | "on" => "true".to_owned(),
            "false" => "false".to_owned(),
            _ => quoted(),
        },
        ColumnKind::Int { .. } | ColumnKind::Float => number(),
        ColumnKind::Json => match serde_json::from_str::<serde_json::Value>(text) {
            Ok(json) => json.to_string(),
            Err(fault) => {
                wrongs.push((column.name.to_owned(), format!("is no JSON: {fault}")));
                return None;
            }
        },
        ColumnKind::Text | ColumnKind::Bytes | ColumnKind::Timestamp => quoted(),
    })
}

/// What a field's rules are in HTML.
#[derive(Default)]
struct Limits {
    min: Option<String>,
    max: Option<String>,
    step: Option<String>,
    shortest: Option<String>,
    longest: Option<String>,
    pattern: Option<String>,
    kind: Option<&'static str>,
    words: Option<Vec<String>>,
    is_required: bool,
}

impl Limits {
    fn of(model: &Model, column: &ColumnMeta) -> Self {
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
    let start = if out.starts_with('^') { "" } else { "[\\s\\S]*" };
    let end = if out.ends_with('$') { "" } else { "[\\s\\S]*" };
    Some(format!("{start}(?:{out}){end}"))
}

/// The rows that a column may refer to, by id and label, and whether those are all.
pub(super) type Choices = (Vec<(String, String)>, bool);

/// What stands in a field, and what is said of it.
pub(super) struct Field<'a> {
    pub(super) model: &'a Model,
    pub(super) column: &'a ColumnMeta,
    pub(super) text: &'a str,
    pub(super) wrongs: Vec<&'a str>,
    pub(super) is_new: bool,
    /// What is stored by now, where that is something else.
    pub(super) theirs: Option<String>,
    pub(super) choices: Option<Choices>,
}

impl Field<'_> {
    pub(super) fn show(&self) -> Markup {
        let column = self.column;
        let limits = Limits::of(self.model, column);
        let (id, name) = (format!("field-{}", column.name), human(column.name));
        let is_box = column.kind == ColumnKind::Bool && !column.nullable;
        let is_needed = self.is_needed(&limits);
        html! {
            div.field {
                @if is_box {
                    label.check for=(id) { (self.control(&id, &limits)) span { (name) } }
                } @else {
                    label for=(id) {
                        (name)
                        @if is_needed { " " span.need aria-hidden="true" { "*" } }
                    }
                    @match &self.theirs {
                        None => (self.control(&id, &limits)),
                        Some(theirs) => {
                            div.both {
                                div { div.who { "Yours" } (self.control(&id, &limits)) }
                                div {
                                    div.who { "Stored meanwhile" }
                                    div.theirs { @if theirs.is_empty() { "nothing" } @else { (theirs) } }
                                }
                            }
                        }
                    }
                }
                @if is_box && let Some(theirs) = &self.theirs {
                    p.hint { "Stored meanwhile: " mark { (theirs) } }
                }
                @for wrong in &self.wrongs { p.error id={ (id) "-error" } { (wrong) } }
                @if let Some(hint) = self.hint() { p.hint id={ (id) "-hint" } { (hint) } }
            }
        }
    }

    fn is_needed(&self, limits: &Limits) -> bool {
        let column = self.column;
        let is_kept = column.write_only && !self.is_new;
        let may_miss = column.nullable || column.default.is_some() && self.is_new || is_kept;
        !may_miss && (limits.is_required || column.kind != ColumnKind::Text)
    }

    fn hint(&self) -> Option<String> {
        let doc = self.column.doc.trim();
        let mut hint = doc.split("\n\n").next().unwrap_or("").replace('\n', " ").trim().to_owned();
        let mut add = |text: &str| {
            if !hint.is_empty() {
                hint.push(' ');
            }
            hint.push_str(text);
        };
        match self.column.kind {
            ColumnKind::Timestamp => add("A time such as 2024-01-31T12:00:00Z."),
            ColumnKind::Bytes => add("Bytes in base64."),
            ColumnKind::Json => add("JSON."),
            _ => {}
        }
        if self.column.write_only && !self.is_new {
            add("Never shown; leave it empty to keep it.");
        }
        Some(hint).filter(|hint| !hint.is_empty())
    }

    fn control(&self, id: &str, limits: &Limits) -> Markup {
        let Self { column, text, .. } = self;
        let name = column.name;
        let is_wrong = (!self.wrongs.is_empty()).then_some("true");
        let about = match (is_wrong, self.hint()) {
            (Some(_), Some(_)) => Some(format!("{id}-error {id}-hint")),
            (Some(_), None) => Some(format!("{id}-error")),
            (None, Some(_)) => Some(format!("{id}-hint")),
            (None, None) => None,
        };
        let is_needed = self.is_needed(limits) && column.kind != ColumnKind::Bool;
        if let Some(options) = self.options(limits) {
            let is_known = options.iter().any(|(value, _)| value == text);
            return html! {
                select id=(id) name=(name) required[is_needed] aria-invalid=[is_wrong]
                    aria-describedby=[about] {
                    @if !is_known { option value=(text) selected { (text) } }
                    @for (value, label) in options {
                        option value=(value) selected[value == *text] { (label) }
                    }
                }
            };
        }
        let is_long = matches!(column.kind, ColumnKind::Json | ColumnKind::Bytes)
            || text.contains('\n')
            || text.len() > 120
            || limits.longest.as_ref().is_some_and(|it| it.parse().is_ok_and(|it: u64| it > 300));
        if column.kind == ColumnKind::Bool {
            return html! {
                input type="checkbox" id=(id) name=(name) value="true" checked[*text == "true"]
                    aria-invalid=[is_wrong] aria-describedby=[about];
            };
        }
        let (shortest, longest) = (limits.shortest.as_deref(), limits.longest.as_deref());
        if is_long && !column.write_only {
            let is_code = column.kind != ColumnKind::Text;
            return html! {
                textarea id=(id) name=(name) required[is_needed] class=[is_code.then_some("mono")]
                    minlength=[shortest] maxlength=[longest] aria-invalid=[is_wrong]
                    aria-describedby=[about] spellcheck=[is_code.then_some("false")] {
                    // HTML drops a line break that comes first
                    "\n" (text)
                }
            };
        }
        let kind = match column.kind {
            _ if column.write_only => "password",
            ColumnKind::Int { .. } | ColumnKind::Float => "number",
            _ => limits.kind.unwrap_or("text"),
        };
        let is_number = kind == "number";
        let step = match column.kind {
            ColumnKind::Float => Some(limits.step.as_deref().unwrap_or("any")),
            _ => limits.step.as_deref(),
        };
        let list = self.choices.as_ref().map(|_| format!("{id}-list"));
        html! {
            input type=(kind) id=(id) name=(name) value=[(!column.write_only).then_some(*text)]
                required[is_needed] min=[limits.min.as_deref().filter(|_| is_number)]
                max=[limits.max.as_deref().filter(|_| is_number)] step=[step.filter(|_| is_number)]
                minlength=[shortest] maxlength=[longest] pattern=[limits.pattern.as_deref()]
                list=[list.as_deref()] aria-invalid=[is_wrong] aria-describedby=[about]
                autocomplete=[column.write_only.then_some("new-password")];
            @if let (Some(list), Some((rows, _))) = (&list, &self.choices) {
                datalist id=(list) {
                    @for (value, label) in rows { option value=(value) { (label) } }
                }
            }
        }
    }

    /// What there is to choose from, where that is all.
    fn options(&self, limits: &Limits) -> Option<Vec<(String, String)>> {
        let column = self.column;
        let nothing = || (String::new(), "–".to_owned());
        let mut options = Vec::new();
        match (&limits.words, &self.choices) {
            (Some(words), _) if !column.write_only => {
                options.extend(words.iter().map(|word| (word.clone(), human(word))));
            }
            (_, Some((rows, true))) => options.extend(rows.iter().cloned()),
            _ if column.kind == ColumnKind::Bool && column.nullable => {
                let words = [("true", "Yes"), ("false", "No")];
                options.extend(words.map(|(value, label)| (value.to_owned(), label.to_owned())));
            }
            _ => return None,
        }
        if column.nullable || column.references.is_some() && self.text.is_empty() {
            options.insert(0, nothing());
        }
        Some(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_of_the_whole_text_and_escaped() {
        let of = |pattern| html_pattern(pattern);
        assert_eq!(of("^[A-Za-z0-9_.-]*$").as_deref(), Some(r"(?:^[A-Za-z0-9_.\-]*$)"));
        assert_eq!(of("^[^/]+$").as_deref(), Some(r"(?:^[^\/]+$)"));
        assert_eq!(of("a|b").as_deref(), Some(r"[\s\S]*(?:a|b)[\s\S]*"));
        assert_eq!(of(r"^\d{3}\-$").as_deref(), Some(r"(?:^\d{3}\-$)"));
        assert_eq!(of("(?i)a"), None);
        assert_eq!(of(r"\Aa"), None);
    }

    #[test]
    fn names_are_said_as_words() {
        let words = ["created_at", "sku", "OrderItem", "teamId"].map(human);
        assert_eq!(words, ["Created at", "Sku", "Order item", "Team id"]);
    }
}
