//! 21: exercise 4, `LoggingMeta`. Entry and exit of every method with its arguments, results and
//! exceptions, at levels that can be set, without a change to the methods.

#[path = "../capture/mod.rs"]
mod capture;

use capture::capture;
use dunder::logged;
use tracing::Level;

struct LoggedClass;

#[logged(level = "info")]
impl LoggedClass {
    fn method1(&self, arg1: &str, arg2: Option<&str>) -> String {
        format!("Result: {arg1} {}", arg2.unwrap_or("None"))
    }

    fn method2(&self) -> Result<(), String> {
        Err("Test error".to_owned())
    }

    async fn method3(&self, arg1: u8) -> u8 {
        arg1 + std::future::ready(1).await
    }
}

#[test]
fn entry_and_exit_are_logged_with_arguments_and_the_result() {
    let events = capture(Level::INFO, || {
        assert_eq!(LoggedClass.method1("a", None), "Result: a None");
    });
    assert_eq!(events[0].field("method"), "LoggedClass::method1");
    assert_eq!((events[0].level, &*events[0].target), (Level::INFO, module_path!()));
    assert_eq!((events[0].field("phase"), events[1].field("phase")), ("enter", "exit"));
    assert_eq!((events[0].field("arg1"), events[0].field("arg2")), ("a", "None"));
    assert_eq!(events[1].field("result"), r#""Result: a None""#);
}

#[test]
fn an_error_is_logged_and_still_returned() {
    let events = capture(Level::ERROR, || {
        assert_eq!(LoggedClass.method2(), Err("Test error".to_owned()));
    });
    assert_eq!(events.len(), 1);
    assert_eq!((events[0].field("phase"), events[0].field("error")), ("error", "Test error"));
}

#[test]
fn an_async_method_is_logged_too() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let events = capture(Level::INFO, || {
        assert_eq!(runtime.block_on(LoggedClass.method3(1)), 2);
    });
    assert_eq!((events[0].field("arg1"), events[1].field("result")), ("1", "2"));
}

#[test]
fn below_the_level_nothing_is_said() {
    assert!(capture(Level::WARN, || drop(LoggedClass.method1("a", Some("b")))).is_empty());
}
