//! What `patchable` does, through the public API.
#![allow(clippy::unused_self, reason = "methods are what is patched")]

use std::cell::Cell;
use std::collections::HashMap;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::thread;

use dunder::patchable::{InPatchScope, MonkeyPatch, PatchError, Patched, Scope};
use dunder::{extend, original, patch, patch_fn, patchable};

fn ready<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the future waits"),
    }
}

fn is_send<T: Send>(value: T) -> T {
    value
}

#[derive(Default)]
struct Calculator {
    offset: i32,
}

#[patchable]
impl Calculator {
    const LIMIT: i32 = 10;
    const NAME: &str = "calculator";
    #[patchable(get = "most")]
    const MAX: u8 = 3;
    #[patchable(skip)]
    const PLAIN: u8 = 4;

    pub fn add(&self, a: i32, b: i32) -> i32 {
        a + b + self.offset
    }

    fn limited(&self) -> i32 {
        Self::limit() + i32::from(Self::PLAIN)
    }

    fn set(&mut self, (a, _): (i32, i32), mut b: i32) -> i32 {
        b += 1;
        std::mem::replace(&mut self.offset, a + b)
    }

    fn take(self) -> i32 {
        self.offset
    }

    fn shared(self: Rc<Self>) -> i32 {
        self.offset
    }

    fn doubled(n: i32) -> i32 {
        n * 2
    }

    fn longest<'a>(&self, a: &'a str, b: &'a str) -> &'a str {
        if a.len() < b.len() { b } else { a }
    }

    fn offset(&self, _: &str) -> &i32 {
        &self.offset
    }

    fn offset_mut(&mut self) -> &mut i32 {
        &mut self.offset
    }

    fn apply(&self, f: &dyn Fn(&str) -> usize, text: &str) -> usize {
        f(text)
    }

    fn show<T: ToString + 'static>(&self, value: T) -> String {
        value.to_string()
    }

    /// Calls itself.
    fn factorial(&self, n: u64) -> u64 {
        if n < 2 { 1 } else { n * self.factorial(n - 1) }
    }

    fn early(&self, text: &str) -> Option<u8> {
        let byte = *text.as_bytes().first()?;
        if byte == 0 {
            return None;
        }
        Some(byte)
    }

    async fn fetch(&self, id: u64) -> String {
        format!("real {id} {}", self.offset)
    }

    async fn borrow(&self, name: &str) -> usize {
        name.len()
    }

    #[patchable(?Send)]
    async fn local(&self, cell: Rc<Cell<u8>>) -> u8 {
        cell.get()
    }

    const fn constant() -> u8 {
        1
    }

    fn opaque(&self, text: impl ToString) -> impl Iterator<Item = char> {
        text.to_string().chars().rev().collect::<Vec<_>>().into_iter()
    }

    fn borrowed<T: ToString>(&self, value: &T) -> String {
        value.to_string()
    }

    #[patchable(skip)]
    fn alone(&self) -> u8 {
        7
    }
}

#[test]
fn a_patch_holds_on_this_thread_until_its_guard_drops() {
    let old = Calculator::default();
    let guard = patch!(Calculator::add => |this, a, b| original!(Calculator::add)(this, a, b) * 10);
    assert_eq!((old.add(1, 2), Calculator { offset: 1 }.add(1, 2)), (30, 40));
    assert_eq!(guard.calls(), 2);
    assert_eq!(thread::spawn(|| Calculator::default().add(1, 2)).join().unwrap(), 3);
    drop(guard);
    assert_eq!(old.add(1, 2), 3);
}

#[test]
fn guards_drop_in_any_order() {
    let calculator = Calculator::default();
    let one = patch!(Calculator::add => |_, _, _| 1);
    let two = patch!(Calculator::add => |_, _, _| 2);
    let three = patch!(Calculator::add => |_, _, _| 3);
    assert_eq!(calculator.add(0, 0), 3);
    drop(two);
    assert_eq!(calculator.add(0, 0), 3);
    drop(three);
    assert_eq!(calculator.add(0, 0), 1);
    drop(one);
    assert_eq!(calculator.add(0, 0), 0);
}

#[test]
fn a_replacement_that_calls_the_method_runs_the_patch_below() {
    let calculator = Calculator::default();
    let _one = patch!(Calculator::add => |this, a, b| this.add(a, b) + 1);
    let _two = patch!(Calculator::add => |this, a, b| this.add(a, b) * 10);
    assert_eq!(calculator.add(1, 2), 40);
    assert_eq!(calculator.add(1, 2), 40);
}

