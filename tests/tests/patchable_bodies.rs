//! What a `#[patchable]` method takes and returns, where no patch applies: its own body runs, with
//! its arguments as they were.
#![forbid(unsafe_code)]
#![deny(warnings, clippy::pedantic)]

use std::fmt::Debug;
use std::future::Future;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::mpsc;
use std::task::{Context, Poll, Waker};
use std::thread;

use dunder::{original, patch, patchable};

struct Account {
    number: u32,
    name: String,
}

#[patchable]
impl Account {
    fn now() -> u64 {
        1
    }

    fn new(number: u32) -> Self {
        Self { number, name: "own".to_owned() }
    }

    fn nothing(&self) {
        let _ = self.number;
    }

    fn mutable(&self, mut a: u32, b: u32) -> u32 {
        a += b;
        a + self.number
    }

    fn unused(&self, _a: u32, _: u32) -> u32 {
        self.number
    }

    fn patterns(&self, &(a, b): &(u32, u32), (c, d): (u32, u32), [e, f]: [u32; 2]) -> u32 {
        self.number + a + b + c + d + e + f
    }

    /// Names that the macro uses for its own.
    fn names(&self, this: u32, result: u32, hit: u32, patch: u32, when: u32, found: u32) -> u32 {
        self.number + this + result * 2 + hit * 3 + patch * 4 + when * 5 + found * 6
    }

    fn pick<'a>(&'a self, a: &'a str, b: &'a str) -> &'a str {
        if self.number > 5 { b } else { a }
    }

    fn two<'a, 'b>(&'a self, b: &'b str) -> (&'a str, &'b str) {
        (&self.name, b)
    }

    fn parse(&self, text: &str) -> Result<u32, std::num::ParseIntError> {
        let number: u32 = text.parse()?;
        if number > self.number {
            return Ok(number);
        }
        Ok(0)
    }

    fn dynamic(&self, value: &dyn Debug) -> String {
        format!("{value:?}{}", self.number)
    }

    fn fibonacci(&self, n: u32) -> u32 {
        if n < 2 { n } else { self.fibonacci(n - 1) + self.fibonacci(n - 2) }
    }

    fn boxed(&self, n: u32) -> Box<dyn Fn(u32) -> u32 + '_> {
        Box::new(move |m| m + n + self.number)
    }

    fn future(&self, n: u32) -> Pin<Box<dyn Future<Output = u32> + Send + '_>> {
        Box::pin(async move { n + self.number })
    }

    #[track_caller]
    #[must_use]
    fn line(&self, n: u32) -> u32 {
        Location::caller().line() + n + self.number
    }

    fn add(&mut self, n: u32) -> u32 {
        self.number += n;
        self.number
    }

    fn longer(&mut self, more: &str) -> &mut String {
        self.name.push_str(more);
        &mut self.name
    }

    fn into_name(self, last: char) -> String {
        let mut name = self.name;
        name.push(last);
        name
    }

    fn counted(self: Rc<Self>, n: u32) -> u32 {
        self.number + n
    }

    fn applied(&self, f: fn(u32) -> u32) -> u32 {
        f(self.number)
    }

    fn summed(&self, all: std::slice::Iter<'_, u32>) -> u32 {
        all.sum::<u32>() + self.number
    }

    fn generic<T: Debug + 'static>(&self, value: &T) -> String {
        format!("{value:?}{}", self.number)
    }

    fn sized<const N: usize>(&self, bytes: &[u8; N]) -> usize {
        bytes.len() + N + self.name.len()
    }

    async fn later(&self, a: u32, b: &str) -> u32 {
        std::future::ready(()).await;
        a + self.number + u32::from(b.is_empty())
    }
}

struct Repo<T>(Vec<T>);

#[patchable]
impl<T: Clone + 'static> Repo<T> {
    fn load(&self, id: usize) -> Option<T> {
        self.0.get(id).cloned()
    }
}

trait Shape {
    type Area;

    fn area(&self, scale: u32) -> Self::Area;
    fn sides(of: u32) -> u32
    where
        Self: Sized;
}

#[patchable]
impl Shape for Account {
    type Area = u64;

    fn area(&self, scale: u32) -> Self::Area {
        u64::from(scale + self.number)
    }

    fn sides(of: u32) -> u32 {
        of
    }
}

fn at_once<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("it is ready"),
    }
}

