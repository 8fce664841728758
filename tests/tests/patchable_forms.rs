//! The forms of `patchable` that are written seldom: pools, tasks, trait objects, other attributes.
#![allow(clippy::unused_self, reason = "methods are what is patched")]

use std::cell::Cell;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::task::{Context, Poll, Waker};
use std::thread;

use dunder::patchable::{InPatchScope, MonkeyPatch, PatchError, Patched, Scope};
use dunder::{extend, logged, original, patch, patch_fn, patchable};
use rayon::prelude::*;

fn ready<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the future waits"),
    }
}

fn is_send<T: Send>(value: T) -> T {
    value
}

#[derive(Debug, Default)]
struct Store {
    name: String,
    hits: u32,
}

#[patchable]
impl Store {
    const LIMIT: u32 = 10;

    fn get(&self, key: u32) -> u32 {
        key
    }

    fn hit(&mut self, by: u32) -> u32 {
        self.hits += by;
        self.hits
    }

    fn named<'a>(&'a self, prefix: &str, other: &'a str) -> &'a str {
        if prefix.is_empty() { &self.name } else { other }
    }

    async fn load(&self, key: &str) -> Option<&str> {
        (self.name == key).then_some(self.name.as_str())
    }

    async fn save(&mut self, value: String) -> Result<usize, String> {
        self.name = value;
        Ok(self.name.len())
    }

    async fn open(name: String) -> Self {
        Self { name, hits: 0 }
    }

    fn each(&self, keys: Vec<u32>, mut f: impl FnMut(u32)) {
        keys.into_iter().for_each(&mut f);
    }

    fn visit(&self, keys: &[u32], f: &mut dyn FnMut(u32)) -> usize {
        keys.iter().copied().for_each(f);
        keys.len()
    }
}

#[test]
fn a_pools_jobs_see_the_patches_of_the_scope_they_enter() {
    let guard = patch!(Store::get => |_, key| key * 100);
    let scope = Scope::current();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
    let store = Store::default();
    let (inside, outside): (Vec<_>, Vec<_>) = pool.install(|| {
        (0..200).into_par_iter().map(|key| (scope.enter(|| store.get(key)), store.get(key))).unzip()
    });
    assert_eq!(inside, (0..200).map(|key| key * 100).collect::<Vec<_>>());
    assert_eq!(outside, (0..200).collect::<Vec<_>>());
    assert_eq!(guard.calls(), 200);
    drop(guard);
    let after: Vec<_> = pool
        .install(|| (0..20).into_par_iter().map(|key| scope.enter(|| store.get(key))).collect());
    assert_eq!(after, (0..20).collect::<Vec<_>>());
}

