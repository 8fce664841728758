//! Rules that wait.

use std::future::Future;
use std::pin::pin;
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};

use dunder::validated;
use dunder::validated::Violation;

/// The names that are taken, as a database knows them.
struct Taken(&'static [&'static str]);

/// Gives the other side a turn.
async fn turn() {
    let mut was_polled = false;
    std::future::poll_fn(|cx| {
        if was_polled {
            return Poll::Ready(());
        }
        was_polled = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

async fn is_free(name: &str) -> Result<(), Violation> {
    turn().await;
    if name == "ada" { Err(Violation::new("taken", "is taken")) } else { Ok(()) }
}

async fn is_free_in(name: &str, taken: &Taken) -> bool {
    turn().await;
    !taken.0.contains(&name)
}

fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(done) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return done;
        }
    }
}

#[validated]
#[derive(Clone, Debug)]
struct User {
    #[validate(nonblank, async_with = is_free)]
    name: String,
    #[validate(async_with_ctx = is_free_in, message = "is in use")]
    nick: Option<String>,
    #[validate(each(async_with = is_free, code = "alias"))]
    aliases: Vec<String>,
}

#[validated]
struct Team {
    #[validate(each(nested(async)))]
    users: Vec<User>,
    is_open: bool,
    #[validate(when(self.is_open, async_with = is_free))]
    name: String,
}

fn user(name: &str) -> User {
    User::new(name, Some("bob".to_owned()), vec!["x".to_owned(), "ada".to_owned()]).unwrap()
}

#[test]
fn rules_that_wait_are_a_second_pass() {
    let invalid = block_on(user("ada").validate_async()).unwrap_err();
    assert_eq!(invalid.to_string(), "/name: is taken\n/aliases/1: is taken");
    let codes: Vec<String> = invalid.iter().map(|v| v.code().to_owned()).collect();
    assert_eq!(codes, ["taken", "alias"]);
    let mut fine = user("eve");
    fine.set_aliases(Vec::new()).unwrap();
    assert!(block_on(fine.validate_async()).is_ok());
}

#[test]
fn a_context_is_passed_to_rules_that_wait() {
    let invalid = block_on(user("eve").validate_async_with(&Taken(&["bob"]))).unwrap_err();
    assert_eq!(invalid.to_string(), "/nick: is in use\n/aliases/1: is taken");
    let invalid = block_on(user("eve").validate_async_with(&3_u8)).unwrap_err();
    assert_eq!(invalid.for_field("nick")[0].code(), "context");
}

#[test]
fn values_inside_wait_too() {
    let team = |is_open| Team::new(vec![user("eve"), user("ada")], is_open, "ada").unwrap();
    let invalid = block_on(team(true).validate_async()).unwrap_err();
    let paths: Vec<String> = invalid.iter().map(|v| v.path()).collect();
    assert_eq!(paths, ["/users/0/aliases/1", "/users/1/name", "/users/1/aliases/1", "/name"]);
    assert_eq!(block_on(team(false).validate_async()).unwrap_err().len(), 3);
}

#[test]
fn the_first_pass_goes_first() {
    static ASKED: Mutex<u32> = Mutex::new(0);
    async fn ask(_: &str) -> bool {
        turn().await;
        *ASKED.lock().unwrap() += 1;
        true
    }
    #[validated(open)]
    struct Word {
        #[validate(nonblank, async_with = ask)]
        text: String,
    }
    assert!(block_on(Word { text: String::new() }.validate_async()).is_err());
    assert_eq!(*ASKED.lock().unwrap(), 0);
    assert!(block_on(Word { text: "a".to_owned() }.validate_async()).is_ok());
    assert_eq!(*ASKED.lock().unwrap(), 1);
}

#[test]
fn fields_wait_side_by_side() {
    static SEEN: Mutex<Vec<String>> = Mutex::new(Vec::new());
    async fn note(text: &str) -> bool {
        SEEN.lock().unwrap().push(format!("begin {text}"));
        turn().await;
        SEEN.lock().unwrap().push(format!("end {text}"));
        true
    }
    #[validated(open)]
    struct Three {
        #[validate(async_with = note)]
        a: String,
        #[validate(async_with = note)]
        b: String,
        #[validate(async_with = note)]
        c: String,
    }
    let three = Three { a: "a".into(), b: "b".into(), c: "c".into() };
    block_on(three.validate_async()).unwrap();
    let seen = SEEN.lock().unwrap().join(", ");
    assert_eq!(seen, "begin a, begin b, begin c, end a, end b, end c");
}

#[test]
fn a_check_that_waits_can_be_sent() {
    fn sent<F: Future + Send>(future: F) -> F {
        future
    }
    let user = user("eve");
    assert!(block_on(sent(user.validate_async_with(&Taken(&[])))).is_err());
}

#[test]
fn at_most_a_hundred_are_told() {
    let names = vec!["ada".to_owned(); 1000];
    let user = User::new("eve", None, names).unwrap();
    let invalid = block_on(user.validate_async()).unwrap_err();
    assert!(invalid.len() == 100 && invalid.is_truncated());
}
