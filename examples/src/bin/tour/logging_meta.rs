//! Row 21: every call of a class's methods in the log.

use dunder::logged;

/// The guide's example with automatic logging.
struct LoggedClass;

#[logged(level = "info", err = "warn")]
impl LoggedClass {
    fn method1(&self, arg1: &str, arg2: Option<i32>) -> String {
        format!("Result: {arg1} {arg2:?}")
    }

    fn method2(&self, #[redact] token: &str) -> Result<(), String> {
        Err(format!("refused a token of {} letters", token.len()))
    }
}

/// Calls both methods with a log on standard output.
pub(crate) fn run() {
    let log = tracing_subscriber::fmt()
        .without_time()
        .with_ansi(false)
        .with_writer(std::io::stdout)
        .finish();
    tracing::subscriber::with_default(log, || {
        let object = LoggedClass;
        object.method1("a", Some(1));
        object.method2("a secret").ok();
    });
}
