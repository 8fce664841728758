//! The generated crates: one item, in the words of each contestant.
#![allow(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "sources read best as they are put together"
)]

/// What one macro makes of an item, beside the same by hand.
pub struct Room {
    /// The macro.
    pub name: &'static str,
    /// The item without anything, which the others are measured beyond.
    pub plain: Source,
    /// The annotated item.
    pub ours: Source,
    /// The same code by hand, if it is more than what is printed.
    pub hand: Option<Source>,
    /// Others that do the same.
    pub peers: &'static [(&'static str, Source)],
}

/// The text above all items, and the `i`th of them.
#[derive(Clone, Copy)]
pub struct Source(pub &'static str, pub fn(usize) -> String);

/// All macros.
pub const ROOMS: [Room; 8] = [
    Room {
        name: "validated",
        plain: Source("", |i| record("", NONE, "", i)),
        ours: Source("", |i| record("#[dunder::validated]", RULES, "", i)),
        hand: Some(Source(CHECKS, |i| {
            record("", NONE, "", i) + &check(i) + &constructor(i) + &accessors(i)
        })),
        peers: &[(
            "serde",
            Source("", |i| record("#[derive(serde::Serialize, serde::Deserialize)]", NONE, "", i)),
        )],
    },
    Room {
        name: "rules",
        plain: Source("", |i| record("", NONE, "pub ", i)),
        ours: Source("", |i| record("#[dunder::validated(open)]", RULES, "pub ", i)),
        hand: Some(Source(CHECKS, |i| record("", NONE, "pub ", i) + &check(i))),
        peers: &[("garde", Source("", |i| record("#[derive(garde::Validate)]", GARDE, "pub ", i)))],
    },
    Room {
        name: "singleton",
        plain: Source("", |i| service(i, "", "")),
        ours: Source("", |i| service(i, "#[dunder::singleton]", "#[init]")),
        hand: Some(Source("", |i| {
            service(i, "", "")
                + &format!(
                    "static SERVICE{i}: std::sync::OnceLock<Service{i}> = std::sync::OnceLock::new();
impl Service{i} {{
    /// The one service, built from the arguments of the first call; those of later calls are
    /// dropped.
    #[inline]
    pub fn instance(name: &str) -> &'static Self {{ SERVICE{i}.get_or_init(|| Self::open(name)) }}
    /// The service if it is built; never builds it.
    #[must_use]
    #[inline]
    pub fn get() -> Option<&'static Self> {{ SERVICE{i}.get() }}
}}
"
                )
        })),
        peers: &[],
    },
    Room {
        name: "plugin",
        plain: Source(WORK, plugin),
        ours: Source(REGISTRY, |i| {
            format!("#[dunder::plugin(Work, name = \"worker_{i}\")]\n{}", plugin(i))
        }),
        hand: Some(Source(SLICE, |i| {
            plugin(i)
                + &format!(
                    "const _: () = {{
    #[linkme::distributed_slice(WORKERS)]
    static ENTRY: Entry = Entry {{
        name: \"worker_{i}\",
        type_name: \"Worker{i}\",
        place: (file!(), line!(), column!()),
        make: || Ok(Box::new(Worker{i}::default())),
    }};
    #[unsafe(naked)]
    extern \"C\" fn claim() {{
        core::arch::naked_asm!(
            \".if {{0}}\\n.pushsection .names,\\\"\\\"\\n.globl \\\"name `worker_{i}` is taken\\\"\\n\\
             \\\"name `worker_{i}` is taken\\\":\\n.popsection\\n.endif\",
            const LINKED as i32,
        )
    }}
    #[used]
    static CLAIM: extern \"C\" fn() = claim;
}};
"
                )
        })),
        peers: &[],
    },
    Room {
        name: "logged",
        plain: Source("", |i| methods(i, "", |_, body| body.into())),
        ours: Source("", |i| methods(i, "#[dunder::logged]", |_, body| body.into())),
        hand: Some(Source("", |i| methods(i, "", events))),
        peers: &[(
            "instrument",
            Source("", |i| {
                methods(i, "", |_, body| body.into()).replace(
                "    pub fn",
                "    #[tracing::instrument(level = \"debug\", skip(self), ret, err)]\n    pub fn",
            )
            }),
        )],
    },
    Room {
        name: "crud_api",
        plain: Source("", |i| resource("", i)),
        ours: Source("", |i| {
            resource(&format!("#[dunder::crud_api(path = \"/r{i}\", table = \"r{i}\")]"), i)
        }),
        hand: None,
        peers: &[(
            "serde",
            Source("", |i| resource("#[derive(serde::Serialize, serde::Deserialize)]", i)),
        )],
    },
    Room {
        name: "proto",
        plain: Source("", |i| record("", NONE, "", i)),
        ours: Source("", |i| record("#[derive(dunder::Proto)]", PROTO, "", i)),
        hand: None,
        peers: &[("prost", Source("", |i| record("#[derive(prost::Message)]", PROST, "", i)))],
    },
    Room {
        name: "derives",
        plain: Source("", |i| record("", NONE, "", i)),
        ours: Source("", |i| {
            let derives = "dunder::Dict, dunder::Proto, dunder::Packed, dunder::Graph";
            record(&format!("#[derive({derives})]"), PROTO, "", i)
        }),
        hand: None,
        peers: &[(
            "serde",
            Source("", |i| record("#[derive(serde::Serialize, serde::Deserialize)]", NONE, "", i)),
        )],
    },
];