#[test]
fn a_scope_that_another_thread_is_in_loses_a_patch_when_its_guard_drops() {
    let guard = patch!(Store::get => |_, _| 1);
    let scope = Scope::current();
    let (go, gone) = channel();
    let (tell, told) = channel();
    let other = thread::spawn(move || {
        scope.enter(|| {
            tell.send(Store::default().get(5)).unwrap();
            gone.recv().unwrap();
            Store::default().get(5)
        })
    });
    assert_eq!(told.recv().unwrap(), 1);
    drop(guard);
    go.send(()).unwrap();
    assert_eq!(other.join().unwrap(), 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn many_tasks_have_each_its_own_patches() {
    let tasks: Vec<_> = (0..50_u32)
        .map(|n| {
            let task = async move {
                let store = Store::default();
                let mut seen = Vec::new();
                for key in 0..5 {
                    seen.push(store.get(key));
                    tokio::task::yield_now().await;
                }
                seen
            };
            // The guard ends here, and the patch with it, but for those that are to stay.
            let guard = patch!(Store::get => move |_, key| key + n * 10);
            let task = task.in_patch_scope();
            if n % 2 == 0 {
                Scope::current().enter(|| ());
                drop(guard);
                (n, false, tokio::spawn(task))
            } else {
                // Never dropped: it holds for the task, and here until the next one hides it.
                guard.forever();
                (n, true, tokio::spawn(task))
            }
        })
        .collect();
    let mut last = 0;
    for (n, is_patched, task) in tasks {
        if is_patched {
            last = n;
        }
        let expected: Vec<_> =
            (0..5).map(|key| if last == 0 { key } else { key + last * 10 }).collect();
        assert_eq!(task.await.unwrap(), expected, "task {n}");
    }
}

#[test]
fn what_is_patched_inside_a_task_stays_in_it() {
    let task = async {
        let _guard = patch!(Store::get => |_, _| 9);
        let mut polls = 0;
        std::future::poll_fn(|cx| {
            polls += 1;
            cx.waker().wake_by_ref();
            if polls < 3 { Poll::Pending } else { Poll::Ready(()) }
        })
        .await;
        Store::default().get(1)
    };
    let mut task = pin!(task.in_patch_scope());
    let mut cx = Context::from_waker(Waker::noop());
    let mut seen = Vec::new();
    let result = loop {
        match task.as_mut().poll(&mut cx) {
            Poll::Ready(value) => break value,
            Poll::Pending => seen.push(Store::default().get(1)),
        }
    };
    assert_eq!((result, seen), (9, vec![1, 1]));
    assert_eq!(Store::default().get(1), 1);
}

#[test]
fn what_borrows_in_and_out_is_patched() {
    let mut store = Store { name: "a".to_owned(), hits: 0 };
    let _named = patch!(Store::named => |this, prefix, other| {
        if prefix == "own" { &this.name } else { other }
    });
    assert_eq!((store.named("own", "x"), store.named("", "x")), ("a", "x"));
    let _load = patch!(Store::load => async |this, key| {
        let real = original!(Store::load)(this, key).await;
        real.or(Some(this.name.as_str()))
    });
    assert_eq!(ready(is_send(store.load("zzz"))), Some("a"));
    let _save = patch!(Store::save => async |this, value| {
        this.hits += 1;
        if value.is_empty() { return Err("empty".to_owned()); }
        original!(Store::save)(this, value + "!").await
    });
    assert_eq!(ready(is_send(store.save("b".to_owned()))), Ok(2));
    assert_eq!(ready(store.save(String::new())), Err("empty".to_owned()));
    assert_eq!((store.name.as_str(), store.hits), ("b!", 2));
    let _open = patch!(Store::open => async |name| Store { name, hits: 7 });
    assert_eq!(ready(is_send(Store::open("n".to_owned()))).hits, 7);
    let _visit = patch!(Store::visit => |_, keys, f| { f(keys[0] + 1); 0 });
    let mut seen = Vec::new();
    assert_eq!(store.visit(&[4, 5], &mut |key| seen.push(key)), 0);
    store.each(vec![1], |key| seen.push(key));
    assert_eq!(seen, [5, 1]);
}

#[test]
fn a_global_patch_has_conditions_times_and_survives_panics() {
    struct Only;
    #[patchable]
    impl Only {
        const LIMIT: u8 = 1;
        fn get(&self, n: u8) -> u8 {
            n
        }
    }
    let limit = patch!(global Only::LIMIT = 5);
    let guard = patch!(global Only::get => |_, n| if n == 200 { panic!("patched") } else { n + 1 },
        when = |_, n| *n > 100, times = 2);
    let look = || (Only.get(1), Only.get(101), Only::limit());
    assert_eq!(thread::spawn(look).join().unwrap(), (1, 102, 5));
    assert!(thread::spawn(|| Only.get(200)).join().is_err());
    assert_eq!((look(), guard.calls()), ((1, 101, 5), 2));
    drop(limit);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let _guard = patch!(global Only::get => |_, _| 0);
        assert_eq!(thread::spawn(|| Only.get(3)).join().unwrap(), 0);
        panic!("in the test");
    }));
    assert!(outcome.is_err());
    drop(guard);
    assert_eq!(thread::spawn(look).join().unwrap(), (1, 101, 1));
}

trait Shape {
    fn area(&self) -> f64;
    fn grow(&mut self, by: f64);
    fn describe(&self) -> String {
        format!("{:.1}", self.area())
    }
}

struct Square(f64);

#[patchable]
impl Shape for Square {
    fn area(&self) -> f64 {
        self.0 * self.0
    }

    fn grow(&mut self, by: f64) {
        self.0 += by;
    }
}

struct Boxed<T>(T);

#[patchable]
impl<T: Copy + Into<f64> + 'static> Shape for Boxed<T> {
    fn area(&self) -> f64 {
        self.0.into()
    }

    fn grow(&mut self, _: f64) {}
}

