//! The pages of a row: its form, a conflict, its history.

use maud::{Markup, html};

use super::field::{Choices, Field};
use super::form::{Wrongs, encode, human, is_written, label, query, short_time, text_of};
use super::pages::{Seat, page};
use crate::crud_api::Cursor;
use crate::crud_api::history::columns;
use crate::crud_api::model::{ColumnMeta, Model, Role, Tag};
use crate::crud_api::value::{ColumnKind, Row, Value};

/// The pairs of a query string.
pub(super) type Pairs = [(String, String)];

/// The way to a row, from the overview.
pub(super) fn way(model: &Model, id: &str) -> String {
    format!("{}/row/{}", model.table, encode(id))
}

/// A value in a list; a reference is a way to its row.
pub(super) fn cell(seat: &Seat<'_>, column: &ColumnMeta, value: &Value, is_link: bool) -> Markup {
    let text = text_of(column, value);
    let other = column.references.map(|reference| (reference.model)());
    let other = other.filter(|it| is_link && seat.models.iter().any(|one| one.table == it.table));
    html! {
        @match (value, column.kind) {
            (Value::Null, _) => span.none { "–" },
            (Value::Bool(true), _) => "Yes",
            (Value::Bool(false), _) => "No",
            (Value::Int(micros), ColumnKind::Timestamp) => {
                time datetime=(text) title=(text) { (short_time(*micros)) }
            }
            _ => {
                @if let Some(other) = other { a href=(seat.to(&way(other, &text))) { "#" (text) } }
                @else if text.is_empty() { span.none { "(empty)" } }
                @else { (clipped(&text)) }
            }
        }
    }
}

/// The beginning of a text.
fn clipped(text: &str) -> String {
    let mut short: String = text.chars().take(120).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// The form of a row.
pub(super) struct Form<'a> {
    pub(super) model: &'static Model,
    /// Nothing for a new one.
    pub(super) row: Option<&'a Row>,
    /// What somebody wrote into it already.
    pub(super) given: Option<&'a Pairs>,
    pub(super) wrongs: &'a Wrongs,
    /// Whether the row has changed since the form was made.
    pub(super) is_conflict: bool,
    pub(super) note: Option<&'a str>,
    /// The rows that columns may refer to, by the column's number.
    pub(super) choices: Vec<(usize, Choices)>,
}

impl Form<'_> {
    pub(super) fn show(&self, seat: &Seat<'_>) -> Markup {
        let model = self.model;
        let kind = human(model.name).to_lowercase();
        let title = match self.row {
            Some(row) => label(model, row),
            None => format!("New {kind}"),
        };
        let id = self.row.map(|row| text_of(model.id_column(), &row[model.id]));
        let action = match &id {
            Some(id) => way(model, id),
            None => format!("{}/new", model.table),
        };
        let tag = self.row.map(|row| model.tag(row));
        let body = html! {
            p.crumbs { a href=(seat.to(model.table)) { (human(model.table)) } }
            div.head {
                h1 { (title) }
                div.actions {
                    @if let Some(id) = id.as_deref().filter(|_| model.audit) {
                        a.button href=(seat.to(&format!("{}/history", way(model, id)))) { "History" }
                    }
                    @if let Some(id) = id.as_deref().filter(|_| model.may_edit()) {
                        form method="post" action=(seat.to(&format!("{}/bulk", model.table))) {
                            (seat.token())
                            input type="hidden" name="id" value=(id);
                            button.danger type="submit" name="do" value="delete" { "Delete" }
                        }
                    }
                }
            }
            @if let Some(note) = self.note { div.note role="status" { (note) } }
            (self.notice())
            div.two[self.row.is_some()] {
                form.panel.pad.edit method="post" action=(seat.to(&action)) {
                    (seat.token())
                    @if let Some(tag) = tag { input type="hidden" name="_tag" value=(tag); }
                    div.fields { (self.fields()) }
                    @if model.may_edit() {
                        div.form-foot {
                            button.primary type="submit" {
                                @if self.is_conflict { "Save mine over it" }
                                @else if self.row.is_some() { "Save" } @else { "Create" }
                            }
                            @if self.is_conflict {
                                a.button href=(seat.to(&action)) { "Take what is stored" }
                            }
                            a.button href=(seat.to(model.table)) { "Cancel" }
                        }
                    }
                }
                @if let Some(row) = self.row { (self.facts(seat, row)) }
            }
        };
        page(seat, &title, &body)
    }

    /// What is wrong with all of it.
    fn notice(&self) -> Markup {
        let shown = |name: &str| {
            let mut columns = self.model.shown();
            columns.any(|(_, it)| it.name == name && is_written(it, self.row.is_none()))
        };
        let general: Vec<_> = self.wrongs.iter().filter(|(name, _)| !shown(name)).collect();
        let beside = self.wrongs.len() - general.len();
        html! {
            @if self.is_conflict {
                div.note.bad role="alert" {
                    p { strong { "Somebody changed this row while you were at it." } }
                    p { "Nothing was written. Fields that differ show both: change yours, then save it over what is stored." }
                }
            }
            @if !general.is_empty() || beside > 0 {
                div.note.bad role="alert" {
                    @for (name, wrong) in &general {
                        p { @if !name.is_empty() { (human(name)) " " } (wrong) }
                    }
                    @if beside == 1 { p { "One field needs another look." } }
                    @else if beside > 1 { p { (beside) " fields need another look." } }
                }
            }
        }
    }

    fn fields(&self) -> Markup {
        let (model, is_new) = (self.model, self.row.is_none());
        html! {
            @for (i, column) in model.shown().filter(|(_, column)| is_written(column, is_new)) {
                @let stored = self.row.map(|row| text_of(column, &row[i]));
                @let given = self.given.map(|given| super::form::value(given, column.name).unwrap_or(""));
                @let default = || column.default.map(|default| text_of(column, &default()));
                @let text = match (given, &stored) {
                    (Some(given), _) => given.to_owned(),
                    // it may be told to nobody
                    (None, Some(_)) if column.write_only => String::new(),
                    (None, Some(stored)) => stored.clone(),
                    (None, None) => default().unwrap_or_default(),
                };
                @let is_told = self.is_conflict && !column.write_only;
                @let theirs = stored.filter(|stored| is_told && !is_alike(column, stored, &text));
                @let wrongs = self.wrongs.iter().filter(|(name, _)| name == column.name);
                @let choices = self.choices.iter().find(|(of, _)| *of == i);
                (Field {
                    model, column, text: &text, is_new, theirs,
                    wrongs: wrongs.map(|(_, wrong)| wrong.as_str()).collect(),
                    choices: choices.map(|(_, choices)| choices.clone()),
                }.show())
            }
        }
    }

    /// What nobody writes.
    fn facts(&self, seat: &Seat<'_>, row: &Row) -> Markup {
        let columns = self.model.shown();
        let facts =
            columns.filter(|(_, column)| column.is_answered() && !is_written(column, false));
        html! {
            aside.panel.pad aria-label="Set by the server" {
                dl.facts { @for (i, column) in facts {
                    div { dt { (human(column.name)) } dd { (cell(seat, column, &row[i], true)) } }
                } }
            }
        }
    }
}

