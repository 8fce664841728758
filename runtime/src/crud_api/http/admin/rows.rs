//! The pages of rows: a list, a form, a conflict, a history.

use maud::{Markup, html};

use super::form::{
    Choices, Field, Wrongs, encode, human, is_written, label, query, short_time, text_of,
};
use super::pages::{Seat, first_of, page};
use crate::crud_api::Cursor;
use crate::crud_api::history::columns;
use crate::crud_api::model::{ColumnMeta, Model, Role, Tag};
use crate::crud_api::parse::{self, Listing, OWN};
use crate::crud_api::query::Order;
use crate::crud_api::value::{ColumnKind, Row, Value};

/// The pairs of a query string.
type Pairs = [(String, String)];

/// What a list shows.
pub(super) struct List<'a> {
    pub(super) model: &'static Model,
    pub(super) pairs: &'a Pairs,
    pub(super) asked: &'a Listing,
    pub(super) rows: &'a [Row],
    pub(super) next: Option<&'a Cursor>,
    pub(super) total: Option<u64>,
    /// The removed rows, on a struct with `soft_delete`.
    pub(super) is_removed: bool,
    pub(super) note: Option<&'a str>,
    pub(super) wrong: Option<&'a str>,
}

/// The columns that a list has room for, by number.
fn listed(model: &Model) -> Vec<usize> {
    let rank = |(_, column): &(usize, &ColumnMeta)| match column.role {
        Role::Id => 0,
        Role::Data if column.kind == ColumnKind::Json || column.kind == ColumnKind::Bytes => 5,
        Role::Data if column.sort || column.filter || column.unique || column.search => 1,
        Role::Data => 2,
        Role::Updated => 3,
        _ => 4,
    };
    let mut all: Vec<_> = model.shown().filter(|(_, column)| column.is_answered()).collect();
    all.sort_by_key(rank);
    let mut listed: Vec<usize> =
        all.iter().filter(|it| rank(it) < 4).take(7).map(|(i, _)| *i).collect();
    listed.sort_unstable();
    listed
}

fn class_of(column: &ColumnMeta) -> Option<&'static str> {
    match (column.role, column.kind) {
        (Role::Id, _) => None,
        (_, ColumnKind::Int { .. } | ColumnKind::Float) if column.references.is_none() => {
            Some("number")
        }
        (_, ColumnKind::Timestamp) => Some("time"),
        _ => None,
    }
}