/// The contestants of a check after an edit.
pub const EDITED: [(&str, Source); 4] = [
    ("plain", Source("", |i| short("", [""; 5], i))),
    ("hand", Source(ISSUES, |i| short("", [""; 5], i) + &issues(i))),
    ("garde", Source("", |i| short("#[derive(garde::Validate)]", SHORT_GARDE, i))),
    ("ours", Source("", |i| short("#[dunder::validated(open)]", SHORT_RULES, i))),
];

const SHORT_RULES: [&str; 5] = [
    "#[validate(chars(1..=50))]",
    "#[validate(email)]",
    "#[validate(range(0..=150))]",
    "#[validate(min = 0.01)]",
    "#[validate(items(1..=10))]",
];

const SHORT_GARDE: [&str; 5] = [
    "#[garde(length(chars, min = 1, max = 50))]",
    "#[garde(email)]",
    "#[garde(range(min = 0, max = 150))]",
    "#[garde(range(min = 0.01))]",
    "#[garde(length(min = 1, max = 10))]",
];

/// What short checks by hand stand on.
const ISSUES: &str = r"
#[derive(Debug)]
pub struct Issue { pub path: &'static str, pub code: &'static str }
#[cold]
#[inline(never)]
pub fn issue(issues: &mut Vec<Issue>, path: &'static str, code: &'static str) {
    issues.push(Issue { path, code });
}
pub fn has_length(text: &str, min: usize, max: usize) -> bool {
    let count = text.chars().count();
    count >= min && count <= max
}
pub fn is_email(text: &str) -> bool { text.contains('@') }
";

/// The `i`th struct of five fields, with an attribute above it and one above each field.
fn short(above: &str, rules: [&str; 5], i: usize) -> String {
    let fields = [
        ("name", "String"),
        ("email", "String"),
        ("age", "i32"),
        ("price", "f64"),
        ("tags", "Vec<String>"),
    ];
    let fields = fields.iter().zip(rules);
    let fields = fields.map(|((name, ty), rule)| format!("    {rule} pub {name}: {ty},\n"));
    format!("{above}\npub struct Short{i} {{\n{}}}\n", fields.collect::<String>())
}

/// The checks of the `i`th of them by hand.
fn issues(i: usize) -> String {
    let checks = [
        ("has_length(&self.name, 1, 50)", "name", "length"),
        ("is_email(&self.email)", "email", "email"),
        ("(0..=150).contains(&self.age)", "age", "range"),
        ("(self.price >= 0.01)", "price", "range"),
        ("(1..=10).contains(&self.tags.len())", "tags", "length"),
    ];
    let checks = checks.map(|(holds, path, code)| {
        format!("        if !{holds} {{ issue(&mut issues, {path:?}, {code:?}) }}\n")
    });
    format!(
        "impl Short{i} {{
    pub fn validate(&self) -> Result<(), Vec<Issue>> {{
        let mut issues = Vec::new();
{}        if issues.is_empty() {{ Ok(()) }} else {{ Err(issues) }}
    }}
}}\n",
        checks.concat()
    )
}

/// Name, type, what a getter gives, what a setter takes, as contract and habit have it.
const FIELDS: [(&str, &str, &str, &str); 8] = [
    ("id", "u64", "u64", "u64"),
    ("name", "String", "&str", "impl Into<String>"),
    ("email", "String", "&str", "impl Into<String>"),
    ("code", "String", "&str", "impl Into<String>"),
    ("age", "u32", "u32", "u32"),
    ("price", "f64", "f64", "f64"),
    ("tags", "Vec<String>", "&[String]", "Vec<String>"),
    ("note", "String", "&str", "impl Into<String>"),
];

const NONE: [&str; 8] = [""; 8];

const RULES: [&str; 8] = [
    "#[validate(min = 1)]",
    "#[validate(chars(1..=50))]",
    "#[validate(email)]",
    "#[validate(ascii)]",
    "#[validate(max = 150)]",
    "#[validate(min = 0.01)]",
    "#[validate(items(1..=10))]",
    "",
];

