//! `Manager`: how a pool's resources are made, checked and closed.

use std::error::Error;
use std::fmt;

use super::super::{AsyncContext, Outcome};

/// How a [`Pool`](super::Pool)'s resources are made, checked and closed; all written `async fn` in an impl.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not manage the resources of a pool",
    note = "write `impl Manager for {Self}` with `create`, or use `ContextManager`"
)]
pub trait Manager: Send + Sync + 'static {
    /// A resource.
    type Type: Send + 'static;
    /// Why there is none.
    type Error: Error + Send + Sync + 'static;

    /// Makes a resource. It may be cut: what it holds by then is dropped.
    fn create(&self) -> impl Future<Output = Result<Self::Type, Self::Error>> + Send;

    /// Cleans and checks a resource before it is lent again; after an error it is closed, and
    /// another is made.
    fn recycle(
        &self,
        resource: &mut Self::Type,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send {
        let _ = resource;
        async { Ok(()) }
    }

    /// Closes a resource, in a task of its own; by default it is dropped.
    fn close(&self, resource: Self::Type) -> impl Future<Output = ()> + Send {
        async { drop(resource) }
    }

    /// Closes a resource where the runtime has gone before `close` could begin; by default it is dropped.
    fn close_blocking(&self, resource: Self::Type) {
        drop(resource);
    }

    /// Whether making a resource should be tried again after this error; by default always.
    fn is_transient(&self, error: &Self::Error) -> bool {
        let _ = error;
        true
    }
}

/// A pool's resources from any [`AsyncContext`]: entered when they are made, exited when they are closed.
///
/// ```no_run
/// # use std::io;
/// # use dunder::aio::{AsyncContext, Outcome};
/// # struct Session(String);
/// # impl AsyncContext for Session {
/// #     type Guard = String;
/// #     type Error = io::Error;
/// #     async fn enter(self) -> io::Result<String> { Ok(self.0) }
/// #     async fn exit(_: String, _: Outcome<'_>) -> io::Result<()> { Ok(()) }
/// # }
/// use dunder::aio::{ContextManager, Pool};
///
/// # async fn f() {
/// let pool = Pool::builder(ContextManager::new(|| Session("db1".into()))).size(3).build();
/// let session = pool.get().await.expect("a session");
/// # }
/// ```
pub struct ContextManager<F> {
    context: F,
}

impl<C, F> ContextManager<F>
where
    C: AsyncContext<Error: Error + Send + Sync>,
    F: Fn() -> C + Send + Sync + 'static,
{
    /// Resources from the contexts that the closure returns.
    pub fn new(context: F) -> Self {
        Self { context }
    }
}

impl<C, F> Manager for ContextManager<F>
where
    C: AsyncContext<Error: Error + Send + Sync>,
    F: Fn() -> C + Send + Sync + 'static,
{
    type Type = C::Guard;
    type Error = C::Error;

    async fn create(&self) -> Result<C::Guard, C::Error> {
        (self.context)().enter().await
    }

    async fn close(&self, guard: C::Guard) {
        // There is nobody to tell of an error.
        let _ = C::exit(guard, Outcome::Ok).await;
    }

    fn close_blocking(&self, guard: C::Guard) {
        C::exit_blocking(guard);
    }
}

impl<F> fmt::Debug for ContextManager<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContextManager").finish_non_exhaustive()
    }
}