/// Calls everything, as if there were no `#[patchable]`.
fn call_all() {
    let mut one = Account::new(1);
    assert_eq!((Account::now(), one.number), (1, 1));
    one.nothing();
    assert_eq!((one.mutable(2, 3), one.unused(2, 3)), (6, 1));
    assert_eq!(one.patterns(&(1, 2), (3, 4), [5, 6]), 22);
    assert_eq!(one.names(1, 2, 3, 4, 5, 6), 92);
    assert_eq!((one.pick("x", "y"), one.two("z")), ("x", ("own", "z")));
    assert_eq!((one.parse("7"), one.parse("0"), one.parse("x").is_err()), (Ok(7), Ok(0), true));
    assert_eq!(one.dynamic(&2), "21");
    assert_eq!(one.fibonacci(10), 55);
    assert_eq!((one.boxed(2)(3), at_once(one.future(2))), (6, 3));
    assert_eq!(one.line(2), line!() + 3);
    assert_eq!(one.add(1), 2);
    one.longer("er").push('!');
    assert_eq!((one.applied(|n| n + 7), one.summed([1, 2].iter())), (9, 5));
    assert_eq!((one.generic(&"a"), one.sized(&[0; 3])), ("\"a\"2".to_owned(), 12));
    assert_eq!(at_once(one.later(1, "")), 4);
    assert_eq!((one.area(1), Account::sides(4)), (3, 4));
    assert_eq!(one.into_name('?'), "owner!?");
    assert_eq!(Rc::new(Account::new(1)).counted(3), 4);
    assert_eq!(Repo(vec!["a"]).load(0), Some("a"));
}

/// Patches everything, each with something else.
fn patch_all() -> impl Sized {
    let some = (
        patch!(Account::now => || 5),
        patch!(Account::new => |_| Account { number: 9, name: String::new() }),
        patch!(Account::nothing => |_| ()),
        patch!(Account::mutable => |_, a, b| a * b),
        patch!(Account::unused => |_, _, _| 0),
        patch!(Account::patterns => |_, _, _, _| 0),
        patch!(Account::names => |_, a, b, c, d, e, f| a + b + c + d + e + f),
        patch!(Account::pick => |_, _, b| b),
        patch!(Account::two => |this, b| (&this.name, b)),
        patch!(Account::parse => |_, _| Ok(3)),
        patch!(Account::dynamic => |_, _| String::new()),
        patch!(Account::fibonacci => |_, n| n),
    );
    let more = (
        patch!(Account::boxed => |_, n| Box::new(move |m| m * n)),
        patch!(Account::future => |_, n| Box::pin(async move { n })),
        patch!(Account::line => |_, n| n),
        patch!(Account::add => |_, n| n),
        patch!(Account::longer => |this, _| &mut this.name),
        patch!(Account::into_name => |this, _| this.name),
        patch!(Account::counted => |_, n| n),
        patch!(Account::applied => |_, f| f(0)),
        patch!(Account::summed => |_, all| all.sum()),
    );
    let last = (
        patch!(Account::generic::<&'static str> => |_, _| String::new()),
        patch!(Account::sized::<3> => |_, _| 0),
        patch!(Account::later => async |_, a, _| a),
        patch!(Repo::<&'static str>::load => |_, _| None),
        patch!(<Account as Shape>::area => |_, _| 0),
        patch!(<Account as Shape>::sides => |_| 0),
    );
    (some, more, last)
}

#[test]
fn a_body_runs_with_its_own_arguments_while_another_thread_has_patched_it() {
    call_all();
    let (ready, patched) = mpsc::channel();
    let (end, ended) = mpsc::channel::<()>();
    let other = thread::spawn(move || {
        let _patches = patch_all();
        ready.send(()).expect("the test waits");
        assert!(ended.recv().is_err());
    });
    patched.recv().expect("the other thread patches");
    call_all();
    drop(end);
    other.join().expect("the other thread ends");
    call_all();
}

#[test]
fn a_patch_has_the_arguments_that_its_condition_and_the_patch_above_have_seen() {
    let one = Account::new(1);
    let product = patch!(Account::mutable => |_, a, b| {
        assert!(a != 7, "seven");
        a * b
    });
    assert!(catch_unwind(AssertUnwindSafe(|| one.mutable(7, 1))).is_err());
    assert_eq!(one.mutable(3, 5), 15);
    let of_three =
        patch!(Account::mutable => |this, a, b| this.mutable(a, b) + 1, when = |_, a, _| *a == 3);
    assert_eq!((one.mutable(3, 5), one.mutable(2, 5)), (16, 10));
    let of_one = patch!(one, mutable => |this, a, b| this.mutable(a, b + 1) * 100);
    assert_eq!((one.mutable(3, 5), one.mutable(2, 5)), (1900, 1200));
    drop(product);
    assert_eq!((one.mutable(3, 5), one.mutable(2, 5)), (1100, 900));
    drop((of_three, of_one));
    assert_eq!(one.mutable(3, 5), 9);
    let pick = patch!(Account::pick => |this, a, b| original!(Account::pick)(this, b, a));
    assert_eq!((one.pick("x", "y"), pick.calls()), ("y", 1));
    let new = patch!(Account::new => |n| Account { number: n + 1, name: String::new() });
    assert_eq!((Account::new(4).number, new.calls()), (5, 1));
}
