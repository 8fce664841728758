//! Whether what `bases(..)` names can be a class, by the source.
//!
//! A name of which there is no macro is the compiler's fault to tell, and then nothing of the class
//! is written and everything that names it is a fault too. So what can only be a mistake is told
//! here: a name that this file neither declares nor imports, a struct that is no class, a circle.
//! Where something else could bring the name (a glob import, a macro of the user) nothing is said.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{Path, PathArguments};

use super::Settings;
use crate::kit::{Ctxt, closest};

/// What a base turns out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// A class, or what may be one.
    Class,
    /// Nothing, but this class has nearly its name.
    Meant(String),
    /// Nothing.
    Nothing,
    /// A struct without `#[class]`.
    Struct,
    /// A subclass of the class that names it, by these.
    Circle(Vec<String>),
}

/// Reports the bases that can be none; whether the class can be written all the same.
pub(super) fn check(cx: &Ctxt, settings: &mut Settings, item: &TokenStream) -> bool {
    let Some(class) = name_of(item) else { return true };
    let (mut is_whole, name) = (true, class.to_string());
    settings.bases.retain_mut(|path| {
        let Some(base) = simple(path) else { return true };
        let Some(source) = source(base, &class) else { return true };
        let word = base.to_string();
        match source.verdict(&word, &name) {
            Verdict::Class => {}
            Verdict::Meant(meant) => {
                cx.error(base, format_args!("`{word}` is no class here, did you mean `{meant}`?"));
                *base = Ident::new(&meant, base.span());
            }
            Verdict::Nothing => {
                cx.error(
                    base,
                    format_args!(
                        "`{word}` is no class here: a base is a struct with `#[class]`, of this \
                         module or imported"
                    ),
                );
                is_whole = false;
            }
            Verdict::Struct => {
                cx.error(
                    base,
                    format_args!("`{word}` is a struct and no class: write `#[class]` on it"),
                );
                is_whole = false;
            }
            Verdict::Circle(by) => {
                let by = by.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                let message = if word == name {
                    format!("`{word}` cannot be a base of itself")
                } else {
                    format!(
                        "`{word}` cannot be a base of `{name}`, of which it is a subclass: {by}"
                    )
                };
                cx.error(base, message);
                return false;
            }
        }
        true
    });
    is_whole
}

/// The name of a struct.
fn name_of(item: &TokenStream) -> Option<Ident> {
    let mut tokens = item.clone().into_iter();
    tokens.by_ref().find(|token| matches!(token, TokenTree::Ident(word) if word == "struct"))?;
    match tokens.next()? {
        TokenTree::Ident(name) => Some(name),
        _ => None,
    }
}

/// A base that is one word: a path says where it looks.
fn simple(path: &mut Path) -> Option<&mut Ident> {
    let is_simple = path.leading_colon.is_none() && path.segments.len() == 1;
    let first = path.segments.first_mut().filter(|_| is_simple)?;
    let is_named = !matches!(first.arguments, PathArguments::Parenthesized(_));
    is_named.then_some(&mut first.ident)
}

/// The file in which both stand as they are written.
fn source(base: &Ident, class: &Ident) -> Option<Arc<Source>> {
    static LAST: Mutex<Option<(PathBuf, Arc<Source>)>> = Mutex::new(None);
    if !proc_macro::is_available() || !is_written(base) || !is_written(class) {
        return None;
    }
    let path = base.span().unwrap().local_file()?;
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((of, source)) = last.as_ref()
        && *of == path
    {
        return Some(Arc::clone(source));
    }
    let source = Arc::new(Source::read(std::fs::read_to_string(&path).ok()?));
    *last = Some((path, Arc::clone(&source)));
    Some(source)
}

fn is_written(word: &Ident) -> bool {
    word.span().unwrap().source_text().is_some_and(|text| word == text.as_str())
}

/// What a file declares and imports, as its lines say.
pub(super) struct Source {
    text: String,
    /// Where a struct's attributes begin, and where it is named.
    structs: BTreeMap<String, Vec<(usize, usize)>>,
    imported: BTreeSet<String>,
    /// It imports names that it does not say.
    has_globs: bool,
}

