//! What a class tells its subclasses: one string literal, carried by the macro of the class's name.
//!
//! One token is cheap to carry through the hops. A line is a record, its first column says which.

use std::borrow::Cow;

use proc_macro2::Literal;

/// How a method takes its object.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) enum Receiver {
    #[default]
    Shared,
    Exclusive,
    Owned,
    /// An associated function: Python's `@classmethod`.
    Class,
    /// A constant: Python's class attribute.
    Constant,
}

impl Receiver {
    fn letter(self) -> &'static str {
        match self {
            Self::Shared => "r",
            Self::Exclusive => "m",
            Self::Owned => "o",
            Self::Class => "c",
            Self::Constant => "k",
        }
    }

    fn of_letter(letter: &str) -> Self {
        match letter {
            "r" => Self::Shared,
            "m" => Self::Exclusive,
            "o" => Self::Owned,
            "c" => Self::Class,
            _ => Self::Constant,
        }
    }

    /// As messages write it.
    pub(super) fn spelled(self) -> &'static str {
        match self {
            Self::Shared => "&self",
            Self::Exclusive => "&mut self",
            Self::Owned => "self",
            Self::Class | Self::Constant => "no `self`",
        }
    }
}

/// A type in a signature: `portable` means the same in every module, `written` is the user's text.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(super) struct Spelled {
    pub(super) portable: String,
    pub(super) written: String,
}

/// A method as it was introduced, which its overrides repeat.
#[derive(Clone, Default, Debug)]
pub(super) struct Slot {
    pub(super) name: String,
    pub(super) receiver: Receiver,
    /// `pub`, `crate` for anything between, nothing for private.
    pub(super) visibility: String,
    pub(super) is_final: bool,
    /// It is called through `Late` and not through the table.
    pub(super) is_async: bool,
    /// It has parameters of its own, so it is final and called by its name.
    pub(super) open: Option<Open>,
    /// `'a, 'b`, with the one of `&self` where that has no other name.
    pub(super) lifetimes: String,
    pub(super) lifetime_of_self: String,
    pub(super) result: Spelled,
    pub(super) arguments: Vec<(String, Spelled)>,
    /// The argument of an async method whose lifetimes only a direct call keeps apart.
    pub(super) lost: Option<usize>,
}

impl Slot {
    /// It is called by its name: no subclass has another, and no table or trait need hold it.
    pub(super) fn is_direct(&self) -> bool {
        self.open.is_some() || self.is_async && self.is_final
    }
}

/// The parameters of a generic method, `F, T` and as they are declared.
#[derive(Clone, Default, Debug)]
pub(super) struct Open {
    pub(super) names: String,
    pub(super) declared: String,
    pub(super) clause: String,
    /// Every bound is a trait that has one name everywhere, so that subclasses can repeat it.
    pub(super) is_portable: bool,
}

/// What `new` does for a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Preset {
    /// It is a parameter.
    Required,
    /// `Default::default()`
    Default,
    /// `#[default(expr)]`
    Value,
}

#[derive(Clone, Debug)]
pub(super) struct FieldMeta {
    pub(super) name: String,
    pub(super) preset: Preset,
    pub(super) is_public: bool,
    pub(super) ty: Spelled,
    /// Attributes that a subclass repeats on the field.
    pub(super) attrs: String,
    /// What `#[validated]` makes for it: a getter and its portable type, a setter.
    pub(super) getter: String,
    pub(super) shown: String,
    pub(super) setter: String,
    /// Whether `edit` changes it.
    pub(super) is_edited: bool,
}

/// What a generic body of the class calls late: a method of the object, or the next after a class.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Call {
    /// The class after which the search begins; `None` for `self.method()`.
    pub(super) after: Option<u64>,
    pub(super) method: String,
}

/// One class of an MRO.
#[derive(Clone, Default, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "a class has that many flags")]
pub(super) struct ClassMeta {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) package: String,
    pub(super) is_abstract: bool,
    pub(super) is_public: bool,
    pub(super) is_final: bool,
    pub(super) is_generic: bool,
    /// It is `#[validated]`.
    pub(super) is_validated: bool,
    /// A check stands on it as a whole.
    pub(super) is_checked: bool,
    /// It has the trait `IsX`.
    pub(super) is_dyn: bool,
    /// A body is bound by `Isa` of this class, so every subclass implements it.
    pub(super) has_bound_bodies: bool,
    /// The names of its derives, between spaces.
    pub(super) derives: String,
    /// The last word of its metaclass, its own or an ancestor's.
    pub(super) metaclass: String,
    /// Its arguments as the class whose MRO this is has them, `u8, T`; of that class, its parameters.
    pub(super) instance: String,
    pub(super) fields: Vec<FieldMeta>,
    pub(super) slots: Vec<Slot>,
    /// The methods that the class has a body for.
    pub(super) definitions: Vec<String>,
    pub(super) calls: Vec<Call>,
    /// Those of them that are awaited.
    pub(super) waits: Vec<Call>,
    /// The ancestors whose generic methods its bodies call.
    pub(super) bounds: Vec<u64>,
    /// The fields that its bodies read and change.
    pub(super) reads: Vec<String>,
    pub(super) writes: Vec<String>,
    /// Those that they take out of an object of their own.
    pub(super) parts: Vec<String>,
    /// Its lines as they were read, which its subclasses pass on.
    pub(super) lines: String,
}