#[test]
fn the_calls_inside_an_original_are_patched_again() {
    let calculator = Calculator::default();
    let guard =
        patch!(Calculator::factorial => |this, n| original!(Calculator::factorial)(this, n));
    assert_eq!(calculator.factorial(5), 120);
    assert_eq!(guard.calls(), 5);
    drop(guard);
    let guard = patch!(Calculator::factorial => |this, n| this.factorial(n));
    assert_eq!(calculator.factorial(5), 120);
    assert_eq!(guard.calls(), 5);
}

#[test]
fn an_original_may_have_the_method_in_its_arguments() {
    let calculator = Calculator::default();
    let _guard = patch!(Calculator::add => |_, _, _| 100);
    let add = original!(Calculator::add);
    assert_eq!(add(&calculator, calculator.add(1, 1), 1), 101);
    assert_eq!(add(&calculator, 1, 1), 2);
}

#[test]
fn a_patch_ends_when_a_panic_passes_its_guard() {
    let calculator = Calculator::default();
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let _guard = patch!(Calculator::add => |_, _, _| panic!("patched"));
        calculator.add(1, 1)
    }));
    assert!(outcome.is_err());
    assert_eq!(calculator.add(1, 1), 2);
    let _guard = patch!(Calculator::add => |this, a, _| if a == 0 { panic!("once") } else { this.add(a, 5) });
    assert!(catch_unwind(AssertUnwindSafe(|| calculator.add(0, 1))).is_err());
    assert_eq!(calculator.add(1, 1), 6);
}

#[test]
fn every_kind_of_argument_and_result_can_be_patched() {
    let mut calculator = Calculator { offset: 4 };
    let _a = patch!(Calculator::set => |this, (a, b), c| { this.offset = a + b + c; -1 });
    assert_eq!((calculator.set((1, 2), 3), calculator.offset), (-1, 6));
    let _b = patch!(Calculator::longest => |_, a, _| a);
    assert_eq!(calculator.longest("a", "bb"), "a");
    let _c =
        patch!(Calculator::offset => |this, text| if text.is_empty() { &this.offset } else { &9 });
    assert_eq!((*calculator.offset(""), *calculator.offset("x")), (6, 9));
    let _d = patch!(Calculator::offset_mut => |this| { this.offset += 1; &mut this.offset });
    *calculator.offset_mut() += 10;
    assert_eq!(calculator.offset, 17);
    let _e = patch!(Calculator::apply => |_, f, text| f(text) + 100);
    assert_eq!(calculator.apply(&str::len, "abc"), 103);
    let _f = patch!(Calculator::doubled => |n| n + 1);
    assert_eq!(Calculator::doubled(7), 8);
    let _g = patch!(Calculator::early => |_, _| Some(1));
    assert_eq!(calculator.early(""), Some(1));
    let _h = patch!(Calculator::shared => |this| original!(Calculator::shared)(this) + 1);
    assert_eq!(Rc::new(Calculator { offset: 2 }).shared(), 3);
    let _i = patch!(Calculator::take => |this| this.offset * 2);
    assert_eq!(calculator.take(), 34);
}

#[test]
fn what_is_not_patched_does_what_it_did() {
    let mut calculator = Calculator { offset: 4 };
    assert_eq!((calculator.set((1, 2), 3), calculator.offset), (4, 5));
    assert_eq!(calculator.longest("a", "bb"), "bb");
    assert_eq!(*calculator.offset(""), 5);
    *calculator.offset_mut() = 1;
    assert_eq!((calculator.early("a"), calculator.early("")), (Some(97), None));
    assert_eq!(calculator.show(3), "3");
    assert_eq!(calculator.opaque("ab").collect::<String>(), "ba");
    assert_eq!((calculator.borrowed(&2), calculator.alone()), ("2".to_owned(), 7));
    assert_eq!(Calculator::constant(), 1);
    assert_eq!(ready(calculator.fetch(1)), "real 1 1");
    assert_eq!(ready(calculator.local(Rc::new(Cell::new(2)))), 2);
    assert_eq!((Calculator::name(), Calculator::NAME), ("calculator", "calculator"));
    assert_eq!((Rc::new(Calculator { offset: 1 }).shared(), calculator.take()), (1, 1));
}

