//! Events: who is told, who is not, and what a listener may do meanwhile.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::thread;

use dunder::weak::Notified;
use dunder::{Events, Listener, Subscription};

/// A listener with a name, which notes what it hears.
struct Component {
    name: &'static str,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Listener<str> for Component {
    fn on_event(&self, event: &str) {
        self.heard.lock().unwrap().push(format!("{}: {event}", self.name));
    }
}

/// A listener that owns itself until it is told.
struct Last(Mutex<Option<Arc<Last>>>);

impl Listener<u8> for Last {
    fn on_event(&self, _: &u8) {
        drop(self.0.lock().unwrap().take());
    }
}

impl Drop for Last {
    fn drop(&mut self) {
        panic!("in the drop of a listener that was kept by the event only");
    }
}

fn told(delivered: usize, dead: usize, panicked: usize) -> Notified {
    let mut notified = Notified::default();
    (notified.delivered, notified.dead, notified.panicked) = (delivered, dead, panicked);
    notified
}

#[test]
fn listeners_are_told_in_order_and_forgotten_when_they_go() {
    let heard = Arc::default();
    let [a, b] = ["a", "b"].map(|name| Arc::new(Component { name, heard: Arc::clone(&heard) }));
    let events = Events::new();
    assert!(events.subscribe(&a) && events.subscribe(&b));
    assert_eq!(events.notify("one"), told(2, 0, 0));
    drop(a);
    assert_eq!(events.notify("two"), told(1, 1, 0));
    assert_eq!(events.notify("three"), told(1, 0, 0));
    assert_eq!(*heard.lock().unwrap(), ["a: one", "b: one", "b: two", "b: three"]);
}

#[test]
fn an_object_listens_once_however_often_it_subscribes_and_as_whatever() {
    let heard = Arc::default();
    let events = Events::new();
    let component = Arc::new(Component { name: "a", heard: Arc::clone(&heard) });
    let listener: Arc<dyn Listener<str>> = Arc::clone(&component) as _;
    assert!(events.subscribe(&component) && !events.subscribe(&listener));
    assert_eq!((events.notify("one").delivered, events.len()), (1, 1));
    assert!(events.unsubscribe(&listener) && !events.unsubscribe(&component));
    assert_eq!(events.notify("two"), told(0, 0, 0));
    assert!(events.subscribe(&listener));
    assert_eq!(events.notify("three").delivered, 1);
}

#[test]
fn a_listener_that_panics_does_not_stop_the_others() {
    let events = Events::new();
    let count = Arc::new(AtomicUsize::new(0));
    let counting = || {
        let count = Arc::clone(&count);
        events.on(move |step: &usize| {
            count.fetch_add(*step, SeqCst);
        })
    };
    let subscriptions = (counting(), events.on(|_| panic!("a listener")), counting());
    assert_eq!(events.notify(&5), told(2, 0, 1));
    assert_eq!((events.notify(&1), count.load(SeqCst)), (told(2, 0, 1), 12));
    drop(subscriptions);
    assert_eq!((events.notify(&1), events.is_empty()), (told(0, 0, 0), true));
}

#[test]
fn one_who_unsubscribes_meanwhile_is_not_told_and_one_who_subscribes_is_told_next_time() {
    struct Meddler {
        events: Arc<Events<u8>>,
        newcomer: Arc<Counter>,
        victim: Mutex<Option<Subscription>>,
        friend: Arc<Counter>,
    }
    struct Counter(AtomicUsize);
    impl Listener<u8> for Counter {
        fn on_event(&self, _: &u8) {
            self.0.fetch_add(1, SeqCst);
        }
    }
    impl Listener<u8> for Meddler {
        fn on_event(&self, _: &u8) {
            self.events.subscribe(&self.newcomer);
            drop(self.victim.lock().unwrap().take());
            self.events.unsubscribe(&self.friend);
        }
    }
    let events = Arc::new(Events::new());
    let [newcomer, friend] = [0; 2].map(|_| Arc::new(Counter(AtomicUsize::new(0))));
    let meddler = Arc::new(Meddler {
        events: Arc::clone(&events),
        newcomer: Arc::clone(&newcomer),
        victim: Mutex::new(None),
        friend: Arc::clone(&friend),
    });
    events.subscribe(&meddler);
    let witness = Arc::new(());
    let captured = Arc::clone(&witness);
    let victim = events.on(move |_| unreachable!("{captured:?} has unsubscribed"));
    *meddler.victim.lock().unwrap() = Some(victim);
    events.subscribe(&friend);
    assert_eq!(events.notify(&1), told(1, 0, 0));
    assert_eq!(Arc::strong_count(&witness), 1, "the closure has gone");
    assert_eq!(events.notify(&2), told(2, 0, 0));
    assert_eq!((newcomer.0.load(SeqCst), friend.0.load(SeqCst)), (1, 0));
}

