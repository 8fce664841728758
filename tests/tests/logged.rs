//! What `logged` does.

mod capture;

use std::fmt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use capture::{Event, capture};
use dunder::logged;
use tracing::Level;

#[derive(Debug, PartialEq)]
struct Declined;

impl fmt::Display for Declined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the card was declined")
    }
}

struct Billing {
    total: u64,
}

#[logged]
impl Billing {
    const LIMIT: u64 = 100;

    fn charge(&self, user: u64, #[redact] card: &str, note: Option<&str>) -> Result<u64, Declined> {
        let _ = (user, card, note);
        if self.total > Self::LIMIT {
            return Err(Declined);
        }
        Ok(self.total)
    }

    fn total_mut(&mut self) -> &mut u64 {
        &mut self.total
    }

    fn into_total(self) -> u64 {
        self.total
    }

    #[logged(off)]
    fn hot(&self) -> u64 {
        self.total
    }

    #[logged(level = "info", err = "warn", target = "app::billing", skip(blob))]
    fn upload(&mut self, blob: Opaque, name: String) -> Result<(), String> {
        let _ = blob;
        self.total += name.parse::<u64>().map_err(|error| error.to_string())?;
        Ok(())
    }
}

/// Has no `Debug`.
struct Opaque;

fn phases(events: &[Event]) -> Vec<&str> {
    events.iter().map(|event| event.field("phase")).collect()
}

