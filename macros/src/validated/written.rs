//! Expressions as people write them, for messages: rustc puts spaces between all tokens.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// The tokens as text, with spaces only around operators of two sides, after commas and between
/// words.
pub(super) fn written(tokens: TokenStream) -> String {
    let mut out = String::new();
    let mut last = Last::Start;
    let mut operator = String::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) => {
                operator.push(punct.as_char());
                let goes_on = matches!(tokens.peek(), Some(TokenTree::Punct(_)));
                if punct.spacing() == Spacing::Joint && goes_on {
                    continue;
                }
                last = last.operator(&operator, &mut out);
                operator.clear();
            }
            TokenTree::Group(group) => {
                let inner = written(group.stream());
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => (" { ", " }"),
                    Delimiter::None => ("", ""),
                };
                out.extend([open, &inner, close]);
                last = Last::Operand;
            }
            word => {
                if last == Last::Operand {
                    out.push(' ');
                }
                out.push_str(&word.to_string());
                last = Last::Operand;
            }
        }
    }
    out
}

/// What stands before a token.
#[derive(PartialEq)]
enum Last {
    Start,
    /// A word or a group: what follows it may be an operator of two sides.
    Operand,
    /// What binds to the word after it.
    Prefix,
}

impl Last {
    fn operator(self, operator: &str, out: &mut String) -> Self {
        const TWO_SIDED: &[&str] =
            &["+", "-", "*", "/", "%", "&", "|", "^", "&&", "||", "==", "!=", "<=", ">=", "<<"];
        if operator == "," {
            out.push_str(", ");
        } else if self == Self::Operand && TWO_SIDED.contains(&operator) {
            out.extend([" ", operator, " "]);
        } else {
            out.push_str(operator);
        }
        Self::Prefix
    }
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn expressions_are_told_as_they_are_written() {
        for text in [
            "std::time::Duration::from_secs(1)",
            "Self::LOW + 1",
            "-1.5 * scale(-2, &x)",
            "LIMITS[0].low",
            "size_of::<u8>() as u64",
            "NonZero::<u8>::MIN",
            "!matches!(a, B)",
            "&*NAME",
            "(A - 1)..=B",
        ] {
            assert_eq!(written(text.parse().unwrap()), text);
        }
    }
}