/// Whether two texts of a form are one value.
fn is_alike(column: &ColumnMeta, stored: &str, text: &str) -> bool {
    let text = text.replace("\r\n", "\n");
    match column.kind {
        // a box that is not ticked is not sent
        ColumnKind::Bool if !column.nullable => (stored == "true") == (text == "true"),
        ColumnKind::Float | ColumnKind::Int { .. } => {
            stored == text || stored.parse::<f64>().ok().is_some_and(|it| text.parse() == Ok(it))
        }
        _ => stored.replace("\r\n", "\n") == text,
    }
}

/// What became of a row.
pub(super) fn history(
    seat: &Seat<'_>,
    model: &Model,
    (id, title): (&str, &str),
    entries: &[Row],
    next: Option<&Cursor>,
) -> Markup {
    let body = html! {
        p.crumbs {
            a href=(seat.to(model.table)) { (human(model.table)) } " / "
            a href=(seat.to(&way(model, id))) { (title) }
        }
        div.head { h1 { "History" } }
        div.panel {
            @if entries.is_empty() { div.empty { "Nothing is known of it." } }
            ol.timeline { @for entry in entries { (one_entry(model, entry)) } }
            @if let Some(next) = next {
                div.foot { a.button rel="next" href=(query([("cursor", next.as_str())])) { "Earlier" } }
            }
        }
    };
    page(seat, &format!("History of {title}"), &body)
}

fn one_entry(model: &Model, entry: &Row) -> Markup {
    let text = |i: usize| match &entry[i] {
        Value::Text(text) => text.as_str(),
        _ => "",
    };
    let deed = match text(columns::DEED) {
        "create" => "Created",
        "delete" => "Deleted",
        "restore" => "Put back",
        _ => "Changed",
    };
    let by = Some(text(columns::BY)).filter(|by| !by.is_empty()).unwrap_or("somebody");
    let Value::Int(at) = entry[columns::AT] else { return html! {} };
    let changes: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(text(columns::CHANGES)).unwrap_or_default();
    let shown = |value: Option<&serde_json::Value>| match value {
        None | Some(serde_json::Value::Null) => "–".to_owned(),
        Some(serde_json::Value::String(text)) => clipped(text),
        Some(value) => clipped(&value.to_string()),
    };
    // in the struct's order, without what the server counts
    let told = model.shown().filter(|(_, column)| column.role == Role::Data);
    let told = told.filter_map(|(_, column)| Some((column.name, changes.get(column.name)?)));
    html! {
        li {
            span.deed { (deed) } " by " (by) " "
            span.quiet { time { (short_time(at)) } }
            @if deed == "Changed" || deed == "Created" {
                table { @for (name, change) in told {
                    tr {
                        th scope="row" { (human(name)) }
                        td {
                            @if change.get("from").is_some() { del { (shown(change.get("from"))) } " → " }
                            ins { (shown(change.get("to"))) }
                        }
                    }
                } }
            }
        }
    }
}

/// The tag in a form.
pub(super) fn tag_of(form: &Pairs) -> Option<Tag> {
    super::form::value(form, "_tag").and_then(Tag::parse)
}
