//! A struct without `Default`: derive it, or put `#[singleton]` on an impl with an `#[init]`.

#[dunder::singleton]
struct Settings;

fn main() {
    Settings::instance();
}
