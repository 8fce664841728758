//! An unknown answer to a conflict: `"ignore"` or `"error"`.

#[dunder::singleton(on_conflict = "eror")]
#[derive(Default)]
struct Settings;

fn main() {
    let _ = Settings::try_instance();
}
