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

/// Whether a `.proto` file can call something so.
pub(super) fn is_word(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// Words that mean something else where a field's type stands.
pub(super) const TAKEN: [&str; 27] = [
    "double",
    "float",
    "int32",
    "int64",
    "uint32",
    "uint64",
    "sint32",
    "sint64",
    "fixed32",
    "fixed64",
    "sfixed32",
    "sfixed64",
    "bool",
    "string",
    "bytes",
    "map",
    "group",
    "message",
    "enum",
    "oneof",
    "option",
    "optional",
    "repeated",
    "required",
    "reserved",
    "extend",
    "extensions",
];

/// What protoc calls a field in JSON; no two of a message are called the same.
pub(super) fn json(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut begins_a_word = false;
    for letter in name.chars() {
        match letter {
            '_' => {}
            letter if begins_a_word => out.push(letter.to_ascii_uppercase()),
            letter => out.push(letter),
        }
        begins_a_word = letter == '_';
    }
    out
}

/// What protoc tells a value of an enum by: the words of its name without the enum's.
pub(super) fn value(of: &str, name: &str) -> String {
    let mut rest = name.chars();
    let mut prefix = of.chars().filter(|letter| *letter != '_');
    let begins_so = prefix.all(|letter| {
        let same = |other: char| other.eq_ignore_ascii_case(&letter);
        rest.find(|other| *other != '_').is_some_and(same)
    });
    let bare = rest.as_str().trim_start_matches('_');
    let bare = if begins_so && !bare.is_empty() { bare } else { name };
    let mut out = String::with_capacity(bare.len());
    for word in bare.split('_') {
        let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        out.push_str(&first.to_uppercase());
        out.push_str(&rest.to_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{json, snake, value};

    #[test]
    fn names_are_the_same_where_protoc_says_so() {
        for name in ["foo_bar", "fooBar", "foo__bar"] {
            assert_eq!(json(name), "fooBar");
        }
        assert_ne!(json("foobar"), json("foo_bar"));
        for name in ["COLOR_RED_1", "COLOR_RED1", "RED_1", "Color_red1"] {
            assert_eq!(value("Color", name), "Red1");
        }
        assert_ne!(value("Color", "COLOR_A_B"), value("Color", "COLOR_AB"));
        assert_eq!(value("Color", "COLOR"), "Color");
    }

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
