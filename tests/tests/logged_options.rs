//! `slow`, `sample`, `span`, and what a subscriber of `tracing-subscriber` makes of it all.
#![allow(clippy::unused_self, reason = "methods are what is logged")]

mod capture;

use std::future::Future;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use capture::{Event, capture};
use dunder::logged;
use serde_json::{Value, json};
use tracing::Level;

fn phases(events: &[Event]) -> Vec<&str> {
    events.iter().map(|event| event.field("phase")).collect()
}

/// Lets time pass without sleeping.
fn spend(time: Duration) {
    let start = Instant::now();
    while start.elapsed() < time {
        std::hint::spin_loop();
    }
}

fn poll<F: Future>(future: F) -> Poll<F::Output> {
    pin!(future).poll(&mut Context::from_waker(Waker::noop()))
}

struct Store;

#[logged(slow = "1ms")]
impl Store {
    fn read(&self, millis: u64) -> Result<u64, String> {
        spend(Duration::from_millis(millis));
        if millis == 9 { Err("late".to_owned()) } else { Ok(millis) }
    }

    #[logged(slow = "1h")]
    fn quick(&self) -> u64 {
        1
    }

    #[logged(level = "error", time)]
    async fn wait(&self, millis: u64) -> u64 {
        spend(Duration::from_millis(millis));
        std::future::ready(millis).await
    }
}

#[test]
fn a_slow_call_ends_with_a_warning_that_says_how_long_it_took() {
    let events = capture(Level::DEBUG, || assert_eq!(Store.read(2), Ok(2)));
    assert_eq!(phases(&events), ["enter", "exit"]);
    assert_eq!((events[0].level, events[1].level), (Level::DEBUG, Level::WARN));
    assert!(events[1].field("elapsed_us").parse::<u64>().unwrap() >= 2000);
    assert_eq!((events[1].field("result"), events[1].target.as_str()), ("Ok(2)", "logged_options"));
}

#[test]
fn slow_calls_are_logged_where_calls_are_not() {
    assert_eq!(phases(&capture(Level::WARN, || drop(Store.read(2)))), ["exit"]);
    assert!(capture(Level::WARN, || assert_eq!(Store.quick(), 1)).is_empty());
    assert!(capture(Level::ERROR, || drop(Store.read(2))).is_empty());
}

#[test]
fn a_call_that_is_not_slow_is_logged_as_ever() {
    let events = capture(Level::DEBUG, || assert_eq!(Store.quick(), 1));
    assert_eq!(phases(&events), ["enter", "exit"]);
    assert!(events.iter().all(|event| event.level == Level::DEBUG));
    assert_eq!(events[1].get("elapsed_us"), None);
}

#[test]
fn a_slow_error_is_an_error_with_its_time() {
    let events = capture(Level::ERROR, || drop(Store.read(9)));
    assert_eq!((phases(&events), events[0].level), (vec!["error"], Level::ERROR));
    let events = capture(Level::WARN, || drop(Store.read(9)));
    assert!(events[0].field("elapsed_us").parse::<u64>().unwrap() >= 9000);
}

#[test]
fn a_slow_call_is_never_less_than_its_level() {
    let events = capture(Level::ERROR, || assert_eq!(poll(Store.wait(2)), Poll::Ready(2)));
    assert_eq!(phases(&events), ["enter", "exit"]);
    assert!(events.iter().all(|event| event.level == Level::ERROR));
}

#[logged(sample = 100)]
fn sampled(number: u32) -> Result<u32, String> {
    assert!(number != 1000, "a thousand");
    if number == 50 { Err("fifty".to_owned()) } else { Ok(number) }
}

#[test]
fn one_call_in_so_many_is_logged_but_every_error_and_panic() {
    let events = capture(Level::DEBUG, || {
        for number in 0..300 {
            let _ = sampled(number);
        }
        assert!(catch_unwind(|| sampled(1000)).is_err());
    });
    let entered: Vec<_> =
        events.iter().filter_map(|event| event.get("number")).map(str::to_owned).collect();
    assert_eq!(entered, ["0", "100", "200", "1000"], "the first, and every hundredth after it");
    let of = |phase: &str| events.iter().filter(|event| event.field("phase") == phase).count();
    assert_eq!((of("enter"), of("exit"), of("error"), of("panic")), (4, 3, 1, 1));
}

#[logged(sample = 2, slow = "1ms")]
fn both(millis: u64) {
    spend(Duration::from_millis(millis));
}

