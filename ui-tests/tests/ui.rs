//! What the compiler says to a user's mistake: one mistake a file, its first line says what to
//! write instead. `UI_ROOM=plugin cargo test -p dunder-ui-tests` runs one room,
//! `TRYBUILD=overwrite` writes the expectations anew.

#[rustversion::attr(not(stable(1.95)), ignore = "the expectations hold rustc 1.95's words")]
#[test]
fn every_mistake_is_explained() {
    let room = std::env::var("UI_ROOM").unwrap_or_else(|_| "*".to_owned());
    trybuild::TestCases::new().compile_fail(format!("ui/{room}/*.rs"));
}