#[test]
fn a_trait_object_runs_the_patches_of_its_type() {
    let mut shapes: Vec<Box<dyn Shape>> =
        vec![Box::new(Square(2.0)), Box::new(Boxed(3_u8)), Box::new(Boxed(4_f32))];
    let _area = patch!(<Square as Shape>::area => |_| 100.0);
    let _boxed = patch!(<Boxed<u8> as Shape>::area => |this| f64::from(this.0) + 0.5);
    let _grow = patch!(<Square as Shape>::grow => |this, by| this.0 -= by);
    for shape in &mut shapes {
        shape.grow(1.0);
    }
    let shown: Vec<_> = shapes.iter().map(|shape| shape.describe()).collect();
    assert_eq!(shown, ["100.0", "3.5", "4.0"]);
    let square = Square(1.0);
    let one = patch!(square, Shape::area => |this| this.0 + 1.0);
    let shape: &dyn Shape = &square;
    assert_eq!((shape.describe().as_str(), one.calls()), ("2.0", 1));
}

#[test]
fn an_instance_is_patched_wherever_it_is_held() {
    struct App {
        stores: Vec<Rc<Store>>,
        main: Box<Store>,
    }
    impl App {
        fn with_patch(&self) -> (u32, u32) {
            let guard = patch!(self.main, get => |this, key| original!(Store::get)(this, key) + 1);
            (self.main.get(1), u32::try_from(guard.calls()).unwrap())
        }
    }
    let app = App { stores: vec![Rc::default(), Rc::default()], main: Box::default() };
    assert_eq!(app.with_patch(), (2, 1));
    let first = patch!(app.stores[0], get => |_, _| 50);
    let same = Rc::clone(&app.stores[0]);
    assert_eq!((app.stores[0].get(1), app.stores[1].get(1), same.get(1)), (50, 1, 50));
    // Another thread does not see it: an instance's patch is a thread's.
    drop(first);
    let mut patched = Patched::new(Store::default());
    let twice = patch!(patched, hit => |this, by| this.hit(by * 2), times = 1);
    assert_eq!((patched.hit(1), patched.hit(1)), (2, 3));
    assert_eq!(twice.calls(), 1);
}

#[logged]
#[patchable]
impl Square {
    fn logged_first(&self, n: u32) -> u32 {
        n
    }
}

#[patchable]
#[logged(level = "info")]
impl Square {
    fn patched_first(&self, n: u32) -> u32 {
        n
    }
}

#[test]
fn logged_and_patchable_stand_on_one_block_in_any_order() {
    let _first = patch!(Square::logged_first => |_, n| n + 1);
    let _second = patch!(Square::patched_first => |_, n| n + 2);
    let square = Square(0.0);
    assert_eq!((square.logged_first(1), square.patched_first(1)), (2, 3));
}

extend! {
    impl Store {
        /// Added later.
        async fn ping(&self, n: u32) -> u32 {
            std::future::ready(self.get(n)).await + Self::limit()
        }
    }
}

extend! {
    pub(crate) trait TextExt for str {
        fn shout(&self) -> String {
            self.to_uppercase()
        }
        async fn later(&self) -> usize {
            self.len()
        }
    }
}

#[test]
fn added_methods_run_patched_ones() {
    let _get = patch!(Store::get => |_, _| 1);
    let _limit = patch!(Store::LIMIT = 2);
    assert_eq!(ready(is_send(Store::default().ping(50))), 3);
    assert_eq!(("a".shout(), ready(is_send("abc".later()))), ("A".to_owned(), 3));
}

#[test]
fn several_are_applied_in_order_and_ended_by_a_panic_in_a_replacement() {
    let mut mp = MonkeyPatch::new();
    mp.patch(patch_fn!(Store::get => |_, key| if key == 0 { panic!("zero") } else { key * 2 }))
        .patch(patch_fn!(Store::get => |this, key| this.get(key) + 1, when = |_, key| *key < 10))
        .patch(patch_fn!(Store::LIMIT = 1));
    let store = Store::default();
    let look = || (store.get(1), store.get(10), Store::limit());
    assert_eq!(mp.scope(look), (3, 20, 1));
    assert!(catch_unwind(AssertUnwindSafe(|| mp.scope(|| store.get(0)))).is_err());
    assert_eq!(look(), (1, 10, 10));
    mp.apply();
    let inner = patch!(Store::get => |_, _| 0);
    mp.restore();
    assert_eq!(look(), (0, 0, 10));
    drop(inner);
    assert_eq!(look(), (1, 10, 10));
}

#[test]
fn the_errors_are_errors() {
    fn check<E: std::error::Error + Send + Sync + Clone + 'static>(_: &E) {}
    let error = MonkeyPatch::new().patch_named("Nobody.x", 1).map(drop).unwrap_err();
    check(&error);
    assert!(matches!(error, PatchError::UnknownTarget { .. }));
    assert_eq!(error.to_string(), "no type `Nobody` has a `#[patchable(dyn)]` block");
}