impl Source {
    pub(super) fn read(text: String) -> Self {
        let (mut structs, mut imported) = (BTreeMap::<_, Vec<_>>::new(), BTreeSet::new());
        let (mut at, mut item, mut has_globs) = (0, 0, false);
        let mut import: Option<String> = None;
        for whole in text.split_inclusive('\n') {
            let line = whole.trim();
            let visible = without_visibility(line);
            if line.starts_with("//") {
            } else if import.is_some() || visible.starts_with("use ") {
                let said = import.get_or_insert_default();
                said.push_str(visible);
                if line.ends_with(';') || line.contains(';') {
                    has_globs |= is_glob(said);
                    imported.extend(words(said).map(str::to_owned));
                    import = None;
                }
            } else if let Some(rest) = visible.strip_prefix("struct ")
                && let Some(name) = words(rest).next()
            {
                structs.entry(name.to_owned()).or_default().push((item, at));
            }
            at += whole.len();
            if line.ends_with(['}', ';', '{']) {
                item = at;
            }
        }
        Self { text, structs, imported, has_globs }
    }

    /// What `base` is to `class`.
    pub(super) fn verdict(&self, base: &str, class: &str) -> Verdict {
        if base == class {
            return Verdict::Circle(vec![base.to_owned()]);
        }
        if self.has_globs || self.imported.contains(base) {
            return Verdict::Class;
        }
        match self.structs.get(base).map(Vec::as_slice) {
            // a circle has a base that stands below
            Some([(_, at)]) => match self.structs.get(class).map(Vec::as_slice) {
                _ if !self.attributes(base).contains("class") => {
                    self.unless_made(base, Verdict::Struct)
                }
                Some([(_, of_class)]) if at > of_class => {
                    self.way(base, class, 0).map_or(Verdict::Class, Verdict::Circle)
                }
                _ => Verdict::Class,
            },
            Some(_) => Verdict::Class,
            None => {
                let known = self.structs.keys().map(String::as_str);
                let known: Vec<&str> =
                    known.filter(|one| self.attributes(one).contains("class")).collect();
                let known: Vec<&str> = known.into_iter().filter(|one| *one != class).collect();
                let meant = closest(base, &known).map(str::to_owned);
                self.unless_made(base, meant.map_or(Verdict::Nothing, Verdict::Meant))
            }
        }
    }

    /// The attributes of the one struct of that name.
    fn attributes(&self, name: &str) -> &str {
        match self.structs.get(name).map(Vec::as_slice) {
            Some([(from, to)]) => self.text.get(*from..*to).unwrap_or_default(),
            _ => "",
        }
    }

    /// The classes from one up to another.
    fn way(&self, from: &str, to: &str, depth: usize) -> Option<Vec<String>> {
        if from == to {
            return Some(vec![to.to_owned()]);
        }
        let (_, list) = self.attributes(from).split_once("bases(")?;
        let (list, _) = list.split_once(')')?;
        let mut bases = list.split(',').map(str::trim).filter(|_| depth < 32);
        bases.find_map(|base| {
            let mut way = self.way(base, to, depth + 1)?;
            way.insert(0, from.to_owned());
            Some(way)
        })
    }

    /// The verdict, where neither an import within a line nor a macro of the user could have brought
    /// the class.
    fn unless_made(&self, base: &str, verdict: Verdict) -> Verdict {
        let lines = self.text.lines().map(|line| line.split("//").next().unwrap_or_default());
        let code: String = lines.collect::<Vec<_>>().join("\n");
        let brings = code.split(';').any(|statement| {
            let mut words = words(statement).skip_while(|word| *word != "use");
            let has_import = words.next().is_some();
            has_import && (words.any(|word| word == base) || is_glob(statement))
        });
        let mut all = words(&code);
        let declares = std::iter::from_fn(|| {
            all.by_ref().find(|word| *word == "struct")?;
            all.next()
        });
        let count = declares.filter(|name| *name == base).count();
        if brings || count > usize::from(verdict == Verdict::Struct) {
            return Verdict::Class;
        }
        let makes = code.match_indices('!').any(|(at, _)| {
            let (before, after) = (code.get(..at), code.get(at + 1..));
            let name =
                before.and_then(|text| words(text).next_back().filter(|w| text.ends_with(w)));
            let is_call = after.is_some_and(|text| text.trim_start().starts_with(['(', '[', '{']));
            is_call && name.is_some_and(|name| !MACROS.contains(&name))
        });
        let attributes = || code.split("#[").skip(1).chain(code.split("#![").skip(1));
        let makes = makes
            || code.contains("macro_rules")
            || attributes().any(|attribute| {
                let first = words(attribute).next().unwrap_or_default();
                let list = attribute.split(']').next().unwrap_or_default();
                !ATTRIBUTES.contains(&first)
                    || first == "derive" && words(list).any(|word| !DERIVES.contains(&word))
            });
        if makes { Verdict::Class } else { verdict }
    }
}

/// A line without `pub` or `pub(crate)`.
fn without_visibility(line: &str) -> &str {
    let Some(rest) = line.strip_prefix("pub") else { return line };
    match rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((_, rest)) => rest.trim_start(),
        None => rest.trim_start(),
    }
}