impl ClassMeta {
    /// Python's `object`: last in every MRO, end of the `init` chain.
    pub(super) fn object() -> Self {
        let init = Slot {
            name: "init".to_owned(),
            receiver: Receiver::Exclusive,
            result: Spelled { portable: "()".to_owned(), written: "()".to_owned() },
            ..Slot::default()
        };
        Self {
            name: "object".to_owned(),
            slots: vec![init],
            definitions: vec!["init".to_owned()],
            ..Self::default()
        }
    }

    pub(super) fn is_object(&self) -> bool {
        self.id == 0
    }

    /// Whether it has fields that a subclass holds in one opaque field.
    pub(super) fn has_private_fields(&self) -> bool {
        self.fields.iter().any(|field| !field.is_public)
    }

    /// The field that holds the class's private fields in a subclass.
    pub(super) fn holder(&self) -> String {
        let name = super::body::bare(&self.name).to_lowercase();
        format!("__{name}_{:06x}", self.id & 0xff_ffff)
    }

    pub(super) fn defines(&self, method: &str) -> bool {
        self.definitions.iter().any(|name| name == method)
    }

    pub(super) fn slot(&self, method: &str) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.name == method)
    }

    /// Whether it has methods that are called by name, whose bodies ask for an object of the class.
    pub(super) fn has_bound_direct_methods(&self) -> bool {
        self.has_bound_bodies && self.slots.iter().any(Slot::is_direct)
    }

    pub(super) fn derives(&self, name: &str) -> bool {
        self.derives.split(' ').any(|word| word == name)
    }
}

fn escaped(text: &str) -> Cow<'_, str> {
    // three searches for a byte are faster than one for any of three, where none is optimized
    if !text.contains('\\') && !text.contains('|') && !text.contains('\n') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace('\\', "\\\\").replace('|', "\\p").replace('\n', "\\n"))
}

fn unescaped(text: &str) -> String {
    if text.is_empty() || !text.contains('\\') {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('p') => out.push('|'),
                Some('n') => out.push('\n'),
                Some(other) => out.push(other),
                None => {}
            },
            (c, _) => out.push(c),
        }
    }
    out
}

/// What a literal says: those of this module are read without a parser, which is slow.
pub(super) fn text(literal: &Literal) -> String {
    let written = literal.to_string();
    let inner = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.and_then(cooked).unwrap_or_else(|| {
        syn::parse_str::<syn::LitStr>(&written).map_or(String::new(), |text| text.value())
    })
}

/// The text of a literal with the usual escapes.
fn cooked(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let mut chars = after.chars();
        out.push(match chars.next()? {
            'n' => '\n',
            c @ ('\\' | '"') => c,
            _ => return None,
        });
        rest = chars.as_str();
    }
    out.push_str(rest);
    Some(out)
}

