//! The way back from the writer thread: one answer, and who may still call the question off.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use crate::crud_api::CrudError;

/// How a question stands.
enum State<T> {
    /// Nobody has begun; dropping the question calls it off.
    Waiting(Option<Waker>),
    /// The writer is at it.
    Claimed(Option<Waker>),
    /// The asker is gone; certainly nothing is written.
    CalledOff,
    /// The answer.
    Done(Result<T, CrudError>),
    /// The answer was fetched, or nobody fetches it.
    Over,
}

/// What the asker awaits.
pub(super) struct Question<T>(Arc<Mutex<State<T>>>);

/// What the writer answers with; dropped, it answers that it broke off.
pub(super) struct Answer<T>(Option<Arc<Mutex<State<T>>>>);

/// A question and its answer.
pub(super) fn ask<T>() -> (Question<T>, Answer<T>) {
    let state = Arc::new(Mutex::new(State::Waiting(None)));
    (Question(Arc::clone(&state)), Answer(Some(state)))
}

fn lock<T>(state: &Mutex<State<T>>) -> MutexGuard<'_, State<T>> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<T> Answer<T> {
    /// Begins; `false` where the asker is gone.
    pub(super) fn claim(&self) -> bool {
        let Some(state) = &self.0 else { return false };
        let mut state = lock(state);
        match &mut *state {
            State::Waiting(waker) => {
                *state = State::Claimed(waker.take());
                true
            }
            _ => false,
        }
    }

    /// Answers.
    pub(super) fn send(mut self, answer: Result<T, CrudError>) {
        self.finish(|_| answer);
    }

    fn finish(&mut self, answer: impl FnOnce(bool) -> Result<T, CrudError>) {
        let Some(state) = self.0.take() else { return };
        let waker = {
            let mut state = lock(&state);
            match &mut *state {
                State::Waiting(waker) => {
                    let waker = waker.take();
                    *state = State::Done(answer(false));
                    waker
                }
                State::Claimed(waker) => {
                    let waker = waker.take();
                    *state = State::Done(answer(true));
                    waker
                }
                _ => None,
            }
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl<T> Drop for Answer<T> {
    fn drop(&mut self) {
        self.finish(
            |is_claimed| {
                if is_claimed { Err(CrudError::Unknown) } else { Err(CrudError::Closed) }
            },
        );
    }
}

impl<T> Future for Question<T> {
    type Output = Result<T, CrudError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = lock(&self.0);
        match &mut *state {
            State::Waiting(waker) | State::Claimed(waker) => {
                match waker {
                    Some(waker) => waker.clone_from(cx.waker()),
                    None => *waker = Some(cx.waker().clone()),
                }
                Poll::Pending
            }
            other => match std::mem::replace(other, State::Over) {
                State::Done(answer) => Poll::Ready(answer),
                _ => Poll::Ready(Err(CrudError::Unknown)),
            },
        }
    }
}

impl<T> Drop for Question<T> {
    fn drop(&mut self) {
        let mut state = lock(&self.0);
        *state = match &*state {
            State::Waiting(_) => State::CalledOff,
            _ => State::Over,
        };
    }
}
