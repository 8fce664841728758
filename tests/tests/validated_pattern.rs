//! `pattern = ".."` against hand-written cases, the `regex` crate, and what is not a pattern.

// The compiler is private to the macro crate: its very source is tested here.
#[allow(dead_code)]
#[path = "../../macros/src/validated"]
mod validated {
    pub(crate) mod pattern;
}

use std::ops::Range;
use std::panic::catch_unwind;

use dunder::__private::pattern::{Pattern, Run};
use validated::pattern::{Fault, Plan, compile};

/// The runtime's pattern, its tables leaked in place of the constants of generated code.
fn matcher(source: &str) -> Result<Pattern, Fault> {
    let program = compile(source)?;
    let pattern = match program.plan {
        Plan::Runs(runs) => {
            let runs: Vec<Run> = runs
                .into_iter()
                .map(|run| {
                    let ranges = run.ranges.leak();
                    match run.max {
                        Some(max) if max == run.min => Run::exactly(max, ranges),
                        Some(max) => Run::between(run.min, max, ranges),
                        None => Run::at_least(run.min, ranges),
                    }
                })
                .collect();
            Pattern::runs(runs.leak())
        }
        Plan::Table(table) => Pattern::table(
            Box::leak(Box::new(table.classes)),
            table.rows.leak(),
            table.start,
            table.accept,
        ),
    };
    let pattern = pattern.at_least(program.shortest);
    Ok(program.longest.map_or(pattern, |longest| pattern.at_most(longest)))
}

/// The same pattern for the `regex` crate, whose `\d \w \s \b` are Unicode's.
fn oracle(source: &str) -> regex::Regex {
    let mut text = String::new();
    let mut chars = source.chars();
    let mut class = false;
    while let Some(char) = chars.next() {
        match char {
            '\\' => match chars.next().unwrap() {
                'd' if class => text.push_str("0-9"),
                'w' if class => text.push_str("0-9A-Z_a-z"),
                's' if class => text.push_str(r"\t-\r\x20"),
                'd' => text.push_str("[0-9]"),
                'w' => text.push_str("[0-9A-Z_a-z]"),
                's' => text.push_str(r"[\t-\r\x20]"),
                'D' => text.push_str("[^0-9]"),
                'W' => text.push_str("[^0-9A-Z_a-z]"),
                'S' => text.push_str(r"[^\t-\r\x20]"),
                'b' if class => text.push_str(r"\x08"),
                'b' => text.push_str(r"(?-u:\b)"),
                // `(?-u:\B)` is refused for it may be inside a character.
                'B' => text.push_str(r"(?:(?-u:\B))"),
                '0' => text.push_str(r"\x00"),
                '/' => text.push('/'),
                other => text.extend(['\\', other]),
            },
            '[' => {
                class = true;
                text.push('[');
            }
            ']' => {
                class = false;
                text.push(']');
            }
            _ => text.push(char),
        }
    }
    regex::Regex::new(&text).unwrap_or_else(|error| panic!("{source}: {error}"))
}

/// Numbers that are the same in every run (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 32).unwrap() % end
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    fn text(&mut self, alphabet: &[char], lengths: Range<usize>) -> String {
        let length = lengths.start + self.below(lengths.len());
        (0..length).map(|_| self.pick(alphabet)).collect()
    }
}