#[test]
fn class_attributes_have_readers_that_see_patches() {
    let guard = patch!(Calculator::LIMIT = 60);
    assert_eq!((Calculator::limit(), Calculator::LIMIT), (60, 10));
    assert_eq!(Calculator::default().limited(), 64);
    assert_eq!(guard.calls(), 2);
    drop(guard);
    assert_eq!(Calculator::limit(), 10);
    let _name = patch!(Calculator::NAME = "other");
    let _max = patch!(Calculator::MAX = 9);
    assert_eq!((Calculator::name(), Calculator::most()), ("other", 9));
}

#[test]
fn one_instance_can_be_patched_however_it_is_held() {
    let (value, other) = (Calculator::default(), Calculator::default());
    let guard = patch!(value, add => |this, a, b| original!(Calculator::add)(this, a, b) + 100);
    assert_eq!((value.add(1, 1), other.add(1, 1), guard.calls()), (102, 2, 1));
    drop(guard);
    let reference = &value;
    let boxed = Box::new(Calculator::default());
    let counted = Rc::new(Calculator::default());
    let shared = Arc::new(Calculator::default());
    let _a = patch!(reference, add => |_, _, _| 1);
    let _b = patch!(boxed, add => |_, _, _| 2);
    let _c = patch!(counted, add => |_, _, _| 3);
    let _d = patch!(shared, add => |_, _, _| 4);
    let held = (value.add(0, 0), boxed.add(0, 0), counted.add(0, 0), Arc::clone(&shared).add(0, 0));
    assert_eq!(held, (1, 2, 3, 4));
    assert_eq!(other.add(0, 0), 0);
}

#[test]
fn a_field_can_be_patched_and_the_newest_patch_wins() {
    struct Holder {
        inner: Calculator,
    }
    let holder = Holder { inner: Calculator::default() };
    let one = patch!(holder.inner, add => |_, _, _| 1);
    let _type = patch!(Calculator::add => |_, _, _| 2);
    assert_eq!(holder.inner.add(0, 0), 2);
    let _again =
        patch!(holder.inner, add => |this, a, b| this.add(a, b) * 10, when = |_, a, _| *a == 0);
    assert_eq!((holder.inner.add(0, 0), holder.inner.add(1, 0)), (20, 2));
    drop(one);
}

#[test]
fn an_exclusive_method_of_one_instance_is_patched_behind_patched() {
    let mut one = Patched::new(Calculator::default());
    let mut other = Calculator::default();
    let guard = patch!(one, set => |this, _, b| { this.offset = 100 + b; b });
    assert_eq!((one.set((1, 1), 2), one.offset, other.set((1, 1), 2)), (2, 102, 0));
    assert_eq!(guard.calls(), 1);
    let mut inner = one.into_inner();
    assert_eq!(inner.set((1, 1), 2), 102);
    drop(guard);
}

#[test]
fn a_dropped_patched_leaves_no_patch_for_a_stranger() {
    let mut guards = Vec::new();
    for _ in 0..50 {
        let mut one = Patched::new(Calculator::default());
        assert_eq!(one.set((1, 1), 1), 0);
        guards.push(patch!(one, set => |_, _, _| -1));
        assert_eq!(one.set((1, 1), 1), -1);
    }
}

#[test]
fn a_condition_and_a_number_of_times_let_the_rest_through() {
    let calculator = Calculator::default();
    let guard =
        patch!(Calculator::add => |_, _, _| -1, when = |this, a, _| *a > 5 && this.offset == 0);
    assert_eq!((calculator.add(6, 0), calculator.add(5, 0), guard.calls()), (-1, 5, 1));
    drop(guard);
    let guard = patch!(Calculator::add => |_, _, _| -1, times = 2);
    let results: Vec<_> = (0..4).map(|i| calculator.add(i, 0)).collect();
    assert_eq!((results, guard.calls()), (vec![-1, -1, 2, 3], 2));
    drop(guard);
    let _below = patch!(Calculator::add => |_, _, _| 1);
    let _guard = patch!(Calculator::add => |_, _, _| 2, when = |_, a, _| *a > 0, times = 1);
    assert_eq!((calculator.add(0, 0), calculator.add(1, 0), calculator.add(1, 0)), (1, 2, 1));
}

#[test]
fn a_condition_may_call_the_method_it_is_about() {
    let calculator = Calculator::default();
    let _guard = patch!(Calculator::add => |_, _, _| -1, when = |this, a, b| this.add(*a, *b) > 5);
    assert_eq!((calculator.add(3, 3), calculator.add(1, 1)), (-1, 2));
}

struct Everywhere;

#[patchable]
impl Everywhere {
    fn get(&self) -> u8 {
        1
    }