/// The literal's text, for the classes of an MRO.
pub(super) fn write<'a>(classes: impl IntoIterator<Item = &'a ClassMeta>) -> String {
    let mut out = String::new();
    let line = |out: &mut String, columns: &[&str]| {
        for (at, column) in columns.iter().enumerate() {
            out.push_str(if at == 0 { "" } else { "|" });
            out.push_str(&escaped(column));
        }
        out.push('\n');
    };
    for class in classes {
        if !class.lines.is_empty() {
            out.push_str(&class.lines);
            continue;
        }
        let out = &mut out;
        let flags = [
            (class.is_abstract, 'a'),
            (class.is_public, 'p'),
            (class.is_final, 'f'),
            (class.is_generic, 'g'),
            (class.has_bound_bodies, 'b'),
            (class.is_validated, 'v'),
            (class.is_checked, 'k'),
            (class.is_dyn, 'd'),
        ];
        let flags: String = flags.iter().filter(|(on, _)| *on).map(|(_, c)| *c).collect();
        let id = class.id.to_string();
        let mut columns = vec!["C", &id, &class.name, &class.package, &flags, &class.derives];
        columns.extend([class.metaclass.as_str(), &class.instance]);
        line(out, &columns);
        for field in &class.fields {
            let preset = match field.preset {
                Preset::Required => "n",
                Preset::Default => "d",
                Preset::Value => "e",
            };
            let public = if field.is_public { "p" } else { "" };
            let (ty, attrs) = (&field.ty, &field.attrs);
            let mut columns = vec!["F", &field.name, preset, public, &ty.portable];
            columns.extend([ty.written.as_str(), attrs]);
            if class.is_validated {
                columns.extend([field.getter.as_str(), &field.shown, &field.setter]);
                columns.push(if field.is_edited { "e" } else { "" });
            }
            line(out, &columns);
        }
        for slot in &class.slots {
            let flags = [
                (slot.is_final, 'f'),
                (slot.is_async, 'a'),
                (slot.open.is_some(), 'g'),
                (slot.open.as_ref().is_some_and(|open| open.is_portable), 'p'),
            ];
            let flags: String = flags.iter().filter(|(on, _)| *on).map(|(_, c)| *c).collect();
            let mut columns = vec!["S", &slot.name, slot.receiver.letter(), &slot.visibility];
            columns.extend([flags.as_str(), &slot.lifetimes, &slot.lifetime_of_self]);
            if let Some(open) = &slot.open {
                columns.extend([open.names.as_str(), &open.declared, &open.clause]);
            }
            columns.extend([slot.result.portable.as_str(), &slot.result.written]);
            for (name, ty) in &slot.arguments {
                columns.extend([name.as_str(), &ty.portable, &ty.written]);
            }
            line(out, &columns);
        }
        for name in &class.definitions {
            line(out, &["D", name]);
        }
        for call in &class.calls {
            line(out, &["T", &call.after.map_or(String::new(), |id| id.to_string()), &call.method]);
        }
        for call in &class.waits {
            line(out, &["A", &call.after.map_or(String::new(), |id| id.to_string()), &call.method]);
        }
        for id in &class.bounds {
            line(out, &["X", &id.to_string()]);
        }
        for name in &class.reads {
            line(out, &["R", name]);
        }
        for name in &class.writes {
            line(out, &["W", name]);
        }
        for name in &class.parts {
            line(out, &["P", name]);
        }
    }
    out
}

/// The classes of an MRO from the literal's text, in its order.
pub(super) fn read(text: &str) -> Vec<ClassMeta> {
    let mut classes: Vec<ClassMeta> = Vec::new();
    for written in text.split_inclusive('\n') {
        let mut columns = written.trim_end_matches('\n').split('|').map(unescaped);
        let kind = columns.next().unwrap_or_default();
        let mut next = || columns.next().unwrap_or_default();
        if kind == "C" {
            let (id, name, package, flags) = (next(), next(), next(), next());
            classes.push(ClassMeta {
                id: id.parse().unwrap_or_default(),
                name,
                package,
                is_abstract: flags.contains('a'),
                is_public: flags.contains('p'),
                is_final: flags.contains('f'),
                is_generic: flags.contains('g'),
                has_bound_bodies: flags.contains('b'),
                is_validated: flags.contains('v'),
                is_checked: flags.contains('k'),
                is_dyn: flags.contains('d'),
                derives: next(),
                metaclass: next(),
                instance: next(),
                lines: written.to_owned(),
                ..ClassMeta::default()
            });
            continue;
        }
        let Some(class) = classes.last_mut() else { continue };
        class.lines.push_str(written);
        match kind.as_str() {
            "F" => class.fields.push(FieldMeta {
                name: next(),
                preset: match next().as_str() {
                    "n" => Preset::Required,
                    "d" => Preset::Default,
                    _ => Preset::Value,
                },
                is_public: next() == "p",
                ty: Spelled { portable: next(), written: next() },
                attrs: next(),
                getter: next(),
                shown: next(),
                setter: next(),
                is_edited: next() == "e",
            }),
            "S" => {
                let (name, receiver, visibility) = (next(), Receiver::of_letter(&next()), next());
                let (flags, lifetimes, lifetime_of_self) = (next(), next(), next());
                let open = flags.contains('g').then(|| Open {
                    names: next(),
                    declared: next(),
                    clause: next(),
                    is_portable: flags.contains('p'),
                });
                let mut slot = Slot {
                    name,
                    receiver,
                    visibility,
                    is_final: flags.contains('f'),
                    is_async: flags.contains('a'),
                    open,
                    lifetimes,
                    lifetime_of_self,
                    result: Spelled { portable: next(), written: next() },
                    ..Slot::default()
                };
                while let Some(name) = columns.next() {
                    let mut next = || columns.next().unwrap_or_default();
                    slot.arguments.push((name, Spelled { portable: next(), written: next() }));
                }
                class.slots.push(slot);
            }
            "D" => class.definitions.push(next()),
            "T" => class.calls.push(Call { after: next().parse().ok(), method: next() }),
            "A" => class.waits.push(Call { after: next().parse().ok(), method: next() }),
            "X" => class.bounds.extend(next().parse::<u64>()),
            "R" => class.reads.push(next()),
            "P" => class.parts.push(next()),
            _ => class.writes.push(next()),
        }
    }
    classes
}
