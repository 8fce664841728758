//! `with_timeout`, and what `#[timeout]` calls.

use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

/// Runs a future at most for so long: `asyncio.wait_for` with an error of its own type.
///
/// When the time is over the future is dropped where it stands. One that never yields is not stopped,
/// and the time begins where it first waits.
///
/// # Errors
/// [`Elapsed`] when the time is over.
///
/// # Panics
/// Outside a tokio runtime with a timer, if the future is not ready at once.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use std::time::Duration;
/// use dunder::aio::with_timeout;
///
/// assert_eq!(with_timeout(Duration::from_secs(1), async { 7 }).await, Ok(7));
/// let late = with_timeout(Duration::from_millis(1), std::future::pending::<()>()).await;
/// assert_eq!(late.unwrap_err().to_string(), "timed out after 1ms");
/// # }
/// ```
pub async fn with_timeout<F: IntoFuture>(limit: Duration, future: F) -> Result<F::Output, Elapsed> {
    bounded(Some(limit), future.into_future()).await
}

/// As `with_timeout`, without a clock where the future is ready at once.
pub(super) async fn bounded<F: Future>(
    limit: Option<Duration>,
    future: F,
) -> Result<F::Output, Elapsed> {
    let mut future = pin!(future);
    let Some(limit) = limit else { return Ok(future.await) };
    let first = poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx))).await;
    match first {
        Poll::Ready(value) => Ok(value),
        Poll::Pending => tokio::time::timeout(limit, future).await.map_err(|_| Elapsed { limit }),
    }
}

/// The time is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elapsed {
    limit: Duration,
}

impl Elapsed {
    /// How long it was.
    pub fn limit(&self) -> Duration {
        self.limit
    }
}

impl fmt::Display for Elapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "timed out after {:?}", self.limit)
    }
}

impl Error for Elapsed {}

impl From<Elapsed> for io::Error {
    fn from(elapsed: Elapsed) -> Self {
        Self::new(io::ErrorKind::TimedOut, elapsed)
    }
}

/// What a function under `#[timeout]` may return.
#[diagnostic::on_unimplemented(
    message = "`#[timeout]` cannot say in `{Self}` that the time is over",
    label = "this return type",
    note = "return a `Result` whose error is made from `dunder::aio::Elapsed`"
)]
pub trait Timed {
    /// What is returned when the time is over.
    fn elapsed(elapsed: Elapsed) -> Self;
}

impl<T, E: From<Elapsed>> Timed for Result<T, E> {
    fn elapsed(elapsed: Elapsed) -> Self {
        Err(elapsed.into())
    }
}

/// The body of a function under `#[timeout]`.
pub async fn timed<R>(nanoseconds: u64, body: impl Future<Output = R>) -> Ended<R> {
    Ended(bounded(Some(Duration::from_nanos(nanoseconds)), body).await)
}

/// How it ended.
#[derive(Debug)]
pub struct Ended<R>(Result<R, Elapsed>);

impl<R> Ended<R> {
    /// What the function returns; stands at its return type, where a wrong one is told.
    pub fn ended(self) -> R
    where
        R: Timed,
    {
        self.0.unwrap_or_else(R::elapsed)
    }
}