    fn kept(&self) -> u8 {
        1
    }
}

#[test]
fn a_global_patch_reaches_every_thread_and_lies_below_a_threads_own() {
    let guard = patch!(global Everywhere::get => |_| 2);
    let inside = || {
        (Everywhere.get(), {
            let _own = patch!(Everywhere::get => |this| this.get() * 10);
            Everywhere.get()
        })
    };
    assert_eq!(thread::spawn(inside).join().unwrap(), (2, 20));
    drop(guard);
    assert_eq!(thread::spawn(inside).join().unwrap(), (1, 10));
}

#[test]
fn forever_is_for_the_rest_of_the_thread_or_the_program() {
    thread::spawn(|| {
        patch!(Everywhere::kept => |_| 2).forever();
        assert_eq!(Everywhere.kept(), 2);
    })
    .join()
    .unwrap();
    assert_eq!(Everywhere.kept(), 1);
    patch!(global Everywhere::kept => |_| 3).forever();
    assert_eq!(thread::spawn(|| Everywhere.kept()).join().unwrap(), 3);
}

#[test]
fn a_scope_takes_patches_to_another_thread_and_they_end_there_too() {
    let guard = patch!(Calculator::add => |_, _, _| 7);
    let scope = Scope::current();
    thread::scope(|threads| {
        let seen = threads.spawn(|| {
            let own = patch!(Calculator::doubled => |_| 1);
            let inside = scope.enter(|| (Calculator::default().add(1, 1), Calculator::doubled(4)));
            drop(own);
            (inside, Calculator::default().add(1, 1))
        });
        assert_eq!(seen.join().unwrap(), ((7, 8), 2));
    });
    drop(guard);
    assert_eq!(scope.enter(|| Calculator::default().add(1, 1)), 2);
}

#[test]
fn a_guard_that_leaves_a_scope_keeps_its_patch() {
    let scope = Scope::current();
    let (guard, ended) = scope.enter(|| {
        let ended = patch!(Calculator::doubled => |_| 1);
        (patch!(Calculator::add => |_, _, _| 5), ended.calls())
    });
    assert_eq!((Calculator::default().add(1, 1), Calculator::doubled(2), ended), (5, 4, 0));
    drop(guard);
    assert_eq!(Calculator::default().add(1, 1), 2);
}

#[test]
fn async_methods_are_patched_and_their_futures_stay_send() {
    let calculator = Calculator { offset: 1 };
    let prefix = "mock".to_owned();
    let guard =
        patch!(Calculator::fetch => async |this, id| format!("{prefix} {id} {}", this.offset));
    assert_eq!(ready(is_send(calculator.fetch(3))), "mock 3 1");
    assert_eq!(ready(calculator.fetch(4)), "mock 4 1");
    assert_eq!(guard.calls(), 2);
    drop(guard);
    let _below = patch!(Calculator::fetch => async |this, id| {
        let original = original!(Calculator::fetch)(this, id).await;
        format!("<{original}>")
    });
    let _above = patch!(Calculator::fetch => async |this, id| this.fetch(id + 1).await, when = |_, id| *id > 5);
    assert_eq!(ready(is_send(calculator.fetch(6))), "<real 7 1>");
    assert_eq!(ready(calculator.fetch(5)), "<real 5 1>");
    let _borrow = patch!(Calculator::borrow => async |this, name| name.len() + usize::try_from(this.offset).unwrap());
    assert_eq!(ready(is_send(calculator.borrow("abc"))), 4);
    let _local = patch!(Calculator::local => async |_, cell| cell.get() + 1);
    assert_eq!(ready(calculator.local(Rc::new(Cell::new(2)))), 3);
    let one = Calculator::default();
    let _one = patch!(one, fetch => async |_, _| "one".to_owned());
    assert_eq!(
        (ready(one.fetch(1)).as_str(), ready(calculator.fetch(1)).as_str()),
        ("one", "<real 1 1>")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_spawned_task_takes_the_patches_along() {
    let task = {
        let _ended = patch!(Calculator::doubled => |_| 0);
        let guard = patch!(Calculator::fetch => async |_, id| {
            tokio::task::yield_now().await;
            format!("mock {id}")
        });
        let task = async {
            tokio::task::yield_now().await;
            let first = Calculator::default().fetch(1).await;
            tokio::task::yield_now().await;
            first
        };
        guard.forever();
        task.in_patch_scope()
    };
    let bare = tokio::spawn(async { Calculator::default().fetch(1).await });
    assert_eq!(tokio::spawn(task).await.unwrap(), "mock 1");
    // The worker thread that polls it may be this one: its own patch is no other task's.
    let bare = bare.await.unwrap();
    assert!(bare == "real 1 0" || bare == "mock 1", "{bare}");
    assert_eq!(Calculator::doubled(2), 4);
}

struct Repo<T> {
    value: T,
}

#[patchable]
impl<T: Clone + 'static> Repo<T> {
    const SIZE: usize = 1;

    fn get(&self) -> &T {
        &self.value
    }

    fn count() -> usize {
        1
    }

    fn pair<U: 'static>(&self, other: U) -> (T, U) {
        (self.value.clone(), other)
    }
}

