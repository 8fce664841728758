//! Transactions: calls that are all done, or none of them.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use super::error::CrudError;
use super::store::{Store, Transaction};

tokio::task_local! {
    /// The store whose transaction this task is in.
    static WITHIN: usize;
}

/// Refuses a call of the store's own handle inside its transaction: it would wait for itself.
pub(super) fn is_outside(address: usize) -> Result<(), CrudError> {
    if WITHIN.try_with(|within| *within == address).unwrap_or(false) {
        let message = "inside a transaction, write with the handle that it hands out";
        return Err(CrudError::Store(message.into()));
    }
    Ok(())
}

/// There is one transaction at a time on a connection.
pub(super) fn no_second() -> CrudError {
    CrudError::Store("a transaction has no transaction inside".into())
}

/// Tables are made before they are written.
pub(super) fn no_migration() -> CrudError {
    CrudError::Store("a transaction does not migrate".into())
}

/// Runs `run` on a transaction of the store at this address.
pub(super) async fn run<S, F, Fut, R>(store: &S, address: usize, run: F) -> Result<R, CrudError>
where
    S: Store,
    F: Fn(S::Tx) -> Fut + Send + Sync,
    Fut: Future<Output = Result<R, CrudError>> + Send,
{
    let tx = store.begin().await?;
    let done = {
        let mut running = pin!(WITHIN.scope(address, run(tx.clone())));
        let mut over = pin!(tx.over());
        poll_fn(|cx| match running.as_mut().poll(cx) {
            Poll::Ready(done) => Poll::Ready(done),
            Poll::Pending => over.as_mut().poll(cx).map(|()| Err(CrudError::Timeout)),
        })
        .await
    };
    match done {
        Ok(done) => {
            tx.commit().await?;
            Ok(done)
        }
        Err(fault) => {
            tx.roll_back().await;
            Err(fault)
        }
    }
}