const PROTO: [&str; 8] = [
    "#[proto(tag = 1)]",
    "#[proto(tag = 2)]",
    "#[proto(tag = 3)]",
    "#[proto(tag = 4)]",
    "#[proto(tag = 5)]",
    "#[proto(tag = 6)]",
    "#[proto(tag = 7)]",
    "#[proto(tag = 8)]",
];

const PROST: [&str; 8] = [
    "#[prost(uint64, tag = \"1\")]",
    "#[prost(string, tag = \"2\")]",
    "#[prost(string, tag = \"3\")]",
    "#[prost(string, tag = \"4\")]",
    "#[prost(uint32, tag = \"5\")]",
    "#[prost(double, tag = \"6\")]",
    "#[prost(string, repeated, tag = \"7\")]",
    "#[prost(string, tag = \"8\")]",
];

const GARDE: [&str; 8] = [
    "#[garde(range(min = 1))]",
    "#[garde(length(chars, min = 1, max = 50))]",
    "#[garde(email)]",
    "#[garde(ascii)]",
    "#[garde(range(max = 150))]",
    "#[garde(range(min = 0.01))]",
    "#[garde(length(min = 1, max = 10))]",
    "#[garde(skip)]",
];

/// The rules by hand: when a value breaks it, code, parameters and message.
const BY_HAND: [(&str, &str, &str, &str); 7] = [
    ("*value < 1", "min", r#"("min", Param::Int(1))"#, "must be {min} or more"),
    (
        "!(1..=50).contains(&value.chars().count())",
        "chars",
        r#"("min", Param::Int(1)), ("max", Param::Int(50))"#,
        "must have {min} to {max} characters",
    ),
    ("!is_email(value)", "email", "", "must be an e-mail address"),
    ("!value.is_ascii()", "ascii", "", "must be ASCII"),
    ("*value > 150", "max", r#"("max", Param::Int(150))"#, "must be {max} or less"),
    (
        "value.is_nan() || *value < 0.01",
        "min",
        r#"("min", Param::Float(0.01))"#,
        "must be {min} or more",
    ),
    (
        "!(1..=10).contains(&value.len())",
        "items",
        r#"("min", Param::Int(1)), ("max", Param::Int(10))"#,
        "must have {min} to {max} items",
    ),
];

/// What checks by hand stand on.
const CHECKS: &str = r"
use dunder::validated::{Errors, Invalid, Param, Rule, Validate};
fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && !host.is_empty())
}
";

/// The `i`th struct, with an attribute above it and one above each field.
fn record(above: &str, rules: [&str; 8], visible: &str, i: usize) -> String {
    let fields = FIELDS.iter().zip(rules);
    let fields =
        fields.map(|((name, ty, ..), rule)| format!("    {rule} {visible}{name}: {ty},\n"));
    format!("{above}\npub struct Record{i} {{\n{}}}\n", fields.collect::<String>())
}

/// Fields that have a rule, with it.
fn ruled() -> impl Iterator<
    Item = (&'static str, &'static str, (&'static str, &'static str, &'static str, &'static str)),
> {
    FIELDS.into_iter().zip(BY_HAND).map(|((name, ty, ..), rule)| (name, ty, rule))
}

/// The `i`th struct's rules: data, a function for each field, and the whole check.
fn check(i: usize) -> String {
    let mut text = format!("impl Record{i} {{\n");
    for (name, ty, (broken, code, params, message)) in ruled() {
        let ty = ty.replace("Vec<String>", "[String]").replace("String", "str");
        let ty = if ty == "[str]" { "[String]" } else { &ty };
        text += &format!(
            "    fn check_{name}(value: &{ty}, errors: &mut Errors<'_>) {{
        static RULE: Rule = Rule {{ code: {code:?}, params: &[{params}], template: {message:?}, inner: &[] }};
        if {broken} {{ errors.rule({name:?}, &RULE); }}
    }}\n"
        );
    }
    text += &format!(
        "}}\nimpl Validate for Record{i} {{\n    fn check(&self, errors: &mut Errors<'_>) {{\n"
    );
    for (name, ..) in ruled() {
        text += &format!("        Self::check_{name}(&self.{name}, errors);\n");
    }
    text + "    }\n}\n"
}

/// The `i`th struct's constructor.
fn constructor(i: usize) -> String {
    let each = |form: fn(&str, &str) -> String| -> String {
        FIELDS.iter().map(|(name, _, _, takes)| form(name, takes)).collect()
    };
    let parameters = each(|name, takes| format!("{name}: {takes}, "));
    let values = each(|name, takes| {
        if takes.starts_with("impl") {
            format!("{name}: {name}.into(), ")
        } else {
            format!("{name}, ")
        }
    });
    format!(
        "impl Record{i} {{
    pub fn new({parameters}) -> Result<Self, Invalid> {{
        let made = Self {{ {values} }};
        made.validate()?;
        Ok(made)
    }}
}}\n"
    )
}

