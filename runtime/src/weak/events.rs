//! `Events`: listeners that are told, and not kept.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Weak};

use super::set::address;
use super::sync::{AtomicBool, Mutex, Ordering};
use super::user::{lock, ran};

/// Below this many listeners nobody looks for dead ones.
const FEW: usize = 16;

/// What is told of events.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not listen to `{E}`",
    note = "write `impl Listener<{E}> for {Self} {{ fn on_event(&self, event: &{E}) {{ .. }} }}`"
)]
pub trait Listener<E: ?Sized>: Send + Sync {
    /// Something has happened.
    fn on_event(&self, event: &E);
}

/// Tells listeners of events, in the order in which they subscribed, without keeping them.
///
/// Listeners are told without a lock: they may subscribe (told from the next event on),
/// unsubscribe (not told any more, also not of this event) and notify. One that panics does not
/// stop the others.
///
/// ```
/// use std::sync::Arc;
/// use dunder::{Events, Listener};
///
/// struct Button;
/// impl Listener<str> for Button {
///     fn on_event(&self, event: &str) {
///         println!("Button received event: {event}");
///     }
/// }
///
/// let events: Events<str> = Events::new();
/// let button = Arc::new(Button);
/// events.subscribe(&button);
/// let printer = events.on(|event: &str| println!("{event}"));
/// assert_eq!(events.notify("click").delivered, 2);
/// drop((button, printer));
/// let told = events.notify("another click");
/// assert_eq!((told.delivered, told.dead), (0, 1)); // the button; the closure had unsubscribed
/// ```
pub struct Events<E: ?Sized> {
    shared: Arc<Shared<E>>,
}

/// What became of an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Notified {
    /// Listeners that were told.
    pub delivered: usize,
    /// Listeners whose last owner had gone; they are forgotten now.
    pub dead: usize,
    /// Listeners that panicked.
    pub panicked: usize,
}

struct Shared<E: ?Sized> {
    state: Mutex<State<E>>,
}

struct State<E: ?Sized> {
    /// By number, lowest first; copied if it changes while somebody notifies.
    subscribers: Arc<Vec<Arc<Subscriber<dyn Target<E>>>>>,
    /// The numbers of objects. Their weak references keep the addresses taken.
    numbers: HashMap<usize, u64>,
    next: u64,
    sweep_at: usize,
}

struct Subscriber<T: ?Sized> {
    number: u64,
    has_left: AtomicBool,
    target: T,
}

/// Whom an event reaches.
trait Target<E: ?Sized>: Send + Sync {
    fn deliver(&self, event: &E, told: &mut Notified);
    /// The address of an object that is not kept, and whether it is there.
    fn object(&self) -> Option<(usize, bool)>;
}

struct Object<L: ?Sized>(Weak<L>);

impl<E: ?Sized, L: Listener<E> + ?Sized> Target<E> for Object<L> {
    fn deliver(&self, event: &E, told: &mut Notified) {
        let Some(listener) = self.0.upgrade() else {
            told.dead += 1;
            return;
        };
        // It may be the last owner by now: its drop is inside too.
        let is_told = ran(move || listener.on_event(event));
        told.delivered += usize::from(is_told);
        told.panicked += usize::from(!is_told);
    }

    fn object(&self) -> Option<(usize, bool)> {
        Some((self.0.as_ptr().cast::<()>().addr(), self.0.strong_count() > 0))
    }
}

struct Closure<F>(F);

impl<E: ?Sized, F: Fn(&E) + Send + Sync> Target<E> for Closure<F> {
    fn deliver(&self, event: &E, told: &mut Notified) {
        let is_told = ran(|| (self.0)(event));
        told.delivered += usize::from(is_told);
        told.panicked += usize::from(!is_told);
    }

    fn object(&self) -> Option<(usize, bool)> {
        None
    }
}