trait Notifier {
    fn name(&self) -> &'static str;
}

struct Email;

impl Notifier for Email {
    fn name(&self) -> &'static str {
        "email"
    }
}

struct Sms;

impl Notifier for Sms {
    fn name(&self) -> &'static str {
        "sms"
    }
}

#[derive(Default)]
struct Services(bool);

#[patchable]
impl Services {
    fn notifier(&self) -> &dyn Notifier {
        if self.0 { &Sms } else { &Email }
    }

    fn boxed(&mut self) -> &mut dyn FnMut() -> u8 {
        Box::leak(Box::new(|| 1))
    }

    fn pointer(&self) -> *const dyn Notifier {
        std::ptr::from_ref(&Sms)
    }

    async fn later(&self) -> &dyn Notifier {
        self.notifier()
    }
}

#[test]
fn a_trait_object_that_is_returned_can_be_patched() {
    let mut services = Services::default();
    assert_eq!(services.notifier().name(), "email");
    let _a = patch!(Services::notifier => |_| &Sms);
    assert_eq!(services.notifier().name(), "sms");
    assert_eq!(ready(services.later()).name(), "sms");
    let _b = patch!(Services::later => async |_| {
        let email: &dyn Notifier = &Email;
        email
    });
    assert_eq!(ready(services.later()).name(), "email");
    let _c = patch!(Services::boxed => |_| Box::leak(Box::new(|| 2)));
    assert_eq!(services.boxed()(), 2);
    let _d = patch!(services, pointer => |_| std::ptr::from_ref(&Email));
    assert!(!services.pointer().is_null());
}

struct Borrowing<'a>(&'a str);

#[patchable]
impl<'a> Borrowing<'a> {
    const MAX: usize = 8;

    fn first(&self) -> &'a str {
        &self.0[..self.0.len().min(Self::max())]
    }
}

struct Stack<T>(Vec<T>);

#[patchable]
impl<T> Stack<T> {
    const MAX: usize = 8;
    const EMPTY: Self = Self(Vec::new());

    #[patchable(skip)]
    fn is_full(&self) -> bool {
        self.0.len() >= Self::max()
    }
}

struct Shelf<T>(T);

#[derive(Default)]
struct Token(u8);

#[patchable]
impl<T: Default + 'static> Shelf<T> {
    const NONE: Option<T> = None;
    const WIDTH: usize = 4;
}

trait Step {
    fn run(&self) -> u8;
}

impl Step for u8 {
    fn run(&self) -> u8 {
        *self
    }
}

struct Recipe;

#[patchable]
impl Recipe {
    const STEPS: &[&dyn Step] = &[&1_u8, &2_u8];
    const TOKEN: Token = Token(7);
    const COUNT: usize = 2;

    fn all(&self) -> u8 {
        Self::steps().iter().map(|step| step.run()).sum()
    }
}

#[test]
fn a_constant_that_cannot_be_patched_stays_as_it_is() {
    assert_eq!(Borrowing("abcdefghij").first(), "abcdefgh");
    assert!(!Stack::<&str>::empty().is_full());
    assert_eq!(Stack::<Cell<u8>>::max(), 8);
    assert_eq!(Recipe.all(), 3);
    assert_eq!(Recipe::token().0, 7);
    assert!(Shelf::<Rc<u8>>::none().is_none());
    let _a = patch!(Recipe::COUNT = 3);
    assert_eq!(Recipe::count(), 3);
    let _b = patch!(Shelf::<Token>::WIDTH = 6);
    assert_eq!((Shelf::<Token>::width(), Shelf::<u8>::width()), (6, 4));
    assert_eq!(Shelf(1).0, 1);
}

#[test]
fn a_replacement_of_one_instance_meets_the_patch_of_another() {
    for is_first in [true, false] {
        let (a, b) = (Arc::new(Store::default()), Arc::new(Store::default()));
        let b2 = Arc::clone(&b);
        let through = |b2: Arc<Store>| patch!(a, get => move |_, k| b2.get(k));
        let seven = || patch!(b, get => |_, _| 7);
        let _guards = if is_first {
            let first = through(b2);
            (first, seven())
        } else {
            let first = seven();
            (through(b2), first)
        };
        assert_eq!(a.get(1), 7);
    }
}

struct Repository<T>(Vec<T>);

#[patchable]
impl<T: 'static> Repository<T> {
    fn load() -> usize {
        size_of::<T>()
    }

    fn len(&self) -> usize {
        self.0.len()
    }
}