#[test]
fn each_set_of_type_parameters_has_its_own_patches() {
    let _get = patch!(Repo::<i32>::get => |_| &42);
    assert_eq!((*Repo { value: 1_i32 }.get(), *Repo { value: 1_u8 }.get()), (42, 1));
    let _count = patch!(Repo<i32>::count => || 5);
    assert_eq!((Repo::<i32>::count(), Repo::<u8>::count()), (5, 1));
    let _size = patch!(Repo::<u8>::SIZE = 9);
    assert_eq!((Repo::<i32>::size(), Repo::<u8>::size()), (1, 9));
    let _pair = patch!(Repo::<u8>::pair => |this, other: u16| (this.value + 1, other + 1));
    assert_eq!(Repo { value: 1_u8 }.pair(1_u16), (2, 2));
    assert_eq!(Repo { value: 1_u8 }.pair(1_u32), (1, 1));
    let _show = patch!(Calculator::show::<u8> => |_, value| format!("patched {value}"));
    let calculator = Calculator::default();
    assert_eq!((calculator.show(1_u8), calculator.show(1_u16)), ("patched 1".into(), "1".into()));
}

struct Reader;

#[patchable]
impl Reader {
    fn parse<T: std::str::FromStr + 'static>(&self, text: &str) -> Option<T> {
        text.parse().ok()
    }

    fn size_of<T: 'static>(&self) -> usize {
        size_of::<T>()
    }

    fn times<const N: usize, const UP: bool>() -> usize {
        if UP { N + 1 } else { N }
    }
}

#[test]
fn a_parameter_that_no_argument_names_is_told_apart_too() {
    let parse = patch!(Reader::parse::<u8> => |_, _| Some(7));
    assert_eq!((Reader.parse::<u8>("1"), Reader.parse::<u16>("1")), (Some(7), Some(1)));
    let _size = patch!(Reader::size_of::<u8> => |_| 9, when = |_| true);
    assert_eq!((Reader.size_of::<u8>(), Reader.size_of::<u16>()), (9, 2));
    let _below = patch!(Reader::parse::<u8> => |this, text| this.parse::<u8>(text).map(|n| n + 1));
    assert_eq!((Reader.parse::<u8>("x"), parse.calls()), (Some(8), 2));
    drop(parse);
    assert_eq!((Reader.parse::<u8>("1"), Reader.parse::<u8>("x")), (Some(2), None));
    let _times = patch!(Reader::times::<3, true> => || 0);
    let times =
        (Reader::times::<3, true>(), Reader::times::<4, true>(), Reader::times::<3, false>());
    assert_eq!(times, (0, 5, 3));
}

struct Parser<'a> {
    text: &'a str,
}