impl<E: ?Sized + 'static> Events<E> {
    /// Nobody listens yet.
    pub fn new() -> Self {
        let state =
            State { subscribers: Arc::default(), numbers: HashMap::new(), next: 0, sweep_at: FEW };
        Self { shared: Arc::new(Shared { state: Mutex::new(state) }) }
    }

    /// Tells an object of events as long as it has an owner; whether it was not told already.
    pub fn subscribe<L: Listener<E> + ?Sized + 'static>(&self, listener: &Arc<L>) -> bool {
        let address = address(listener);
        let target = Object(Arc::downgrade(listener));
        let swept;
        let mut state = lock(&self.shared.state);
        swept = if state.subscribers.len() >= state.sweep_at { state.sweep() } else { Vec::new() };
        let is_new = !state.numbers.contains_key(&address);
        if is_new {
            let number = state.add(|number| {
                Arc::new(Subscriber { number, has_left: AtomicBool::new(false), target })
            });
            state.numbers.insert(address, number);
        }
        drop(state);
        drop(swept);
        is_new
    }

    /// Tells an object no more; whether it was told.
    pub fn unsubscribe<L: ?Sized>(&self, listener: &Arc<L>) -> bool {
        let mut state = lock(&self.shared.state);
        let left = match state.numbers.remove(&address(listener)) {
            Some(number) => state.remove(number),
            None => None,
        };
        drop(state);
        left.is_some()
    }

    /// Calls a closure with each event until the subscription is dropped, or this is.
    pub fn on(&self, f: impl Fn(&E) + Send + Sync + 'static) -> Subscription {
        let mut state = lock(&self.shared.state);
        let number = state.add(|number| {
            let target = Closure(f);
            Arc::new(Subscriber { number, has_left: AtomicBool::new(false), target })
        });
        drop(state);
        let shared: Weak<Shared<E>> = Arc::downgrade(&self.shared);
        Subscription { events: shared, number }
    }

    /// Tells everyone who listens at this moment.
    pub fn notify(&self, event: &E) -> Notified {
        let subscribers = Arc::clone(&lock(&self.shared.state).subscribers);
        let mut told = Notified::default();
        for subscriber in subscribers.iter() {
            if !subscriber.has_left.load(Ordering::Acquire) {
                subscriber.target.deliver(event, &mut told);
            }
        }
        // Who has left meanwhile may go here, and a closure may panic in its drop.
        for left in Arc::into_inner(subscribers).into_iter().flatten() {
            ran(move || drop(left));
        }
        if told.dead > 0 {
            let swept = lock(&self.shared.state).sweep();
            drop(swept);
        }
        told
    }

    /// How many listen; an object whose last owner has gone does not.
    pub fn len(&self) -> usize {
        let state = lock(&self.shared.state);
        state.subscribers.iter().filter(|subscriber| !subscriber.is_dead()).count()
    }

    /// Whether nobody listens.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<E: ?Sized> Subscriber<dyn Target<E>> {
    fn is_dead(&self) -> bool {
        self.target.object().is_some_and(|(_, is_live)| !is_live)
    }
}

impl<E: ?Sized> State<E> {
    fn add(&mut self, make: impl FnOnce(u64) -> Arc<Subscriber<dyn Target<E>>>) -> u64 {
        let number = self.next;
        self.next += 1;
        Arc::make_mut(&mut self.subscribers).push(make(number));
        number
    }

    fn remove(&mut self, number: u64) -> Option<Arc<Subscriber<dyn Target<E>>>> {
        let place = self.subscribers.binary_search_by_key(&number, |known| known.number).ok()?;
        self.subscribers[place].has_left.store(true, Ordering::Release);
        Some(Arc::make_mut(&mut self.subscribers).remove(place))
    }

    /// Takes out the objects that are gone.
    fn sweep(&mut self) -> Vec<Arc<Subscriber<dyn Target<E>>>> {
        let numbers = &mut self.numbers;
        let subscribers = Arc::make_mut(&mut self.subscribers);
        let is_dead =
            |subscriber: &mut Arc<Subscriber<dyn Target<E>>>| match subscriber.target.object() {
                Some((address, false)) => numbers.remove(&address).is_some(),
                _ => false,
            };
        let dead = subscribers.extract_if(.., is_dead).collect();
        self.sweep_at = (self.subscribers.len() * 2).max(FEW);
        dead
    }
}

/// What ends a subscription, whatever the type of the events.
trait Leave: Send + Sync {
    fn leave(&self, number: u64);
}

impl<E: ?Sized> Leave for Shared<E> {
    fn leave(&self, number: u64) {
        let left = lock(&self.state).remove(number);
        // The closure goes here, where no lock is held.
        drop(left);
    }
}

/// A closure's subscription: it ends when this is dropped.
#[must_use = "the subscription ends when this is dropped"]
pub struct Subscription {
    events: Weak<dyn Leave>,
    number: u64,
}

impl Subscription {
    /// Lets the closure listen as long as there are events.
    pub fn forget(mut self) {
        self.events = Weak::<Nobody>::new();
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(events) = self.events.upgrade() {
            events.leave(self.number);
        }
    }
}

struct Nobody;

impl Leave for Nobody {
    fn leave(&self, _: u64) {}
}

impl<E: ?Sized + 'static> Default for Events<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E: ?Sized> fmt::Debug for Events<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").finish_non_exhaustive()
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription").finish_non_exhaustive()
    }
}