/// A pattern, texts that match, texts that do not.
type Case = (&'static str, &'static [&'static str], &'static [&'static str]);

const CASES: &[Case] = &[
    ("", &["", "a"], &[]),
    ("a", &["a", "bab", "ééa"], &["", "b", "A"]),
    ("^a", &["a", "ab"], &["ba", "\na"]),
    ("a$", &["a", "ba"], &["ab", "a\n"]),
    ("^a|b$", &["ax", "xb", "a", "b"], &["xa", "bx", ""]),
    ("^(?:a|b)$", &["a", "b"], &["ab", ""]),
    ("^[A-Z]{3}-[0-9]{4}$", &["ABC-1234"], &["ABC-123", "ABC-12345", "aBC-1234", "ABC-1234\n"]),
    ("^[a-z][a-z0-9_]*$", &["a", "a_9"], &["", "9", "aB", "a-"]),
    ("^[a-z]+-[a-z]+$", &["a-b", "ab-cd"], &["a-", "-b", "a-b-c", "ab"]),
    (r"^\+[1-9]\d{1,14}$", &["+12", "+123456789012345"], &["+1", "+02", "+1234567890123456"]),
    ("^a?a?a$", &["a", "aa", "aaa"], &["", "aaaa"]),
    ("^(ab){2,3}$", &["abab", "ababab"], &["ab", "abababab", "aba"]),
    ("^((a{2})){3}$", &["aaaaaa"], &["aaaa", "aa", "aaaaaaa"]),
    ("^.$", &["a", "é", "€", "😀", "\r"], &["", "\n", "ab", "éé"]),
    ("^.{3}$", &["abc", "é€😀"], &["ab", "é€", "abcd", "é€😀!"]),
    ("^[^a]$", &["b", "é", "😀", "\n"], &["a", "", "éé"]),
    ("^[é-ü]+$", &["é", "éüê"], &["e", "ý", "", "è"]),
    ("^[а-я]{2}$", &["да"], &["д", "Да", "yes"]),
    ("^[一-龥]+$", &["中文"], &["中a", "ア"]),
    ("^[\\u{1F600}-\\u{1F64F}]$", &["😀", "🙏"], &["🚀", "a"]),
    (r"^\uD83D\uDE00$", &["😀"], &["a"]),
    ("^é$", &["é"], &["e", "\u{65}\u{301}"]),
    (r"^\x41\u0042\u{43}$", &["ABC"], &["abc"]),
    (r"^\D$", &["a", "٣", "é"], &["1", ""]),
    (r"^\w+$", &["aZ_9"], &["é", "a b", ""]),
    (r"^\s$", &[" ", "\t", "\u{B}", "\n"], &["\u{A0}", "a"]),
    (r"^\S\W$", &["a ", "éé"], &[" a", "aa"]),
    (r"^[\w.-]+$", &["a.b-c_9"], &["a b", ""]),
    (r"^[\D\d]$", &["1", "a", "\n"], &["", "ab"]),
    (r"^[^\W_]+$", &["a9"], &["_", "-"]),
    (r"^[\b\t]$", &["\u{8}", "\t"], &["b"]),
    (r"^\.\\\/\-\n\r\t\f\v\0$", &[".\\/-\n\r\t\u{C}\u{B}\0"], &[""]),
    (r"\bcat\b", &["a cat!", "cat", "écaté"], &["cats", "scat", "_cat"]),
    (r"\Bb\B", &["abc"], &["b", "ab c", "b c", "é b"]),
    (r"\B", &["", "é", "ab", "é!"], &["a", "a b"]),
    (r"^.\B", &["é", "ab", "é!"], &["éa", "a", "a!"]),
    ("^(?<year>[0-9]{4})$", &["2026"], &["26"]),
    ("^a*?b+?c??$", &["b", "aabbc"], &["a", "bcc"]),
    ("^(a|)b$", &["ab", "b"], &["a", "aab"]),
    ("^(a*)*$", &["", "aaa"], &["b"]),
    ("(^|,)x(,|$)", &["x", "a,x", "x,a", "a,x,b"], &["ax", "xa", "a,xb"]),
    ("^a{0}$", &[""], &["a"]),
    ("^[-a]$", &["-", "a"], &["b"]),
    ("^[a-]$", &["-", "a"], &["b"]),
    ("^[a^]$", &["^", "a"], &["b"]),
    ("^[.*+?(){}|$]$", &[".", "{", "$"], &["a", "\\"]),
    ("^#(?:[0-9a-fA-F]{3}){1,2}$", &["#fff", "#A0b1C2"], &["#ff", "#ffff", "#ggg"]),
];

#[test]
fn the_cases_match_and_do_not() {
    for (source, yes, no) in CASES {
        let pattern = matcher(source).unwrap_or_else(|fault| panic!("{source}: {fault:?}"));
        for text in *yes {
            assert!(pattern.is_match(text), "{source} matches {text:?}: {pattern:?}");
        }
        for text in *no {
            assert!(!pattern.is_match(text), "{source} does not match {text:?}: {pattern:?}");
        }
    }
}

/// Patterns as people write them.
const COMMON: &[&str] = &[
    r"^[a-z0-9]+(?:-[a-z0-9]+)*$",
    r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
    r"^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$",
    r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$",
    r"^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$",
    r"^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.|$)){4}$",
    r"^v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-[0-9A-Za-z-]+)?$",
    r"^https?://[^\s/]+(/\S*)?$",
    r"^[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}$",
    r"^\$?-?\d{1,3}(,\d{3})*(\.\d{2})?$",
    r"^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$",
    r"^([0-9A-F]{2}:){5}[0-9A-F]{2}$",
    r"(a|b)*abb",
    r"(a|ab)(c|bcd)(d*)",
    r"^(a|b|c)+$|^d?$",
    r"[éàü]+!",
    r"^[^é-ü]{2,4}$",
    r"^\S+ \S+$",
    r"a.c",
    r"a.*c$",
    r"^.*a.b.*$",
    r"a{2}|b{3,}",
    r"^a{2,3}b{0,2}c{1,}$",
    r"x?y?z?$",
    r"^$",
    r"^$|^a+$",
    r"\bab?\b",
    r"\w\b\W",
    r"^\b.+\b$",
    r"(?:^|\s)#\w+",
    r"[\u{80}-\u{10FFFF}]$",
    r"^[\x00-\x7F]*$",
    r"[^\x00-\x7F]{2}",
    r"^[\u0100-\u017F€-₯]+$",
    r"^[가-힣]{1,3}$",
    r"^[a-f]+[g-k]*[l-p]?$",
    r"^ab?c?b$",
    r"^[ab]{2}[ab]*$",
];

#[test]
fn every_pattern_agrees_with_the_regex_crate() {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    let wide: Vec<char> =
        "aAbBcd019_-., \n\t\r@!éüàÿ€₯Āſa中龥가힣😀\0\u{7F}\u{80}\u{7FF}\u{800}\u{D7FF}\u{E000}\
         \u{FFFF}\u{10000}\u{10FFFF}"
            .chars()
            .collect();
    let texts: Vec<&str> =
        CASES.iter().flat_map(|case| case.1.iter().chain(case.2)).copied().collect();
    let mut sources: Vec<&str> = CASES.iter().map(|case| case.0).collect();
    sources.extend(COMMON);
    // `regex` has no surrogate pairs, and no `\B` of ASCII in a `str`.
    sources.retain(|source| !source.contains(r"\uD83D") && !source.contains(r"\B"));
    for source in sources {
        let pattern = matcher(source).unwrap_or_else(|fault| panic!("{source}: {fault:?}"));
        let oracle = oracle(source);
        let mut own: Vec<char> =
            source.chars().filter(|char| !"\\^$(){}".contains(*char)).collect();
        own.extend(['a', '1']);
        let (mut found, mut missed) = (0, 0);
        for round in 0..4000 {
            let text = match round % 4 {
                0 => numbers.text(&own, 0..6),
                1 => numbers.text(&wide, 0..5),
                2 => numbers.pick(&texts).to_owned(),
                _ => sample(source, &mut numbers, &wide),
            };
            let expected = oracle.is_match(&text);
            assert_eq!(pattern.is_match(&text), expected, "{source} on {text:?}");
            if expected { found += 1 } else { missed += 1 }
        }
        let all = ["", "x?y?z?$"].contains(&source);
        assert!(found > 0 && (missed > 0) != all, "{source}: {found} found");
    }
}

/// A text that nearly matches: one made after the pattern, at times with one character changed.
fn sample(source: &str, numbers: &mut Numbers, wide: &[char]) -> String {
    let mut chars: Vec<char> = follow(&mut source.chars().peekable(), numbers).chars().collect();
    if numbers.below(3) == 0 && !chars.is_empty() {
        let at = numbers.below(chars.len());
        chars[at] = numbers.pick(wide);
    }
    chars.into_iter().collect()
}

/// Writes a text after a pattern, up to the end of its group.
fn follow(source: &mut std::iter::Peekable<std::str::Chars>, numbers: &mut Numbers) -> String {
    let (mut branches, mut text) = (Vec::new(), String::new());
    while let Some(char) = source.next() {
        let mut unit: Vec<String> = match char {
            ')' => break,
            '|' => {
                branches.push(std::mem::take(&mut text));
                continue;
            }
            '^' | '$' => continue,
            '(' => {
                if source.next_if_eq(&'?').is_some() && source.next() == Some('<') {
                    source.find(|char| *char == '>');
                }
                vec![follow(source, numbers)]
            }
            '[' => {
                let inside: String = source.by_ref().take_while(|char| *char != ']').collect();
                inside.chars().filter(|char| !"^-\\".contains(*char)).map(String::from).collect()
            }
            '\\' => match source.next() {
                Some('d') => vec!["0".into(), "7".into()],
                Some('w') => vec!["a".into(), "_".into(), "9".into()],
                Some('s' | 'W') => vec![" ".into()],
                Some('S' | 'D') => vec!["x".into(), "é".into()],
                Some('b') => vec![String::new()],
                other => other.map(String::from).into_iter().collect(),
            },
            '.' => vec!["x".into(), "é".into(), "😀".into()],
            _ => vec![char.into()],
        };
        if unit.is_empty() {
            unit.push("a".into());
        }
        let mut times = 1;
        if source.next_if_eq(&'*').is_some() || source.next_if_eq(&'+').is_some() {
            times = numbers.below(4);
        } else if source.next_if_eq(&'?').is_some() {
            times = numbers.below(2);
        } else if source.next_if_eq(&'{').is_some() {
            let counts: String = source.by_ref().take_while(|char| *char != '}').collect();
            let (min, max) = counts.split_once(',').unwrap_or((&counts, &counts));
            let min: usize = min.parse().unwrap_or(0);
            times = min + numbers.below(max.parse::<usize>().unwrap_or(min + 2) - min + 1);
        }
        source.next_if_eq(&'?');
        for _ in 0..times {
            text.push_str(&numbers.pick(&unit));
        }
    }
    branches.push(text);
    numbers.pick(&branches)
}

/// What is not a pattern, the offset of the culprit, and part of the message.
const FAULTS: &[(&str, usize, &str)] = &[
    ("a(b", 1, "this group is not closed, add `)` or write `\\(`"),
    ("é(b", 2, "this group is not closed"),
    ("a)b", 1, "this `)` closes no group, write `\\)` for the character"),
    ("ab[cd", 2, "this class is not closed, add `]` or write `\\[`"),
    ("[a-", 0, "this class is not closed"),
    ("a]", 1, "this `]` closes no class"),
    ("a}", 1, "this `}` closes no repeat"),
    ("x[]", 1, "this class is empty"),
    ("x[^]", 1, "this class is empty"),
    (r"x[^\s\S]", 1, "no character is in this class, drop the `^`"),
    ("x[z-a]", 2, "the range `z-a` is reversed, write `a-z`"),
    (r"[\x7A-é-]|[é-\x7A]", 12, r"the range `é-\x7A` is reversed, write `\x7A-é`"),
    (r"[\w-.]", 1, "a range is from one character to another, write `\\-` for a hyphen"),
    ("[a[b]]", 2, "a class in a class is not supported in `pattern`, write `\\[` for a bracket"),
    ("[a&&b]", 2, "`&&` is not supported in `pattern`"),
    ("a{3,1}", 1, "`{3,1}` is reversed, write `{1,3}`"),
    ("a{,3}", 1, "a repeat is `{m}`, `{m,}` or `{m,n}`, write `\\{` for the character"),
    ("a{b", 1, "a repeat is `{m}`"),
    ("a{1,x}", 1, "a repeat is `{m}`"),
    ("a{1001}", 2, "a repeat counts to 1000 at most, check lengths with `chars(..)`"),
    ("a{1,99999999999999999999999}", 4, "a repeat counts to 1000 at most"),
    ("*a", 0, "`*` has nothing to repeat, write `\\*` for the character"),
    ("a|+", 2, "`+` has nothing to repeat"),
    ("(?", 0, "unknown group"),
    ("(?:?)", 3, "`?` has nothing to repeat"),
    ("{2}", 0, "`{` has nothing to repeat"),
    ("a**", 2, "`*` repeats a repeat, put a group around what comes before it"),
    ("a+?{2}", 3, "`{` repeats a repeat"),
    ("^*", 1, "have no width to repeat, drop this"),
    ("a++", 2, "a possessive repeat is not supported in `pattern`, drop the second `+`"),
    ("a(?=b)", 1, "look-ahead is not supported in `pattern`, check it with `pattern_with = PATH`"),
    ("a(?!b)", 1, "look-ahead is not supported"),
    ("(?<=b)a", 0, "look-behind is not supported"),
    ("(?<!b)a", 0, "look-behind is not supported"),
    ("(?>a)", 0, "an atomic group is not supported"),
    ("(?i)a", 0, "flags are not supported in `pattern`"),
    ("(?-u:a)", 0, "flags are not supported"),
    ("(?P<n>a)", 0, "write `(?<name>..)` for a named group"),
    ("(?<1>a)", 3, "a group's name is a word"),
    ("(?<>a)", 3, "a group's name is a word"),
    ("(?#x)", 0, "unknown group, write `(..)` or `(?:..)`"),
    (r"(a)\1", 3, "a back-reference is not supported in `pattern`"),
    (r"(?<n>a)\k<n>", 7, "a back-reference is not supported"),
    (r"a\p{L}", 1, "`\\p` is not supported in `pattern`"),
    (r"[a\P{L}]", 2, "`\\P` is not supported in `pattern`"),
    (r"\Aa", 0, "`\\A` is not supported in `pattern`, write `^`"),
    (r"a\z", 1, "`\\z` is not supported in `pattern`, write `$`"),
    (r"a\q", 1, "unknown escape `\\q`, a character is `\\u{H..}`"),
    (r"a\é", 1, "`é` needs no `\\`, write `é`"),
    (r"a\", 1, "nothing follows this `\\`, write `\\\\` for the character"),
    (r"[\B]", 1, "`\\B` is a place, it cannot be in a class"),
    (r"\012", 0, "octal is not supported in `pattern`, write `\\xHH`"),
    (r"\xA", 0, "`\\x` needs two hexadecimal digits"),
    (r"\u12", 0, "`\\u` needs a character's number"),
    (r"\uD800", 0, "`\\u` needs a character's number"),
    (r"\u{110000}", 0, "`\\u` needs a character's number"),
    (r"\u{41", 0, "`\\u` needs a character's number"),
    ("b^a", 0, "no text matches this pattern, nothing comes before `^` or after `$`"),
    ("^(a|b)*a(a|b){20}$", 0, "this pattern needs a table of more than 16 KiB"),
    ("((a{1000}){1000}){1000}", 0, "check it with `pattern_with = PATH`"),
    ("^((a{1000}){1000}){1000}$", 0, "check it with `pattern_with = PATH`"),
    ("(((){1000}){1000}){1000}", 0, "this pattern needs a table"),
];

#[test]
fn a_fault_is_at_its_culprit_and_says_what_to_write() {
    for (source, offset, message) in FAULTS {
        let fault = compile(source).expect_err(source);
        assert_eq!(fault.offset, *offset, "{source}: {}", fault.message);
        assert!(fault.message.contains(message), "{source}: {}", fault.message);
    }
    let deep = format!("{}a{}", "(".repeat(5000), ")".repeat(5000));
    assert_eq!(compile(&deep).expect_err("deep").offset, 100);
}

#[test]
fn no_pattern_panics_and_every_fault_is_at_a_character() {
    let mut numbers = Numbers(0x0DDB_1A5E_5BAD_5EED);
    let parts = [
        "a",
        "b",
        "é",
        "😀",
        "[",
        "]",
        "(",
        ")",
        "(?:",
        "(?<n>",
        "(?=",
        "|",
        "*",
        "+",
        "?",
        "{2}",
        "{1,3}",
        "{",
        "}",
        ",",
        "^",
        "$",
        ".",
        "\\",
        "\\d",
        "\\W",
        "\\b",
        "\\u",
        "\\x",
        "-",
        "0",
        "\\u{1F600}",
        "[^",
        "[a-z]",
        "{40}",
    ];
    let mut compiled = 0;
    for _ in 0..20_000 {
        let count = numbers.below(12);
        let source: String = (0..count).map(|_| numbers.pick(&parts)).collect();
        let result = catch_unwind(|| matcher(&source));
        match result.unwrap_or_else(|_| panic!("{source}")) {
            Ok(pattern) => {
                compiled += 1;
                let _ = pattern.is_match(&source);
            }
            Err(fault) => assert!(source.is_char_boundary(fault.offset), "{source}: {fault:?}"),
        }
    }
    assert!(compiled > 1000, "{compiled}");
}

#[test]
fn random_patterns_agree_with_the_regex_crate() {
    let mut numbers = Numbers(0x5EED_5EED_5EED_5EED);
    let parts = [
        "a", "b", "é", "[ab]", "[^a]", "[é-ü]", ".", "(", "(?:", ")", "|", "*", "+", "?", "{2}",
        "{0,2}", "^", "$", r"\b", "-", r"\w", r"\S",
    ];
    let alphabet = ['a', 'b', 'é', 'ü', '-', '😀', '\n'];
    let mut compared = 0;
    while compared < 1500 {
        let count = 1 + numbers.below(8);
        let source: String = (0..count).map(|_| numbers.pick(&parts)).collect();
        let Ok(pattern) = matcher(&source) else { continue };
        compared += 1;
        let oracle = oracle(&source);
        for _ in 0..60 {
            let text = numbers.text(&alphabet, 0..6);
            let found = pattern.is_match(&text);
            assert_eq!(found, oracle.is_match(&text), "{source} on {text:?}: {pattern:?}");
        }
    }
}

#[test]
fn a_class_has_its_characters_and_no_others_all_through_unicode() {
    let edges = [0, 0x80, 0x800, 0xD800, 0xE000, 0x1000, 0xD000, 0x1_0000, 0x4_0000, 0x10_0000];
    let mut points: Vec<u32> = (0..0x11_0000).step_by(211).collect();
    points.extend(edges.iter().flat_map(|edge: &u32| edge.saturating_sub(70)..edge + 70));
    points.extend(0x10_FFB0..0x11_0000);
    let chars: Vec<char> = points.into_iter().filter_map(char::from_u32).collect();
    let mut numbers = Numbers(0xC1A5_5E5C_1A55_E51D);
    for round in 0..60 {
        let mut class = String::from(if round % 2 == 0 { "[" } else { "[^" });
        for _ in 0..=numbers.below(3) {
            let (one, other) = (numbers.pick(&chars), numbers.pick(&chars));
            let (low, high) = (u32::from(one.min(other)), u32::from(one.max(other)));
            class.push_str(&format!("\\u{{{low:X}}}-\\u{{{high:X}}}"));
        }
        let source = format!("^{class}]$");
        let (pattern, oracle) = (matcher(&source).unwrap(), regex::Regex::new(&source).unwrap());
        for char in &chars {
            let text = char.encode_utf8(&mut [0; 4]).to_owned();
            assert_eq!(pattern.is_match(&text), oracle.is_match(&text), "{source} on {text:?}");
        }
    }
}

#[test]
fn a_table_with_missing_rows_refuses_and_does_not_panic() {
    const BROKEN: Pattern = Pattern::table(&[255; 256], b"\0\0\x09", 2, 3);
    assert!(!BROKEN.is_match("abc") && !BROKEN.is_match(""));
}

#[test]
fn a_length_that_cannot_match_is_refused_unread() {
    let program = |source| compile(source).unwrap();
    let lengths = |source| (program(source).shortest, program(source).longest);
    assert_eq!(lengths("^[A-Z]{3}-[0-9]{4}$"), (8, Some(8)));
    assert_eq!(lengths("^.{1,20}$"), (1, Some(80)));
    assert_eq!(lengths("^(?:é|abc)$"), (2, Some(3)));
    assert_eq!(lengths("^a|bcd$"), (1, None));
    assert_eq!(lengths("(?:^a$|^bcd$)"), (1, Some(3)));
    assert_eq!(lengths("abc"), (3, None));
    assert_eq!(lengths("^a+b*$"), (1, None));
}

#[dunder::validated]
struct Label {
    #[validate(pattern = r"^[A-Z]{3}-[0-9]{4}$")]
    sku: String,
    #[validate(each(pattern(r"(^|,)\w+(é|$)", code = "word")))]
    words: Vec<String>,
}

#[test]
fn a_field_keeps_its_pattern() {
    assert!(Label::new("ABC-1234", vec!["x,abcé,".to_owned(), "abc".to_owned()]).is_ok());
    let broken = Label::new("ABC-123", vec!["a,-".to_owned()]).err().unwrap().to_string();
    let expected = "/sku: must match ^[A-Z]{3}-[0-9]{4}$\n/words/0: must match (^|,)\\w+(é|$)";
    assert_eq!(broken, expected);
}

#[test]
fn runs_are_emitted_as_a_person_would_read_them() {
    let tokens = compile(r"^[A-Z]{3}-\d{1,4}$").unwrap().to_tokens(&quote::quote!(p));
    let expected = quote::quote!(
        p::Pattern::runs(&[
            p::Run::exactly(3, &[(b'A', b'Z')]),
            p::Run::exactly(1, &[(b'-', b'-')]),
            p::Run::between(1, 4, &[(b'0', b'9')])
        ])
        .at_least(5)
        .at_most(8)
    );
    assert_eq!(tokens.to_string(), expected.to_string());
}