#[patchable]
impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Self {
        Self { text }
    }

    fn first(&self) -> Option<&'a str> {
        self.text.split(' ').next()
    }

    fn same(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

#[test]
fn a_type_that_borrows_can_be_patched() {
    let text = "a b".to_owned();
    let _first = patch!(Parser::first => |this| this.text.split(' ').nth(1));
    let _same = patch!(Parser::same => |this, other| !original!(Parser::same)(this, other));
    let parser = Parser::new(&text);
    assert_eq!((parser.first(), parser.same(&Parser::new("a b"))), (Some("b"), false));
    let _new = patch!(Parser::new => |text| Parser { text: &text[1..] });
    assert_eq!(Parser::new("xy").text, "y");
}

trait Shape {
    type Unit;
    fn area(&self) -> Self::Unit;
    fn name() -> String;
    async fn later(&self) -> u8;
}

#[patchable]
impl Shape for Calculator {
    type Unit = f64;

    fn area(&self) -> Self::Unit {
        1.0
    }

    fn name() -> String {
        "shape".to_owned()
    }

    async fn later(&self) -> u8 {
        1
    }
}

#[patchable]
impl From<u8> for Calculator {
    fn from(offset: u8) -> Self {
        Self { offset: offset.into() }
    }
}

#[patchable]
impl From<i32> for Calculator {
    fn from(offset: i32) -> Self {
        Self { offset }
    }
}

#[test]
fn the_methods_of_a_trait_are_patched_by_their_trait() {
    let calculator = Calculator::default();
    let _area = patch!(<Calculator as Shape>::area => |this| original!(<Calculator as Shape>::area)(this) + 1.0);
    let _name = patch!(<Calculator as Shape>::name => || "patched".to_owned());
    let _later = patch!(<Calculator as Shape>::later => async |_| 2);
    let as_shape: &dyn Fn() -> f64 = &|| Shape::area(&calculator);
    assert!((as_shape() - 2.0).abs() < f64::EPSILON);
    assert_eq!(
        (<Calculator as Shape>::name(), ready(calculator.later())),
        ("patched".to_owned(), 2)
    );
    let one = Calculator::default();
    let _one = patch!(one, Shape::area => |_| 9.0);
    assert!((one.area() - 9.0).abs() < f64::EPSILON && calculator.area() < 3.0);
    let _from = patch!(<Calculator as From<u8>>::from => |_| Calculator { offset: 100 });
    assert_eq!((Calculator::from(1_u8).offset, Calculator::from(1_i32).offset), (100, 1));
}

#[patchable]
impl Calculator {
    /// In a block of its own.
    fn more(&self) -> u8 {
        1
    }
}

#[test]
fn several_blocks_of_one_type_work() {
    let _guard = patch!(Calculator::more => |_| 2);
    assert_eq!(Calculator::default().more(), 2);
}

#[test]
fn several_patches_are_applied_and_restored_together() {
    let calculator = Calculator::default();
    let mut mp = MonkeyPatch::new();
    mp.patch(patch_fn!(Calculator::add => |_, a, b| a * b, times = 1))
        .patch(patch_fn!(Calculator::LIMIT = 60))
        .patch(patch!(Calculator::doubled => |_| 0));
    let look = || (calculator.add(3, 3), Calculator::limit(), Calculator::doubled(1));
    assert_eq!(look(), (6, 10, 2));
    assert_eq!(mp.scope(look), (9, 60, 0));
    assert_eq!(look(), (6, 10, 2));
    mp.apply().apply();
    assert_eq!(look(), (9, 60, 0));
    assert_eq!(look(), (6, 60, 0));
    mp.restore();
    assert_eq!(look(), (6, 10, 2));
    let outcome = catch_unwind(AssertUnwindSafe(|| mp.scope(|| assert_eq!(look().0, 0))));
    assert!(outcome.is_err());
    assert_eq!(look(), (6, 10, 2));
    mp.apply();
    drop(mp);
    assert_eq!(look(), (6, 10, 2));
}

#[derive(Debug, Default)]
struct ApiClient {
    sent: u32,
}

#[patchable(dyn)]
impl ApiClient {
    const TIMEOUT: u32 = 30;
    const BASE_URL: &'static str = "https://api.example.com";

    fn add(&self, a: i32, b: i32) -> i32 {
        a + b
    }

    fn send(&mut self, n: u32) -> u32 {
        self.sent += n;
        self.sent
    }

    fn version() -> String {
        "1".to_owned()
    }

    fn path(&self, text: &str) -> usize {
        text.len()
    }

    async fn fetch(&self) -> u8 {
        1
    }

    const fn fixed() -> u8 {
        1
    }
}

fn boxed<T: 'static>(value: T) -> Box<dyn std::any::Any> {
    Box::new(value)
}

#[test]
fn patches_by_name_are_checked_when_they_are_made() {
    fn multiplied(_: &ApiClient, a: i32, b: i32) -> i32 {
        a * b
    }
    let mut mp = MonkeyPatch::new();
    mp.patch_named("ApiClient.TIMEOUT", 60_u32).unwrap();
    mp.patch_named("patchable::ApiClient.BASE_URL", "https://staging.api.example.com").unwrap();
    mp.patch_named("ApiClient.add", multiplied as fn(&ApiClient, i32, i32) -> i32).unwrap();
    mp.patch_named("ApiClient.fetch", patch_fn!(ApiClient::fetch => async |_| 2)).unwrap();
    mp.patch_named("ApiClient.path", (|_, _| 3) as fn(&ApiClient, &str) -> usize).unwrap();
    let client = ApiClient::default();
    let seen = mp.scope(|| {
        let numbers = (client.add(3, 3), ready(client.fetch()), client.path(""));
        (ApiClient::timeout(), ApiClient::base_url(), numbers)
    });
    assert_eq!(seen, (60, "https://staging.api.example.com", (9, 2, 3)));
    assert_eq!(ApiClient::timeout(), 30);
}

