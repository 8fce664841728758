//! A misspelt option: `on_conflict`.

#[dunder::singleton(on_conflit = "error")]
#[derive(Default)]
struct Settings;

fn main() {
    let _ = Settings::try_instance();
}