/// Whether an import brings names that it does not say; those of ours and of std are no classes.
fn is_glob(import: &str) -> bool {
    let path = import.split("use ").last().unwrap_or_default().trim_start_matches("::");
    import.contains('*')
        && !["dunder::prelude::*", "std::", "core::"].iter().any(|of| path.starts_with(of))
}

fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.filter(|word| !word.is_empty())
}

/// Macros that write no items.
const MACROS: [&str; 26] = [
    "assert",
    "assert_eq",
    "assert_ne",
    "concat",
    "dbg",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "env",
    "eprint",
    "eprintln",
    "file",
    "format",
    "format_args",
    "include_str",
    "line",
    "matches",
    "panic",
    "print",
    "println",
    "stringify",
    "todo",
    "unimplemented",
    "unreachable",
    "vec",
    "write",
];

/// Attributes that write no other classes.
const ATTRIBUTES: [&str; 33] = [
    "allow",
    "cfg",
    "class",
    "cold",
    "crud_api",
    "default",
    "deny",
    "deprecated",
    "derive",
    "doc",
    "dunder",
    "expect",
    "final_",
    "forbid",
    "ignore",
    "inline",
    "logged",
    "methods",
    "must_use",
    "non_exhaustive",
    "overrides",
    "plugin",
    "plugin_registry",
    "properties",
    "redact",
    "serde",
    "should_panic",
    "singleton",
    "skip",
    "test",
    "track_caller",
    "validated",
    "warn",
];

/// Derives that write no classes, and the word itself.
const DERIVES: [&str; 22] = [
    "derive",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Deserialize",
    "Dict",
    "Eq",
    "Fields",
    "Graph",
    "Hash",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Serialize",
    "Validate",
    "cmp",
    "core",
    "dunder",
    "fmt",
    "serde",
    "std",
];

#[cfg(test)]
mod tests {
    use super::{Source, Verdict};

    fn verdict(text: &str, base: &str, class: &str) -> Verdict {
        Source::read(text.to_owned()).verdict(base, class)
    }

    #[test]
    fn a_name_that_nothing_brings_is_no_class() {
        let text =
            "use dunder::class;\n#[class]\npub struct Shape;\n#[class(bases(Shpe))]\nstruct Sq;";
        assert_eq!(verdict(text, "Shpe", "Sq"), Verdict::Meant("Shape".to_owned()));
        assert_eq!(verdict(text, "Shape", "Sq"), Verdict::Class);
        assert_eq!(verdict(text, "String", "Sq"), Verdict::Nothing);
        assert_eq!(verdict(&format!("struct Plain;\n{text}"), "Plain", "Sq"), Verdict::Struct);
    }

    #[test]
    fn nothing_is_said_where_another_thing_could_bring_the_name() {
        for brings in [
            "use super::*;\n",
            "use zoo::{\n    Cat,\n    Shpe,\n};\n",
            "pub(crate) use zoo::Shape as Shpe;\n",
            "#[class] struct Shpe;\n",
            "fn f() { use zoo::Shpe; }\n",
            "mod m { use super::*; }\n",
            "shapes!();\n",
            "zoo::shapes! {}\n",
            "macro_rules! shapes { () => {} }\n",
            "#[entity]\nstruct E;\n",
            "#[derive(zoo::Shapes)]\nstruct E;\n",
            "#[cfg_attr(unix, entity)]\nstruct E;\n",
        ] {
            let text =
                format!("{brings}#[class(bases(Shpe))]\nstruct Sq;\n#[class]\nstruct Shape;");
            assert_eq!(verdict(&text, "Shpe", "Sq"), Verdict::Class, "{brings}");
        }
    }

    #[test]
    fn a_circle_is_found_at_the_base_that_stands_below() {
        let text = "#[class(bases(C))]\nstruct A {}\n#[class(bases(A))]\nstruct B {}\n\
                    #[class(\n    bases(B),\n    pass)]\npub struct C;\n";
        let names = |names: &[&str]| Verdict::Circle(names.iter().map(|&n| n.to_owned()).collect());
        assert_eq!(verdict(text, "C", "A"), names(&["C", "B", "A"]));
        assert_eq!(verdict(text, "A", "B"), Verdict::Class);
        assert_eq!(verdict(text, "A", "A"), names(&["A"]));
        let text = "#[class(bases(B))]\nstruct A {}\n#[class]\nstruct B {}\n";
        assert_eq!(verdict(text, "B", "A"), Verdict::Class, "a base may stand below");
    }
}