#[test]
fn a_replacement_for_one_type_parameter_meets_the_patch_of_another() {
    let _a = patch!(Repository::<u8>::load => || Repository::<u16>::load() + 1);
    let b = patch!(Repository::<u16>::load => || 40);
    assert_eq!(Repository::<u8>::load(), 41);
    drop(b);
    assert_eq!(Repository::<u8>::load(), 3);
    assert_eq!(Repository(vec![1]).len(), 1);
}

#[test]
fn two_instances_that_call_each_other_come_to_an_end() {
    let (a, b) = (Arc::new(Store::default()), Arc::new(Store::default()));
    let (a2, b2) = (Arc::clone(&a), Arc::clone(&b));
    let _a = patch!(a, get => move |_, k| b2.get(k) + 10);
    let _b = patch!(b, get => move |_, k| a2.get(k) + 100);
    assert_eq!((a.get(1), b.get(1)), (111, 111));
}

struct Recursive;

#[patchable]
impl Recursive {
    async fn factorial(&self, n: u64) -> u64 {
        if n == 0 { 1 } else { n * Box::pin(self.factorial(n - 1)).await }
    }
}

#[test]
fn the_calls_inside_an_awaited_original_are_patched_again() {
    let guard = patch!(Recursive::factorial => async |this, n| this.factorial(n).await);
    assert_eq!(ready(is_send(Recursive.factorial(5))), 120);
    assert_eq!(guard.calls(), 6);
    drop(guard);
    let guard = patch!(Recursive::factorial => async |this, n| {
        original!(Recursive::factorial)(this, n).await
    });
    assert_eq!(ready(Recursive.factorial(5)), 120);
    assert_eq!(guard.calls(), 6);
}

extend! {
    trait Older for u32 {
        #[deprecated(note = "write `newer`")]
        fn older(&self) -> u32 {
            *self
        }
    }
}

#[test]
#[expect(deprecated, reason = "that it says so is the test")]
fn an_added_method_may_be_deprecated() {
    assert_eq!(3_u32.older(), 3);
}

mod by_name_alone {
    use std::cell::Cell;
    use std::rc::Rc;

    use dunder::patchable;
    use dunder::patchable::{MonkeyPatch, PatchError};

    struct NotClone;

    struct Held;

    /// Values of most of these cannot be shared among threads, or cloned.
    #[patchable(dyn)]
    impl Held {
        #[expect(clippy::declare_interior_mutable_const, reason = "as a user may write it")]
        const CELL: Cell<u8> = Cell::new(1);
        const COUNTED: Option<Rc<u8>> = None;
        const NOT_CLONE: NotClone = NotClone;
        const POINTER: *const u8 = std::ptr::null();
        const DYNAMIC: &dyn Fn() -> u8 = &|| 3;
        const NUMBER: u8 = 4;
    }

    #[test]
    fn a_constant_that_no_patch_can_keep_is_read_by_its_name_alone() -> Result<(), PatchError> {
        let mut mp = MonkeyPatch::new();
        for name in ["Held.CELL", "Held.COUNTED", "Held.NOT_CLONE", "Held.POINTER", "Held.DYNAMIC"]
        {
            let fault = mp.patch_named(name, 2_u8).err().map(|fault| fault.to_string());
            let why = "its type is not `Clone`, `Send` and `Sync`";
            assert_eq!(fault, Some(format!("`{name}` cannot be had by name: {why}")));
        }
        let fault = mp.patch_named("Held.NUMBER", 5_u16).err();
        assert!(matches!(fault, Some(PatchError::Signature { .. })));
        mp.patch_named("Held.NUMBER", 5_u8)?;
        assert_eq!(mp.scope(Held::number), 5);
        let read = |name| Held::call_dyn_static(name, vec![]);
        assert_eq!(read("CELL")?.downcast_ref().map(Cell::get), Some(1_u8));
        assert!(read("NOT_CLONE")?.is::<NotClone>() && read("POINTER")?.is::<*const u8>());
        assert!(read("COUNTED")?.is::<Option<Rc<u8>>>());
        assert_eq!(read("DYNAMIC")?.downcast_ref::<&dyn Fn() -> u8>().map(|f| f()), Some(3));
        assert_eq!((Held::cell().get(), Held::dynamic()()), (1, 3));
        assert!(Held::counted().is_none() && Held::pointer().is_null());
        let NotClone = Held::not_clone();
        Ok(())
    }
}
