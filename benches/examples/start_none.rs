//! A program without plugins, for `startup.sh`.

fn main() {
    std::hint::black_box(0);
}
