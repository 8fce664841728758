//! Class diagrams.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write as _;

use super::Class;

/// A class diagram of these classes and all their ancestors, in Mermaid's language.
///
/// <https://mermaid.js.org/syntax/classDiagram.html>
///
/// ```
/// use dunder::{Object, class, methods};
///
/// #[class(abstract)]
/// struct Shape {
///     pub name: String,
/// }
/// #[methods]
/// impl Shape {
///     pub fn area(&self) -> f64;
/// }
///
/// let diagram = dunder::class::mermaid(&[Shape::CLASS]);
/// assert_eq!(
///     diagram,
///     "classDiagram\n    class Shape {\n        <<abstract>>\n        +String name\n        \
///      +area(&self) f64*\n    }\n"
/// );
/// ```
#[must_use]
pub fn mermaid(classes: &[&'static Class]) -> String {
    let mut all: Vec<&'static Class> = Vec::new();
    for class in classes.iter().flat_map(|class| core::iter::once(class).chain(class.ancestors)) {
        if !all.contains(class) {
            all.push(class);
        }
    }
    let mut out = String::from("classDiagram\n");
    for class in &all {
        let _ = write!(out, "    class {}", id(class, &all));
        if id(class, &all) != class.name {
            let _ = write!(out, "[\"{}\"]", class.name);
        }
        let is_empty = class.fields.is_empty() && class.methods.is_empty() && !class.is_abstract;
        if is_empty {
            out.push('\n');
            continue;
        }
        out.push_str(" {\n");
        if class.is_abstract {
            out.push_str("        <<abstract>>\n");
        }
        for field in class.fields {
            let sign = if field.is_public { '+' } else { '-' };
            let _ = writeln!(out, "        {sign}{} {}", generic(field.ty), field.name);
        }
        for method in class.methods {
            let (inputs, result) = split(method.signature);
            let space = if result.is_empty() { "" } else { " " };
            let mark = if method.is_abstract { "*" } else { "" };
            let _ = writeln!(out, "        +{}{space}{}{mark}", generic(inputs), generic(result));
        }
        out.push_str("    }\n");
    }
    for class in &all {
        for base in class.bases {
            let _ = writeln!(out, "    {} <|-- {}", id(base, &all), id(class, &all));
        }
    }
    out
}

/// What the diagram calls a class: its name, with its module where two have that name.
fn id(class: &Class, all: &[&'static Class]) -> String {
    if all.iter().filter(|other| other.name == class.name).count() < 2 {
        return class.name.into();
    }
    let word = |c: char| if c.is_alphanumeric() { c } else { '_' };
    class.module.chars().chain("_".chars()).chain(class.name.chars()).map(word).collect()
}

/// `name(&self, f: fn(u8) -> u8)` and its result: what stands after the last bracket.
fn split(signature: &str) -> (&str, &str) {
    let mut open = 0_usize;
    for (at, c) in signature.char_indices() {
        match c {
            '(' => open += 1,
            ')' => {
                open = open.saturating_sub(1);
                if open == 0 {
                    let (inputs, rest) = signature.split_at(at + 1);
                    return (inputs, rest.strip_prefix(" -> ").unwrap_or(rest));
                }
            }
            _ => {}
        }
    }
    (signature, "")
}

/// Mermaid writes `Vec~u8~` for `Vec<u8>`; an arrow stays one.
fn generic(ty: &str) -> String {
    let parts: Vec<String> = ty.split("->").map(|part| part.replace(['<', '>'], "~")).collect();
    parts.join("->")
}