#[test]
fn a_slow_call_is_logged_also_outside_of_the_sample() {
    let events = capture(Level::DEBUG, || (0..4).for_each(|_| both(2)));
    assert_eq!(phases(&events), ["enter", "exit", "exit", "enter", "exit", "exit"]);
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a program that logs JSON writes.
fn as_json(run: impl FnOnce()) -> Vec<Value> {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .without_time()
        .with_max_level(Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::with_default(subscriber, run);
    let bytes = lines.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let text = String::from_utf8(bytes).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

struct Billing;

#[logged(level = "info", err = "warn", target = "app::billing", span)]
impl Billing {
    fn charge(&self, user: u64, #[redact] card: &str) -> Result<u64, String> {
        tracing::info!("charging");
        if card.is_empty() { Err("no card".to_owned()) } else { Ok(user) }
    }

    async fn upload(&self, name: String, #[skip] wait: bool) -> usize {
        tracing::info!("uploading");
        if wait {
            std::future::pending::<()>().await;
        }
        std::future::ready(name.len()).await
    }

    #[logged(level = "trace", sample = 2)]
    fn read(&mut self, key: u8) -> u8 {
        tracing::info!("reading");
        key
    }

    fn fails(&self) -> ! {
        panic!("always")
    }
}

#[test]
fn a_json_line_has_the_arguments_and_the_result_as_fields() {
    #[logged(level = "info", target = "app", time)]
    fn charge(user: u64, is_new: bool, #[redact] card: &str, note: Option<&str>) -> Vec<u64> {
        let _ = (card, is_new, note);
        vec![user]
    }
    let lines = as_json(|| assert_eq!(charge(7, true, "4242", None), [7]));
    assert_eq!(
        lines[0],
        json!({
            "level": "INFO",
            "target": "app",
            "fields": {
                "method": "charge", "phase": "enter",
                "user": 7, "is_new": true, "card": "<redacted>", "note": "None",
            },
        })
    );
    let exit = &lines[1]["fields"];
    assert_eq!((&exit["phase"], &exit["result"]), (&json!("exit"), &json!("[7]")));
    assert!(exit["elapsed_us"].is_u64());
}

#[test]
fn what_a_body_says_is_in_its_calls_span() {
    let lines = as_json(|| {
        assert_eq!(Billing.charge(7, "4242"), Ok(7));
        assert!(Billing.charge(8, "").is_err());
        tracing::info!("after");
    });
    let span = json!({"name": "Billing::charge", "user": 7, "card": "<redacted>"});
    assert_eq!(lines.len(), 7);
    assert!(lines[..3].iter().all(|line| line["span"] == span), "{lines:?}");
    assert_eq!(lines[1]["fields"]["message"], "charging");
    assert_eq!(
        (&lines[5]["fields"]["phase"], &lines[5]["span"]["user"]),
        (&json!("error"), &json!(8))
    );
    assert_eq!(lines[6].get("span"), None);
}

#[test]
fn an_async_calls_span_is_there_on_every_poll_and_when_it_is_dropped() {
    let lines = as_json(|| {
        assert_eq!(poll(Billing.upload("abc".to_owned(), false)), Poll::Ready(3));
        assert_eq!(poll(Billing.upload("abc".to_owned(), true)), Poll::Pending);
        tracing::info!("after");
    });
    let said: Vec<_> = lines
        .iter()
        .map(|line| line["fields"].get("phase").unwrap_or(&line["fields"]["message"]))
        .collect();
    assert_eq!(said, ["enter", "uploading", "exit", "enter", "uploading", "cancelled", "after"]);
    assert!(lines[..6].iter().all(|line| line["span"]["name"] == "Billing::upload"));
    assert_eq!(lines[6].get("span"), None);
}

#[test]
fn a_call_outside_of_the_sample_has_no_span() {
    let lines = as_json(|| {
        let mut billing = Billing;
        assert_eq!((billing.read(1), billing.read(2)), (1, 2));
    });
    let spans: Vec<_> = lines.iter().map(|line| line.get("span").is_some()).collect();
    assert_eq!(spans, [true, true, true, false]);
}

#[test]
fn a_panic_is_in_its_span() {
    let lines = as_json(|| {
        assert!(catch_unwind(AssertUnwindSafe(|| Billing.fails())).is_err());
    });
    assert_eq!(lines[1]["fields"]["phase"], "panic");
    assert_eq!(lines[1]["span"]["name"], "Billing::fails");
}

#[test]
fn a_future_with_a_span_stays_send_and_quiet_where_nobody_listens() {
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    assert_eq!(poll(is_send(Billing.upload("a".to_owned(), false))), Poll::Ready(1));
    assert!(capture(Level::ERROR, || assert_eq!(Billing.charge(1, "2"), Ok(1))).is_empty());
}

struct Shelf(Vec<u64>);

trait Place {
    fn place(&self) -> u32;
}

#[logged]
impl Shelf {
    #[track_caller]
    fn take(&self, index: usize) -> u64 {
        assert!(index < self.0.len(), "no {index} on the shelf");
        self.0[index]
    }

    #[track_caller]
    #[logged(ret = "{}", time)]
    fn line<T: Copy + std::fmt::Debug>(&self, value: T) -> (u32, T) {
        (std::panic::Location::caller().line(), value)
    }

    /// What returns early is in a closure, which has a place of its own.
    #[track_caller]
    fn early(&self, index: usize) -> Result<u32, String> {
        self.0.get(index).ok_or("none")?;
        Ok(std::panic::Location::caller().line())
    }
}

#[logged]
impl Place for Shelf {
    #[track_caller]
    fn place(&self) -> u32 {
        std::panic::Location::caller().line()
    }
}

#[logged]
#[track_caller]
fn place(_: &str) -> u32 {
    let mut line = 0;
    for _ in 0..2 {
        line = std::panic::Location::caller().line();
        if line > 0 {
            break;
        }
    }
    line
}

#[test]
fn the_body_sees_where_a_tracked_function_was_called() {
    let shelf = Shelf(vec![7]);
    let events = capture(Level::DEBUG, || {
        assert_eq!(shelf.take(0), 7);
        let (line, here) = (shelf.line("a"), line!());
        assert_eq!(line, (here, "a"));
        assert_eq!((shelf.place(), place("b")), (line!(), line!()));
        assert!(shelf.early(0).is_ok() && shelf.early(1).is_err());
    });
    let expected = ["enter", "exit"].repeat(5);
    assert_eq!(phases(&events)[..10], expected);
    assert_eq!(phases(&events)[10..], ["enter", "error"]);
    assert_eq!(events[1].field("result"), "7");
}

#[test]
fn a_panic_of_a_tracked_function_is_its_callers() {
    static AT: Mutex<Option<u32>> = Mutex::new(None);
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(|info| {
        if info.payload_as_str().is_some_and(|text| text.contains("on the shelf")) {
            *AT.lock().unwrap_or_else(PoisonError::into_inner) =
                info.location().map(std::panic::Location::line);
        }
    }));
    let mut here = 0;
    let events = capture(Level::DEBUG, || {
        let done = catch_unwind(AssertUnwindSafe(|| {
            here = line!() + 1;
            Shelf(Vec::new()).take(3)
        }));
        assert!(done.is_err());
    });
    std::panic::set_hook(before);
    assert_eq!(*AT.lock().unwrap_or_else(PoisonError::into_inner), Some(here));
    assert_eq!(phases(&events), ["enter", "panic"]);
}

#[logged(slow = "1ms", err = "debug")]
fn late(millis: u64) -> Result<u64, String> {
    spend(Duration::from_millis(millis));
    assert!(millis != 3, "three");
    Err("late".to_owned())
}

#[logged(slow = "1ms", err = "debug")]
async fn late_too(millis: u64) -> Result<u64, String> {
    std::future::ready(()).await;
    late_inside(millis)
}

#[logged(off)]
fn late_inside(millis: u64) -> Result<u64, String> {
    spend(Duration::from_millis(millis));
    Err("late".to_owned())
}

#[test]
fn a_slow_call_that_fails_or_panics_is_a_warning_whatever_the_level_of_errors() {
    let events = capture(Level::WARN, || {
        assert!(late(2).is_err());
        assert!(late(0).is_err());
        assert!(catch_unwind(|| late(3)).is_err());
        assert!(matches!(poll(late_too(2)), Poll::Ready(Err(_))));
    });
    assert_eq!(phases(&events), ["error", "panic", "error"]);
    assert!(events.iter().all(|event| event.level == Level::WARN));
    assert_eq!(events[0].field("error"), "late");
    assert!(events[0].field("elapsed_us").parse::<u64>().is_ok_and(|us| us >= 2000));
    let events = capture(Level::DEBUG, || assert!(late(0).is_err()));
    assert_eq!(events[1].level, Level::DEBUG);
}
