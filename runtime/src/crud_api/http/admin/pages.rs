//! What every page has around it, and the pages without rows: sign-in, overview, confirmation.

use maud::{DOCTYPE, Markup, html};

use super::auth::SHORTEST;
use super::form::human;
use crate::crud_api::model::Model;

/// What every page of somebody who is signed in knows.
pub(super) struct Seat<'a> {
    pub(super) title: &'a str,
    pub(super) models: &'a [&'static Model],
    /// The way to the overview, `./` or `../..`; links work behind any prefix.
    pub(super) root: String,
    pub(super) version: &'a str,
    pub(super) account: &'a str,
    pub(super) csrf: &'a str,
    /// The table that is looked at.
    pub(super) table: &'a str,
}

impl Seat<'_> {
    /// The hidden field that shows that a form is ours.
    pub(super) fn token(&self) -> Markup {
        html! { input type="hidden" name="_csrf" value=(self.csrf); }
    }

    /// A way from here to a place under the overview.
    pub(super) fn to(&self, place: &str) -> String {
        format!("{}{place}", self.root)
    }
}

/// What htmx may do: nothing that the policy of the pages would refuse.
const HTMX: &str = r#"{"includeIndicatorStyles":false,"allowEval":false,"allowScriptTags":false,"historyCacheSize":0,"refreshOnHistoryMiss":true,"selfRequestsOnly":true,"responseHandling":[{"code":".*","swap":true}]}"#;

fn head(title: &str, root: &str, version: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="robots" content="noindex";
            meta name="htmx-config" content=(HTMX);
            title { (title) }
            link rel="icon" href="data:,";
            link rel="stylesheet" href={ (root) "-/admin.css?v=" (version) };
            script src={ (root) "-/htmx.js?v=" (version) } defer {}
            script src={ (root) "-/admin.js?v=" (version) } defer {}
        }
    }
}

/// A whole page.
pub(super) fn page(seat: &Seat<'_>, title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(&format!("{title} · {}", seat.title), &seat.root, seat.version))
            body hx-boost="true" {
                a.skip href="#main" { "Skip to content" }
                header.top {
                    div.inner {
                        a.brand href=(seat.root) { (seat.title) }
                        nav aria-label="Tables" {
                            @for model in seat.models {
                                a href=(seat.to(model.table))
                                    aria-current=[(model.table == seat.table).then_some("page")] {
                                    (human(model.table))
                                }
                            }
                        }
                        div.me {
                            a href=(seat.to("-/password")) title="Change the password" {
                                (seat.account)
                            }
                            form method="post" action=(seat.to("-/sign-out")) {
                                (seat.token())
                                button.plain type="submit" { "Sign out" }
                            }
                        }
                    }
                }
                main #main { (body) }
            }
        }
    }
}

/// The door.
pub(super) fn sign_in(
    title: &str,
    (root, version): (&str, &str),
    token: &str,
    name: &str,
    wrong: Option<&str>,
) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(&format!("Sign in · {title}"), root, version))
            body {
                main.door {
                    div.panel {
                        h1 { "Sign in" }
                        @if let Some(wrong) = wrong { div.note.bad role="alert" { (wrong) } }
                        form.fields method="post" action={ (root) "-/sign-in" } {
                            input type="hidden" name="_csrf" value=(token);
                            div.field {
                                label for="name" { "Name" }
                                input type="text" id="name" name="name" value=(name) required
                                    autocomplete="username" autocapitalize="none" autofocus;
                            }
                            div.field {
                                label for="password" { "Password" }
                                input type="password" id="password" name="password" required
                                    autocomplete="current-password";
                            }
                            button.primary type="submit" { "Sign in" }
                        }
                    }
                }
            }
        }
    }
}

/// The tables, each with how many rows it has where that is known.
pub(super) fn overview(seat: &Seat<'_>, counts: &[Option<u64>]) -> Markup {
    let body = html! {
        div.head { h1 { "Overview" } }
        @if seat.models.is_empty() {
            div.panel.empty { "No struct is mounted." }
        }
        div.cards {
            @for (model, count) in seat.models.iter().zip(counts) {
                a.panel href=(seat.to(model.table)) {
                    h2 { (human(model.table)) }
                    @if let Some(count) = count { div.big { (count) } }
                    @let doc = first_of(model.doc);
                    @if !doc.is_empty() { p { (doc) } }
                }
            }
        }
    };
    page(seat, "Overview", &body)
}

/// The first paragraph of a doc comment.
pub(super) fn first_of(doc: &str) -> String {
    doc.trim().split("\n\n").next().unwrap_or("").replace('\n', " ")
}

/// What went wrong, in place of a page.
pub(super) fn failure(seat: &Seat<'_>, status: u16, title: &str, detail: &str) -> Markup {
    let body = html! {
        div.head { h1 { (title) } }
        div.note.bad role="alert" { p { (detail) } p { "Status " (status) } }
        p { a.button href=(seat.root) { "Back to the overview" } }
    };
    page(seat, title, &body)
}

/// Asks once more before rows go, or come back.
pub(super) fn confirm(
    seat: &Seat<'_>,
    model: &Model,
    (deed, word): (&str, &str),
    rows: &[(String, String)],
    wrong: Option<&str>,
) -> Markup {
    let many = match rows.len() {
        1 => "this row".to_owned(),
        many => format!("these {many} rows"),
    };
    let body = html! {
        p.crumbs { a href=(seat.to(model.table)) { (human(model.table)) } }
        div.head { h1 { (word) " " (many) "?" } }
        @if let Some(wrong) = wrong { div.note.bad role="alert" { (wrong) } }
        div.panel.pad {
            ul { @for (id, label) in rows { li {
                a href=(seat.to(&format!("{}/row/{}", model.table, super::form::encode(id)))) {
                    (label)
                }
            } } }
            @if deed == "delete" && model.deleted.is_some() {
                p.quiet { "They can be put back later." }
            }
            form method="post" action=(seat.to(&format!("{}/bulk", model.table))) {
                (seat.token())
                input type="hidden" name="do" value=(deed);
                input type="hidden" name="sure" value="yes";
                @for (id, _) in rows { input type="hidden" name="id" value=(id); }
                div.form-foot {
                    button.danger[deed == "delete"].primary[deed != "delete"] type="submit" {
                        (word) " " (many)
                    }
                    a.button href=(seat.to(model.table)) { "Cancel" }
                }
            }
        }
    };
    page(seat, word, &body)
}

/// A new password for oneself.
pub(super) fn password(seat: &Seat<'_>, wrong: Option<&str>) -> Markup {
    let body = html! {
        div.head { h1 { "Change the password" } }
        @if let Some(wrong) = wrong { div.note.bad role="alert" { (wrong) } }
        form.panel.pad method="post" action=(seat.to("-/password")) {
            (seat.token())
            div.fields {
                div.field {
                    label for="old" { "Present password" }
                    input type="password" id="old" name="old" required
                        autocomplete="current-password";
                }
                div.field {
                    label for="new" { "New password" }
                    input type="password" id="new" name="new" required minlength=(SHORTEST)
                        autocomplete="new-password" aria-describedby="new-hint";
                    p.hint #new-hint { "12 characters or more. Everybody who is signed in as " (seat.account) " is signed out." }
                }
            }
            div.form-foot {
                button.primary type="submit" { "Change it" }
                a.button href=(seat.root) { "Cancel" }
            }
        }
    };
    page(seat, "Password", &body)
}