/// The `i`th struct's getters and setters.
fn accessors(i: usize) -> String {
    let mut text = format!("impl Record{i} {{\n");
    for (n, (name, _, gives, takes)) in FIELDS.into_iter().enumerate() {
        let reference = if gives.starts_with('&') { "&" } else { "" };
        text += &format!("    pub fn {name}(&self) -> {gives} {{ {reference}self.{name} }}\n");
        let into = if takes.starts_with("impl") { ".into()" } else { "" };
        let check = if n < BY_HAND.len() {
            format!("Errors::collect(|errors| Self::check_{name}(&value, errors))?;")
        } else {
            String::new()
        };
        text += &format!(
            "    pub fn set_{name}(&mut self, value: {takes}) -> Result<(), Invalid> {{
        let value = value{into};
        {check}
        self.{name} = value;
        Ok(())
    }}\n"
        );
    }
    text + "}\n"
}

/// The `i`th struct that is a table; roles only where there is something above it.
fn resource(above: &str, i: usize) -> String {
    let fields = [
        ("#[crud(id)]", "id: i64"),
        ("#[crud(filter, sort)]", "name: String"),
        ("#[crud(unique)]", "email: String"),
        ("", "code: Option<String>"),
        ("#[crud(filter)]", "age: u32"),
        ("#[crud(filter, sort)]", "price: f64"),
        ("", "active: bool"),
        ("#[crud(version)]", "version: i64"),
    ];
    let is_ours = above.starts_with("#[dunder");
    let fields = fields.map(|(role, field)| {
        let role = if is_ours { role } else { "" };
        format!("    {role} {field},\n")
    });
    format!("{above}\npub struct Record{i} {{\n{}}}\n", fields.concat())
}

/// The `i`th type with a constructor.
fn service(i: usize, above: &str, init: &str) -> String {
    let fields: String =
        FIELDS.iter().map(|(name, ty, ..)| format!("    {name}: {ty},\n")).collect();
    format!(
        "pub struct Service{i} {{\n{fields}}}
{above}
impl Service{i} {{
    {init}
    fn open(name: &str) -> Self {{
        Self {{
            id: 1, name: name.into(), email: name.into(), code: name.into(), age: 2, price: 3.0,
            tags: Vec::new(), note: name.into(),
        }}
    }}
}}\n"
    )
}

const WORK: &str = "pub trait Work: Send + Sync { fn work(&self, n: u32) -> u32; }";

const SLICE: &str = "
const LINKED: bool = true;
pub trait Work: Send + Sync { fn work(&self, n: u32) -> u32; }
pub struct Entry {
    pub name: &'static str,
    pub type_name: &'static str,
    pub place: (&'static str, u32, u32),
    pub make: fn() -> Result<Box<dyn Work>, Box<dyn std::error::Error + Send + Sync>>,
}
#[linkme::distributed_slice]
pub static WORKERS: [Entry];
";

const REGISTRY: &str =
    "#[dunder::plugin_registry] pub trait Work: Send + Sync { fn work(&self, n: u32) -> u32; }";

/// The `i`th plugin.
fn plugin(i: usize) -> String {
    format!(
        "pub struct Worker{i};
impl Default for Worker{i} {{ fn default() -> Self {{ Self }} }}
impl Work for Worker{i} {{ fn work(&self, n: u32) -> u32 {{ n + {i} }} }}\n"
    )
}

/// The `i`th type with four methods, each body through `wrap` with the method's name.
fn methods(i: usize, above: &str, wrap: fn(&str, &str) -> String) -> String {
    let mut text = format!("pub struct Billing{i} {{ base: u64 }}\n{above}\nimpl Billing{i} {{\n");
    for name in ["charge", "refund", "reserve", "settle"] {
        let body = wrap(
            &format!("Billing{i}::{name}"),
            "if user == 0 { return Err(\"no user\".into()) } Ok(self.base + user + card.len() as u64)",
        );
        text += &format!(
            "    pub fn {name}(&self, user: u64, card: &str) -> Result<u64, String> {{ {body} }}\n"
        );
    }
    text + "}\n"
}

/// A body with its events by hand.
fn events(method: &str, body: &str) -> String {
    format!(
        "tracing::event!(tracing::Level::DEBUG, method = {method:?}, phase = \"enter\", user, card);
        let outcome = (|| {{ {body} }})();
        match &outcome {{
            Ok(result) => tracing::event!(tracing::Level::DEBUG, method = {method:?}, phase = \"exit\", ?result),
            Err(error) => tracing::event!(tracing::Level::ERROR, method = {method:?}, phase = \"error\", %error),
        }}
        outcome"
    )
}
