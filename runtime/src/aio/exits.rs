//! Exits that are under way: counted, moved to a task when they are cut, awaited at the end.

use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::Notify;

use super::inside::go_on;
use super::timeout::bounded;

static PENDING: AtomicUsize = AtomicUsize::new(0);
static ENDED: Notify = Notify::const_new();

/// Waits until every exit of this process that is under way has ended, and every closing of a
/// [`Pool`](super::Pool)'s resources, at most for `deadline`; returns how many have not.
///
/// Dropping a runtime drops its tasks where they stand: call this before `main` returns. (An exit
/// that calls it waits for itself.)
///
/// A body that still runs is not under way to its exit. `JoinHandle::abort` only asks for the end of
/// a task, which comes when the runtime turns to it: await the handle before this.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use std::time::Duration;
///
/// let unfinished = dunder::aio::shutdown(Duration::from_secs(5)).await;
/// assert_eq!(unfinished, 0);
/// # }
/// ```
pub async fn shutdown(deadline: Duration) -> usize {
    let all = async {
        loop {
            let mut ended = pin!(ENDED.notified());
            ended.as_mut().enable();
            if PENDING.load(SeqCst) == 0 {
                return;
            }
            ended.await;
        }
    };
    match bounded(Some(deadline), all).await {
        Ok(()) => 0,
        Err(_) => PENDING.load(SeqCst),
    }
}

/// One exit that is under way.
pub(super) struct Pending(());

impl Pending {
    pub(super) fn new() -> Self {
        PENDING.fetch_add(1, SeqCst);
        Self(())
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if PENDING.fetch_sub(1, SeqCst) == 1 {
            ENDED.notify_waiters();
        }
    }
}

/// A future that goes on in a task of `runtime` if it is dropped before its end.
pub(super) struct ToItsEnd<F: Future + Send + 'static>
where
    F::Output: Send,
{
    rest: Option<Pin<Box<F>>>,
    runtime: Option<Handle>,
}

impl<F: Future + Send + 'static> ToItsEnd<F>
where
    F::Output: Send,
{
    pub(super) fn new(future: F, runtime: Option<Handle>) -> Self {
        Self { rest: Some(Box::pin(future)), runtime }
    }
}

impl<F: Future + Send + 'static> Future for ToItsEnd<F>
where
    F::Output: Send,
{
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        // Out of its place while it runs: what has panicked does not go on.
        let mut rest = self.rest.take().expect("it is not polled after its end");
        let poll = rest.as_mut().poll(cx);
        if poll.is_pending() {
            self.rest = Some(rest);
        }
        poll
    }
}

impl<F: Future + Send + 'static> Drop for ToItsEnd<F>
where
    F::Output: Send,
{
    fn drop(&mut self) {
        if let Some(rest) = self.rest.take()
            && let Some(runtime) = &self.runtime
        {
            go_on(runtime, async move {
                rest.await;
            });
        }
    }
}
