//! The list of a table: search, filters, order, pages, and boxes to pick rows.

use maud::{Markup, html};

use super::form::{human, label, query, text_of};
use super::pages::{Seat, first_of, page};
use super::rows::{Pairs, cell, way};
use crate::crud_api::Cursor;
use crate::crud_api::model::{ColumnMeta, Model, Role};
use crate::crud_api::parse::{self, Listing, OWN};
use crate::crud_api::query::Order;
use crate::crud_api::value::{ColumnKind, Row};

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
    if !model.listed.is_empty() {
        return model.listed.to_vec();
    }
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
                    @if !self.is_removed {
                        a.button href={ (seat.to(&format!("{}/export", model.table))) (self.export()) }
                            hx-boost="false" download { "Export CSV" }
                    }
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
                                    @if !self.is_removed && (*i == first || *i == model.id) {
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