#[test]
fn a_wrong_name_or_type_is_an_error_that_says_which() {
    let mut mp = MonkeyPatch::new();
    let mut fails = |name: &str| mp.patch_named(name, 60_i8).map(drop).unwrap_err();
    assert!(
        matches!(fails("ApiCleint.TIMEOUT"), PatchError::UnknownTarget { similar, .. } if similar == ["ApiClient"])
    );
    assert!(
        matches!(fails("ApiClient.TIMEOT"), PatchError::UnknownAttribute { similar, .. } if similar == ["TIMEOUT"])
    );
    assert!(
        matches!(fails("ApiClient.TIMEOUT"), PatchError::Signature { expected, found, .. } if expected == "u32" && found == "i8")
    );
    assert!(matches!(fails("ApiClient.add"), PatchError::Signature { .. }));
    assert!(matches!(fails("ApiClient.fixed"), PatchError::NotByName { .. }));
    assert!(matches!(fails("ApiClient"), PatchError::UnknownAttribute { .. }));
    assert!(
        matches!(fails("Twice.get"), PatchError::Ambiguous { candidates, .. } if candidates.len() == 2)
    );
    let other = patch_fn!(ApiClient::TIMEOUT = 1);
    assert!(matches!(mp.patch_named("ApiClient.add", other), Err(PatchError::Signature { .. })));
    assert_eq!(
        mp.patch_named("inner::Twice.get", (|_| 5) as fn(&inner::Twice) -> u8).map(drop),
        Ok(())
    );
    assert_eq!(mp.scope(|| (inner::Twice.get(), Twice.get())), (5, 1));
}

struct Twice;

#[patchable(dyn)]
impl Twice {
    fn get(&self) -> u8 {
        1
    }
}

mod inner {
    pub(super) struct Twice;

    #[dunder::patchable(dyn)]
    impl Twice {
        pub(super) fn get(&self) -> u8 {
            2
        }
    }
}

#[test]
fn a_method_is_called_and_added_by_name() {
    let mut client = ApiClient::default();
    let sum = client.call_dyn("add", vec![boxed(2_i32), boxed(3_i32)]).unwrap();
    assert_eq!(sum.downcast_ref::<i32>(), Some(&5));
    assert_eq!(
        client.call_dyn_mut("send", vec![boxed(2_u32)]).unwrap().downcast_ref::<u32>(),
        Some(&2)
    );
    assert_eq!(
        ApiClient::call_dyn_static("version", vec![]).unwrap().downcast_ref(),
        Some(&"1".to_owned())
    );
    let patched = patch!(ApiClient::add => |_, _, _| 0);
    assert_eq!(
        client.call_dyn("add", vec![boxed(2_i32), boxed(3_i32)]).unwrap().downcast_ref(),
        Some(&0_i32)
    );
    drop(patched);
    let signature =
        |outcome: Result<_, PatchError>| matches!(outcome, Err(PatchError::Signature { .. }));
    assert!(signature(client.call_dyn("add", vec![boxed(2_i32)])));
    assert!(signature(client.call_dyn("add", vec![boxed(2_i32), boxed("3")])));
    assert!(signature(client.call_dyn("add", vec![boxed(2_i32), boxed(3_i32), boxed(3_i32)])));
    let not_by_name =
        |outcome: Result<_, PatchError>| matches!(outcome, Err(PatchError::NotByName { .. }));
    assert!(not_by_name(client.call_dyn("send", vec![boxed(2_u32)])));
    assert!(not_by_name(ApiClient::call_dyn_static("add", vec![])));
    assert!(not_by_name(client.call_dyn("path", vec![boxed("a")])));
    assert!(not_by_name(client.call_dyn("fetch", vec![])));
    assert_eq!(ApiClient::fixed(), 1);

    let mut mp = MonkeyPatch::new();
    mp.add_named("ApiClient.get_config", |_| {
        HashMap::from([
            ("base_url", ApiClient::base_url().to_owned()),
            ("timeout", ApiClient::timeout().to_string()),
        ])
    })
    .unwrap();
    mp.add_named("ApiClient.first", |mut args| args.remove(0)).unwrap();
    assert!(matches!(mp.add_named("ApiClient.add", |_| 1), Err(PatchError::NotByName { .. })));
    assert!(ApiClient::call_dyn_static("get_config", vec![]).is_err());
    let config = mp.scope(|| ApiClient::call_dyn_static("get_config", vec![]).unwrap());
    assert_eq!(config.downcast_ref::<HashMap<&str, String>>().unwrap()["timeout"], "30");
    let first = mp.scope(|| client.call_dyn("first", vec![boxed(7_u8)]).unwrap());
    assert_eq!(first.downcast_ref(), Some(&7_u8));
    assert!(ApiClient::call_dyn_static("get_config", vec![]).is_err());
}

