//! What `not(..)` tells people: the rule's own sentence, turned round.

/// The sentence of a rule that has parameters, turned round.
pub(super) fn of_sentence(sentence: &str) -> String {
    match (sentence.strip_prefix("must not "), sentence.strip_prefix("must ")) {
        (Some(rest), _) => format!("must {rest}"),
        (None, Some(rest)) => format!("must not {rest}"),
        (None, None) => format!("must not hold: {sentence}"),
    }
}

/// The sentence of a rule without parameters, whose own is in the runtime.
pub(super) fn of_rule(name: &str) -> String {
    let known = match name {
        "positive" => "must not be positive",
        "negative" => "must not be negative",
        "nonzero" => "must be zero",
        "finite" => "must not be finite",
        "nonempty" => "must be empty",
        "nonblank" => "must be blank",
        "trimmed" => "must begin or end with white space",
        "unique" => "must hold something twice",
        "sorted" => "must not be sorted",
        "ascii" => "must not be ASCII only",
        "alphanumeric" => "must not be letters and digits only",
        "alphabetic" => "must not be letters only",
        "digits" => "must not be digits only",
        "hex" => "must not be hexadecimal digits only",
        "lowercase" => "must not be in lower case",
        "uppercase" => "must not be in upper case",
        "single_line" => "must be several lines",
        "no_control" => "must hold a control character",
        "past" => "must not be in the past",
        "future" => "must not be in the future",
        "email" => "must not be an e-mail address",
        "ip" | "ipv4" | "ipv6" => "must not be an IP address",
        "with" | "pattern_with" => "is not allowed",
        _ => return format!("must not be a {name}"),
    };
    known.to_owned()
}

#[cfg(test)]
mod tests {
    use super::of_sentence;

    #[test]
    fn sentences_turn_round() {
        assert_eq!(of_sentence("must be {min} or more"), "must not be {min} or more");
        assert_eq!(of_sentence("must not be blank"), "must be blank");
    }
}
