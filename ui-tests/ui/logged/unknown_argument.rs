//! A misspelt option: `target`.

#[dunder::logged(taget = "app")]
fn charge() {}

fn main() {
    charge();
}
