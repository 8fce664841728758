//! Names as `.proto` files write them.

/// `InProgress` and `HTTPCode` in snake case.
pub(super) fn snake(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut out = String::with_capacity(name.len() + 4);
    for (i, letter) in letters.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|i| letters.get(i));
        let after = letters.get(i + 1);
        let ends_a_word = before.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit());
        let begins_one =
            before.is_some_and(|c| c.is_uppercase()) && after.is_some_and(|c| c.is_lowercase());
        if letter.is_uppercase() && (ends_a_word || begins_one) {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

/// The same in capitals.
pub(super) fn screaming(name: &str) -> String {
    snake(name).to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::snake;

    #[test]
    fn words_are_told_apart() {
        for (name, expected) in [
            ("Red", "red"),
            ("InProgress", "in_progress"),
            ("HTTPCode", "http_code"),
            ("V2Beta", "v2_beta"),
            ("already_snake", "already_snake"),
        ] {
            assert_eq!(snake(name), expected);
        }
    }
}
