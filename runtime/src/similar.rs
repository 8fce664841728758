//! Which known names an unknown one was probably meant to be.

use alloc::vec::Vec;

/// The known names that differ from `word` in at most a third of the letters (case aside), the
/// closest first.
pub(crate) fn similar(word: &str, known: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let lower = word.to_lowercase();
    let mut near: Vec<_> = known
        .map(|name| (distance(&lower, &name.to_lowercase()), name))
        .filter(|(edits, name)| *edits <= (word.len().max(name.len()) / 3).max(1))
        .collect();
    near.sort_unstable();
    near.into_iter().map(|(_, name)| name).collect()
}

/// Edits (insert, delete, replace, swap of neighbours) that turn one word into the other.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<_>, Vec<_>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut row = alloc::vec![i + 1];
        for j in 0..b.len() {
            let replace = last[j] + usize::from(a[i] != b[j]);
            let mut best = replace.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i - 1] == b[j] && b[j - 1] == a[i] {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = core::mem::replace(&mut last, row);
    }
    last[b.len()]
}
