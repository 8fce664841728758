//! Exits inside of bodies: what is cut in a body ends before the body's own context is exited.

use std::cell::RefCell;
use std::future::poll_fn;
use std::mem;
use std::pin::pin;

use tokio::runtime::Handle;
use tokio::task::JoinHandle;

thread_local! {
    /// Exits that were cut in the bodies that run, or are dropped, on this thread: the innermost last.
    static BODIES: RefCell<Vec<Exits>> = const { RefCell::new(Vec::new()) };
}

/// Exits that go on in tasks.
#[derive(Default)]
pub(super) struct Exits {
    tasks: Vec<JoinHandle<()>>,
}

impl Exits {
    fn add(&mut self, mut more: Self) {
        // A body may run for long, and leave many.
        if !more.tasks.is_empty() {
            self.tasks.retain(|task| !task.is_finished());
            self.tasks.append(&mut more.tasks);
        }
    }

    /// Adds those of a body that was dropped; `Cut` has told that it would be.
    pub(super) fn add_cut(&mut self) {
        self.add(leave());
    }

    /// Waits until they have ended.
    pub(super) async fn ended(self) {
        for task in self.tasks {
            // A panic of its exit was told where it was caught.
            let _ = task.await;
        }
    }
}

/// Goes on with an exit in a task, for which the body waits that it is cut in.
pub(super) fn go_on(runtime: &Handle, exit: impl Future<Output = ()> + Send + 'static) {
    // A runtime that has ended drops the exit here, with code of the user's: before the list is asked for.
    let task = runtime.spawn(exit);
    let _ = BODIES.try_with(|bodies| {
        if let Some(innermost) = bodies.borrow_mut().last_mut() {
            innermost.tasks.push(task);
        }
    });
}

/// Runs a body, which does not panic; `exits` gets what is cut in it, also where it is cut itself.
pub(super) async fn inside<F: Future>(body: F, exits: &mut Exits) -> F::Output {
    let mut body = pin!(body);
    // Declared after the body: dropped before it.
    let cut = Cut;
    let ended = poll_fn(|cx| {
        enter();
        let poll = body.as_mut().poll(cx);
        exits.add(leave());
        poll
    })
    .await;
    mem::forget(cut);
    ended
}

/// Says that a body is about to be dropped.
struct Cut;

impl Drop for Cut {
    fn drop(&mut self) {
        enter();
    }
}

fn enter() {
    let _ = BODIES.try_with(|bodies| bodies.borrow_mut().push(Exits::default()));
}

fn leave() -> Exits {
    let exits = BODIES.try_with(|bodies| bodies.borrow_mut().pop());
    exits.ok().flatten().unwrap_or_default()
}
