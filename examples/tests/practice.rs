//! The practice projects run and print what they should.

use std::path::Path;
use std::process::Command;

fn output(program: &str) -> String {
    output_with(program, &[])
}

fn output_with(program: &str, arguments: &[&Path]) -> String {
    let output = Command::new(program).args(arguments).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn the_crawler_finds_every_page_of_its_site() {
    let text = output(env!("CARGO_BIN_EXE_crawler"));
    assert!(text.contains("11 pages, 10 of them read"), "{text}");
    assert!(
        text.contains("/p/10: HTTP status client error (404") && !text.contains("other.org"),
        "{text}"
    );
}

#[test]
fn the_cache_keeps_what_is_shown_and_nothing_else() {
    let text = output(env!("CARGO_BIN_EXE_weak_cache"));
    assert!(text.contains("after four visitors: 1 images, 5000 bytes"), "{text}");
    assert!(text.contains("after the last one: 0 images, 0 bytes"), "{text}");
}

/// The lines stand in the text, in this order.
fn in_order(text: &str, lines: &[&str]) {
    let mut rest = text;
    for line in lines {
        let Some((_, after)) = rest.split_once(line) else {
            panic!("{line:?} is not where it should be in\n{text}")
        };
        rest = after;
    }
}

#[test]
fn the_fetcher_meets_a_server_that_is_slow_fails_and_hangs_up() {
    let text = output(env!("CARGO_BIN_EXE_fetcher"));
    let lines = [
        "user: User { id: 1, name: \"User 1\" }\n",
        "fetched 3 of 5 users\n",
        "  1: User 1\n  2: User 2\n  3: 404 Not Found\n  4: no answer\n  5: User 5\n",
        "user in time: User 1\nuser 2: timed out after 100ms\n",
        "session closed\n",
        "session closed after an error: HTTP status client error (404",
        "failed: true\n",
        "cut: true\n",
        "session closed after a cancellation\n0 exits left\n",
    ];
    in_order(&text, &lines);
}

#[test]
fn the_workers_share_three_resources_and_lose_none() {
    let text = output(env!("CARGO_BIN_EXE_resource_pool"));
    let lines = [
        "worker 0 did Task-0-0 with Resource-",
        "panicked: worker 2 dropped Task-2-1\n",
        "worker 4 did Task-4-1 with Resource-",
        "9 of 10 tasks done, at most 3 in use\n",
        "cut: true, in use: 0, made: 3\n",
        "not closed yet: 3\nwho waited: the pool is closed\n",
    ];
    in_order(&text, &lines);
    assert_eq!(text.matches(" closed after ").count(), 3, "{text}");
    assert!(text.ends_with("0 resources open\n"), "{text}");
}

#[test]
fn the_database_pool_waits_for_its_database_and_outlives_a_careless_user() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("data").join("guide.db");
    let text = output_with(env!("CARGO_BIN_EXE_database_pool"), &[&file]);
    let lines = [
        "the database is not there yet\n",
        "open: 1 connections, 0 in use, 1 acquired, 0 timeouts, retried: true\n",
        "sums: [10, 30, 60, 100, 150, 210, 280, 360, 450, 550]\n",
        "0 in use, 11 acquired, 0 timeouts",
        "too long: timed out after 100ms\ncounted: [1000]\nstill there: 10\n",
        "a fourth: no resource of the pool became free in time\n",
        "at the end: 3 connections, 0 in use, 18 acquired, 1 timeouts",
        "closed: the pool is closed\n",
    ];
    in_order(&text, &lines);
}

#[test]
fn the_plugins_form_a_pipeline() {
    let text = output(env!("CARGO_BIN_EXE_plugin_system"));
    let lines = [
        "trim       no white space around the text\n",
        "upper      capitals\n",
        "repeat     repeat:N, the text N times\n",
        "  trim: 9 bytes\n  upper: 9 bytes\n  repeat: 19 bytes\n",
        "SOME TEXT SOME TEXT\n",
        "replaced: SOME TEXT!\n4 steps\n",
        "no such filter: unknown plugin `uper`, did you mean `upper`?",
        "repeat:many: \"many\": invalid digit found in string\n",
    ];
    in_order(&text, &lines);
    let arguments = ["trim,translate,repeat:3", " Some text "].map(Path::new);
    let text = output_with(env!("CARGO_BIN_EXE_plugin_system"), &arguments);
    assert!(text.contains("\netwas Text etwas Text etwas Text\n"), "{text}");
}

#[test]
fn the_models_inherit_columns_and_methods_and_are_rows() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = output_with(env!("CARGO_BIN_EXE_orm"), &[&folder.path().join("library.db")]);
    let lines = [
        "order: Book, Priced, Named, Timestamped, object\n",
        "a reference to or from another row is broken, 0 authors\n",
        "ada-lovelace: true\n",
        "book 2 (Letters for 26.75)\nbook 1 (Notes for 10.70)\n",
        "book 1 (Notes for 16.05), edited: true\n",
        "found: [\"letters\"]\n",
        "0 books without their author\n",
    ];
    in_order(&text, &lines);
}

#[test]
fn the_game_goes_on_where_it_was_saved() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = output_with(env!("CARGO_BIN_EXE_snapshot"), &[&folder.path().join("game.snapshot")]);
    let second = "turn 2: Ada in the cellar, 7 oil left\nturn 2: the dog brings oil: 8\n\
                  turn 2: the way back leads to the hall: true\n";
    let lines = [
        "turn 1: Ada in the cellar, 8 oil left\nturn 1: the dog brings oil: 9\n",
        "saved: true\n",
        second,
        "let go: true\nrestored\n",
        second,
        "half of it: ",
    ];
    in_order(&text, &lines);
}

#[test]
fn the_guides_metaclasses_do_what_pythons_do() {
    let expected = "true sqlite:///test.db\n\
        email: Email: Hello\nsms: SMS: Hello\nfax: no such plugin\n\
        calling Calculator.add(by = 5)\nadd returned 5\n\
        Created User: name=Alice\nRead Product 123\nmodels: Product, User\n";
    assert_eq!(output(env!("CARGO_BIN_EXE_metaclasses")), expected);
}
