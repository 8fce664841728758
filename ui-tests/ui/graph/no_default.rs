//! a field that is skipped or may be missing needs a `Default`, or its value: `default = ..`
#[derive(dunder::Graph)]
struct User {
    #[graph(skip)]
    cache: Cache,
    #[graph(default)]
    level: Level,
}

struct Cache;

#[derive(dunder::Graph)]
struct Level;

fn main() {}
