//! The guide's metaclass chapter, each system with its result: `cargo run --bin tour`.

mod api_meta;
mod logging_meta;
mod plugin_registry;
mod singleton_meta;
mod validated_descriptor;
mod validated_meta;

/// What a system of the guide ends with.
type Outcome = Result<(), Box<dyn std::error::Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    title("The descriptor protocol: Validated");
    validated_descriptor::run()?;
    title("SingletonMeta");
    singleton_meta::run();
    title("PluginRegistry");
    plugin_registry::run()?;
    title("ValidatedMeta");
    validated_meta::run()?;
    title("APIMeta");
    api_meta::run().await?;
    title("Exercise 4: LoggingMeta");
    logging_meta::run();
    Ok(())
}

fn title(system: &str) {
    println!("\n{system}\n{}", "-".repeat(system.len()));
}