extend! {
    impl ApiClient {
        /// A method of a later day.
        fn get_config() -> (String, u32) {
            (Self::base_url().to_owned(), Self::timeout())
        }
    }
}

extend! {
    /// For another's type.
    trait WordsExt<T: Copy> for [T] where T: PartialEq {
        /// How many are there.
        #[must_use]
        fn times(&self, mut one: T) -> usize {
            let wanted = &mut one;
            self.iter().filter(|item| *item == wanted).count()
        }

        async fn later(&self, (a, b): (T, T)) -> bool where T: Send + Sync {
            a == b
        }
    }
}

#[test]
fn a_type_is_extended() {
    assert_eq!(ApiClient::get_config(), ("https://api.example.com".to_owned(), 30));
    assert_eq!([1, 2, 1].times(1), 2);
    assert!(ready(is_send([1, 2].later((1, 1)))));
}

struct Gated;

#[patchable(when = "cfg(any())")]
impl Gated {
    const LIMIT: u8 = 3;

    #[patchable(skip)]
    fn get(&self) -> u8 {
        Self::limit()
    }
}

struct Open;

#[patchable(when = "cfg(all())", dyn)]
impl Open {
    const LIMIT: u8 = 3;

    fn get(&self) -> u8 {
        Self::limit()
    }
}

#[test]
fn where_the_cfg_is_off_only_constant_readers_are_left() {
    const READ: u8 = Gated::limit();
    assert_eq!((READ, Gated.get()), (3, 3));
    let _guard = patch!(Open::LIMIT = 4);
    assert_eq!(Open.get(), 4);
    assert!(Open.call_dyn("get", vec![]).is_ok());
}

#[test]
fn a_replacement_may_patch_and_be_dropped_by_what_it_captured() {
    struct OnDrop;
    impl Drop for OnDrop {
        fn drop(&mut self) {
            assert_eq!(Calculator::doubled(2), 4);
        }
    }
    let captured = OnDrop;
    let guard = patch!(Calculator::doubled => |n| {
        let _ = &captured;
        let _inner = patch!(Calculator::add => |_, _, _| 9);
        Calculator::default().add(n, n)
    });
    assert_eq!(Calculator::doubled(1), 9);
    assert_eq!(Calculator::default().add(1, 1), 2);
    drop(guard);
}

#[test]
fn a_thousand_tests_patching_one_method_do_not_see_each_other() {
    thread::scope(|threads| {
        for worker in 0..8_i32 {
            threads.spawn(move || {
                let calculator = Calculator::default();
                for round in 0..125 {
                    let mine = worker * 1000 + round;
                    assert_eq!(calculator.add(1, mine), 1 + mine);
                    let guard = patch!(Calculator::add => move |_, _, _| mine);
                    let scope = Scope::current();
                    assert_eq!(calculator.add(0, 0), mine);
                    let instance = patch!(calculator, add => move |this, a, b| this.add(a, b) + 1);
                    assert_eq!(
                        (calculator.add(0, 0), Calculator::default().add(0, 0)),
                        (mine + 1, mine)
                    );
                    drop(guard);
                    assert_eq!(
                        (calculator.add(0, 0), scope.enter(|| calculator.add(2, 2))),
                        (1, 4)
                    );
                    drop(instance);
                }
            });
        }
    });
}

#[test]
fn an_argument_of_another_type_is_named_by_its_number() {
    let found = |arguments| match ApiClient::default().call_dyn("add", arguments) {
        Err(PatchError::Signature { found, .. }) => found,
        other => panic!("{:?}", other.err()),
    };
    assert_eq!(found(vec![boxed(1_i32), boxed("two")]), "2 arguments, number 2 of another type");
    assert_eq!(found(vec![boxed(1_i32)]), "1 arguments");
    assert_eq!(found(vec![boxed(1), boxed(2), boxed(3)]), "3 arguments");
}
