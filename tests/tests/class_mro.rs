//! The macro's C3 against that of `CPython`, class statement by class statement.

use std::process::Command;

#[path = "../../macros/src/class/c3.rs"]
mod c3;

/// What Python said, and what the macro says, of each class statement in the hierarchies.
fn compare(corpus: &str) -> (usize, usize) {
    let (mut accepted, mut refused) = (0, 0);
    for line in corpus.lines() {
        let mut orders: Vec<(char, Vec<char>)> = Vec::new();
        for (name, word) in ('a'..).zip(line.split(' ')) {
            let at = word.find(['>', '!']).expect("`>` or `!`");
            let (bases, said) = word.split_at(at);
            let bases: Vec<char> = bases.chars().collect();
            let of = |base: &char| {
                let (_, order) =
                    orders.iter().find(|(name, _)| name == base).expect("a known base");
                [order.as_slice(), &['*']].concat()
            };
            let ours = match c3::repeated(&bases) {
                Some(at) => format!("!{}", bases[at]),
                None => match c3::merge(&bases.iter().map(of).collect::<Vec<_>>(), &bases) {
                    Ok(order) => {
                        let inherited = order.into_iter().filter(|class| *class != '*');
                        let order: Vec<char> = std::iter::once(name).chain(inherited).collect();
                        orders.push((name, order.clone()));
                        format!(">{}", order.iter().collect::<String>())
                    }
                    Err(left) => format!("!{}", left.iter().collect::<String>()),
                },
            };
            assert_eq!(ours, said, "class {name}({bases:?}) of {line}");
            if said.starts_with('>') {
                accepted += 1;
            } else {
                refused += 1;
            }
        }
    }
    (accepted, refused)
}

#[test]
fn the_order_is_cpythons_on_the_committed_corpus() {
    let (accepted, refused) = compare(include_str!("class_corpus/mro.txt"));
    assert!(accepted > 10_000 && refused > 1_000, "{accepted} accepted, {refused} refused");
    assert_eq!(c3::each_once(&[1, 2, 1]), [1, 2]);
}

#[test]
fn the_order_is_cpythons_where_there_is_a_python() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/class_corpus/generate.py");
    let seed = std::process::id().to_string();
    let Ok(output) = Command::new("python3").args([script, &seed, "300"]).output() else { return };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (accepted, _) = compare(&String::from_utf8(output.stdout).expect("text"));
    assert!(accepted > 300, "{accepted}");
}