#[test]
fn a_listener_may_notify_and_be_the_last_owner_of_itself() {
    let events: Arc<Events<u8>> = Arc::default();
    let deeper = Arc::downgrade(&events);
    let depth = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&depth);
    let _subscription = events.on(move |left: &u8| {
        count.fetch_add(1, SeqCst);
        if *left > 0 {
            deeper.upgrade().expect("it is notifying").notify(&(left - 1));
        }
    });
    events.notify(&9);
    assert_eq!(depth.load(SeqCst), 10);
    let last = Arc::new(Last(Mutex::new(None)));
    *last.0.lock().unwrap() = Some(Arc::clone(&last));
    events.subscribe(&last);
    drop(last);
    assert_eq!(events.notify(&0), told(1, 0, 1));
}

#[test]
fn a_closure_that_leaves_while_it_is_told_and_panics_in_its_drop_is_caught() {
    struct Bad;
    impl Drop for Bad {
        fn drop(&mut self) {
            panic!("no");
        }
    }
    let events = Events::<str>::new();
    let own = Arc::new(Mutex::new(None::<Subscription>));
    let leaving = events.on({
        let (own, bad) = (Arc::clone(&own), Bad);
        move |_| {
            let _ = &bad;
            drop(own.lock().unwrap().take());
        }
    });
    *own.lock().unwrap() = Some(leaving);
    let other = events.on(|_| {});
    assert_eq!(events.notify("first"), told(2, 0, 0));
    assert_eq!(events.notify("second"), told(1, 0, 0));
    drop(other);
}

#[test]
fn a_subscription_may_outlive_its_events_and_be_forgotten() {
    let witness = Arc::new(());
    let events: Events<u8> = Events::new();
    let [one, two] = [0; 2].map(|_| {
        let captured = Arc::clone(&witness);
        events.on(move |_| drop(Arc::clone(&captured)))
    });
    one.forget();
    assert_eq!(events.notify(&1).delivered, 2);
    drop(events);
    assert_eq!(Arc::strong_count(&witness), 1);
    drop(two);
}

#[test]
fn listeners_that_come_and_go_do_not_pile_up() {
    struct Idle;
    impl Listener<u8> for Idle {
        fn on_event(&self, _: &u8) {}
    }
    let events = Events::new();
    let kept = Arc::new(Idle);
    events.subscribe(&kept);
    for _ in 0..10_000 {
        events.subscribe(&Arc::new(Idle));
    }
    let then = events.notify(&1);
    assert!(then.delivered == 1 && then.dead < 64, "{then:?}");
}

#[test]
fn threads_may_notify_subscribe_and_leave_at_the_same_time() {
    let events: Events<usize> = Events::new();
    let heard = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&heard);
    let _steady = events.on(move |_| {
        count.fetch_add(1, SeqCst);
    });
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for step in 0..2_000 {
                    events.notify(&step);
                }
            });
            scope.spawn(|| {
                for _ in 0..2_000 {
                    drop(events.on(|_| ()));
                }
            });
        }
    });
    assert_eq!((heard.load(SeqCst), events.len()), (4_000, 1));
}
