//! "Did you mean": the known name that a misspelt one is closest to.

/// ``, did you mean `min`?`` where a known name is close, else the list of them all.
pub(crate) fn did_you_mean(word: &str, known: &[&str]) -> String {
    match closest(word, known) {
        Some(name) => format!(", did you mean `{name}`?"),
        None if known.is_empty() => String::new(),
        None => {
            let names: Vec<_> = known.iter().map(|name| format!("`{name}`")).collect();
            format!(
                ", expected {}{}",
                if names.len() > 1 { "one of " } else { "" },
                names.join(", ")
            )
        }
    }
}

/// At most a third of the letters may differ.
pub(crate) fn closest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let near = |name: &&str| distance(word, name) <= (word.len().max(name.len()) / 3).max(1);
    known.iter().copied().filter(near).min_by_key(|name| distance(word, name))
}

/// Edits (insert, delete, replace, swap of neighbours) that turn one word into the other.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<_>, Vec<_>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let at = |row: &[usize], i: usize| row.get(i).copied().unwrap_or(usize::MAX / 2);
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let replace = at(&last, j) + usize::from(x != y);
            let mut best = replace.min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            if i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x) {
                best = best.min(at(&before, j - 1) + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    at(&last, b.len())
}

#[cfg(test)]
mod tests {
    use super::did_you_mean;

    #[test]
    fn a_close_name_is_suggested() {
        assert_eq!(did_you_mean("emial", &["email", "min"]), ", did you mean `email`?");
        assert_eq!(did_you_mean("mim", &["email", "min"]), ", did you mean `min`?");
    }

    #[test]
    fn a_far_name_lists_them_all() {
        assert_eq!(
            did_you_mean("colour", &["name", "priority"]),
            ", expected one of `name`, `priority`"
        );
        assert_eq!(did_you_mean("colour", &["name"]), ", expected `name`");
    }
}
