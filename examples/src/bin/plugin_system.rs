//! A plugin system: a pipeline of text filters that add themselves by being linked, are configured by
//! data, tell listeners what they did, and may be replaced while the program runs.
//! `cargo run --bin plugin_system -- "trim,upper,repeat:3" "  some text "`

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use dunder::plugin::PluginError;
use dunder::{Events, Listener, plugin, plugin_registry};

/// What every plugin does.
#[plugin_registry]
trait Filter: Send + Sync {
    /// The text as it is after this filter; `argument` is what stood behind its name.
    fn apply(&self, text: &str, argument: &str) -> Result<String, String>;
}

#[plugin(Filter, meta(help = "no white space around the text"), priority = 10)]
#[derive(Default)]
struct TrimPlugin;

impl Filter for TrimPlugin {
    fn apply(&self, text: &str, _: &str) -> Result<String, String> {
        Ok(text.trim().to_owned())
    }
}

#[plugin(Filter, meta(help = "capitals"), after = "trim")]
#[derive(Default)]
struct UpperPlugin;

impl Filter for UpperPlugin {
    fn apply(&self, text: &str, _: &str) -> Result<String, String> {
        Ok(text.to_uppercase())
    }
}

#[plugin(Filter, meta(help = "repeat:N, the text N times"), after = "upper")]
#[derive(Default)]
struct RepeatPlugin;

impl Filter for RepeatPlugin {
    fn apply(&self, text: &str, argument: &str) -> Result<String, String> {
        let times: usize = argument.parse().map_err(|error| format!("{argument:?}: {error}"))?;
        Ok(vec![text; times.min(100)].join(" "))
    }
}

/// A plugin with a constructor of its own, which may fail.
struct Dictionary {
    words: Vec<(String, String)>,
}

#[plugin(Filter, name = "translate", meta(help = "into German, as far as it goes"))]
impl Dictionary {
    #[init]
    fn load() -> Result<Self, String> {
        let pair = |line: &str| {
            let (word, means) = line.split_once('=').ok_or(format!("no `=` in {line:?}"))?;
            Ok((word.to_owned(), means.to_owned()))
        };
        let words = "some=etwas\ntext=Text".lines().map(pair).collect::<Result<_, String>>()?;
        Ok(Self { words })
    }
}

impl Filter for Dictionary {
    fn apply(&self, text: &str, _: &str) -> Result<String, String> {
        let translated = |word| {
            let known = self.words.iter().find(|(of, _)| of.eq_ignore_ascii_case(word));
            known.map_or(word, |(_, means)| means)
        };
        Ok(text.split(' ').map(translated).collect::<Vec<_>>().join(" "))
    }
}

/// What happens in a pipeline.
struct Applied<'a> {
    filter: &'a str,
    length: usize,
}

/// Hears of every step as long as somebody owns it.
#[derive(Default)]
struct Meter(AtomicUsize);

impl Listener<Applied<'static>> for Meter {
    fn on_event(&self, _: &Applied<'static>) {
        self.0.fetch_add(1, Relaxed);
    }
}

/// Runs filters by their names, `name` or `name:argument`.
fn run(
    pipeline: &str,
    text: &str,
    events: &Events<Applied<'static>>,
) -> Result<String, Box<dyn Error>> {
    let registry = <dyn Filter>::registry();
    let mut text = text.to_owned();
    for step in pipeline.split(',').filter(|step| !step.is_empty()) {
        let (name, argument) = step.split_once(':').unwrap_or((step, ""));
        text = registry.create(name)?.apply(&text, argument)?;
        let filter = registry.entry(name).map_or("", |entry| entry.name);
        events.notify(&Applied { filter, length: text.len() });
    }
    Ok(text)
}

/// Put in the place of another while the program runs.
struct Shout;

impl Filter for Shout {
    fn apply(&self, text: &str, _: &str) -> Result<String, String> {
        Ok(format!("{}!", text.to_uppercase()))
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let pipeline = arguments.next().unwrap_or_else(|| "trim,upper,repeat:2".to_owned());
    let text = arguments.next().unwrap_or_else(|| "  some text ".to_owned());
    let registry = <dyn Filter>::registry();
    for entry in registry {
        println!("{:<10} {}", entry.name, entry.meta("help").unwrap_or_default());
    }
    let events = Events::new();
    let meter = Arc::new(Meter::default());
    events.subscribe(&meter);
    let told = events.on(|step: &Applied<'_>| println!("  {}: {} bytes", step.filter, step.length));
    println!("{}", run(&pipeline, &text, &events)?);
    drop(told);

    registry.replace("upper", || Box::new(Shout))?;
    println!("replaced: {}", run("upper", "some text", &events)?);
    println!("{} steps", meter.0.load(Relaxed));

    for wrong in ["uper", "repeat:many"] {
        match run(wrong, "", &events) {
            Ok(text) => println!("{text}"),
            Err(error) if error.is::<PluginError>() => println!("no such filter: {error}"),
            Err(error) => println!("{wrong}: {error}"),
        }
    }
    Ok(())
}
