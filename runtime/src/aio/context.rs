//! `AsyncContext` and `with_async`: Python's `async with`.

use std::error::Error;
use std::mem;
use std::panic::resume_unwind;

use tokio::runtime::Handle;

use super::caught::{caught, message, quietly};
use super::exits::{Pending, ToItsEnd};
use super::inside::{Exits, go_on, inside};

/// What [`with_async`] enters and exits: Python's `__aenter__` and `__aexit__`.
///
/// In an impl both are written `async fn`.
///
/// ```
/// use std::io;
/// use dunder::aio::{AsyncContext, Outcome, with_async};
///
/// struct Transaction(&'static str);
///
/// struct Open(String);
///
/// impl AsyncContext for Transaction {
///     type Guard = Open;
///     type Error = io::Error;
///
///     async fn enter(self) -> io::Result<Open> {
///         Ok(Open(format!("begin {}", self.0)))
///     }
///
///     async fn exit(mut open: Open, outcome: Outcome<'_>) -> io::Result<()> {
///         open.0.push_str(if outcome.is_ok() { ", commit" } else { ", rollback" });
///         println!("{}", open.0);
///         Ok(())
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> io::Result<()> {
/// let length = with_async(Transaction("t1"), async |open| -> io::Result<usize> {
///     open.0.push_str(", insert");
///     Ok(open.0.len())
/// })
/// .await?;
/// assert_eq!(length, "begin t1, insert".len());
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an `AsyncContext`",
    note = "write `impl AsyncContext for {Self}` with `enter` and `exit`"
)]
pub trait AsyncContext: Send + 'static {
    /// What the body works with.
    type Guard: Send + 'static;
    /// Why entering or exiting fails.
    type Error: Send + 'static;

    /// Acquires what the body needs. If this is cancelled there is nothing to exit: what it holds
    /// by then is dropped.
    fn enter(self) -> impl Future<Output = Result<Self::Guard, Self::Error>> + Send;

    /// Releases it, knowing how the body ended. Runs to its end also when the caller is cancelled.
    fn exit(
        guard: Self::Guard,
        outcome: Outcome<'_>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Releases it where the runtime has gone before `exit` could begin; by default the guard is dropped.
    fn exit_blocking(guard: Self::Guard) {
        drop(guard);
    }
}

/// How a body ended.
#[derive(Clone, Copy, Debug)]
pub enum Outcome<'a> {
    /// With a value.
    Ok,
    /// With this error.
    Err(&'a (dyn Error + Send + Sync + 'static)),
    /// With a panic that said this.
    Panicked(&'a str),
    /// Not at all: its future was dropped, by a timeout, `select!`, an abort or the runtime's end.
    Cancelled,
}

impl Outcome<'_> {
    /// Whether the body ended with a value.
    pub fn is_ok(&self) -> bool {
        matches!(self, Self::Ok)
    }
}

/// Enters the context, runs the body, and exits: Python's `async with`.
///
/// Once `enter` has returned, `exit` runs to its end however the body ends: with a value, an error
/// or a panic (which goes on after it), or by cancellation, also of the exit itself: then it goes on
/// in a task of the runtime. What cancels does not wait for that; [`shutdown`](super::shutdown) does,
/// and so does the exit of a `with_async` around this one: what stands inside ends first.
/// Where the runtime itself ends, an exit that has not begun is [`AsyncContext::exit_blocking`], and
/// one that has begun is dropped where it stands.
///
/// # Errors
/// Those of `enter`, of the body, and of `exit` after a body that ended well: the body's error wins.
///
/// # Panics
/// If the body does, after the exit; if the exit does.
pub async fn with_async<C, T, E>(
    context: C,
    body: impl AsyncFnOnce(&mut C::Guard) -> Result<T, E>,
) -> Result<T, E>
where
    C: AsyncContext,
    E: From<C::Error> + Error + Send + Sync + 'static,
{
    let runtime = Handle::try_current().ok();
    let guard = context.enter().await?;
    let mut scope = Scope::<C>::new(guard, runtime);
    let ended = {
        let guard = scope.entered.guard.as_mut().expect("it has just been entered");
        inside(caught(async move { body(guard).await }), &mut scope.inside).await
    };
    match ended {
        Ok(Ok(value)) => {
            let (exited, Succeeded) = scope.exit(Succeeded).await;
            exited?;
            Ok(value)
        }
        Ok(Err(error)) => {
            let (_, Failed(error)) = scope.exit(Failed(error)).await;
            Err(error)
        }
        Err(payload) => {
            let panicked = Panicked(message(&*payload).to_owned());
            // The body's panic wins over one of the exit.
            drop(caught(scope.exit(panicked)).await);
            resume_unwind(payload)
        }
    }
}

/// A guard that is still to be exited.
struct Entered<C: AsyncContext> {
    guard: Option<C::Guard>,
}

impl<C: AsyncContext> Drop for Entered<C> {
    fn drop(&mut self) {
        if let Some(guard) = self.guard.take() {
            quietly(|| C::exit_blocking(guard));
        }
    }
}

/// The body's time: when it is cut, the exit begins in a task.
struct Scope<C: AsyncContext> {
    entered: Entered<C>,
    runtime: Option<Handle>,
    /// What was cut in the body, and ends before its exit begins.
    inside: Exits,
}

impl<C: AsyncContext> Scope<C> {
    fn new(guard: C::Guard, runtime: Option<Handle>) -> Self {
        Self { entered: Entered { guard: Some(guard) }, runtime, inside: Exits::default() }
    }

    fn exit<X: Cause>(
        mut self,
        cause: X,
    ) -> impl Future<Output = (Result<(), C::Error>, X)> + Send + use<C, X> {
        let entered = Entered::<C> { guard: self.entered.guard.take() };
        let inside = mem::take(&mut self.inside);
        ToItsEnd::new(exit(entered, inside, cause, Pending::new()), self.runtime.take())
    }
}

impl<C: AsyncContext> Drop for Scope<C> {
    fn drop(&mut self) {
        if let Some(guard) = self.entered.guard.take() {
            self.inside.add_cut();
            let entered = Entered::<C> { guard: Some(guard) };
            let exit = exit(entered, mem::take(&mut self.inside), Cancelled, Pending::new());
            if let Some(runtime) = &self.runtime {
                go_on(runtime, async move {
                    // There is nobody to tell of an error.
                    let (_, Cancelled) = exit.await;
                });
            }
        }
    }
}

async fn exit<C: AsyncContext, X: Cause>(
    mut entered: Entered<C>,
    inside: Exits,
    cause: X,
    _pending: Pending,
) -> (Result<(), C::Error>, X) {
    inside.ended().await;
    let exited = match entered.guard.take() {
        Some(guard) => C::exit(guard, cause.outcome()).await,
        None => Ok(()),
    };
    (exited, cause)
}

/// How the body ended, by value.
trait Cause: Send + Sync + 'static {
    fn outcome(&self) -> Outcome<'_>;
}

struct Succeeded;
struct Failed<E>(E);
struct Panicked(String);
struct Cancelled;

impl Cause for Succeeded {
    fn outcome(&self) -> Outcome<'_> {
        Outcome::Ok
    }
}

impl<E: Error + Send + Sync + 'static> Cause for Failed<E> {
    fn outcome(&self) -> Outcome<'_> {
        Outcome::Err(&self.0)
    }
}

impl Cause for Panicked {
    fn outcome(&self) -> Outcome<'_> {
        Outcome::Panicked(&self.0)
    }
}

impl Cause for Cancelled {
    fn outcome(&self) -> Outcome<'_> {
        Outcome::Cancelled
    }
}