impl List<'_> {
    pub(super) fn show(&self, seat: &Seat<'_>) -> Markup {
        let model = self.model;
        let (name, doc) = (human(model.table), first_of(model.doc));
        let body = html! {
            div.head {
                div {
                    h1 { @if self.is_removed { "Removed: " } (name) }
                    @if !doc.is_empty() { p.quiet { (doc) } }
                }
                div.actions {
                    (self.switch(seat))
                    a.button href={ (seat.to(&format!("{}/export", model.table))) (self.export()) }
                        hx-boost="false" download { "Export CSV" }
                    @if model.may_edit() {
                        a.button.primary href=(seat.to(&format!("{}/new", model.table))) {
                            "New " (human(model.name).to_lowercase())
                        }
                    }
                }
            }
            @if let Some(note) = self.note { div.note role="status" { (note) } }
            @if let Some(wrong) = self.wrong { div.note.bad role="alert" { (wrong) } }
            div.panel {
                (self.tools(seat))
                div #rows { (self.chips()) (self.table(seat)) }
            }
        };
        page(seat, &name, &body)
    }

    /// The way to what was removed, and back.
    fn switch(&self, seat: &Seat<'_>) -> Markup {
        let table = seat.to(self.model.table);
        html! {
            @if self.model.deleted.is_some() {
                @if self.is_removed { a.button href=(table) { "Rows that are there" } }
                @else { a.button href={ (table) "?removed=1" } { "Removed" } }
            }
        }
    }

    /// The same query without these parameters, and with others.
    fn with(&self, without: &[&str], more: &[(&str, &str)]) -> String {
        let kept = self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let kept =
            kept.filter(|(name, _)| !without.contains(name) && !["cursor", "done"].contains(name));
        query(kept.chain(more.iter().copied()))
    }

    fn export(&self) -> String {
        self.with(&["limit", "count", "embed", "removed"], &[("format", "csv")])
    }

    /// Hidden fields that keep what else is asked for.
    fn kept(&self, without: &[&str]) -> Markup {
        let is_kept = |name: &str| !without.contains(&name) && !["cursor", "done"].contains(&name);
        html! {
            @for (name, value) in self.pairs.iter().filter(|(name, _)| is_kept(name)) {
                input type="hidden" name=(name) value=(value);
            }
        }
    }

    fn tools(&self, seat: &Seat<'_>) -> Markup {
        let model = self.model;
        let can_search = model.columns.iter().any(|column| column.search);
        let q = super::form::value(self.pairs, "q").unwrap_or("");
        let filters: Vec<_> =
            model.shown().filter(|(i, _)| parse::is_filterable(model, *i)).collect();
        let sorts: Vec<_> = model.shown().filter(|(i, _)| parse::is_sortable(model, *i)).collect();
        let sorted = super::form::value(self.pairs, "sort").unwrap_or("");
        html! {
            div.tools {
                @if can_search {
                    form.search method="get" role="search" {
                        (self.kept(&["q"]))
                        input type="search" name="q" value=(q) placeholder="Search" aria-label="Search"
                            hx-get=(seat.to(self.model.table)) hx-trigger="input changed delay:300ms" hx-target="#rows"
                            hx-include="closest form" hx-select="#rows" hx-swap="outerHTML"
                            hx-push-url="true" hx-sync="this:replace";
                        button type="submit" { "Search" }
                    }
                }
                details {
                    summary.button { "Filter" }
                    form.panel method="get" {
                        (self.kept(&[]))
                        label { span.hidden { "Field" }
                            select name="f" { @for (_, column) in &filters {
                                option value=(column.name) { (human(column.name)) }
                            } }
                        }
                        label { span.hidden { "Comparison" }
                            select name="o" { @for (op, words) in OPS {
                                option value=(op) { (words) }
                            } }
                        }
                        label { span.hidden { "Value" } input type="text" name="v" placeholder="Value"; }
                        button.primary type="submit" { "Add the filter" }
                    }
                }
                details {
                    summary.button { "Sort" }
                    form.panel method="get" {
                        (self.kept(&["sort"]))
                        label { span.hidden { "Order" }
                            select name="sort" { @for (_, column) in &sorts {
                                @for (sign, words) in [("", "up"), ("-", "down")] {
                                    @let value = format!("{sign}{}", column.name);
                                    option value=(value) selected[value == sorted] {
                                        (human(column.name)) ", " (words)
                                    }
                                }
                            } }
                        }
                        button.primary type="submit" { "Sort" }
                    }
                }
            }
        }
    }

    /// The filters that hold, each with a way out of it.
    fn chips(&self) -> Markup {
        let filters: Vec<_> = self
            .pairs
            .iter()
            .filter(|(name, _)| {
                !OWN.contains(&name.as_str()) && name != "removed" && name != "done" || name == "or"
            })
            .collect();
        let q = super::form::value(self.pairs, "q").filter(|q| !q.is_empty());
        html! {
            @if !filters.is_empty() || q.is_some() {
                div.chips {
                    @if let Some(q) = q {
                        a.chip href=(self.with(&["q"], &[])) aria-label={ "Do not search for " (q) } {
                            "“" (q) "”" span aria-hidden="true" { "×" }
                        }
                    }
                    @for (name, value) in &filters {
                        a.chip href=(self.with(&[name], &[])) title="Remove this filter" {
                            (said(name, value)) span aria-hidden="true" { "×" }
                        }
                    }
                    @if filters.len() > 1 { a href="?" { "Clear all" } }
                }
            }
        }
    }

    /// The heads of a table, with a way to sort by each.
    fn heads(&self, columns: &[usize]) -> Markup {
        let model = self.model;
        html! {
            @for i in columns {
                @let column = &model.columns[*i];
                @let now = self.asked.query.sort.first().filter(|(by, _)| by == i).map(|(_, order)| *order);
                th scope="col" class=[class_of(column)]
                    aria-sort=[now.map(|now| if now == Order::Asc { "ascending" } else { "descending" })] {
                    @if parse::is_sortable(model, *i) {
                        @let sign = if now == Some(Order::Asc) { "-" } else { "" };
                        @let sort = format!("{sign}{}", column.name);
                        a href=(self.with(&["sort"], &[("sort", &sort)])) {
                            (human(column.name))
                            @match now {
                                Some(Order::Asc) => " ↑",
                                Some(Order::Desc) => " ↓",
                                None => "",
                            }
                        }
                    } @else { (human(column.name)) }
                }
            }
        }
    }

    fn table(&self, seat: &Seat<'_>) -> Markup {
        let model = self.model;
        if self.rows.is_empty() {
            return html! { div.empty { p { "There is no such row." } } };
        }
        let columns = listed(model);
        let first = columns.iter().copied().find(|i| *i != model.id).unwrap_or(model.id);
        let deed = if self.is_removed { ("restore", "Put back") } else { ("delete", "Delete") };
        let may_edit = model.may_edit();
        html! {
            form method="post" action=(seat.to(&format!("{}/bulk", model.table))) {
                (seat.token())
                div.scroll { table.rows {
                    thead { tr {
                        @if may_edit { th.pick { input type="checkbox" #all aria-label="All"; } }
                        (self.heads(&columns))
                    } }
                    tbody { @for row in self.rows {
                        @let id = text_of(model.id_column(), &row[model.id]);
                        tr {
                            @if may_edit { td.pick {
                                input type="checkbox" name="id" value=(id)
                                    aria-label={ "Pick " (label(model, row)) };
                            } }
                            @for i in &columns {
                                @let column = &model.columns[*i];
                                td class={ (class_of(column).unwrap_or("")) @if *i == first { " first" } }
                                    data-label=(human(column.name)) {
                                    @if *i == first || *i == model.id && !self.is_removed {
                                        a href=(seat.to(&way(model, &id))) {
                                            (cell(seat, column, &row[*i], false))
                                        }
                                    } @else { (cell(seat, column, &row[*i], true)) }
                                }
                            }
                        }
                    } }
                } }
                div.foot {
                    div.actions {
                        @if may_edit {
                            button.danger[!self.is_removed] type="submit" name="do" value=(deed.0) {
                                (deed.1) " the picked"
                            }
                        }
                    }
                    div {
                        @if let Some(total) = self.total { span.quiet { (total) " in all " } }
                        @if super::form::value(self.pairs, "cursor").is_some() {
                            a.button href=(self.with(&[], &[])) { "First page" } " "
                        }
                        @if let Some(next) = self.next {
                            a.button rel="next" href=(self.with(&[], &[("cursor", next.as_str())])) {
                                "Next page"
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Comparisons in words.
const OPS: [(&str, &str); 13] = [
    ("eq", "is"),
    ("ne", "is not"),
    ("gt", "is more than"),
    ("ge", "is at least"),
    ("lt", "is less than"),
    ("le", "is at most"),
    ("in", "is one of (a,b)"),
    ("nin", "is none of (a,b)"),
    ("ilike", "contains"),
    ("like", "contains, letter case counts"),
    ("prefix", "begins with"),
    ("between", "is between (a,b)"),
    ("null", "is empty (true, false)"),
];

/// A filter in words.
fn said(name: &str, value: &str) -> String {
    let parts = name.split_once('[').and_then(|(name, op)| Some((name, op.strip_suffix(']')?)));
    let (name, op) = parts.unwrap_or((name, "eq"));
    let words = OPS.iter().find(|(known, _)| *known == op).map_or(op, |(_, words)| *words);
    let words = words.split([',', '(']).next().unwrap_or(words).trim();
    format!("{} {words} {value}", human(name))
}

/// The way to a row, from the overview.
pub(super) fn way(model: &Model, id: &str) -> String {
    format!("{}/row/{}", model.table, encode(id))
}

/// A value in a list; a reference is a way to its row.
fn cell(seat: &Seat<'_>, column: &ColumnMeta, value: &Value, is_link: bool) -> Markup {
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
        _ => stored == text,
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
