//! A field of a form: its label, its control, and what is said of it.

use maud::{Markup, html};

use super::form::human;
use super::limits::Limits;
use crate::crud_api::model::{ColumnMeta, Model};
use crate::crud_api::value::ColumnKind;

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
        let is_box = column.kind == ColumnKind::Bool && !column.nullable && !self.is_kept();
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

    /// Whether an empty field keeps what is stored.
    fn is_kept(&self) -> bool {
        self.column.write_only && !self.is_new
    }

    fn is_needed(&self, limits: &Limits) -> bool {
        let column = self.column;
        let may_miss = column.nullable || column.default.is_some() && self.is_new || self.is_kept();
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
            ColumnKind::Uuid => add("A UUID."),
            _ => {}
        }
        if self.is_kept() {
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
        let is_kept = self.is_kept();
        let nothing = || (String::new(), if is_kept { "(keep)" } else { "–" }.to_owned());
        let mut options = Vec::new();
        match (&limits.words, &self.choices) {
            (Some(words), _) if !column.write_only => {
                options.extend(words.iter().map(|word| (word.clone(), human(word))));
            }
            (_, Some((rows, true))) => options.extend(rows.iter().cloned()),
            _ if column.kind == ColumnKind::Bool && (column.nullable || is_kept) => {
                let words = [("true", "Yes"), ("false", "No")];
                options.extend(words.map(|(value, label)| (value.to_owned(), label.to_owned())));
            }
            _ => return None,
        }
        if column.nullable || is_kept || column.references.is_some() && self.text.is_empty() {
            options.insert(0, nothing());
        }
        Some(options)
    }
}
