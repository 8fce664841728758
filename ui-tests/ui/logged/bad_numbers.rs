//! A number that cannot be: write a time with its unit, one call in 1 or more, and `span` alone.

#[dunder::logged(slow = "soon")]
fn soon() {}

#[dunder::logged(slow = 50)]
fn bare() {}

#[dunder::logged(sample = 0)]
fn none() {}

#[dunder::logged(sample = "often", span = true)]
fn often() {}

fn main() {
    soon();
    bare();
    none();
    often();
}