#[test]
fn a_call_is_an_enter_and_an_exit() {
    let events = capture(Level::TRACE, || {
        assert_eq!(Billing { total: 5 }.charge(7, "4242", Some("tip")), Ok(5));
    });
    assert_eq!(phases(&events), ["enter", "exit"]);
    assert!(events.iter().all(|event| event.level == Level::DEBUG && event.target == "logged"));
    assert!(events.iter().all(|event| event.field("method") == "Billing::charge"));
    assert_eq!(events[0].field("user"), "7");
    assert_eq!(events[0].field("card"), "<redacted>");
    assert_eq!(events[0].field("note"), r#"Some("tip")"#);
    assert_eq!(events[0].get("self"), None);
    assert_eq!(events[1].field("result"), "Ok(5)");
    assert_eq!(events[1].get("user"), None);
}

#[test]
fn an_error_is_an_event_at_its_own_level() {
    let events = capture(Level::TRACE, || {
        assert_eq!(Billing { total: 500 }.charge(7, "4242", None), Err(Declined));
    });
    assert_eq!(phases(&events), ["enter", "error"]);
    assert_eq!(events[1].level, Level::ERROR);
    assert_eq!(events[1].field("error"), "the card was declined");
}

#[test]
fn errors_are_logged_where_calls_are_not() {
    let run = || drop(Billing { total: 500 }.charge(7, "4242", None));
    assert_eq!(phases(&capture(Level::ERROR, run)), ["error"]);
    let run = || drop(Billing { total: 5 }.charge(7, "4242", None));
    assert_eq!(phases(&capture(Level::INFO, run)), [""; 0]);
}

#[test]
fn a_method_has_settings_of_its_own() {
    let events = capture(Level::INFO, || {
        let mut billing = Billing { total: 1 };
        billing.upload(Opaque, "3".to_owned()).unwrap();
        billing.upload(Opaque, "three".to_owned()).unwrap_err();
        assert_eq!(billing.hot(), 4);
    });
    assert_eq!(phases(&events), ["enter", "exit", "enter", "error"]);
    assert_eq!(events[3].level, Level::WARN);
    assert!(events.iter().all(|event| event.target == "app::billing"));
    assert_eq!((events[0].get("blob"), events[0].field("name")), (None, "3"));
    assert_eq!(events[1].field("result"), "Ok(())");
}

#[test]
fn every_receiver_works() {
    let events = capture(Level::DEBUG, || {
        let mut billing = Billing { total: 1 };
        *billing.total_mut() += 1;
        assert_eq!(billing.into_total(), 2);
    });
    let methods: Vec<_> = events.iter().map(|event| event.field("method")).collect();
    assert_eq!(methods[1..3], ["Billing::total_mut", "Billing::into_total"]);
    assert_eq!(events[3].field("result"), "2");
}

trait Shape {
    fn scaled(&self, by: f64) -> Self
    where
        Self: Sized;
    fn name(&self) -> &str;
}

#[derive(Debug)]
struct Square<T>(f64, T);

#[logged(skip(by))]
impl<T: Clone> Shape for Square<T> {
    fn scaled(&self, by: f64) -> Self {
        Self(self.0 * by, self.1.clone())
    }

    fn name(&self) -> &str {
        "square"
    }
}

#[test]
fn methods_of_a_trait_are_logged_under_the_type() {
    let events = capture(Level::DEBUG, || {
        assert_eq!(Square(2.0, Opaque2).scaled(2.0).name(), "square");
    });
    assert_eq!(events[0].field("method"), "Square::scaled");
    assert_eq!(events[0].get("by"), None);
    assert_eq!(events[1].get("result"), None, "in a generic impl `Self` has no `Debug`");
    assert_eq!(events[3].field("result"), r#""square""#);
}

#[derive(Clone)]
struct Opaque2;

#[logged(level = "trace")]
#[allow(clippy::too_many_arguments, reason = "every kind of them")]
fn odd<'a, T>(
    (left, right): (u8, u8),
    mut words: Vec<&'a str>,
    Declined: Declined,
    [first, _, _]: [T; 3],
    _: Opaque,
    #[cfg(windows)] never: Never,
    #[cfg(not(windows))] r#type: bool,
    #[skip] closure: &'a dyn Fn() -> &'a str,
    #[skip] not_shown: impl Fn(),
) -> impl Iterator<Item = &'a str>
where
    T: Clone + fmt::Debug,
{
    let _ = (left, right, first, r#type);
    not_shown();
    words.push(closure());
    words.into_iter()
}

#[test]
fn any_parameter_list_will_do() {
    let events = capture(Level::TRACE, || {
        let words = odd((1, 2), vec!["a"], Declined, ["x"; 3], Opaque, true, &|| "b", || ());
        assert_eq!(words.collect::<Vec<_>>(), ["a", "b"]);
    });
    let enter = &events[0];
    assert_eq!(enter.level, Level::TRACE);
    assert_eq!((enter.field("left"), enter.field("right")), ("1", "2"));
    assert_eq!((enter.field("words"), enter.field("first")), (r#"["a"]"#, r#""x""#));
    assert_eq!((enter.field("type"), enter.get("closure")), ("true", None));
    assert_eq!(phases(&events), ["enter", "exit"]);
}

#[logged]
fn reserved(method: u8, phase: u8, result: u8, error: u8, elapsed_us: u8, message: u8) -> u8 {
    method + phase + result + error + elapsed_us + message
}

#[test]
fn arguments_named_like_fields_are_told_apart() {
    let events = capture(Level::DEBUG, || assert_eq!(reserved(1, 2, 3, 4, 5, 6), 21));
    assert_eq!(events[0].field("method"), "reserved");
    assert_eq!(events[0].field("phase"), "enter");
    let names = ["method", "phase", "result", "error", "elapsed_us", "message"];
    for (i, name) in (1..).zip(names) {
        assert_eq!(events[0].field(&format!("arg.{name}")), i.to_string());
    }
}

#[logged]
fn countdown(from: u32) -> Result<u32, Box<dyn std::error::Error>> {
    if from == 0 {
        return Ok("0".parse()?);
    }
    countdown(from - 1)
}

#[logged]
fn boxed(is_long: bool) -> Box<dyn Fn(u8) -> u8> {
    if is_long {
        return Box::new(|x| x + 100);
    }
    Box::new(|x| x + 1)
}

#[logged]
fn cast(value: u8) {
    if value == 0 {
        return;
    }
    assert!(value < 200, "too much");
}

/// # Safety
///
/// None needed.
#[allow(unsafe_code)]
#[logged]
unsafe fn dangerous(value: u8) -> u8 {
    value
}

#[logged]
fn forever(value: &str) -> ! {
    panic!("no way: {value}")
}

#[test]
fn every_kind_of_function_works() {
    let events = capture(Level::DEBUG, || {
        assert_eq!(countdown(2).unwrap(), 0);
        assert_eq!(boxed(true)(1) + boxed(false)(1), 103);
        cast(0);
        #[allow(unsafe_code)]
        // SAFETY: it needs nothing.
        let value = unsafe { dangerous(3) };
        assert_eq!(value, 3);
    });
    assert_eq!(
        phases(&events[..6]),
        ["enter", "enter", "enter", "exit", "exit", "exit"],
        "a call inside a call is inside it"
    );
    assert_eq!(events[7].get("result"), None, "a closure has no `Debug`");
    assert_eq!(events[11].field("result"), "()");
}

#[test]
fn a_panic_is_an_event() {
    let events = capture(Level::ERROR, || {
        assert!(catch_unwind(|| cast(200)).is_err());
        assert!(catch_unwind(AssertUnwindSafe(|| forever("x"))).is_err());
    });
    assert_eq!(phases(&events), ["panic", "panic"]);
    assert_eq!(events[1].field("method"), "forever");
}

#[logged(ret = "{}.len()", max_len = 5, time)]
fn long(text: &str, count: usize) -> String {
    text.repeat(count)
}

#[logged(max_len = 5)]
fn fails(text: &str) -> Result<String, String> {
    if text.is_empty() { Err("much too short".to_owned()) } else { Ok(text.to_owned()) }
}

#[test]
fn what_is_logged_can_be_shortened_and_timed() {
    let events = capture(Level::DEBUG, || {
        long("äöüäöüäöü", 2);
        let _ = (fails(""), fails("abcdefgh"));
    });
    assert_eq!(events[0].field("text"), "äöüäö…");
    assert_eq!(events[1].field("result"), "36");
    assert!(events[1].field("elapsed_us").parse::<u64>().is_ok());
    assert_eq!(events[3].field("error"), "much …");
    assert_eq!(events[5].field("result"), "Ok(\"a…");
}

struct Client;

#[logged]
impl Client {
    async fn boxed(&mut self, is_first: bool) -> Box<dyn Fn(u8) -> u8> {
        if is_first {
            return Box::new(|x| x + 1);
        }
        Box::new(|x| x + 2)
    }
}

fn poll<F: Future>(future: F) -> Poll<F::Output> {
    pin!(future).poll(&mut Context::from_waker(Waker::noop()))
}

#[test]
fn an_async_function_is_logged_from_its_first_poll_to_its_end() {
    let events = capture(Level::DEBUG, || {
        drop(Client.quick(4));
        assert_eq!(poll(Client.quick(5)), Poll::Ready(Ok(6)));
        assert_eq!(poll(Client.quick(0)), Poll::Ready(Err(Declined)));
    });
    assert_eq!(phases(&events), ["enter", "exit", "enter", "error"]);
    assert_eq!(events[0].field("id"), "5");
    assert_eq!(events[1].field("result"), "Ok(6)");
}

#[test]
fn a_future_dropped_half_way_was_cancelled() {
    let events = capture(Level::DEBUG, || {
        assert_eq!(poll(Client.slow()), Poll::Pending);
    });
    assert_eq!(phases(&events), ["enter", "cancelled"]);
    assert_eq!(events[1].level, Level::DEBUG);
}

#[logged]
impl Client {
    async fn quick(&self, id: u64) -> Result<u64, Declined> {
        if id == 0 {
            return Err(Declined);
        }
        Ok(std::future::ready(1).await + id)
    }

    async fn held(&self, cell: std::cell::Cell<u8>, #[skip] kept: Opaque) -> u8 {
        let value = std::future::ready(cell.get()).await;
        let _ = kept;
        value + cell.take()
    }

    async fn slow(&self) {
        std::future::pending::<()>().await;
    }
}

#[test]
fn a_future_stays_send_and_keeps_its_types() {
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    let events = capture(Level::ERROR, || {
        assert_eq!(poll(is_send(Client.quick(1))), Poll::Ready(Ok(2)));
        let future = Client.held(std::cell::Cell::new(2), Opaque);
        assert_eq!(poll(is_send(future)), Poll::Ready(4));
        let Poll::Ready(add) = poll(Client.boxed(true)) else { panic!("it waits for nothing") };
        assert_eq!(add(1), 2);
        let Poll::Ready(add) = poll(Client.boxed(false)) else { panic!("it waits for nothing") };
        assert_eq!(add(1), 3);
    });
    assert!(events.is_empty());
}

trait Source {
    fn read(&self, at: u64) -> impl Future<Output = u64> + Send;
}

#[logged]
impl Source for Client {
    async fn read(&self, at: u64) -> u64 {
        at * 2
    }
}

#[test]
fn async_methods_of_a_trait_are_logged() {
    let events = capture(Level::DEBUG, || assert_eq!(poll(Client.read(2)), Poll::Ready(4)));
    assert_eq!(phases(&events), ["enter", "exit"]);
    assert_eq!(events[0].field("method"), "Client::read");
}

#[derive(Clone, Copy)]
struct Quiet;

#[logged(off)]
impl Quiet {
    fn silent(self) -> u8 {
        let Self = self;
        1
    }

    #[logged]
    fn heard(self) -> u8 {
        self.silent()
    }
}

#[test]
fn off_on_a_block_leaves_the_methods_that_ask_for_it() {
    let events = capture(Level::TRACE, || assert_eq!(Quiet.silent() + Quiet.heard(), 2));
    assert_eq!(events.len(), 2);
    assert_eq!(events[0].field("method"), "Quiet::heard");
}

#[logged(max_len = 3)]
fn capped(number: u64, short: &str, long: String, list: &[u8]) {
    let _ = (number, short, long, list);
}

#[test]
fn a_longest_length_leaves_text_without_quotes_and_numbers_whole() {
    let events = capture(Level::DEBUG, || capped(12345, "abc", "abcd".to_owned(), &[1, 2]));
    let enter = &events[0];
    assert_eq!(enter.field("number"), "12345");
    assert_eq!((enter.field("short"), enter.field("long")), ("abc", "abc…"));
    assert_eq!(enter.field("list"), "[1,…");
}

const SITE: &str = "https://example.com";

#[logged]
fn url(path: &str) -> String {
    format!("{SITE}/{path}")
}

#[logged(target = SITE, slow = "1h")]
fn targeted(path: &str) -> String {
    format!("{SITE}/{path}")
}

#[logged(target = SITE)]
async fn awaited(path: &str) -> String {
    format!("{SITE}/{path}")
}

#[test]
fn a_body_sees_the_users_own_site() {
    let events = capture(Level::DEBUG, || {
        assert_eq!(url("a"), "https://example.com/a");
        assert_eq!(targeted("b"), "https://example.com/b");
        assert_eq!(poll(awaited("c")), Poll::Ready("https://example.com/c".to_owned()));
    });
    let targets: Vec<&str> = events.iter().map(|event| event.target.as_str()).collect();
    assert_eq!(targets, ["logged", "logged", SITE, SITE, SITE, SITE]);
}

struct Loader;

#[logged]
impl Loader {
    async fn load(&self) -> u8 {
        std::future::pending().await
    }

    #[logged(span)]
    async fn in_span(&self) -> u8 {
        std::future::pending().await
    }

    async fn broken(&self) -> Result<u8, Declined> {
        std::future::ready(()).await;
        panic!("broken")
    }
}

#[test]
fn a_future_that_a_neighbours_panic_drops_was_cancelled() {
    type Load = fn() -> std::pin::Pin<Box<dyn Future<Output = u8>>>;
    let neighbours: [Load; 2] = [|| Box::pin(Loader.load()), || Box::pin(Loader.in_span())];
    for load in neighbours {
        let events = capture(Level::DEBUG, || {
            let both = async {
                let mut load = load();
                let waker = Waker::noop();
                assert!(load.as_mut().poll(&mut Context::from_waker(waker)).is_pending());
                assert!(!events_are_on(), "neighbour");
                load.await
            };
            assert!(catch_unwind(AssertUnwindSafe(|| poll(both))).is_err());
        });
        assert_eq!(phases(&events), ["enter", "cancelled"]);
        assert!(events.iter().all(|event| event.level == Level::DEBUG));
    }
}

/// True, which the compiler need not know.
fn events_are_on() -> bool {
    tracing::enabled!(Level::DEBUG)
}

#[test]
fn a_future_that_panics_says_so_though_another_holds_it() {
    let events = capture(Level::DEBUG, || {
        let outer = async { Loader.broken().await };
        assert!(catch_unwind(AssertUnwindSafe(|| poll(outer))).is_err());
    });
    assert_eq!(phases(&events), ["enter", "panic"]);
    assert_eq!(events[1].level, Level::ERROR);
}
